//! `adr search`, as people read it: each decision with the lines that hold the words.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

use super::{cut, harmless, paint, wrap};
use crate::action::search::{Line, Match, Report};
use crate::log::search::Field;

/// Columns before a line.
const INDENT: usize = 4;

/// The least that is shown of a line, in columns.
const LEAST: usize = 20;

/// How the words that were looked for are shown.
const HIT: Style = paint::OPEN.bold();

/// What was found, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    if report.decisions.is_empty() {
        return "no decision says that\n".to_owned();
    }
    let mut text = String::new();
    if report.partial {
        text.push_str("no decision has all these words; with some of them:\n\n");
    }
    for found in &report.decisions {
        one(&mut text, found, width);
    }
    if report.total > report.decisions.len() {
        let rest = report.total - report.decisions.len();
        let _ = writeln!(text, "\nand {rest} more: see them with --limit 0");
    }
    text
}

fn one(text: &mut String, found: &Match, width: usize) {
    let in_title = found.lines.iter().find(|line| line.field == Field::Title);
    let title = match in_title {
        Some(line) if wrap(&line.text, width, 0).lines().count() == 1 => {
            painted(line, width.max(LEAST), paint::BOLD)
        }
        _ => paint::paint(paint::BOLD, cut(&found.title, width)),
    };
    let status = paint::paint(paint::of_word(found.status.word), found.status);
    let mut facts = vec![status];
    facts.extend(found.owner.iter().map(ToString::to_string));
    facts.extend(
        found
            .branch
            .iter()
            .map(|branch| format!("on {}", harmless(branch))),
    );
    let number = paint::paint(paint::BOLD, found.number);
    let _ = writeln!(text, "{number}  {title}  ({})", facts.join(", "));
    for line in found.lines.iter().filter(|line| line.field != Field::Title) {
        let label = format!("{}: ", line.field);
        let room = width.saturating_sub(INDENT + label.len()).max(LEAST);
        let _ = writeln!(
            text,
            "{:INDENT$}{}{}",
            "",
            paint::paint(paint::DIM, label),
            painted(line, room, Style::new())
        );
    }
}

/// So much of a line as fits, the first word that was looked for in it.
fn painted(line: &Line, width: usize, style: Style) -> String {
    let columns = |text: &str| {
        text.chars()
            .map(|letter| letter.width().unwrap_or(0))
            .sum::<usize>()
    };
    let text = line.text.as_str();
    let first = line.hits.first().map_or(0, |hit| hit.0);
    // Some of what stands before the word helps to understand it.
    let before = text.get(..first).unwrap_or_default();
    let is_whole = columns(text) <= width;
    let is_near = columns(before) < width / 2;
    let start = if is_whole || is_near {
        0
    } else {
        let back = before.char_indices().rev();
        let from = back.take(width / 4).last().map_or(0, |(at, _)| at);
        // Not in the middle of a word, where there are words.
        let next = text.get(from..first).and_then(|part| part.find(' '));
        next.map_or(from, |space| from + space + 1)
    };
    let mut shown = String::new();
    let mut room = if is_whole {
        width
    } else {
        width.saturating_sub(1)
    };
    if start > 0 {
        shown.push('…');
        room = room.saturating_sub(1);
    }
    let mut current = style;
    let mut piece = String::new();
    let mut is_cut = false;
    for (at, letter) in text.char_indices().skip_while(|(at, _)| *at < start) {
        let takes = letter.width().unwrap_or(0);
        if takes > room {
            is_cut = true;
            break;
        }
        room -= takes;
        let is_hit = line.hits.iter().any(|hit| (hit.0..hit.1).contains(&at));
        let wanted = if is_hit { HIT } else { style };
        if wanted != current {
            flush(&mut shown, current, &mut piece);
            current = wanted;
        }
        piece.push(letter);
    }
    flush(&mut shown, current, &mut piece);
    if is_cut {
        shown.push('…');
    }
    shown
}

fn flush(shown: &mut String, style: Style, piece: &mut String) {
    if !piece.is_empty() {
        shown.push_str(&paint::paint(style, harmless(piece).replace('\n', " ")));
        piece.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, word: &str, width: usize) -> String {
        let at = text.find(word).unwrap();
        let line = Line {
            field: Field::Context,
            text: text.to_owned(),
            hits: vec![(at, at + word.len())],
        };
        let painted = painted(&line, width, Style::new());
        anstream::adapter::strip_str(&painted).to_string()
    }

    #[test]
    fn of_a_long_line_the_part_with_the_word_is_shown() {
        let long = "Orders are lost when the shared file is written twice, which happened in May";
        assert_eq!(shown(long, "shared", 30), "…the shared file is written t…");
        assert_eq!(shown(long, "lost", 30), "Orders are lost when the shar…");
        assert_eq!(shown("short and whole", "whole", 30), "short and whole");
        assert_eq!(
            shown("数据库选型和迁移计划与风险评估以及回滚方案", "回滚", 20),
            "…险评估以及回滚方案"
        );
        assert_eq!(shown("a\u{1b}[31mb", "b", 30), "a\\u{1b}[31mb");
    }
}
