#[cfg(feature = "input")]
pub mod inputs;

pub mod core;
