//! The bytes of one change. Each function gives the whole source with one value replaced, added or taken out,
//! and leaves what stands around it; whether the result says what it should is for the caller to see.

use super::flow::write_flow;
use super::layout::{Slot, Step, column, comments, dashes, line_start, next_line, skip_blank};
use super::node::{Kind, Node};
use super::write::write_value;
use serde_yaml::{Mapping, Value};
use std::ops::Range;

/// How a value is written where both are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// In brackets or braces where it stands in some, else as a block.
    AsItStands,
    Block,
    /// On one line. What cannot stand as a block where it is to go, still can so.
    OneLine,
}

fn splice(source: &str, part: Range<usize>, text: &str) -> String {
    let before = source.get(..part.start).unwrap_or(source);
    let after = source.get(part.end..).unwrap_or_default();
    [before, text, after].concat()
}

/// Adds whole lines at the start of a line, or behind a last line that has no newline.
fn splice_lines(source: &str, at: usize, lines: &str) -> String {
    let before = source.get(..at).unwrap_or(source);
    if before.is_empty() || before.ends_with('\n') {
        splice(source, at..at, lines)
    } else {
        splice(source, at..at, &format!("\n{lines}"))
    }
}

/// Indents every line that is not empty.
fn indent(text: &str, column: usize) -> String {
    let spaces = " ".repeat(column);
    text.split_inclusive('\n')
        .map(|line| match line {
            "\n" => line.to_owned(),
            line => format!("{spaces}{line}"),
        })
        .collect()
}

/// A key with its value as lines without indentation.
fn entry_lines(key: &str, value: &Value, manner: Manner) -> String {
    match manner {
        Manner::AsItStands | Manner::Block => write_value(&Value::Mapping(Mapping::from_iter([(
            key.into(),
            value.clone(),
        )]))),
        Manner::OneLine => format!("{}: {}\n", write_flow(&key.into()), write_flow(value)),
    }
}

/// An item as lines without indentation.
fn item_lines(value: &Value, manner: Manner) -> String {
    match manner {
        Manner::AsItStands | Manner::Block => write_value(&Value::Sequence(vec![value.clone()])),
        Manner::OneLine => format!("- {}\n", write_flow(value)),
    }
}

/// Whether a node stands in brackets or braces and holds something, so that its style is worth keeping.
fn is_filled_flow(node: &Node<'_>) -> bool {
    match &node.kind {
        Kind::Scalar { .. } => false,
        Kind::List { items, flow } => *flow && !items.is_empty(),
        Kind::Map { entries, flow } => *flow && !entries.is_empty(),
    }
}

/// Replaces a value and keeps the comments that stood in it.
pub(super) fn replace(
    source: &str,
    root: &Node<'_>,
    slot: Slot<'_, '_>,
    value: &Value,
    manner: Manner,
) -> String {
    let Slot {
        node, from, column, ..
    } = slot;
    if slot.in_flow {
        return splice(source, node.start..node.end, &write_flow(value));
    }
    let is_collection = matches!(value, Value::Mapping(_) | Value::Sequence(_));
    let manner = if manner == Manner::AsItStands && is_collection && is_filled_flow(node) {
        Manner::OneLine
    } else {
        manner
    };
    // What follows the colon or dash, whichever introduces the value: rendered behind the one at hand.
    let is_item = source.get(..from).is_some_and(|text| text.ends_with('-'));
    let lines = if is_item {
        item_lines(value, manner)
    } else {
        entry_lines("k", value, manner)
    };
    let lines = indent(&lines, column);
    let behind = lines
        .get(column + if is_item { 1 } else { 2 }..)
        .unwrap_or_default();
    let (first, body) = behind.split_once('\n').unwrap_or((behind, ""));

    let start = skip_blank(source, from);
    let is_one_line = !source
        .get(from..node.end)
        .unwrap_or_default()
        .contains('\n');
    if is_one_line && body.is_empty() {
        return splice(source, start..node.end, first.trim_start());
    }
    let end = next_line(source, node);
    let kept = comments(source, root, from..end);
    let trails = |at: usize| line_start(source, at) == line_start(source, from) || at >= node.end;
    let (trailing, others) = match kept.split_first() {
        Some((comment, others)) if trails(comment.at) => (Some(comment), others),
        _ => (None, kept.as_slice()),
    };
    let mut out = first.to_owned();
    if let Some(comment) = trailing {
        out.push(' ');
        out.push_str(comment.text);
    }
    out.push('\n');
    // Below a key, comments may precede the items; behind a block of text they must be indented less.
    let (above, below) = if first.is_empty() {
        (others, &[][..])
    } else {
        (&[][..], others)
    };
    for comment in above {
        out.push_str(&indent(&format!("{}\n", comment.text), column + 2));
    }
    out.push_str(body);
    for comment in below {
        out.push_str(&indent(&format!("{}\n", comment.text), column));
    }
    splice(source, from..end, &out)
}

