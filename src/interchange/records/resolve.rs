//! What links between records lead to: by the name of a file first, then by number. What may be several, or was found in
//! another way than it is written, is told apart, and a link that leads nowhere stays as it is.

use std::collections::BTreeMap;

use super::super::document::{Document, FileName, LinkKind, Odd, Target};
use super::super::note::{Note, Notes};
use super::folder;

/// What a link leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// The file that it names.
    File(String),
    /// The only record with its number; it names no file.
    Number(String),
    /// The only record with its number; the file that it names is gone.
    Renamed(String),
    /// The only record of its name, which has another number.
    Renumbered(String),
    /// Several.
    Several(Vec<String>),
    /// Something elsewhere.
    External,
    /// The record that it stands in.
    Itself,
    /// Nothing.
    Nothing,
}

impl Found {
    /// The one record that it leads to.
    pub fn one(&self) -> Option<&str> {
        match self {
            Self::File(path)
            | Self::Number(path)
            | Self::Renamed(path)
            | Self::Renumbered(path) => Some(path),
            Self::Several(_) | Self::External | Self::Itself | Self::Nothing => None,
        }
    }
}

/// A link and what it leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolvedLink {
    /// The record that it stands in.
    pub from: String,
    /// How it relates to the other.
    pub kind: LinkKind,
    /// Word for word.
    pub verbatim: String,
    /// What it names.
    pub target: Target,
    /// The line, counted from 1.
    pub line: usize,
    /// What it leads to.
    pub found: Found,
}

/// What records may be found by.
struct Shelf<'a> {
    paths: BTreeMap<&'a str, &'a Document>,
    files: BTreeMap<String, Vec<&'a str>>,
    stems: BTreeMap<String, Vec<&'a str>>,
    slugs: BTreeMap<String, Vec<&'a str>>,
    numbers: BTreeMap<u32, Vec<&'a str>>,
}

/// Resolves every link of every document, in their order.
pub(super) fn resolve(documents: &[Document]) -> Vec<ResolvedLink> {
    let shelf = Shelf::of(documents);
    let mut found: Vec<ResolvedLink> = Vec::new();
    for document in documents {
        for link in &document.links {
            let leads_to = match shelf.find(document, &link.target) {
                found if found.one() == Some(document.path.as_str()) => Found::Itself,
                found => found,
            };
            let is_known = found.iter().any(|known| {
                known.from == document.path
                    && known.kind == link.kind
                    && known.found == leads_to
                    && (known.found.one().is_some() || known.target == link.target)
            });
            // Said twice, in the head and in a section, it is one link.
            if !is_known {
                found.push(ResolvedLink {
                    from: document.path.clone(),
                    kind: link.kind,
                    verbatim: link.verbatim.clone(),
                    target: link.target.clone(),
                    line: link.line,
                    found: leads_to,
                });
            }
        }
    }
    found
}

