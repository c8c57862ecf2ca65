//! One proposal at a time, as `adr-sign` shows it: which, what is asked, and what it says or how it has changed.
//! Plain lines one below the other, which a terminal, a log and a screen reader read alike.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{diff, harmless, inbox, paint, show, wrap};
use crate::action::inbox::{Item, Task};
use crate::action::sign::Prepared;
use crate::agreement::compare;
use crate::record::prose::Prose;
use crate::record::text::Text;

/// How far what people wrote is indented where it is quoted, in columns.
const QUOTED: usize = 2;

/// Which proposal this is: `2 of 3: decision 7, revision 2, on adr/0007-postgres`, its title, and who put it up.
pub fn heading(place: (usize, usize), item: &Item, prepared: &Prepared, width: usize) -> String {
    let (at, total) = place;
    let revision = prepared.signoff.revision;
    let which = format!(
        "{at} of {total}: decision {}, revision {revision}, on {}",
        item.number, item.branch
    );
    let title = harmless(&inbox::title(item));
    let mut lines = format!(
        "{}\n{}\n",
        wrap(&which, width, 0),
        paint::paint(paint::BOLD, wrap(&title, width, 0))
    );
    if let Some(stored) = prepared.located.decision.revisions.get(&revision) {
        let put_up = &stored.value;
        let summary = put_up
            .summary
            .as_ref()
            .map_or_else(String::new, |summary| format!(": {summary}"));
        let words = format!("put up by {} on {}{summary}", put_up.by, put_up.at.day());
        let _ = writeln!(lines, "{}", wrap(&words, width, 0));
    }
    lines
}

/// What is asked, a line each.
pub fn asks(tasks: &[Task], width: usize) -> String {
    let mut lines = String::new();
    for task in tasks {
        let words = format!("{}: {}", inbox::label(task), inbox::words(task).trim_end());
        let _ = writeln!(lines, "{}", wrap(&words, width, QUOTED));
    }
    lines
}

/// What changed since its reader last signed something about it; else all that it says.
pub fn text(prepared: &Prepared, width: usize) -> String {
    match &prepared.last_seen {
        Some(before) => {
            let changes = compare::changes(before, &prepared.text);
            format!(
                "Since you last signed something about it:\n\n{}",
                diff::changes(&changes, width)
            )
        }
        None => whole(&prepared.text, width),
    }
}

/// All that a text says, in lines of at most `width` columns.
pub fn whole(text: &Text, width: usize) -> String {
    show::text(text, width)
        .lines()
        .map(|line| format!("{}\n", flow(line, width)))
        .collect()
}

/// What somebody wrote, below what it is.
pub fn quoted(words: &Prose, width: usize) -> String {
    let lines = words.as_str().lines().map(|line| {
        let line = wrap(line, width, QUOTED);
        let margin = if line.is_empty() { 0 } else { QUOTED };
        format!("{:margin$}{line}", "")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line that is too wide in several, below each other.
fn flow(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let words = line.trim_start();
    let margin = (line.len() - words.len()).min(width / 2);
    format!("{:margin$}{}", "", wrap(words, width, margin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_wide_goes_on_below_and_the_rest_stays_as_it_is() {
        assert_eq!(flow("  a  b", 10), "  a  b");
        assert_eq!(flow("  one two three", 10), "  one two\n  three");
    }

    #[test]
    fn what_people_wrote_is_quoted_line_by_line() {
        let words = Prose::new("It is late.\nAnd \u{e9}.").unwrap();
        assert_eq!(quoted(&words, 9), "  It is\n  late.\n  And \u{e9}.");
    }
}
