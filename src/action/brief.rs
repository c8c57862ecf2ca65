//! `adr brief`: the catch-up for whoever arrives late.
//!
//! What has been agreed and why, what was argued and how it ended, what is under discussion, and what is asked of
//! the reader. Everything comes with the record that says it, and only what carries a signature of the person's
//! own key is told as theirs.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::find;
use super::ground::{Ground, chain_of};
use super::inbox::{self, Item};
use super::speaking;
use super::status::{self, Standing};
use super::survey::{self, Sighting, Survey, Unreadable, Wanted};
use crate::agreement::status::Word;
use crate::log::DecisionLog;
use crate::log::govern::Lineage;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::{Handle, Tag, TeamName};

mod agreed;
mod discussed;
mod scope;
mod voice;

pub use agreed::{Acceptance, Agreement, Ending};
pub use discussed::Discussion;
pub use scope::Since;
pub use voice::{Argument, OpenCondition, Revised, Voice};

use scope::Scope;

pub(super) use discussed::arguments;
pub(super) use voice::Records;

/// For whom, and about what.
pub struct Request<'a> {
    /// The reader; the person at the keyboard where left out.
    pub person: Option<Handle>,
    /// The person at the keyboard, if Git knows them.
    pub actor: Option<&'a Actor>,
    /// From when on. Where left out: since the reader last signed something, if they ever did.
    pub since: Option<Start>,
    /// With one of these tags.
    pub tags: Vec<Tag>,
    /// Of one of these teams: driven by one of them, named in the text, or signed.
    pub teams: Vec<TeamName>,
    /// That govern one of these files or folders, by paths from the root of the repository.
    pub paths: Vec<String>,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// From when on something is new.
#[derive(Clone, Debug)]
pub enum Start {
    /// Whenever: everything in force.
    Ever,
    /// From this day on.
    Day(NaiveDate),
    /// What this commit or branch does not hold.
    Revision(String),
}

/// The catch-up.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who reads, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<Reader>,
    /// From when on; where left out, everything in force is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// Only with one of these tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// Only of one of these teams.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamName>,
    /// Only what governs one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// What we agreed and is in force, by number.
    pub agreed: Vec<Agreement>,
    /// How many more decisions are in force, agreed earlier.
    pub earlier: usize,
    /// What was turned down, taken back or ended.
    pub ended: Vec<Ending>,
    /// How many decisions were taken over from elsewhere as history, and bind nobody.
    pub historical: usize,
    /// What is under discussion.
    pub discussed: Vec<Discussion>,
    /// What waits for the reader.
    pub asked: Vec<Item>,
    /// The decisions told here of which the reader has said nothing yet.
    pub unsaid: Vec<Number>,
    /// How many statements are left out since nothing proves whose they are.
    #[serde(skip_serializing_if = "is_zero")]
    pub unproved: usize,
    /// Files that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// Who reads.
#[derive(Debug, Serialize)]
pub struct Reader {
    /// As the charter calls them.
    pub person: Handle,
    /// Their name.
    pub name: String,
    /// Whether that is the person at the keyboard.
    pub you: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Gathers what a reader has missed.
pub fn run(ground: &Ground<'_>, request: &Request<'_>) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    // Without a verified charter nobody's words are known to be theirs.
    let chain = chain_of(&log, ground.trust_root)?;
    let charter = chain.in_force().charter;
    let reader = reader(ground, request, charter)?;
    let Survey {
        open,
        settled,
        mut unreadable,
    } = survey::survey(ground, Wanted::Waiting)?;
    unreadable.extend(
        log.all_problems()
            .map(|problem| Unreadable::of(problem, &log, None)),
    );
    unreadable.sort();
    unreadable.dedup();
    let person = reader.as_ref().map(|reader| &reader.person);
    let (standings, asked) = standings(ground, &open, settled, person, request.now)?;
    let read = Read {
        tree,
        log: &log,
        charter,
        open: &open,
        standings: &standings,
    };
    let mut report = of(ground, request, reader, &read)?;
    report.asked = asked;
    report.unreadable = unreadable;
    Ok(report)
}

