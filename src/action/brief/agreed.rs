//! What was agreed, and what was turned down or ended.

use std::collections::BTreeSet;

use serde::Serialize;

use super::voice::{Argument, OpenCondition, Records, Voice};
use crate::action::source::Source;
use crate::action::why::{Named, all_named, named};
use crate::log::decision::Decision;
use crate::log::govern::Lineage;
use crate::log::stored::Stored;

use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::signoff::Signoff;
use crate::record::text::Text;
use crate::record::time::Timestamp;

/// A decision in force.
#[derive(Debug, Serialize)]
pub struct Agreement {
    /// The number.
    pub number: Number,
    /// The text in force.
    pub text: Text,
    /// Where it is.
    pub source: Source,
    /// Who put the text up.
    pub by: Handle,
    /// Who wrote it with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Handle>,
    /// What changed in this revision and why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// How it was accepted.
    pub acceptance: Acceptance,
    /// The approvals that were counted.
    pub approvals: Vec<Voice>,
    /// Objections and challenges, and what became of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// Who disagrees for the record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dissents: Vec<Voice>,
    /// Conditions that nobody has called met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<OpenCondition>,
    /// Decisions in force that change it in part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amended_by: Vec<Named>,
    /// Decisions that it took the place of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Named>,
    /// Everybody who wrote this text or has said something about it.
    #[serde(skip)]
    involved: BTreeSet<Handle>,
}

/// How a text was accepted.
#[derive(Debug, Serialize)]
pub struct Acceptance {
    /// When, as whoever wrote it down says.
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: Handle,
    /// What was agreed, in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where.
    pub source: Source,
}

/// A decision that was turned down, taken back or ended.
#[derive(Debug, Serialize)]
pub struct Ending {
    /// The number.
    pub number: Number,
    /// The title.
    pub title: String,
    /// How.
    pub outcome: Outcome,
    /// When, as whoever wrote it down says.
    pub at: Timestamp,
    /// Who wrote it down.
    pub by: Handle,
    /// Why, in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The decision that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<Named>,
    /// What was argued.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// Where.
    pub source: Source,
}

impl Agreement {
    /// Whether somebody wrote this text, or has said something about it.
    pub fn involves(&self, person: &Handle) -> bool {
        self.involved.contains(person)
    }
}

/// The resolution that accepted the revision in force, or that ended the decision.
pub(super) fn settlement(decision: &Decision) -> Option<&Stored<Resolution>> {
    let status = decision.status();
    let mut resolutions = decision.resolutions.values().rev();
    match status.in_force {
        Some(revision) => resolutions.find(|stored| {
            stored.value.outcome == Outcome::Accepted && stored.value.revision == revision
        }),
        None => resolutions.next(),
    }
}

pub(super) fn agreement(
    decision: &Decision,
    lineage: &Lineage<'_>,
    records: &Records<'_>,
) -> Option<Agreement> {
    let stored = decision.in_force()?;
    let resolution = settlement(decision)?;
    let revision = &stored.value;
    let standing: Vec<_> = decision
        .signoffs
        .iter()
        .filter(|one| one.value.revision == revision.revision && !decision.is_replaced(one))
        .filter(|one| records.proves(one))
        .collect();
    let counted = &resolution.value.signoffs;
    let mut approvals: Vec<_> = decision
        .signoffs
        .iter()
        .filter(|one| one.value.statement.word() == "approve" && counted.contains(&one.signed))
        .filter(|one| records.proves(one))
        .collect();
    approvals.sort_by(|one, other| {
        let key = |stored: &Stored<Signoff>| (stored.value.at, stored.value.signer.clone());
        key(one).cmp(&key(other))
    });
    let voice = |stored: &&_| records.voice(decision, stored);
    let authors = revision.authors().chain(&revision.text.owner).cloned();
    Some(Agreement {
        number: decision.number(),
        source: records.revision(decision, stored),
        by: revision.by.clone(),
        with: revision.with.clone(),
        summary: revision.summary.as_ref().map(ToString::to_string),
        acceptance: Acceptance {
            at: resolution.value.at,
            by: resolution.value.by.clone(),
            summary: resolution.value.summary.as_ref().map(ToString::to_string),
            source: records.resolution(decision, resolution),
        },
        approvals: approvals.iter().map(voice).collect(),
        arguments: records.arguments(decision),
        dissents: standing
            .iter()
            .filter(|one| one.value.statement.word() == "dissent")
            .map(voice)
            .collect(),
        conditions: records.open_conditions(decision, revision.revision),
        amended_by: all_named(lineage.amending(decision.number())),
        supersedes: all_named(&lineage.superseded(decision)),
        involved: authors
            .chain(standing.iter().map(|one| one.value.signer.clone()))
            .collect(),
        text: revision.text.clone(),
    })
}

pub(super) fn ending(
    decision: &Decision,
    lineage: &Lineage<'_>,
    records: &Records<'_>,
) -> Option<Ending> {
    if decision.status().is_open() {
        return None;
    }
    let stored = settlement(decision)?;
    let resolution = &stored.value;
    let is_turned_down = matches!(resolution.outcome, Outcome::Rejected | Outcome::Withdrawn);
    Some(Ending {
        number: decision.number(),
        title: named(decision).title,
        outcome: resolution.outcome,
        at: resolution.at,
        by: resolution.by.clone(),
        summary: resolution.summary.as_ref().map(ToString::to_string),
        successor: resolution
            .by_decision
            .and_then(|id| lineage.by_id(id))
            .map(named),
        // Of what was in force once, what counts is what took its place.
        arguments: if is_turned_down {
            records.arguments(decision)
        } else {
            Vec::new()
        },
        source: records.resolution(decision, stored),
    })
}
