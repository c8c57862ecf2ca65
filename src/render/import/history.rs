//! The past of imported records: how much of it there is, what was changed after it had been accepted, and what
//! was left alone.

use std::fmt::Write as _;

use super::plural;
use crate::action::import::history::StepReport;
use crate::action::import::{Known, Left, Report, Taken, Walked};
use crate::render::table::{self, Cell, Column};
use crate::render::{harmless, paint};

/// Digits of a commit that are shown.
const DIGITS: usize = 10;

/// What was found.
pub(super) fn told(report: &Report, walked: &Walked, width: Option<usize>) -> String {
    let mut text = String::new();
    let taken = || report.decisions.iter().chain(&report.revised);
    let recovered = || taken().filter_map(|taken| taken.history.as_ref());
    let versions: usize = recovered().map(|one| one.versions).sum();
    let revisions: usize = recovered().map(|one| one.revisions.len()).sum();
    if revisions > 0 {
        let _ = writeln!(
            text,
            "{} {} {}, by the first parents of {}",
            plural(versions, "version", "versions"),
            if versions == 1 { "becomes" } else { "become" },
            plural(revisions, "revision", "revisions"),
            plural(walked.commits, "commit", "commits"),
        );
    }
    let unread: usize = recovered().map(|one| one.unread).sum();
    if unread > 0 {
        let _ = writeln!(
            text,
            "{} not be read as {} and left out",
            plural(unread, "version could", "versions could"),
            report.format
        );
    }
    if let Some(cut) = &walked.cut {
        let _ = writeln!(
            text,
            "the clone is shallow: what came before commit {} is missing (git fetch --unshallow)",
            cut.chars().take(DIGITS).collect::<String>()
        );
    }
    text.push_str(&quietly_changed(taken(), width));
    text
}

/// What was changed after acceptance.
fn quietly_changed<'a>(taken: impl Iterator<Item = &'a Taken>, width: Option<usize>) -> String {
    let rows: Vec<Vec<Cell>> = taken.flat_map(changes_of).collect();
    if rows.is_empty() {
        return String::new();
    }
    let columns = [
        Column::whole("#").right(),
        Column::whole("REV"),
        Column::whole("ON"),
        Column::shrinking("BY", 10),
        Column::whole("COMMIT"),
        Column::whole("WHAT"),
        Column::shrinking("SUBJECT", 20),
    ];
    let heading = plural(
        rows.len(),
        "change came after acceptance:",
        "changes came after acceptance:",
    );
    format!(
        "\n{}\n{}",
        paint::paint(paint::BOLD, heading),
        table::lay_out(&columns, &rows, width)
    )
}

fn changes_of(taken: &Taken) -> Vec<Vec<Cell>> {
    let revisions = taken.history.iter().flat_map(|history| &history.revisions);
    let steps = revisions.flat_map(|revision| {
        let steps = revision.steps.iter().filter(|step| step.after_acceptance);
        steps.map(|step| row(taken, revision.revision, step))
    });
    steps.collect()
}

fn row(taken: &Taken, revision: u32, step: &StepReport) -> Vec<Cell> {
    let words = |words: &Option<crate::record::prose::Line>| {
        Cell::plain(words.as_ref().map(ToString::to_string).unwrap_or_default())
    };
    vec![
        Cell::plain(taken.number.to_string()),
        Cell::plain(format!("r{revision}")),
        Cell::plain(step.at.map(|at| at.day().to_string()).unwrap_or_default()),
        words(&step.author),
        Cell::plain(step.commit.chars().take(DIGITS).collect::<String>()),
        Cell::plain(step.kind.to_string()),
        words(&step.subject),
    ]
}

/// What has gone on in the source and stays as it is here, and why.
pub(super) fn left(known: &[&Known]) -> String {
    let mut text = String::new();
    for one in known {
        let why = match one.left {
            None => continue,
            Some(Left::ImportedWithHistory) => {
                "it was imported with its history: import it again with --history"
            }
            Some(Left::ImportedWithout) => {
                "it was imported without its history, which cannot come before it any more"
            }
            Some(Left::TakenOverHere) => {
                "it was taken over as history on this branch: merge that, and import again"
            }
            Some(Left::DecidedHere) => "it was revised or decided here since: revise it by hand",
            Some(Left::UnpublishedEdits) => "its text has edits that nobody has put up",
            Some(Left::BelongsToOthers) => {
                "it belongs to others: its owner or an editor imports what is new"
            }
            Some(Left::NotOnThisBranch) => "this branch does not hold it yet",
        };
        let _ = writeln!(
            text,
            "{} ({}) was left alone: {why}",
            one.number,
            harmless(&one.source)
        );
    }
    text
}
