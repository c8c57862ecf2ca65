//! The one thing to do next: for the person at the keyboard where it is theirs, else who must do what.

use serde::Serialize;

use super::Standing;
use crate::agreement::evaluation::{Blocker, Evaluation, NeedResult, Problem, State};
use crate::record::id::Number;
use crate::record::name::Handle;

/// A command, and who can type it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Next {
    /// What to type.
    pub command: String,
    /// Who can; empty where anybody can.
    pub who: Vec<Handle>,
    /// Whether the person who asked can.
    pub yours: bool,
}

impl Next {
    fn new(command: String, who: Vec<Handle>, you: Option<&Handle>) -> Self {
        let yours = who.is_empty() || you.is_some_and(|you| who.contains(you));
        Self {
            command,
            who,
            yours,
        }
    }
}

/// The next command. None where only time helps, or where nothing is open.
pub(super) fn next(standing: &Standing, editors: &[Handle], you: Option<&Handle>) -> Option<Next> {
    let number = standing.number;
    let owner: Vec<Handle> = standing.owner.iter().cloned().collect();
    let mut revisers = owner.clone();
    revisers.extend(
        editors
            .iter()
            .filter(|editor| !owner.contains(editor))
            .cloned(),
    );
    if standing.draft_error.is_some() {
        return Some(Next::new(format!("adr edit {number}"), revisers, you));
    }
    if standing.unpublished_edits {
        return Some(Next::new(
            format!("adr revise {number} -m SUMMARY"),
            revisers,
            you,
        ));
    }
    let Some(evaluation) = &standing.evaluation else {
        let is_draft = standing.since.is_none();
        let command = if standing.missing.is_empty() {
            "propose"
        } else {
            "edit"
        };
        return is_draft.then(|| Next::new(format!("adr {command} {number}"), owner, you));
    };
    if evaluation.is_met() {
        return Some(Next::new(format!("adr accept {number}"), Vec::new(), you));
    }
    if let Some(problem) = evaluation.problems.first() {
        return Some(match problem {
            Problem::UnknownApprover { .. } => {
                Next::new(format!("adr edit {number}"), revisers, you)
            }
            _ => Next::new("adr charter edit".to_owned(), Vec::new(), you),
        });
    }
    let steps = steps(number, standing, evaluation, &revisers, you);
    let yours = steps.iter().find(|next| next.yours);
    yours.or(steps.first()).cloned()
}

/// Everything that somebody could do, the most pressing first.
fn steps(
    number: Number,
    standing: &Standing,
    evaluation: &Evaluation,
    revisers: &[Handle],
    you: Option<&Handle>,
) -> Vec<Next> {
    let mut steps = Vec::new();
    for condition in &standing.conditions {
        let command = format!("adr-sign clear {number} --condition {}", condition.id);
        steps.push(Next::new(command, vec![condition.person.clone()], you));
    }
    let missing = missing(evaluation);
    let again: Vec<Handle> = standing
        .stale
        .iter()
        .map(|stale| &stale.person)
        .filter(|person| missing.contains(person))
        .cloned()
        .collect();
    let first: Vec<Handle> = missing
        .iter()
        .filter(|person| !again.contains(person))
        .filter(|person| !standing.conditions.iter().any(|one| one.person == **person))
        .cloned()
        .collect();
    let objectors = objectors(evaluation);
    let fresh: Vec<Handle> = first
        .into_iter()
        .filter(|person| !objectors.contains(&person))
        .collect();
    if !again.is_empty() {
        steps.push(Next::new(
            format!("adr-sign approve {number} --again"),
            again,
            you,
        ));
    }
    if !fresh.is_empty() {
        steps.push(Next::new(format!("adr-sign approve {number}"), fresh, you));
    }
    if !objectors.is_empty() {
        // The shortest way out of an objection is a better text; the answer of those who may overrule
        // comes second.
        steps.insert(
            0,
            Next::new(
                format!("adr revise {number} -m SUMMARY"),
                revisers.to_vec(),
                you,
            ),
        );
        let mut answering = could_answer(evaluation);
        answering.retain(|person| !objectors.contains(&person));
        if !answering.is_empty() {
            steps.push(Next::new(
                format!("adr-sign answer {number} -m REASON"),
                answering,
                you,
            ));
        }
    }
    steps
}

fn objectors(evaluation: &Evaluation) -> Vec<&Handle> {
    evaluation
        .blockers
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Objection { person, .. } => Some(person),
            Blocker::Hold { .. } => None,
        })
        .collect()
}

fn could_answer(evaluation: &Evaluation) -> Vec<Handle> {
    let mut people: Vec<Handle> = evaluation
        .blockers
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Objection { could_answer, .. } => Some(could_answer),
            Blocker::Hold { .. } => None,
        })
        .flatten()
        .cloned()
        .collect();
    people.sort();
    people.dedup();
    people
}

/// Who could fill a seat that is empty.
fn missing(evaluation: &Evaluation) -> Vec<Handle> {
    let of_rules = evaluation.rules.iter().flat_map(|rule| &rule.needs);
    let of_approvers = evaluation.approvers.iter().map(|approver| &approver.need);
    let mut people = Vec::new();
    of_approvers
        .chain(of_rules)
        .for_each(|need| add_missing(need, &mut people));
    let mut seen = std::collections::BTreeSet::new();
    people.retain(|person| seen.insert(person.clone()));
    people
}

fn add_missing(need: &NeedResult, people: &mut Vec<Handle>) {
    if need.state != State::Met {
        people.extend(need.could_sign.iter().cloned());
        need.alternatives
            .iter()
            .for_each(|need| add_missing(need, people));
    }
}
