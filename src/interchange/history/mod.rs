//! The past of a record, told as revisions: which of its versions changed what was decided, and which only how
//! it is written.
//!
//! Each version is what an importer read at one commit. The step to the next one gets a [`Kind`]; steps that
//! leave the sense alone are folded into the revision that they correct, the others begin one of their own. A
//! change of substance to what its source calls accepted is marked: nobody was asked again. Everything here is
//! a pure function of what was read; the rules are in `docs/import-history.md`.

mod bulk;
mod compare;
mod spelling;
mod standing;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::{ImportedDecision, clean};
use crate::record::prose::Line;

pub use bulk::tell_bulk;
pub use standing::Standing;

/// A record as one commit left it.
#[derive(Clone, PartialEq, Debug)]
pub struct Version {
    /// How far the commit lies before the tip: what several records have in common here is one commit.
    pub age: usize,
    /// What the importer read, with the path, the number and the status that the record had then.
    pub decision: ImportedDecision,
    /// The text of its files as it stands there. Where its words stay, nothing but markup can have changed, whatever
    /// that does to the fields that an importer makes of it.
    pub text: String,
}

/// What a version changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The record was new.
    Created,
    /// Nothing but its path or its number.
    Renamed,
    /// Nothing but white space, markup, and where links point.
    Reformatted,
    /// No more than form, spelling and details, in a commit that touched most records.
    Bulk,
    /// Spelling.
    Editorial,
    /// Its status, and what stands beside the text: it was accepted, say, on a day and by people.
    Status,
    /// What stands beside the text: tags, dates, links between records, authors, fields of the format's own.
    Details,
    /// Whom it names as having agreed, or having to agree. Whether somebody else is meant or the same person is
    /// called otherwise, nobody can say.
    People,
    /// What it says.
    Substance,
}

impl Kind {
    /// Whether such a step changes what people agreed to.
    pub const fn is_of_weight(self) -> bool {
        matches!(self, Self::People | Self::Substance)
    }

    /// Whether such a step leaves every word as it was.
    pub const fn keeps_the_words(self) -> bool {
        matches!(self, Self::Renamed | Self::Reformatted | Self::Bulk)
    }

    /// Whether such a step begins a revision.
    pub const fn begins_a_revision(self) -> bool {
        matches!(
            self,
            Self::Created | Self::Status | Self::Details | Self::People | Self::Substance
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Renamed => "renamed",
            Self::Reformatted => "reformatted",
            Self::Bulk => "reformatted with most others",
            Self::Editorial => "spelling",
            Self::Status => "status",
            Self::Details => "details",
            Self::People => "people",
            Self::Substance => "substance",
        })
    }
}

/// The step that leads to a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it changed.
    pub kind: Kind,
    /// Whether it changed what had been accepted, in substance or in whom it names as agreeing, and did not put it
    /// up again.
    pub after_acceptance: bool,
}

/// Versions that say the same: the first begins it, and its text is that of the last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// Which versions.
    pub versions: Range<usize>,
    /// How the first came.
    pub step: Step,
}

/// The step that leads to each version of one record, oldest first.
pub fn steps(versions: &[Version]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(versions.len());
    let mut first_of_span = 0;
    let mut is_accepted = false;
    for (at, version) in versions.iter().enumerate() {
        let after = &version.decision;
        let standing = Standing::of(after.source.status.as_ref());
        let kind = match at.checked_sub(1) {
            None => Kind::Created,
            // Also held against where the revision began: many small corrections may not add up to another text.
            Some(before) => compare::kind(&versions[before], &versions[first_of_span], version),
        };
        let after_acceptance =
            is_accepted && kind.is_of_weight() && standing != Some(Standing::Open);
        steps.push(Step {
            kind,
            after_acceptance,
        });
        if kind.begins_a_revision() {
            first_of_span = at;
        }
        is_accepted = match standing {
            Some(Standing::Accepted) => true,
            Some(Standing::Open | Standing::Refused) => false,
            // It ended, or nobody can say: what was accepted was.
            Some(Standing::Over) | None => is_accepted,
        };
    }
    steps
}

/// The start of what a commit says, as one line of a record; `None` if nothing of it can stand in one.
pub fn line(foreign: &str) -> Option<Line> {
    const LONGEST: usize = 300;
    let start: String = foreign.chars().take(LONGEST).collect();
    clean::line(&start).map(|cleaned| cleaned.value)
}

/// The revisions of one record, oldest first.
pub fn spans(steps: &[Step]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match spans.last_mut() {
            Some(span) if !step.kind.begins_a_revision() => span.versions.end = at + 1,
            _ => spans.push(Span {
                versions: at..at + 1,
                step: *step,
            }),
        }
    }
    spans
}
