//! What somebody wants to say becomes a statement about a certain decision: what it targets and what it takes
//! the place of are looked up there.

use chrono::NaiveDate;

use super::Error;
use super::sign::Request;
use super::sign_rules;
use crate::agreement::case::Case;
use crate::agreement::evaluation::Evaluation;
use crate::agreement::stances::Stances;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::{ConditionId, Handle};
use crate::record::prose::Prose;
use crate::record::revision::Revision;
use crate::record::signoff::{Act, Condition, Stance, Statement};

/// A statement before it is about a certain decision: what it targets is looked up there.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Approve, perhaps on conditions.
    Approve(Vec<Condition>),
    /// Object.
    Object,
    /// Abstain.
    Abstain,
    /// Recuse.
    Recuse,
    /// Dissent.
    Dissent,
    /// Take back what one has said.
    Withdraw,
    /// Ask for time.
    Hold(NaiveDate),
    /// Say that own conditions are met: these, or all.
    Clear(Vec<ConditionId>),
    /// Answer objections or challenges: those of these people, or all.
    Answer(Vec<Handle>),
    /// Go along.
    Acknowledge,
    /// Lend weight.
    Endorse,
    /// Object late, with evidence.
    Challenge(Prose),
}

/// What a statement is made from.
pub(super) struct Desk<'a> {
    /// The decision's number.
    pub number: Number,
    /// The decision as the rules see it.
    pub case: &'a Case<'a>,
    /// What is wanted.
    pub request: &'a Request,
    /// Who wants it.
    pub signer: &'a Handle,
    /// The decision.
    pub decision: &'a Decision,
}

/// The revision that a statement is about: the one in force for a challenge, else the newest.
pub(super) fn revision_about<'d>(
    number: Number,
    decision: &'d Decision,
    intent: &Intent,
) -> Result<&'d Stored<Revision>, Error> {
    let in_force = match intent {
        Intent::Challenge(_) => decision.in_force(),
        _ => None,
    };
    in_force
        .or_else(|| decision.newest())
        .ok_or(Error::NotProposed { number })
}

/// The statement that is meant.
pub(super) fn statement(
    desk: &Desk<'_>,
    stances: &Stances<'_>,
    evaluation: Option<&Evaluation>,
) -> Result<Statement, Error> {
    let some = |targets: Vec<Digest>, what: &str| {
        if targets.is_empty() {
            return Err(Error::CannotSign {
                number: desk.number,
                what: what.to_owned(),
                hint: format!("see adr status {}", desk.number),
            });
        }
        Ok(targets)
    };
    Ok(match &desk.request.intent {
        Intent::Approve(conditions) => Statement::Stance(Stance::Approve {
            conditions: conditions.clone(),
        }),
        Intent::Object => Statement::Stance(Stance::Object),
        Intent::Abstain => Statement::Stance(Stance::Abstain),
        Intent::Recuse => Statement::Stance(Stance::Recuse),
        Intent::Dissent => Statement::Stance(Stance::Dissent),
        Intent::Withdraw => Statement::Act(Act::Withdraw {
            targets: some(
                sign_rules::own_statements(desk, stances),
                "you have said nothing on it to take back",
            )?,
        }),
        Intent::Hold(until) => Statement::Act(Act::Hold { until: *until }),
        Intent::Clear(conditions) => {
            let targets = sign_rules::own_conditions(desk, stances, conditions);
            if targets.is_empty() {
                some(Vec::new(), "you have no such condition open on it")?;
            }
            Statement::Act(Act::Clear { targets })
        }
        Intent::Answer(people) => Statement::Act(Act::Answer {
            targets: some(
                sign_rules::answerable(desk, stances, evaluation, people),
                "there is no open objection or challenge to answer",
            )?,
        }),
        Intent::Acknowledge => Statement::Act(Act::Acknowledge),
        Intent::Endorse => Statement::Act(Act::Endorse),
        Intent::Challenge(evidence) => Statement::Act(Act::Challenge {
            evidence: evidence.clone(),
        }),
    })
}

/// The signer's own stances that stand, with the revision each is about.
pub(super) fn own_standing(desk: &Desk<'_>, stances: &Stances<'_>) -> Vec<(Digest, u32)> {
    let speaker = (desk.signer, desk.request.on_behalf_of.as_ref());
    stances
        .standing
        .iter()
        .filter(|(other, _)| **other == speaker)
        .flat_map(|(_, standing)| {
            standing
                .iter()
                .map(|one| (one.heard.digest, one.heard.signoff.revision))
        })
        .collect()
}

/// The newest revision about which the signer has said something that stands: what they have seen last.
pub(super) fn last_seen(desk: &Desk<'_>, stances: &Stances<'_>) -> Option<u32> {
    let speaker = (desk.signer, desk.request.on_behalf_of.as_ref());
    let acts = stances
        .acts
        .iter()
        .map(|(heard, _)| heard.signoff)
        .filter(|signoff| (&signoff.signer, signoff.on_behalf_of.as_ref()) == speaker)
        .map(|signoff| signoff.revision);
    let own = own_standing(desk, stances);
    acts.chain(own.into_iter().map(|(_, revision)| revision))
        .max()
}
