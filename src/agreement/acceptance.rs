//! Whether an acceptance holds: its rules met by the sign-offs that it lists, alone.
//!
//! This is judged in hindsight, from the records of one tree: under the charter that the resolution names,
//! with the key states of that charter. What only a clock could tell was judged when it was merged.

use std::collections::BTreeMap;

use thiserror::Error;

use super::case::{Case, Clock, DecisionFacts, DelegationFacts, Purpose};
use super::evaluate::evaluate;
use super::evaluation::Evaluation;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::text::Text;

/// Why an acceptance does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum AcceptanceFlaw {
    /// The revision is not there, or has other bytes than the resolution says.
    #[error("revision {revision} is not the text that the resolution names")]
    OtherText {
        /// The revision.
        revision: u32,
    },
    /// The charter that it names was never in force here.
    #[error("it names a charter that was never in force here")]
    UnknownCharter,
    /// The sign-offs that it lists do not meet the rules.
    #[error("the sign-offs that it lists do not meet the rules")]
    NotMet(Box<Evaluation>),
}

/// What surrounds a decision when one of its acceptances is verified.
#[derive(Clone, Debug)]
pub struct Surroundings<'a> {
    /// Every charter that was ever in force, by the digest of its revision.
    pub charters: &'a BTreeMap<Digest, &'a Charter>,
    /// For each decision that it supersedes or amends, the texts that were ever accepted, oldest first.
    pub related: Vec<Vec<&'a Text>>,
    /// Who spoke for whom.
    pub delegations: Vec<DelegationFacts<'a>>,
}

/// Verifies a resolution whose outcome the sign-offs decide (accepted, historical, deprecated).
pub fn verify(
    facts: &DecisionFacts<'_>,
    resolution: &Resolution,
    surroundings: &Surroundings<'_>,
) -> Result<Evaluation, AcceptanceFlaw> {
    let other_text = AcceptanceFlaw::OtherText {
        revision: resolution.revision,
    };
    let target = facts
        .revision(resolution.revision)
        .ok_or(other_text.clone())?;
    if target.digest != resolution.digest {
        return Err(other_text);
    }
    let charter = *surroundings
        .charters
        .get(&resolution.charter)
        .ok_or(AcceptanceFlaw::UnknownCharter)?;
    let mut flaw = other_text;
    for related in at_some_time(&surroundings.related) {
        let case = Case {
            listed: Some(resolution.signoffs.iter().copied().collect()),
            ..case_of(facts, resolution, charter, surroundings, related)
        };
        match evaluate(&case) {
            Some(evaluation) if evaluation.is_met() => return Ok(evaluation),
            Some(evaluation) => flaw = AcceptanceFlaw::NotMet(Box::new(evaluation)),
            None => {}
        }
    }
    Err(flaw)
}

/// How many ways in which linked decisions may have stood are tried at the most.
const MAX_TIMES: usize = 64;

/// Which texts may have been in force together when a decision was accepted that links to others. One tree
/// does not tell the order of two decisions, and what was made stricter later must not undo what was agreed
/// before.
fn at_some_time<'a>(related: &[Vec<&'a Text>]) -> Vec<Vec<&'a Text>> {
    let mut times = vec![Vec::new()];
    for texts in related {
        let ways = if times.len() * texts.len() > MAX_TIMES {
            texts.get(..1).unwrap_or_default()
        } else {
            texts
        };
        times = times
            .iter()
            .flat_map(|time: &Vec<&Text>| {
                ways.iter().map(|&text| [time.as_slice(), &[text]].concat())
            })
            .collect();
    }
    times
}

/// What the sign-offs of a resolution are for.
pub const fn purpose(outcome: Outcome) -> Purpose {
    match outcome {
        Outcome::Historical => Purpose::TakeOver,
        _ => Purpose::Accept,
    }
}

/// The case of a revision, as it stood before anything newer, with everything heard until then.
fn case_of<'a>(
    facts: &DecisionFacts<'a>,
    resolution: &Resolution,
    charter: &'a Charter,
    surroundings: &Surroundings<'a>,
    related: Vec<&'a Text>,
) -> Case<'a> {
    let revision = resolution.revision;
    let accepted = facts.accepted_before(revision);
    Case {
        charter,
        charters: surroundings.charters,
        number: facts.number,
        revisions: facts.up_to(revision),
        accepted,
        in_force: accepted
            .and_then(|accepted| facts.revision(accepted))
            .map(|facts| &facts.revision.text),
        related,
        purpose: purpose(resolution.outcome),
        heard: facts
            .heard
            .iter()
            .filter(|heard| heard.signoff.revision <= revision)
            .copied()
            .collect(),
        listed: None,
        delegations: surroundings.delegations.clone(),
        clock: Clock::Settled,
    }
}
