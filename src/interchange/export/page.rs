//! A Markdown document, block by block, in which no text of a person breaks the structure.

use super::Entry;
use super::change::{Alteration, Change};
use super::nest::{heading_text, nest};
use crate::interchange::markdown::section;
use crate::record::field::Field;
use crate::record::prose::{Line, Prose};

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

    /// A field that is a list, as a section of our own Markdown has it.
    pub fn section(&mut self, heading: &str, field: Field) {
        let mut text = self.entry.text.clone();
        for option in &mut text.options {
            let nested = option.summary.as_ref().map(|prose| nest(prose.as_str(), 4));
            let (name, is_escaped) = heading_text(option.name.as_str());
            if let Some(nested) = nested {
                for how in nested.alterations {
                    self.changed(Field::Options, how);
                }
                option.summary = Prose::new(&nested.text).ok();
            }
            if is_escaped && let Ok(name) = Line::new(&name) {
                self.changed(Field::Options, Alteration::Escaped);
                option.name = name;
            }
        }
        let body = section(&text, field);
        if !body.is_empty() {
            self.block(heading);
            self.block(body.trim_end());
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
