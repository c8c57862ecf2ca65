//! The `adr-sign` binary.
fn main() {}
