//! Speeds at sea.

/// Metres per second of a number of knots.
pub fn metres_per_second(knots: f64) -> f64 {
    knots * 1852.0 / 3600.0
}

#[test]
fn a_mile_an_hour() {
    assert!((metres_per_second(1.0) - 0.5144).abs() < 0.001);
}
