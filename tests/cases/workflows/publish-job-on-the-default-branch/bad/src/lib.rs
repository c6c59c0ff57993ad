pub fn half(twice: i64) -> i64 {
    let down = twice.div_euclid(2);
    if twice.rem_euclid(2) == 1 && down.rem_euclid(2) == 1 { down + 1 } else { down }
}

#[cfg(test)]
mod tests {
    #[test]
    fn rounds() {
        assert_eq!([1, 3, -1].map(super::half), [0, 2, 0]);
    }
}
