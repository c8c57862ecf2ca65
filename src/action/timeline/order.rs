//! What came before what, as far as the records say it.
//!
//! A revision follows the one before it and the end of that one, a sign-off its revision, the sign-offs that it names
//! and the charter that it names, a resolution what it counts. Only where all that leaves the order open do dates
//! decide, and where these are the same, the number of the decision and the kind of the record.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::{Event, of_resolution, of_revision, of_signoff};
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::resolution::{Outcome, Resolution};
use crate::record::signoff::{Act, Signoff, Statement};
use crate::record::time::Timestamp;

/// Everything that happened to these decisions, in its order.
pub fn events<'d>(decisions: impl IntoIterator<Item = &'d Decision>) -> Vec<Event> {
    let mut decisions: Vec<&Decision> = decisions.into_iter().collect();
    // The charter first: others name its acceptances.
    decisions.sort_by_key(|decision| decision.number());
    let mut history = History::default();
    for decision in &decisions {
        history.take_in(decision);
    }
    for decision in &decisions {
        history.link(decision);
    }
    history.in_order()
}

/// By which events are ordered where the records leave it open: date, decision, revision, and what kind it is.
type Key = (Timestamp, Number, u32, Kind, usize);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Revision,
    Said,
    Ended,
}

/// Where an event stands in [`History::events`].
type At = usize;

#[derive(Default)]
struct History {
    events: Vec<(Event, Kind)>,
    /// What each event comes after.
    after: Vec<Vec<At>>,
    /// Each record that others name.
    revisions: BTreeMap<(Number, u32), At>,
    signoffs: BTreeMap<Digest, At>,
    resolutions: BTreeMap<(Number, u32), At>,
    /// The acceptance of each charter, by the digest of its revision.
    charters: BTreeMap<Digest, At>,
    /// The last acceptance of each decision.
    acceptances: BTreeMap<DecisionId, At>,
}

impl History {
    fn add(&mut self, event: Event, kind: Kind) -> At {
        self.events.push((event, kind));
        self.after.push(Vec::new());
        self.events.len() - 1
    }

    fn take_in(&mut self, decision: &Decision) {
        let number = decision.number();
        let title = decision
            .text()
            .map_or_else(|| decision.folder.name(), |text| text.title.to_string());
        for (&revision, stored) in &decision.revisions {
            let at = self.add(of_revision(number, &title, stored), Kind::Revision);
            self.revisions.insert((number, revision), at);
        }
        for stored in &decision.signoffs {
            let at = self.add(of_signoff(decision, &title, stored), Kind::Said);
            self.signoffs.insert(stored.signed, at);
        }
        for (&sequence, stored) in &decision.resolutions {
            let resolution = &stored.value;
            let at = self.add(of_resolution(number, &title, resolution), Kind::Ended);
            self.resolutions.insert((number, sequence), at);
            if resolution.outcome == Outcome::Accepted {
                if let Some(id) = decision.id() {
                    self.acceptances.insert(id, at);
                }
                if number == Number::CHARTER {
                    self.charters.insert(resolution.digest, at);
                }
            }
        }
    }

