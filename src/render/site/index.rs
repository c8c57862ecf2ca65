//! The first page: what is under discussion, and all decisions to be filtered and searched.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Value, context};

use super::leaf::Leaf;
use super::{SiteError, facts};
use crate::action::list::Row;
use crate::action::site::Entry;
use crate::agreement::status::{Status, Word};
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::render::asks;

/// The page.
pub(super) fn page(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let site = leaf.pages.site;
    let decisions: Vec<&Entry> = site
        .entries
        .iter()
        .filter(|entry| entry.row.number != Number::CHARTER)
        .collect();
    let open: Vec<Value> = site
        .entries
        .iter()
        .filter(|entry| entry.row.status.is_some_and(Status::is_open))
        .map(|entry| open(leaf, entry))
        .collect();
    let rows: Vec<Value> = site
        .entries
        .iter()
        .enumerate()
        .rev()
        .map(|(at, entry)| row(leaf, at, entry))
        .collect();
    let statuses = statuses(&decisions);
    let owners: BTreeSet<&Handle> = site
        .entries
        .iter()
        .filter_map(|entry| entry.row.owner.as_ref())
        .collect();
    let tags: BTreeSet<String> = site
        .entries
        .iter()
        .flat_map(|entry| entry.row.tags.iter().map(ToString::to_string))
        .collect();
    let more = context! {
        count => decisions.len(),
        statuses => statuses,
        open => open,
        rows => rows,
        owners => owners.into_iter().map(|owner| leaf.who(owner)).collect::<Vec<_>>(),
        tags => tags,
        keys => leaf.pages.index.keys().cloned().collect::<Vec<_>>().join(" "),
        unjudged => site.unjudged.as_deref(),
        unreadable => site.unreadable.len(),
    };
    leaf.render("index.html", &leaf.pages.options.title, more)
}

/// How many there are of each status, in the order of a decision's life.
fn statuses(decisions: &[&Entry]) -> Vec<Value> {
    let mut counts: BTreeMap<Word, usize> = BTreeMap::new();
    for status in decisions.iter().filter_map(|entry| entry.row.status) {
        *counts.entry(status.word).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(word, count)| context! { word => word.as_str(), count => count })
        .collect()
}

fn open(leaf: &Leaf<'_, '_>, entry: &Entry) -> Value {
    let standing = leaf.pages.site.standing(entry);
    let evaluation = standing.and_then(|standing| standing.evaluation.as_ref());
    let missing = evaluation.map(asks::missing).unwrap_or_default();
    context! {
        decision => leaf.entry(entry),
        owner => entry.row.owner.as_ref().map(|owner| leaf.who(owner)),
        seats => seats(&entry.row),
        is_draft => entry.row.revision.is_none(),
        missing => missing,
        branch => entry.row.branch.as_deref(),
        since => standing.and_then(|standing| standing.since).map(|at| at.day().to_string()),
        is_edited => entry.is_edited,
    }
}

fn seats(row: &Row) -> Option<Value> {
    row.agreement
        .map(|seats| context! { filled => seats.filled, wanted => seats.wanted })
}

fn row(leaf: &Leaf<'_, '_>, at: usize, entry: &Entry) -> Value {
    let row = &entry.row;
    let later = row.status.and_then(|status| status.later);
    let words: Vec<&str> = row
        .status
        .map(|status| status.word)
        .into_iter()
        .chain(later.map(|(_, word)| word))
        .map(Word::as_str)
        .collect();
    context! {
        at => at,
        words => words.join(" "),
        decision => leaf.entry(entry),
        short => if row.number == Number::CHARTER {
            "Charter".to_owned()
        } else {
            row.number.to_string()
        },
        owner => row.owner.as_ref().map(|owner| leaf.who(owner)),
        tags => facts::tags(leaf, &row.tags),
        date => row.date.map(|day| day.to_string()),
        seats => seats(row),
        agreed_by => row.agreed_by.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
        branch => row.branch.as_deref(),
        is_edited => entry.is_edited,
    }
}
