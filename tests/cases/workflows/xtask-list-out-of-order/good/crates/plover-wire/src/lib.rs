//! The wire format: numbers, split at spaces.

/// The numbers of a line; what is no number is left out.
pub fn read(line: &str) -> Vec<u32> {
    line.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}
