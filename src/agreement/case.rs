//! What an evaluation is given: one decision, what was said about it, and the charter that judges.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::record::charter::Charter;
use crate::record::delegation::Delegation;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::proof::Proof;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::Revision;
use crate::record::signoff::Signoff;
use crate::record::text::Text;

/// The question: may `target` be settled under `charter`?
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The charter in force in the base.
    pub charter: &'a Charter,
    /// Every charter that was ever in force here, by the digest of its revision, the one above included.
    pub charters: &'a BTreeMap<Digest, &'a Charter>,
    /// The decision's number.
    pub number: Number,
    /// Its revisions up to the one that is judged, in order.
    pub revisions: Vec<RevisionFacts<'a>>,
    /// The newest revision that was accepted before, if any: what came after it is what is judged.
    pub accepted: Option<u32>,
    /// The text in force in the base.
    pub in_force: Option<&'a Text>,
    /// The texts in force of the decisions that any of the texts supersedes or amends.
    pub related: Vec<&'a Text>,
    /// What is to be settled.
    pub purpose: Purpose,
    /// What people said about the decision, on any revision.
    pub heard: Vec<Heard<'a>>,
    /// Only these approvals, clears and answers count, where a resolution is verified.
    pub listed: Option<BTreeSet<Digest>>,
    /// Who speaks for whom.
    pub delegations: Vec<DelegationFacts<'a>>,
    /// The time of the check.
    pub clock: Clock,
}

/// One decision as the rules see it: everything that one tree says of it.
#[derive(Clone, Debug)]
pub struct DecisionFacts<'a> {
    /// Its number.
    pub number: Number,
    /// Its revisions, in order.
    pub revisions: Vec<RevisionFacts<'a>>,
    /// How it ended, in the order it was written down.
    pub resolutions: Vec<&'a Resolution>,
    /// What people said.
    pub heard: Vec<Heard<'a>>,
}

impl<'a> DecisionFacts<'a> {
    /// The revisions up to this one.
    pub fn up_to(&self, revision: u32) -> Vec<RevisionFacts<'a>> {
        self.revisions
            .iter()
            .filter(|facts| facts.revision.revision <= revision)
            .copied()
            .collect()
    }

    /// A revision by number.
    pub fn revision(&self, revision: u32) -> Option<RevisionFacts<'a>> {
        self.revisions
            .iter()
            .find(|facts| facts.revision.revision == revision)
            .copied()
    }

    /// The newest revision below this one that was accepted.
    pub fn accepted_before(&self, revision: u32) -> Option<u32> {
        accepted_before(self.resolutions.iter().copied(), revision)
    }
}

/// What is to be settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Whether the text is agreed.
    Accept,
    /// Whether an import is taken over as history.
    TakeOver,
}

/// A revision and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct RevisionFacts<'a> {
    /// Digest of the file.
    pub digest: Digest,
    /// What it says.
    pub revision: &'a Revision,
    /// Who signed it.
    pub proof: &'a Proof,
}

/// A sign-off and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Digest of the signed bytes, by which others name it.
    pub digest: Digest,
    /// What it says.
    pub signoff: &'a Signoff,
    /// Who signed it.
    pub proof: &'a Proof,
    /// Where it was found.
    pub place: HeardIn,
}

/// Where a sign-off was found. In more than one place: the first of these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HeardIn {
    /// The branch that is merged into: what its key proved when it came still holds.
    Base,
    /// The branch that wants to be merged.
    Branch,
    /// The signer's own outbox: only what blocks is heard there.
    Outbox,
}

/// A delegation and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct DelegationFacts<'a> {
    /// Digest of the signed bytes.
    pub digest: Digest,
    /// What it says.
    pub delegation: &'a Delegation,
    /// Who signed it.
    pub proof: &'a Proof,
}

/// The time at which a case is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// Now, with the time at which a trusted party first saw the newest revision.
    At {
        /// The time of the check.
        now: DateTime<FixedOffset>,
        /// When the revision was first seen.
        first_seen: Option<DateTime<FixedOffset>>,
    },
    /// In hindsight, from a tree alone: what needs a clock was judged when it was merged.
    Settled,
}

impl Clock {
    /// The day of the check, where there is one.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::At { now, .. } => Some(now.date_naive()),
            Self::Settled => None,
        }
    }
}

impl<'a> Case<'a> {
    /// The revision that is judged. `None` for a decision without a revision.
    pub fn target(&self) -> Option<RevisionFacts<'a>> {
        self.revisions.last().copied()
    }

    /// The revisions since the last acceptance, the judged one included.
    pub fn since_acceptance(&self) -> impl Iterator<Item = &RevisionFacts<'a>> {
        let accepted = self.accepted.unwrap_or(0);
        self.revisions
            .iter()
            .filter(move |facts| facts.revision.revision > accepted)
    }

    /// All the texts that rules are matched against: what is in force, what was proposed since, and what
    /// is in force of the decisions that would be superseded or amended.
    pub fn union(&self) -> Vec<&'a Text> {
        let proposed = self.since_acceptance().map(|facts| &facts.revision.text);
        self.in_force
            .into_iter()
            .chain(proposed)
            .chain(self.related.iter().copied())
            .collect()
    }
}

/// The newest revision below `before` that a resolution accepts.
pub fn accepted_before<'a>(
    resolutions: impl IntoIterator<Item = &'a Resolution>,
    before: u32,
) -> Option<u32> {
    resolutions
        .into_iter()
        .filter(|resolution| {
            resolution.outcome == Outcome::Accepted && resolution.revision < before
        })
        .map(|resolution| resolution.revision)
        .max()
}
