use std::{env, path::PathBuf, process::Command};

fn run(command: &mut Command) {
    let status = command.status().expect("the C compiler cannot be started");
    assert!(status.success(), "{command:?} failed");
}

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let object = out.join("blink.o");
    run(Command::new("cc").args(["-c", "-O2", "-fPIC", "blink/src/blink.c", "-o"]).arg(&object));
    run(Command::new("ar").arg("crs").arg(out.join("libblink.a")).arg(&object));
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=blink");
    println!("cargo:rerun-if-changed=blink/src");
}
