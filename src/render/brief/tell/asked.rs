//! What waits for the reader, and what they may do about what is settled.

use super::MANY;
use super::phrase::{command, heading, say, you};
use crate::action::brief::{Agreement, Report};
use crate::record::id::Number;
use crate::render::brief::{Entry, Section};
use crate::render::inbox;

/// What waits for the reader, and what they may do about what is settled.
pub(super) fn asked(report: &Report) -> Section {
    let mut intro = Vec::new();
    let mut entries = Vec::new();
    let is_short = report.asked.len() > MANY;
    if is_short && let Some(reader) = &report.reader {
        let whose = if reader.you {
            "adr inbox".to_owned()
        } else {
            format!("adr inbox --for {}", reader.person)
        };
        let purpose = format!("{} things wait, too many to tell here:", report.asked.len());
        intro.push(command(purpose, whose));
    }
    for item in report.asked.iter().filter(|_| !is_short) {
        let what = inbox::words(&item.task);
        let label = inbox::label(&item.task);
        let task = command(
            format!("{label}: {}", what.trim_end()),
            item.command.clone(),
        );
        let anchor = format!("asked-{}", item.number);
        match entries.last_mut() {
            Some(Entry {
                anchor: last,
                parts,
                ..
            }) if *last == anchor => parts.push(task),
            _ => entries.push(Entry {
                number: item.number,
                anchor,
                heading: heading(item.number, &item.title),
                parts: vec![task],
            }),
        }
    }
    let is_you = report.reader.as_ref().is_none_or(|reader| reader.you);
    if let (true, Some(reader)) = (report.asked.is_empty(), &report.reader) {
        let whom = you(reader.you, &reader.person);
        intro.push(say(format!("Nothing waits for {whom}.")));
    }
    let settled: Vec<&Agreement> = report.agreed.iter().collect();
    if settled.is_empty() {
        return Section {
            anchor: "asked",
            heading: heading_of_asked(is_you),
            intro,
            entries,
        };
    }
    intro.push(say(
        "What is settled stays settled: it waits for nobody's approval, and silence changes nothing. \
         Whoever comes later can still be heard, on record and with a signature:",
    ));
    if report.reader.is_none() {
        intro.push(command(
            "First take a place in the charter:",
            "adr charter join",
        ));
    }
    let numbers: Vec<String> = report.unsaid.iter().map(ToString::to_string).collect();
    let example = settled
        .iter()
        .map(|one| one.number)
        .find(|number| *number != Number::CHARTER)
        .unwrap_or(Number::CHARTER);
    let go_along = match (numbers.as_slice(), &report.reader) {
        ([], None) => format!("adr-sign acknowledge {example}"),
        ([], Some(_)) => String::new(),
        (numbers, _) => format!("adr-sign acknowledge {}", numbers.join(" ")),
    };
    if !go_along.is_empty() {
        intro.push(command("Go along with it:", go_along));
    }
    intro.push(command(
        "Disagree for the record, and go along:",
        format!("adr-sign dissent {example} -m \"WHY\""),
    ));
    intro.push(command(
        "Bring new evidence, which the owner must answer:",
        format!("adr-sign challenge {example} -m \"WHY\" --evidence \"WHAT IS NEW\""),
    ));
    Section {
        anchor: "asked",
        heading: heading_of_asked(is_you),
        intro,
        entries,
    }
}

const fn heading_of_asked(is_you: bool) -> &'static str {
    if is_you {
        "What is asked of you"
    } else {
        "What is asked of them"
    }
}
