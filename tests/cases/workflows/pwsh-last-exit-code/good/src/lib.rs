pub fn keep<T: PartialEq>(records: Vec<T>, unwanted: &T) -> Vec<T> {
    records.into_iter().filter(|r| r != unwanted).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps() {
        assert_eq!(super::keep(vec![1, 2, 1], &1), [2]);
    }
}
