//! Sorts the lines of its input by their length.
use std::io::{self, Read};

fn sorted(text: &str, reverse: bool) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_by_key(|line| line.len());
    if reverse {
        lines.reverse();
    }
    lines
}

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let reverse = std::env::args().any(|word| word == "--reverse");
    for line in sorted(&text, reverse) {
        println!("{line}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn short_lines_come_first() {
        assert_eq!(sorted("ccc\na\nbb", false), ["a", "bb", "ccc"]);
    }

    #[test]
    fn or_last() {
        assert_eq!(sorted("ccc\na\nbb", true), ["ccc", "bb", "a"]);
    }
}
