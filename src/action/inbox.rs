//! `adr inbox`: what waits for one person over HEAD, local and remote-tracking branches and outboxes.
//!
//! Nothing is judged here: each task is read off the one evaluation that `adr status` shows to everybody, and
//! comes with the one command that does it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::find;
use super::ground::{Docket, Ground};
use super::speaking::{self, Speaking};
use super::status::{self, Standing};
use super::survey::{self, Sighting, Survey, Unreadable, Wanted};
use crate::agreement::case::Purpose;
use crate::agreement::challenges;
use crate::agreement::stances::Stances;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;
use crate::record::signoff::{Act, Statement};
use crate::record::time::Timestamp;

mod task;
mod tasks;

pub use task::{Need, Task};

/// Whose inbox.
pub struct Request<'a> {
    /// Whose; the person at the keyboard where left out.
    pub person: Option<Handle>,
    /// The person at the keyboard, if Git knows them.
    pub actor: Option<&'a Actor>,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// What waits for somebody.
#[derive(Debug, Serialize)]
pub struct Report {
    /// For whom.
    pub person: Handle,
    /// Whether that is the person at the keyboard.
    pub you: bool,
    /// What waits, by decision; the most pressing of each first.
    pub items: Vec<Item>,
    /// For whom they speak, now or soon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speaks_for: Vec<Speaking>,
    /// Who speaks for them, now or soon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spoken_for_by: Vec<Speaking>,
    /// Files that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// One thing that waits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Item {
    /// The decision.
    pub number: Number,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// Its title.
    pub title: String,
    /// The branch it is on.
    pub branch: String,
    /// What is to be done.
    #[serde(flatten)]
    pub task: Task,
    /// What to type.
    pub command: String,
    /// Whether another decision has its number, so that the branch has to be named.
    #[serde(skip)]
    pub has_namesake: bool,
}

/// Gathers what waits.
pub fn run(ground: &Ground<'_>, request: &Request<'_>) -> Result<Report, Error> {
    // Without a log nothing can wait, and that is worth saying.
    let tree = find::tree_at(ground, None)?;
    let Survey {
        open,
        settled,
        unreadable,
    } = survey::survey(ground, Wanted::Waiting)?;
    let mut dockets = survey::dockets(ground, &open)?;
    if dockets.is_empty() {
        dockets.insert(tree, Docket::load(ground, tree, &[].into())?);
    }
    let person = person(ground, request, dockets.values().next())?;
    let day = request.now.date_naive();
    let speaking = speaking::standing(ground, &dockets, day)?;
    let (speaks_for, others): (Vec<_>, Vec<_>) = speaking
        .into_iter()
        .partition(|one| one.to == person.handle);
    let spoken_for_by = others
        .into_iter()
        .filter(|one| one.from == person.handle)
        .collect();
    let standings = status::standings(ground, &dockets, open, Some(&person.handle), request.now)?;
    let items = waiting_for(
        ground,
        &standings,
        settled,
        &person.handle,
        &speaks_for,
        request.now,
    )?;
    Ok(Report {
        person: person.handle,
        you: person.at_the_keyboard,
        items,
        speaks_for,
        spoken_for_by,
        unreadable,
    })
}

/// What waits for a person, of what is open and of what is settled, by decision.
pub(super) fn waiting_for(
    ground: &Ground<'_>,
    standings: &[Standing],
    settled: Vec<Sighting>,
    person: &Handle,
    speaks_for: &[Speaking],
    now: DateTime<FixedOffset>,
) -> Result<Vec<Item>, Error> {
    let late = Late::of(ground, settled)?;
    items_of(standings, &late, person, speaks_for, now)
}

/// What waits for each of these people, as far as anything does.
pub(super) fn waiting_for_each<'p>(
    ground: &Ground<'_>,
    standings: &[Standing],
    settled: Vec<Sighting>,
    people: impl IntoIterator<Item = &'p Handle>,
    speaking: &[Speaking],
    now: DateTime<FixedOffset>,
) -> Result<BTreeMap<Handle, Vec<Item>>, Error> {
    let late = Late::of(ground, settled)?;
    let mut waiting = BTreeMap::new();
    for person in people {
        let of_theirs = speaking.iter().filter(|one| one.to == *person);
        let speaks_for: Vec<Speaking> = of_theirs.cloned().collect();
        let items = items_of(standings, &late, person, &speaks_for, now)?;
        if !items.is_empty() {
            waiting.insert(person.clone(), items);
        }
    }
    Ok(waiting)
}

fn items_of(
    standings: &[Standing],
    late: &Late,
    person: &Handle,
    speaks_for: &[Speaking],
    now: DateTime<FixedOffset>,
) -> Result<Vec<Item>, Error> {
    let day = now.date_naive();
    let mut items: Vec<Item> = standings
        .iter()
        .flat_map(|standing| tasks::of(standing, person, speaks_for, day))
        .collect();
    items.extend(late.waiting_for(person, now)?);
    items.sort_by_key(|item| (item.number, item.id));
    name_branches(&mut items);
    Ok(items)
}

