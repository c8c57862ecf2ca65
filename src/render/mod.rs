//! Reports become text: pure functions, one file a report. Nothing here decides anything.
//!
//! Whatever comes from a record, a path or a branch name goes through [`harmless`] before it may reach a
//! terminal. Colour is written as escape sequences, which the command line drops where nobody sees them.

pub mod asks;
pub mod audit;
pub mod blame;
pub mod brief;
pub mod charter;
pub mod check;
pub mod codes;
pub mod diff;
pub mod due;
pub mod explain;
pub mod export;
pub mod generate;
pub mod graph;
pub mod hook;
pub mod html;
pub mod import;
pub mod inbox;
pub mod lint;
pub mod list;
pub mod markdown;
pub mod paint;
pub mod record;
pub mod rules;
pub mod search;
mod sections;
pub mod show;
pub mod site;
mod spans;
pub mod statement;
pub mod stats;
pub mod status;
pub mod table;
pub mod timeline;
pub mod verify;
pub mod walk;
pub mod why;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::record::id::Number;

/// The line above a text of a decision: its number and title, what `aside` says, and the branch it was read from.
fn heading(number: Number, title: &str, aside: &str, branch: Option<&str>) -> String {
    let on = branch.map_or_else(String::new, |branch| format!("  (on {branch})"));
    let title = format!("{number}  {}", harmless(title));
    let aside = harmless(&format!("{aside}{on}"));
    format!(
        "{}{}\n",
        paint::paint(paint::BOLD, title),
        paint::paint(paint::DIM, aside)
    )
}

/// A text with everything escaped that a terminal could take for a command. Line breaks stay.
pub fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '\n'
            || crate::record::yaml::check_text(letter.encode_utf8(&mut [0; 4])).is_ok()
        {
            safe.push(letter);
        } else {
            safe.extend(letter.escape_default());
        }
    }
    safe
}

/// One line of at most `width` columns: line breaks become spaces, and what does not fit an ellipsis.
/// Columns are those of a terminal, in which a Chinese character takes two.
pub fn cut(text: &str, width: usize) -> String {
    let line = harmless(text).replace('\n', " ");
    if line.width() <= width {
        return line;
    }
    let mut room = width.saturating_sub(1);
    let mut kept = String::new();
    for letter in line.chars() {
        let columns = letter.width().unwrap_or(0);
        if columns > room {
            break;
        }
        room -= columns;
        kept.push(letter);
    }
    kept.truncate(kept.trim_end().len());
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// `1 commit`, `2 commits`.
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 {
        format!("1 {thing}")
    } else {
        format!("{number} {thing}s")
    }
}

/// A command for [`wrap`]: never broken, so that it can be copied.
pub fn whole(command: &str) -> String {
    command.replace(' ', "\u{a0}")
}

/// A line that is said to a person, for [`wrap`]: what stands between backticks, and a command that begins a clause
/// (`hint: git merge main; or ...`), are held together.
pub fn with_whole_commands(line: &str) -> String {
    let mut held = String::new();
    let mut is_quoted = false;
    let mut is_command = false;
    let mut begins_clause = true;
    for word in line.split(' ') {
        let is_between = matches!(word, "" | "or" | "and" | "then");
        let goes_on = is_quoted || (is_command && !is_between);
        held.push(if goes_on { '\u{a0}' } else { ' ' });
        held.push_str(word);
        let begins = (begins_clause || word.starts_with('('))
            && matches!(word.trim_start_matches('('), "git" | "adr" | "adr-sign");
        let ends = is_between || word.ends_with([';', ',', ')']);
        is_quoted ^= word.matches('`').count() % 2 == 1;
        is_command = (is_command || begins) && !ends;
        begins_clause = is_between || word.ends_with([':', ';', ',', '.']);
    }
    held
}

/// Words in lines of at most `width` columns, `indent` spaces before each line but the first. A word that
/// is wider than a line stands alone and whole, and so does what is held together by no-break spaces, which
/// become ordinary ones.
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for word in harmless(text)
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let columns = word.width();
        if column > 0 && column + 1 + columns > width.saturating_sub(indent) {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(&word.replace('\u{a0}', " "));
        column += columns;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        assert_eq!(harmless("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(harmless("a\u{202e}b\nc"), "a\\u{202e}b\nc");
        assert_eq!(harmless("数据库 é"), "数据库 é");
    }

    #[test]
    fn a_command_in_what_is_said_stays_on_one_line() {
        let said = |line: &str| wrap(&with_whole_commands(line), 40, 6);
        assert_eq!(
            said(
                "bring it up to date: git switch adr/7 && git merge origin/adr/7; or wait for the others"
            ),
            "bring it up to date:\n      git switch adr/7 && git merge origin/adr/7;\n      or wait for the others"
        );
        assert_eq!(
            said("they sign with `adr-sign approve 7 --again --push` when they have time"),
            "they sign with\n      `adr-sign approve 7 --again --push`\n      when they have time"
        );
        assert_eq!(
            said("write the text (adr edit 7), then: adr propose 7 --push"),
            "write the text (adr edit 7), then:\n      adr propose 7 --push"
        );
    }

    #[test]
    fn a_line_is_cut_by_columns_not_by_letters() {
        assert_eq!(cut("PostgreSQL", 10), "PostgreSQL");
        assert_eq!(cut("PostgreSQL for orders", 12), "PostgreSQL…");
        assert_eq!(cut("数据库选型", 7), "数据库…");
        assert_eq!(cut("数据库选型", 6), "数据…");
        assert_eq!(cut("ab", 0), "");
    }

    #[test]
    fn words_are_wrapped_and_never_broken() {
        assert_eq!(wrap("one two three", 9, 2), "one two\n  three");
        assert_eq!(
            wrap(&format!("so: {}", whole("git log")), 8, 0),
            "so:\ngit log"
        );
        assert_eq!(
            wrap("a https://example.com/long", 10, 0),
            "a\nhttps://example.com/long"
        );
    }
}
