//! Records what a user does as a list of events.

#[cfg(feature = "mouse")]
pub mod mouse;
pub mod session;

pub use session::{Event, Session};
