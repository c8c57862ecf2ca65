//! `adr graph`: which decision supersedes, amends or stands on which.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Error;
use super::find;
use super::ground::Ground;
use super::list::{self, Filter};
use super::survey::Unreadable;
use crate::agreement::status::Status;
use crate::log::DecisionLog;
use crate::record::id::Number;
use crate::record::text::Text;

/// Which decisions.
pub struct Request {
    /// Those that match all of this.
    pub filter: Filter,
    /// Those that no link touches as well.
    pub unlinked: bool,
}

/// Decisions and the links between them.
#[derive(Debug, Serialize)]
pub struct Report {
    /// By number.
    pub decisions: Vec<Node>,
    /// By the number that they start from. Both ends are among the decisions.
    pub links: Vec<Link>,
    /// How many decisions match and are left out because nothing links them.
    pub left_out: usize,
    /// Files that cannot be read: links of theirs are missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
pub struct Node {
    /// The number.
    pub number: Number,
    /// The title of the text in force, else of the newest.
    pub title: String,
    /// Where it stands; none where a record of it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// A link, as the text of the decision that it starts from says: the one in force, else the newest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Link {
    /// The decision that says it.
    pub from: Number,
    /// What it says.
    pub verb: Verb,
    /// The other one.
    pub to: Number,
}

/// What a link says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// It takes the other's place.
    Supersedes,
    /// It changes the other in part.
    Amends,
    /// It stands on the other.
    DependsOn,
}

impl Verb {
    /// The verb as people say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::DependsOn => "depends on",
        }
    }

    fn named(self, text: &Text) -> &[Number] {
        match self {
            Self::Supersedes => &text.supersedes,
            Self::Amends => &text.amends,
            Self::DependsOn => &text.depends_on,
        }
    }
}

/// Draws the links of a log.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let log = ground.store.whole_log(tree, &ground.dir)?;
    Ok(of(&log, request))
}

/// The links of a log that was read.
pub(super) fn of(log: &DecisionLog, request: &Request) -> Report {
    let rows = log.decisions.values().map(|one| list::row(one, None));
    let mut decisions: Vec<Node> = rows
        .filter(|row| request.filter.lets(row))
        .map(|row| Node {
            number: row.number,
            title: row.title,
            status: row.status,
        })
        .collect();
    let shown: BTreeSet<Number> = decisions.iter().map(|node| node.number).collect();
    let links = links(log, &shown);
    let linked: BTreeSet<Number> = links.iter().flat_map(|link| [link.from, link.to]).collect();
    if !request.unlinked {
        decisions.retain(|node| linked.contains(&node.number));
    }
    Report {
        left_out: shown.len() - decisions.len(),
        decisions,
        links,
        unreadable: log
            .all_problems()
            .map(|problem| Unreadable::of(problem, log, None))
            .collect(),
    }
}

/// The links between these decisions, each once.
pub(super) fn links(log: &DecisionLog, shown: &BTreeSet<Number>) -> Vec<Link> {
    let mut links = BTreeSet::new();
    for decision in log.decisions.values() {
        let from = decision.number();
        let Some(text) = decision.text_in_force().or_else(|| decision.text()) else {
            continue;
        };
        for verb in [Verb::Supersedes, Verb::Amends, Verb::DependsOn] {
            let others = verb.named(text).iter().copied();
            links.extend(others.map(|to| Link { from, verb, to }));
        }
    }
    links.retain(|link| shown.contains(&link.from) && shown.contains(&link.to));
    links.into_iter().collect()
}
