pub fn cents(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.')?;
    Some(whole.parse::<u64>().ok()? * 100 + part.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads() {
        assert_eq!(super::cents("01.25"), Some(125));
    }
}
