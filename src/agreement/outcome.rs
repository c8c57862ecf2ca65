//! Who may end what, and when: the one gate that every resolution passes, on the command line and in the
//! check alike.

use serde::Serialize;
use thiserror::Error;

use super::case::DecisionFacts;
use super::evaluation::{Blocker, Evaluation, NeedResult};
use super::people;
use super::status::Status;
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::resolution::Outcome;
use crate::record::revision::RevisionKind;

/// A resolution that somebody wants to write.
#[derive(Clone, Debug)]
pub struct Ending<'a> {
    /// How it is to end.
    pub outcome: Outcome,
    /// Which revision.
    pub revision: u32,
    /// Who writes it.
    pub by: &'a Handle,
    /// What the rules say of that revision; for an acceptance, with only the listed sign-offs counted.
    pub evaluation: Option<&'a Evaluation>,
    /// The charter that judges.
    pub charter: &'a Charter,
}

/// Why a decision cannot end this way.
#[derive(Clone, PartialEq, Eq, Debug, Error, Serialize)]
#[serde(rename_all = "kebab-case", tag = "refusal")]
pub enum Refusal {
    /// Nothing was put up for agreement yet.
    #[error("it has no revision yet")]
    NotProposed,
    /// A newer revision exists.
    #[error("revision {revision} is not the newest; revision {newest} is")]
    NotNewest {
        /// What was named.
        revision: u32,
        /// What is newest.
        newest: u32,
    },
    /// The newest revision has an outcome.
    #[error("revision {revision} is {outcome} already")]
    AlreadyEnded {
        /// The revision.
        revision: u32,
        /// Its outcome.
        outcome: String,
    },
    /// The decision as a whole has ended.
    #[error("the decision is {status}; nothing follows that")]
    Over {
        /// How.
        status: String,
    },
    /// The rules are not met.
    #[error("its rules are not met")]
    NotMet,
    /// Nobody whom the rules count objects.
    #[error(
        "nobody whom its rules count objects; an objection must stand before it can be rejected"
    )]
    NobodyObjects,
    /// Somebody else must do this.
    #[error("{by} cannot do this; {} can", .may.join(" or "))]
    NotTheirs {
        /// Who tried.
        by: String,
        /// Who may.
        may: Vec<String>,
    },
    /// Nothing is in force.
    #[error("it is not in force")]
    NotInForce,
    /// The newest revision does not propose to retire it.
    #[error("its newest revision does not propose to retire it")]
    NotARetirement,
    /// The newest revision proposes to retire it, and is settled by ending it.
    #[error("its newest revision proposes to retire it; settling that deprecates the decision")]
    IsARetirement,
    /// Not all of its revisions are imports.
    #[error("only imports are taken over as history")]
    NotAnImport,
    /// The charter never ends.
    #[error("decision 0 is the charter, and cannot be {outcome}")]
    Charter {
        /// What was tried.
        outcome: &'static str,
    },
}

/// Refuses an ending that the outcome table does not allow.
pub fn permit(facts: &DecisionFacts<'_>, ending: &Ending<'_>) -> Result<(), Refusal> {
    let newest = facts.revisions.last().ok_or(Refusal::NotProposed)?.revision;
    let status = Status::of(Some(newest.revision), facts.resolutions.iter().copied());
    if status.is_ended() {
        return Err(Refusal::Over {
            status: status.to_string(),
        });
    }
    if facts.number == Number::CHARTER
        && matches!(
            ending.outcome,
            Outcome::Superseded | Outcome::Deprecated | Outcome::Historical
        )
    {
        return Err(Refusal::Charter {
            outcome: ending.outcome.word(),
        });
    }
    if ending.outcome == Outcome::Superseded {
        return match status.in_force {
            Some(revision) if revision == ending.revision => Ok(()),
            _ => Err(Refusal::NotInForce),
        };
    }
    if ending.revision != newest.revision {
        return Err(Refusal::NotNewest {
            revision: ending.revision,
            newest: newest.revision,
        });
    }
    require_open(facts, ending)?;
    let is_retirement = newest.kind == RevisionKind::Retirement;
    match ending.outcome {
        Outcome::Accepted if is_retirement => Err(Refusal::IsARetirement),
        Outcome::Deprecated if status.in_force.is_none() => Err(Refusal::NotInForce),
        Outcome::Deprecated if !is_retirement => Err(Refusal::NotARetirement),
        Outcome::Accepted | Outcome::Deprecated => require_met(ending),
        Outcome::Historical => {
            let all_imports = facts
                .revisions
                .iter()
                .all(|facts| matches!(facts.revision.kind, RevisionKind::Import(_)));
            if !all_imports {
                return Err(Refusal::NotAnImport);
            }
            require_one_of(ending, [&newest.by])?;
            require_met(ending)
        }
        Outcome::Withdrawn => {
            let owner = acting_owner(facts, ending.charter, ending.by);
            require_one_of(
                ending,
                newest.text.owner.iter().chain([&newest.by]).chain(owner),
            )
        }
        Outcome::Rejected => {
            let objectors = counted_objectors(ending);
            if objectors.is_empty() {
                return Err(Refusal::NobodyObjects);
            }
            let owner = acting_owner(facts, ending.charter, ending.by);
            require_one_of(
                ending,
                newest.text.owner.iter().chain(objectors).chain(owner),
            )
        }
        Outcome::Superseded => Ok(()),
    }
}

