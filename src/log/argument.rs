//! What was argued about a decision: each objection and challenge with what became of it.

use std::collections::BTreeSet;

use super::decision::Decision;
use super::stored::Stored;
use crate::agreement::outcome::may_act_as_owner;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::revision::Revision;
use crate::record::signoff::{Act, ClearTarget, Condition, Signoff, Stance, Statement};

/// An objection or a challenge, and what became of it.
#[derive(Clone, Debug)]
pub struct Argument<'d> {
    /// What was raised.
    pub raised: &'d Stored<Signoff>,
    /// Written answers, in the order of their dates.
    pub answers: Vec<&'d Stored<Signoff>>,
    /// What its signer said last in its place, or to take it back.
    pub unsaid: Option<&'d Stored<Signoff>>,
    /// The revision that followed the one it is about.
    pub revised: Option<&'d Stored<Revision>>,
    /// Where it ended.
    pub end: End,
}

/// Where an argument ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Its signer took it back, or took another stance.
    Settled,
    /// It was answered by those who may.
    Answered,
    /// It stands.
    Stands,
}

/// The objections and challenges of a decision, in the order of their dates. Only what is `proved` takes part:
/// whoever can write a file could put words into somebody's mouth.
pub fn arguments<'d>(
    decision: &'d Decision,
    charter: &Charter,
    proved: impl Fn(&Stored<Signoff>) -> bool,
) -> Vec<Argument<'d>> {
    let counted: BTreeSet<Digest> = decision
        .resolutions
        .values()
        .flat_map(|stored| stored.value.signoffs.iter().copied())
        .collect();
    let mut said: Vec<&Stored<Signoff>> = decision
        .signoffs
        .iter()
        .filter(|stored| proved(stored))
        .collect();
    said.sort_by(|one, other| {
        let key = |stored: &Stored<Signoff>| {
            (stored.value.at, stored.value.signer.clone(), stored.signed)
        };
        key(one).cmp(&key(other))
    });
    let raised = said.iter().filter(|stored| {
        matches!(
            stored.value.statement,
            Statement::Stance(Stance::Object) | Statement::Act(Act::Challenge { .. })
        )
    });
    raised
        .map(|&raised| {
            let answers: Vec<&Stored<Signoff>> = said
                .iter()
                .copied()
                .filter(|other| answers(other, raised))
                .collect();
            let unsaid = last_word(decision, raised, &proved);
            let is_challenge = matches!(raised.value.statement, Statement::Act(_));
            let closes = |answer: &&Stored<Signoff>| {
                if is_challenge {
                    may_answer_challenges(decision, charter, &answer.value.signer)
                } else {
                    counted.contains(&answer.signed)
                }
            };
            let end = if unsaid.is_some() {
                End::Settled
            } else if answers.iter().any(closes) {
                End::Answered
            } else {
                End::Stands
            };
            Argument {
                raised,
                unsaid,
                revised: decision.revisions.get(&(raised.value.revision + 1)),
                end,
                answers,
            }
        })
        .collect()
}

/// What a signer said last in place of something, or how they took it back: from one stance to the one that replaced
/// it, to the one that nothing replaces.
fn last_word<'d>(
    decision: &'d Decision,
    raised: &'d Stored<Signoff>,
    proved: &impl Fn(&Stored<Signoff>) -> bool,
) -> Option<&'d Stored<Signoff>> {
    let mut last = None;
    let mut current = raised;
    // Nobody can name what is not there yet, so there are as many steps as sign-offs at most.
    for _ in 0..decision.signoffs.len() {
        let next = decision
            .unsaid_by(current)
            .filter(|other| proved(other))
            // To take a later stance back brings an earlier one into force no more.
            .filter(|other| last.is_none() || other.value.statement.stance().is_some())
            .max_by_key(|other| {
                let holds = !decision.is_replaced(other);
                (holds, other.value.at, other.signed)
            });
        let Some(next) = next else { break };
        last = Some(next);
        current = next;
    }
    last
}

fn answers(other: &Stored<Signoff>, raised: &Stored<Signoff>) -> bool {
    match &other.value.statement {
        Statement::Act(Act::Answer { targets }) => targets.contains(&raised.signed),
        _ => false,
    }
}

/// Owners of any of the texts answer challenges, or whoever may act as one.
fn may_answer_challenges(decision: &Decision, charter: &Charter, person: &Handle) -> bool {
    let owners: Vec<&Handle> = decision
        .revisions
        .values()
        .filter_map(|stored| stored.value.text.owner.as_ref())
        .collect();
    owners.contains(&person) || may_act_as_owner(charter, owners.iter().copied(), person)
}

/// The conditions of an approval that its signer has not called met.
pub fn open_conditions<'d>(
    decision: &Decision,
    approval: &'d Stored<Signoff>,
) -> impl Iterator<Item = &'d Condition> {
    let made: &[Condition] = match &approval.value.statement {
        Statement::Stance(Stance::Approve { conditions }) => conditions,
        _ => &[],
    };
    let cleared: Vec<&ClearTarget> = decision
        .signoffs
        .iter()
        .filter(|other| other.value.signer == approval.value.signer)
        .filter_map(|other| match &other.value.statement {
            Statement::Act(Act::Clear { targets }) => Some(targets),
            _ => None,
        })
        .flatten()
        .filter(|target| target.signoff == approval.signed)
        .collect();
    made.iter().filter(move |condition| {
        !cleared
            .iter()
            .any(|target| target.condition == condition.id)
    })
}
