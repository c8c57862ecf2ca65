//! The `adr` binary: hands its arguments to the library, and its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    adr_sign::cli::adr(std::env::args_os())
}
