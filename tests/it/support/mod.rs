//! What every test stands on: repositories that no configuration of this machine reaches, a clock that
//! does not move, and real keys.

mod keys;
mod repo;

pub use keys::{Key, gpg_home, ssh_key};
pub use repo::{NOW, Repo, Scratch, run};
