use std::process::Command;

fn main() {
    let status = Command::new("cargo").args(["publish", "--locked", "--package", "app"]).status().unwrap();
    assert!(status.success());
}
