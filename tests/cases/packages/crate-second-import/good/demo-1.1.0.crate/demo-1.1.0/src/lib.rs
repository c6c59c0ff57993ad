#[cfg(feature = "states")]
pub mod state;
pub mod prelude {
    #[cfg(feature = "app")]
    pub use crate::state::App;
    #[cfg(feature = "states")]
    pub use crate::state::Schedule;
}
