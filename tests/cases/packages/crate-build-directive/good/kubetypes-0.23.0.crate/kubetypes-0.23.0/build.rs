fn main() {
    println!("cargo:rerun-if-env-changed=KUBETYPES_VERSION");
}
