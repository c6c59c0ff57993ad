/// Counts the words of a text, dashes aside.
pub fn words(text: &str) -> usize {
    text.split_whitespace().filter(|w| *w != "--").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(words("one two -- three"), 3);
    }
}
