//! The documents that adr-tools keeps: <https://github.com/npryce/adr-tools>.
//!
//! Its scripts go by lines: the first one is the title with the number, and below `## Status` each link stands in a
//! line of its own, as `Verb [7. Title](0007-slug.md)`. Sections beyond the four of Michael Nygard follow those.

use super::change::Change;
use super::links::{Names, VERBS, named};
use super::page::{Page, says_more};
use super::{Document, Entry, Format, Selection, more};
use crate::agreement::status::Word;
use crate::record::field::Field;
use crate::record::prose::Line;
use crate::record::text::Alternative;

/// A document for each decision.
pub(super) fn documents(selection: &Selection<'_>, changes: &mut Vec<Change>) -> Vec<Document> {
    super::page::documents(selection, changes, page)
}

fn page(entry: &Entry<'_>, names: &Names<'_>, changes: &mut Vec<Change>) -> String {
    let text = entry.text;
    let mut page = Page::new(String::new(), entry, changes);
    page.heading(
        1,
        &format!("{}. ", entry.number()),
        text.title.as_str(),
        Field::Title,
    );
    page.block(&format!("Date: {}", entry.date));
    page.block("## Status");
    for line in status(entry, names) {
        page.block(&line);
    }
    page.prose("## Context", Field::Context, text.context.as_ref());
    page.prose("## Decision", Field::Decision, text.decision.as_ref());
    page.prose(
        "## Consequences",
        Field::Consequences,
        text.consequences.as_ref(),
    );
    page.list("## Drivers", &text.drivers);
    options(&mut page, &text.options);
    page.prose(
        "## Confirmation",
        Field::Confirmation,
        text.confirmation.as_ref(),
    );
    let pieces = more::pieces(Format::Nygard, entry, |number| names.titled(number));
    page.block("## More Information");
    page.block(more::markdown(&pieces).trim_end());
    page.text
}

/// The options: a list where they are only named, else each below a heading of its own.
fn options(page: &mut Page<'_>, options: &[Alternative]) {
    if !options.iter().any(says_more) {
        let names: Vec<Line> = options.iter().map(|one| one.name.clone()).collect();
        return page.list("## Options", &names);
    }
    page.block("## Options");
    for option in options {
        page.option(option);
    }
}

/// The status and the links, a line each. What was superseded says so by its link alone, as adr-tools has it.
fn status(entry: &Entry<'_>, names: &Names<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    match entry.superseded_by {
        Some(by) if entry.word == Word::Superseded => {
            lines.push(format!("Superseded by {}", names.titled(by)));
        }
        _ => lines.push(capitalized(&entry.status())),
    }
    for (field, verb) in VERBS {
        let others = named(entry.text, field).iter();
        lines.extend(others.map(|other| format!("{verb} {}", names.titled(*other))));
    }
    let amended = entry.amended_by.iter();
    lines.extend(amended.map(|other| format!("Amended by {}", names.titled(*other))));
    lines
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
