//! A Markdown document, block by block, in which no text of a person breaks the structure.

use super::change::{Alteration, Change};
use super::links::Names;
use super::nest::{heading_text, nest};
use super::{Document, Entry, Selection};
use crate::record::field::Field;
use crate::record::prose::{Line, Prose};
use crate::record::text::Alternative;

/// A document for each decision, as `page` writes it.
pub(super) fn documents(
    selection: &Selection<'_>,
    changes: &mut Vec<Change>,
    page: impl Fn(&Entry<'_>, &Names<'_>, &mut Vec<Change>) -> String,
) -> Vec<Document> {
    let names = Names::of(selection);
    let document = |entry: &Entry<'_>| Document {
        name: entry.file(),
        text: page(entry, &names, changes),
    };
    selection.entries.iter().map(document).collect()
}

/// A document while it is written.
pub(super) struct Page<'p> {
    pub text: String,
    entry: &'p Entry<'p>,
    changes: &'p mut Vec<Change>,
}

impl<'p> Page<'p> {
    /// A document that begins like this.
    pub fn new(start: String, entry: &'p Entry<'p>, changes: &'p mut Vec<Change>) -> Self {
        Self {
            text: start,
            entry,
            changes,
        }
    }

    /// A paragraph, a list or a heading, a blank line before it.
    pub fn block(&mut self, block: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(block);
        self.text.push('\n');
    }

    /// A heading with a text of a person.
    pub fn heading(&mut self, level: usize, before: &str, line: &str, field: Field) {
        let (words, is_escaped) = heading_text(line);
        if is_escaped {
            self.changed(field, Alteration::Escaped);
        }
        self.block(&format!("{} {before}{words}", "#".repeat(level)));
    }

    /// A section of prose, if there is any. Its own headings stand below that of the section.
    pub fn prose(&mut self, heading: &str, field: Field, prose: Option<&Prose>) {
        if prose.is_some() {
            let level = heading.len() - heading.trim_start_matches('#').len();
            self.block(heading);
            self.nested(level + 1, field, prose);
        }
    }

    /// Prose without a heading of its own; its headings stand at `highest` or lower.
    pub fn nested(&mut self, highest: usize, field: Field, prose: Option<&Prose>) {
        let Some(prose) = prose else { return };
        let nested = nest(prose.as_str(), highest);
        for how in nested.alterations {
            self.changed(field, how);
        }
        self.block(&nested.text);
    }

    /// A section that is a list, if there is any.
    pub fn list(&mut self, heading: &str, lines: &[Line]) {
        if !lines.is_empty() {
            self.block(heading);
            let items: Vec<String> = lines.iter().map(|line| format!("* {line}")).collect();
            self.block(&items.join("\n"));
        }
    }

    /// An option below a heading of the third level: what it means, and what speaks for and against it.
    pub fn option(&mut self, option: &Alternative) {
        self.heading(3, "", option.name.as_str(), Field::Options);
        self.nested(4, Field::Options, option.summary.as_ref());
        let pros = option
            .pros
            .iter()
            .map(|pro| format!("* Good, because {pro}"));
        let cons = option
            .cons
            .iter()
            .map(|con| format!("* Bad, because {con}"));
        let arguments: Vec<String> = pros.chain(cons).collect();
        if !arguments.is_empty() {
            self.block(&arguments.join("\n"));
        }
    }

    fn changed(&mut self, field: Field, how: Alteration) {
        let change = Change {
            decision: self.entry.number(),
            field,
            how,
        };
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }
}

/// Whether anything is said of an option beside its name.
pub(super) fn says_more(option: &Alternative) -> bool {
    option.summary.is_some() || !option.pros.is_empty() || !option.cons.is_empty()
}
