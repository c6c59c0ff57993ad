const PROJECT: &str = env!("TALLY_PROJECT_NAME");

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("tallywords ({PROJECT}) {}", env!("CARGO_PKG_VERSION"));
        return;
    }
    let text = std::io::read_to_string(std::io::stdin()).expect("the input is not text");
    println!("{}", text.split_whitespace().count());
}
