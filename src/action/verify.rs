//! `adr verify`: what the records of one tree prove, from that tree alone.
//!
//! For each record: which key signed it, whose key that was in the charter under which it counted, and
//! whether what it says still holds. For each acceptance: whether its rules are met by the sign-offs that
//! it lists, alone. Order and deletions are not in a tree, and are not told.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Error;
use super::ground::Ground;
use super::selector::Selector;
use super::survey;
use crate::agreement::case::HeardIn;
use crate::agreement::chain::{Chain, ChainFlaw};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::problem::{Flaw, Problem};
use crate::log::tree::ObjectId;
use crate::record::charter::{Charter, KeyState};
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::Place;
use crate::record::name::Handle;
use crate::record::yaml::ReadErrorKind;

mod file;
mod records;

pub use file::{FileReport, file};

/// What to verify.
pub struct Request {
    /// One decision; the whole log where left out.
    pub selector: Option<Selector>,
    /// Another commit or branch than HEAD.
    pub at: Option<String>,
    /// The charter's first revision, where it is pinned.
    pub trust_root: Option<Digest>,
}

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
    /// Digest of its first revision; none where the chain does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_root: Option<Digest>,
    /// Whether that was compared with a pinned one.
    pub pinned: bool,
    /// The revisions that were in force, oldest first.
    pub revisions: Vec<u32>,
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
}

/// What a signature proves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "proof")]
pub enum Signature {
    /// There is none, and none is asked for.
    NotNeeded,
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
    fn new(path: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            what: what.into(),
            hint: hint.into(),
            newer: false,
        }
    }

    fn of(problem: &Problem, log: &DecisionLog) -> Self {
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

fn restore(path: &str) -> String {
    format!("bring it back as it was made; see who changed it: git log -p -- {path}")
}

/// The charters by which the records of a tree are judged.
pub(super) struct Charters<'a> {
    /// By digest, with the number of the revision.
    by_digest: BTreeMap<Digest, (u32, &'a Charter)>,
    /// The one in force.
    in_force: Option<Digest>,
}

impl<'a> Charters<'a> {
    fn none() -> Self {
        Self {
            by_digest: BTreeMap::new(),
            in_force: None,
        }
    }

    fn of(chain: &Chain<'a>) -> Self {
        Self {
            by_digest: chain
                .links()
                .iter()
                .map(|link| (link.digest, (link.revision, link.charter)))
                .collect(),
            in_force: Some(chain.in_force().digest),
        }
    }

    fn get(&self, digest: Digest) -> Option<(u32, &'a Charter)> {
        self.by_digest.get(&digest).copied()
    }

    fn now(&self) -> Option<(u32, &'a Charter)> {
        self.get(self.in_force?)
    }

    fn plain(&self) -> BTreeMap<Digest, &'a Charter> {
        self.by_digest
            .iter()
            .map(|(digest, (_, charter))| (*digest, *charter))
            .collect()
    }
}

