fn row(cells: &[&str]) -> String {
    format!("| {} |", cells.join(" | "))
}

fn main() {
    let cells: Vec<String> = std::env::args().skip(1).collect();
    println!("{}", row(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
}

#[cfg(test)]
mod tests {
    #[test]
    fn draws() {
        assert_eq!(super::row(&["a", "b"]), "| a | b |");
    }
}
