//! What a catch-up is about, and how much of it there is.

use super::phrase::{capital, command, say, you};
use crate::action::brief::{Report, Since};
use crate::render::brief::{Part, Sentence};

pub(super) fn intro(report: &Report) -> Vec<Part> {
    let mut intro = Vec::new();
    let what = match report.agreed.len() {
        0 => "nothing".to_owned(),
        1 => "one decision".to_owned(),
        count => format!("{count} decisions"),
    };
    let tail = match &report.since {
        None => String::new(),
        Some(Since::Day { day }) => format!(" since {day}"),
        Some(Since::Revision { revision, .. }) => format!(" since {revision}"),
        Some(Since::Signed { at, .. }) => format!(" since {}", at.day()),
    };
    let scope = scope(report);
    let verb = if report.since.is_some() {
        "was agreed"
    } else {
        "is in force"
    };
    let verb = match (report.agreed.len() > 1, verb) {
        (true, "was agreed") => "were agreed",
        (true, _) => "are in force",
        (false, verb) => verb,
    };
    let discussed = match report.discussed.len() {
        0 => "nothing is under discussion".to_owned(),
        1 => "one is under discussion".to_owned(),
        count => format!("{count} are under discussion"),
    };
    let waits = match (&report.reader, report.asked.len()) {
        (None, _) => String::new(),
        (Some(reader), 0) => format!(
            ", and nothing waits for {}",
            you(reader.you, &reader.person)
        ),
        (Some(reader), 1) => {
            format!(
                ", and one thing waits for {}",
                you(reader.you, &reader.person)
            )
        }
        (Some(reader), count) => {
            format!(
                ", and {count} things wait for {}",
                you(reader.you, &reader.person)
            )
        }
    };
    let told = if scope.is_empty() {
        format!("{} {verb}{tail}; {discussed}{waits}.", capital(&what))
    } else {
        format!(
            "{}: {what} {verb}{tail}; {discussed}{waits}.",
            capital(scope.trim())
        )
    };
    intro.push(say(told));
    if let (Some(Since::Signed { at, word, source }), Some(reader)) =
        (&report.since, &report.reader)
    {
        let text = format!(
            "{} last signed something on {} ({word}), which is where this begins.",
            capital(&you(reader.you, &reader.person)),
            at.day()
        );
        intro.push(Part::Sentence(Sentence::by(text, source)));
    }
    if report.earlier > 0 {
        let purpose = match report.earlier {
            1 => "One more decision is in force from before. All of them:".to_owned(),
            count => format!("{count} more decisions are in force from before. All of them:"),
        };
        intro.push(command(purpose, "adr brief --all"));
    }
    if report.historical > 0 {
        let purpose = match report.historical {
            1 => "One decision was taken over as history and binds nobody:".to_owned(),
            count => format!("{count} decisions were taken over as history and bind nobody:"),
        };
        intro.push(command(purpose, "adr list --status historical"));
    }
    if report.unproved > 0 {
        intro.push(command(
            format!(
                "{} left out, since nothing proves whose they are:",
                match report.unproved {
                    1 => "One statement is".to_owned(),
                    count => format!("{count} statements are"),
                }
            ),
            "adr verify",
        ));
    }
    intro
}

fn scope(report: &Report) -> String {
    let list = |word: &str, values: Vec<String>| {
        if values.is_empty() {
            String::new()
        } else {
            format!(" {word} {}", values.join(", "))
        }
    };
    let tags = report.tags.iter().map(ToString::to_string).collect();
    let teams = report.teams.iter().map(ToString::to_string).collect();
    format!(
        "{}{}{}",
        list("about", tags),
        list("of team", teams),
        list("governing", report.paths.clone())
    )
}
