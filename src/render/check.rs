//! What the check says: decision by decision, each finding with the place and the fix, and the verdict in the
//! last line. Here for people at a terminal, one file below for each format that forges and CI systems read.

mod github;
mod junit;
mod markdown;
mod sarif;

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

pub use github::github;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;

/// What the answer says about one thing: a decision, or, without a number, what is about none.
#[derive(Default)]
struct Section<'r> {
    log: Option<&'r LogDir>,
    number: Option<Number>,
    /// The decision itself; `None` where it no longer stands.
    decision: Option<&'r Touched>,
    findings: Vec<&'r Finding>,
}

/// The answer in the order in which it is told: the decisions that the change touches, then what is about
/// none that still stands: a removed one, the repository, the environment.
fn sections(report: &Report) -> Vec<Section<'_>> {
    let about = |finding: &Finding| (finding.log.clone(), finding.decision);
    let told = report.decisions.iter().map(|decision| Section {
        log: Some(&decision.log),
        number: Some(decision.number),
        decision: Some(decision),
        findings: Vec::new(),
    });
    let mut sections: Vec<Section<'_>> = told.collect();
    let mut rest: Vec<&Finding> = Vec::new();
    for finding in &report.findings {
        let section = sections
            .iter_mut()
            .find(|one| (one.log, one.number) == (finding.log.as_ref(), finding.decision));
        match section {
            Some(section) => section.findings.push(finding),
            None => rest.push(finding),
        }
    }
    rest.sort_by_key(|finding| about(finding));
    for together in rest.chunk_by(|one, other| about(one) == about(other)) {
        let [first, ..] = together else { continue };
        sections.push(Section {
            log: first.log.as_ref(),
            number: first.decision,
            decision: None,
            findings: together.to_vec(),
        });
    }
    sections
}

/// The whole answer, for people at a terminal.
pub fn human(report: &Report) -> String {
    let mut text = String::new();
    for section in sections(report) {
        match (section.decision, section.number) {
            (Some(decision), _) => text.push_str(&heading(decision)),
            (None, Some(number)) => {
                let _ = writeln!(text, "{}", paint(BOLD, format!("decision {number}")));
            }
            (None, None) => {}
        }
        for finding in section.findings {
            text.push_str(&told(finding));
        }
    }
    let style = match report.verdict {
        Verdict::Pass => GOOD,
        Verdict::Blocked => OPEN,
        Verdict::Rejected | Verdict::CannotEvaluate => BAD,
    };
    let verdict = paint(style, report.verdict.words());
    let _ = writeln!(text, "{verdict}: {}", conclusion(report));
    text
}

fn heading(decision: &Touched) -> String {
    let name = paint(BOLD, format!("decision {}", decision.number));
    let title = one_line(&decision.title);
    format!("{name}  {title}: {}\n", standing(decision))
}

/// Where a decision would stand, and who has agreed.
fn standing(decision: &Touched) -> String {
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
    format!("{}{agreed}", decision.status)
}

fn told(finding: &Finding) -> String {
    let place = place(finding).map_or_else(String::new, |place| format!("  {place}"));
    let code = paint(style(finding.severity()), finding.code.name);
    format!(
        "  {code}{}\n    {}\n    {}\n",
        paint(DIM, place),
        one_line(&finding.message),
        paint(DIM, format!("fix: {}", one_line(&finding.fix)))
    )
}

/// Where something is found: the path, and the line if there is one.
fn place(finding: &Finding) -> Option<String> {
    let path = one_line(finding.path.as_deref()?);
    Some(match finding.line {
        Some(line) => format!("{path}:{line}"),
        None => path,
    })
}

/// A text from a record in one line that no terminal obeys.
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

/// What the verdict means for this change, in one line.
fn conclusion(report: &Report) -> String {
    let (base, head) = (named(&report.base), named(&report.head));
    match report.verdict {
        Verdict::Pass => format!("{head} may be merged into {base}"),
        Verdict::Blocked => format!("{head} waits for agreement before {base} takes it"),
        Verdict::Rejected => format!("{head} must be changed before {base} can take it"),
        Verdict::CannotEvaluate => "no answer here: see what is said above".to_owned(),
    }
}

fn named(named: &Named) -> String {
    let name = one_line(&named.name);
    match named.commit.as_deref().and_then(|commit| commit.get(..10)) {
        Some(short) if !name.starts_with(short) => format!("{name} ({short})"),
        _ => name,
    }
}
