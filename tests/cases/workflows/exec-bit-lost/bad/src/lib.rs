/// Sorts lines by their length, shortest first.
pub fn by_length(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|l| !l.is_empty()).collect();
    lines.sort_by_key(|l| l.chars().count());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts() {
        assert_eq!(by_length("ccc\na\n\nbb"), ["a", "bb", "ccc"]);
    }
}
