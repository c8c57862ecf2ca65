//! `adr stats`: how long agreement takes, and what is stuck, over HEAD, local and remote-tracking branches.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::Error;
use super::due::{self, What};
use super::find;
use super::ground::{Ground, chain_of};
use super::survey::{self, Sighting, Unreadable, Wanted};
use crate::agreement::people;
use crate::log::argument::arguments;
use crate::log::decision::Decision;
use crate::log::measure::{self, Days, Fates, Span, Spread};
use crate::log::stored::Stored;
use crate::record::charter::{Charter, KeyState, PersonKind};
use crate::record::id::Number;
use crate::record::name::{Handle, Tag, TeamName};
use crate::record::signoff::{Signoff, Statement};
use crate::record::time::Timestamp;

/// What to measure.
pub struct Request {
    /// Only what ended, was said or was raised on this day or later.
    pub since: Option<NaiveDate>,
    /// Only decisions with all of these tags.
    pub tags: Vec<Tag>,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// What was measured. Days are those of a clock, to the tenth.
#[derive(Debug, Serialize)]
pub struct Report {
    /// From which day on, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Days from a text's being put up to its acceptance; none where nothing was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Spread>,
    /// Each text that is counted there, by number.
    pub agreed: Vec<Agreed>,
    /// By person, in the order of their handles: days from a revision's being put up to their first word on it.
    pub people: Vec<Person>,
    /// By team, in the order of their names: the same for all who are in it now.
    pub teams: Vec<Team>,
    /// What became of objections.
    pub objections: Fates,
    /// What became of challenges.
    pub challenges: Fates,
    /// What is under way, the longest first.
    pub open: Vec<Open>,
    /// What waits although its day has come: reviews, conditions and challenges, as `adr due` tells them.
    pub overdue: Vec<due::Item>,
    /// How many pairs of dates run backwards and are left out.
    pub backwards: usize,
    /// How many statements prove nothing and are left out.
    pub unproved: usize,
    /// Files that cannot be read: something of theirs may be missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A text that was agreed.
#[derive(Debug, Serialize)]
pub struct Agreed {
    /// The decision.
    pub number: Number,
    /// The revision that was accepted.
    pub revision: u32,
    /// How long that took.
    pub days: Days,
}

/// How soon a person was heard.
#[derive(Debug, Serialize)]
pub struct Person {
    /// Who.
    pub person: Handle,
    /// How many days it took.
    #[serde(flatten)]
    pub days: Spread,
}

/// How soon the people of a team were heard.
#[derive(Debug, Serialize)]
pub struct Team {
    /// Which.
    pub team: TeamName,
    /// How many days it took.
    #[serde(flatten)]
    pub days: Spread,
}

/// A decision with a text that is under way.
#[derive(Debug, Serialize)]
pub struct Open {
    /// The number.
    pub number: Number,
    /// The title of the newest text.
    pub title: String,
    /// When the first revision since the last agreement was put up.
    pub since: Timestamp,
    /// How long that is ago.
    pub days: Days,
}

/// Measures.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.load(tree, [Number::CHARTER])?;
    // Without a verified charter nobody's words are known to be theirs.
    let chain = chain_of(&log, ground.trust_root)?;
    let survey = survey::survey(ground, Wanted::Everything)?;
    let overdue = due::Request {
        within: 0,
        now: request.now,
    };
    let mut overdue = due::gather(ground, tree, &survey, &overdue)?;
    overdue.retain(|item| {
        let about = item.decision.as_ref();
        about.is_some_and(|about| has_all(&about.tags, &request.tags))
            && !matches!(item.what, What::Hold | What::Delegation { .. })
    });
    let mut tally = Tally::new(chain.in_force().charter, request.since);
    for sighting in survey.open.iter().chain(&survey.settled) {
        if is_about(sighting, &request.tags) {
            tally.take_in(&sighting.decision);
        }
    }
    let mut open: Vec<Open> = survey
        .open
        .iter()
        .filter(|sighting| is_about(sighting, &request.tags))
        .filter_map(|sighting| open_since(&sighting.decision, request.now))
        .collect();
    open.sort_by_key(|one| (one.since, one.number));
    Ok(Report {
        since: request.since,
        open,
        overdue,
        unreadable: survey.unreadable,
        ..tally.told()
    })
}

fn has_all(tags: &[Tag], wanted: &[Tag]) -> bool {
    wanted.iter().all(|tag| tags.contains(tag))
}

fn is_about(sighting: &Sighting, wanted: &[Tag]) -> bool {
    let decision = &sighting.decision;
    let text = decision.text_in_force().or_else(|| decision.text());
    has_all(text.map_or(&[], |text| &text.tags), wanted)
}

fn open_since(decision: &Decision, now: DateTime<FixedOffset>) -> Option<Open> {
    decision.status().open?;
    let accepted = decision.last_accepted().map_or(0, |one| one.value.revision);
    let (_, first) = decision.revisions.range(accepted + 1..).next()?;
    let since = first.value.at;
    let to = Timestamp::new(now);
    Some(Open {
        number: decision.number(),
        title: decision.text()?.title.to_string(),
        since,
        // What claims to come from the future is no older than today.
        days: Span { from: since, to }
            .days()
            .unwrap_or_else(|| Days::from_seconds(0)),
    })
}

/// What adds up, decision by decision.
struct Tally<'a> {
    charter: &'a Charter,
    since: Option<NaiveDate>,
    agreed: Vec<Agreed>,
    days_of: BTreeMap<Handle, Vec<Days>>,
    objections: Fates,
    challenges: Fates,
    backwards: usize,
    unproved: usize,
}

