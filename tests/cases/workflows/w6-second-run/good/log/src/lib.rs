//! A log of speeds.
pub use knot_units::metres_per_second;
