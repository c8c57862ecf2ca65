//! Words and small sentences that every part of the catch-up is made of.

use crate::action::brief::Voice;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::render::brief::{Part, Sentence};

pub(super) fn say(text: impl Into<String>) -> Part {
    Part::Sentence(Sentence::overall(text))
}

pub(super) fn command(purpose: impl Into<String>, command: impl Into<String>) -> Part {
    Part::Command {
        purpose: purpose.into(),
        command: command.into(),
    }
}

pub(super) fn points(
    label: &'static str,
    sentences: impl Iterator<Item = Sentence>,
    parts: &mut Vec<Part>,
) {
    let mut points: Vec<Sentence> = sentences.collect();
    let Some(first) = points.first() else { return };
    let common = first.source().cloned();
    let is_common = common.is_some() && points.iter().all(|one| one.source() == common.as_ref());
    if is_common {
        for one in &mut points {
            one.from.clear();
        }
    }
    parts.push(Part::Points {
        label,
        from: common.filter(|_| is_common),
        points,
    });
}

pub(super) fn spoken(text: &str, voice: &Voice) -> Sentence {
    match &voice.reason {
        Some(reason) => Sentence::by(format!("{text}:"), &voice.source).quoting(Some(reason)),
        None => Sentence::by(format!("{text}."), &voice.source),
    }
}

pub(super) fn heading(number: Number, title: &str) -> String {
    if number == Number::CHARTER {
        format!("Charter: {title}")
    } else {
        format!("{number} {title}")
    }
}

pub(super) fn you(is_you: bool, person: &Handle) -> String {
    if is_you {
        "you".to_owned()
    } else {
        person.to_string()
    }
}

pub(super) fn name(voice: &Voice) -> String {
    match &voice.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", voice.person),
        None => voice.person.to_string(),
    }
}

pub(super) fn handles<'a>(people: impl Iterator<Item = &'a Handle>) -> String {
    and(&people.map(ToString::to_string).collect::<Vec<_>>())
}

pub(super) fn and(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Somebody's words as a sentence: closed with a full stop where they close with nothing.
pub(super) fn closed(words: &str) -> String {
    let words = words.trim_end().replace('\n', " ");
    let is_open = words.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ')' | '`'));
    if is_open { format!("{words}.") } else { words }
}
