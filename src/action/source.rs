//! Where something is written down, so that whoever reads a summary can look it up.

use std::fmt;

use serde::Serialize;

use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::record::resolution::Resolution;
use crate::record::revision::Revision;
use crate::record::signoff::Signoff;

/// One record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Source {
    /// The decision that it belongs to.
    pub number: Number,
    /// The revision that it is or is about.
    pub revision: u32,
    /// The path from the root of the repository.
    pub path: String,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
    /// The branch that holds it, where that is another than the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

impl Source {
    /// A revision.
    pub fn of_revision(dir: &LogDir, decision: &Decision, stored: &Stored<Revision>) -> Self {
        Self::of(dir, decision, stored.value.revision, stored)
    }

    /// A sign-off.
    pub fn of_signoff(dir: &LogDir, decision: &Decision, stored: &Stored<Signoff>) -> Self {
        Self::of(dir, decision, stored.value.revision, stored)
    }

    /// A resolution.
    pub fn of_resolution(dir: &LogDir, decision: &Decision, stored: &Stored<Resolution>) -> Self {
        Self::of(dir, decision, stored.value.revision, stored)
    }

    fn of<T>(dir: &LogDir, decision: &Decision, revision: u32, stored: &Stored<T>) -> Self {
        Self {
            number: decision.number(),
            revision,
            path: format!("{dir}/{}", stored.path),
            digest: stored.digest,
            branch: None,
        }
    }

    /// The same, on a branch.
    #[must_use]
    pub fn on(self, branch: Option<&str>) -> Self {
        Self {
            branch: branch.map(str::to_owned),
            ..self
        }
    }

    /// As people say it where it is clear which decision is meant.
    pub fn within(&self, number: Option<Number>) -> String {
        let name = self.to_string();
        match name.strip_prefix(&format!("decision {}, ", self.number)) {
            Some(short) if number == Some(self.number) => short.to_owned(),
            _ => name,
        }
    }

    /// The name of the file in the decision's folder, without its ending: `revisions/2`.
    pub fn name(&self) -> &str {
        let name = self.path.strip_suffix(".yaml").unwrap_or(&self.path);
        let mut slashes = name.rmatch_indices('/').skip(1);
        slashes
            .next()
            .map_or(name, |(at, _)| name.get(at + 1..).unwrap_or(name))
    }
}

/// As people say it: `decision 7, revision 2`, or `decision 7, signoffs/bob.r2.3f9a1c7e`.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        if name.starts_with("revisions/") {
            write!(f, "decision {}, revision {}", self.number, self.revision)?;
        } else {
            write!(f, "decision {}, {name}", self.number)?;
        }
        match &self.branch {
            Some(branch) => write!(f, " on {branch}"),
            None => Ok(()),
        }
    }
}
