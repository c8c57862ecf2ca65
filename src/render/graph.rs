//! `adr graph`, in the languages of those who draw: Graphviz, Mermaid, and a drawing of our own.
//!
//! Titles are written by anybody. In each language everything is spelled out that could be taken for more than a
//! letter of a title.

use unicode_width::UnicodeWidthStr;

use super::cut;
use crate::action::graph::Node;
use crate::agreement::status::Word;

mod dot;
mod layers;
mod mermaid;
mod parts;
mod svg;

pub use dot::{dot, quoted};
pub use mermaid::mermaid;
pub use parts::parts;
pub use svg::{MOST, STYLE, in_page, svg};

/// Columns of a line in a box.
const COLUMNS: usize = 24;

/// Lines in a box.
const LINES: usize = 3;

/// What stands in the box of a decision: its number and title, in a few short lines.
fn label(node: &Node) -> Vec<String> {
    let title = cut(&format!("{}. {}", node.number, node.title), COLUMNS * LINES);
    let mut lines: Vec<String> = Vec::new();
    for word in title.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word)),
        }
    }
    if lines.len() > LINES {
        let last = lines.split_off(LINES - 1).join(" ");
        // Cut for a line and still too long: the ellipsis says so.
        lines.push(cut(&last, COLUMNS));
    }
    lines
}

/// A word in pieces that fit a line: languages without spaces have long ones.
fn pieces(word: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let mut buffer = [0; 4];
        let letter: &str = letter.encode_utf8(&mut buffer);
        match pieces.last_mut() {
            Some(piece) if piece.width() + letter.width() <= COLUMNS => piece.push_str(letter),
            _ => pieces.push(letter.to_owned()),
        }
    }
    pieces
}

/// Whether a decision is no longer, or never was, what people go by: its box is drawn with a broken line.
fn is_over(node: &Node) -> bool {
    let word = node.status.map(|status| status.word);
    matches!(
        word,
        Some(Word::Rejected | Word::Withdrawn | Word::Superseded | Word::Deprecated)
    )
}

/// The word of a decision's status.
/// Where a decision stands, and on which branch, where that is not the one asked about.
fn status(node: &Node) -> String {
    let word = node
        .status
        .map_or("unreadable", |status| status.word.as_str());
    match &node.branch {
        Some(branch) => format!("{word}, on {branch}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::id::Number;

    fn lines(title: &str) -> Vec<String> {
        label(&Node {
            number: Number(7),
            title: title.to_owned(),
            status: None,
            branch: None,
        })
    }

    #[test]
    fn a_title_is_broken_into_short_lines() {
        assert_eq!(lines("Orders in Postgres"), ["7. Orders in Postgres"]);
        assert_eq!(
            lines("Orders are kept in Postgres for ten years"),
            ["7. Orders are kept in", "Postgres for ten years"]
        );
    }

    #[test]
    fn a_long_title_ends_in_an_ellipsis_whatever_its_language() {
        for title in ["word ".repeat(40), "数据库".repeat(40), "x".repeat(200)] {
            let lines = lines(&title);
            assert!(lines.len() <= LINES, "{lines:?}");
            assert!(
                lines.iter().all(|line| line.width() <= COLUMNS),
                "{lines:?}"
            );
            assert!(lines.concat().ends_with('…'), "{lines:?}");
        }
    }
}
