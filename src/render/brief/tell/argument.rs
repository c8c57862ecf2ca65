//! What was argued, as sentences in their order.

use super::phrase::{name, points, spoken};
use crate::action::brief::{Argument, OpenCondition};
use crate::render::brief::{Part, Sentence};

/// Each objection and challenge with what became of it, as sentences in their order.
pub(super) fn arguments(arguments: &[Argument], parts: &mut Vec<Part>) {
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

pub(super) fn conditions(conditions: &[OpenCondition], parts: &mut Vec<Part>) {
    let open = conditions.iter().map(|one| {
        let text = format!("{} asks for ({}):", one.person, one.id);
        Sentence::by(text, &one.source).quoting(Some(&one.text))
    });
    points("Conditions still open", open, parts);
}
