//! `adr log [N]`: the history of an agreement, from the records alone.
//!
//! Dates are claims of those who wrote them, so they order what is told only where the records themselves do not.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::selector::Selector;
use super::survey::Unreadable;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::{Revision, RevisionKind};
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::time::Timestamp;

mod order;

pub(super) use order::events;

/// What to tell.
pub struct Request {
    /// One decision; the whole log where left out.
    pub selector: Option<Selector>,
    /// From this day on.
    pub since: Option<NaiveDate>,
    /// What these people did.
    pub by: Vec<Handle>,
}

/// What happened, in its order.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The branch it was read from, where that is another than what was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The events.
    pub events: Vec<Event>,
    /// Files that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// When, as its author says.
    pub at: Timestamp,
    /// The decision.
    pub number: Number,
    /// Its title, in the newest text.
    pub title: String,
    /// Who did it.
    pub by: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The revision that it is about.
    pub revision: u32,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
    /// What its author said about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum What {
    /// Revision 1 was put up.
    Proposed,
    /// A later revision was put up.
    Revised,
    /// It came from another format.
    Imported,
    /// Its end was proposed.
    RetirementProposed,
    /// Something is to be taken out of the log.
    RedactionProposed,
    /// Somebody took a stance or did something.
    Signed {
        /// The word of the stance or act.
        statement: &'static str,
        /// Whose statements it answers or takes back, as `person rN`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        about: Vec<String>,
        /// The last day of a hold.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
        /// The conditions of an approval, or those that are cleared.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        conditions: Vec<String>,
        /// Whether it carries no signature.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        unsigned: bool,
    },
    /// A revision ended.
    Ended {
        /// How.
        outcome: Outcome,
        /// How many sign-offs were counted.
        counted: usize,
        /// The decision that took its place.
        #[serde(skip_serializing_if = "Option::is_none")]
        by_decision: Option<DecisionId>,
        /// The number of that decision, where the log holds it.
        #[serde(skip_serializing_if = "Option::is_none")]
        by_number: Option<Number>,
    },
}

/// Tells what happened.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let mut branch = None;
    let (tree, log) = match &request.selector {
        None => {
            let tree = find::tree_at(ground, None)?;
            (tree, ground.store.whole_log(tree, &ground.dir)?)
        }
        Some(selector) => {
            let (number, tree, found_on) = find::find(ground, selector, None)?;
            branch = found_on;
            let log = ground.store.log_of(tree, &ground.dir, &[number].into())?;
            (tree, log)
        }
    };
    let mut events = events(log.decisions.values());
    let by = |event: &Event| request.by.is_empty() || request.by.contains(&event.by);
    let since = |event: &Event| request.since.is_none_or(|since| event.at.day() >= since);
    events.retain(|event| by(event) && since(event));
    let mut numbers = BTreeMap::new();
    for id in events.iter().filter_map(Event::successor) {
        let number = ground.store.number_of_id(tree, &ground.dir, id)?;
        numbers.extend(number.map(|number| (id, number)));
    }
    for event in &mut events {
        event.name_successor(|id| numbers.get(&id).copied());
    }
    let unreadable = log
        .all_problems()
        .map(|problem| Unreadable::of(problem, &log, branch.as_deref()))
        .collect();
    Ok(Report {
        branch,
        events,
        unreadable,
    })
}

impl Event {
    /// The decision that took the place of this one, where that is what happened.
    fn successor(&self) -> Option<DecisionId> {
        match self.what {
            What::Ended { by_decision, .. } => by_decision,
            _ => None,
        }
    }

    /// Says the number of the decision that took the place of this one.
    pub(super) fn name_successor(&mut self, number_of: impl FnOnce(DecisionId) -> Option<Number>) {
        if let What::Ended {
            by_decision: Some(id),
            by_number,
            ..
        } = &mut self.what
        {
            *by_number = number_of(*id);
        }
    }
}

fn event(
    number: Number,
    title: &str,
    at: Timestamp,
    by: &Handle,
    revision: u32,
    what: What,
) -> Event {
    Event {
        at,
        number,
        title: title.to_owned(),
        by: by.clone(),
        on_behalf_of: None,
        revision,
        what,
        words: None,
    }
}

fn of_revision(number: Number, title: &str, stored: &Stored<Revision>) -> Event {
    let revision = &stored.value;
    let what = match revision.kind {
        RevisionKind::Import(_) => What::Imported,
        RevisionKind::Retirement => What::RetirementProposed,
        RevisionKind::Redaction(_) => What::RedactionProposed,
        RevisionKind::Text if revision.revision == 1 => What::Proposed,
        RevisionKind::Text => What::Revised,
    };
    Event {
        words: revision.summary.as_ref().map(ToString::to_string),
        ..event(
            number,
            title,
            revision.at,
            &revision.by,
            revision.revision,
            what,
        )
    }
}

fn of_signoff(decision: &Decision, title: &str, stored: &Stored<Signoff>) -> Event {
    let signoff = &stored.value;
    let mut about = Vec::new();
    let mut conditions = Vec::new();
    let mut until = None;
    let mut words = signoff.reason.as_ref();
    match &signoff.statement {
        Statement::Stance(Stance::Approve { conditions: made }) => {
            conditions = made
                .iter()
                .map(|condition| condition.text.to_string())
                .collect();
        }
        Statement::Act(Act::Withdraw { targets } | Act::Answer { targets }) => {
            about = targets
                .iter()
                .filter_map(|target| decision.signoff(*target))
                .map(|other| format!("{} r{}", other.value.signer, other.value.revision))
                .collect();
        }
        Statement::Act(Act::Clear { targets }) => {
            conditions = targets
                .iter()
                .map(|target| target.condition.to_string())
                .collect();
        }
        Statement::Act(Act::Hold { until: day }) => until = Some(*day),
        Statement::Act(Act::Challenge { evidence }) => words = words.or(Some(evidence)),
        _ => {}
    }
    let what = What::Signed {
        statement: signoff.statement.word(),
        about,
        until,
        conditions,
        unsigned: signoff.signature.is_none(),
    };
    Event {
        on_behalf_of: signoff.on_behalf_of.clone(),
        words: words.map(|words| words.as_str().trim_end().to_owned()),
        ..event(
            decision.number(),
            title,
            signoff.at,
            &signoff.signer,
            signoff.revision,
            what,
        )
    }
}

fn of_resolution(number: Number, title: &str, resolution: &Resolution) -> Event {
    let what = What::Ended {
        outcome: resolution.outcome,
        counted: resolution.signoffs.len(),
        by_decision: resolution.by_decision,
        by_number: None,
    };
    Event {
        words: resolution.summary.as_ref().map(ToString::to_string),
        ..event(
            number,
            title,
            resolution.at,
            &resolution.by,
            resolution.revision,
            what,
        )
    }
}
