//! `cargo xtask dist VERSION` packs the program of this host.
use std::env::consts::{ARCH, OS};
use std::process::{exit, Command};
use std::{env, fs};

fn run(program: &str, words: &[&str]) {
    match Command::new(program).args(words).status() {
        Ok(status) if status.success() => {}
        Ok(status) => {
            eprintln!("{program}: {status}");
            exit(1);
        }
        Err(error) => {
            eprintln!("{program}: {error}");
            exit(1);
        }
    }
}

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let [task, version] = words.as_slice() else {
        eprintln!("usage: cargo xtask dist VERSION");
        exit(2);
    };
    assert_eq!(task, "dist");
    let manifest = fs::read_to_string("gannet/Cargo.toml").expect("the manifest");
    assert!(manifest.contains(&format!("\nversion = \"{version}\"\n")), "the manifest has another version");
    run("cargo", &["build", "--release", "--locked", "--package", "gannet"]);
    fs::create_dir_all("dist").expect("dist");
    fs::copy("LICENSE", "target/release/LICENSE").expect("LICENSE");
    let archive = format!("dist/gannet-{version}-{OS}-{ARCH}.tar.gz");
    run("tar", &["-C", "target/release", "-czf", &archive, "gannet", "LICENSE"]);
}
