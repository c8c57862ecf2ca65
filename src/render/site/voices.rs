//! What people said, for a decision's page: who agreed to which words, and what was argued.

use minijinja::{Value, context};

use super::leaf::Leaf;
use crate::action::brief::{Argument, Voice};
use crate::action::show::{ProofWord, Said};
use crate::action::site::{Entry, Page};
use crate::render::show::{fate, proof};
use crate::render::timeline::past;

/// Everything that was said, by revision: those that count first.
pub(super) fn said(leaf: &Leaf<'_, '_>, entry: &Entry, page: &Page<'_>) -> Vec<Value> {
    page.said
        .iter()
        .map(|one| context! { there => has(page, one.revision), ..row(leaf, entry, one) })
        .collect()
}

/// Whether a revision is there to be linked to: it may have been taken out, or be unreadable.
fn has(page: &Page<'_>, revision: u32) -> bool {
    let mut versions = page.versions.iter();
    versions.any(|version| version.step.revision == revision)
}

fn row(leaf: &Leaf<'_, '_>, entry: &Entry, said: &Said) -> Value {
    let conditions: Vec<Value> = said
        .conditions
        .iter()
        .map(|one| {
            context! {
                id => one.condition.id.to_string(),
                text => leaf.line(entry, one.condition.text.as_str()),
                cleared => one.cleared,
            }
        })
        .collect();
    context! {
        who => leaf.who(&said.person),
        on_behalf_of => said.on_behalf_of.as_ref().map(|one| leaf.who(one)),
        word => past(said.word),
        kind => kind(said.word),
        revision => said.revision,
        day => said.at.day().to_string(),
        until => said.until.map(|day| day.to_string()),
        reason => said.reason.as_ref().map(|reason| leaf.written(entry, reason)),
        conditions => conditions,
        proof => proof(said.proof),
        proved => matches!(said.proof, ProofWord::Key | ProofWord::Hardware | ProofWord::RetiredKey),
        key => said.key.as_deref(),
        fate => fate(said),
        over => said.replaced && !said.counted,
        signoff => said.signoff.to_string(),
    }
}

/// Whether a word is for, against, or neither.
pub(super) fn kind(word: &str) -> &'static str {
    match word {
        "approve" | "endorse" | "acknowledge" => "for",
        "object" | "hold" | "challenge" | "dissent" => "against",
        _ => "other",
    }
}

/// Objections and challenges, each with what became of it.
pub(super) fn arguments(leaf: &Leaf<'_, '_>, entry: &Entry, page: &Page<'_>) -> Vec<Value> {
    let argument = |one: &Argument| {
        let answers: Vec<Value> = one
            .answers
            .iter()
            .map(|answer| voice(leaf, entry, answer))
            .collect();
        context! {
            there => has(page, one.raised.revision),
            raised => voice(leaf, entry, &one.raised),
            is_challenge => one.raised.word == "challenge",
            state => one.state,
            answers => answers,
            unsaid => one.unsaid.as_ref().map(|later| voice(leaf, entry, later)),
            revised => one.revised.as_ref().map(|revised| context! {
                revision => revised.source.revision,
                who => leaf.who(&revised.by),
                summary => revised.summary.as_deref(),
            }),
        }
    };
    page.arguments.iter().map(argument).collect()
}

fn voice(leaf: &Leaf<'_, '_>, entry: &Entry, voice: &Voice) -> Value {
    let words = voice.evidence.as_ref().or(voice.reason.as_ref());
    context! {
        who => leaf.who(&voice.person),
        on_behalf_of => voice.on_behalf_of.as_ref().map(|one| leaf.who(one)),
        word => past(voice.word),
        revision => voice.revision,
        day => voice.at.day().to_string(),
        words => words.map(|words| leaf.written(entry, words)),
    }
}
