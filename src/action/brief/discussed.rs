//! What is under discussion.

use chrono::NaiveDate;
use serde::Serialize;

use super::voice::{Argument, OpenCondition, Records};
use crate::action::source::Source;
use crate::action::status::Standing;
use crate::action::survey::Sighting;
use crate::agreement::evaluation::{Blocker, Evaluation};
use crate::agreement::status::Status;
use crate::agreement::tally::Seats;
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::text::Text;
use crate::record::time::Timestamp;

/// An open decision.
#[derive(Debug, Serialize)]
pub struct Discussion {
    /// The number.
    pub number: Number,
    /// The title.
    pub title: String,
    /// The branch that has gone furthest with it.
    pub branch: String,
    /// Whether that is where HEAD is.
    pub checked_out: bool,
    /// Where it stands.
    pub status: Status,
    /// The newest text, of a revision or of a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// Who put the newest revision up; nobody a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Handle>,
    /// When, as they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What changed and why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where the newest revision is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Seats filled of seats wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Seats>,
    /// Objections and what became of them so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Argument>,
    /// Who asked for time, and until when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Waits>,
    /// Conditions that nobody has called met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<OpenCondition>,
}

/// Somebody asked for time.
#[derive(Debug, Serialize)]
pub struct Waits {
    /// Who.
    pub person: Handle,
    /// The last day.
    pub until: NaiveDate,
    /// Where; in nobody's log yet where it waits in an outbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

pub(super) fn discussion(
    sighting: &Sighting,
    standing: &Standing,
    records: &Records<'_>,
) -> Discussion {
    let decision = &sighting.decision;
    let newest = decision.newest();
    let revision = newest.map(|stored| &stored.value);
    let evaluation = standing.evaluation.as_ref();
    let blockers = evaluation.map(|one| one.blockers.as_slice());
    let holds = blockers
        .unwrap_or_default()
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Hold {
                person,
                signoff,
                until,
                ..
            } => Some(Waits {
                person: person.clone(),
                until: *until,
                source: decision
                    .signoff(*signoff)
                    .map(|stored| records.signoff(decision, stored)),
            }),
            Blocker::Objection { .. } => None,
        })
        .collect();
    Discussion {
        number: decision.number(),
        title: standing.title.clone(),
        branch: sighting.branch.clone(),
        checked_out: sighting.is_head,
        status: standing.status,
        text: decision.text().cloned(),
        by: revision.map(|one| one.by.clone()),
        at: revision.map(|one| one.at),
        summary: revision.and_then(|one| one.summary.as_ref().map(ToString::to_string)),
        source: newest.map(|stored| records.revision(decision, stored)),
        agreement: standing.agreement,
        arguments: arguments(decision, evaluation, records),
        holds,
        conditions: revision
            .map(|one| records.open_conditions(decision, one.revision))
            .unwrap_or_default(),
    }
}

/// Objections and challenges. What the rules already call answered, while no resolution says so yet, is.
pub(in crate::action) fn arguments(
    decision: &Decision,
    evaluation: Option<&Evaluation>,
    records: &Records<'_>,
) -> Vec<Argument> {
    let mut arguments = records.arguments(decision);
    for argument in &mut arguments {
        let is_closed = evaluation.is_some_and(|evaluation| {
            evaluation
                .answered
                .iter()
                .any(|one| argument.is_about(decision, one.signoff))
        });
        if is_closed && argument.state == "stands" {
            argument.state = "answered";
        }
    }
    arguments
}

impl Argument {
    fn is_about(&self, decision: &Decision, signoff: Digest) -> bool {
        decision
            .signoff(signoff)
            .is_some_and(|stored| stored.digest == self.raised.source.digest)
    }
}