/// The newest revision must have no outcome; for an acceptance, `historical` does not stand in the way.
fn require_open(facts: &DecisionFacts<'_>, ending: &Ending<'_>) -> Result<(), Refusal> {
    let outcome = facts
        .resolutions
        .iter()
        .rev()
        .find(|resolution| resolution.revision == ending.revision)
        .map(|resolution| resolution.outcome);
    match outcome {
        None => Ok(()),
        Some(Outcome::Historical) if ending.outcome == Outcome::Accepted => Ok(()),
        Some(outcome) => Err(Refusal::AlreadyEnded {
            revision: ending.revision,
            outcome: outcome.to_string(),
        }),
    }
}

fn require_met(ending: &Ending<'_>) -> Result<(), Refusal> {
    if ending.evaluation.is_some_and(Evaluation::is_met) {
        Ok(())
    } else {
        Err(Refusal::NotMet)
    }
}

fn require_one_of<'a>(
    ending: &Ending<'_>,
    may: impl IntoIterator<Item = &'a Handle>,
) -> Result<(), Refusal> {
    let mut may: Vec<&Handle> = may.into_iter().collect();
    if may.contains(&ending.by) {
        return Ok(());
    }
    may.sort();
    may.dedup();
    let may = may.into_iter().map(ToString::to_string).collect();
    Err(Refusal::NotTheirs {
        by: ending.by.to_string(),
        may,
    })
}

/// Where no owner or editor is active any more, anyone whom the charter rule counts may act as owner.
fn acting_owner<'a>(
    facts: &DecisionFacts<'_>,
    charter: &Charter,
    by: &'a Handle,
) -> Option<&'a Handle> {
    let text = &facts.revisions.last()?.revision.text;
    may_act_as_owner(charter, text.owner.iter().chain(&text.editors), by).then_some(by)
}

/// Whether somebody may act as owner because none of the owners and editors is active any more.
pub fn may_act_as_owner<'a>(
    charter: &Charter,
    owners: impl IntoIterator<Item = &'a Handle>,
    by: &Handle,
) -> bool {
    let abandoned = !owners
        .into_iter()
        .any(|owner| people::counts(charter, owner));
    abandoned && may_revise_charter(charter, by)
}

/// Whether somebody may put up a text of decision 0 although they are neither its owner nor an editor:
/// whoever its rules count. Else one lost key of a sole owner would close the charter for good.
pub fn may_revise_charter(charter: &Charter, by: &Handle) -> bool {
    people::counts(charter, by) && people::asked_by_charter_rules(charter).contains(by)
}

/// Those whose objection stands and whom a matching rule asks.
fn counted_objectors<'a>(ending: &Ending<'a>) -> Vec<&'a Handle> {
    let Some(evaluation) = ending.evaluation else {
        return Vec::new();
    };
    let asked = |person: &Handle| {
        evaluation
            .rules
            .iter()
            .flat_map(|rule| &rule.needs)
            .any(|need| asks(ending.charter, need, person))
            || evaluation
                .approvers
                .iter()
                .any(|one| people::party(ending.charter, &one.approver).contains(person))
    };
    evaluation
        .blockers
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Objection { person, .. } if asked(person) => Some(person),
            _ => None,
        })
        .collect()
}

fn asks(charter: &Charter, need: &NeedResult, person: &Handle) -> bool {
    let named = charter
        .teams
        .keys()
        .find(|team| team.as_str() == need.from)
        .is_some_and(|team| people::members(charter, team).contains(person));
    named
        || need.from == person.as_str()
        || need
            .alternatives
            .iter()
            .any(|one| asks(charter, one, person))
}
