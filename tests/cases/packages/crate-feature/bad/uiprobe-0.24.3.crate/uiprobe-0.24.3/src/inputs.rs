#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Button {
    Left,
    Right,
}
