//! Blocks in one column, or the two texts side by side.

use unicode_width::UnicodeWidthStr;

use super::blocks::{ADDED, Block, Content, REMOVED};
use crate::agreement::compare::Piece;
use crate::render::paint;
use crate::render::spans::{self, Spans, plain, span};

/// How many characters of unchanged text are shown on either side of a change.
const CONTEXT: usize = 60;

/// Between the two columns.
const RULE: &str = " │ ";

/// How much further in the rest of a long line stands: below its words, not below its sign.
const HANGING: usize = 2;

/// One column: what was removed before what took its place.
pub(super) fn unified(blocks: &[Block], width: usize) -> String {
    let mut text = String::new();
    for block in blocks {
        let room = width.saturating_sub(block.indent);
        let spans = match &block.content {
            Content::Line(spans) => {
                write_across(&mut text, block.indent, spans, width);
                continue;
            }
            Content::Old(spans) | Content::New(spans) => spans.clone(),
            Content::Words(pieces) => marked(pieces),
            Content::Swap(name, old, new) => swapped(name, old, new),
        };
        for line in spans::wrap(&spans, room, false) {
            write_line(&mut text, block.indent, &line);
        }
    }
    text
}

/// A line and, further in, what of it does not fit.
fn write_across(text: &mut String, indent: usize, spans: &Spans, width: usize) {
    let room = width.saturating_sub(indent + HANGING);
    for (at, line) in spans::wrap(spans, room, false).iter().enumerate() {
        let further = if at == 0 { 0 } else { HANGING };
        write_line(text, indent + further, line);
    }
}

fn write_line(text: &mut String, indent: usize, line: &Spans) {
    if !line.is_empty() {
        text.push_str(&" ".repeat(indent));
        text.push_str(&spans::painted(line));
    }
    text.push('\n');
}

fn swapped(name: &Spans, old: &str, new: &str) -> Spans {
    let mut spans = name.clone();
    if !spans.is_empty() {
        spans.push(plain(" "));
    }
    spans.extend(match (old.is_empty(), new.is_empty()) {
        (true, _) => vec![span(ADDED, &format!("{{+{new}+}}"))],
        (_, true) => vec![span(REMOVED, &format!("[-{old}-]"))],
        _ => vec![
            span(REMOVED, &format!("[-{old}-]")),
            span(ADDED, &format!("{{+{new}+}}")),
        ],
    });
    spans
}

/// Both texts in one, with what lies far from any change left out.
fn marked(pieces: &[Piece]) -> Spans {
    let mut pieces = shortened(pieces);
    // The line break that ends a text begins no other line.
    if let Some(Piece::Same(last)) = pieces.last_mut() {
        last.truncate(last.trim_end_matches('\n').len());
    }
    let one = |(at, piece): (usize, &Piece)| match piece {
        Piece::Same(same) => plain(same),
        Piece::Removed(words) => {
            let goes_on = matches!(pieces.get(at + 1), Some(Piece::Same(_)));
            span(REMOVED, &enclosed("[-", words, "-]", goes_on))
        }
        Piece::Added(words) => {
            let goes_on = at + 1 < pieces.len();
            span(ADDED, &enclosed("{+", words, "+}", goes_on))
        }
    };
    pieces.iter().enumerate().map(one).collect()
}

/// Marks around words. A line break at their end stays outside, and is dropped where nothing follows.
fn enclosed(open: &str, words: &str, close: &str, goes_on: bool) -> String {
    let inner = words.trim_end_matches('\n');
    let end = if goes_on { &words[inner.len()..] } else { "" };
    format!("{open}{inner}{close}{end}")
}

/// The pieces with each long unchanged stretch cut down to what lies near a change.
fn shortened(pieces: &[Piece]) -> Vec<Piece> {
    let last = pieces.len().saturating_sub(1);
    let one = |(index, piece): (usize, &Piece)| match piece {
        Piece::Same(same) => Piece::Same(cut_out(same, index == 0, index == last)),
        other => other.clone(),
    };
    pieces.iter().enumerate().map(one).collect()
}

