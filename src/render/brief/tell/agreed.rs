//! What we agreed: each decision in force, with what was weighed, who agreed and what was argued.

use super::MANY;
use super::argument::{arguments, conditions};
use super::phrase::{and, closed, command, handles, heading, name, points, say, spoken};
use crate::action::brief::{Agreement, Report};
use crate::action::why::Named;
use crate::record::id::Number;
use crate::record::prose::Line;
use crate::record::text::{Alternative, Text};
use crate::render::brief::{Entry, Part, Section, Sentence};

pub(super) fn agreed(report: &Report) -> Section {
    let is_short = report.agreed.len() > MANY;
    let mut intro = Vec::new();
    if report.agreed.is_empty() {
        intro.push(say(match report.since {
            Some(_) => "Nothing new.",
            None => "Nothing is in force yet.",
        }));
    }
    if is_short {
        intro.push(command(
            "There is too much to tell in full. Narrow it down with --tag, --team, --path or --since, or read one:",
            "adr show N",
        ));
    }
    Section {
        anchor: "agreed",
        heading: "What we agreed",
        intro,
        entries: report
            .agreed
            .iter()
            .map(|one| agreement(one, is_short))
            .collect(),
    }
}

fn agreement(one: &Agreement, is_short: bool) -> Entry {
    let text = &one.text;
    let mut parts = Vec::new();
    let accepted = &one.acceptance;
    let agreed = match &accepted.summary {
        Some(_) => format!("We agreed on {}:", accepted.at.day()),
        None => format!("We agreed to this on {}.", accepted.at.day()),
    };
    let agreed = Sentence::by(agreed, &accepted.source).quoting(accepted.summary.as_ref());
    parts.push(Part::Sentence(agreed));
    let mut words = |label: &'static str, words: Option<String>| {
        parts.extend(words.map(|words| Part::Words {
            label,
            words,
            from: one.source.clone(),
        }));
    };
    words(
        "What we will do",
        text.decision.as_ref().map(ToString::to_string),
    );
    if !is_short {
        words("Why", text.context.as_ref().map(ToString::to_string));
        words(
            "What follows",
            text.consequences.as_ref().map(ToString::to_string),
        );
        weighed(text, one, &mut parts);
    }
    parts.extend(who(one));
    arguments(&one.arguments, &mut parts);
    points(
        "For the record",
        one.dissents.iter().map(|voice| {
            let text = format!("{} disagrees and goes along", voice.person);
            spoken(&text, voice)
        }),
        &mut parts,
    );
    conditions(&one.conditions, &mut parts);
    linked(one, &mut parts);
    let read = if one.number == Number::CHARTER {
        "adr charter show".to_owned()
    } else {
        format!("adr show {}", one.number)
    };
    parts.push(command("Read it in full:", read));
    Entry {
        number: one.number,
        anchor: format!("decision-{}", one.number),
        heading: heading(one.number, text.title.as_str()),
        parts,
    }
}

/// Drivers, the alternatives with what was said of each, and what would make us look again.
fn weighed(text: &Text, one: &Agreement, parts: &mut Vec<Part>) {
    let by = |text: String| Sentence::by(text, &one.source);
    let drivers = text.drivers.iter().map(|line| by(line.to_string()));
    points("What mattered", drivers, parts);
    // No field says which one was taken. The decision's own words do, where they name some and not all.
    let said = [
        Some(text.title.to_string()),
        text.decision.as_ref().map(ToString::to_string),
    ];
    let said = said
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n")
        .to_lowercase();
    let is_named = |option: &&Alternative| says(&said, &option.name.as_str().to_lowercase());
    let (named, others): (Vec<_>, Vec<_>) = text.options.iter().partition(is_named);
    let tells_apart = !named.is_empty() && !others.is_empty();
    let (first, second) = if tells_apart {
        (
            "Options that the decision names",
            "Other options that we weighed",
        )
    } else {
        ("Options that we weighed", "Options that we weighed")
    };
    points(first, named.into_iter().map(|one| by(option(one))), parts);
    points(second, others.into_iter().map(|one| by(option(one))), parts);
    let assumptions = text.assumptions.iter().map(|one| {
        by(match &one.revisit_when {
            Some(when) => format!("{} (we look again when: {when})", one.claim),
            None => one.claim.to_string(),
        })
    });
    let review = text
        .review_by
        .map(|day| by(format!("We look at it again by {day}.")));
    points("What we rely on", assumptions.chain(review), parts);
}

/// Whether a text says a name, not as a part of another word.
fn says(text: &str, name: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(|one| one.is_ascii_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        let after = text
            .get(at + name.len()..)
            .and_then(|part| part.chars().next());
        !is_word(before) && !is_word(after)
    })
}

/// An alternative in a line: what it is, what speaks for it and what against it.
fn option(option: &Alternative) -> String {
    let mut words = match &option.summary {
        Some(summary) => format!("{}: {}", option.name, closed(summary.as_str())),
        None => closed(option.name.as_str()),
    };
    let list = |lines: &[Line]| {
        closed(
            &lines
                .iter()
                .map(Line::as_str)
                .collect::<Vec<_>>()
                .join("; "),
        )
    };
    if !option.pros.is_empty() {
        words.push_str(&format!(" For it: {}", list(&option.pros)));
    }
    if !option.cons.is_empty() {
        words.push_str(&format!(" Against it: {}", list(&option.cons)));
    }
    words
}

fn who(one: &Agreement) -> Vec<Part> {
    let mut parts = Vec::new();
    let with = match one.with.as_slice() {
        [] => String::new(),
        with => format!(" with {}", handles(with.iter())),
    };
    let owner = match &one.text.owner {
        Some(owner) if *owner != one.by => format!("; {owner} drives it"),
        _ => String::new(),
    };
    let end = if one.summary.is_some() { ":" } else { "." };
    let revision = one.source.revision;
    let wrote = format!("{}{with} put up revision {revision}{owner}{end}", one.by);
    let wrote = Sentence::by(wrote, &one.source).quoting(one.summary.as_ref());
    parts.push(Part::Sentence(wrote));
    if one.approvals.is_empty() {
        return parts;
    }
    let people: Vec<String> = one.approvals.iter().map(name).collect();
    parts.push(Part::Sentence(Sentence {
        text: format!("Agreed by {}.", and(&people)),
        quote: None,
        from: one
            .approvals
            .iter()
            .map(|voice| voice.source.clone())
            .collect(),
    }));
    let reasons = one.approvals.iter().filter(|voice| voice.reason.is_some());
    let reasons = reasons.map(|voice| spoken(&name(voice), voice));
    points("What they said", reasons, &mut parts);
    parts
}

fn linked(one: &Agreement, parts: &mut Vec<Part>) {
    let names = |all: &[Named]| {
        let names: Vec<String> = all
            .iter()
            .map(|named| format!("decision {} ({})", named.number, named.title))
            .collect();
        and(&names)
    };
    if !one.amended_by.is_empty() {
        parts.push(say(format!(
            "Read with it what amends it: {}.",
            names(&one.amended_by)
        )));
    }
    if !one.supersedes.is_empty() {
        parts.push(say(format!(
            "It took the place of {}.",
            names(&one.supersedes)
        )));
    }
}
