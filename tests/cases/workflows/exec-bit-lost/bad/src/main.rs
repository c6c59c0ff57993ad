use std::io::Read;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    for line in gritsort::by_length(&text) {
        println!("{line}");
    }
    Ok(())
}
