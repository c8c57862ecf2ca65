//! Where things stand in a file that people wrote: the places between values, where colons, dashes and comments
//! are. The parser tells where values start and end; everything else follows from the text between them.

use super::node::{Kind, Node, Style};
use std::ops::Range;

/// A step from a map or list to a value in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of this key.
    Key(String),
    /// The item at this index, counted from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A value together with the place that it has in its parent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'n, 'a> {
    pub(super) node: &'n Node<'a>,
    /// The byte behind the colon or dash that introduces the value.
    pub(super) from: usize,
    /// The column of the parent's keys or dashes, in bytes from 0.
    pub(super) column: usize,
    /// Whether the value stands within brackets or braces.
    pub(super) in_flow: bool,
}

/// Follows a path from the root of a source.
pub(super) fn locate<'n, 'a>(
    source: &str,
    root: &'n Node<'a>,
    path: &[Step],
) -> Option<Slot<'n, 'a>> {
    let mut slot = Slot {
        node: root,
        from: 0,
        column: 0,
        in_flow: false,
    };
    for step in path {
        slot = match (&slot.node.kind, step) {
            (Kind::Map { entries, flow }, Step::Key(name)) => {
                let entry = entries.iter().find(|entry| entry.key.text() == name)?;
                Slot {
                    node: &entry.value,
                    from: behind_colon(source, entry.key.end),
                    column: column(source, entries.first()?.key.start),
                    in_flow: slot.in_flow || *flow,
                }
            }
            (Kind::List { items, flow }, Step::Index(index)) => {
                let node = items.get(*index)?;
                let dash = *dashes(source, slot.from, items).get(*index)?;
                Slot {
                    node,
                    from: dash + 1,
                    column: column(source, dash),
                    in_flow: slot.in_flow || *flow,
                }
            }
            _ => return None,
        };
    }
    Some(slot)
}

fn behind_colon(source: &str, key_end: usize) -> usize {
    let rest = source.get(key_end..).unwrap_or_default();
    key_end + rest.find(':').map_or(0, |colon| colon + 1)
}

/// Where the dash of each item of a block list stands. Means nothing for a list in brackets.
pub(super) fn dashes(source: &str, from: usize, items: &[Node<'_>]) -> Vec<usize> {
    let mut behind = from;
    items
        .iter()
        .map(|item| {
            let dash = skip_blank(source, behind);
            behind = item.end;
            dash
        })
        .collect()
}

/// The next byte that is neither white space nor part of a comment.
pub(super) fn skip_blank(source: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = source.get(at..).unwrap_or_default();
        let text = rest.trim_start_matches([' ', '\t', '\n']);
        at += rest.len() - text.len();
        if !text.starts_with('#') {
            return at;
        }
        at += text.find('\n').unwrap_or(text.len());
    }
}

/// Where the line of a byte starts.
pub(super) fn line_start(source: &str, at: usize) -> usize {
    let before = source.get(..at).unwrap_or(source);
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// How many bytes stand on the line before this one.
pub(super) fn column(source: &str, at: usize) -> usize {
    at - line_start(source, at)
}

/// Where the line behind a value starts: behind its trailing comment and its newline.
pub(super) fn next_line(source: &str, node: &Node<'_>) -> usize {
    let end = last_leaf(node).end;
    if is_block(last_leaf(node)) && source.get(..end).is_some_and(|text| text.ends_with('\n')) {
        return end;
    }
    let rest = source.get(node.end..).unwrap_or_default();
    rest.find('\n')
        .map_or(source.len(), |newline| node.end + newline + 1)
}

/// The scalar, or the collection in brackets, that ends a node.
fn last_leaf<'n, 'a>(node: &'n Node<'a>) -> &'n Node<'a> {
    match &node.kind {
        Kind::List { items, flow: false } => items.last().map_or(node, last_leaf),
        Kind::Map {
            entries,
            flow: false,
        } => entries.last().map_or(node, |entry| last_leaf(&entry.value)),
        _ => node,
    }
}

fn is_block(node: &Node<'_>) -> bool {
    matches!(
        node.kind,
        Kind::Scalar {
            style: Style::Block,
            ..
        }
    )
}

/// A comment: where it starts, and its text from the `#` to the end of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comment<'s> {
    pub(super) at: usize,
    pub(super) text: &'s str,
}

/// The comments within a part of the source, in order.
pub(super) fn comments<'s>(
    source: &'s str,
    root: &Node<'_>,
    part: Range<usize>,
) -> Vec<Comment<'s>> {
    let mut found = Vec::new();
    let mut scalars = Vec::new();
    collect_scalars(root, &mut scalars);
    let mut at = part.start;
    for scalar in scalars {
        if scalar.end <= at || scalar.start >= part.end {
            continue;
        }
        comments_between_values(source, at..scalar.start, &mut found);
        at = at.max(scalar.end);
    }
    comments_between_values(source, at..part.end, &mut found);
    found
}

fn collect_scalars(node: &Node<'_>, out: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Scalar { .. } => out.push(node.start..node.end),
        Kind::List { items, .. } => items.iter().for_each(|item| collect_scalars(item, out)),
        Kind::Map { entries, .. } => {
            for entry in entries {
                collect_scalars(&entry.key, out);
                collect_scalars(&entry.value, out);
            }
        }
    }
}

/// Between values, every `#` that no comment holds already starts one.
fn comments_between_values<'s>(source: &'s str, part: Range<usize>, out: &mut Vec<Comment<'s>>) {
    let mut at = part.start;
    while let Some(offset) = source.get(at..part.end).and_then(|text| text.find('#')) {
        let start = at + offset;
        let rest = source.get(start..).unwrap_or_default();
        let text = rest.split('\n').next().unwrap_or(rest);
        out.push(Comment { at: start, text });
        at = start + text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    const SOURCE: &str = "# top\nä: 'é # no' # yes\nlist: # of two\n  # first\n  - |  # header\n    # text\n  -  b # b\nflow: [a, # in\n  c]\n# end";

    #[test]
    fn comments_are_told_from_texts_that_look_like_them() {
        let root = parse(SOURCE).unwrap();
        let found: Vec<_> = comments(SOURCE, &root, 0..SOURCE.len())
            .into_iter()
            .map(|comment| comment.text)
            .collect();
        assert_eq!(
            found,
            [
                "# top", "# yes", "# of two", "# first", "# header", "# b", "# in", "# end"
            ]
        );
    }

    #[test]
    fn values_are_found_with_what_introduces_them() {
        let root = parse(SOURCE).unwrap();
        let at = |path: &[Step]| {
            let slot = locate(SOURCE, &root, path).unwrap();
            (&SOURCE[slot.from..slot.node.end], slot.column, slot.in_flow)
        };
        assert_eq!(at(&["ä".into()]), (" 'é # no'", 0, false));
        assert_eq!(
            at(&["list".into(), 0.into()]),
            (" |  # header\n    # text\n", 2, false)
        );
        assert_eq!(at(&["list".into(), 1.into()]), ("  b", 2, false));
        assert!(at(&["flow".into(), 1.into()]).2);
        assert!(locate(SOURCE, &root, &["flow".into(), 2.into()]).is_none());
        assert!(locate(SOURCE, &root, &["flow".into(), "a".into()]).is_none());
    }
}
