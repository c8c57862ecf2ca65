//! What changed between two texts, as people read it: the changed words in colour, or in `[-...-]` and
//! `{+...+}` where there is none.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::harmless;
use crate::agreement::compare::{Change, Piece, lines, words};

/// How many characters of unchanged text are shown on either side of a change.
const CONTEXT: usize = 60;

const REMOVED: Style = AnsiColor::Red.on_default().strikethrough();
const ADDED: Style = AnsiColor::Green.on_default();

/// The changed fields, each under its name.
pub fn changes(changes: &[Change]) -> String {
    let bold = Style::new().bold();
    let mut text = String::new();
    for change in changes {
        let _ = writeln!(text, "{bold}{}{bold:#}:", change.field);
        let marked = if change.is_words { marked } else { by_line };
        for line in marked(&change.before, &change.after).trim_end().lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

fn marked(before: &str, after: &str) -> String {
    let (before, after) = (harmless(before), harmless(after));
    let pieces = words(&before, &after);
    let last = pieces.len().saturating_sub(1);
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let _ = match piece {
            Piece::Same(same) => write!(text, "{}", shortened(same, index == 0, index == last)),
            Piece::Removed(words) => write!(
                text,
                "{REMOVED}[-{}-]{REMOVED:#}",
                words.trim_end_matches('\n')
            ),
            Piece::Added(words) => write!(
                text,
                "{ADDED}{{+{}+}}{ADDED:#}",
                words.trim_end_matches('\n')
            ),
        };
    }
    text
}

/// YAML line by line, with the lines next to a change.
fn by_line(before: &str, after: &str) -> String {
    let (before, after) = (harmless(before), harmless(after));
    let pieces = lines(&before, &after);
    let is_change = |index: usize| {
        pieces
            .get(index)
            .is_some_and(|piece| !matches!(piece, Piece::Same(_)))
    };
    let mut text = String::new();
    let mut has_gap = false;
    for (index, piece) in pieces.iter().enumerate() {
        let near = index.saturating_sub(2)..index + 3;
        let _ = match piece {
            Piece::Removed(line) => writeln!(
                text,
                "{REMOVED}- {}{REMOVED:#}",
                line.trim_end_matches('\n')
            ),
            Piece::Added(line) => {
                writeln!(text, "{ADDED}+ {}{ADDED:#}", line.trim_end_matches('\n'))
            }
            Piece::Same(line) if near.clone().any(is_change) => write!(text, "  {line}"),
            Piece::Same(_) if has_gap => Ok(()),
            Piece::Same(_) => writeln!(text, "  ..."),
        };
        has_gap = matches!(piece, Piece::Same(_)) && !near.clone().any(is_change);
    }
    text
}

/// A long unchanged stretch, with what lies far from any change left out.
fn shortened(same: &str, is_first: bool, is_last: bool) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::field::Field;

    #[test]
    fn only_what_lies_near_a_change_is_shown() {
        let before = format!(
            "{} We move all services. {}\n",
            "A. ".repeat(60),
            "B. ".repeat(60)
        );
        let after = before.replace("all services", "the orders service");
        let change = Change {
            field: Field::Decision,
            before,
            after,
            is_words: true,
        };
        let shown = anstream::adapter::strip_str(&changes(&[change])).to_string();
        assert!(
            shown.contains("We move [-all services-]{+the orders service+}. B."),
            "{shown}"
        );
        assert!(shown.len() < 250, "{shown}");
    }
}
