use glyphlane_lane_macros::cells;

pub use glyphlane_core::wrap;

pub fn layout(text: &str) -> Vec<String> {
    wrap(text, cells!())
}
