//! Blinks a pin.

use std::ffi::c_int;

extern "C" {
    fn blink_level(pin: c_int, tick: c_int) -> c_int;
}

/// Whether the pin is lit at a tick.
pub fn lit(pin: i32, tick: i32) -> bool {
    unsafe { blink_level(pin, tick) != 0 }
}
