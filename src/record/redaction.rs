//! What stands in the place of a record that had to be taken out.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::format::Format;
use super::name::Handle;
use super::prose::Line;

/// The gap: chains and counts that named the record still hold by its digest, and show that it is gone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// `1`
    pub format: Format,
    /// What is said of the record.
    pub redacted: Redacted,
}

/// What is said of a record that was taken out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redacted {
    /// The digest by which other records name it.
    pub sha256: Digest,
    /// Why it had to go.
    pub reason: Line,
    /// Who took it out.
    pub by: Handle,
}
