use std::process::Command;

fn main() {
    let out = Command::new("git").args(["describe", "--tags", "--always"]).output().expect("git");
    println!("cargo:rustc-env=VERSION={}", String::from_utf8_lossy(&out.stdout).trim());
}
