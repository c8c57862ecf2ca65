//! What was imported, or would be.

use std::fmt::Write as _;

use crate::action::import::{PeopleReport, Report, Taken, TeamChange};
use crate::record::name::Party;

use super::harmless;
use super::table::{self, Cell, Column};

/// A line for each source: what it becomes, and the status that it had.
pub fn decisions(report: &Report, width: Option<usize>) -> String {
    let mut text = String::new();
    if !report.decisions.is_empty() {
        let columns = [
            Column::whole("#").right(),
            Column::shrinking("TITLE", 20),
            Column::shrinking("STATUS THERE", 8),
            Column::whole("OWNER"),
            Column::shrinking("SOURCE", 20),
        ];
        let rows: Vec<Vec<Cell>> = report.decisions.iter().map(row).collect();
        text.push_str(&table::lay_out(&columns, &rows, width));
    }
    if !report.known.is_empty() {
        let _ = writeln!(
            text,
            "{} imported before and left alone",
            plural(report.known.len(), "source was", "sources were")
        );
    }
    text
}

fn row(taken: &Taken) -> Vec<Cell> {
    let status = taken.status.as_ref().map(ToString::to_string);
    [
        taken.number.to_string(),
        taken.title.to_string(),
        status.unwrap_or_default(),
        taken.owner.to_string(),
        taken.source.clone(),
    ]
    .map(Cell::plain)
    .into()
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
