//! `adr show N`: one decision as a page, with its agreement, its arguments and its links both ways.

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::{Ground, chain_of};
use super::selector::Selector;
use super::survey::{self, Unreadable, Wanted};
use crate::agreement::status::Status;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::Part;
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::Revision;
use crate::record::text::Text;
use crate::record::time::Timestamp;

pub(super) mod links;
pub(super) mod said;

pub use links::Link;
pub use said::{Conditional, ProofWord, Said};

/// Which decision, and which text of it.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// Another revision than the one in force, or else the newest.
    pub revision: Option<u32>,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The number.
    pub number: Number,
    /// The id.
    pub id: DecisionId,
    /// Where the decision stands.
    pub status: Status,
    /// The branch it was read from, where that is another than what was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The revision that is shown; none for a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Shown>,
    /// The newest revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<u32>,
    /// Where it has gone further, if it has: the branch, and the newest revision there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub further: Option<Further>,
    /// Whether `decision.yaml` says something that no revision holds.
    pub unpublished_edits: bool,
    /// The text.
    pub text: Text,
    /// What people hold and did, in the order of revisions.
    pub signoffs: Vec<Said>,
    /// How it ended, so far.
    pub resolutions: Vec<Ended>,
    /// What the text refers to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What refers to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked_from: Vec<Link>,
    /// Files of it that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A branch that has gone further with a decision.
#[derive(Debug, Serialize)]
pub struct Further {
    /// The branch.
    pub branch: String,
    /// The newest revision there.
    pub revision: u32,
}

/// The revision that is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its number.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// What it is for.
    pub kind: &'static str,
    /// Who put it up.
    pub by: Handle,
    /// Who wrote with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Handle>,
    /// When, as they say.
    pub at: Timestamp,
    /// What changed, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// How a revision ended.
#[derive(Debug, Serialize)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// Which revision.
    pub revision: u32,
    /// Who wrote it down.
    pub by: Handle,
    /// When, as they say.
    pub at: Timestamp,
    /// What was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The decision that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_decision: Option<DecisionId>,
}

/// Shows a decision.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let (number, tree, branch) = find::find(ground, &request.selector, None)?;
    // Links in the other direction can come from anywhere.
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let decision = log.decision(number).ok_or_else(|| Error::NoSuchDecision {
        selector: request.selector.to_string(),
    })?;
    let unreadable: Vec<Unreadable> = log
        .all_problems()
        .map(|problem| Unreadable::of(problem, &log, branch.as_deref()))
        .filter(|one| one.number == Some(number))
        .collect();
    let stored = match request.revision {
        Some(wanted) => Some(revision(ground, decision, wanted)?),
        None => decision.in_force().or_else(|| decision.newest()),
    };
    let text = stored
        .map(|stored| &stored.value.text)
        .or(decision.draft.as_ref());
    let Some(text) = text else {
        return Err(unreadable_error(ground, &log, number));
    };
    let chain = chain_of(&log, ground.trust_root).ok();
    let charter = chain.as_ref().map(|chain| chain.in_force().charter);
    Ok(Report {
        number,
        id: text.id,
        status: decision.status(),
        branch,
        revision: stored.map(shown),
        newest: decision.newest().map(|stored| stored.value.revision),
        further: further(ground, decision)?,
        unpublished_edits: decision.has_unpublished_edits(),
        text: text.clone(),
        signoffs: said::said(decision, charter),
        resolutions: decision
            .resolutions
            .values()
            .map(|stored| ended(&stored.value))
            .collect(),
        links: links::links(text, &log),
        linked_from: links::linked_from(number, &log),
        unreadable,
    })
}

/// The branch that holds a newer revision than the one that was read, if any does.
fn further(ground: &Ground<'_>, decision: &Decision) -> Result<Option<Further>, Error> {
    let newest = |decision: &Decision| decision.newest().map_or(0, |one| one.value.revision);
    let sightings = survey::survey(ground, Wanted::One(decision.number()))?.open;
    Ok(sightings
        .into_iter()
        .filter(|other| other.decision.id() == decision.id())
        .map(|other| Further {
            revision: newest(&other.decision),
            branch: other.branch,
        })
        .find(|other| other.revision > newest(decision)))
}

/// The stored bytes of the text that would be shown.
pub fn raw(ground: &Ground<'_>, request: &Request) -> Result<Vec<u8>, Error> {
    let (number, tree, _) = find::find(ground, &request.selector, None)?;
    let log = ground.load(tree, [number])?;
    let decision = log.decision(number).ok_or_else(|| Error::NoSuchDecision {
        selector: request.selector.to_string(),
    })?;
    let stored = match request.revision {
        Some(wanted) => Some(revision(ground, decision, wanted)?),
        None => decision.in_force().or_else(|| decision.newest()),
    };
    if let Some(stored) = stored {
        return Ok(stored.bytes().to_vec());
    }
    let path = format!("{}/{}/{}", ground.dir, decision.folder, Part::Draft);
    ground
        .store
        .read(tree, &path, crate::log::MAX_RECORD_BYTES)?
        .ok_or_else(|| Error::NoSuchDecision {
            selector: request.selector.to_string(),
        })
}

/// A revision of a decision; where there is none, why.
pub(super) fn revision<'d>(
    ground: &Ground<'_>,
    decision: &'d Decision,
    wanted: u32,
) -> Result<&'d Stored<Revision>, Error> {
    if let Some(stored) = decision.revisions.get(&wanted) {
        return Ok(stored);
    }
    let number = decision.number();
    let path = format!("{}/{}", decision.folder, Part::Revision(wanted));
    if let Some(problem) = decision
        .problems
        .iter()
        .find(|problem| problem.path == path)
    {
        return Err(Error::Unreadable {
            dir: ground.dir.clone(),
            problem: problem.clone(),
        });
    }
    if let Some(gap) = decision.redacted.get(&path) {
        return Err(Error::Usage {
            what: format!(
                "revision {wanted} of decision {number} was taken out by {}: {}",
                gap.redacted.by, gap.redacted.reason
            ),
            hint: format!("see the others with `adr log {number}`"),
        });
    }
    let newest = decision.newest().map_or(0, |stored| stored.value.revision);
    Err(Error::Usage {
        what: match newest {
            0 => format!("decision {number} is a draft and has no revision"),
            newest => format!("decision {number} has no revision {wanted}; its newest is {newest}"),
        },
        hint: format!("see what there is with `adr log {number}`"),
    })
}

fn unreadable_error(ground: &Ground<'_>, log: &DecisionLog, number: Number) -> Error {
    let belongs = |problem: &&crate::log::problem::Problem| {
        Unreadable::of(problem, log, None).number == Some(number)
    };
    match log.all_problems().find(belongs) {
        Some(problem) => Error::Unreadable {
            dir: ground.dir.clone(),
            problem: problem.clone(),
        },
        None => Error::NoSuchDecision {
            selector: number.to_string(),
        },
    }
}

pub(super) fn shown(stored: &Stored<Revision>) -> Shown {
    let revision = &stored.value;
    Shown {
        revision: revision.revision,
        digest: stored.digest,
        kind: revision.kind.word(),
        by: revision.by.clone(),
        with: revision.with.clone(),
        at: revision.at,
        summary: revision.summary.as_ref().map(ToString::to_string),
    }
}

pub(super) fn ended(resolution: &Resolution) -> Ended {
    Ended {
        outcome: resolution.outcome,
        revision: resolution.revision,
        by: resolution.by.clone(),
        at: resolution.at,
        summary: resolution.summary.as_ref().map(ToString::to_string),
        by_decision: resolution.by_decision,
    }
}
