//! Which files are decisions. A number or a day in front of a file's name says so where its folder holds records at
//! all; without one, the text must say a status or a decision. Templates, indexes and READMEs are none, unless each
//! decision is the README of a folder of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::super::SourceFiles;
use super::super::document::{self, Document, Kind, Odd};
use super::super::note::{Note, Notes, Oddity};

/// Endings of Markdown files.
const ENDINGS: [&str; 4] = [".md", ".markdown", ".mdx", ".mkd"];

/// Where adr-tools says in which folder the records lie.
const ADR_DIR: &str = ".adr-dir";

/// Names of files that go with records and are none, without ending and in lower case.
const COMPANIONS: [&str; 16] = [
    "readme",
    "index",
    "_index",
    "summary",
    "changelog",
    "contributing",
    "license",
    "toc",
    "_sidebar",
    "about",
    "overview",
    "introduction",
    "decision-log",
    "adr-index",
    "code_of_conduct",
    "glossary",
];

/// Whether a file is read at all, by its path.
pub fn wants(path: &str) -> bool {
    let lower = path.to_lowercase();
    [super::packages::CONFIG, ADR_DIR].contains(&path)
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

fn is_markdown(path: &str) -> bool {
    let lower = path.to_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// The folders in which the source's own configuration says that records lie; none where it says nothing, or nothing
/// that is there.
fn folders(files: &SourceFiles) -> Vec<String> {
    let mut folders = super::packages::folders(files);
    let adr_dir = files
        .get(ADR_DIR)
        .map(|bytes| String::from_utf8_lossy(bytes));
    folders.extend(adr_dir.iter().flat_map(|text| text.lines()).map(|line| {
        line.trim()
            .trim_matches('/')
            .trim_start_matches("./")
            .to_owned()
    }));
    let is_there = |folder: &String| {
        folder.is_empty()
            || files
                .keys()
                .any(|path| path.starts_with(&format!("{folder}/")))
    };
    folders.retain(is_there);
    folders
}

/// Whether a file's name says nothing about the decision in it.
pub(super) fn is_nameless(file: &str) -> bool {
    matches!(
        stem(file).to_lowercase().as_str(),
        "readme" | "index" | "adr"
    )
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Reads the files, and keeps the decisions.
pub(super) fn decisions(files: &SourceFiles, notes: &mut Vec<Note>) -> Vec<Document> {
    let mut read: Vec<Document> = Vec::new();
    let folders = folders(files);
    let is_inside = |path: &str| {
        let holds = |folder: &String| {
            folder.is_empty()
                || path
                    .strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        folders.is_empty() || folders.iter().any(holds)
    };
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| is_markdown(path) && is_inside(path))
    {
        match document::read(path, bytes) {
            Ok(document) => read.push(document),
            Err(note) => notes.push(note),
        }
    }
    let with_records: BTreeSet<String> = read
        .iter()
        .filter(|document| says_something(document) && !is_template(document))
        .map(|document| super::folder(&document.path).to_owned())
        .collect();
    let mut crowd: BTreeMap<String, usize> = BTreeMap::new();
    for document in &read {
        let (folder, file) = split(&document.path);
        if !is_nameless(file) && is_numbered(document) {
            *crowd.entry(folder.to_owned()).or_default() += 1;
        }
    }
    read.into_iter()
        .filter_map(|document| {
            let reason = why_not(&document, &with_records, &crowd);
            match reason {
                None => Some(document),
                Some(what) => {
                    Notes::about(&document.path, notes).add(None, what);
                    None
                }
            }
        })
        .collect()
}

/// Why a file is no decision.
fn why_not(
    document: &Document,
    with_records: &BTreeSet<String>,
    crowd: &BTreeMap<String, usize>,
) -> Option<Oddity> {
    let (folder, file) = split(&document.path);
    if is_template(document) {
        return Some(Oddity::Template);
    }
    let name = stem(file).to_lowercase();
    let is_in_crowd = crowd.contains_key(folder);
    if is_nameless(file) {
        // The README of a folder of its own, named like a decision.
        let is_own = is_numbered(document) && !is_in_crowd && says_something(document);
        return (!is_own).then_some(Odd::Companion.into());
    }
    if COMPANIONS.contains(&name.as_str()) {
        return Some(Odd::Companion.into());
    }
    let folder = super::folder(&document.path);
    let is_among_records = with_records.contains(folder) || is_named_for_records(folder);
    let is_one = if is_numbered(document) {
        is_among_records
    } else {
        says_something(document)
    };
    (!is_one).then_some(Odd::NoDecision.into())
}

/// Whether a folder has the name that folders of records have.
fn is_named_for_records(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(
        name.as_str(),
        "adr"
            | "adrs"
            | "decisions"
            | "adl"
            | "architecture-decisions"
            | "decision-records"
            | "architecture-decision-records"
            | "decision-log"
            | "entscheidungen"
    )
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn is_numbered(document: &Document) -> bool {
    document.name.number.is_some() || document.name.date.is_some()
}

/// Whether a text says a status, or what was decided.
fn says_something(document: &Document) -> bool {
    let has_status = document.status.is_some();
    has_status
        || document.text.decision.is_some()
        || (document.text.context.is_some() && !document.text.options.is_empty())
}

/// Whether a document is the form to be filled in: by its name where nothing else is in it, or by a title or a status
/// that is still a question.
fn is_template(document: &Document) -> bool {
    let (folder, file) = split(&document.path);
    let name = stem(file).to_lowercase();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let says_template = words.iter().any(|word| {
        matches!(
            *word,
            "template" | "templates" | "vorlage" | "modele" | "模板"
        )
    });
    let is_only_words = says_template
        && words.iter().all(|word| {
            matches!(
                *word,
                "template"
                    | "templates"
                    | "vorlage"
                    | "adr"
                    | "madr"
                    | "short"
                    | "long"
                    | "minimal"
                    | "bare"
                    | "full"
                    | "copy"
                    | "decision"
                    | "record"
                    | "proposal"
                    | "nygard"
                    | "present"
                    | "default"
                    | "the"
                    | "simple"
            ) || word.bytes().all(|byte| byte == b'0')
        });
    let in_templates = folder.rsplit('/').next().is_some_and(|name| {
        matches!(
            name.to_lowercase().as_str(),
            "templates" | "template" | "_templates"
        )
    });
    let is_zero = document.name.number == Some(0);
    let asks = document
        .title
        .as_ref()
        .is_some_and(|title| is_question(title.as_str()));
    let unchosen = matches!(
        document.kind(),
        Kind::Template | Kind::Missing | Kind::Empty
    );
    is_only_words
        || in_templates
        || (says_template && is_zero)
        || (asks && (unchosen || says_template))
}

/// A title that asks to be replaced: `[short title of solved problem]`, `{title}`, `<Title>`, `ADR {NUMBER}: {TITLE}`.
fn is_question(title: &str) -> bool {
    let bare = title.trim().trim_matches(['*', '_', '`']).trim();
    let is_within = |open: char, close: char| {
        bare.starts_with(open) && bare.ends_with(close) && !bare.contains("](")
    };
    let lower = bare.to_lowercase();
    let asks = [
        "short title",
        "title of",
        "{title",
        "<title",
        "decision title",
    ]
    .iter()
    .any(|word| lower.contains(word));
    is_within('[', ']')
        || is_within('{', '}')
        || is_within('<', '>')
        || (asks && bare.contains(['[', '{', '<']))
}
