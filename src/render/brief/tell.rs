//! A report becomes sentences.

use super::{Document, Entry, Part, Section, Sentence};
use crate::action::brief::{
    Agreement, Argument, Discussion, Ending, OpenCondition, Report, Since, Voice,
};
use crate::action::why::Named;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::prose::Line;
use crate::record::resolution::Outcome;
use crate::record::text::{Alternative, Text};

/// Above so many decisions, each is told in a few lines.
const MANY: usize = 25;

/// Makes a catch-up of a report.
pub fn tell(report: &Report) -> Document {
    let mut sections = vec![agreed(report)];
    if !report.ended.is_empty() {
        sections.push(Section {
            anchor: "ended",
            heading: "What we turned down or ended",
            intro: Vec::new(),
            entries: report.ended.iter().map(ending).collect(),
        });
    }
    sections.push(discussed(report));
    sections.push(asked(report));
    let reader = report.reader.as_ref();
    Document {
        title: reader.map_or_else(
            || "What we have agreed".to_owned(),
            |reader| format!("What we have agreed, for {}", reader.name),
        ),
        intro: intro(report),
        sections,
    }
}

fn say(text: impl Into<String>) -> Part {
    Part::Sentence(Sentence::overall(text))
}

fn command(purpose: impl Into<String>, command: impl Into<String>) -> Part {
    Part::Command {
        purpose: purpose.into(),
        command: command.into(),
    }
}

