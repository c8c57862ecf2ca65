//! Which decisions are open, and where: on HEAD, on local and on remote-tracking branches.
//!
//! A decision is told once, as the branch holds it that has gone furthest. Of the first place everything is
//! read, of each other one only what differs from it, so that branches are cheap however long the log is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::ground::{Docket, Ground};
use super::places::Place;
use crate::agreement::case::Purpose;
use crate::agreement::evaluation::Evaluation;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::problem::Problem;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::layout;
use crate::record::revision::RevisionKind;
use crate::store::Limits;

/// The open decisions that this clone knows.
pub struct Survey {
    /// In the order of their numbers.
    pub open: Vec<Sighting>,
    /// Those that are settled, where they have gone furthest.
    pub settled: Vec<Sighting>,
    /// Files that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// A decision where it has gone furthest.
#[derive(Clone)]
pub struct Sighting {
    /// As that branch holds it.
    pub decision: Decision,
    /// The branch's commit.
    pub tip: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// What the branch is called.
    pub branch: String,
    /// Whether it is what HEAD is at.
    pub is_head: bool,
    /// Other branches on which it is open and not the same.
    pub also_on: Vec<String>,
}

/// A file that is not what it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Unreadable {
    /// The decision that it belongs to, as far as its path says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// The path from the root of the repository.
    pub path: String,
    /// The branch, where that is not the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// What is wrong.
    pub error: String,
}

impl Unreadable {
    /// A problem of a log, as something to show.
    pub fn of(problem: &Problem, log: &DecisionLog, branch: Option<&str>) -> Self {
        let number = match problem.place() {
            Some(layout::Place::In(folder, _)) => Some(folder.number),
            _ => None,
        };
        Self {
            number,
            path: format!("{}/{}", log.dir, problem.path),
            branch: branch.map(str::to_owned),
            error: problem.flaw.to_string(),
        }
    }
}

/// A decision as one place holds it.
struct Candidate {
    sighting: Sighting,
    folder: Option<ObjectId>,
    tip: ObjectId,
    rank: usize,
}

impl Candidate {
    fn newest(&self) -> u32 {
        newest(&self.sighting.decision)
    }

    /// The further a branch has gone with a decision, the larger.
    fn progress(&self) -> (u32, usize, std::cmp::Reverse<usize>) {
        let decision = &self.sighting.decision;
        (
            self.newest(),
            decision.signoffs.len(),
            std::cmp::Reverse(self.rank),
        )
    }
}

fn newest(decision: &Decision) -> u32 {
    decision.newest().map_or(0, |stored| stored.value.revision)
}

/// A decision as a place has settled it.
struct Settled {
    sighting: Sighting,
    tip: ObjectId,
    is_authority: bool,
    rank: usize,
}

impl Settled {
    fn progress(&self) -> (u32, usize, std::cmp::Reverse<usize>) {
        let decision = &self.sighting.decision;
        (
            newest(decision),
            decision.resolutions.len(),
            std::cmp::Reverse(self.rank),
        )
    }
}

/// Looks for open decisions everywhere; for one of them only, where `only` names it.
pub fn survey(ground: &Ground<'_>, only: Option<Number>) -> Result<Survey, Error> {
    let mut gathering = Gathering::default();
    let mut first: Option<(ObjectId, ObjectId)> = None;
    let base_tip = ground.base.as_ref().map(|base| base.tip);
    let places = ground.places()?.into_iter().flat_map(with_copy_ahead);
    for (rank, place) in places.enumerate() {
        let tree = ground.store.root_tree(place.tip)?;
        let log = match first {
            None => match only {
                Some(number) => {
                    ground
                        .store
                        .log_of(tree, &ground.dir, &BTreeSet::from([number]))?
                }
                None => ground.store.whole_log(tree, &ground.dir)?,
            },
            // What the first place contains was merged there, or left behind.
            Some((first_tip, _)) if ground.store.is_ancestor(place.tip, first_tip)? => continue,
            Some((_, first_tree)) => {
                let mut numbers = differing(ground, first_tree, tree)?;
                if let Some(only) = only {
                    numbers.retain(|number| *number == only);
                }
                ground.store.log_of(tree, &ground.dir, &numbers)?
            }
        };
        let is_authority = place.is_head || Some(place.tip) == base_tip;
        gathering.take_in(ground, &place, tree, log, rank, is_authority)?;
        first.get_or_insert((place.tip, tree));
    }
    gathering.finish(ground)
}

/// A place, and its copy at a remote where that holds more: what others said counts from when it is fetched.
fn with_copy_ahead(mut place: Place) -> impl Iterator<Item = Place> {
    let copy = place.ahead.take().map(|(name, tip)| Place {
        tip,
        target: place.target.clone(),
        name,
        is_head: false,
        behind: None,
        ahead: None,
    });
    [Some(place), copy].into_iter().flatten()
}

