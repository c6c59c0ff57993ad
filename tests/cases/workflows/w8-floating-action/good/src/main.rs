fn prime(n: usize) -> u64 {
    (2u64..).filter(|c| (2..*c).take_while(|d| d * d <= *c).all(|d| c % d != 0)).nth(n).unwrap()
}

fn main() {
    println!("{}", prime(9));
}

#[test]
fn third() {
    assert_eq!(prime(2), 5);
}
