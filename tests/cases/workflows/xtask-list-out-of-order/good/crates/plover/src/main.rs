//! Prints the sum of every line of its input.

fn main() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        println!("{}", plover_core::sum(&line));
        if let Some(mean) = plover_core::mean(&line) {
            println!("mean {mean}");
        }
    }
}
