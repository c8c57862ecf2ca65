//! What the check says as Markdown, for a comment on a pull request or the summary of a step.
//!
//! What comes from a record, a path or a branch only ever stands in code: see [`crate::render::markdown`].

use std::fmt::Write;

use super::{Finding, Report, Section, Severity, conclusion, one_line, place, sections, standing};
use crate::check::Verdict;
use crate::render::markdown::{code, longest_run};

/// How long the text may grow before the rest is only counted, in bytes. A comment on GitHub holds 65,536
/// characters.
const ROOM: usize = 60_000;

/// The whole answer, or as much of it as a comment holds.
pub fn markdown(report: &Report) -> String {
    let mut text = format!(
        "## `adr check`: {} {}\n\n{}\n",
        sign(report.verdict),
        report.verdict.words(),
        code(&conclusion(report))
    );
    let mut left_out = 0;
    for section in sections(report) {
        let told = told(&section);
        if left_out == 0 && text.len() + told.len() <= ROOM {
            text.push_str(&told);
        } else {
            left_out += section.findings.len().max(1);
        }
    }
    if left_out > 0 {
        let _ = write!(
            text,
            "\nThere is more ({left_out}) than fits here: run `adr check` for all of it.\n"
        );
    }
    text
}

const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✅",
        Verdict::Blocked => "⏳",
        Verdict::Rejected => "❌",
        Verdict::CannotEvaluate => "⚠️",
    }
}

fn told(section: &Section<'_>) -> String {
    let mut text = String::from("\n");
    match (section.decision, section.number) {
        (Some(decision), _) => {
            let number = decision.number;
            let title = code(&decision.title);
            let _ = writeln!(text, "### Decision {number}: {title}\n");
            let _ = writeln!(text, "{}\n", code(&standing(decision)));
        }
        (None, Some(number)) => {
            let _ = writeln!(text, "### Decision {number}\n");
        }
        (None, None) => {}
    }
    for finding in &section.findings {
        text.push_str(&item(finding));
    }
    text
}

fn item(finding: &Finding) -> String {
    let severity = match finding.severity() {
        Severity::Note => "note",
        Severity::Blocked => "blocked",
        Severity::Rejected => "rejected",
        Severity::CannotEvaluate => "cannot evaluate",
    };
    let place = place(finding).map_or_else(String::new, |place| format!(" at {}", code(&place)));
    let said = format!(
        "{}\nfix: {}",
        one_line(&finding.message),
        one_line(&finding.fix)
    );
    let fence = "`".repeat(longest_run(&said).max(2) + 1);
    let said = said.replace('\n', "\n  ");
    format!(
        "- **{severity}** `{}`{place}\n\n  {fence}text\n  {said}\n  {fence}\n\n",
        finding.code.name
    )
}
