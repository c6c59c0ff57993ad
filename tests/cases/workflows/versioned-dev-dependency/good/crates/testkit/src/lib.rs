//! What tests of sluices need.

/// A text of two words.
pub const TWO: &str = " a b ";
