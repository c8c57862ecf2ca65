//! `adr verify`: what the records of one tree prove, from that tree alone.
//!
//! For each record: which key signed it, whose key that was in the charter under which it counted, and
//! whether what it says still holds. For each acceptance: whether its rules are met by the sign-offs that
//! it lists, alone. Order and deletions are not in a tree, and are not told.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use super::find;
use super::ground::Ground;
use super::selector::Selector;
use crate::agreement::case::HeardIn;
use crate::agreement::chain::{Chain, ChainFlaw};
use crate::log::DecisionLog;
use crate::log::case::delegations;
use crate::log::problem::Problem;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::Place;

mod file;
mod records;
mod report;

pub use file::{FileReport, file};
pub use report::{CharterReport, Fault, Proved, Report, Signature, Standing, What};

use report::restore;

/// What to verify.
pub struct Request {
    /// One decision; the whole log where left out.
    pub selector: Option<Selector>,
    /// Another commit or branch than HEAD.
    pub at: Option<String>,
    /// The charter's first revision, where it is pinned.
    pub trust_root: Option<Digest>,
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
            let (number, tree, branch) = find::find(ground, selector, request.at.as_deref())?;
            (Some(number), tree, branch)
        }
        None => (None, find::tree_at(ground, request.at.as_deref())?, None),
    };
    let log = match number {
        Some(number) => with_successors(ground, tree, number)?,
        None => ground.store.whole_log_with_attachments(tree, &ground.dir)?,
    };
    // A sign-off names the charter of the base's tip when it was made. A branch that is behind does not
    // hold that charter yet, and the base does.
    let base = match ground.base_tree()? {
        Some(base) if request.at.is_none() && base != tree => {
            Some(ground.load(base, [Number::CHARTER])?)
        }
        _ => None,
    };
    let mut report = of_log(&log, base.as_ref(), number, request.trust_root);
    report.branch = branch;
    Ok(report)
}

/// Verifies one decision of a log, or all of it. `log` was read with its attachments; `base`, where there is
/// one, holds the charters of the branch that it is to be merged into.
pub fn of_log(
    log: &DecisionLog,
    base: Option<&DecisionLog>,
    number: Option<Number>,
    trust_root: Option<Digest>,
) -> Report {
    let mut faults: Vec<Fault> = log
        .all_problems()
        .filter(|problem| belongs(problem, number))
        .map(|problem| Fault::of(problem, log))
        .collect();
    let chain = chain_of(log, trust_root);
    let base_chain = base.and_then(|base| chain_of(base, trust_root).ok());
    let mut charter = CharterReport {
        pinned: trust_root.is_some(),
        ..CharterReport::default()
    };
    let charters = match &chain {
        Ok(chain) => {
            charter.trust_root = trust_root.or_else(|| Some(chain.root()));
            charter.breaks = chain.breaks().map(|link| link.revision).collect();
            charter.revisions = chain.links().iter().map(|link| link.revision).collect();
            match &base_chain {
                Some(base) if base.root() == chain.root() && is_longer(base, chain) => {
                    Charters::of(base)
                }
                _ => Charters::of(chain),
            }
        }
        Err(flaw) => {
            faults.push(charter_fault(log, flaw));
            Charters::none()
        }
    };
    let mut verifier = records::Verifier {
        log,
        charters,
        records: Vec::new(),
        faults,
    };
    for decision in log.decisions.values() {
        if number.is_none_or(|number| number == decision.number()) {
            verifier.decision(decision);
            verifier.attachments(decision);
        }
    }
    if number.is_none() {
        verifier.delegations();
    }
    let records::Verifier {
        records, faults, ..
    } = verifier;
    Report {
        holds: faults.is_empty(),
        branch: None,
        charter,
        records,
        faults,
    }
}

/// The charters of a log, as far as its files prove them.
pub fn chain_of(log: &DecisionLog, trust_root: Option<Digest>) -> Result<Chain<'_>, ChainFlaw> {
    let charter = log.charter().ok_or(ChainFlaw::NoCharter)?;
    Chain::verify(&charter.facts(HeardIn::Base), &delegations(log), trust_root)
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