fn intro(report: &Report) -> Vec<Part> {
    let mut intro = Vec::new();
    let what = match report.agreed.len() {
        0 => "Nothing".to_owned(),
        1 => "One decision".to_owned(),
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
    intro.push(say(format!(
        "{what} {verb}{tail}{scope}; {discussed}{waits}."
    )));
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
    let list = |word: &str, values: Vec<String>| match values.is_empty() {
        true => String::new(),
        false => format!(" {word} {}", values.join(", ")),
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

fn you(is_you: bool, person: &Handle) -> String {
    if is_you {
        "you".to_owned()
    } else {
        person.to_string()
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn agreed(report: &Report) -> Section {
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

fn heading(number: Number, title: &str) -> String {
    if number == Number::CHARTER {
        format!("Charter: {title}")
    } else {
        format!("{number}  {title}")
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
    let mut words = option.name.to_string();
    if let Some(summary) = &option.summary {
        let summary = summary.as_str().trim_end().replace('\n', " ");
        words.push_str(&format!(": {summary}"));
    }
    let list = |lines: &[Line]| {
        lines
            .iter()
            .map(Line::as_str)
            .collect::<Vec<_>>()
            .join("; ")
    };
    if !option.pros.is_empty() {
        words.push_str(&format!(" For it: {}.", list(&option.pros)));
    }
    if !option.cons.is_empty() {
        words.push_str(&format!(" Against it: {}.", list(&option.cons)));
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

fn name(voice: &Voice) -> String {
    match &voice.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", voice.person),
        None => voice.person.to_string(),
    }
}

fn handles<'a>(people: impl Iterator<Item = &'a Handle>) -> String {
    and(&people.map(ToString::to_string).collect::<Vec<_>>())
}

fn and(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn spoken(text: &str, voice: &Voice) -> Sentence {
    match &voice.reason {
        Some(reason) => Sentence::by(format!("{text}:"), &voice.source).quoting(Some(reason)),
        None => Sentence::by(format!("{text}."), &voice.source),
    }
}

fn points(label: &'static str, sentences: impl Iterator<Item = Sentence>, parts: &mut Vec<Part>) {
    let mut points: Vec<Sentence> = sentences.collect();
    let Some(first) = points.first() else { return };
    let common = first.source().cloned();
    let is_common = common.is_some() && points.iter().all(|one| one.source() == common.as_ref());
    if is_common {
        points.iter_mut().for_each(|one| one.from.clear());
    }
    parts.push(Part::Points {
        label,
        from: common.filter(|_| is_common),
        points,
    });
}

/// Each objection and challenge with what became of it, as sentences in their order.
fn arguments(arguments: &[Argument], parts: &mut Vec<Part>) {
    let mut said = Vec::new();
    for one in arguments {
        let raised = &one.raised;
        let verb = if raised.word == "challenge" {
            "challenged it"
        } else {
            "objected"
        };
        let about = format!("{} {verb} (revision {})", name(raised), raised.revision);
        said.push(spoken(&about, raised));
        if let Some(evidence) = &raised.evidence {
            let text = format!("{} gave as evidence:", raised.person);
            said.push(Sentence::by(text, &raised.source).quoting(Some(evidence)));
        }
        for answer in &one.answers {
            said.push(spoken(&format!("{} answered", name(answer)), answer));
        }
        if let Some(revised) = &one.revised
            && raised.word == "object"
        {
            let number = revised.source.revision;
            let text = match &revised.summary {
                Some(_) => format!("{} then put up revision {number}:", revised.by),
                None => format!("{} then put up revision {number}.", revised.by),
            };
            said.push(Sentence::by(text, &revised.source).quoting(revised.summary.as_ref()));
        }
        if let Some(later) = &one.unsaid {
            let what = match later.word {
                "withdraw" => "took the objection back".to_owned(),
                "approve" => format!("approved revision {}", later.revision),
                word => format!("took another stance ({word}, revision {})", later.revision),
            };
            said.push(spoken(&format!("{} {what}", name(later)), later));
        } else if one.state == "stands" {
            let stands = match raised.word {
                "challenge" => "The challenge waits for the owner's answer, and reopens nothing.",
                _ => "The objection stands.",
            };
            said.push(Sentence::by(stands, &raised.source));
        }
    }
    points(
        "Objections, and how each was answered",
        said.into_iter(),
        parts,
    );
}

fn conditions(conditions: &[OpenCondition], parts: &mut Vec<Part>) {
    let open = conditions.iter().map(|one| {
        let text = format!("{} asks for ({}):", one.person, one.id);
        Sentence::by(text, &one.source).quoting(Some(&one.text))
    });
    points("Conditions still open", open, parts);
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

fn ending(one: &Ending) -> Entry {
    let (number, by, day) = (one.number, &one.by, one.at.day());
    let what = match one.outcome {
        Outcome::Rejected => format!("We turned it down on {day}"),
        Outcome::Withdrawn => format!("{by} took it back on {day}"),
        Outcome::Superseded => match &one.successor {
            Some(other) => format!(
                "Decision {} ({}) took its place on {day}",
                other.number, other.title
            ),
            None => format!("Another decision took its place on {day}"),
        },
        Outcome::Deprecated => format!("We ended it on {day}"),
        Outcome::Accepted | Outcome::Historical => format!("It was settled on {day}"),
    };
    let end = if one.summary.is_some() { ":" } else { "." };
    let sentence = Sentence::by(format!("{what}{end}"), &one.source);
    let mut parts = vec![Part::Sentence(sentence.quoting(one.summary.as_ref()))];
    arguments(&one.arguments, &mut parts);
    Entry {
        number,
        anchor: format!("decision-{number}"),
        heading: heading(number, &one.title),
        parts,
    }
}

fn discussed(report: &Report) -> Section {
    let mut intro = Vec::new();
    if report.discussed.is_empty() {
        intro.push(say("Nothing."));
    } else {
        intro.push(say(
            "None of this is agreed, and none of it binds anybody yet.",
        ));
    }
    Section {
        anchor: "discussed",
        heading: "What is under discussion",
        intro,
        entries: report.discussed.iter().map(discussion).collect(),
    }
}

fn discussion(one: &Discussion) -> Entry {
    let mut parts = Vec::new();
    match (&one.source, &one.by, one.at) {
        (Some(source), Some(by), Some(at)) => {
            let seats = one
                .agreement
                .map(|seats| format!("; agreed by {} of {}", seats.filled, seats.wanted))
                .unwrap_or_default();
            let end = if one.summary.is_some() { ":" } else { "." };
            let text = format!(
                "{by} put up revision {} on {}{seats}{end}",
                source.revision,
                at.day()
            );
            let sentence = Sentence::by(text, source).quoting(one.summary.as_ref());
            parts.push(Part::Sentence(sentence));
            if let Some(words) = one.text.as_ref().and_then(|text| text.decision.as_ref()) {
                parts.push(Part::Words {
                    label: "What is proposed",
                    words: words.to_string(),
                    from: source.clone(),
                });
            }
        }
        _ if one.checked_out => parts.push(say("A draft, which nobody has put up yet.")),
        _ => {
            let text = format!("A draft on {}, which nobody has put up yet.", one.branch);
            parts.push(say(text));
        }
    }
    arguments(&one.arguments, &mut parts);
    let holds = one.holds.iter().map(|hold| {
        let text = format!("{} asked for time until {}.", hold.person, hold.until);
        match &hold.source {
            Some(source) => Sentence::by(text, source),
            None => Sentence::overall(text),
        }
    });
    points("Time to think", holds, &mut parts);
    conditions(&one.conditions, &mut parts);
    parts.push(command(
        "What it still needs:",
        format!("adr status {}", one.number),
    ));
    Entry {
        number: one.number,
        anchor: format!("open-{}", one.number),
        heading: heading(one.number, &one.title),
        parts,
    }
}

/// What waits for the reader, and what they may do about what is settled.
fn asked(report: &Report) -> Section {
    let mut intro = Vec::new();
    let mut entries = Vec::new();
    for item in &report.asked {
        let what = crate::render::inbox::words(&item.task);
        let label = crate::render::inbox::label(&item.task);
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
