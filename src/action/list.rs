//! `adr list`: the decisions of a log, filtered and sorted.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use super::Error;
use super::find;
use super::ground::{Docket, Ground};
use super::outlines;
use super::survey::{self, Survey, Unreadable, Wanted};
use crate::agreement::status::{Status, Word};
use crate::agreement::tally::Seats;
use crate::log::decision::Decision;
use crate::log::outline::Outline;
use crate::log::tree::ObjectId;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::Folder;
use crate::record::name::{Handle, Tag};
use crate::record::text::Impact;

/// Which decisions, and in which order.
pub struct Request {
    /// Open decisions of other branches as well.
    pub all_branches: bool,
    /// Those that match all of this.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// What a decision must be to be told. What is empty asks for nothing.
#[derive(Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these, as a whole or of its newest revision.
    pub status: Vec<Word>,
    /// With all of these tags.
    pub tags: Vec<Tag>,
    /// Driven by one of these.
    pub owners: Vec<Handle>,
    /// Signed by all of these, on any revision.
    pub signers: Vec<Handle>,
    /// That something happened to on this day or later.
    pub since: Option<NaiveDate>,
}

/// An order of decisions. Those that are equal in it stand by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By number.
    #[default]
    Number,
    /// By title, whatever its case.
    Title,
    /// The latest first.
    Date,
    /// In the order of a decision's life.
    Status,
    /// By owner.
    Owner,
}

/// The decisions.
#[derive(Debug, Serialize)]
pub struct Report {
    /// In the order asked for.
    pub decisions: Vec<Row>,
    /// Files that cannot be read. A decision that one of them belongs to has no status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// Why no agreement could be told, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unjudged: Option<String>,
}

/// One decision.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The number.
    pub number: Number,
    /// The id, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// Where it stands; none where a record of it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The title of the text in force, else of the newest; of a decision that cannot be read, its folder.
    pub title: String,
    /// Who drives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// How far it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// The newest revision; none in a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// The day of the newest revision or resolution, whichever is later, as its author says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// How far the agreement on the newest revision has come, where that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Seats>,
    /// The people whose approval was counted when the text in force was accepted, by their word in the tree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agreed_by: Vec<Handle>,
    /// Everybody who signed anything about it.
    pub signers: BTreeSet<Handle>,
    /// The branch, where that is another than the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// Lists decisions.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let tree = find::tree_at(ground, None)?;
    let outlines = outlines::outlines(ground, tree)?;
    let unread = outlines.unread();
    let rows = outlines.decisions.iter().map(|one| {
        let is_readable = !unread.contains(&one.folder.number);
        Row::of(&one.folder, &one.outline, is_readable, None)
    });
    let mut report = Report {
        decisions: rows.collect(),
        unreadable: outlines.unreadable,
        unjudged: None,
    };
    add_unread(ground, tree, &mut report)?;
    judge_rows(ground, tree, request.now, &mut report)?;
    if request.all_branches {
        add_branches(ground, request, &mut report)?;
    }
    report.decisions.retain(|row| request.filter.lets(row));
    report
        .decisions
        .sort_by(|one, other| compare(request.sort, one, other));
    Ok(report)
}

impl Row {
    /// The row of a decision in outline. Of one that cannot be read whole, nothing is said that rests on what is
    /// missing.
    fn of(folder: &Folder, outline: &Outline, is_readable: bool, branch: Option<&str>) -> Self {
        let outline = outline.clone();
        Self {
            number: folder.number,
            id: outline.id,
            status: is_readable.then_some(outline.status),
            title: outline.title.unwrap_or_else(|| folder.name()),
            owner: outline.owner,
            impact: outline.impact,
            tags: outline.tags,
            revision: outline.revision,
            date: outline.date,
            agreement: None,
            agreed_by: if is_readable {
                outline.agreed_by
            } else {
                Vec::new()
            },
            signers: outline.signers,
            branch: branch.map(str::to_owned),
        }
    }
}

pub(super) fn row(decision: &Decision, branch: Option<&str>) -> Row {
    let is_readable = decision.problems.is_empty();
    Row::of(
        &decision.folder,
        &Outline::of(decision),
        is_readable,
        branch,
    )
}

