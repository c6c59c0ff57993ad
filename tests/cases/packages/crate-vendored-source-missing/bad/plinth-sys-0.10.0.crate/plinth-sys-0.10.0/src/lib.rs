//! Bindings to the C library plinth.

use std::os::raw::c_uint;

extern "C" {
    /// The height of a plinth with this number of steps.
    pub fn plinth_height(steps: c_uint) -> c_uint;
}

#[cfg(test)]
mod tests {
    #[test]
    fn height() {
        assert_eq!(unsafe { super::plinth_height(4) }, 10);
    }
}
