//! Code and decisions: a commit that says which decision it follows must be right, and guarded paths
//! change only under a decision that governs them.

use std::collections::BTreeSet;

use crate::record::glob::Glob;
use crate::record::id::Number;

use super::finding::{Finding, codes};
use super::input::{Commit, Input};

/// The trailer by which a commit names the decision it follows.
pub const TRAILER: &str = "Decision";

codes! {
    TRAILER_WRONG = Blocked "trailer-wrong" {
        what: "A commit names a decision that is not in force.",
        why: "Code that says which decision it follows must be right about it.",
        fix: "Correct the trailer, or have the decision accepted first.",
    }
    PATH_GUARDED = Blocked "path-guarded" {
        what: "A guarded path changes, and no decision that governs it is named.",
        why: "The charter lets such paths change only as somebody decided.",
        fix: "Name the decision in a commit of the branch: `Decision: NUMBER`",
    }
}

/// The numbers that the trailers of these commits name.
pub fn named_decisions<'c>(commits: impl IntoIterator<Item = &'c Commit>) -> BTreeSet<Number> {
    commits
        .into_iter()
        .flat_map(|commit| &commit.decisions)
        .filter_map(|value| number(value))
        .collect()
}

/// `7`, `0007` and `ADR-7` name decision 7.
fn number(value: &str) -> Option<Number> {
    let digits = value.trim();
    let digits = match digits.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("adr-") => &digits[4..],
        _ => digits,
    };
    digits.parse().ok().map(Number)
}

/// Judges the trailers of the branch and the paths that it changes outside of the logs.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for commit in input.commits.iter().filter(|_| input.is_first_log) {
        for value in &commit.decisions {
            findings.extend(trailer(input, commit, value));
        }
    }
    let named = named_decisions(input.commits);
    let governs: Vec<&Glob> = named
        .iter()
        .filter_map(|number| input.setting.result.decision(*number)?.text_in_force())
        .flat_map(|text| &text.governs)
        .collect();
    for path in input.code {
        let guard = input
            .charter()
            .guards
            .iter()
            .find(|guard| guard.paths.iter().any(|glob| glob.matches(path)));
        let Some(guard) = guard.filter(|_| !governs.iter().any(|glob| glob.matches(path))) else {
            continue;
        };
        let why = guard
            .why
            .as_ref()
            .map(|why| format!(" ({why})"))
            .unwrap_or_default();
        let what = format!(
            "`{path}` is guarded{why}, and no commit names a decision in force that governs it"
        );
        findings.push(input.finding(&PATH_GUARDED, what).at(path.clone()));
    }
}

fn trailer(input: &Input<'_>, commit: &Commit, value: &str) -> Option<Finding> {
    let what = match number(value) {
        None => format!(
            "commit {} says `{TRAILER}: {value}`, which names no decision by number",
            commit.name
        ),
        Some(number) => {
            let decision = input.setting.result.decision(number);
            if decision.is_some_and(|decision| decision.status().in_force.is_some()) {
                return None;
            }
            format!(
                "commit {} names decision {number}, which is not in force",
                commit.name
            )
        }
    };
    Some(input.finding(&TRAILER_WRONG, what))
}
