pub fn by_length(lines: &mut [&str]) {
    lines.sort_by_key(|line| line.len());
}

#[cfg(test)]
mod tests {
    #[test]
    fn sorts() {
        let mut lines = ["ccc", "a", "bb"];
        super::by_length(&mut lines);
        assert_eq!(lines, ["a", "bb", "ccc"]);
    }
}
