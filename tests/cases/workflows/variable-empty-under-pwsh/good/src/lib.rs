/// Turns slashes into the separator of the platform.
pub fn native(path: &str, separator: char) -> String {
    path.replace('/', &separator.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces() {
        assert_eq!(native("a/b", '\\'), "a\\b");
    }
}
