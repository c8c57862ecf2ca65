//! `adr verify`: what the records of one tree prove, from that tree alone.
//!
//! For each record: which key signed it, whose key that was in the charter under which it counted, and
//! whether what it says still holds. For each acceptance: whether its rules are met by the sign-offs that
//! it lists, alone. Order and deletions are not in a tree, and are not told.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use super::ground::Ground;
use super::selector::Selector;
use super::survey;
use crate::agreement::case::HeardIn;
use crate::agreement::chain::{Chain, ChainFlaw};
use crate::log::DecisionLog;
use crate::log::case::delegations;
use crate::log::decision::Decision;
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
        Some(facts) => Chain::verify(facts, &delegations(&log), request.trust_root),
        None => Err(ChainFlaw::NoCharter),
    };
    let base_chain = base.as_ref().and_then(|base| {
        let facts = base.charter()?.facts(HeardIn::Base);
        Chain::verify(&facts, &delegations(base), request.trust_root).ok()
    });
    let mut charter = CharterReport {
        pinned: request.trust_root.is_some(),
        ..CharterReport::default()
    };
    let charters = match &chain {
        Ok(chain) => {
            charter.trust_root = request.trust_root.or_else(|| Some(chain.root()));
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
