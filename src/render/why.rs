//! `adr why`, as people read it: each decision with what it says and which of the files it governs.

use std::fmt::Write as _;

use super::{cut, harmless, paint, whole, wrap};
use crate::action::why::{Governed, Governing, Named, Report};

/// Columns before what belongs to a decision.
const INDENT: usize = 2;

/// Most files that are named of a decision; the others are counted.
const FILES: usize = 20;

/// The decisions, in lines of at most `width` columns.
pub fn page(report: &Report, width: usize) -> String {
    let mut text = String::new();
    for (index, decision) in report.decisions.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        one(&mut text, decision, width);
    }
    if report.ungoverned.is_empty() {
        return text;
    }
    if !report.decisions.is_empty() {
        text.push('\n');
    }
    let heading = "Governed by no decision in force";
    let _ = writeln!(text, "{}", paint::paint(paint::BOLD, heading));
    for path in report.ungoverned.iter().take(FILES) {
        let _ = writeln!(text, "{:INDENT$}{}", "", harmless(path));
    }
    more(&mut text, report.ungoverned.len());
    text
}

fn one(text: &mut String, decision: &Governing, width: usize) {
    let title = format!("{}  {}", decision.number, harmless(&decision.title));
    let _ = writeln!(
        text,
        "{}",
        paint::paint(paint::BOLD, wrap(&title, width, 4))
    );
    let mut line = |words: &str, style: anstyle::Style| {
        let words = wrap(words, width, INDENT);
        let _ = writeln!(text, "{:INDENT$}{}", "", paint::paint(style, words));
    };
    let plain = anstyle::Style::new();
    if let Some(what) = &decision.what {
        line(&gist(what), plain);
    }
    if let Some(because) = &decision.because {
        line(&format!("because: {}", gist(because)), plain);
    }
    let mut facts = vec![format!("revision {}", decision.revision)];
    facts.extend(
        decision
            .since
            .map(|at| format!("in force since {}", at.day())),
    );
    facts.extend(decision.owner.iter().map(|owner| format!("owner {owner}")));
    line(
        &format!(
            "{}: {}",
            facts.join(", "),
            whole(&format!("adr show {}", decision.number))
        ),
        paint::DIM,
    );
    for other in &decision.amended_by {
        line(&format!("amended by {}", name(other)), paint::OPEN);
    }
    for other in &decision.supersedes {
        line(&format!("took the place of {}", name(other)), paint::DIM);
    }
    for governed in decision.paths.iter().take(FILES) {
        let _ = writeln!(text, "{:INDENT$}{}", "", path(governed));
    }
    more(text, decision.paths.len());
}

fn more(text: &mut String, all: usize) {
    if all > FILES {
        let _ = writeln!(
            text,
            "{:INDENT$}and {} more (--json names them)",
            "",
            all - FILES
        );
    }
}

/// A line of somebody's words, of a length that is still a line.
fn gist(words: &str) -> String {
    cut(words, 240)
}

fn name(named: &Named) -> String {
    format!(
        "{} {}: {}",
        named.number,
        named.title,
        whole(&format!("adr show {}", named.number))
    )
}

fn path(governed: &Governed) -> String {
    let shown = if governed.path.is_empty() {
        "."
    } else {
        &governed.path
    };
    let from = match governed.inherited_from {
        Some(number) => format!(" of decision {number}"),
        None => String::new(),
    };
    let pattern = format!("({}{from})", governed.pattern);
    format!(
        "{}  {}",
        harmless(shown),
        paint::paint(paint::DIM, harmless(&pattern))
    )
}
