pub fn list(items: &[&str]) -> String {
    items.iter().map(|i| format!("- {i}\n")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists() {
        assert_eq!(super::list(&["a"]), "- a\n");
    }
}
