//! What every test stands on: repositories that no configuration of this machine reaches, a clock that
//! does not move, and real keys.
//!
//! What the tests run as a program of its own (`git`, `ssh-keygen`, and the built binaries through
//! `repo.command(env!("CARGO_BIN_EXE_adr"))`) sees an empty environment. What runs inside the test process
//! sees the repository's own configuration, which sets everything that a machine's could change.

mod keys;
mod repo;
pub mod schema;
pub mod team;
pub mod terminal;

pub use keys::{Key, gpg_home, ssh_key};
pub use repo::{NOW, Repo, run};
