//! `adr audit`

mod attacks;
mod bundles;
mod honest;
mod reach;

use serde_json::Value;

use super::{Told, adr};
use crate::support::team::Team;

/// The audit of `main`, with the trust root.
pub fn audit(team: &Team, arguments: &[&str]) -> Told {
    let root = team.root.to_string();
    adr(
        &team.repo,
        &[
            &["audit", "main", "--trust-root", &root, "--now", NOW],
            arguments,
        ]
        .concat(),
    )
}

/// The time of every audit.
pub const NOW: &str = "2026-11-24T10:00:00+01:00";

/// Insists that a history is in order.
#[track_caller]
pub fn is_clean(team: &Team) -> Value {
    let report = audit(team, &["--json"]).json_of("clean");
    assert_eq!(
        report["history"]["incidents"],
        serde_json::json!([]),
        "{report:#}"
    );
    report
}

impl Told {
    /// The report as JSON, insisting on its outcome, and that the exit code says the same.
    #[track_caller]
    pub fn json_of(&self, outcome: &str) -> Value {
        let code = match outcome {
            "clean" => 0,
            "incidents" => 1,
            _ => 3,
        };
        let report = serde_json::from_str::<Value>(&self.answer)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.answer, self.said));
        assert_eq!(report["outcome"], outcome, "{report:#}");
        assert_eq!(self.code, code, "{report:#}");
        report
    }
}

/// The incidents of a report: for each the commit, and the codes of what it did.
pub fn incidents(report: &Value) -> Vec<(String, Vec<String>)> {
    let incidents = report["history"]["incidents"]
        .as_array()
        .expect("incidents");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    incidents
        .iter()
        .map(|incident| {
            let findings = incident["findings"].as_array().expect("findings");
            let codes = findings.iter().map(|finding| text(&finding["code"]));
            (text(&incident["commit"]), codes.collect())
        })
        .collect()
}