impl<'a> Tally<'a> {
    fn new(charter: &'a Charter, since: Option<NaiveDate>) -> Self {
        Self {
            charter,
            since,
            agreed: Vec::new(),
            days_of: BTreeMap::new(),
            objections: Fates::default(),
            challenges: Fates::default(),
            backwards: 0,
            unproved: 0,
        }
    }

    fn is_new(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| at.day() >= since)
    }

    fn take_in(&mut self, decision: &Decision) {
        let charter = self.charter;
        let proved = |stored: &Stored<Signoff>| is_proved(charter, stored);
        let unproved = decision.signoffs.iter().filter(|stored| !proved(stored));
        self.unproved += unproved.count();
        for one in measure::agreed(decision) {
            if let Some(days) = self.days(one.span) {
                self.agreed.push(Agreed {
                    number: decision.number(),
                    revision: one.revision,
                    days,
                });
            }
        }
        for word in measure::first_words(decision, proved) {
            let known = self.charter.people.get(&word.person);
            if known.is_some_and(|person| person.kind == PersonKind::Person)
                && let Some(days) = self.days(word.span)
            {
                self.days_of.entry(word.person).or_default().push(days);
            }
        }
        for argument in arguments(decision, charter, proved) {
            let raised = &argument.raised.value;
            if !self.is_new(raised.at) {
                continue;
            }
            let fates = match raised.statement {
                Statement::Stance(_) => &mut self.objections,
                Statement::Act(_) => &mut self.challenges,
            };
            fates.count(decision, &argument);
        }
    }

    /// How long something took that ended in the time that is asked about.
    fn days(&mut self, span: Span) -> Option<Days> {
        if !self.is_new(span.to) {
            return None;
        }
        let days = span.days();
        self.backwards += usize::from(days.is_none());
        days
    }

    fn told(mut self) -> Report {
        self.agreed.sort_by_key(|one| (one.number, one.revision));
        let days_of = &self.days_of;
        let of_team = |team: &TeamName| {
            let members: BTreeSet<&Handle> = people::members(self.charter, team);
            let measured = members.into_iter().filter_map(|person| days_of.get(person));
            Some(Team {
                team: team.clone(),
                days: Spread::of(measured.flatten().copied())?,
            })
        };
        let of_person = |(person, days): (&Handle, &Vec<Days>)| {
            Some(Person {
                person: person.clone(),
                days: Spread::of(days.iter().copied())?,
            })
        };
        Report {
            since: None,
            agreement: Spread::of(self.agreed.iter().map(|one| one.days)),
            people: days_of.iter().filter_map(of_person).collect(),
            teams: self.charter.teams.keys().filter_map(of_team).collect(),
            agreed: self.agreed,
            objections: self.objections,
            challenges: self.challenges,
            open: Vec::new(),
            overdue: Vec::new(),
            backwards: self.backwards,
            unproved: self.unproved,
            unreadable: Vec::new(),
        }
    }
}

/// Whether a key of the signer's signed it that nobody else has got hold of.
fn is_proved(charter: &Charter, stored: &Stored<Signoff>) -> bool {
    let state = people::signing_key_state(charter, &stored.value.signer, stored.proof());
    matches!(state, Some(KeyState::Active | KeyState::Retired))
}