/// Two decisions may have one number until they are merged: which is meant, the branch says.
fn name_branches(items: &mut [Item]) {
    let known: BTreeSet<_> = items.iter().map(|item| (item.number, item.id)).collect();
    for item in items {
        let namesakes = known.iter().filter(|(number, _)| *number == item.number);
        item.has_namesake = namesakes.count() > 1;
        if item.has_namesake && !matches!(item.task, Task::Receive { .. }) {
            item.command = format!("{} --branch {}", item.command, item.branch);
        }
    }
}

struct Person {
    handle: Handle,
    at_the_keyboard: bool,
}

fn person(
    ground: &Ground<'_>,
    request: &Request<'_>,
    docket: Option<&Docket>,
) -> Result<Person, Error> {
    let no_log = || Error::NoLog {
        dir: ground.dir.clone(),
    };
    let docket = docket.ok_or_else(no_log)?;
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let at_keyboard = |actor: &Actor| actor.person(ground.store, charter);
    let Some(handle) = &request.person else {
        let actor = request.actor.ok_or_else(|| Error::Usage {
            what: "it is not clear whose inbox is meant: Git knows no name and address here"
                .to_owned(),
            hint: "say whose: adr inbox --for PERSON".to_owned(),
        })?;
        return Ok(Person {
            handle: at_keyboard(actor)?,
            at_the_keyboard: true,
        });
    };
    if !charter.people.contains_key(handle) {
        return Err(Error::Usage {
            what: format!("the charter knows no {handle}"),
            hint: "see adr charter show".to_owned(),
        });
    }
    let you = request.actor.and_then(|actor| at_keyboard(actor).ok());
    Ok(Person {
        at_the_keyboard: you.as_ref() == Some(handle),
        handle: handle.clone(),
    })
}

/// The settled decisions about which somebody said something late: on a branch, or in an outbox.
pub(super) fn challenged(
    ground: &Ground<'_>,
    settled: Vec<Sighting>,
) -> Result<Vec<Sighting>, Error> {
    let kept = ground.outboxes().signoffs()?;
    let is_late = |decision: &Decision| {
        let in_outbox = kept.iter().any(|stored| {
            Some(stored.value.decision) == decision.id()
                && decision.signoff(stored.signed).is_none()
        });
        in_outbox
            || decision.signoffs.iter().any(|stored| {
                matches!(
                    stored.value.statement,
                    Statement::Act(Act::Challenge { .. })
                )
            })
    };
    Ok(settled
        .into_iter()
        .filter(|sighting| is_late(&sighting.decision))
        .collect())
}

/// A challenge that waits for its owner's answer.
pub(super) struct OpenChallenge {
    pub(super) by: Handle,
    pub(super) evidence: String,
    pub(super) at: Timestamp,
}

/// The challenges of a decision that nobody has answered who may.
pub(super) fn open_challenges(
    docket: &Docket,
    number: Number,
    now: DateTime<FixedOffset>,
) -> Result<Vec<OpenChallenge>, Error> {
    let open = docket.ask(now, |setting| {
        let case = setting.case(number, Purpose::Accept)?;
        let stances = Stances::of(&case);
        let challenges = challenges::open(&case, &stances).into_iter();
        let told = challenges.map(|one| OpenChallenge {
            by: one.heard.signoff.signer.clone(),
            evidence: one.evidence.to_string(),
            at: one.heard.signoff.at,
        });
        Some(told.collect())
    })?;
    Ok(open.unwrap_or_default())
}

/// Settled decisions about which somebody said something late.
struct Late {
    sightings: Vec<Sighting>,
    dockets: BTreeMap<ObjectId, Docket>,
}

impl Late {
    fn of(ground: &Ground<'_>, settled: Vec<Sighting>) -> Result<Self, Error> {
        let sightings = challenged(ground, settled)?;
        Ok(Self {
            dockets: survey::dockets(ground, &sightings)?,
            sightings,
        })
    }

    /// What waits for the owner: challenges to answer, and what is still in outboxes.
    fn waiting_for(&self, person: &Handle, now: DateTime<FixedOffset>) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        for sighting in &self.sightings {
            let decision = &sighting.decision;
            let docket = self.dockets.get(&sighting.tree);
            let (Some(docket), Some(text)) = (docket, decision.text()) else {
                continue;
            };
            let drives = text
                .owner
                .iter()
                .chain(&text.editors)
                .any(|one| one == person);
            if !drives {
                continue;
            }
            let item = |task: Task| Item {
                number: decision.number(),
                id: decision.id(),
                title: text.title.to_string(),
                branch: sighting.branch.clone(),
                command: task.command(decision.number()),
                has_namesake: false,
                task,
            };
            if text.owner.as_ref() == Some(person) {
                let open = open_challenges(docket, decision.number(), now)?.into_iter();
                let tasks = open.map(|one| Task::AnswerChallenge {
                    by: one.by,
                    evidence: one.evidence,
                });
                items.extend(tasks.map(item));
            }
            let people = tasks::senders(&status::waiting(docket, decision)?);
            if !people.is_empty() {
                items.push(item(Task::Receive { people }));
            }
        }
        Ok(items)
    }
}

impl Item {
    fn of(standing: &Standing, task: Task) -> Self {
        Self {
            number: standing.number,
            id: standing.id,
            title: standing.title.clone(),
            branch: standing.branch.clone(),
            command: task.command(standing.number),
            has_namesake: false,
            task,
        }
    }
}
