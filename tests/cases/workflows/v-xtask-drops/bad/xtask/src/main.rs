use std::process::Command;

fn main() {
    let _ = Command::new("cargo").args(["publish", "--locked", "--package", "app"]).status();
}
