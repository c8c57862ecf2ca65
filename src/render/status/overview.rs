//! Many open decisions: one line each, so that a long log can still be looked through.

use super::state_words;
use crate::action::status::{Report, Standing};
use crate::agreement::evaluation::{Blocker, Evaluation};
use crate::render::table::{Cell, Column, lay_out};
use crate::render::{asks, count, paint};

/// The most decisions that are told line by line: about as many as somebody reads in one sitting.
pub const MOST: usize = 20;

/// A line each: how far it is agreed, since when its newest text is there, what blocks it, and who does what next.
pub fn overview(report: &Report, width: Option<usize>) -> String {
    let columns = [
        Column::whole("#").right(),
        Column::shrinking("TITLE", 12),
        Column::whole("SEATS"),
        Column::whole("SINCE"),
        Column::shrinking("BLOCKED", 8),
        Column::shrinking("WHO", 3),
        Column::shrinking("NEXT", 26),
    ];
    let rows: Vec<Vec<Cell>> = report
        .decisions
        .iter()
        .map(|standing| {
            let (who, next) = next(standing);
            vec![
                Cell::styled(standing.number.to_string(), paint::BOLD),
                Cell::plain(super::title(standing)),
                Cell::plain(
                    standing
                        .agreement
                        .map_or_else(|| standing.status.to_string(), |seats| seats.to_string()),
                ),
                Cell::plain(
                    standing
                        .since
                        .map_or_else(String::new, |at| at.day().to_string()),
                ),
                Cell::styled(blocked(standing), paint::BAD),
                Cell::plain(who),
                Cell::plain(next),
            ]
        })
        .collect();
    format!("{}\n\n{}", heading(report), lay_out(&columns, &rows, width))
}

/// How many there are, and what they wait for.
fn heading(report: &Report) -> String {
    let of = |holds: &dyn Fn(&Standing) -> bool| {
        report.decisions.iter().filter(|one| holds(one)).count()
    };
    let is_met = |one: &Standing| one.evaluation.as_ref().is_some_and(Evaluation::is_met);
    let is_yours = |one: &Standing| one.next.as_ref().is_some_and(|next| next.yours);
    let mut parts = vec![format!(
        "{} open",
        count(report.decisions.len(), "decision")
    )];
    for (number, words) in [
        (of(&is_yours), "can be brought on by you"),
        (of(&is_met), "only to be accepted"),
        (of(&|one| !blocked(one).is_empty()), "blocked"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {words}"));
        }
    }
    paint::paint(paint::BOLD, parts.join(", "))
}

/// Who objects or asked for time; else what has become of the branch.
fn blocked(standing: &Standing) -> String {
    let blockers = standing
        .evaluation
        .as_ref()
        .map_or(&[][..], |evaluation| evaluation.blockers.as_slice());
    let said: Vec<String> = blockers
        .iter()
        .map(|blocker| match blocker {
            Blocker::Objection { person, .. } => format!("{person} objects"),
            Blocker::Hold { person, until, .. } => format!("{person} until {until}"),
        })
        .collect();
    match (&standing.branch_state, said.as_slice()) {
        (Some(state), []) => state_words(state),
        _ => said.join(", "),
    }
}

fn next(standing: &Standing) -> (String, String) {
    match &standing.next {
        None => (String::new(), String::new()),
        Some(next) if next.yours => ("you".to_owned(), next.command.clone()),
        Some(next) => (asks::people(&next.who), next.command.clone()),
    }
}
