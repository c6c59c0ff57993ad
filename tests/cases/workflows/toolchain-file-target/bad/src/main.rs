fn line(number: u32, text: &str) -> String {
    let mut buffer = itoa::Buffer::new();
    format!("{}: {}", buffer.format(number), text)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().map(String::as_str) == Some("--version") {
        println!("latchkey {}", env!("CARGO_PKG_VERSION"));
        return;
    }
    for (number, text) in (1..).zip(&args) {
        println!("{}", line(number, text));
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn numbers_lines() {
        assert_eq!(line(3, "north"), "3: north");
    }
}
