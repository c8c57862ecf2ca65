//! `adr export`: decisions in another format, as documents.
//!
//! One text of each decision is taken, and the status that is true of it. The log is read and nothing of it is
//! changed; a file that no export wrote is never written over.

mod folder;

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::list::{self, Filter};
use super::selector::Wanted;
use super::survey::Unreadable;
use crate::agreement::status::Word;
use crate::interchange::export::{
    Change, Choice, Document, Entry, Export, Format, Loss, Others, Selection, export,
};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::record::id::Number;

pub use folder::{Place, Written};

/// What to export.
pub struct Request {
    /// To which format.
    pub format: Format,
    /// Which decisions; all where none is named.
    pub wanted: Vec<Wanted>,
    /// Those of them that match all of this.
    pub filter: Filter,
    /// Which text of each.
    pub choice: Choice,
    /// Where to; nowhere where whoever asks takes the one document.
    pub place: Option<Place>,
    /// Whether files that no export wrote are written over.
    pub force: bool,
}

/// What came of it, and what did not.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The format.
    pub format: Format,
    /// The documents.
    #[serde(skip)]
    pub documents: Vec<Document>,
    /// The decisions that are part of it, by number.
    pub decisions: Vec<Number>,
    /// Newer revisions than the texts that were taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newer: Vec<Newer>,
    /// Whether decision 0 was left out because the format knows no people and rules.
    pub without_charter: bool,
    /// What the format does not give back.
    pub losses: Vec<Loss>,
    /// What was written in another way than the text has it.
    pub changes: Vec<Change>,
    /// Sign-offs whose signature proves nothing, and which are therefore left out, by their paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unproved: Vec<String>,
    /// Files that cannot be read. What belongs to a decision of theirs is left out of what people read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// What was written where; nothing where the documents went to standard output.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// A revision that is newer than the text which was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Newer {
    /// The decision.
    pub decision: Number,
    /// The revision.
    pub revision: u32,
    /// Where it stands.
    pub status: Word,
}

/// Exports decisions.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let format = request.format;
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let chosen = chosen(ground, &log, request)?;
    let is_charter = |decision: &&Decision| decision.number() == Number::CHARTER;
    let without_charter = !format.takes_charter() && chosen.iter().any(is_charter);
    let others = Others::of(&log);
    let entries: Vec<Entry<'_>> = chosen
        .iter()
        .filter(|decision| format.takes_charter() || !is_charter(decision))
        .filter(|decision| format.takes_unreadable() || decision.problems.is_empty())
        .filter_map(|decision| Entry::of(decision, &others, request.choice))
        .collect();
    if entries.is_empty() {
        return Err(nothing(without_charter));
    }
    let decisions = entries.iter().map(Entry::number).collect();
    let newer = entries.iter().filter_map(newer).collect();
    let selection = Selection {
        log: &log,
        commit: ground.head.tip().map(|tip| tip.to_string()),
        entries,
    };
    let Export {
        documents,
        losses,
        changes,
        unproved,
    } = export(format, &selection);
    let written = match &request.place {
        Some(place) => {
            let mut written = folder::write(place, format, &documents, request.force)?;
            if !request.takes_all() {
                written.left_over.clear();
            }
            Some(written)
        }
        None => None,
    };
    Ok(Report {
        format,
        documents,
        decisions,
        newer: if format == Format::Json {
            Vec::new()
        } else {
            newer
        },
        without_charter,
        losses,
        changes,
        unproved,
        unreadable: log
            .all_problems()
            .map(|problem| Unreadable::of(problem, &log, None))
            .collect(),
        written,
    })
}

impl Request {
    /// Whether nothing is left out on purpose, so that what was exported earlier and is no part of this is gone.
    fn takes_all(&self) -> bool {
        self.wanted.is_empty() && self.filter == Filter::default()
    }
}

/// The decisions that are named and match, by number. One that is named by itself has to be there.
fn chosen<'l>(
    ground: &Ground<'_>,
    log: &'l DecisionLog,
    request: &Request,
) -> Result<Vec<&'l Decision>, Error> {
    let mut ranges = Vec::new();
    for wanted in &request.wanted {
        ranges.push(match wanted {
            Wanted::Range(first, last) => (*first, *last),
            Wanted::One(selector) => {
                let number = ground.number_of(selector)?;
                if log.decision(number).is_none() {
                    return Err(Error::Usage {
                        what: format!("there is no decision {number} here"),
                        hint: "see `adr list`; one that is on another branch is exported with --at BRANCH".to_owned(),
                    });
                }
                (number, number)
            }
        });
    }
    let is_named = |number: Number| {
        ranges.is_empty()
            || ranges
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&number))
    };
    let chosen = log.decisions.values().filter(|decision| {
        is_named(decision.number()) && request.filter.lets(&list::row(decision, None))
    });
    Ok(chosen.collect())
}

fn nothing(without_charter: bool) -> Error {
    let (what, hint) = if without_charter {
        (
            "there is nothing to export but decision 0, and this format knows no people and rules",
            "take a format that does: adr export json 0",
        )
    } else {
        (
            "there is nothing to export: no decision that can be read matches",
            "see `adr list`, with the same filters",
        )
    };
    Error::Declined {
        what: what.to_owned(),
        hint: hint.to_owned(),
    }
}

fn newer(entry: &Entry<'_>) -> Option<Newer> {
    let taken = entry.revision.map(|stored| stored.value.revision)?;
    let newest = entry.decision.newest()?.value.revision;
    let (_, status) = entry.decision.status().later.filter(|_| newest > taken)?;
    Some(Newer {
        decision: entry.number(),
        revision: newest,
        status,
    })
}
