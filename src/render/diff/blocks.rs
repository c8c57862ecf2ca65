//! Differences taken apart into what can be laid out in one column or in two.

use anstyle::{AnsiColor, Style};

use crate::agreement::compare::{Change, Difference, Item, Piece, plain};
use crate::render::paint;
use crate::render::spans::{self, Span, Spans, span};

pub(super) const REMOVED: Style = AnsiColor::Red.on_default().strikethrough();
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
const GONE: Style = AnsiColor::Red.on_default();

/// How far what belongs to something is indented, in columns.
const STEP: usize = 2;

/// Something to lay out, and how far it is indented.
pub(super) struct Block {
    pub indent: usize,
    pub content: Content,
}

/// What is laid out.
pub(super) enum Content {
    /// Stands across, whatever the layout.
    Line(Spans),
    /// Prose.
    Words(Vec<Piece>),
    /// What only the first text says.
    Old(Spans),
    /// What only the second text says.
    New(Spans),
    /// One value in the place of another, behind what it is called.
    Swap(Spans, String, String),
}

/// The changed fields, each below its name.
pub(super) fn of(changes: &[Change]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for change in changes {
        named(change.field.key(), &change.difference, 0, &mut blocks);
    }
    blocks
}

fn push(blocks: &mut Vec<Block>, indent: usize, content: Content) {
    blocks.push(Block { indent, content });
}

/// A difference below what it is called; on one line with it where that is short.
fn named(name: &str, difference: &Difference, indent: usize, blocks: &mut Vec<Block>) {
    let name = vec![span(paint::BOLD, name), spans::plain(":")];
    if let Difference::Value { old, new } = difference {
        push(blocks, indent, Content::Swap(name, plain(old), plain(new)));
        return;
    }
    push(blocks, indent, Content::Line(name));
    below(difference, indent + STEP, blocks);
}

fn below(difference: &Difference, indent: usize, blocks: &mut Vec<Block>) {
    match difference {
        Difference::Words { pieces } => push(blocks, indent, Content::Words(pieces.clone())),
        Difference::List { items } => {
            for item in items {
                of_item(item, indent, blocks);
            }
        }
        Difference::Map { keys } => {
            for key in keys {
                named(&key.key, &key.difference, indent, blocks);
            }
        }
        Difference::Charter { changes } => {
            for change in changes {
                push(blocks, indent, Content::Line(super::charter::line(change)));
            }
        }
        Difference::Value { old, new } => push(
            blocks,
            indent,
            Content::Swap(Vec::new(), plain(old), plain(new)),
        ),
    }
}

fn of_item(item: &Item, indent: usize, blocks: &mut Vec<Block>) {
    match item {
        Item::Added { value, .. } => push(
            blocks,
            indent,
            Content::New(marked(ADDED, "+ ", &plain(value))),
        ),
        Item::Removed { value, .. } => push(
            blocks,
            indent,
            Content::Old(marked(GONE, "- ", &plain(value))),
        ),
        Item::Moved { from, to, value } => {
            let name = plain(value);
            let name = name.lines().next().unwrap_or_default();
            let line = vec![
                spans::plain(&format!("> {name}  ")),
                span(paint::DIM, &format!("(moved from {from} to {to})")),
            ];
            push(blocks, indent, Content::Line(line));
        }
        Item::Changed {
            from,
            to,
            moved,
            name,
            difference,
        } => {
            let place = if *moved {
                format!("  (moved from {from} to {to})")
            } else {
                String::new()
            };
            if let Difference::Words { pieces } = difference {
                let first = format!("~{}", place.trim_start());
                push(
                    blocks,
                    indent,
                    Content::Line(vec![span(paint::DIM, &first)]),
                );
                push(blocks, indent + STEP, Content::Words(pieces.clone()));
            } else {
                let line = vec![
                    spans::plain(&format!("~ {name}:")),
                    span(paint::DIM, &place),
                ];
                push(blocks, indent, Content::Line(line));
                below(difference, indent + 2 * STEP, blocks);
            }
        }
    }
}

/// An item behind its sign, further lines below the first.
fn marked(style: Style, sign: &str, text: &str) -> Vec<Span> {
    let text = text.trim_end().replace('\n', "\n  ");
    vec![span(style, &format!("{sign}{text}"))]
}
