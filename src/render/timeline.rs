//! `adr log`, as people read it: a line for each event, and its author's words below.

use std::fmt::Write as _;

use super::table::{Cell, Column, lay_out};
use super::{cut, harmless, paint, wrap};
use crate::action::timeline::{Event, Report, What};
use crate::record::resolution::Outcome;

/// Columns before what somebody said.
const INDENT: usize = 4;

/// The history of one decision: each event with all its words.
pub fn of_one(report: &Report, width: usize) -> String {
    let mut text = String::new();
    let Some(last) = report.events.last() else {
        return nothing();
    };
    let title = format!("{}  {}", last.number, harmless(&last.title));
    let _ = writeln!(text, "{}", paint::paint(paint::BOLD, title));
    for event in &report.events {
        let (what, style) = words(event);
        let line = format!("{}  r{}  {} ", moment(event), event.revision, who(event));
        let _ = writeln!(
            text,
            "{}{}",
            harmless(&line),
            paint::paint(style, harmless(&what))
        );
        if let Some(said) = &event.words {
            for paragraph in said.split("\n\n") {
                let _ = writeln!(text, "{:INDENT$}{}", "", wrap(paragraph, width, INDENT));
            }
        }
    }
    text
}

/// The history of a log: one line an event, cut to `width` columns where there is one.
pub fn of_all(report: &Report, width: Option<usize>) -> String {
    if report.events.is_empty() {
        return nothing();
    }
    let columns = [
        Column::whole("WHEN"),
        Column::whole("#").right(),
        Column::whole("REV"),
        Column::shrinking("WHO", 8),
        Column::shrinking("WHAT", 12),
        Column::shrinking("TITLE", 12),
    ];
    let rows: Vec<Vec<Cell>> = report
        .events
        .iter()
        .map(|event| {
            let (what, style) = words(event);
            let what = match &event.words {
                Some(said) => format!("{what}: {}", cut(said, 200)),
                None => what,
            };
            vec![
                Cell::plain(moment(event)),
                Cell::styled(event.number.to_string(), paint::BOLD),
                Cell::plain(format!("r{}", event.revision)),
                Cell::plain(who(event)),
                Cell::styled(what, style),
                Cell::styled(event.title.clone(), paint::DIM),
            ]
        })
        .collect();
    lay_out(&columns, &rows, width)
}

fn nothing() -> String {
    "nothing has happened that matches\n".to_owned()
}

fn moment(event: &Event) -> String {
    event.at.moment().format("%Y-%m-%d %H:%M").to_string()
}

fn who(event: &Event) -> String {
    match &event.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", event.by),
        None => event.by.to_string(),
    }
}

/// What happened, after the name of who did it.
pub(super) fn words(event: &Event) -> (String, anstyle::Style) {
    let plain = anstyle::Style::new();
    match &event.what {
        What::Proposed => ("proposed it".to_owned(), paint::BOLD),
        What::Revised => ("revised it".to_owned(), paint::BOLD),
        What::Imported => ("imported it".to_owned(), paint::BOLD),
        What::RetirementProposed => ("proposed to retire it".to_owned(), paint::BOLD),
        What::RedactionProposed => ("proposed to take something out".to_owned(), paint::BOLD),
        What::Signed {
            statement,
            about,
            until,
            conditions,
            unsigned,
        } => {
            let mut words = past(statement).to_owned();
            if let Some(day) = until {
                let _ = write!(words, " until {day}");
            }
            if !about.is_empty() {
                let _ = write!(words, " ({})", about.join(", "));
            }
            if !conditions.is_empty() {
                let link = if *statement == "clear" {
                    ":"
                } else {
                    ", on condition:"
                };
                let _ = write!(words, "{link} {}", conditions.join("; "));
            }
            if *unsigned {
                words.push_str(", unsigned");
            }
            let style = match *statement {
                "approve" | "endorse" => paint::GOOD,
                "object" | "hold" | "challenge" => paint::BAD,
                _ => plain,
            };
            (words, style)
        }
        What::Ended {
            outcome,
            counted,
            by_number,
            ..
        } => {
            let style = match outcome {
                Outcome::Accepted => paint::GOOD,
                Outcome::Rejected => paint::BAD,
                _ => plain,
            };
            let words = match (outcome, counted) {
                (Outcome::Accepted, 1) => "accepted it, with 1 sign-off".to_owned(),
                (Outcome::Accepted, counted) => format!("accepted it, with {counted} sign-offs"),
                (Outcome::Rejected, _) => "rejected it".to_owned(),
                (Outcome::Withdrawn, _) => "withdrew it".to_owned(),
                (Outcome::Superseded, _) => match by_number {
                    Some(number) => format!("marked it superseded by {number}"),
                    None => "marked it superseded".to_owned(),
                },
                (Outcome::Deprecated, _) => "retired it".to_owned(),
                (Outcome::Historical, _) => "took it over as history".to_owned(),
            };
            (words, style)
        }
    }
}

pub(super) fn past(statement: &str) -> &str {
    match statement {
        "approve" => "approved",
        "object" => "objected",
        "abstain" => "abstained",
        "recuse" => "took no part",
        "dissent" => "dissented",
        "withdraw" => "took back",
        "hold" => "asked for time",
        "clear" => "said what was asked is met",
        "answer" => "answered",
        "acknowledge" => "went along",
        "endorse" => "endorsed it",
        "challenge" => "challenged it",
        other => other,
    }
}