/// What a catch-up is made of, once it is read.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) tree: ObjectId,
    pub(super) log: &'a DecisionLog,
    pub(super) charter: &'a Charter,
    pub(super) open: &'a [Sighting],
    pub(super) standings: &'a [Standing],
}

/// What a log that was read tells a reader, but for what is asked of them.
pub(super) fn of(
    ground: &Ground<'_>,
    request: &Request<'_>,
    reader: Option<Reader>,
    read: &Read<'_>,
) -> Result<Report, Error> {
    let log = read.log;
    let scope = Scope::new(ground, request, read.charter, read.tree, log)?;
    let records = Records::new(&ground.dir, read.charter);
    let since = scope::since(ground, request, reader.as_ref(), log, &records, read.tree)?;
    let mut report = Report {
        reader,
        since: since.told,
        tags: request.tags.clone(),
        teams: request.teams.clone(),
        paths: request.paths.clone(),
        agreed: Vec::new(),
        earlier: 0,
        ended: Vec::new(),
        historical: 0,
        discussed: Vec::new(),
        asked: Vec::new(),
        unsaid: Vec::new(),
        unproved: 0,
        unreadable: Vec::new(),
    };
    let lineage = Lineage::of(log);
    for decision in log.decisions.values().filter(|one| scope.holds(one)) {
        let is_new = since
            .news
            .is_new(decision, &records, report.reader.as_ref());
        match decision.status().word {
            Word::Accepted if is_new => {
                report
                    .agreed
                    .extend(agreed::agreement(decision, &lineage, &records));
            }
            Word::Accepted => report.earlier += 1,
            Word::Historical => report.historical += 1,
            _ if is_new => report
                .ended
                .extend(agreed::ending(decision, &lineage, &records)),
            _ => {}
        }
    }
    for sighting in read.open.iter().filter(|one| scope.holds(&one.decision)) {
        let number = sighting.decision.number();
        let is_same = |one: &&Standing| one.number == number && one.branch == sighting.branch;
        if let Some(standing) = read.standings.iter().find(is_same) {
            let branch = (!sighting.is_head).then_some(sighting.branch.as_str());
            let discussion = discussed::discussion(sighting, standing, &records.on(branch));
            report.discussed.push(discussion);
        }
    }
    report.unproved = records.unproved();
    if let Some(reader) = &report.reader {
        report.unsaid = report
            .agreed
            .iter()
            .filter(|agreement| !agreement.involves(&reader.person))
            .map(|agreement| agreement.number)
            .collect();
    }
    Ok(report)
}

/// Who reads. Somebody whom Git or the charter does not know may read everything all the same.
fn reader(
    ground: &Ground<'_>,
    request: &Request<'_>,
    charter: &Charter,
) -> Result<Option<Reader>, Error> {
    let at_keyboard = request
        .actor
        .and_then(|actor| actor.person(ground.store, charter).ok());
    let Some(person) = request.person.clone().or_else(|| at_keyboard.clone()) else {
        return Ok(None);
    };
    let known = charter.people.get(&person).ok_or_else(|| Error::Usage {
        what: format!("the charter knows no {person}"),
        hint: "see adr charter show; for somebody who is still to join, leave `--for` out"
            .to_owned(),
    })?;
    Ok(Some(Reader {
        you: at_keyboard.as_ref() == Some(&person),
        name: known.name.to_string(),
        person,
    }))
}

/// Where the open decisions stand, and what waits for the reader.
fn standings(
    ground: &Ground<'_>,
    open: &[Sighting],
    settled: Vec<Sighting>,
    person: Option<&Handle>,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<Standing>, Vec<Item>), Error> {
    let dockets = survey::dockets(ground, open)?;
    let standings = status::standings(ground, &dockets, open.to_vec(), person, now)?;
    let asked = match person {
        None => Vec::new(),
        Some(person) => {
            let speaks_for = speaking::standing(ground, &dockets, now.date_naive())?
                .into_iter()
                .filter(|one| one.to == *person)
                .collect::<Vec<_>>();
            inbox::waiting_for(ground, &standings, settled, person, &speaks_for, now)?
        }
    };
    Ok((standings, asked))
}
