//! `cargo xtask publish` uploads the crates that crates.io does not have yet.
use std::process::{exit, Command};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CRATES: [&str; 3] = ["plover-wire", "plover-core", "plover"];

fn succeeds(program: &str, words: &[&str]) -> bool {
    match Command::new(program).args(words).status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("{program}: {error}");
            exit(1);
        }
    }
}

fn is_there(name: &str) -> bool {
    let address = format!("https://crates.example.invalid/api/v1/crates/{name}/{VERSION}");
    let agent = "plover releases (releases@example.org)";
    succeeds("curl", &["-fsS", "-o", "/dev/null", "-A", agent, &address])
}

fn publish() {
    let tag = std::env::var("TAG").unwrap_or_default();
    if tag != format!("v{VERSION}") {
        eprintln!("the workspace is {VERSION}, the tag is {tag:?}");
        exit(1);
    }
    for name in CRATES {
        if is_there(name) {
            println!("{name} {VERSION} is already there");
        } else if !succeeds("cargo", &["publish", "--locked", "--package", name]) {
            exit(1);
        }
    }
}

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("publish") => publish(),
        _ => {
            eprintln!("usage: cargo xtask publish");
            exit(2);
        }
    }
}
