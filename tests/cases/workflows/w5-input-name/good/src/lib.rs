//! Rounded durations.

/// Whole hours in `minutes`, halves rounded up.
pub fn hours(minutes: u32) -> u32 {
    (minutes + 30) / 60
}

#[cfg(test)]
mod tests {
    #[test]
    fn halves_go_up() {
        assert_eq!(super::hours(90), 2);
    }
}
