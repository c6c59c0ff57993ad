/// Wrap a text into rows of so many cells.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    text.chars().collect::<Vec<_>>().chunks(cells).map(|row| row.iter().collect()).collect()
}

/// The number of cells of a lane.
#[macro_export]
macro_rules! cells {
    () => {
        80
    };
}
