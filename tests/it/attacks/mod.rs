//! What an author of a pull request could try. Each test builds a real repository with real keys and the
//! git command line, and is named after the row of the catalogue that it is about.

mod aftermath;
mod bounds;
mod decisions;
mod everyday;
mod forge;
mod git;
mod honest;
mod objects;
mod rules;
mod signatures;
mod signoffs;
mod sizes;
mod views;

use adr_sign::action::check::Report;
use adr_sign::check::{Finding, Verdict};

/// Insists on a verdict and on a finding of this code.
#[track_caller]
fn found<'r>(report: &'r Report, verdict: Verdict, code: &str) -> Found<'r> {
    assert_eq!(report.verdict, verdict, "{}", told(report));
    let found: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.code.name == code)
        .collect();
    assert!(!found.is_empty(), "no {code} in\n{}", told(report));
    Found { report, found }
}

/// Findings of one code, of which one must be as a test says.
struct Found<'r> {
    report: &'r Report,
    found: Vec<&'r Finding>,
}

impl Found<'_> {
    /// One of them is about this file.
    #[track_caller]
    fn at(mut self, path: &str) -> Self {
        self.found
            .retain(|finding| finding.path.as_deref() == Some(path));
        assert!(
            !self.found.is_empty(),
            "nothing at {path} in\n{}",
            told(self.report)
        );
        self
    }

    /// One of them says this.
    #[track_caller]
    fn saying(mut self, words: &str) -> Self {
        self.found.retain(|finding| finding.message.contains(words));
        assert!(
            !self.found.is_empty(),
            "nothing says `{words}` in\n{}",
            told(self.report)
        );
        self
    }

    /// One of them is fixed so.
    #[track_caller]
    fn fixed_by(mut self, words: &str) -> Self {
        self.found.retain(|finding| finding.fix.contains(words));
        assert!(
            !self.found.is_empty(),
            "nothing is fixed by `{words}` in\n{}",
            told(self.report)
        );
        self
    }
}

/// Insists that a change may be merged.
#[track_caller]
fn passes(report: &Report) {
    assert_eq!(report.verdict, Verdict::Pass, "{}", told(report));
}

fn told(report: &Report) -> String {
    let line = |finding: &Finding| {
        format!(
            "{:?} {} {}: {}\n    fix: {}\n",
            finding.severity(),
            finding.code.name,
            finding.path.as_deref().unwrap_or("-"),
            finding.message,
            finding.fix
        )
    };
    report.findings.iter().map(line).collect()
}