/// A folder in the wrong place still is somebody's decision.
fn add_unread(ground: &Ground<'_>, tree: ObjectId, report: &mut Report) -> Result<(), Error> {
    let known: BTreeSet<Number> = report.decisions.iter().map(|row| row.number).collect();
    let folders = ground.store.decision_folders(tree, &ground.dir)?;
    let unknown = folders
        .into_iter()
        .filter(|folder| !known.contains(&folder.number));
    report.decisions.extend(unknown.map(|folder| Row {
        status: None,
        ..row(&Decision::new(folder), None)
    }));
    Ok(())
}

/// Says how far the open decisions of a tree have come. Where the charter cannot judge, the list is still
/// worth having.
fn judge_rows(
    ground: &Ground<'_>,
    tree: ObjectId,
    now: DateTime<FixedOffset>,
    report: &mut Report,
) -> Result<(), Error> {
    let is_open = |row: &&mut Row| row.status.is_some_and(|status| status.open.is_some());
    let open: BTreeSet<Number> = report
        .decisions
        .iter_mut()
        .filter(is_open)
        .map(|row| row.number)
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let seats = Docket::load(ground, tree, &open).and_then(|docket| {
        let mut seats = BTreeMap::new();
        for &number in &open {
            seats.insert(number, seats_of(&docket, number, now)?);
        }
        Ok(seats)
    });
    match seats {
        Ok(seats) => {
            for row in report.decisions.iter_mut().filter(is_open) {
                row.agreement = seats.get(&row.number).copied().flatten();
            }
        }
        Err(Error::Store(error)) => return Err(error.into()),
        Err(error) => report.unjudged = Some(error.to_string()),
    }
    Ok(())
}

fn seats_of(
    docket: &Docket,
    number: Number,
    now: DateTime<FixedOffset>,
) -> Result<Option<Seats>, Error> {
    let evaluation = survey::evaluate(docket, number, now)?;
    Ok(evaluation.as_ref().map(Seats::of))
}

/// Puts in what is open on other branches: in place of what the list has, where a branch has gone further.
fn add_branches(ground: &Ground<'_>, request: &Request, report: &mut Report) -> Result<(), Error> {
    let Survey {
        open, unreadable, ..
    } = survey::survey(ground, Wanted::Waiting)?;
    let dockets = survey::dockets(ground, &open);
    for sighting in open.iter().filter(|sighting| !sighting.is_head) {
        let decision = &sighting.decision;
        let mut row = row(decision, Some(&sighting.branch));
        match &dockets {
            Ok(dockets) => {
                if let Some(docket) = dockets.get(&sighting.tree) {
                    row.agreement = seats_of(docket, row.number, request.now).unwrap_or_default();
                }
            }
            Err(error) => report.unjudged = Some(error.to_string()),
        }
        let same = report
            .decisions
            .iter_mut()
            .find(|other| other.number == row.number && other.id == row.id);
        match same {
            Some(other) => *other = row,
            None => report.decisions.push(row),
        }
    }
    report
        .unreadable
        .extend(unreadable.into_iter().filter(|one| one.branch.is_some()));
    Ok(())
}

impl Filter {
    pub(super) fn lets(&self, row: &Row) -> bool {
        let status = self.status.is_empty()
            || row.status.is_some_and(|status| {
                let later = status.later.map(|(_, word)| word);
                self.status.contains(&status.word)
                    || later.is_some_and(|word| self.status.contains(&word))
            });
        status
            && self.tags.iter().all(|tag| row.tags.contains(tag))
            && (self.owners.is_empty()
                || row
                    .owner
                    .as_ref()
                    .is_some_and(|owner| self.owners.contains(owner)))
            && self
                .signers
                .iter()
                .all(|signer| row.signers.contains(signer))
            && self
                .since
                .is_none_or(|since| row.date.is_some_and(|date| date >= since))
    }
}

fn compare(sort: Sort, one: &Row, other: &Row) -> Ordering {
    let order = match sort {
        Sort::Number => Ordering::Equal,
        Sort::Title => one.title.to_lowercase().cmp(&other.title.to_lowercase()),
        Sort::Date => Reverse(one.date).cmp(&Reverse(other.date)),
        Sort::Status => {
            let word = |row: &Row| row.status.map(|status| status.word);
            word(one).cmp(&word(other))
        }
        Sort::Owner => one.owner.cmp(&other.owner),
    };
    order.then_with(|| (one.number, &one.branch).cmp(&(other.number, &other.branch)))
}
