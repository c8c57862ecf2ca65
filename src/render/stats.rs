//! `adr stats`, as people read it: the numbers, and beside each what it measures.

use std::fmt::Write as _;

use super::table::{Cell, Column, lay_out};
use super::{count, due, paint, wrap};
use crate::action::stats::{Open, Report};
use crate::log::measure::{Fates, Spread};

/// What the times of people are, so that nobody takes them for more.
const FAIR: &str = "From a revision's being put up to the first word of somebody who did not write it, by the dates in \
    the records. Days of a clock: weekends, holidays and absences are not taken out, and who was asked and never signed is \
    not in it.";

/// The most decisions under way that are named.
const NAMED: usize = 20;

/// What was measured, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    let mut text = String::new();
    let since = match report.since {
        Some(since) => format!(" since {since}"),
        None => String::new(),
    };
    heading(&mut text, &format!("Time to agreement{since}"));
    match &report.agreement {
        Some(spread) => {
            let texts = count(spread.count, "text");
            let _ = writeln!(
                text,
                "{texts}: {}, from put up to accepted",
                in_words(spread)
            );
        }
        None => text.push_str("nothing was agreed\n"),
    }
    people(&mut text, report, &since, width);
    heading(&mut text, &format!("Objections and challenges{since}"));
    fates(&mut text, "objection", report.objections);
    fates(&mut text, "challenge", report.challenges);
    if !report.open.is_empty() {
        heading(&mut text, "Under way");
        text.push_str(&under_way(&report.open, width));
    }
    if !report.overdue.is_empty() {
        heading(&mut text, "Overdue");
        text.push_str(&due::list(&report.overdue, width));
    }
    left_out(&mut text, report, width);
    text
}

fn heading(text: &mut String, words: &str) {
    let gap = if text.is_empty() { "" } else { "\n" };
    let _ = writeln!(text, "{gap}{}", paint::paint(paint::BOLD, words));
}

fn in_words(spread: &Spread) -> String {
    let p90 = match spread.p90 {
        Some(p90) => format!(", nine in ten within {p90}"),
        None => String::new(),
    };
    format!("median {} days{p90}", spread.median)
}

fn people(text: &mut String, report: &Report, since: &str, width: usize) {
    if report.people.is_empty() {
        return;
    }
    heading(text, &format!("First word{since}, in days"));
    let columns = [
        Column::shrinking("WHO", 12),
        Column::whole("REVISIONS").right(),
        Column::whole("MEDIAN").right(),
        Column::whole("9 IN 10").right(),
    ];
    let row = |who: String, spread: &Spread| -> Vec<Cell> {
        let p90 = spread
            .p90
            .map_or_else(|| "–".to_owned(), |days| days.to_string());
        vec![
            Cell::plain(who),
            Cell::plain(spread.count.to_string()),
            Cell::plain(spread.median.to_string()),
            Cell::plain(p90),
        ]
    };
    let teams = report.teams.iter();
    let teams = teams.map(|one| row(format!("team {}", one.team), &one.days));
    let people = report.people.iter();
    let people = people.map(|one| row(one.person.to_string(), &one.days));
    let rows: Vec<Vec<Cell>> = teams.chain(people).collect();
    text.push_str(&lay_out(&columns, &rows, Some(width)));
    let _ = writeln!(text, "{}", paint::paint(paint::DIM, wrap(FAIR, width, 0)));
}

fn fates(text: &mut String, thing: &str, fates: Fates) {
    let parts = [
        (fates.answered, "answered"),
        (fates.taken_back, "taken back"),
        (fates.prevailed, "prevailed"),
        (fates.standing, "standing"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let gap = if parts.is_empty() { "" } else { ": " };
    let _ = writeln!(
        text,
        "{}{gap}{}",
        count(fates.raised, thing),
        parts.join(", ")
    );
}

fn under_way(open: &[Open], width: usize) -> String {
    let columns = [
        Column::whole("#").right(),
        Column::shrinking("TITLE", 12),
        Column::whole("SINCE"),
        Column::whole("DAYS").right(),
    ];
    let rows: Vec<Vec<Cell>> = open
        .iter()
        .take(NAMED)
        .map(|one| {
            vec![
                Cell::styled(one.number.to_string(), paint::BOLD),
                Cell::plain(one.title.clone()),
                Cell::plain(one.since.day().to_string()),
                Cell::plain(one.days.to_string()),
            ]
        })
        .collect();
    let mut text = lay_out(&columns, &rows, Some(width));
    if open.len() > NAMED {
        let _ = writeln!(text, "and {} more (--json names them)", open.len() - NAMED);
    }
    text
}

/// What is not in the numbers.
fn left_out(text: &mut String, report: &Report, width: usize) {
    let mut why = Vec::new();
    if report.backwards > 0 {
        let times = count(report.backwards, "time");
        why.push(format!("{times} whose dates run backwards"));
    }
    if report.unproved > 0 {
        let statements = count(report.unproved, "statement");
        why.push(format!("{statements} that no key of its signer's proves"));
    }
    if !why.is_empty() {
        let words = format!("Left out: {}.", why.join(", and "));
        let _ = writeln!(text, "\n{}", wrap(&words, width, 0));
    }
}
