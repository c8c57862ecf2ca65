//! What the check says as SARIF 2.1.0 (OASIS, *Static Analysis Results Interchange Format*), which code scanning
//! of forges and editors read.
//!
//! Results without a file are shown at the folder of their log, since GitHub refuses a report in which a result
//! has no place. A fingerprint keeps a finding the same one from run to run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Report, Severity, conclusion, one_line};
use crate::check::{Code, Finding, Verdict};
use crate::record::digest::Digest;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The answer as one run of one tool.
pub fn sarif(report: &Report) -> String {
    let codes: BTreeMap<&str, &Code> = report
        .findings
        .iter()
        .map(|finding| (finding.code.name, finding.code))
        .collect();
    let index = |finding: &Finding| {
        codes
            .keys()
            .position(|name| *name == finding.code.name)
            .unwrap_or_default()
    };
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| result(finding, index(finding)))
        .collect();
    let answered = report.verdict != Verdict::CannotEvaluate;
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "adr",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.values().map(|code| rule(code)).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": "adr-check/"},
            "invocations": [{
                "executionSuccessful": answered,
                "exitCode": report.verdict.exit_code(),
                "exitCodeDescription": report.verdict.words(),
            }],
            "results": results,
            "properties": {
                "verdict": report.verdict,
                "conclusion": conclusion(report),
                "base": report.base,
                "head": report.head,
                "resultTree": report.result_tree,
                "outboxes": report.outboxes,
            },
        }],
    });
    format!("{log:#}\n")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Blocked | Severity::Rejected | Severity::CannotEvaluate => "error",
    }
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": {"text": plain(code.what)},
        "fullDescription": {"text": plain(&format!("{} {}", code.what, code.why))},
        "help": {"text": plain(code.fix)},
        "defaultConfiguration": {"level": level(code.severity)},
        "properties": {"severity": code.severity},
    })
}

fn result(finding: &Finding, rule: usize) -> Value {
    let folder = || finding.log.clone().unwrap_or_default();
    let path = finding.path.clone().unwrap_or_else(|| folder().to_string());
    let mut place = json!({
        "artifactLocation": {"uri": uri(&path), "uriBaseId": "%SRCROOT%"},
    });
    if let Some(line) = finding.line {
        place["region"] = json!({"startLine": line});
    }
    let message = format!("{}. Fix: {}", finding.message, finding.fix);
    json!({
        "ruleId": finding.code.name,
        "ruleIndex": rule,
        "level": level(finding.severity()),
        "message": {"text": plain(&message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"adrFinding/v1": fingerprint(finding, &path)},
        "properties": {
            "log": finding.log,
            "decision": finding.decision,
            "fix": one_line(&finding.fix),
        },
    })
}

fn fingerprint(finding: &Finding, path: &str) -> String {
    let number = finding.decision.map_or_else(String::new, |n| n.to_string());
    // The message tells findings of one kind at one place apart.
    let parts = [finding.code.name, &number, path, &finding.message];
    Digest::of(parts.join("\n").as_bytes()).to_string()
}

/// A message: in one, square brackets make links and braces are placeholders (3.11.5, 3.11.6).
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '\\' | '[' | ']' => safe.extend(['\\', letter]),
            '{' | '}' => safe.extend([letter, letter]),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A path as a relative URI reference (RFC 3986): everything but unreserved characters and slashes is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_quoted_makes_a_link_or_a_placeholder() {
        assert_eq!(
            plain("[here](https://evil.example) {0}\n"),
            "\\[here\\](https://evil.example) {{0}} "
        );
        assert_eq!(uri("a b/ü:%?#.yaml"), "a%20b/%C3%BC%3A%25%3F%23.yaml");
    }
}
