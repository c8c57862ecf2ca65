//! The `adr-sign` binary: hands its arguments to the library, and its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    adr_sign::cli::adr_sign(std::env::args_os())
}
