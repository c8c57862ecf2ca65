//! What the check says as a `JUnit` report, which GitLab, Jenkins and others show beside their tests: a test case
//! for each decision that the change touches, and one for everything that is about none.
//!
//! There is no one specification. This keeps to what the schemas in use agree on: suites, cases, at most one
//! `failure` or `error` in a case, and `system-out`.

use std::fmt::Write;

use super::{Report, Section, Severity, one_line, place, sections, standing};
use crate::check::Finding;

/// The report as a document.
pub fn junit(report: &Report) -> String {
    let sections = sections(report);
    let mut cases: Vec<Case<'_>> = sections.iter().map(Case::of).collect();
    // A change that touches no decision has a case as well, which passes.
    if sections.iter().all(|section| section.number.is_some()) {
        cases.insert(0, Case::of(&Section::default()));
    }
    let count = |wanted: Outcome| cases.iter().filter(|case| case.outcome == wanted).count();
    let totals = format!(
        "name=\"adr check\" tests=\"{}\" failures=\"{}\" errors=\"{}\"",
        cases.len(),
        count(Outcome::Failure),
        count(Outcome::Error)
    );
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites {totals}>\n  <testsuite {totals}>");
    for case in &cases {
        text.push_str(&case.element());
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Pass,
    /// Agreement is missing, or something is wrong with the change.
    Failure,
    /// There is no answer.
    Error,
}

struct Case<'r> {
    class: String,
    name: String,
    outcome: Outcome,
    findings: Vec<&'r Finding>,
}

impl<'r> Case<'r> {
    fn of(section: &Section<'r>) -> Self {
        let worst = section
            .findings
            .iter()
            .map(|finding| finding.severity())
            .max();
        let name = match (section.number, section.decision) {
            (Some(number), Some(decision)) => {
                format!(
                    "decision {number}: {}: {}",
                    decision.title,
                    standing(decision)
                )
            }
            (Some(number), None) => format!("decision {number}"),
            (None, _) => "the change".to_owned(),
        };
        Self {
            class: section
                .log
                .map_or_else(|| "repository".to_owned(), ToString::to_string),
            name,
            outcome: match worst {
                None | Some(Severity::Note) => Outcome::Pass,
                Some(Severity::Blocked | Severity::Rejected) => Outcome::Failure,
                Some(Severity::CannotEvaluate) => Outcome::Error,
            },
            findings: section.findings.clone(),
        }
    }

    fn element(&self) -> String {
        let open = format!(
            "    <testcase classname=\"{}\" name=\"{}\"",
            escaped(&self.class),
            escaped(&self.name)
        );
        let told: Vec<String> = self.findings.iter().map(|finding| said(finding)).collect();
        let told = escaped(&told.join("\n"));
        let names: Vec<&str> = self
            .findings
            .iter()
            .map(|finding| finding.code.name)
            .collect();
        let tag = match self.outcome {
            Outcome::Pass if told.is_empty() => return format!("{open}/>\n"),
            Outcome::Pass => {
                return format!(
                    "{open}>\n      <system-out>{told}</system-out>\n    </testcase>\n"
                );
            }
            Outcome::Failure => "failure",
            Outcome::Error => "error",
        };
        // The attribute is all that some viewers show.
        let first = self
            .findings
            .iter()
            .max_by_key(|finding| finding.severity())
            .map_or_else(String::new, |finding| escaped(&one_line(&finding.message)));
        let kinds = escaped(&names.join(" "));
        format!(
            "{open}>\n      <{tag} type=\"{kinds}\" message=\"{first}\">{told}</{tag}>\n    </testcase>\n"
        )
    }
}

fn said(finding: &Finding) -> String {
    let place = place(finding).map_or_else(String::new, |place| format!(" at {place}"));
    let message = one_line(&finding.message);
    format!(
        "{}{place}: {message}\n  fix: {}",
        finding.code.name,
        one_line(&finding.fix)
    )
}

/// A text in an element or an attribute. Characters that XML has no way to write, such as U+FFFF, are written as a
/// terminal would show them.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in super::harmless(text).chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_leaves_its_element() {
        assert_eq!(
            escaped("</failure><x a='\"'>&\u{1}\u{ffff}]]>"),
            "&lt;/failure&gt;&lt;x a=&apos;&quot;&apos;&gt;&amp;\\u{1}\\u{ffff}]]&gt;"
        );
    }
}
