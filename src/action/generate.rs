//! `adr generate`: a table of contents and a graph, for what was written around adr-tools.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::find;
use super::graph::{self, Link, Verb};
use super::ground::Ground;
use super::list;
use super::survey::Unreadable;
use crate::record::id::{DecisionId, Number};

/// The decisions of a log by number, with what leads to them.
#[derive(Debug, Serialize)]
pub struct Report {
    /// By number.
    pub decisions: Vec<Entry>,
    /// The links between them, from both ends.
    pub links: Vec<Told>,
    /// Files that cannot be read: decisions of theirs stand here by the names of their folders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A decision.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The number.
    pub number: Number,
    /// The id, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// The title of the text in force, else of the newest.
    pub title: String,
    /// The name of its folder in the log.
    pub folder: String,
}

/// A link as one of its ends tells it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Told {
    /// The decision that it starts from.
    pub from: Number,
    /// The other one.
    pub to: Number,
    /// What it says: `Supersedes`, and from the other end `Superseded by`.
    pub words: &'static str,
}

/// Gathers the decisions and their links.
pub fn run(ground: &Ground<'_>) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let mut entries: BTreeMap<Number, Entry> = BTreeMap::new();
    for folder in ground.store.decision_folders(tree, &ground.dir)? {
        let row = log.decision(folder.number).map(|one| list::row(one, None));
        entries.entry(folder.number).or_insert_with(|| Entry {
            number: folder.number,
            id: row.as_ref().and_then(|row| row.id),
            title: row.map_or_else(|| folder.name(), |row| row.title),
            folder: folder.to_string(),
        });
    }
    let shown = entries.keys().copied().collect();
    let mut links: Vec<Told> = graph::links(log.decisions.values(), &shown)
        .into_iter()
        .flat_map(from_both_ends)
        .collect();
    links.sort();
    Ok(Report {
        decisions: entries.into_values().collect(),
        links,
        unreadable: log
            .all_problems()
            .map(|problem| Unreadable::of(problem, &log, None))
            .collect(),
    })
}

fn from_both_ends(link: Link) -> [Told; 2] {
    let (there, back) = match link.verb {
        Verb::Supersedes => ("Supersedes", "Superseded by"),
        Verb::Amends => ("Amends", "Amended by"),
        Verb::DependsOn => ("Depends on", "Needed by"),
    };
    let told = |from, to, words| Told { from, to, words };
    [
        told(link.from, link.to, there),
        told(link.to, link.from, back),
    ]
}
