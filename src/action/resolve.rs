//! How a revision ends: `accept`, `reject` and `withdraw` add a resolution.
//!
//! Whether it may end this way is asked of `agreement::outcome`, the same gate that the check uses.

mod superseding;

use std::collections::BTreeSet;

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::one_charter;
use super::selector::Selector;
use super::write::{self, signed};
use crate::agreement::acceptance::purpose;
use crate::agreement::case::{Case, HeardIn};
use crate::agreement::evaluate::evaluate;
use crate::agreement::evaluation::Evaluation;
use crate::agreement::outcome::{Ending, Refusal, permit};
use crate::log::case::Setting;
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::Part;
use crate::record::prose::Line;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::RevisionKind;
use crate::store::Retry;

/// What is to end, and how.
pub struct Request {
    /// Which decision.
    pub selector: Selector,
    /// How.
    pub ending: Wish,
    /// What was agreed, or why it ends.
    pub summary: Option<Line>,
    /// The branch, where a decision is open on several.
    pub branch: Option<String>,
}

/// How somebody wants a decision to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Its rules are met: accepted; or deprecated, where it proposes to retire; or taken over as history,
    /// where it is an import, which is accepted only when that is asked for once more.
    Accept,
    /// An objection stands.
    Reject,
    /// Taken back.
    Withdraw,
}

/// How it ended.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Its title.
    pub title: String,
    /// The revision.
    pub revision: u32,
    /// The outcome.
    pub outcome: Outcome,
    /// Decisions that end with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Number>,
    /// What was counted.
    pub evaluation: Option<Evaluation>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Ends a revision.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    ground.require_newest(&located, false)?;
    let decision = &located.decision;
    let newest = decision.newest().ok_or(Error::NotProposed { number })?;
    if request.ending == Wish::Accept {
        let draft = ground.draft(&located)?;
        if draft.text != newest.value.text {
            return Err(Error::UnpublishedEdits {
                number,
                path: draft.path,
            });
        }
    }
    let docket = Docket::load(ground, located.tree, &BTreeSet::from([number]))?;
    let now = actor.now().moment();
    let (evaluation, outcome) = docket.ask(now, |setting| {
        judge(setting, number, request.ending, decision)
    })?;
    let chain = docket.chain()?;
    let charter = chain.in_force();
    let by = if outcome == Outcome::Historical {
        newest.value.by.clone()
    } else {
        actor.person(ground.store, charter.charter)?
    };
    let replaced = superseded_acceptance(&docket, decision, outcome, charter.digest);
    if outcome == Outcome::Accepted {
        one_charter::refuse_second(ground, &located, replaced)?;
    }
    let mut facts = decision.facts(HeardIn::Branch);
    if let Some(number) = replaced {
        facts
            .resolutions
            .retain(|resolution| resolution.resolution != number);
    }
    let ending = Ending {
        outcome,
        revision: newest.value.revision,
        by: &by,
        evaluation: evaluation.as_ref(),
        charter: charter.charter,
    };
    permit(&facts, &ending).map_err(|why| refused(number, request.ending, why))?;
    let resolution = Resolution {
        resolution: replaced.unwrap_or_else(|| decision.next_resolution()),
        outcome,
        revision: newest.value.revision,
        digest: newest.digest,
        by_decision: None,
        charter: charter.digest,
        signoffs: counted(outcome, evaluation.as_ref()),
        by: by.clone(),
        at: actor.now(),
        summary: request.summary.clone(),
        signature: None,
    };
    let bytes = if outcome.is_unsigned() {
        write::record(&resolution)
    } else {
        signed(
            &resolution,
            &actor.signatory(ground.store, charter.charter)?.key,
        )?
        .bytes
    };
    let mut files = Files::new();
    files.insert(
        ground.path_of(&located, Part::Resolution(resolution.resolution)),
        Some(bytes),
    );
    let supersedes = if outcome == Outcome::Accepted {
        superseding::end_others(
            ground,
            actor,
            &docket,
            &located,
            charter.digest,
            &by,
            &mut files,
        )?
    } else {
        Vec::new()
    };
    let done = commit(ground, actor, &located, &resolution, files)?;
    Ok(Report {
        number,
        title: newest.value.text.title.to_string(),
        revision: newest.value.revision,
        outcome,
        supersedes,
        evaluation,
        done,
    })
}

