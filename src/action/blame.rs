//! `adr blame N`: each line of a text with the revision that brought it, who wrote that, and who has signed it.
//!
//! The lines are those of the canonical YAML, in which revisions are stored and `git diff` shows them, or of the
//! Markdown view. Somebody has signed a line who has approved a revision that holds it: the one that brought it, or
//! any since. An approval that its signer took back, or put something else than an approval in the place of, is
//! none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::ground::{Ground, chain_of};
use super::selector::Selector;
use super::show;
use crate::agreement::{blame, people};
use crate::interchange::form::Form;
use crate::interchange::markdown;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::revision::RevisionKind;
use crate::record::signoff::{Signoff, Stance, Statement};
use crate::record::text::Text;
use crate::record::time::Timestamp;
use crate::record::yaml;

/// Which text.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// Another revision than the newest.
    pub revision: Option<u32>,
    /// The branch to look at, where the person said so.
    pub branch: Option<String>,
    /// The view whose lines are told.
    pub form: Form,
}

/// The text, line by line.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The decision.
    pub number: Number,
    /// Its title in this text.
    pub title: String,
    /// The branch it was read from, where that is another than HEAD or the one that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The revision whose text it is.
    pub revision: u32,
    /// The revisions that have brought a line.
    pub revisions: BTreeMap<u32, Source>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Revisions that were taken out or cannot be read: what they brought is told as of the next one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<u32>,
}

/// A revision that has brought lines.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Who put it up.
    pub by: Handle,
    /// Who wrote with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Handle>,
    /// When, as they say.
    pub at: Timestamp,
    /// What changed and why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Whether it came from another format, so that who put it up did not write it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
    /// Who has approved it, or a later revision that still holds what it brought; each once, on the first.
    pub signed: Vec<Signed>,
}

/// Somebody who has signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Signed {
    /// Who.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The revision that they approved.
    pub revision: u32,
}

/// A line.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Its place, from 1.
    pub line: usize,
    /// The revision that brought it.
    pub revision: u32,
    /// Who put that up.
    pub by: Handle,
    /// Who has signed it.
    pub signed: Vec<Handle>,
    /// What it says.
    pub text: String,
}

/// Tells where each line comes from.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let number = ground.number_of(&request.selector)?;
    let located = ground.locate(number, request.branch.as_deref())?;
    let decision = &located.decision;
    let newest = decision.newest().ok_or(Error::NotProposed { number })?;
    let wanted = request.revision.unwrap_or(newest.value.revision);
    let shown = show::revision(ground, decision, wanted)?;
    let log = ground.load(located.tree, [number])?;
    let chain = chain_of(&log, ground.trust_root).ok();
    let charter = chain.as_ref().map(|chain| chain.in_force().charter);
    let texts: Vec<(u32, String)> = decision
        .revisions
        .range(..=wanted)
        .map(|(revision, stored)| (*revision, view(&stored.value.text, request.form)))
        .collect();
    let lines = blame::blame(
        texts
            .iter()
            .map(|(revision, text)| (*revision, text.as_str())),
    );
    let mut revisions = BTreeMap::new();
    for line in &lines {
        if let Some(stored) = decision.revisions.get(&line.revision) {
            revisions.entry(line.revision).or_insert_with(|| Source {
                by: stored.value.by.clone(),
                with: stored.value.with.clone(),
                at: stored.value.at,
                summary: stored.value.summary.as_ref().map(ToString::to_string),
                imported: matches!(stored.value.kind, RevisionKind::Import(_)),
                signed: signed(decision, charter, line.revision, wanted),
            });
        }
    }
    let told = |(at, line): (usize, blame::Line)| {
        let source = revisions.get(&line.revision)?;
        Some(Line {
            line: at + 1,
            revision: line.revision,
            by: source.by.clone(),
            signed: source.signed.iter().map(|one| one.person.clone()).collect(),
            text: line.text,
        })
    };
    Ok(Report {
        number,
        title: shown.value.text.title.to_string(),
        branch: (!located.is_head).then(|| located.branch.clone()),
        revision: wanted,
        lines: lines.into_iter().enumerate().filter_map(told).collect(),
        gaps: (1..wanted)
            .filter(|revision| !decision.revisions.contains_key(revision))
            .collect(),
        revisions,
    })
}

fn view(text: &Text, form: Form) -> String {
    match form {
        Form::Yaml => yaml::write(text),
        Form::Markdown => markdown::write(text),
    }
}

/// Who has approved one of these revisions, in their order.
fn signed(decision: &Decision, charter: Option<&Charter>, first: u32, last: u32) -> Vec<Signed> {
    let mut approvals: Vec<&Stored<Signoff>> = decision
        .signoffs
        .iter()
        .filter(|stored| (first..=last).contains(&stored.value.revision))
        .filter(|stored| is_approval(stored) && is_proved(charter, stored))
        .filter(|stored| decision.unsaid_by(stored).all(is_approval))
        .collect();
    approvals.sort_by_key(|stored| (stored.value.revision, &stored.value.signer));
    let mut found: Vec<Signed> = Vec::new();
    for stored in approvals {
        let signoff = &stored.value;
        let is_known = found
            .iter()
            .any(|one| one.person == signoff.signer && one.on_behalf_of == signoff.on_behalf_of);
        if !is_known {
            found.push(Signed {
                person: signoff.signer.clone(),
                on_behalf_of: signoff.on_behalf_of.clone(),
                revision: signoff.revision,
            });
        }
    }
    found
}

fn is_approval(stored: &Stored<Signoff>) -> bool {
    matches!(
        stored.value.statement,
        Statement::Stance(Stance::Approve { .. })
    )
}

/// Whether a key of the signer's has signed; any key, where there is no charter to say whose it is.
fn is_proved(charter: Option<&Charter>, stored: &Stored<Signoff>) -> bool {
    match charter {
        Some(charter) => {
            people::signing_key_state(charter, &stored.value.signer, stored.proof()).is_some()
        }
        None => matches!(stored.proof(), Proof::Signed { .. }),
    }
}
