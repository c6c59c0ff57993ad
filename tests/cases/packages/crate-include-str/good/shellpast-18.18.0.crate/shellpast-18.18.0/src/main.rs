const HOOK: &str = include_str!("../vendor/before.sh");

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("hook") => print!("{HOOK}"),
        _ => println!("shellpast {}", env!("CARGO_PKG_VERSION")),
    }
}
