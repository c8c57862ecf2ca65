//! `adr lint`, as people read it: each text with what is weak about it, why, and what to do.

use std::fmt::Write as _;

use super::{count, cut, harmless, paint, with_whole_commands, wrap};
use crate::action::lint::{Found, Report};
use crate::log::lint::Severity;

/// Columns before what is said about a finding.
const INDENT: usize = 4;

/// What was found, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    let mut text = String::new();
    let mut before: Option<&Found> = None;
    for found in &report.findings {
        let is_same = before.is_some_and(|before| {
            (before.number, &before.path, &before.branch)
                == (found.number, &found.path, &found.branch)
        });
        if !is_same {
            if before.is_some() {
                text.push('\n');
            }
            heading(&mut text, found, width);
        }
        one(&mut text, found, width);
        before = Some(found);
    }
    if before.is_some() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", sum(report));
    text
}

fn heading(text: &mut String, found: &Found, width: usize) {
    let title = match found.number {
        Some(number) => format!("{number}  {}", harmless(&found.title)),
        None => harmless(&found.title),
    };
    let _ = writeln!(text, "{}", paint::paint(paint::BOLD, cut(&title, width)));
    let branch = found.branch.as_deref();
    let branch = branch.map_or(String::new(), |branch| format!(" on {}", harmless(branch)));
    let path = format!("{}{branch}", harmless(&found.path));
    let _ = writeln!(text, "{}", paint::paint(paint::DIM, path));
}

fn one(text: &mut String, found: &Found, width: usize) {
    let (word, style) = match found.severity {
        Severity::Warning => ("warning", paint::OPEN),
        Severity::Hint => ("hint", paint::DIM),
    };
    let line = found
        .line
        .map_or(String::new(), |line| format!(", line {line}"));
    let what = format!(
        "{word}: {}{line}: {}  [{}]",
        found.field.key(),
        harmless(&found.message),
        found.code
    );
    let what = wrap(&what, width, INDENT);
    let painted = what.replacen(word, &paint::paint(style, word), 1);
    let _ = writeln!(text, "  {painted}");
    for (word, line) in [("why", found.why), ("fix", found.fix)] {
        let line = with_whole_commands(&format!("{word}: {line}"));
        let line = wrap(&line, width, INDENT);
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
}

fn sum(report: &Report) -> String {
    let of = |severity| {
        let same = |found: &&Found| found.severity == severity;
        report.findings.iter().filter(same).count()
    };
    let texts = count(report.texts, "text");
    match (of(Severity::Warning), of(Severity::Hint)) {
        (0, 0) => format!("nothing weak found in {texts}"),
        (warnings, hints) => format!(
            "{}, {} in {texts}",
            count(warnings, "warning"),
            count(hints, "hint")
        ),
    }
}
