//! Sums of lines.

/// The sum of a line.
pub fn sum(line: &str) -> u32 {
    plover_wire::read(line).iter().sum()
}

/// The mean of a line, rounded down.
pub fn mean(line: &str) -> Option<u32> {
    let count = u32::try_from(plover_wire::read(line).len()).ok()?;
    sum(line).checked_div(count)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sums() {
        assert_eq!(super::sum("1 2 x 4"), 7);
    }

    #[test]
    fn means() {
        assert_eq!(super::mean("1 2 x 4"), Some(2));
        assert_eq!(super::mean(""), None);
    }
}
