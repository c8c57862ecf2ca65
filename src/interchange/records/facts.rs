//! A log of records in figures, and by name wherever something is missing or does not fit.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::document::{Document, Kind, LinkKind, Place};
use super::{Found, ResolvedLink};

/// What can be counted in records. Paths are those of the sources.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Facts {
    /// How many decisions there are.
    pub decisions: usize,
    /// How many have each status, by what it comes to.
    pub status: BTreeMap<&'static str, usize>,
    /// How many have each status, by the first line of its words; `(none)` for those without.
    pub status_raw: BTreeMap<String, usize>,
    /// How many different words there are.
    pub status_raw_distinct: usize,
    /// Where it stands.
    pub status_source: BTreeMap<&'static str, usize>,
    /// Superseded record, the one in its place, and who says so.
    pub supersede_pairs: Vec<(String, String, Vec<&'static str>)>,
    /// How many pairs.
    pub supersede_pairs_count: usize,
    /// Of which only one record knows.
    pub supersede_one_sided: usize,
    /// Superseded records without a pair.
    pub superseded_status_without_link: Vec<String>,
    /// The superseded record of each pair whose own status says otherwise.
    pub link_target_but_status_not_superseded: Vec<String>,
    /// Links that lead to no record: where, which verb, and what they name.
    pub dangling_links: Vec<(String, &'static str, String)>,
    /// Links that may mean several.
    pub ambiguous_links: Vec<(String, &'static str, String)>,
    /// Links whose file was renamed or renumbered, and what they lead to.
    pub moved_links: Vec<(String, &'static str, String)>,
    /// How many links of each kind.
    pub link_kinds: BTreeMap<&'static str, usize>,
    /// Records of one folder with one number.
    pub number_collisions: BTreeMap<String, Vec<String>>,
    /// Numbers that no record has, between the lowest and the highest.
    pub number_gaps: Vec<u32>,
    /// How many have no number.
    pub unnumbered: usize,
    /// Records without a title.
    pub no_title: Vec<String>,
    /// How many have no date.
    pub no_date: usize,
    /// How many have no status.
    pub no_status: usize,
    /// How many name nobody.
    pub no_people: usize,
    /// How many name people under each key.
    pub people_fields: BTreeMap<String, usize>,
}

pub(super) fn facts(documents: &[Document], links: &[ResolvedLink]) -> Facts {
    let mut facts = Facts {
        decisions: documents.len(),
        ..Facts::default()
    };
    for document in documents {
        facts.add(document);
    }
    facts.status_raw_distinct = facts.status_raw.len();
    facts.add_links(documents, links);
    facts.add_numbers(documents);
    facts
}

impl Facts {
    fn add(&mut self, document: &Document) {
        *self.status.entry(document.kind().word()).or_default() += 1;
        let (raw, place) = match &document.status {
            Some(status) => (status.first.as_str(), place(status.place)),
            None => ("(none)", "none"),
        };
        *self.status_raw.entry(raw.to_owned()).or_default() += 1;
        *self.status_source.entry(place).or_default() += 1;
        self.no_status += usize::from(document.kind() == Kind::Missing);
        self.no_date += usize::from(document.date.is_none());
        self.no_people += usize::from(document.people.is_empty());
        self.unnumbered += usize::from(document.number().is_none());
        if !document.has_own_title() {
            self.no_title.push(document.path.clone());
        }
        let keys: BTreeSet<&str> = document
            .people
            .iter()
            .map(|named| named.key.as_str())
            .collect();
        for key in keys {
            *self.people_fields.entry(key.replace(' ', "-")).or_default() += 1;
        }
    }

    fn add_links(&mut self, documents: &[Document], links: &[ResolvedLink]) {
        let mut pairs: BTreeMap<(&str, &str), BTreeSet<&'static str>> = BTreeMap::new();
        for link in links {
            *self.link_kinds.entry(link.kind.word()).or_default() += 1;
            let from = link.from.clone();
            let kind = link.kind.word();
            let named = link
                .target
                .path
                .clone()
                .unwrap_or_else(|| link.verbatim.clone());
            match &link.found {
                Found::Nothing | Found::External => self.dangling_links.push((from, kind, named)),
                Found::Several(_) => self.ambiguous_links.push((from, kind, named)),
                Found::Renamed(path) | Found::Renumbered(path) => {
                    self.moved_links.push((from, kind, path.clone()));
                }
                Found::File(_) | Found::Number(_) | Found::Itself => {}
            }
            let pair = match (link.kind, link.found.one()) {
                (LinkKind::Supersedes, Some(old)) => (old, link.from.as_str()),
                (LinkKind::SupersededBy, Some(new)) => (link.from.as_str(), new),
                _ => continue,
            };
            pairs.entry(pair).or_default().insert(kind);
        }
        let kinds: BTreeMap<&str, Kind> = documents
            .iter()
            .map(|document| (document.path.as_str(), document.kind()))
            .collect();
        for ((old, new), kinds_said) in &pairs {
            self.supersede_one_sided += usize::from(kinds_said.len() == 1);
            if kinds.get(old) != Some(&Kind::Superseded) {
                self.link_target_but_status_not_superseded
                    .push((*old).to_owned());
            }
            let pair = (
                (*old).to_owned(),
                (*new).to_owned(),
                kinds_said.iter().copied().collect(),
            );
            self.supersede_pairs.push(pair);
        }
        self.supersede_pairs_count = pairs.len();
        let with_pair: BTreeSet<&str> = pairs.keys().map(|(old, _)| *old).collect();
        self.superseded_status_without_link = documents
            .iter()
            .filter(|document| {
                document.kind() == Kind::Superseded && !with_pair.contains(document.path.as_str())
            })
            .map(|document| document.path.clone())
            .collect();
    }

    fn add_numbers(&mut self, documents: &[Document]) {
        let folders: BTreeSet<&str> = documents
            .iter()
            .map(|document| super::folder(&document.path))
            .collect();
        for ((folder, number), colliding) in super::collisions(documents) {
            let name = if folders.len() > 1 {
                format!("{folder}/{number}")
            } else {
                number.to_string()
            };
            let paths = colliding
                .iter()
                .map(|document| document.path.clone())
                .collect();
            self.number_collisions.insert(name, paths);
        }
        let numbers: BTreeSet<u32> = documents.iter().filter_map(Document::number).collect();
        if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
            // Numbers that are days or years leave gaps that say nothing.
            let is_dense = (*last - *first) as usize <= 20 * numbers.len();
            self.number_gaps = (*first..=*last)
                .filter(|number| is_dense && !numbers.contains(number))
                .collect();
        }
    }
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Front => "front",
        Place::Tags => "tags",
        Place::Line => "line",
        Place::Table => "table",
        Place::Section | Place::Log => "section",
        Place::FileName => "file-name",
    }
}
