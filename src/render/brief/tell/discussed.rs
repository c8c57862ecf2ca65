//! What is not agreed: what was turned down or ended, and what is under discussion.

use super::MANY;
use super::argument::{arguments, conditions};
use super::phrase::{command, heading, points, say};
use crate::action::brief::{Discussion, Ending, Report};
use crate::record::resolution::Outcome;
use crate::render::brief::{Entry, Part, Section, Sentence};

pub(super) fn ending(one: &Ending) -> Entry {
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

pub(super) fn discussed(report: &Report) -> Section {
    let mut intro = Vec::new();
    if report.discussed.is_empty() {
        intro.push(say("Nothing."));
    } else {
        intro.push(say(
            "None of this is agreed, and none of it binds anybody yet.",
        ));
    }
    let is_short = report.discussed.len() > MANY;
    if is_short {
        let purpose = "There is too much to tell in full. What each still needs, and from whom:";
        intro.push(command(purpose, "adr status"));
    }
    Section {
        anchor: "discussed",
        heading: "What is under discussion",
        intro,
        entries: report
            .discussed
            .iter()
            .map(|one| discussion(one, is_short))
            .collect(),
    }
}

fn discussion(one: &Discussion, is_short: bool) -> Entry {
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
            if !is_short
                && let Some(words) = one.text.as_ref().and_then(|text| text.decision.as_ref())
            {
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
    if !is_short {
        let status = format!("adr status {}", one.number);
        parts.push(command("What it still needs:", status));
    }
    Entry {
        number: one.number,
        anchor: format!("open-{}", one.number),
        heading: heading(one.number, &one.title),
        parts,
    }
}