impl<'a> Shelf<'a> {
    fn of(documents: &'a [Document]) -> Self {
        let mut shelf = Self {
            paths: BTreeMap::new(),
            files: BTreeMap::new(),
            stems: BTreeMap::new(),
            slugs: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for document in documents {
            let path = document.path.as_str();
            let file = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            let stem = file
                .rsplit_once('.')
                .map_or(file.as_str(), |(stem, _)| stem)
                .to_owned();
            shelf.paths.insert(path, document);
            shelf.stems.entry(stem).or_default().push(path);
            shelf.files.entry(file).or_default().push(path);
            if !document.name.slug.is_empty() {
                shelf
                    .slugs
                    .entry(document.name.slug.to_lowercase())
                    .or_default()
                    .push(path);
            }
            if let Some(number) = document.number() {
                shelf.numbers.entry(number).or_default().push(path);
            }
        }
        shelf
    }

    fn find(&self, from: &Document, target: &Target) -> Found {
        let Some(path) = &target.path else {
            return self.by_number(from, target.number, Found::Number);
        };
        if is_external(path) {
            return Found::External;
        }
        let address = decoded(path.split(['#', '?']).next().unwrap_or_default());
        let is_file = super::wants(&address);
        if let Some(found) = self.by_name(from, &address) {
            return found;
        }
        let wrap = if is_file {
            Found::Renamed
        } else {
            Found::Number
        };
        let by_number = self.by_number(from, target.number, wrap);
        let slug = FileName::of(&address).slug.to_lowercase();
        let by_slug = self
            .slugs
            .get(&slug)
            .filter(|_| is_file)
            .map_or(&[][..], Vec::as_slice);
        match (by_slug, by_number.one()) {
            // Name and number lead to different records: either may be meant.
            ([one], Some(other)) if *one != other => {
                Found::Several(vec![(*one).to_owned(), other.to_owned()])
            }
            ([one], None) => Found::Renumbered((*one).to_owned()),
            _ => by_number,
        }
    }

    /// By the path from the folder of the record, else by the name of the file wherever it lies.
    fn by_name(&self, from: &Document, address: &str) -> Option<Found> {
        let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let joined = joined(folder, address);
        for candidate in [joined.as_str(), address.trim_start_matches('/')] {
            if let Some((path, _)) = self.paths.get_key_value(candidate) {
                return Some(Found::File((*path).to_owned()));
            }
        }
        let file = address
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let paths = self.files.get(&file).or_else(|| self.stems.get(&file))?;
        // The README of a folder is none of another's.
        if super::select::is_nameless(&file) {
            return None;
        }
        Some(chosen(paths, super::folder(&from.path), Found::File))
    }

    fn by_number(&self, from: &Document, number: Option<u32>, wrap: fn(String) -> Found) -> Found {
        let Some(paths) = number.and_then(|number| self.numbers.get(&number)) else {
            return Found::Nothing;
        };
        chosen(paths, folder(&from.path), wrap)
    }
}

/// The only one, else the only one in the same folder.
fn chosen(paths: &[&str], home: &str, wrap: fn(String) -> Found) -> Found {
    let at_home: Vec<&&str> = paths.iter().filter(|path| folder(path) == home).collect();
    match (paths, at_home.as_slice()) {
        ([one], _) => wrap((*one).to_owned()),
        (_, [one]) => wrap((**one).to_owned()),
        _ => Found::Several(paths.iter().map(|path| (*path).to_owned()).collect()),
    }
}

fn is_external(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphabetic())
    }) || path.starts_with("//")
}

/// A path inside of a folder, without `.` and `..`.
fn joined(folder: &str, address: &str) -> String {
    let mut parts: Vec<&str> = if address.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|part| !part.is_empty()).collect()
    };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An address without its `%20`.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [byte, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => char::from(*high)
                .to_digit(16)
                .zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        if let Some(byte) = escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| address.to_owned())
}

/// Notes every link that is not plainly one record, and those of which the other record knows nothing.
pub(super) fn note(links: &[ResolvedLink], notes: &mut Vec<Note>) {
    let is_said = |from: &str, kind: LinkKind, to: &str| {
        links
            .iter()
            .any(|link| link.from == from && link.kind == kind && link.found.one() == Some(to))
    };
    for link in links {
        let kind = link.kind.word();
        let text = link.verbatim.clone();
        let mut notes = Notes::about(&link.from, notes);
        let what = match &link.found {
            Found::File(_) | Found::Number(_) => None,
            Found::Renamed(path) => Some(Odd::LinkRenamed {
                kind,
                text,
                path: path.clone(),
            }),
            Found::Renumbered(path) => Some(Odd::LinkRenumbered {
                kind,
                text,
                path: path.clone(),
            }),
            Found::Several(paths) => Some(Odd::LinkToSeveral {
                kind,
                text,
                paths: paths.clone(),
            }),
            Found::External => Some(Odd::LinkOutside { kind, text }),
            Found::Itself => Some(Odd::LinkToItself { kind, text }),
            Found::Nothing => Some(Odd::LinkToNothing { kind, text }),
        };
        if let Some(what) = what {
            notes.add(Some(link.line), what);
        }
        if let (Some(path), Some(reverse)) = (link.found.one(), link.kind.reverse())
            && !is_said(path, reverse, &link.from)
        {
            let path = path.to_owned();
            notes.add(Some(link.line), Odd::LinkOneSided { kind, path });
        }
    }
}
