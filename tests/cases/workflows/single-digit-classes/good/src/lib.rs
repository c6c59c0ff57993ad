//! Words.

/// The words of a text.
pub fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// How many words a text has.
pub fn count(text: &str) -> usize {
    words(text).len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn words() {
        assert_eq!(super::words(" a b "), ["a", "b"]);
    }
}
