//! The section in which our own exports say what a format has no place for: *More Information*, beginning with the
//! identity of the record. It is no part of any prose, and what it says of other decisions is heard.

use super::layout::{Block, Shape};
use super::read::Reader;
use crate::interchange::export::more;

impl Reader<'_> {
    /// Whether this stands in such a section.
    pub(super) fn is_exported(&self, inside: &[Block]) -> bool {
        let first = inside
            .first()
            .and_then(|block| self.lines.get(block.lines.start));
        first.is_some_and(|line| more::is_record(line))
    }

    /// Takes such a section out of the text, and hears the links in it, which stand at the margin.
    pub(super) fn exported_section(&mut self, heading: &Block, inside: &[Block]) {
        let lists = inside.iter().filter(|block| block.shape == Shape::List);
        for at in lists.flat_map(|block| block.lines.clone()) {
            let line = self.lines.get(at).copied().unwrap_or_default();
            if line.starts_with('*') {
                self.said.hear_statement(line, self.number(at));
            }
        }
        let end = inside
            .last()
            .map_or(heading.lines.end, |last| last.lines.end);
        self.take(heading.lines.start..end);
    }
}
