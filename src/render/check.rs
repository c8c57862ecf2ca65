//! What the check says, for people: decision by decision, each finding with the place and the fix, and the
//! verdict in the last line.

use std::collections::BTreeSet;
use std::fmt::Write;

use anstyle::Style;

use super::harmless;
use super::paint::{BAD, BOLD, DIM, GOOD, OPEN, paint};
use crate::action::check::{Named, Report, Touched};
use crate::agreement::evaluation::{Evaluation, NeedResult};
use crate::check::{Finding, Severity, Verdict};
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::record::name::Handle;

/// The whole answer.
pub fn human(report: &Report) -> String {
    let mut text = String::new();
    let mut told = BTreeSet::new();
    for decision in &report.decisions {
        let about = (Some(&decision.log), Some(decision.number));
        text.push_str(&heading(decision));
        text.push_str(&findings(report, about));
        told.insert(about);
    }
    // What is about no decision that still stands: a removed one, the repository, the environment.
    let rest: BTreeSet<_> = report.findings.iter().map(about).collect();
    for about in rest.difference(&told) {
        if let Some(number) = about.1 {
            let _ = writeln!(text, "{}", paint(BOLD, format!("decision {number}")));
        }
        text.push_str(&findings(report, *about));
    }
    text.push_str(&verdict(report));
    text
}

type About<'a> = (Option<&'a LogDir>, Option<Number>);

fn about(finding: &Finding) -> About<'_> {
    (finding.log.as_ref(), finding.decision)
}

fn heading(decision: &Touched) -> String {
    let title = harmless(&decision.title);
    let agreed = decision
        .evaluation
        .as_ref()
        .map_or_else(String::new, |evaluation| {
            let people = agreed_by(evaluation);
            match (people.is_empty(), evaluation.is_met()) {
                (true, _) => String::new(),
                (false, true) => format!(", agreed by {}", people.join(", ")),
                (false, false) => format!(", so far agreed by {}", people.join(", ")),
            }
        });
    let name = paint(BOLD, format!("decision {}", decision.number));
    format!("{name}  {title}: {}{agreed}\n", decision.status)
}

fn findings(report: &Report, about_this: About<'_>) -> String {
    let mut text = String::new();
    for finding in report
        .findings
        .iter()
        .filter(|one| about(one) == about_this)
    {
        let place = match (&finding.path, finding.line) {
            (Some(path), Some(line)) => format!("  {path}:{line}"),
            (Some(path), None) => format!("  {path}"),
            (None, _) => String::new(),
        };
        let code = paint(style(finding.severity()), finding.code.name);
        let _ = writeln!(text, "  {code}{}", paint(DIM, harmless(&place)));
        let _ = writeln!(text, "    {}", one_line(&finding.message));
        let _ = writeln!(
            text,
            "    {}",
            paint(DIM, format!("fix: {}", one_line(&finding.fix)))
        );
    }
    text
}

fn one_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}

const fn style(severity: Severity) -> Style {
    match severity {
        Severity::Note => DIM,
        Severity::Blocked => OPEN,
        Severity::Rejected | Severity::CannotEvaluate => BAD,
    }
}

/// Everybody whose word the evaluation rests on.
fn agreed_by(evaluation: &Evaluation) -> Vec<String> {
    let mut people = BTreeSet::new();
    let needs = evaluation.rules.iter().flat_map(|rule| &rule.needs);
    for need in needs.chain(evaluation.approvers.iter().map(|one| &one.need)) {
        seated(need, &mut people);
    }
    people.into_iter().map(ToString::to_string).collect()
}

fn seated<'a>(need: &'a NeedResult, people: &mut BTreeSet<&'a Handle>) {
    people.extend(need.counted.iter().map(|seat| &seat.person));
    for alternative in &need.alternatives {
        seated(alternative, people);
    }
}

fn verdict(report: &Report) -> String {
    let (base, head) = (named(&report.base), named(&report.head));
    let (style, what) = match report.verdict {
        Verdict::Pass => (GOOD, format!("{head} may be merged into {base}")),
        Verdict::Blocked => (
            OPEN,
            format!("{head} waits for agreement before {base} takes it"),
        ),
        Verdict::Rejected => (
            BAD,
            format!("{head} must be changed before {base} can take it"),
        ),
        Verdict::CannotEvaluate => (BAD, "no answer here: see what is said above".to_owned()),
    };
    format!("{}: {what}\n", paint(style, report.verdict.words()))
}

fn named(named: &Named) -> String {
    let name = harmless(&named.name);
    match named.commit.as_deref().and_then(|commit| commit.get(..10)) {
        Some(short) if !name.starts_with(short) => format!("{name} ({short})"),
        _ => name,
    }
}