/// The decisions of which two trees hold something differently.
pub(super) fn differing(
    ground: &Ground<'_>,
    one: ObjectId,
    other: ObjectId,
) -> Result<BTreeSet<Number>, Error> {
    let dir = &ground.dir;
    let differences =
        ground
            .store
            .compare(Some(one), Some(other), dir.as_str(), Limits::default())?;
    Ok(differences
        .iter()
        .filter(|difference| difference.after.is_some())
        .filter_map(|difference| dir.strip(&difference.path)?.parse().ok())
        .filter_map(|place| match place {
            layout::Place::In(folder, _) => Some(folder.number),
            _ => None,
        })
        .collect())
}

#[derive(Default)]
struct Gathering {
    candidates: BTreeMap<(Number, Option<DecisionId>), Vec<Candidate>>,
    settled: BTreeMap<DecisionId, Vec<Settled>>,
    unreadable: BTreeSet<Unreadable>,
}

impl Gathering {
    fn take_in(
        &mut self,
        ground: &Ground<'_>,
        place: &Place,
        tree: ObjectId,
        log: DecisionLog,
        rank: usize,
        is_authority: bool,
    ) -> Result<(), Error> {
        let branch = (!place.is_head).then_some(place.name.as_str());
        for problem in log.all_problems() {
            self.unreadable
                .insert(Unreadable::of(problem, &log, branch));
        }
        for (number, decision) in log.decisions {
            if !decision.problems.is_empty() {
                continue;
            }
            let id = decision.id();
            let path = format!("{}/{}", ground.dir, decision.folder);
            let is_open = decision.status().is_open();
            let sighting = Sighting {
                decision,
                tip: place.tip,
                tree,
                branch: place.name.clone(),
                is_head: place.is_head,
                also_on: Vec::new(),
            };
            let tip = place.tip;
            if is_open {
                let candidate = Candidate {
                    folder: ground.store.folder(tree, &path)?,
                    sighting,
                    tip,
                    rank,
                };
                self.candidates
                    .entry((number, id))
                    .or_default()
                    .push(candidate);
            } else if let Some(id) = id {
                self.settled.entry(id).or_default().push(Settled {
                    sighting,
                    tip,
                    is_authority,
                    rank,
                });
            }
        }
        Ok(())
    }

    fn finish(self, ground: &Ground<'_>) -> Result<Survey, Error> {
        let Self {
            candidates,
            settled,
            unreadable,
        } = self;
        let mut open = Vec::new();
        for ((_, id), mut candidates) in candidates {
            let settled = id.and_then(|id| settled.get(&id));
            let mut kept = Vec::new();
            for candidate in candidates.drain(..) {
                if !is_settled(ground, &candidate, settled)? {
                    kept.push(candidate);
                }
            }
            let Some(furthest) = (0..kept.len()).max_by_key(|&at| kept[at].progress()) else {
                continue;
            };
            let chosen = kept.swap_remove(furthest);
            let mut sighting = chosen.sighting;
            for other in kept {
                let is_behind = ground.store.is_ancestor(other.tip, chosen.tip)?;
                if !is_behind && other.folder != chosen.folder {
                    sighting.also_on.push(other.sighting.branch);
                }
            }
            open.push(sighting);
        }
        let settled = settled
            .into_values()
            .filter_map(|places| places.into_iter().max_by_key(Settled::progress))
            .map(|furthest| furthest.sighting)
            .collect();
        Ok(Survey {
            open,
            settled,
            unreadable: unreadable.into_iter().collect(),
        })
    }
}

/// Whether a branch holds as open what HEAD, the base or a later commit of its own has settled.
fn is_settled(
    ground: &Ground<'_>,
    candidate: &Candidate,
    settled: Option<&Vec<Settled>>,
) -> Result<bool, Error> {
    for settled in settled.into_iter().flatten() {
        if newest(&settled.sighting.decision) >= candidate.newest()
            && (settled.is_authority || ground.store.is_ancestor(candidate.tip, settled.tip)?)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads what judging these sightings needs, once for each tree.
pub fn dockets(
    ground: &Ground<'_>,
    sightings: &[Sighting],
) -> Result<BTreeMap<ObjectId, Docket>, Error> {
    let mut numbers: BTreeMap<ObjectId, BTreeSet<Number>> = BTreeMap::new();
    for sighting in sightings {
        numbers
            .entry(sighting.tree)
            .or_default()
            .insert(sighting.decision.number());
    }
    let waiting = ground.outboxes().signoffs()?;
    let load = |(tree, numbers)| {
        let docket = Docket::load_among(ground, tree, &numbers, &waiting)?;
        Ok((tree, docket))
    };
    numbers.into_iter().map(load).collect()
}

/// What the rules say about a decision's newest revision: whether it is agreed, or, of an import that is
/// not, whether it may be taken over as history. `None` for a draft.
pub fn evaluate(
    docket: &Docket,
    number: Number,
    now: DateTime<FixedOffset>,
) -> Result<Option<Evaluation>, Error> {
    let evaluation = docket.evaluate(number, Purpose::Accept, now)?;
    let decision = docket.result.decision(number);
    let is_import = decision
        .filter(|decision| !decision.status().is_history())
        .and_then(Decision::newest)
        .is_some_and(|newest| matches!(newest.value.kind, RevisionKind::Import(_)));
    if is_import && !evaluation.as_ref().is_some_and(Evaluation::is_met) {
        return docket.evaluate(number, Purpose::TakeOver, now);
    }
    Ok(evaluation)
}
