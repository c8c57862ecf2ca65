//! How long agreement takes, by the dates that the records themselves carry.
//!
//! Dates are claims of those who wrote them and decide nothing; here they are only counted. A pair of dates that runs
//! backwards is left out and said to be. Nothing is weighed: these are times of the clock, in which weekends, holidays
//! and absences are not taken out.

use std::collections::{BTreeMap, BTreeSet};

use super::argument::{Argument, End};
use super::decision::Decision;
use super::stored::Stored;
use crate::agreement::case::accepted_before;
use crate::record::name::Handle;
use crate::record::resolution::Outcome;
use crate::record::revision::RevisionKind;
use crate::record::signoff::{Act, Signoff, Statement};
use crate::record::time::Timestamp;

mod spread;

pub use spread::{Days, ENOUGH, Spread};

/// From one date to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends.
    pub to: Timestamp,
}

impl Span {
    /// How long it is; `None` where the dates run backwards.
    pub fn days(self) -> Option<Days> {
        let seconds = (self.to.moment() - self.from.moment()).num_seconds();
        u64::try_from(seconds).ok().map(Days::from_seconds)
    }
}

/// A text that was agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreed {
    /// The revision that was accepted.
    pub revision: u32,
    /// From the first revision that was put up since the acceptance before to this acceptance.
    pub span: Span,
}

/// Each text of a decision that was agreed, with the time that took. What was taken over from another format was not
/// agreed here, and is left out.
pub fn agreed(decision: &Decision) -> Vec<Agreed> {
    let resolutions = || decision.resolutions.values().map(|stored| &stored.value);
    resolutions()
        .filter(|resolution| resolution.outcome == Outcome::Accepted)
        .filter_map(|acceptance| {
            let before = accepted_before(resolutions(), acceptance.revision).unwrap_or(0);
            let round = decision.revisions.range(before + 1..=acceptance.revision);
            let round: Vec<_> = round.map(|(_, stored)| &stored.value).collect();
            let is_written_here = round.iter().all(|one| one.kind == RevisionKind::Text);
            let first = round.first().filter(|_| is_written_here)?;
            Some(Agreed {
                revision: acceptance.revision,
                span: Span {
                    from: first.at,
                    to: acceptance.at,
                },
            })
        })
        .collect()
}

/// The first thing that a person said on a revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FirstWord {
    /// Who signed.
    pub person: Handle,
    /// The revision.
    pub revision: u32,
    /// From when the revision was put up to when they signed.
    pub span: Span,
}

/// Each person's first word on each revision: a stance, a hold or an acknowledgement. Nobody is measured on a text of
/// their own, nor by what they said after it was settled, when nobody was waiting for them. Only what is `proved` takes
/// part: whoever can write a file could make somebody look slow.
pub fn first_words(
    decision: &Decision,
    proved: impl Fn(&Stored<Signoff>) -> bool,
) -> Vec<FirstWord> {
    let mut words = Vec::new();
    for (&revision, stored) in &decision.revisions {
        if matches!(stored.value.kind, RevisionKind::Import(_)) {
            continue;
        }
        let own: BTreeSet<&Handle> = stored
            .value
            .authors()
            .chain(&stored.value.text.owner)
            .collect();
        let settled = decision.resolutions.values().map(|one| &one.value);
        let settled = settled
            .filter(|one| one.revision == revision)
            .map(|one| one.at)
            .min();
        let mut firsts: BTreeMap<&Handle, Timestamp> = BTreeMap::new();
        let said = decision.signoffs.iter().filter(|signed| {
            let signoff = &signed.value;
            signoff.revision == revision
                && is_first_word(&signoff.statement)
                && !own.contains(&signoff.signer)
                && settled.is_none_or(|settled| signoff.at <= settled)
                && proved(signed)
        });
        for signed in said {
            let at = signed.value.at;
            let first = firsts.entry(&signed.value.signer).or_insert(at);
            *first = at.min(*first);
        }
        words.extend(firsts.into_iter().map(|(person, to)| FirstWord {
            person: person.clone(),
            revision,
            span: Span {
                from: stored.value.at,
                to,
            },
        }));
    }
    words
}

/// Whether a statement answers a text that was put up; the other acts come after something else.
const fn is_first_word(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Stance(_) | Statement::Act(Act::Hold { .. } | Act::Acknowledge)
    )
}

/// What became of objections, or of challenges.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Fates {
    /// How many were raised.
    pub raised: usize,
    /// How many were answered by those who may.
    pub answered: usize,
    /// How many their signers took back, or put another stance in the place of.
    pub taken_back: usize,
    /// How many stood when the decision was turned down or taken back.
    pub prevailed: usize,
    /// How many stand.
    pub standing: usize,
}

impl Fates {
    /// Counts what became of one argument about a decision.
    pub fn count(&mut self, decision: &Decision, argument: &Argument<'_>) {
        let last = decision.resolutions.values().next_back();
        let is_turned_down = last.is_some_and(|stored| {
            matches!(stored.value.outcome, Outcome::Rejected | Outcome::Withdrawn)
                && stored.value.revision >= argument.raised.value.revision
        });
        self.raised += 1;
        let fate = match argument.end {
            End::Answered => &mut self.answered,
            End::Settled => &mut self.taken_back,
            End::Stands if is_turned_down => &mut self.prevailed,
            End::Stands => &mut self.standing,
        };
        *fate += 1;
    }
}

#[cfg(test)]
mod tests;
