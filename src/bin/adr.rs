//! The `adr` binary.
fn main() {}