    fn link(&mut self, decision: &Decision) {
        let number = decision.number();
        for &revision in decision.revisions.keys() {
            let Some(&at) = self.revisions.get(&(number, revision)) else {
                continue;
            };
            let before = self.revisions.range((number, 0)..(number, revision));
            let mut after: Vec<At> = before.map(|(_, at)| *at).next_back().into_iter().collect();
            let ended = decision
                .resolutions
                .iter()
                .filter(|(_, stored)| !is_last(&stored.value) && stored.value.revision < revision);
            after.extend(ended.filter_map(|(k, _)| self.resolutions.get(&(number, *k))));
            self.after[at].extend(after);
        }
        for stored in &decision.signoffs {
            let signoff = &stored.value;
            let Some(&at) = self.signoffs.get(&stored.signed) else {
                continue;
            };
            let revision = self.revisions.get(&(number, signoff.revision));
            let named = named_by(signoff).filter_map(|digest| self.signoffs.get(&digest));
            let charter = self.charter(number, signoff.revision, signoff.charter);
            let after: Vec<At> = revision
                .into_iter()
                .chain(named)
                .copied()
                .chain(charter)
                .collect();
            self.after[at].extend(after);
        }
        for (&sequence, stored) in &decision.resolutions {
            let resolution = &stored.value;
            let Some(&at) = self.resolutions.get(&(number, sequence)) else {
                continue;
            };
            let newest = if is_last(resolution) {
                u32::MAX
            } else {
                resolution.revision
            };
            let revision = self
                .revisions
                .range((number, 0)..=(number, newest))
                .next_back();
            let before = self
                .resolutions
                .range((number, 0)..(number, sequence))
                .next_back();
            let counted = resolution
                .signoffs
                .iter()
                .filter_map(|one| self.signoffs.get(one));
            let successor = resolution
                .by_decision
                .and_then(|id| self.acceptances.get(&id));
            let charter = self.charter(number, resolution.revision, resolution.charter);
            let after: Vec<At> = revision
                .into_iter()
                .chain(before)
                .map(|(_, at)| at)
                .chain(counted)
                .chain(successor)
                .copied()
                .chain(charter)
                .collect();
            self.after[at].extend(after);
        }
    }

    /// The acceptance of the charter that a record names. The first one is judged under itself, and comes before
    /// nothing of its own.
    fn charter(&self, number: Number, revision: u32, charter: Digest) -> Option<At> {
        let at = *self.charters.get(&charter)?;
        let (accepted, _) = self.events.get(at)?;
        (number != Number::CHARTER || accepted.revision < revision).then_some(at)
    }

    fn key(&self, at: At) -> Key {
        let (event, kind) = &self.events[at];
        (event.at, event.number, event.revision, *kind, at)
    }

    /// Each event once everything that it comes after has been told. Records that name each other in a circle, which
    /// no honest ones can, are told last.
    fn in_order(self) -> Vec<Event> {
        let count = self.events.len();
        let mut waits: Vec<usize> = self.after.iter().map(Vec::len).collect();
        let mut followers: Vec<Vec<At>> = vec![Vec::new(); count];
        for (at, after) in self.after.iter().enumerate() {
            for &earlier in after {
                followers[earlier].push(at);
            }
        }
        let mut ready: BinaryHeap<Reverse<Key>> = (0..count)
            .filter(|&at| waits[at] == 0)
            .map(|at| Reverse(self.key(at)))
            .collect();
        let mut order = Vec::with_capacity(count);
        while let Some(Reverse((.., at))) = ready.pop() {
            order.push(at);
            for &follower in &followers[at] {
                waits[follower] -= 1;
                if waits[follower] == 0 {
                    ready.push(Reverse(self.key(follower)));
                }
            }
        }
        let mut circle: Vec<Key> = (0..count)
            .filter(|&at| waits[at] > 0)
            .map(|at| self.key(at))
            .collect();
        circle.sort_unstable();
        order.extend(circle.into_iter().map(|(.., at)| at));
        let mut events: Vec<Option<Event>> = self
            .events
            .into_iter()
            .map(|(event, _)| Some(event))
            .collect();
        order
            .into_iter()
            .filter_map(|at| events[at].take())
            .collect()
    }
}

/// Whether nothing follows after it.
fn is_last(resolution: &Resolution) -> bool {
    matches!(
        resolution.outcome,
        Outcome::Superseded | Outcome::Deprecated
    )
}

/// The sign-offs that one names, and that were there before it.
fn named_by(signoff: &Signoff) -> impl Iterator<Item = Digest> {
    let targets: Vec<Digest> = match &signoff.statement {
        Statement::Act(Act::Withdraw { targets } | Act::Answer { targets }) => targets.clone(),
        Statement::Act(Act::Clear { targets }) => {
            targets.iter().map(|target| target.signoff).collect()
        }
        _ => Vec::new(),
    };
    targets.into_iter().chain(signoff.replaces.clone())
}
