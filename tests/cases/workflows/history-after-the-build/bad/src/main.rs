fn main() { println!(env!("VERSION")); }
