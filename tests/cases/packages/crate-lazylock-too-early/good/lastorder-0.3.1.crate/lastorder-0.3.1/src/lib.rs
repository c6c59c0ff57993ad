//! Names of weekdays, looked up by their short form.

use std::collections::HashMap;
use std::sync::LazyLock;

static DAYS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    HashMap::from([
        ("mon", "Monday"),
        ("tue", "Tuesday"),
        ("wed", "Wednesday"),
        ("thu", "Thursday"),
        ("fri", "Friday"),
        ("sat", "Saturday"),
        ("sun", "Sunday"),
    ])
});

/// The name of the weekday with this short form.
pub fn weekday(short: &str) -> Option<&'static str> {
    DAYS.get(short.to_ascii_lowercase().as_str()).copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds() {
        assert_eq!(super::weekday("Fri"), Some("Friday"));
        assert_eq!(super::weekday("xyz"), None);
    }
}
