//! `adr blame`, as people read it: beside each stretch of lines the revision that brought it, its author and who
//! has signed it.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::paint::{self, paint};
use super::spans::{self, plain};
use super::{cut, heading, wrap};
use crate::action::blame::{Line, Report, Source};

/// How wide the names of the author and of those who signed may be at most, in parts of the whole width.
const PART: usize = 5;

/// The text.
pub fn page(report: &Report, width: usize) -> String {
    let revision = format!("  revision {}", report.revision);
    let mut text = heading(
        report.number,
        &report.title,
        &revision,
        report.branch.as_deref(),
    );
    if !report.gaps.is_empty() {
        let gaps: Vec<String> = report.gaps.iter().map(|gap| format!("r{gap}")).collect();
        let words = format!(
            "{} cannot be read: what it brought is told as of the next revision",
            gaps.join(", ")
        );
        let _ = writeln!(text, "{}", wrap(&words, width, 0));
    }
    let columns = Columns::of(report, width);
    columns.write(
        &mut text,
        [
            ("REV", paint::DIM),
            ("BY", paint::DIM),
            ("SIGNED BY", paint::DIM),
        ],
        "",
    );
    let mut before = None;
    for line in &report.lines {
        let is_new = before != Some(line.revision);
        before = Some(line.revision);
        columns.line(&mut text, report, line, is_new);
    }
    text.push_str(&sources(report, width));
    text
}

/// Where imported revisions come from, in the words of the import: who put them up here did not write them.
fn sources(report: &Report, width: usize) -> String {
    let imported = report.revisions.iter().filter(|(_, one)| one.imported);
    let told = imported.filter_map(|(revision, one)| {
        let summary = one.summary.as_ref()?;
        let label = format!("r{revision}");
        let indent = label.width().max(3) + 2;
        let words = wrap(summary, width, indent);
        Some(format!("{label:<indent$}{words}\n"))
    });
    let told: String = told.collect();
    if told.is_empty() {
        return told;
    }
    format!("\n{told}")
}

/// How wide each column is.
struct Columns {
    widths: [usize; 3],
    room: usize,
}

impl Columns {
    fn of(report: &Report, width: usize) -> Self {
        let widest = |text: &dyn Fn(&Source) -> String, heading: &str| {
            let widths = report.revisions.values().map(|one| text(one).width());
            widths
                .max()
                .unwrap_or(0)
                .max(heading.width())
                .min(width / PART)
        };
        let number = report.revision.to_string().width() + 1;
        let widths = [
            number.max(3),
            widest(&author, "BY"),
            widest(&signers, "SIGNED BY"),
        ];
        let used: usize = widths.iter().sum::<usize>() + 2 * widths.len() + 2;
        Self {
            widths,
            room: width.saturating_sub(used).max(20),
        }
    }

    fn line(&self, text: &mut String, report: &Report, line: &Line, is_new: bool) {
        let source = report.revisions.get(&line.revision).filter(|_| is_new);
        let (revision, by, signed) = match source {
            Some(source) => (
                format!("r{}", line.revision),
                author(source),
                signers(source),
            ),
            None => (String::new(), String::new(), String::new()),
        };
        let cells = [
            (revision.as_str(), paint::BOLD),
            (by.as_str(), anstyle::Style::new()),
            (signed.as_str(), paint::GOOD),
        ];
        let none = ("", anstyle::Style::new());
        let lines = spans::wrap(&[plain(&line.text)], self.room, false);
        for (at, part) in lines.iter().enumerate() {
            let cells = if at == 0 { cells } else { [none; 3] };
            self.write(text, cells, &spans::painted(part));
        }
    }

    fn write(&self, text: &mut String, cells: [(&str, anstyle::Style); 3], line: &str) {
        for ((cell, style), width) in cells.into_iter().zip(self.widths) {
            let shown = cut(cell, width);
            let padding = width.saturating_sub(shown.width()) + 2;
            if !shown.is_empty() {
                text.push_str(&paint(style, shown));
            }
            text.push_str(&" ".repeat(padding));
        }
        text.push_str(&paint(paint::DIM, "│"));
        if !line.is_empty() {
            text.push(' ');
            text.push_str(line);
        }
        text.push('\n');
    }
}

fn author(source: &Source) -> String {
    let all = std::iter::once(&source.by).chain(&source.with);
    all.map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn signers(source: &Source) -> String {
    let names = source.signed.iter().map(|one| match &one.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", one.person),
        None => one.person.to_string(),
    });
    names.collect::<Vec<_>>().join(", ")
}
