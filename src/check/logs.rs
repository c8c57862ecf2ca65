//! The logs of a repository: `.adr-dir` names those that the first log's charter knows, and no others.

use std::collections::BTreeSet;

use crate::record::charter::Charter;
use crate::record::layout::{LOG_DIR_FILE, LogDir};

use super::finding::{Finding, codes};
use super::words::all_of;

codes! {
    LOG_MOVED = Rejected "log-moved" {
        what: "`.adr-dir` names another first log than in the base.",
        why: "With another log would come another charter, and other rules.",
        fix: "Restore `.adr-dir` as it is in the base.",
    }
    LOG_FILE_UNREADABLE = Rejected "log-file-unreadable" {
        what: "A line of `.adr-dir` names no folder.",
        why: "Nobody could say where the logs are.",
        fix: "Write one folder a line, counted from the root of the repository.",
    }
    LOG_FILE_CONFLICT = Rejected "log-file-conflict" {
        what: "The base and the branch both changed `.adr-dir`.",
        why: "Git may merge the lines of both into an order that nobody has seen, and the first is what counts.",
        fix: "Bring the branch up to date with the base: git merge BASE",
    }
    LOG_NOT_IN_CHARTER = Rejected "log-not-in-charter" {
        what: "`.adr-dir` and `logs` in the charter of the first log name different logs.",
        why: "Whoever could add a log could add a charter of their own.",
        fix: "Name the log and its trust root in `logs` of the charter, or take it out of `.adr-dir`.",
    }
}

/// `.adr-dir` cannot be read.
pub fn unreadable(message: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding::new(&LOG_FILE_UNREADABLE, message)
        .at(LOG_DIR_FILE)
        .fixed_by(fix)
}

/// Both sides changed `.adr-dir`, each to something else.
pub fn conflicting() -> Finding {
    let what =
        format!("the base and the branch both changed `{LOG_DIR_FILE}`, each to something else");
    Finding::new(&LOG_FILE_CONFLICT, what).at(LOG_DIR_FILE)
}

/// Compares what `.adr-dir` names with what the charter knows. `first` is the base's first log, `named`
/// what the result names, and the charter is that of the first log as it would be in force.
pub fn judge(first: &LogDir, named: &[LogDir], charter: &Charter) -> Vec<Finding> {
    let mut findings = Vec::new();
    if named.first() != Some(first) {
        let what = format!(
            "`{LOG_DIR_FILE}` no longer names `{first}` first, but `{}`",
            all_of(named)
        );
        findings.push(
            Finding::new(&LOG_MOVED, what)
                .in_log(first)
                .at(LOG_DIR_FILE),
        );
    }
    let known: BTreeSet<&LogDir> = charter.logs.keys().chain([first]).collect();
    let named: BTreeSet<&LogDir> = named.iter().chain([first]).collect();
    for dir in named.symmetric_difference(&known) {
        let what = if known.contains(dir) {
            format!("the charter knows the log `{dir}`, and `{LOG_DIR_FILE}` does not name it")
        } else {
            format!("`{LOG_DIR_FILE}` names the log `{dir}`, which the charter does not know")
        };
        findings.push(
            Finding::new(&LOG_NOT_IN_CHARTER, what)
                .in_log(first)
                .at(LOG_DIR_FILE)
                .fixed_by(format!(
                    "name `{dir}` and its trust root in `logs` (adr charter edit --log {first}), or take it out of \
                     `{LOG_DIR_FILE}`"
                )),
        );
    }
    findings
}
