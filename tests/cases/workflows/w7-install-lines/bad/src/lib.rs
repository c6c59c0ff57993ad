//! Plain charts.

/// A bar of `n` cells.
pub fn bar(n: usize) -> String {
    "#".repeat(n)
}

#[test]
fn three_cells() {
    assert_eq!(bar(3), "###");
}
