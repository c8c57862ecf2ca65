//! What was imported, or would be.

mod facts;
mod history;

use std::fmt::Write as _;

use crate::action::import::{PeopleReport, Report, Taken, TeamChange};
use crate::record::name::Party;

pub use facts::facts;

use super::harmless;
use super::table::{self, Cell, Column};

/// A line for each source: what it becomes, and the status that it had. With history also how much of it there
/// is, and what was changed after it had been accepted.
pub fn decisions(report: &Report, width: Option<usize>) -> String {
    let mut text = String::new();
    let has_history = report.history.is_some();
    if !report.decisions.is_empty() {
        text.push_str(&table_of(&report.decisions, has_history, width));
    }
    if !report.revised.is_empty() {
        text.push_str("imported before, and gone on since:\n");
        text.push_str(&table_of(&report.revised, has_history, width));
    }
    if let Some(walked) = &report.history {
        text.push_str(&history::told(report, walked, width));
    }
    let (left, known): (Vec<_>, Vec<_>) =
        report.known.iter().partition(|known| known.left.is_some());
    if !known.is_empty() {
        let _ = writeln!(
            text,
            "{} imported before and left alone",
            plural(known.len(), "source was", "sources were")
        );
    }
    text.push_str(&history::left(&left));
    text
}

fn table_of(decisions: &[Taken], has_history: bool, width: Option<usize>) -> String {
    let has_other_numbers = decisions.iter().any(|taken| taken.was.is_some());
    let mut columns = vec![Column::whole("#").right()];
    if has_other_numbers {
        columns.push(Column::whole("WAS").right());
    }
    columns.extend([
        Column::shrinking("TITLE", 20),
        Column::shrinking("STATUS THERE", 8),
        Column::whole("OWNER"),
    ]);
    if has_history {
        columns.extend([
            Column::whole("VERSIONS").right(),
            Column::whole("REVISIONS").right(),
        ]);
    }
    columns.push(Column::shrinking("SOURCE", 20));
    let rows: Vec<Vec<Cell>> = decisions
        .iter()
        .map(|taken| row(taken, has_other_numbers, has_history))
        .collect();
    table::lay_out(&columns, &rows, width)
}

fn row(taken: &Taken, has_other_numbers: bool, has_history: bool) -> Vec<Cell> {
    let status = taken.status.as_ref().map(ToString::to_string);
    let mut cells = vec![taken.number.to_string()];
    if has_other_numbers {
        cells.push(taken.was.map(|was| was.to_string()).unwrap_or_default());
    }
    cells.extend([
        taken.title.to_string(),
        status.unwrap_or_default(),
        taken.owner.to_string(),
    ]);
    if has_history {
        let counts = taken.history.as_ref().map_or((1, 1), |history| {
            (history.versions, history.revisions.len())
        });
        cells.extend([counts.0.to_string(), counts.1.to_string()]);
    }
    cells.push(taken.source.clone());
    cells.into_iter().map(Cell::plain).collect()
}

/// The people and teams that the charter's text got, or would get.
pub fn people(report: &PeopleReport) -> String {
    let mut text = String::new();
    if !report.people.is_empty() {
        let names: Vec<_> = report.people.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "people: {}", names.join(", "));
    }
    for TeamChange {
        team,
        is_new,
        added,
    } in &report.teams
    {
        let names: Vec<_> = added.iter().map(Party::to_string).collect();
        let verb = if *is_new { "" } else { " gains" };
        let _ = writeln!(text, "team {team}{verb}: {}", names.join(", "));
    }
    harmless(&text)
}

/// `1 source was`, `2 sources were`.
pub fn plural(count: usize, one: &str, several: &str) -> String {
    let word = if count == 1 { one } else { several };
    format!("{count} {word}")
}
