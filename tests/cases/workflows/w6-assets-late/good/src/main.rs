fn rotate(mut words: Vec<String>, by: usize) -> Vec<String> {
    if !words.is_empty() {
        let n = by % words.len();
        words.rotate_left(n);
    }
    words
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    println!("{}", rotate(words, 7).join(" "));
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_every_word() {
        let words = vec!["a".to_string(), "b".to_string()];
        assert_eq!(super::rotate(words, 7), ["b", "a"]);
    }
}
