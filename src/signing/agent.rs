//! What the SSH agent holds.

use super::config::Surroundings;
use super::error::SigningError;
use super::program;
use crate::record::key::PublicKey;

/// The exit code of `ssh-add -L` when it reached an agent that holds nothing.
const NO_IDENTITIES: i32 = 1;

/// The keys that the agent holds and that can count, in its order. Certificates and unsupported kinds
/// are passed over.
pub(super) fn keys(surroundings: &Surroundings) -> Result<Vec<PublicKey>, SigningError> {
    let gone = || SigningError::AgentGone {
        socket: surroundings
            .agent_socket
            .as_ref()
            .map(|socket| program::shown(&socket.to_string_lossy())),
    };
    if surroundings.agent_socket.is_none() {
        return Err(gone());
    }
    let output = program::run(
        program::command("ssh-add", surroundings).arg("-L"),
        "ssh-add",
        "part of OpenSSH",
    )?;
    match output.status.code() {
        Some(0) => Ok(String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect()),
        Some(NO_IDENTITIES) => Ok(Vec::new()),
        _ => Err(gone()),
    }
}
