//! Signatures: making them the way git does, and verifying them in process.
//!
//! A record is signed with the SSH key that its signer already has, as an SSHSIG of namespace
//! [`NAMESPACE`] over its [`payload`](payload::payload). Verifying needs no program, no agent and no
//! network; signing runs the user's own program, because it alone knows agents, security keys and
//! passphrases. Whose key it was, and whether it counts, is not decided here.

mod agent;
mod allowed;
mod choose;
mod config;
mod error;
mod key_file;
mod make;
pub mod payload;
mod program;
mod sign;
pub mod software;
mod verify;
mod wire;

pub use allowed::allowed_signers;
pub use config::{SigningConfig, Surroundings};
pub use error::SigningError;
pub use make::make_key;
pub use sign::SigningKey;
pub use verify::{prove, verify, verify_for};

/// The purpose that every signature of a record names, so that a signature made for something else (a
/// commit, a file) can never pass for one.
pub const NAMESPACE: &str = "adr-sign";

/// The purpose that the signature of an audit's report names. An auditor signs what they found, and agrees to
/// nothing by it.
pub const AUDIT_NAMESPACE: &str = "adr-audit";
