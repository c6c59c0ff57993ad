fn main() {
    for path in std::env::args().skip(1) {
        println!("{}", hookline::native(&path, std::path::MAIN_SEPARATOR));
    }
}
