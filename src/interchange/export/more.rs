//! What a text says beyond the sections of a format, in words for people.

use super::{Entry, Format, Kept, kept, links};
use crate::record::field::Field;
use crate::record::id::{DecisionId, Number};
use crate::record::text::{Assumption, Attachment, Reference};
use crate::record::yaml;

/// The label of the first piece.
pub(in crate::interchange) const RECORD: &str = "Record";

/// Whether a line of a document begins what [`markdown`] has written.
pub(in crate::interchange) fn is_record(line: &str) -> bool {
    let said = line
        .strip_prefix("* ")
        .and_then(|item| item.strip_prefix(RECORD));
    said.and_then(|said| said.strip_prefix(": "))
        .is_some_and(names_record)
}

/// Whether this is what stands under [`RECORD`].
pub(in crate::interchange) fn names_record(said: &str) -> bool {
    let id = said.split(',').next().unwrap_or_default();
    id.parse::<DecisionId>().is_ok()
}

/// Words under a label: one item, or several.
pub(super) struct Piece {
    /// What it is about.
    pub label: &'static str,
    /// As Markdown, one line each.
    pub items: Vec<String>,
}

/// What the format keeps in words only, in the order of the fields, with who agreed first.
///
/// `link` names another decision.
pub(super) fn pieces(
    format: Format,
    entry: &Entry<'_>,
    link: impl Fn(Number) -> String,
) -> Vec<Piece> {
    let mut pieces = vec![Piece {
        label: RECORD,
        items: vec![record(entry)],
    }];
    if !entry.agreed_by.is_empty() {
        let people = entry.agreed_by.iter().map(ToString::to_string);
        pieces.push(Piece {
            label: "Agreed by",
            items: people.collect(),
        });
    }
    // MADR has no place for links; what its status says of them is the half of it.
    let is_link = |field: Field| links::VERBS.iter().any(|(verb, _)| *verb == field);
    let is_told = |field: &Field| {
        kept::kept(format, *field) == Kept::Words || (format == Format::Madr && is_link(*field))
    };
    let words = kept::said(entry.text).filter(is_told);
    pieces.extend(words.filter_map(|field| {
        Some(Piece {
            label: label(field)?,
            items: items(entry, field, &link),
        })
    }));
    if format == Format::Madr && !entry.amended_by.is_empty() {
        pieces.push(Piece {
            label: "Amended by",
            items: entry.amended_by.iter().copied().map(&link).collect(),
        });
    }
    pieces
}

/// The identity of the text, so that whoever has the log can find and prove it.
fn record(entry: &Entry<'_>) -> String {
    let id = entry.text.id;
    match entry.revision {
        Some(stored) => format!("{id}, revision {}", stored.value.revision),
        None => format!("{id}, draft"),
    }
}

const fn label(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Owner => "Owner",
        Field::Editors => "Editors",
        Field::Impact => "Impact",
        Field::Tags => "Tags",
        Field::Governs => "Governs",
        Field::Approvers => "Approvers",
        Field::Consulted => "Consulted",
        Field::Informed => "Informed",
        Field::Assumptions => "Assumptions",
        Field::ReviewBy => "Review by",
        Field::Supersedes => "Supersedes",
        Field::Amends => "Amends",
        Field::DependsOn => "Depends on",
        Field::RelatesTo => "Relates to",
        Field::References => "References",
        Field::Attachments => "Attachments",
        Field::Custom => "Own fields",
        // Prose and lists have sections of their own, the id is part of the record, and the charter has no words.
        _ => return None,
    })
}

fn items(entry: &Entry<'_>, field: Field, link: impl Fn(Number) -> String) -> Vec<String> {
    let text = entry.text;
    match field {
        Field::Governs => text
            .governs
            .iter()
            .map(|glob| code(glob.as_str()))
            .collect(),
        Field::Assumptions => text.assumptions.iter().map(assumption).collect(),
        Field::References => text.references.iter().map(reference).collect(),
        Field::Attachments => text.attachments.iter().map(attachment).collect(),
        Field::Supersedes | Field::Amends | Field::DependsOn | Field::RelatesTo => {
            links::named(text, field)
                .iter()
                .copied()
                .map(link)
                .collect()
        }
        Field::Custom => yaml::write(&text.custom)
            .lines()
            .map(str::to_owned)
            .collect(),
        other => words(&other.value(text)),
    }
}

/// A word, or a list of words.
fn words(value: &serde_yaml::Value) -> Vec<String> {
    match value {
        serde_yaml::Value::Sequence(items) => items.iter().flat_map(words).collect(),
        serde_yaml::Value::String(word) => vec![word.clone()],
        _ => Vec::new(),
    }
}

/// A claim, with what would make the team look again.
pub(super) fn assumption(
    Assumption {
        claim,
        revisit_when,
    }: &Assumption,
) -> String {
    match revisit_when {
        Some(when) => format!("{claim} (revisit when: {when})"),
        None => claim.to_string(),
    }
}

fn reference(Reference { title, url }: &Reference) -> String {
    match url {
        // What would end the address stands in angle brackets, in which it may; else it is no link.
        Some(url) if url.as_str().contains(['<', '>', '\\']) => format!("{title}: {url}"),
        Some(url) if url.as_str().contains([' ', '(', ')']) => {
            format!("[{}](<{url}>)", links::label(title.as_str()))
        }
        Some(url) => format!("[{}]({url})", links::label(title.as_str())),
        None => title.to_string(),
    }
}

fn attachment(
    Attachment {
        path,
        sha256,
        title,
    }: &Attachment,
) -> String {
    match title {
        Some(title) => format!("{title}: {path} ({sha256})"),
        None => format!("{path} ({sha256})"),
    }
}

/// A text as code in a line.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|letter| letter != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// All of it as the body of a section: a list, and our own fields as the YAML that they are.
pub(super) fn markdown(pieces: &[Piece]) -> String {
    let mut body = String::new();
    for piece in pieces.iter().filter(|piece| piece.label != "Own fields") {
        match piece.items.as_slice() {
            [one] => body.push_str(&format!("* {}: {one}\n", piece.label)),
            several if is_short(piece.label) => {
                body.push_str(&format!("* {}: {}\n", piece.label, several.join(", ")));
            }
            several => {
                body.push_str(&format!("* {}:\n", piece.label));
                body.extend(several.iter().map(|item| format!("  * {item}\n")));
            }
        }
    }
    if let Some(own) = pieces.iter().find(|piece| piece.label == "Own fields") {
        let yaml = own.items.join("\n");
        let fence = "`".repeat(longest_run(&yaml).max(2) + 1);
        body.push_str(&format!("\nOwn fields:\n\n{fence}yaml\n{yaml}\n{fence}\n"));
    }
    body
}

/// Whether a list of it is words rather than sentences.
fn is_short(label: &str) -> bool {
    !matches!(label, "Assumptions" | "References" | "Attachments")
}
