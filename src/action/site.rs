//! `adr site` and `adr serve`: everything that a log says, read once, for pages to be made of.
//!
//! What all pages share is gathered when the log is read; what belongs to one decision alone is worked out when its
//! page is asked for. Both take time in proportion to the decisions, and a preview makes one page without the others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};

use super::Error;
use super::brief;
use super::find;
use super::graph;
use super::ground::{Ground, chain_of};
use super::inbox::Item;
use super::list::{self, Filter, Row};
use super::show::links::{self, Link};
use super::speaking::Speaking;
use super::status::Standing;
use super::survey::{Sighting, Survey, Unreadable};
use super::timeline::{self, Event};
use crate::agreement::tally::Seats;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::search;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;
use crate::record::time::Timestamp;

mod attachments;
mod catch_up;
pub mod edits;
mod open;
mod page;
mod roster;
mod targets;

pub use attachments::Attached;
pub use edits::{Edit, Edits};
pub use page::{Page, Version};
pub use roster::{Member, Team};
pub use targets::Target;

use open::{judge, survey_of};
use targets::Targets;

/// What a site is made of.
pub struct Request {
    /// Open decisions of other branches as well.
    pub all_branches: bool,
    /// By which time things are judged; that of the newest record where left out, so that one log gives one site.
    pub now: Option<DateTime<FixedOffset>>,
    /// This machine's time, before which the newest record must be: one from the future decides nothing.
    pub clock: DateTime<FixedOffset>,
    /// What people are writing, of the work tree; nothing where what is committed is to be shown.
    pub edits: Edits,
}

/// A log for pages to be made of.
pub struct Site<'g> {
    ground: &'g Ground<'g>,
    tree: ObjectId,
    log: DecisionLog,
    /// Those of other branches, as these hold them.
    elsewhere: Vec<Sighting>,
    standings: Vec<Standing>,
    linked_from: BTreeMap<Number, Vec<Link>>,
    numbers: BTreeMap<DecisionId, Number>,
    targets: Targets,
    edits: BTreeMap<Number, Edit>,
    /// Decisions by number.
    pub entries: Vec<Entry>,
    /// The charter in force.
    pub charter: Charter,
    /// Its revision, and the digest of that.
    pub charter_revision: (u32, Digest),
    /// The first revision of the chain of charters.
    pub trust_root: Digest,
    /// What happened, the earliest first.
    pub events: Vec<Event>,
    /// Which decision supersedes, amends or stands on which.
    pub graph: graph::Report,
    /// The catch-up, for anybody.
    pub brief: brief::Report,
    /// What waits for whom.
    pub waiting: BTreeMap<Handle, Vec<Item>>,
    /// Who speaks for whom, now or soon.
    pub speaking: Vec<Speaking>,
    /// When the newest record was made, as its author says.
    pub updated: Option<Timestamp>,
    /// The id of the log's folder: the same for the same log, whatever lies around it.
    pub state: String,
    /// Files that cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Why no agreement could be told, if so.
    pub unjudged: Option<String>,
}

/// A decision of a site.
pub struct Entry {
    /// What its page is called: its number, and a part of its id as well where another has that number already.
    pub name: String,
    /// As a list tells it.
    pub row: Row,
    /// Whether what people are writing says something that no revision holds.
    pub is_edited: bool,
    /// Where it is among those of other branches, if it is one of them.
    elsewhere: Option<usize>,
}

/// Reads a log for pages.
pub fn collect<'g>(ground: &'g Ground<'g>, request: &Request) -> Result<Site<'g>, Error> {
    let tree = find::tree_at(ground, None)?;
    let mut log = ground.store.whole_log(tree, &ground.dir)?;
    add_unread(ground, tree, &mut log)?;
    let edits = edits::lay_over(&mut log, &request.edits);
    let updated = newest(log.decisions.values());
    let now = request.now.unwrap_or_else(|| {
        let newest = updated.map_or(request.clock, Timestamp::moment);
        newest.min(request.clock)
    });
    // Without a verified charter nobody's words are known to be theirs.
    let chain = chain_of(&log, ground.trust_root)?;
    let (in_force, trust_root) = (chain.in_force(), chain.root());
    let charter = in_force.charter.clone();
    let charter_revision = (in_force.revision, in_force.digest);

    let Survey {
        open,
        settled,
        unreadable,
    } = survey_of(ground, tree, &log, request.all_branches)?;
    let unreadable = all_unreadable(&log, unreadable);
    let judged = judge(ground, &open, settled, &charter, now)?;
    let catch_up = catch_up::request(&log, now);
    let read = brief::Read {
        tree,
        log: &log,
        charter: &charter,
        open: &open,
        standings: &judged.standings,
    };
    let brief = brief::of(ground, &catch_up, None, &read)?;
    let graph = graph::of(
        &log,
        &graph::Request {
            filter: Filter::default(),
            unlinked: false,
            all_branches: false,
        },
    );
    let mut site = Site {
        ground,
        tree,
        linked_from: links::all_linked_from(&log),
        numbers: numbers(&log),
        targets: Targets::of(&log),
        entries: Vec::new(),
        elsewhere: open.into_iter().filter(|one| !one.is_head).collect(),
        standings: judged.standings,
        edits,
        charter,
        charter_revision,
        trust_root,
        events: Vec::new(),
        graph,
        brief,
        waiting: judged.waiting,
        speaking: judged.speaking,
        updated,
        state: state(ground, tree)?,
        unreadable,
        unjudged: judged.unjudged,
        log,
    };
    site.entries = site.list();
    site.events = site.happened();
    Ok(site)
}

