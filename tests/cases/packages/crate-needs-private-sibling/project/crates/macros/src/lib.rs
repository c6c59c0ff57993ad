/// The number of cells of a lane.
#[macro_export]
macro_rules! cells {
    () => {
        80
    };
}
