//! `adr list`, as people read it.

use super::table::{Cell, Column, lay_out};
use super::{paint, wrap};
use crate::action::list::{Report, Row};
use crate::action::survey::Unreadable;
use crate::record::id::Number;

/// What stands where there is nothing to say.
const NOTHING: &str = "–";

/// A table of decisions in lines of at most `width` columns, and below it what cannot be read.
pub fn table(report: &Report, width: Option<usize>) -> String {
    let columns = [
        Column::whole("#").right(),
        Column::shrinking("STATUS", 10),
        Column::shrinking("TITLE", 12),
        Column::shrinking("OWNER", 6),
        Column::whole("DATE"),
        Column::whole("AGREED").right(),
        Column::shrinking("BRANCH", 10),
    ];
    if report.decisions.is_empty() {
        return "no decision matches\n".to_owned();
    }
    let rows: Vec<Vec<Cell>> = report.decisions.iter().map(cells).collect();
    let mut text = lay_out(&columns, &rows, width);
    if !report.unreadable.is_empty() {
        text.push_str("\nCannot be read:\n");
        for one in &report.unreadable {
            text.push_str(&unreadable(one, width));
        }
    }
    text
}

fn cells(row: &Row) -> Vec<Cell> {
    let status = match row.status {
        Some(status) => {
            let word = status.later.map_or(status.word, |(_, word)| word);
            Cell::styled(status.to_string(), paint::of_word(word))
        }
        None => Cell::styled("unreadable", paint::BAD),
    };
    let title = if row.number == Number::CHARTER {
        format!("Charter: {}", row.title)
    } else {
        row.title.clone()
    };
    let or_nothing = |text: Option<String>| Cell::plain(text.unwrap_or_else(|| NOTHING.to_owned()));
    vec![
        Cell::styled(row.number.to_string(), paint::BOLD),
        status,
        Cell::plain(title),
        or_nothing(row.owner.as_ref().map(ToString::to_string)),
        or_nothing(row.date.map(|date| date.to_string())),
        or_nothing(agreed(row)),
        Cell::styled(row.branch.clone().unwrap_or_default(), paint::DIM),
    ]
}

/// Seats of what is open, people of what is in force.
fn agreed(row: &Row) -> Option<String> {
    let seats = row.agreement.map(|seats| seats.to_string());
    seats.or_else(|| (!row.agreed_by.is_empty()).then(|| row.agreed_by.len().to_string()))
}

/// A file that cannot be read: its decision, where it is, and why.
fn unreadable(one: &Unreadable, width: Option<usize>) -> String {
    let decision = one
        .number
        .map_or_else(String::new, |number| format!("decision {number}: "));
    let branch = one
        .branch
        .as_ref()
        .map_or_else(String::new, |branch| format!(" on {branch}"));
    let words = format!("{decision}{}{branch}: {}", one.path, one.error);
    format!("  {}\n", wrap(&words, width.unwrap_or(usize::MAX), 4))
}
