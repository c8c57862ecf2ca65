//! MADR 4, a document for each decision: <https://adr.github.io/madr/>.
//!
//! Front matter has the keys of MADR, and `tags`, `owner` and `approvers` beside them, which nothing of MADR minds. What
//! a text says beyond stands under *More Information*. A section that would be empty is left out.

use serde_yaml::{Mapping, Value};

use super::change::Change;
use super::links::Names;
use super::page::{Page, says_more};
use super::{Document, Entry, Format, Selection, more};
use crate::agreement::status::Word;
use crate::record::field::Field;
use crate::record::prose::Line;
use crate::record::yaml;

/// A document for each decision.
pub(super) fn documents(selection: &Selection<'_>, changes: &mut Vec<Change>) -> Vec<Document> {
    super::page::documents(selection, changes, page)
}

fn page(entry: &Entry<'_>, names: &Names<'_>, changes: &mut Vec<Change>) -> String {
    let text = entry.text;
    let front = yaml::write_value(&Value::Mapping(front_matter(entry, names)));
    let mut page = Page::new(format!("---\n{front}---\n"), entry, changes);
    page.heading(1, "", text.title.as_str(), Field::Title);
    page.prose(
        "## Context and Problem Statement",
        Field::Context,
        text.context.as_ref(),
    );
    page.list("## Decision Drivers", &text.drivers);
    let options: Vec<Line> = text.options.iter().map(|one| one.name.clone()).collect();
    page.list("## Considered Options", &options);
    let outcome = [&text.decision, &text.consequences, &text.confirmation];
    if outcome.into_iter().any(Option::is_some) {
        page.block("## Decision Outcome");
    }
    page.nested(4, Field::Decision, text.decision.as_ref());
    for (heading, field, prose) in [
        ("### Consequences", Field::Consequences, &text.consequences),
        ("### Confirmation", Field::Confirmation, &text.confirmation),
    ] {
        page.prose(heading, field, prose.as_ref());
    }
    let mut argued = text.options.iter().filter(|one| says_more(one)).peekable();
    if argued.peek().is_some() {
        page.block("## Pros and Cons of the Options");
    }
    for option in argued {
        page.option(option);
    }
    let pieces = more::pieces(Format::Madr, entry, |number| names.short(number));
    page.block("## More Information");
    page.block(more::markdown(&pieces).trim_end());
    page.text
}

fn front_matter(entry: &Entry<'_>, names: &Names<'_>) -> Mapping {
    let list = |items: Vec<String>| Value::from(items);
    let words = |field: Field| field.value(entry.text);
    let all = [
        ("status", Value::from(status(entry, names))),
        ("date", Value::from(entry.date.to_string())),
        (
            "decision-makers",
            list(
                entry
                    .deciders()
                    .into_iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
        ),
        ("consulted", words(Field::Consulted)),
        ("informed", words(Field::Informed)),
        ("tags", words(Field::Tags)),
        ("owner", words(Field::Owner)),
        ("approvers", words(Field::Approvers)),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_null() && !value.as_sequence().is_some_and(Vec::is_empty))
        .map(|(key, value)| (Value::from(key), value))
        .collect()
}

fn status(entry: &Entry<'_>, names: &Names<'_>) -> String {
    match entry.superseded_by {
        Some(by) if entry.word == Word::Superseded => format!("superseded by {}", names.short(by)),
        _ => entry.status(),
    }
}