/// Verifies a decision, or a whole log.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let (number, tree, branch) = match &request.selector {
        Some(selector) => {
            let (number, tree, branch) = survey::find(ground, selector, request.at.as_deref())?;
            (Some(number), tree, branch)
        }
        None => (None, survey::tree_at(ground, request.at.as_deref())?, None),
    };
    let log = match number {
        Some(number) => with_successors(ground, tree, number)?,
        None => ground.store.whole_log(tree, &ground.dir)?,
    };
    // A sign-off names the charter of the base's tip when it was made. A branch that is behind does not
    // hold that charter yet, and the base does.
    let base = match ground.base_tree()? {
        Some(base) if request.at.is_none() && base != tree => {
            Some(ground.load(base, [Number::CHARTER])?)
        }
        _ => None,
    };
    let mut faults: Vec<Fault> = log
        .all_problems()
        .filter(|problem| belongs(problem, number))
        .map(|problem| Fault::of(problem, &log))
        .collect();
    let facts = log.charter().map(|charter| charter.facts(HeardIn::Base));
    let chain = match &facts {
        Some(facts) => Chain::verify(facts, request.trust_root),
        None => Err(ChainFlaw::NoCharter),
    };
    let base_facts = base
        .as_ref()
        .and_then(|base| base.charter())
        .map(|charter| charter.facts(HeardIn::Base));
    let base_chain = base_facts
        .as_ref()
        .and_then(|facts| Chain::verify(facts, request.trust_root).ok());
    let mut charter = CharterReport {
        pinned: request.trust_root.is_some(),
        ..CharterReport::default()
    };
    let charters = match &chain {
        Ok(chain) => {
            charter.trust_root = Some(chain.root());
            charter.revisions = chain.links().iter().map(|link| link.revision).collect();
            match &base_chain {
                Some(base) if base.root() == chain.root() && is_longer(base, chain) => {
                    Charters::of(base)
                }
                _ => Charters::of(chain),
            }
        }
        Err(flaw) => {
            faults.push(charter_fault(&log, flaw));
            Charters::none()
        }
    };
    let mut verifier = records::Verifier {
        log: &log,
        charters,
        records: Vec::new(),
        faults,
    };
    for decision in log.decisions.values() {
        if number.is_none_or(|number| number == decision.number()) {
            verifier.decision(decision);
            attachments(ground, tree, decision, &mut verifier)?;
        }
    }
    if number.is_none() {
        verifier.delegations();
    }
    let records::Verifier {
        records, faults, ..
    } = verifier;
    Ok(Report {
        holds: faults.is_empty(),
        branch,
        charter,
        records,
        faults,
    })
}

/// A decision with what it refers to, and with the decisions that took its place.
fn with_successors(
    ground: &Ground<'_>,
    tree: ObjectId,
    number: Number,
) -> Result<DecisionLog, Error> {
    let log = ground.load(tree, [number])?;
    let resolutions = log.decision(number).map(|decision| &decision.resolutions);
    let successors = resolutions
        .into_iter()
        .flat_map(BTreeMap::values)
        .filter_map(|stored| stored.value.by_decision);
    let mut numbers = BTreeSet::from([number]);
    for id in successors {
        numbers.extend(ground.store.number_of_id(tree, &ground.dir, id)?);
    }
    if numbers.len() == 1 {
        return Ok(log);
    }
    ground.load(tree, numbers)
}

/// Whether a problem is of the decision that is verified. The charter judges everything, and so belongs to
/// each.
fn belongs(problem: &Problem, number: Option<Number>) -> bool {
    let Some(number) = number else { return true };
    match problem.place() {
        Some(Place::In(folder, _)) => folder.number == number || folder.number == Number::CHARTER,
        _ => true,
    }
}

fn is_longer(one: &Chain<'_>, other: &Chain<'_>) -> bool {
    one.links().len() > other.links().len()
}

fn charter_fault(log: &DecisionLog, flaw: &ChainFlaw) -> Fault {
    let path = match log.charter() {
        Some(charter) => format!("{}/{}", log.dir, charter.folder),
        None => log.dir.to_string(),
    };
    let hint = match flaw {
        ChainFlaw::OtherRoot { .. } => {
            "this log is not the one that you trust, or the digest was mistyped".to_owned()
        }
        _ => format!("bring decision 0 back to what its people signed: git log -p -- {path}"),
    };
    Fault::new(path, flaw.to_string(), hint)
}

/// Attachments are pinned by digest in the texts that refer to them.
fn attachments(
    ground: &Ground<'_>,
    tree: ObjectId,
    decision: &Decision,
    verifier: &mut records::Verifier<'_>,
) -> Result<(), Error> {
    let pinned: BTreeSet<_> = decision
        .revisions
        .values()
        .flat_map(|stored| &stored.value.text.attachments)
        .map(|attachment| (&attachment.path, attachment.sha256))
        .collect();
    for (name, digest) in pinned {
        let path = format!("{}/{}/attachments/{name}", ground.dir, decision.folder);
        match ground
            .store
            .read(tree, &path, crate::log::MAX_ATTACHMENT_BYTES)?
        {
            Some(bytes) if Digest::of(&bytes) == digest => {}
            Some(_) => verifier.fault(
                &path,
                "it has other bytes than the text says",
                restore(&path),
            ),
            None => verifier.fault(
                &path,
                "the text refers to it, and it is not there",
                restore(&path),
            ),
        }
    }
    Ok(())
}
