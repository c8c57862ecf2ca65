//! Finding the branch on which a decision is alive.
//!
//! Nobody who signs should have to know which branch a proposal is on. A decision that is open somewhere
//! is looked for on HEAD, then on local, then on remote-tracking branches; one that is settled is read from
//! HEAD or from the base.

use std::collections::BTreeSet;

use super::Error;
use super::ground::Ground;
use super::places::Place;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::store::Target;

/// A decision on a branch.
pub struct Located {
    /// The number.
    pub number: Number,
    /// As that branch holds it.
    pub decision: Decision,
    /// The commit that was looked at.
    pub tip: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Where a commit about the decision goes.
    pub target: Target,
    /// What the branch is called, for people.
    pub branch: String,
    /// Whether it is what HEAD is at.
    pub is_head: bool,
    /// Where the local branch is, if that is behind `tip`: [`Ground::catch_up`] brings it there.
    pub(super) behind: Option<ObjectId>,
    /// A copy of the branch at a remote that holds something which this one does not.
    pub(super) ahead: Option<(String, ObjectId)>,
}

impl Ground<'_> {
    /// The decision where it is alive. `branch` is what the person asked for, if they did.
    pub fn locate(&self, number: Number, branch: Option<&str>) -> Result<Located, Error> {
        let places = self.places()?;
        if let Some(wanted) = branch {
            let not_there = || Error::NotOnBranch {
                number,
                branch: wanted.to_owned(),
            };
            let place = places
                .into_iter()
                .find(|place| is_called(place, wanted))
                .ok_or_else(not_there)?;
            return self.look(place, number)?.ok_or_else(not_there);
        }
        let mut open = Vec::new();
        let mut settled: Vec<Located> = Vec::new();
        for place in places {
            let Some(located) = self.look(place, number)? else {
                continue;
            };
            if located.decision.status().is_open() {
                open.push(located);
            } else {
                settled.push(located);
            }
        }
        // A branch that was squashed into another stays behind with what is settled there.
        open.retain(|open| !settled.iter().any(|settled| settles(settled, open)));
        if let Some(head) = open.iter().position(|located| located.is_head) {
            return Ok(open.swap_remove(head));
        }
        match choose(number, open)? {
            Some(located) => Ok(located),
            None => match settled.into_iter().next() {
                Some(located) => Ok(located),
                None => Err(self.nowhere(number.to_string())?),
            },
        }
    }

    /// Why a decision is nowhere: perhaps there is no log at all.
    pub(super) fn nowhere(&self, selector: String) -> Result<Error, Error> {
        for place in self.places()? {
            if self.has_charter(self.store.root_tree(place.tip)?)? {
                if let Some(at) = &self.at {
                    return Ok(Error::Usage {
                        what: format!("there is no decision {selector} at {at}"),
                        hint: format!("see what is there: adr list --at {at}"),
                    });
                }
                return Ok(Error::NoSuchDecision { selector });
            }
        }
        Ok(Error::NoLog {
            dir: self.dir.clone(),
        })
    }

    fn look(&self, place: Place, number: Number) -> Result<Option<Located>, Error> {
        let tree = self.store.root_tree(place.tip)?;
        let log = self
            .store
            .log_of(tree, &self.dir, &BTreeSet::from([number]))?;
        let Some(decision) = log.decision(number).cloned() else {
            return Ok(None);
        };
        if let Some(problem) = decision.problems.first() {
            return Err(Error::Unreadable {
                dir: self.dir.clone(),
                problem: problem.clone(),
            });
        }
        Ok(Some(Located {
            number,
            decision,
            tip: place.tip,
            tree,
            target: place.target,
            branch: place.name,
            is_head: place.is_head,
            behind: place.behind,
            ahead: place.ahead,
        }))
    }

    /// Brings the local branch up to what was fetched, before something is committed on top of it.
    pub fn catch_up(&self, located: &Located) -> Result<(), Error> {
        let (Some(from), Target::Branch(name)) = (located.behind, &located.target) else {
            return Ok(());
        };
        Ok(self.store.fast_forward(name, from, located.tip)?)
    }

    /// Refuses where a copy of the branch at a remote has gone on with the decision: its text, or, for who
    /// ends it, anything.
    pub fn require_newest(&self, located: &Located, but_signoffs: bool) -> Result<(), Error> {
        match self.newer_copy(located, but_signoffs)? {
            None => Ok(()),
            Some(upstream) => Err(Error::Behind {
                number: located.number,
                branch: located.branch.clone(),
                upstream: upstream.to_owned(),
                is_head: located.is_head,
            }),
        }
    }

    /// The copy of the branch at a remote that has gone on with the decision, if one has.
    fn newer_copy<'l>(
        &self,
        located: &'l Located,
        but_signoffs: bool,
    ) -> Result<Option<&'l str>, Error> {
        let Some((upstream, tip)) = &located.ahead else {
            return Ok(None);
        };
        let tree = self.store.root_tree(*tip)?;
        let log = self
            .store
            .log_of(tree, &self.dir, &BTreeSet::from([located.number]))?;
        let Some(there) = log.decision(located.number) else {
            return Ok(None);
        };
        let here = &located.decision;
        let same_texts = there
            .revisions
            .keys()
            .all(|revision| here.revision_digest(*revision) == there.revision_digest(*revision));
        let same_signoffs = there
            .signoffs
            .iter()
            .all(|signoff| here.signoff(signoff.signed).is_some());
        let is_same = same_texts && (same_signoffs || but_signoffs);
        Ok((!is_same).then_some(upstream.as_str()))
    }
}

/// A branch is called by its name, in full or short; one that is only at a remote also without the remote's.
fn is_called(place: &Place, wanted: &str) -> bool {
    let full = match &place.target {
        Target::Branch(name) | Target::NewBranch { name, .. } => Some(name.as_str()),
        Target::Head => None,
    };
    let is_full = |full: &str| full == wanted || full.strip_prefix("refs/heads/") == Some(wanted);
    place.name == wanted
        || full.is_some_and(is_full)
        || place.name == wanted.trim_start_matches("refs/remotes/")
}

/// Whether one branch has settled what is open on another.
fn settles(settled: &Located, open: &Located) -> bool {
    let newest = |located: &Located| {
        located
            .decision
            .newest()
            .map_or(0, |stored| stored.value.revision)
    };
    settled.decision.id() == open.decision.id()
        && newest(open) > 0
        && newest(settled) >= newest(open)
}

/// Of the branches on which a decision is open, the one that is its own; else the only one.
fn choose(number: Number, open: Vec<Located>) -> Result<Option<Located>, Error> {
    let own_prefix = format!("adr/{}", number.padded());
    let is_own = |located: &Located| {
        let name = located.branch.as_str();
        name.starts_with(&own_prefix)
            || name
                .split_once('/')
                .is_some_and(|(_, name)| name.starts_with(&own_prefix))
    };
    let (own, others): (Vec<_>, Vec<_>) = open.into_iter().partition(is_own);
    let mut candidates = if own.is_empty() { others } else { own };
    // Branches at one commit say one thing.
    candidates.dedup_by(|one, other| one.tip == other.tip);
    if candidates.len() > 1 {
        let branches = candidates
            .into_iter()
            .map(|located| located.branch)
            .collect();
        return Err(Error::SeveralBranches { number, branches });
    }
    Ok(candidates.pop())
}
