//! `adr due`: what a date or somebody's word asks for, over HEAD, local and remote-tracking branches and outboxes.
//!
//! Nothing is judged here that is not judged elsewhere: holds and conditions of what is open are those of its
//! evaluation, challenges those that the rules call unanswered, delegations those that hold. Days are days of the
//! calendar where the person who asks is.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::Serialize;

use super::Error;
use super::find;
use super::ground::{Docket, Ground};
use super::inbox;
use super::speaking;
use super::status::{self, Standing};
use super::survey::{self, Sighting, Survey, Unreadable, Wanted};
use crate::agreement::evaluation::Blocker;
use crate::log::argument;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Tag, TeamName};
use crate::record::proof::Proof;

/// What to look for.
pub struct Request {
    /// How many days ahead something that has a date is told. What has passed always is.
    pub within: u32,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// What is due.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The day of asking.
    pub today: NaiveDate,
    /// How many days ahead was looked.
    pub within: u32,
    /// What is due, by its date.
    pub items: Vec<Item>,
    /// Files that cannot be read: something of theirs may be missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// One thing that is due.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Item {
    /// What it is.
    #[serde(flatten)]
    pub what: What,
    /// The day that sorts it: the last on which it can be dealt with in time, or, of what has no such day, the one
    /// since which it waits.
    pub date: NaiveDate,
    /// Days from today to a date of the first kind, negative once it has passed; none where `date` is of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// Who can deal with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Handle>,
    /// The decision; none for a delegation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<About>,
    /// What that person types.
    pub command: String,
}

/// The decision that something is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct About {
    /// The number.
    pub number: Number,
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// The title of the text in force, else of the newest.
    pub title: String,
    /// What that text is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The branch, where that is not what HEAD is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// What is due.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "due")]
pub enum What {
    /// A decision in force was to be looked at again by that day.
    Review,
    /// A hold lapses after that day.
    Hold,
    /// A delegation ends with that day.
    Delegation {
        /// Who speaks.
        to: Handle,
        /// In these teams only; in all that they share where there are none.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        teams: Vec<TeamName>,
    },
    /// An approval waits for something since that day.
    Condition {
        /// How `clear` names it.
        id: String,
        /// What must happen, in the words of whoever approved.
        text: String,
    },
    /// A challenge waits for an answer since that day.
    Challenge {
        /// Who challenges.
        by: Handle,
        /// What is new, in their words.
        evidence: String,
    },
}

/// Gathers what is due.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    // Without a log nothing can be due, and that is worth saying.
    let tree = find::tree_at(ground, None)?;
    let survey = survey::survey(ground, Wanted::Waiting)?;
    let items = gather(ground, tree, &survey, request)?;
    Ok(Report {
        today: request.now.date_naive(),
        within: request.within,
        items,
        unreadable: survey.unreadable,
    })
}

/// What is due of what a survey has found, by date. `tree` is one that has the log.
pub(super) fn gather(
    ground: &Ground<'_>,
    tree: ObjectId,
    survey: &Survey,
    request: &Request,
) -> Result<Vec<Item>, Error> {
    let mut dockets = survey::dockets(ground, &survey.open)?;
    if dockets.is_empty() {
        dockets.insert(tree, Docket::load(ground, tree, &[].into())?);
    }
    let calendar = Calendar::new(request);
    let mut items = Vec::new();
    for sighting in survey.open.iter().chain(&survey.settled) {
        items.extend(review(sighting, &calendar));
        items.extend(conditions_in_force(sighting));
    }
    let standings = status::standings(ground, &dockets, survey.open.clone(), None, request.now)?;
    for standing in &standings {
        let is_same = |one: &&Sighting| {
            one.decision.number() == standing.number && one.branch == standing.branch
        };
        if let Some(sighting) = survey.open.iter().find(is_same) {
            items.extend(holds(sighting, standing, &calendar));
            items.extend(conditions_open(sighting, standing));
        }
    }
    items.extend(ending(ground, &dockets, &calendar)?);
    items.extend(challenges(ground, survey, request.now)?);
    items.sort_by(|one, other| {
        let key = |item: &Item| (item.date, item.decision.clone(), item.what.clone());
        key(one).cmp(&key(other))
    });
    items.dedup();
    Ok(items)
}

/// The days that are asked about.
struct Calendar {
    today: NaiveDate,
    last: NaiveDate,
}

impl Calendar {
    fn new(request: &Request) -> Self {
        let today = request.now.date_naive();
        let last = today.checked_add_days(Days::new(request.within.into()));
        Self {
            today,
            last: last.unwrap_or(NaiveDate::MAX),
        }
    }

    /// Days until then, if that is soon enough to be told.
    fn days(&self, date: NaiveDate) -> Option<i64> {
        (date <= self.last).then(|| (date - self.today).num_days())
    }
}

