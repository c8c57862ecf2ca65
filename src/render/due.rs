//! `adr due`, as people read it: a date, what is due, and below it what to type.

use std::fmt::Write as _;

use super::{count, cut, paint, whole, wrap};
use crate::action::due::{Item, Report, What};

/// Columns before what belongs to a date: those of a date, and a gap.
const INDENT: usize = 12;

/// The most columns of what people wrote.
const WORDS: usize = 240;

/// What is due, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    if report.items.is_empty() {
        let days = count(usize::try_from(report.within).unwrap_or(usize::MAX), "day");
        return format!("nothing is due, and nothing will be within {days}\n");
    }
    list(&report.items, width)
}

/// Some of what is due, in the same way.
pub(super) fn list(items: &[Item], width: usize) -> String {
    let mut text = String::new();
    for item in items {
        let style = match item.days {
            Some(days) if days < 0 => paint::BAD,
            _ => paint::OPEN,
        };
        let _ = writeln!(
            text,
            "{}  {}",
            paint::paint(style, item.date),
            wrap(&sentence(item), width, INDENT)
        );
        let mut line = |words: &str| {
            let words = wrap(words, width, INDENT);
            let _ = writeln!(text, "{:INDENT$}{}", "", paint::paint(paint::DIM, words));
        };
        if let Some(decision) = &item.decision {
            let branch = match &decision.branch {
                Some(branch) => format!(", on {branch}"),
                None => String::new(),
            };
            line(&format!(
                "{} {}{branch}",
                decision.number,
                cut(&decision.title, WORDS)
            ));
        }
        let who = match &item.person {
            Some(person) => format!("{person}: "),
            None => String::new(),
        };
        line(&format!("{who}{}", whole(&item.command)));
    }
    text
}

/// What is due, and when.
fn sentence(item: &Item) -> String {
    let when = item.days.map(away).unwrap_or_default();
    let person = item.person.as_ref().map(ToString::to_string);
    let person = person.as_deref().unwrap_or("nobody");
    match &item.what {
        What::Review => format!("to be looked at again, {when}"),
        What::Hold => format!("{person}'s hold ends, {when}"),
        What::Delegation { to, teams } => {
            let names: Vec<String> = teams.iter().map(ToString::to_string).collect();
            let teams = if names.is_empty() {
                String::new()
            } else {
                format!(" in {}", names.join(", "))
            };
            format!("last day on which {to} speaks for {person}{teams}, {when}")
        }
        What::Condition { id, text } => {
            format!("condition {id} is still open: {}", cut(text, WORDS))
        }
        What::Challenge { by, evidence } => {
            format!(
                "no answer yet to {by}'s challenge: {}",
                cut(evidence, WORDS)
            )
        }
    }
}

/// How far away a day is.
fn away(days: i64) -> String {
    let far = count(
        usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX),
        "day",
    );
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {far}"),
        _ => format!("{far} ago"),
    }
}
