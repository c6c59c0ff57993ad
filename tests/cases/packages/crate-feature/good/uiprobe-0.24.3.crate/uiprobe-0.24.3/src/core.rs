#[cfg(feature = "input")]
use crate::inputs::Button;

pub fn title(name: &str) -> String {
    format!("window {name}")
}

#[cfg(feature = "input")]
pub fn press(button: Button) -> String {
    format!("{button:?}")
}
