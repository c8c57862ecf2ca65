//! Late objections to a decision in force, and whether its owner has answered them.

use std::collections::BTreeSet;

use crate::record::digest::Digest;
use crate::record::prose::Prose;
use crate::record::signoff::Act;

use super::case::{Case, Heard};
use super::outcome::may_act_as_owner;
use super::stances::Stances;

/// A challenge that nobody has answered.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a> {
    /// The sign-off.
    pub heard: Heard<'a>,
    /// What is new.
    pub evidence: &'a Prose,
}

/// The challenges that the owner has not answered, in the order of their digests. It is the owner of any text
/// since the one that was challenged who answers, or who may act as one.
pub fn open<'a>(case: &Case<'a>, stances: &Stances<'a>) -> Vec<Challenge<'a>> {
    let owners: Vec<_> = case
        .revisions
        .iter()
        .filter_map(|facts| facts.revision.text.owner.as_ref())
        .collect();
    let answered: BTreeSet<Digest> = stances
        .acts
        .iter()
        .filter(|(heard, _)| {
            let signer = &heard.signoff.signer;
            owners.contains(&signer)
                || may_act_as_owner(case.charter, owners.iter().copied(), signer)
        })
        .filter_map(|(_, act)| match act {
            Act::Answer { targets } => Some(targets),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    stances
        .acts
        .iter()
        .filter(|(heard, _)| !answered.contains(&heard.digest))
        .filter_map(|(heard, act)| match act {
            Act::Challenge { evidence } => Some(Challenge {
                heard: *heard,
                evidence,
            }),
            _ => None,
        })
        .collect()
}
