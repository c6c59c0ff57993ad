const ABOUT: &str = include_str!("../docs/ABOUT.md");

fn card(number: u32, text: &str) -> String {
    let mut buffer = itoa::Buffer::new();
    format!("{}. {}", buffer.format(number), text)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().map(String::as_str) == Some("--about") {
        print!("{ABOUT}");
        return;
    }
    for (number, text) in (1..).zip(&args) {
        println!("{}", card(number, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_cards() {
        assert_eq!(card(7, "tea"), "7. tea");
    }

    #[test]
    fn about_is_there() {
        assert!(ABOUT.starts_with("# About"));
    }
}
