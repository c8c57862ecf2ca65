//! The question that a log puts to the rules about one of its decisions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};

use super::DecisionLog;
use super::decision::{Decision, heard};
use super::stored::Stored;
use crate::agreement::acceptance::Surroundings;
use crate::agreement::case::{Case, Clock, DelegationFacts, HeardIn, Purpose};
use crate::agreement::chain::Chain;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::resolution::Outcome;
use crate::record::signoff::Signoff;
use crate::record::text::Text;

/// What a decision is judged by and in: the base with its charter, what is to be merged into it, and the
/// clock of the check. Where nothing is to be merged, base and result are one log.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The charters of the base, verified.
    pub chain: &'a Chain<'a>,
    /// The charters of the base by digest: [`Chain::charters`].
    pub charters: &'a BTreeMap<Digest, &'a Charter>,
    /// The log that is merged into.
    pub base: &'a DecisionLog,
    /// The log as it would be.
    pub result: &'a DecisionLog,
    /// What people keep in their outboxes.
    pub outboxes: &'a [Stored<Signoff>],
    /// The time of the check.
    pub now: DateTime<FixedOffset>,
    /// When a trusted party first saw a revision, by its digest.
    pub first_seen: &'a BTreeMap<Digest, DateTime<FixedOffset>>,
}

impl<'a> Setting<'a> {
    /// The question whether the newest revision of a decision may be settled. `None` for a decision
    /// without a readable revision.
    pub fn case(&self, number: Number, purpose: Purpose) -> Option<Case<'a>> {
        let decision = self.result.decision(number)?;
        let newest = decision.newest()?;
        let revision = newest.value.revision;
        let in_base = self.base_decision(decision);
        let facts = decision.facts(HeardIn::Branch);
        let base_heard = in_base.into_iter().flat_map(|base| &base.signoffs);
        let outbox_heard = self
            .outboxes
            .iter()
            .filter(|stored| Some(stored.value.decision) == decision.id());
        let mut all_heard = facts.heard.clone();
        all_heard.extend(base_heard.map(|stored| heard(stored, HeardIn::Base)));
        all_heard.extend(outbox_heard.map(|stored| heard(stored, HeardIn::Outbox)));
        // Only what the base has accepted is settled; an acceptance that only the branch holds is part
        // of what is judged.
        let accepted = in_base.and_then(|base| base.facts(HeardIn::Base).accepted_before(revision));
        Some(Case {
            charter: self.chain.in_force().charter,
            charters: self.charters,
            number,
            revisions: facts.up_to(revision),
            accepted,
            in_force: in_base.and_then(Decision::text_in_force),
            related: self.related(decision, accepted.unwrap_or(0)),
            purpose,
            heard: all_heard,
            listed: None,
            delegations: self.delegations(),
            clock: Clock::At {
                now: self.now,
                first_seen: self.first_seen.get(&newest.digest).copied(),
            },
        })
    }

    /// Who speaks for whom: what is to be merged says so, or the base, which a branch may not have caught up
    /// with.
    pub fn delegations(&self) -> Vec<DelegationFacts<'a>> {
        let mut all = delegations(self.result);
        let held = delegations(self.base);
        let here: Vec<Digest> = all.iter().map(|facts| facts.digest).collect();
        all.extend(
            held.into_iter()
                .filter(|facts| !here.contains(&facts.digest)),
        );
        all
    }

    /// The same decision in the base: by id, since a number can be taken by another.
    pub fn base_decision(&self, decision: &Decision) -> Option<&'a Decision> {
        let id = decision.id()?;
        let same_number = self
            .base
            .decision(decision.number())
            .filter(|base| base.id() == Some(id));
        same_number.or_else(|| self.base.by_id(id))
    }

    /// The texts in force in the base of what the text in force, or any text since, supersedes or amends.
    fn related(&self, decision: &Decision, accepted: u32) -> Vec<&'a Text> {
        linked(self.base, decision, accepted)
            .filter_map(|linked| accepted_texts(linked).pop())
            .collect()
    }
}

/// What the text in force, or any text since, supersedes or amends. A link that is dropped counts like a tag
/// that is dropped: once more.
fn linked<'a>(
    log: &'a DecisionLog,
    decision: &Decision,
    accepted: u32,
) -> impl Iterator<Item = &'a Decision> {
    let numbers: BTreeSet<Number> = decision
        .revisions
        .range(accepted..)
        .map(|(_, stored)| &stored.value.text)
        .flat_map(|text| text.supersedes.iter().chain(&text.amends))
        .copied()
        .collect();
    numbers
        .into_iter()
        .filter_map(|number| log.decision(number))
}

/// The texts of a decision that were ever accepted, oldest first. The last is in force, or was before another
/// decision took its place: in hindsight what was superseded still says under which rules it was.
fn accepted_texts(decision: &Decision) -> Vec<&Text> {
    let accepted: BTreeSet<u32> = decision
        .resolutions
        .values()
        .filter(|one| one.value.outcome == Outcome::Accepted)
        .map(|one| one.value.revision)
        .collect();
    accepted
        .into_iter()
        .filter_map(|revision| Some(&decision.revisions.get(&revision)?.value.text))
        .collect()
}

/// Who speaks for whom, as the rules see it.
pub fn delegations(log: &DecisionLog) -> Vec<DelegationFacts<'_>> {
    log.delegations
        .iter()
        .map(|stored| DelegationFacts {
            digest: stored.signed,
            delegation: &stored.value,
            proof: stored.proof(),
        })
        .collect()
}

/// What surrounds a decision of one log when its acceptances are verified in hindsight.
pub fn surroundings<'a>(
    log: &'a DecisionLog,
    charters: &'a BTreeMap<Digest, &'a Charter>,
    decision: &Decision,
    revision: u32,
) -> Surroundings<'a> {
    let accepted = decision
        .facts(HeardIn::Base)
        .accepted_before(revision)
        .unwrap_or(0);
    Surroundings {
        charters,
        related: linked(log, decision, accepted)
            .map(accepted_texts)
            .filter(|texts| !texts.is_empty())
            .collect(),
        delegations: delegations(log),
    }
}
