//! Which decisions are open, and where: on HEAD, on local and on remote-tracking branches.
//!
//! A decision is told once, as the branch holds it that has gone furthest. Of the first place all that is open is
//! read, of each other one only what differs from it, so that branches are cheap however long the log is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::ground::{Docket, Ground};
use super::places::Place;
use crate::agreement::case::{Case, Purpose};
use crate::agreement::evaluation::Evaluation;
use crate::agreement::{evaluate, since};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::problem::Problem;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::record::layout::{self, LogDir};
use crate::record::revision::RevisionKind;
use crate::store::Limits;

mod gathering;

use gathering::{Gathering, Held};

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
        Self::at(problem, &log.dir, branch)
    }

    /// A problem of a log that lies in this folder.
    pub fn at(problem: &Problem, dir: &LogDir, branch: Option<&str>) -> Self {
        let number = match problem.place() {
            Some(layout::Place::In(folder, _)) => Some(folder.number),
            _ => None,
        };
        Self {
            number,
            path: format!("{dir}/{}", problem.path),
            branch: branch.map(str::to_owned),
            error: problem.flaw.to_string(),
        }
    }
}

/// Which decisions are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// This one.
    One(Number),
    /// Those that are open, and those of which something waits for somebody.
    Waiting,
    /// All of them.
    Everything,
}

/// Looks for decisions everywhere.
pub fn survey(ground: &Ground<'_>, wanted: Wanted) -> Result<Survey, Error> {
    let mut gathering = Gathering::default();
    let mut first: Option<(ObjectId, ObjectId)> = None;
    let base_tip = ground.base.as_ref().map(|base| base.tip);
    let places = ground.places()?.into_iter().flat_map(with_copy_ahead);
    for (rank, place) in places.enumerate() {
        let tree = ground.store.root_tree(place.tip)?;
        let held = Held {
            is_authority: place.is_head || Some(place.tip) == base_tip,
            place: &place,
            tree,
            rank,
        };
        let log = match first {
            None => match wanted {
                Wanted::One(number) => ground.store.log_of(tree, &ground.dir, &[number].into())?,
                Wanted::Waiting => gathering.set_aside_what_rests(ground, &held)?,
                Wanted::Everything => ground.store.whole_log(tree, &ground.dir)?,
            },
            // What the first place contains was merged there, or left behind.
            Some((first_tip, _)) if ground.store.is_ancestor(place.tip, first_tip)? => continue,
            Some((_, first_tree)) => {
                let mut numbers = differing(ground, first_tree, tree)?;
                if let Wanted::One(only) = wanted {
                    numbers.retain(|number| *number == only);
                }
                ground.store.log_of(tree, &ground.dir, &numbers)?
            }
        };
        gathering.take_in(ground, &held, log)?;
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
    evaluate_by(docket, number, now, evaluate::evaluate)
}

/// The same, with since when each need is open.
pub fn evaluate_with_dates(
    docket: &Docket,
    number: Number,
    now: DateTime<FixedOffset>,
) -> Result<Option<Evaluation>, Error> {
    evaluate_by(docket, number, now, since::evaluate)
}

fn evaluate_by(
    docket: &Docket,
    number: Number,
    now: DateTime<FixedOffset>,
    judge: impl Fn(&Case<'_>) -> Option<Evaluation>,
) -> Result<Option<Evaluation>, Error> {
    docket.ask(now, |setting| {
        let of = |purpose| setting.case(number, purpose).and_then(|case| judge(&case));
        let evaluation = of(Purpose::Accept);
        let decision = docket.result.decision(number);
        let is_import = decision
            .filter(|decision| !decision.status().is_history())
            .and_then(Decision::newest)
            .is_some_and(|newest| matches!(newest.value.kind, RevisionKind::Import(_)));
        if is_import && !evaluation.as_ref().is_some_and(Evaluation::is_met) {
            return of(Purpose::TakeOver);
        }
        evaluation
    })
}
