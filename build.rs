//! Tells Cargo that the built-in schemas and themes are part of the program, new files included.

fn main() {
    println!("cargo:rerun-if-changed=schemas");
    println!("cargo:rerun-if-changed=themes");
}