/// Decisions of which not one file could be read still have a folder.
fn add_unread(ground: &Ground<'_>, tree: ObjectId, log: &mut DecisionLog) -> Result<(), Error> {
    for folder in ground.store.decision_folders(tree, &ground.dir)? {
        log.decisions
            .entry(folder.number)
            .or_insert_with(|| Decision::new(folder));
    }
    Ok(())
}

fn all_unreadable(log: &DecisionLog, elsewhere: Vec<Unreadable>) -> Vec<Unreadable> {
    let here = log
        .all_problems()
        .map(|problem| Unreadable::of(problem, log, None));
    let all: BTreeSet<Unreadable> = here.chain(elsewhere).collect();
    all.into_iter().collect()
}

/// When the newest of these records was made.
fn newest<'d>(decisions: impl Iterator<Item = &'d Decision>) -> Option<Timestamp> {
    let moments = decisions.flat_map(|decision| {
        let revisions = decision.revisions.values().map(|stored| stored.value.at);
        let signoffs = decision.signoffs.iter().map(|stored| stored.value.at);
        let resolutions = decision.resolutions.values().map(|stored| stored.value.at);
        revisions.chain(signoffs).chain(resolutions)
    });
    moments.max()
}

fn numbers(log: &DecisionLog) -> BTreeMap<DecisionId, Number> {
    let named = |decision: &Decision| Some((decision.id()?, decision.number()));
    log.decisions.values().filter_map(named).collect()
}

fn state(ground: &Ground<'_>, tree: ObjectId) -> Result<String, Error> {
    let folder = ground.store.folder(tree, ground.dir.as_str())?;
    Ok(folder.unwrap_or(tree).to_string())
}

impl Site<'_> {
    /// The folder of the log, from the root of the repository.
    pub fn dir(&self) -> &str {
        self.ground.dir.as_str()
    }

    /// The page that is meant by a number: of two decisions that have it, the one of this log.
    pub fn entry(&self, number: Number) -> Option<&Entry> {
        let at = self
            .entries
            .partition_point(|entry| entry.row.number < number);
        self.entries
            .get(at)
            .filter(|entry| entry.row.number == number)
    }

    /// The number that an id has in this log.
    pub fn number_of(&self, id: DecisionId) -> Option<Number> {
        self.numbers.get(&id).copied()
    }

    fn decision(&self, entry: &Entry) -> Option<&Decision> {
        match entry.elsewhere {
            Some(at) => self.elsewhere.get(at).map(|sighting| &sighting.decision),
            None => self.log.decision(entry.row.number),
        }
    }

    /// The words of a decision, each with how much it tells there.
    pub fn vocabulary(&self, entry: &Entry) -> BTreeMap<String, f64> {
        let decision = self.decision(entry);
        decision.map(search::vocabulary).unwrap_or_default()
    }

    /// What the rules say of an open decision.
    pub fn standing(&self, entry: &Entry) -> Option<&Standing> {
        let from = self
            .standings
            .partition_point(|one| one.number < entry.row.number);
        let same = |one: &&Standing| {
            one.number == entry.row.number && one.checked_out == entry.elsewhere.is_none()
        };
        let mut of_number = self
            .standings
            .get(from..)?
            .iter()
            .take_while(|one| one.number == entry.row.number);
        of_number.find(|one| same(one) && one.id == entry.row.id)
    }

    /// All decisions by number: those of the log, or where another branch has gone further, as that holds them.
    fn list(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .log
            .decisions
            .values()
            .map(|decision| self.listed(decision, None))
            .collect();
        for (at, sighting) in self.elsewhere.iter().enumerate() {
            let number = sighting.decision.number();
            let same_number = entries.partition_point(|entry| entry.row.number < number);
            let entry = self.listed(&sighting.decision, Some((at, &sighting.branch)));
            match entries.get_mut(same_number) {
                Some(other) if other.row.number == number && other.row.id == entry.row.id => {
                    *other = entry;
                }
                _ => {
                    let behind = entries.partition_point(|other| other.row.number <= number);
                    entries.insert(behind, entry);
                }
            }
        }
        let mut names = BTreeSet::new();
        for entry in &mut entries {
            if !names.insert(entry.name.clone())
                && let Some(id) = entry.row.id
            {
                entry.name = format!("{}-{id}", entry.name);
            }
        }
        entries
    }

    fn listed(&self, decision: &Decision, elsewhere: Option<(usize, &String)>) -> Entry {
        let number = decision.number();
        let mut row = list::row(decision, elsewhere.map(|(_, branch)| branch.as_str()));
        if elsewhere.is_none() && self.is_unreadable(number) {
            row.status = None;
            row.agreed_by.clear();
        }
        let mut entry = Entry {
            name: number.padded(),
            is_edited: elsewhere.is_none() && self.edits.contains_key(&number),
            row,
            elsewhere: elsewhere.map(|(at, _)| at),
        };
        entry.row.agreement = self
            .standing(&entry)
            .and_then(|standing| standing.evaluation.as_ref())
            .map(Seats::of);
        entry
    }

    /// Whether a record of a decision cannot be read.
    fn is_unreadable(&self, number: Number) -> bool {
        let decision = self.log.decision(number);
        decision.is_none_or(|decision| !decision.problems.is_empty() || decision.text().is_none())
    }

    /// What happened to the decisions of the site.
    fn happened(&self) -> Vec<Event> {
        let decisions = self.entries.iter().filter_map(|entry| self.decision(entry));
        let mut events = timeline::events(decisions);
        for event in &mut events {
            event.name_successor(|id| self.number_of(id));
        }
        events
    }
}
