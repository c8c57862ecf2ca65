//! What verifying tells: what each record proves, and what is broken.

use serde::Serialize;

use crate::log::DecisionLog;
use crate::log::problem::{Flaw, Problem};
use crate::record::charter::KeyState;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::yaml::ReadErrorKind;

/// What is proved, and what is broken.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether everything holds.
    pub holds: bool,
    /// The branch it was read from, where that is another than what was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The charters that were in force.
    pub charter: CharterReport,
    /// What each record proves.
    pub records: Vec<Proved>,
    /// What is broken.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether all that is wrong is that a newer version of the tool wrote it.
    pub fn needs_upgrade(&self) -> bool {
        !self.faults.is_empty() && self.faults.iter().all(|fault| fault.newer)
    }
}

/// The charter's chain.
#[derive(Debug, Default, Serialize)]
pub struct CharterReport {
    /// The revision that is trusted: the pinned one, else the first; none where the chain does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_root: Option<Digest>,
    /// Whether that was compared with a pinned one.
    pub pinned: bool,
    /// The revisions that were in force, oldest first.
    pub revisions: Vec<u32>,
    /// Those of them that were not accepted under the one before: an administrator went on there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<u32>,
}

/// What one record proves.
#[derive(Debug, Serialize)]
pub struct Proved {
    /// The file.
    pub path: String,
    /// The decision, where it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
    /// Who it says wrote it.
    pub person: Handle,
    /// What its signature proves.
    pub signature: Signature,
    /// Whether it still counts, where that can be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// What a record is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "record")]
pub enum What {
    /// A text put up for agreement.
    Revision {
        /// Its number.
        revision: u32,
        /// Digest of its file.
        digest: Digest,
    },
    /// A statement about a text.
    Signoff {
        /// The word of the stance or act.
        statement: &'static str,
        /// The revision.
        revision: u32,
        /// Digest of the text that was signed.
        digest: Digest,
    },
    /// How a revision ended.
    Resolution {
        /// How.
        outcome: &'static str,
        /// Which revision.
        revision: u32,
        /// How many sign-offs it lists.
        listed: usize,
    },
    /// Who speaks for whom.
    Delegation {
        /// Who may speak.
        to: Handle,
    },
    /// What stands in the place of a record that was taken out.
    Gap {
        /// The digest by which others name the record.
        digest: Digest,
        /// Why it had to go.
        reason: String,
    },
}

/// What a signature proves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "proof")]
pub enum Signature {
    /// There is none, and none is asked for.
    NotNeeded,
    /// There is none: an accepted revision of decision 0 names what was taken out.
    Agreed,
    /// There is none; what it says counts for nothing.
    Unsigned,
    /// It does not belong to these bytes, or to no key that can count.
    Broken {
        /// Why.
        why: String,
    },
    /// The key is none of the person's in any charter that was in force.
    NotTheirKey {
        /// The key.
        fingerprint: String,
        /// Whose key it is, if anybody's.
        #[serde(skip_serializing_if = "Option::is_none")]
        owner: Option<Handle>,
    },
    /// There is no charter in force that could say whose key it is.
    Unjudged {
        /// The key.
        fingerprint: String,
    },
    /// A key of the person's.
    Theirs {
        /// The key.
        fingerprint: String,
        /// The revision of the charter that says so: the one under which the record counted.
        charter: u32,
        /// What the key was worth in it.
        state: KeyState,
        /// What the key is worth in the charter in force.
        state_now: Option<KeyState>,
        /// Whether a hardware key says that somebody touched it.
        hardware: bool,
    },
}

/// Whether a sign-off still counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A resolution rests on it.
    Counted,
    /// It holds for the newest text.
    Current,
    /// The text has changed since.
    Stale,
    /// Its signer has taken it back, or put another in its place.
    Replaced,
}

/// Something that does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fault {
    /// The file, from the root of the repository.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
    /// Whether a newer version of the tool may understand it.
    pub newer: bool,
}

impl Fault {
    pub(super) fn new(
        path: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            what: what.into(),
            hint: hint.into(),
            newer: false,
        }
    }

    pub(super) fn of(problem: &Problem, log: &DecisionLog) -> Self {
        let path = format!("{}/{}", log.dir, problem.path);
        if let Flaw::Unreadable(error) = &problem.flaw
            && error.kind == ReadErrorKind::NewerFormat
        {
            return Self {
                newer: true,
                ..Self::new(
                    path,
                    problem.flaw.to_string(),
                    "upgrade adr, and verify again",
                )
            };
        }
        let what = match &problem.flaw {
            Flaw::Misnamed(_) => {
                "it says something else than its name: it was changed, or renamed".to_owned()
            }
            other => other.to_string(),
        };
        let hint = restore(&path);
        Self::new(path, what, hint)
    }
}

/// How a file comes back.
pub(super) fn restore(path: &str) -> String {
    format!("bring it back as it was made; see who changed it: git log -p -- {path}")
}
