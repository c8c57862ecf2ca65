//! Links between decisions, as documents that lie side by side have them.

use std::collections::BTreeMap;

use super::{Entry, Selection};
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::text::Text;

/// The links that a text can have, with the words of adr-tools for them.
pub(super) const VERBS: [(Field, &str); 4] = [
    (Field::Supersedes, "Supersedes"),
    (Field::Amends, "Amends"),
    (Field::DependsOn, "Depends on"),
    (Field::RelatesTo, "Relates to"),
];

/// The decisions that a text names with a verb.
pub(super) fn named(text: &Text, verb: Field) -> &[Number] {
    match verb {
        Field::Supersedes => &text.supersedes,
        Field::Amends => &text.amends,
        Field::DependsOn => &text.depends_on,
        Field::RelatesTo => &text.relates_to,
        _ => &[],
    }
}

/// The documents that are written together: only those can be linked.
pub(super) struct Names<'a> {
    files: BTreeMap<Number, (String, &'a str)>,
}

impl<'a> Names<'a> {
    pub(super) fn of(selection: &Selection<'a>) -> Self {
        let file = |entry: &Entry<'a>| {
            let title = entry.text.title.as_str();
            (entry.number(), (entry.file(), title))
        };
        Self {
            files: selection.entries.iter().map(file).collect(),
        }
    }

    /// `[ADR-0007](0007-slug.md)`, or `ADR-0007` where no such document is written.
    pub(super) fn short(&self, number: Number) -> String {
        let name = format!("ADR-{}", number.padded());
        match self.files.get(&number) {
            Some((file, _)) => format!("[{name}]({file})"),
            None => name,
        }
    }

    /// `[7. Title](0007-slug.md)`, as adr-tools writes it; `ADR-0007` where no such document is written.
    pub(super) fn titled(&self, number: Number) -> String {
        match self.files.get(&number) {
            Some((file, title)) => format!("[{number}. {}]({file})", label(title)),
            None => format!("ADR-{}", number.padded()),
        }
    }
}

/// A text as the label of a link: no bracket of it ends the label.
pub(super) fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '[' | ']') {
            label.push('\\');
        }
        label.push(letter);
    }
    label
}
