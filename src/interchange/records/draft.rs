//! A document as a draft: which of its values go into which field, and where the others are kept.
//!
//! Whoever took the decision is consulted, and stays on record as decider: an approval is given here or not at all. The
//! author owns the decision, else the contact. What has no place of its own is kept under `custom`, in the words of the
//! source.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_yaml::{Mapping, Value};

use super::super::clean;
use super::super::document::{self, Document, LinkKind};
use super::super::imported::{ImportedDecision, Naming};
use super::super::kept;
use super::super::note::{Note, Notes, Oddity};
use super::ResolvedLink;
use crate::record::id::Number;
use crate::record::name::{Party, Tag};
use crate::record::prose::Line;
use crate::record::revision::Imported;

/// The highest number that is kept: a later one would be a day or a year, and leave no room above it.
const MAX_KEPT: u32 = 99_999;

/// The paths of the documents that keep their number: of several with one number the earliest by date, else by path.
pub(super) fn numbers_kept(documents: &[Document]) -> BTreeSet<String> {
    let mut first: BTreeMap<u32, (NaiveDate, &str)> = BTreeMap::new();
    for document in documents {
        let Some(number) = document
            .number()
            .filter(|number| (1..=MAX_KEPT).contains(number))
        else {
            continue;
        };
        let day = document
            .date
            .as_ref()
            .and_then(|date| date.day)
            .unwrap_or(NaiveDate::MAX);
        let claim = (day, document.path.as_str());
        let earliest = first.entry(number).or_insert(claim);
        *earliest = claim.min(*earliest);
    }
    first
        .into_values()
        .map(|(_, path)| path.to_owned())
        .collect()
}

/// A document as a draft. `None`, and a note, where it has no title that a record can hold.
pub(super) fn draft(
    document: &Document,
    format: &str,
    keeps_number: bool,
    links: &[ResolvedLink],
    all: &mut Vec<Note>,
) -> Option<ImportedDecision> {
    let notes = &mut Notes::about(&document.path, all);
    let Some(title) = document.title.clone() else {
        notes.add(None, Oddity::NoTitle);
        return None;
    };
    let line = |text: &str| clean::line(text).map(|line| line.value);
    let namings: Vec<Naming> = document.people.iter().map(naming).collect();
    let mut draft = ImportedDecision {
        path: document.path.clone(),
        fields: document.text.clone(),
        wants: document.number().filter(|_| keeps_number).map(Number),
        namings,
        ..ImportedDecision::new(
            title,
            Imported {
                format: line(format)?,
                path: line(&document.path)?,
                number: document.number(),
                commit: None,
                status: document
                    .status
                    .as_ref()
                    .and_then(|status| line(&status.verbatim)),
                links: Vec::new(),
                people: Vec::new(),
            },
        )
    };
    let mut other_tags = Vec::new();
    for tag in &document.tags {
        match as_tag(tag) {
            Some(tag) if !draft.tags.contains(&tag) => draft.tags.push(tag),
            Some(_) => {}
            None => other_tags.push(tag.clone()),
        }
    }
    draft.custom = custom(document, format, &other_tags, notes);
    add_links(&mut draft, links);
    draft.assign_roles();
    draft.source.people = super::super::imported::unknown_people(&draft.namings, |_| true);
    Some(draft)
}

fn naming(named: &document::Named) -> Naming {
    Naming {
        role: named.role,
        verbatim: named.verbatim.clone(),
        party: team(&named.verbatim)
            .or_else(|| document::person(&named.verbatim).map(Party::Person)),
    }
}

/// A team as records write it, `team:leads`.
fn team(name: &str) -> Option<Party> {
    let party = name.parse().ok();
    party.filter(|party| matches!(party, Party::Team(_)))
}

/// A tag in the spelling of tags here: a dash for every run of characters that they cannot hold.
fn as_tag(tag: &Line) -> Option<Tag> {
    let words: Vec<&str> = tag
        .as_str()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    // A tag in other letters is none without them.
    let is_plain = tag.as_str().is_ascii();
    words
        .join("-")
        .to_ascii_lowercase()
        .parse()
        .ok()
        .filter(|_| is_plain)
}

/// Date, tags that are none here, and the fields of the front matter that have no place.
fn custom(
    document: &Document,
    format: &str,
    tags: &[Line],
    notes: &mut Notes,
) -> crate::record::custom::Custom {
    let mut fields = Mapping::new();
    if let Some(date) = &document.date {
        fields.insert("date".into(), date.verbatim.clone().into());
    }
    if !tags.is_empty() {
        let tags: Vec<Value> = tags.iter().map(|tag| tag.to_string().into()).collect();
        fields.insert("tags".into(), tags.into());
    }
    for (key, value) in &document.unknown {
        fields.entry(key.clone()).or_insert_with(|| value.clone());
    }
    kept::under(format, fields, |_| None, notes)
}

/// What leads to one record becomes a link of the text, said by either side; all else stays in the words of the source.
fn add_links(draft: &mut ImportedDecision, links: &[ResolvedLink]) {
    for link in links {
        let is_from = link.from == draft.path;
        let Some(other) = link.found.one() else {
            if is_from {
                let text = format!("{} {}", link.kind.word(), link.verbatim);
                let text = clean::line(&text).map(|line| line.value);
                draft
                    .source
                    .links
                    .extend(text.filter(|text| !draft.source.links.contains(text)));
            }
            continue;
        };
        let (kind, target) = match link.kind {
            LinkKind::SupersededBy | LinkKind::AmendedBy => match link.kind.reverse() {
                Some(kind) if other == draft.path => (kind, link.from.as_str()),
                _ => continue,
            },
            kind if is_from => (kind, other),
            _ => continue,
        };
        let list = match kind {
            LinkKind::Supersedes => &mut draft.supersedes,
            LinkKind::Amends => &mut draft.amends,
            LinkKind::DependsOn => &mut draft.depends_on,
            _ => &mut draft.relates_to,
        };
        if !list.iter().any(|known| known == target) {
            list.push(target.to_owned());
        }
    }
}