/// Adds a key to a map, behind the nearest key that precedes it in the order.
pub(super) fn add_entry(
    source: &str,
    root: &Node<'_>,
    slot: Slot<'_, '_>,
    (key, value): (&str, &Value),
    order: &[&str],
    manner: Manner,
) -> Option<String> {
    let Kind::Map { entries, flow } = &slot.node.kind else {
        return None;
    };
    let Some(first) = entries.first() else {
        let map = Value::Mapping(Mapping::from_iter([(key.into(), value.clone())]));
        return Some(replace(source, root, slot, &map, manner));
    };
    let rank = |name: &str| order.iter().position(|known| *known == name);
    let before = match rank(key) {
        None => entries.last(),
        Some(place) => entries
            .iter()
            .filter(|entry| rank(entry.key.text()).is_some_and(|other| other < place))
            .max_by_key(|entry| rank(entry.key.text())),
    };
    if *flow || slot.in_flow {
        let text = format!("{}: {}", write_flow(&key.into()), write_flow(value));
        return Some(match before {
            Some(entry) => splice(
                source,
                entry.value.end..entry.value.end,
                &format!(", {text}"),
            ),
            None => splice(
                source,
                first.key.start..first.key.start,
                &format!("{text}, "),
            ),
        });
    }
    let column = column(source, first.key.start);
    let lines = indent(&entry_lines(key, value, manner), column);
    Some(match before {
        Some(entry) => splice_lines(source, next_line(source, &entry.value), &lines),
        None => put_before(source, first.key.start, column, &lines),
    })
}

/// Adds an item to a list.
pub(super) fn add_item(
    source: &str,
    root: &Node<'_>,
    slot: Slot<'_, '_>,
    index: usize,
    value: &Value,
    manner: Manner,
) -> Option<String> {
    let Kind::List { items, flow } = &slot.node.kind else {
        return None;
    };
    let Some(first) = items.first() else {
        return Some(replace(
            source,
            root,
            slot,
            &Value::Sequence(vec![value.clone()]),
            manner,
        ));
    };
    let before = match index {
        0 => None,
        index => Some(items.get(index - 1)?),
    };
    if *flow || slot.in_flow {
        let text = write_flow(value);
        return Some(match before {
            Some(item) => splice(source, item.end..item.end, &format!(", {text}")),
            None => splice(source, first.start..first.start, &format!("{text}, ")),
        });
    }
    let dash = *dashes(source, slot.from, items).first()?;
    let column = column(source, dash);
    let lines = indent(&item_lines(value, manner), column);
    Some(match before {
        Some(item) => splice_lines(source, next_line(source, item), &lines),
        None => put_before(source, dash, column, &lines),
    })
}

/// Puts lines before an entry, which may not be the first on its line.
fn put_before(source: &str, at: usize, column: usize, lines: &str) -> String {
    let lines = lines.get(column..).unwrap_or_default();
    splice(source, at..at, &format!("{lines}{}", " ".repeat(column)))
}

/// Takes an entry or item out of its parent, and leaves the comments that stood in it as lines of their own.
pub(super) fn take_out(
    source: &str,
    root: &Node<'_>,
    slot: Slot<'_, '_>,
    step: &Step,
    manner: Manner,
) -> Option<String> {
    let (starts, nodes, index, flow): (Vec<usize>, Vec<&Node<'_>>, usize, bool) =
        match (&slot.node.kind, step) {
            (Kind::Map { entries, flow }, Step::Key(name)) => (
                entries.iter().map(|entry| entry.key.start).collect(),
                entries.iter().map(|entry| &entry.value).collect(),
                entries.iter().position(|entry| entry.key.text() == name)?,
                *flow,
            ),
            (Kind::List { items, flow }, Step::Index(index)) => (
                if *flow || slot.in_flow {
                    items.iter().map(|item| item.start).collect()
                } else {
                    dashes(source, slot.from, items)
                },
                items.iter().collect(),
                *index,
                *flow,
            ),
            _ => return None,
        };
    let node = *nodes.get(index)?;
    let start = *starts.get(index)?;
    if nodes.len() == 1 {
        let empty = match &slot.node.kind {
            Kind::Map { .. } => Value::Mapping(Mapping::new()),
            _ => Value::Sequence(Vec::new()),
        };
        return Some(replace(source, root, slot, &empty, Manner::Block));
    }
    if flow || slot.in_flow {
        let part = match starts.get(index + 1) {
            Some(next) => start..*next,
            None => nodes.get(index - 1)?.end..node.end,
        };
        return Some(splice(source, part, ""));
    }
    let column = column(source, start);
    let is_first_on_line = source.get(start - column..start)?.trim().is_empty();
    let (part, indent_first) = match starts.get(index + 1) {
        Some(next) if !is_first_on_line => (start..*next, false),
        _ => {
            let mut end = next_line(source, node);
            if manner == Manner::OneLine {
                // Empty lines behind it would join a block before it that keeps its own.
                let rest = source.get(end..).unwrap_or_default();
                end += rest.len() - rest.trim_start_matches('\n').len();
            }
            (start - column..end, true)
        }
    };
    let mut left = String::new();
    for comment in comments(source, root, part.clone()) {
        left.push_str(&indent(&format!("{}\n", comment.text), column));
    }
    if !indent_first {
        left.push_str(&" ".repeat(column));
        left = left.get(column..).unwrap_or_default().to_owned();
    }
    Some(splice(source, part, &left))
}