fn about(sighting: &Sighting) -> About {
    let decision = &sighting.decision;
    let text = decision.text_in_force().or_else(|| decision.text());
    About {
        number: decision.number(),
        id: decision.id(),
        title: text.map_or_else(|| decision.folder.name(), |text| text.title.to_string()),
        tags: text.map(|text| text.tags.clone()).unwrap_or_default(),
        branch: (!sighting.is_head).then(|| sighting.branch.clone()),
    }
}

fn review(sighting: &Sighting, calendar: &Calendar) -> Option<Item> {
    let text = sighting.decision.text_in_force()?;
    let date = text.review_by?;
    Some(Item {
        what: What::Review,
        date,
        days: Some(calendar.days(date)?),
        person: text.owner.clone(),
        decision: Some(about(sighting)),
        command: format!("adr edit {}", sighting.decision.number()),
    })
}

fn holds<'a>(
    sighting: &'a Sighting,
    standing: &'a Standing,
    calendar: &'a Calendar,
) -> impl Iterator<Item = Item> + 'a {
    let blockers = standing.evaluation.iter().flat_map(|one| &one.blockers);
    blockers.filter_map(|blocker| match blocker {
        Blocker::Hold { person, until, .. } => Some(Item {
            what: What::Hold,
            date: *until,
            days: Some(calendar.days(*until)?),
            person: Some(person.clone()),
            decision: Some(about(sighting)),
            command: format!("adr-sign approve {}", standing.number),
        }),
        Blocker::Objection { .. } => None,
    })
}

/// The conditions that the evaluation of an open decision waits for.
fn conditions_open<'a>(
    sighting: &'a Sighting,
    standing: &'a Standing,
) -> impl Iterator<Item = Item> + 'a {
    let voices = standing.evaluation.iter().flat_map(|one| &one.voices);
    voices
        .filter(|voice| {
            let mine = |one: &status::OpenCondition| one.person == voice.person;
            standing.conditions.iter().any(mine)
        })
        .flat_map(|voice| conditions(sighting, voice.signoff))
}

/// The conditions of approvals of the text in force that nobody has called met: it was agreed without them.
fn conditions_in_force(sighting: &Sighting) -> Vec<Item> {
    let decision = &sighting.decision;
    let Some(in_force) = decision.in_force() else {
        return Vec::new();
    };
    let standing = decision.signoffs.iter().filter(|stored| {
        stored.value.digest == in_force.digest
            && matches!(stored.proof(), Proof::Signed { .. })
            && !decision.is_replaced(stored)
    });
    standing
        .flat_map(|stored| conditions(sighting, stored.signed))
        .collect()
}

/// The open conditions of one approval.
fn conditions(sighting: &Sighting, approval: Digest) -> Vec<Item> {
    let decision = &sighting.decision;
    let Some(stored) = decision.signoff(approval) else {
        return Vec::new();
    };
    argument::open_conditions(decision, stored)
        .map(|condition| Item {
            what: What::Condition {
                id: condition.id.to_string(),
                text: condition.text.to_string(),
            },
            date: stored.value.at.day(),
            days: None,
            person: Some(stored.value.signer.clone()),
            decision: Some(about(sighting)),
            command: format!(
                "adr-sign clear {} --condition {}",
                decision.number(),
                condition.id
            ),
        })
        .collect()
}

fn ending(
    ground: &Ground<'_>,
    dockets: &BTreeMap<ObjectId, Docket>,
    calendar: &Calendar,
) -> Result<Vec<Item>, Error> {
    let speaking = speaking::standing(ground, dockets, calendar.today)?;
    Ok(speaking
        .into_iter()
        .filter_map(|one| {
            Some(Item {
                date: one.ends,
                days: Some(calendar.days(one.ends)?),
                command: format!("adr delegate --to {} --until DATE", one.to),
                person: Some(one.from),
                what: What::Delegation {
                    to: one.to,
                    teams: one.teams,
                },
                decision: None,
            })
        })
        .collect())
}

fn challenges(
    ground: &Ground<'_>,
    survey: &Survey,
    now: DateTime<FixedOffset>,
) -> Result<Vec<Item>, Error> {
    // A decision in force may be challenged while its next text is open.
    let all: Vec<Sighting> = survey.open.iter().chain(&survey.settled).cloned().collect();
    let challenged = inbox::challenged(ground, all)?;
    let dockets = survey::dockets(ground, &challenged)?;
    let mut items = Vec::new();
    for sighting in &challenged {
        let Some(docket) = dockets.get(&sighting.tree) else {
            continue;
        };
        let number = sighting.decision.number();
        for open in inbox::open_challenges(docket, number, now)? {
            items.push(Item {
                date: open.at.day(),
                days: None,
                person: owner(&sighting.decision),
                decision: Some(about(sighting)),
                command: format!("adr-sign answer {number} --to {} -m REASON", open.by),
                what: What::Challenge {
                    by: open.by,
                    evidence: open.evidence,
                },
            });
        }
    }
    Ok(items)
}

fn owner(decision: &Decision) -> Option<Handle> {
    let text = decision.text_in_force().or_else(|| decision.text())?;
    text.owner.clone()
}