fn cut_out(same: &str, is_first: bool, is_last: bool) -> String {
    let letters: Vec<char> = same.chars().collect();
    let (before, after) = (
        if is_first { 0 } else { CONTEXT },
        if is_last { 0 } else { CONTEXT },
    );
    if letters.len() <= before + after + 3 {
        return same.to_owned();
    }
    let head: String = letters[..before].iter().collect();
    let tail: String = letters[letters.len() - after..].iter().collect();
    format!("{head}...{tail}")
}

/// Two columns: the first text on the left, the second on the right, each with what the other lacks marked.
pub(super) fn side_by_side(blocks: &[Block], width: usize) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let columns = Columns::of(width, block.indent);
        at += 1;
        match &block.content {
            Content::Line(spans) => write_across(&mut text, block.indent, spans, width),
            Content::Words(pieces) => {
                for (left, right) in rows(pieces) {
                    columns.write(&mut text, &left, &right);
                }
            }
            Content::Swap(name, old, new) => {
                if !name.is_empty() {
                    write_line(&mut text, block.indent, name);
                }
                let columns = Columns::of(width, block.indent + 2);
                columns.write(&mut text, &[span(REMOVED, old)], &[span(ADDED, new)]);
            }
            Content::Old(_) | Content::New(_) => {
                // What was removed and what was added stand beside each other.
                let run = &blocks[at - 1..];
                let run = run
                    .iter()
                    .take_while(|other| {
                        other.indent == block.indent
                            && matches!(other.content, Content::Old(_) | Content::New(_))
                    })
                    .map(|other| &other.content);
                let (mut old, mut new) = (Vec::new(), Vec::new());
                for content in run {
                    match content {
                        Content::Old(spans) => old.push(spans.as_slice()),
                        Content::New(spans) => new.push(spans.as_slice()),
                        _ => {}
                    }
                }
                at += old.len() + new.len() - 1;
                for row in 0..old.len().max(new.len()) {
                    let side = |side: &[&'_ [spans::Span]]| -> Spans {
                        side.get(row)
                            .map(|spans| spans.to_vec())
                            .unwrap_or_default()
                    };
                    columns.write(&mut text, &side(&old), &side(&new));
                }
            }
        }
    }
    text
}

/// The rows of a text and what became of it: they go on together at each line break that both have.
fn rows(pieces: &[Piece]) -> Vec<(Spans, Spans)> {
    let mut rows = vec![(Vec::new(), Vec::new())];
    for piece in shortened(pieces) {
        let Some((left, right)) = rows.last_mut() else {
            break;
        };
        match piece {
            Piece::Removed(words) => left.push(span(REMOVED, &enclosed("[-", &words, "-]", false))),
            Piece::Added(words) => right.push(span(ADDED, &enclosed("{+", &words, "+}", false))),
            Piece::Same(same) => {
                let mut lines = same.split('\n');
                let first = lines.next().unwrap_or_default();
                left.push(plain(first));
                right.push(plain(first));
                rows.extend(lines.map(|line| (vec![plain(line)], vec![plain(line)])));
            }
        }
    }
    let is_empty = |spans: &Spans| spans::columns(spans) == 0;
    if rows
        .last()
        .is_some_and(|(left, right)| is_empty(left) && is_empty(right))
    {
        rows.pop();
    }
    rows
}

/// Two columns of equal width.
struct Columns {
    indent: usize,
    room: usize,
}

impl Columns {
    fn of(width: usize, indent: usize) -> Self {
        let room = width.saturating_sub(indent + RULE.width()) / 2;
        Self {
            indent,
            room: room.max(1),
        }
    }

    fn write(&self, text: &mut String, left: &[spans::Span], right: &[spans::Span]) {
        let lines = |spans: &[spans::Span]| spans::wrap(spans, self.room, true);
        let (left, right) = (lines(left), lines(right));
        for row in 0..left.len().max(right.len()) {
            let empty = Vec::new();
            let (one, other) = (
                left.get(row).unwrap_or(&empty),
                right.get(row).unwrap_or(&empty),
            );
            let padding = self.room.saturating_sub(spans::columns(one));
            text.push_str(&" ".repeat(self.indent));
            text.push_str(&spans::painted(one));
            text.push_str(&" ".repeat(padding));
            let rule = if other.is_empty() { " │" } else { RULE };
            text.push_str(&paint::paint(paint::DIM, rule));
            text.push_str(&spans::painted(other));
            text.push('\n');
        }
    }
}
