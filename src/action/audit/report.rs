//! What an audit tells.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::action::verify::{CharterReport, Fault};
use crate::check::Finding;
use crate::record::charter::Assurance;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::record::name::Handle;
use crate::record::time::Timestamp;

/// What was found, by whom it can be checked, and what nobody could tell.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The answer in a word.
    pub outcome: Outcome,
    /// What made the report, with its version.
    pub tool: String,
    /// When, by this machine's clock.
    pub at: Timestamp,
    /// What was audited.
    pub subject: Subject,
    /// Each log, from its files alone.
    pub logs: Vec<LogReport>,
    /// How the branch came to hold these files; `None` where there is no history at all.
    pub history: Option<History>,
    /// What could not be known.
    pub unknown: Vec<Unknown>,
}

impl Report {
    /// Whether all that does not hold is that a newer version of the tool wrote it.
    pub fn needs_upgrade(&self) -> bool {
        let mut faults = self.logs.iter().flat_map(|log| &log.faults).peekable();
        faults.peek().is_some() && faults.all(|fault| fault.newer)
    }
}

/// The answer in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything that could be looked at is in order.
    Clean,
    /// The files prove themselves, but something came to be in a way that the check would have refused.
    Incidents,
    /// The files do not prove themselves.
    Broken,
}

/// What was audited.
#[derive(Clone, Debug, Serialize)]
pub struct Subject {
    /// What was asked about: a branch, a commit or a folder.
    pub name: String,
    /// The commit; `None` for a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Its tree; `None` for a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
}

/// One log, from its files alone.
#[derive(Debug, Serialize)]
pub struct LogReport {
    /// Its folder.
    pub log: LogDir,
    /// The trust root, and which charters were in force.
    pub charter: CharterReport,
    /// How each charter came to be in force, oldest first.
    pub chain: Vec<Link>,
    /// Every decision.
    pub decisions: Vec<DecisionReport>,
    /// How many records were verified.
    pub records: usize,
    /// What does not hold.
    pub faults: Vec<Fault>,
    /// The files that prove the chain of charters, by path in the log: for a bundle.
    #[serde(skip)]
    pub charter_files: BTreeMap<String, String>,
}

/// A charter that was in force.
#[derive(Debug, Serialize)]
pub struct Link {
    /// The revision of decision 0.
    pub revision: u32,
    /// Its digest.
    pub digest: Digest,
    /// The charter under which it was accepted: the one before it, or itself.
    pub accepted_under: Digest,
    /// Whose approval its acceptance rests on.
    pub approved_by: Vec<Handle>,
}

/// A decision, and how well its agreement is proved.
#[derive(Debug, Serialize)]
pub struct DecisionReport {
    /// Its number.
    pub number: Number,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub status: String,
    /// The revision that was agreed last, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<u32>,
    /// The weakest proof among the approvals that the agreement rests on; `None` where nothing was agreed, or
    /// where what was agreed does not hold.
    pub assurance: Option<Assurance>,
    /// Whose approvals those are.
    pub approved_by: Vec<Handle>,
    /// Those among them whose key is given up as compromised since: the text is in force, and should be
    /// affirmed again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reaffirm: Vec<Handle>,
    /// Whether its records hold.
    pub holds: bool,
}

/// The line of a branch.
#[derive(Debug, Serialize)]
pub struct History {
    /// How far back it was looked at.
    pub reach: Reach,
    /// The commit at which it starts; what that held was taken as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// How many commits came after it.
    pub commits: usize,
    /// How many of them touch a log. The others were passed over.
    pub touching: usize,
    /// What came to be in a way that the check would have refused, oldest first.
    pub incidents: Vec<Incident>,
    /// Where several commits together are what the check lets pass, oldest first.
    pub in_parts: Vec<InParts>,
}

impl History {
    /// Keeps what is about one log, or about no log in particular.
    pub(super) fn keep(&mut self, dir: &LogDir) {
        for incident in &mut self.incidents {
            incident
                .findings
                .retain(|finding| finding.log.as_ref().is_none_or(|log| log == dir));
        }
        self.incidents
            .retain(|incident| !incident.findings.is_empty());
    }
}

/// How far back a history was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// To the branch's first commit.
    Beginning,
    /// To the commit that was named.
    Since,
    /// To where a shallow clone was cut.
    Cut,
}

/// A commit that brought what the check refuses.
#[derive(Debug, Serialize)]
pub struct Incident {
    /// The commit, with what it says of itself.
    #[serde(flatten)]
    pub commit: CommitReport,
    /// What it did.
    pub findings: Vec<Finding>,
    /// The commits that brought files back to what they were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mended_by: Vec<String>,
}

/// A commit, with what it says of itself: anybody can write that.
#[derive(Clone, Debug, Serialize)]
pub struct CommitReport {
    /// The commit.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// Who wrote it, as it says.
    pub author: String,
    /// When it was committed, as it says, in UTC.
    pub committed: Timestamp,
}

/// Commits that the check lets pass only together, as a pull request that landed commit by commit.
#[derive(Debug, Serialize)]
pub struct InParts {
    /// The first.
    pub from: CommitReport,
    /// The last, with which everything was there.
    pub to: CommitReport,
    /// How many.
    pub commits: usize,
    /// Stable names of what was wrong for a while in between.
    pub meanwhile: Vec<&'static str>,
}

/// What an audit cannot know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Which log this is: no trust root was given to compare with.
    TrustRoot,
    /// Which commit the files come from.
    Commit,
    /// In which order things came to be, what was deleted, and which charter was in force when.
    Order,
    /// What came before the start.
    Before,
    /// How long a text was open to comment, and what lay in outboxes when it was merged.
    Moment,
    /// Whether guarded code changed only with a decision.
    Code,
}