/// Every decision whose rules are met and that only lacks its resolution, on HEAD.
pub fn ready(ground: &Ground<'_>, actor: &Actor) -> Result<Vec<Number>, Error> {
    let Some(tree) = ground.head_tree()? else {
        return Ok(Vec::new());
    };
    let mut open = BTreeSet::new();
    for folder in ground.store.decision_folders(tree, &ground.dir)? {
        let number = folder.number;
        let log = ground.store.log_of(tree, &ground.dir, &[number].into())?;
        if log
            .decision(number)
            .is_some_and(|decision| decision.status().open.is_some())
        {
            open.insert(number);
        }
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let docket = Docket::load(ground, tree, &open)?;
    let mut ready = Vec::new();
    for number in open {
        let Some(decision) = docket.result.decision(number) else {
            continue;
        };
        let (evaluation, _) = docket.ask(actor.now().moment(), |setting| {
            judge(setting, number, Wish::Accept, decision)
        })?;
        if evaluation.is_some_and(|evaluation| evaluation.is_met()) {
            ready.push(number);
        }
    }
    Ok(ready)
}

/// What the rules say, and which outcome follows from what was wished.
fn judge(
    setting: &Setting<'_>,
    number: Number,
    wish: Wish,
    decision: &Decision,
) -> (Option<Evaluation>, Outcome) {
    let kind = decision.newest().map(|newest| &newest.value.kind);
    let wanted = match (wish, kind) {
        (Wish::Reject, _) => Outcome::Rejected,
        (Wish::Withdraw, _) => Outcome::Withdrawn,
        (Wish::Accept, Some(RevisionKind::Retirement)) => Outcome::Deprecated,
        // An import is history first, even where everybody has agreed to it: what was rejected where it comes
        // from is not put in force in passing.
        (Wish::Accept, Some(RevisionKind::Import(_))) if !decision.status().is_history() => {
            Outcome::Historical
        }
        (Wish::Accept, _) => Outcome::Accepted,
    };
    (evaluated(setting.case(number, purpose(wanted))), wanted)
}

/// The sign-offs that decide an outcome, where sign-offs do.
fn counted(outcome: Outcome, evaluation: Option<&Evaluation>) -> Vec<Digest> {
    match (outcome, evaluation) {
        (Outcome::Accepted | Outcome::Deprecated | Outcome::Historical, Some(evaluation)) => {
            evaluation.counted.clone()
        }
        _ => Vec::new(),
    }
}

/// For an acceptance, what the sign-offs say that the resolution would list, alone: that is what is
/// verified ever after.
fn evaluated(case: Option<Case<'_>>) -> Option<Evaluation> {
    let case = case?;
    let evaluation = evaluate(&case)?;
    if !evaluation.is_met() {
        return Some(evaluation);
    }
    evaluate(&Case {
        listed: Some(evaluation.counted.iter().copied().collect()),
        ..case
    })
}

/// The number of an acceptance that the base does not hold yet and that names a charter which is in force
/// no longer: it is written anew.
fn superseded_acceptance(
    docket: &Docket,
    decision: &Decision,
    outcome: Outcome,
    charter: Digest,
) -> Option<u32> {
    let last = decision.resolutions.values().next_back()?;
    let in_base = decision
        .id()
        .and_then(|id| docket.base.by_id(id))
        .is_some_and(|base| base.resolutions.contains_key(&last.value.resolution));
    let is_same_ending = last.value.outcome == outcome
        && decision
            .newest()
            .is_some_and(|newest| newest.digest == last.value.digest);
    (!in_base && is_same_ending && last.value.charter != charter).then_some(last.value.resolution)
}

fn commit(
    ground: &Ground<'_>,
    actor: &Actor,
    located: &Located,
    resolution: &Resolution,
    files: Files,
) -> Result<Done, Error> {
    let number = located.number;
    let verb = match resolution.outcome {
        Outcome::Accepted => "Accept",
        Outcome::Rejected => "Reject",
        Outcome::Withdrawn => "Withdraw",
        Outcome::Deprecated => "Retire",
        Outcome::Historical => "Take over",
        Outcome::Superseded => "Supersede",
    };
    let message = Message::new(
        format!("{verb} decision {number}, revision {}", resolution.revision),
        number,
    )
    .body(resolution.summary.as_ref())
    .trailer("Adr-Revision", resolution.revision)
    .trailer("Adr-Outcome", resolution.outcome);
    // A sign-off that lands at the same moment may object: what was counted must be what is there.
    ground.catch_up(located)?;
    commit::commit(
        ground.store,
        actor,
        located.target.clone(),
        Some(located.tip),
        files,
        &message,
        Retry::Never,
    )
}

fn refused(number: Number, wish: Wish, why: Refusal) -> Error {
    let outcome = match wish {
        Wish::Accept => "accepted",
        Wish::Reject => "rejected",
        Wish::Withdraw => "withdrawn",
    };
    let hint = match &why {
        Refusal::NotMet => format!("see what is missing: adr status {number}"),
        Refusal::NobodyObjects => {
            format!("take it back instead, if it is yours: adr withdraw {number}")
        }
        Refusal::NotTheirs { may, .. } => format!("ask {}", may.join(" or ")),
        Refusal::NotProposed => format!("put it up first: adr propose {number}"),
        _ => format!("see where it stands: adr status {number}"),
    };
    Error::Refused {
        number,
        outcome,
        why,
        hint,
    }
}
