//! `resolutions/K.yaml`: how a revision of a decision ended.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::armor::Armor;
use super::digest::Digest;
use super::distinct::distinct;
use super::format::Format;
use super::id::DecisionId;
use super::name::Handle;
use super::prose::Line;
use super::time::Timestamp;

/// How a decision, or a revision of it, ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "ResolutionFile", into = "ResolutionFile")]
pub struct Resolution {
    /// Counted from 1.
    pub resolution: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Of which revision.
    pub revision: u32,
    /// Digest of that revision's file.
    pub digest: Digest,
    /// The decision that took its place; with `superseded` only.
    pub by_decision: Option<DecisionId>,
    /// The charter revision whose rules were applied.
    pub charter: Digest,
    /// What was counted.
    pub signoffs: Vec<Digest>,
    /// Who wrote it down.
    pub by: Handle,
    /// When, as they say.
    pub at: Timestamp,
    /// What was agreed, in a line.
    pub summary: Option<Line>,
    /// By `by`, where the outcome asks for it.
    pub signature: Option<Armor>,
}

/// How something ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The rules were met.
    Accepted,
    /// An objection stood.
    Rejected,
    /// Taken back by those who proposed it.
    Withdrawn,
    /// Another decision took its place.
    Superseded,
    /// Retired.
    Deprecated,
    /// An import, taken over as history.
    Historical,
}

impl Outcome {
    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Deprecated => "deprecated",
            Self::Historical => "historical",
        }
    }

    /// Whether the sign-offs decide it, so that nobody has to sign the resolution itself.
    pub const fn is_unsigned(self) -> bool {
        !matches!(self, Self::Rejected | Self::Withdrawn)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The file, key by key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolutionFile {
    format: Format,
    resolution: u32,
    outcome: Outcome,
    revision: u32,
    digest: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_decision: Option<DecisionId>,
    charter: Digest,
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    signoffs: Vec<Digest>,
    by: Handle,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Armor>,
}

impl TryFrom<ResolutionFile> for Resolution {
    type Error = String;

    fn try_from(file: ResolutionFile) -> Result<Self, String> {
        if file.resolution == 0 || file.revision == 0 {
            return Err("resolutions and revisions count from 1".to_owned());
        }
        if (file.outcome == Outcome::Superseded) != file.by_decision.is_some() {
            return Err(
                "`by_decision` goes with outcome `superseded`, and only with it".to_owned(),
            );
        }
        Ok(Self {
            resolution: file.resolution,
            outcome: file.outcome,
            revision: file.revision,
            digest: file.digest,
            by_decision: file.by_decision,
            charter: file.charter,
            signoffs: file.signoffs,
            by: file.by,
            at: file.at,
            summary: file.summary,
            signature: file.signature,
        })
    }
}

impl From<Resolution> for ResolutionFile {
    fn from(resolution: Resolution) -> Self {
        Self {
            format: Format::One,
            resolution: resolution.resolution,
            outcome: resolution.outcome,
            revision: resolution.revision,
            digest: resolution.digest,
            by_decision: resolution.by_decision,
            charter: resolution.charter,
            signoffs: resolution.signoffs,
            by: resolution.by,
            at: resolution.at,
            summary: resolution.summary,
            signature: resolution.signature,
        }
    }
}
