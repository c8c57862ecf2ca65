//! `adr audit`, as an auditor reads it: what was looked at, how well each agreement is proved, what happened,
//! what nobody can know, and the answer in the last line.

use std::fmt::Write as _;

use serde_json::Value;

use super::paint::{BAD, BOLD, DIM, GOOD, OPEN, paint};
use super::table::{Cell, Column, lay_out};
use super::{count, harmless, wrap};
use crate::action::audit::bundle::BundleReport;
use crate::action::audit::{
    CommitReport, DecisionReport, History, InParts, Incident, Link, LogReport, Outcome, Reach,
    Report, Subject, Unknown,
};
use crate::check::{Finding, Severity};
use crate::record::charter::Assurance;
use crate::record::name::Handle;

/// Before the lines that belong to an incident.
const INDENT: usize = 10;

/// The whole report, in lines of `width` columns; its tables in those of `table`, or whole.
pub fn human(report: &Report, width: usize, table: Option<usize>) -> String {
    let mut text = subject(&report.subject);
    for log in &report.logs {
        text.push('\n');
        text.push_str(&of_log(log, report.logs.len() > 1, width, table));
    }
    if let Some(history) = &report.history {
        text.push('\n');
        text.push_str(&of_history(history, width));
    }
    text.push_str("\nnot known\n");
    for unknown in &report.unknown {
        let _ = writeln!(text, "  - {}", wrap(words(*unknown), width, 4));
    }
    text.push('\n');
    text.push_str(&answer(report));
    text
}

fn subject(subject: &Subject) -> String {
    let name = paint(BOLD, harmless(&subject.name));
    match (&subject.commit, &subject.tree) {
        (Some(commit), Some(tree)) => {
            format!("audit of {name}\n  commit {commit}\n  tree   {tree}\n")
        }
        _ => format!("audit of the files in {name}\n"),
    }
}

fn of_log(log: &LogReport, is_one_of_several: bool, width: usize, table: Option<usize>) -> String {
    let mut text = String::new();
    if is_one_of_several {
        let _ = writeln!(text, "{}", paint(BOLD, format!("log {}", log.log)));
    }
    if let Some(root) = log.charter.trust_root {
        let pinned = if log.charter.pinned {
            "as pinned"
        } else {
            "not compared with a pinned one"
        };
        let _ = writeln!(text, "trust root ({pinned}):\n  {root}");
    }
    for link in &log.chain {
        let line = charter(link, log.charter.breaks.contains(&link.revision));
        let _ = writeln!(text, "{}", wrap(&line, width, 2));
    }
    text.push('\n');
    text.push_str(&decisions(&log.decisions, table));
    let affirm: Vec<_> = log
        .decisions
        .iter()
        .filter(|one| !one.reaffirm.is_empty())
        .collect();
    for decision in affirm {
        let what = format!(
            "decision {} rests on the approval of {}, whose key counts as compromised since: it stays agreed, \
             and should be affirmed again",
            decision.number,
            list(&decision.reaffirm)
        );
        let mark = paint(OPEN, "affirm");
        let _ = writeln!(text, "\n{mark}    {}", wrap(&what, width, INDENT));
    }
    for fault in &log.faults {
        let mark = paint(BAD, "broken");
        let _ = writeln!(text, "\n{mark}    {}", harmless(&fault.path));
        let _ = writeln!(text, "          {}", wrap(&fault.what, width, INDENT));
        let to_do = format!("to do: {}", fault.hint);
        let _ = writeln!(text, "          {}", wrap(&to_do, width, INDENT));
    }
    text
}

fn charter(link: &Link, is_break: bool) -> String {
    let by = list(&link.approved_by);
    let how = if is_break {
        "a break: judged under itself, as an administrator pinned it"
    } else if link.accepted_under == link.digest {
        "the first, judged under itself"
    } else {
        "accepted under the one before"
    };
    format!(
        "charter revision {}: {how}; approved by {by}",
        link.revision
    )
}

fn decisions(decisions: &[DecisionReport], width: Option<usize>) -> String {
    let columns = [
        Column::whole("#").right(),
        Column::shrinking("TITLE", 12),
        Column::whole("STATUS"),
        Column::whole("PROOF"),
        Column::shrinking("APPROVED BY", 11),
    ];
    let rows: Vec<Vec<Cell>> = decisions
        .iter()
        .map(|one| {
            vec![
                Cell::plain(one.number.to_string()),
                Cell::plain(&one.title),
                Cell::plain(&one.status),
                proof(one),
                Cell::plain(list_or_nothing(&one.approved_by)),
            ]
        })
        .collect();
    lay_out(&columns, &rows, width)
}

fn proof(decision: &DecisionReport) -> Cell {
    match (decision.holds, decision.agreed, decision.assurance) {
        (false, _, _) => Cell::styled("broken", BAD),
        (true, Some(_), Some(Assurance::Hardware)) => Cell::styled("hardware", GOOD),
        (true, Some(_), Some(Assurance::Key)) => Cell::styled("key", GOOD),
        (true, Some(_), None) => Cell::styled("none", BAD),
        (true, None, _) => Cell::styled("-", DIM),
    }
}

fn of_history(history: &History, width: usize) -> String {
    let start = history.start.as_deref().map_or_else(String::new, short);
    let reach = match history.reach {
        Reach::Beginning => "back to the beginning of the branch".to_owned(),
        Reach::Since => format!("after {start}"),
        Reach::Cut => format!("after {start}, where this shallow clone was cut"),
    };
    let looked_at = if history.reach == Reach::Cut && history.commits == 0 {
        "history: none, since this clone holds one commit alone".to_owned()
    } else {
        format!(
            "history: {} by first parents, {reach}; {} of them {} the log",
            count(history.commits, "commit"),
            history.touching,
            if history.touching == 1 {
                "touches"
            } else {
                "touch"
            }
        )
    };
    let mut text = format!("{}\n", wrap(&looked_at, width, 2));
    for incident in &history.incidents {
        text.push('\n');
        text.push_str(&of_incident(incident, width));
    }
    if !history.in_parts.is_empty() {
        text.push_str("\nlanded commit by commit, and would have passed only together\n");
    }
    for parts in &history.in_parts {
        text.push_str(&in_parts(parts, width));
    }
    text
}

fn of_incident(incident: &Incident, width: usize) -> String {
    let mark = paint(BAD, "incident");
    let commit = &incident.commit;
    let mut text = format!("{mark}  {}\n", headline(commit, width));
    let says = format!("{}, {}, as it says", commit.author, commit.committed);
    let _ = writeln!(text, "          {}", wrap(&says, width, INDENT));
    for finding in &incident.findings {
        text.push_str(&of_finding(finding, width));
    }
    if !incident.mended_by.is_empty() {
        let commits: Vec<String> = incident.mended_by.iter().map(|id| short(id)).collect();
        let what = format!("put right by {}", commits.join(", "));
        let _ = writeln!(
            text,
            "          {}",
            paint(GOOD, wrap(&what, width, INDENT))
        );
    }
    text
}

fn of_finding(finding: &Finding, width: usize) -> String {
    let style = match finding.severity() {
        Severity::Note => DIM,
        Severity::Blocked => OPEN,
        Severity::Rejected | Severity::CannotEvaluate => BAD,
    };
    let about = match finding.decision {
        Some(number) => format!(", decision {number}"),
        None => String::new(),
    };
    format!(
        "          {}{about}\n            {}\n            {}\n",
        paint(style, finding.code.name),
        wrap(&finding.message, width, INDENT + 2),
        paint(
            DIM,
            wrap(&format!("fix: {}", finding.fix), width, INDENT + 2)
        )
    )
}

fn in_parts(parts: &InParts, width: usize) -> String {
    let what = format!(
        "{} to {} ({}); meanwhile {}",
        short(&parts.from.commit),
        short(&parts.to.commit),
        count(parts.commits, "commit"),
        parts.meanwhile.join(", ")
    );
    format!("  - {}\n", wrap(&what, width, 4))
}

fn headline(commit: &CommitReport, width: usize) -> String {
    let line = format!("{}  {}", short(&commit.commit), commit.subject);
    super::cut(&line, width.saturating_sub(INDENT))
}

const fn words(unknown: Unknown) -> &'static str {
    match unknown {
        Unknown::TrustRoot => {
            "whether this is the log that you trust: no trust root was given to compare with (--trust-root)"
        }
        Unknown::Commit => "which commit these files come from, and whether they are all of it",
        Unknown::Order => {
            "in which order things came to be, what was deleted or rewritten, and which charter was in force when: that takes the history"
        }
        Unknown::Before => {
            "what happened before the start of this history: a clone with all of it tells (git fetch --unshallow)"
        }
        Unknown::Moment => {
            "what only the moment of a merge could tell: how long a text had been open to comment, what lay in outboxes, and whether the dates of commits are true"
        }
        Unknown::Code => {
            "whether guarded code changed only with a decision: a squash drops the trailers that say so"
        }
    }
}

fn answer(report: &Report) -> String {
    let faults: usize = report.logs.iter().map(|log| log.faults.len()).sum();
    let incidents = report
        .history
        .as_ref()
        .map_or(0, |history| history.incidents.len());
    let records: usize = report.logs.iter().map(|log| log.records).sum();
    let seen = count(records, "record");
    match report.outcome {
        Outcome::Clean => {
            let history = match &report.history {
                Some(history) if history.commits > 0 => ", and nothing landed unagreed",
                _ => "",
            };
            format!("{}: {seen} verified{history}\n", paint(GOOD, "clean"))
        }
        Outcome::Incidents => format!(
            "{}: {seen} verified, which hold, but see what {} did\n",
            paint(BAD, count(incidents, "incident")),
            if incidents == 1 {
                "that commit"
            } else {
                "those commits"
            }
        ),
        Outcome::Broken => format!(
            "{}: of {seen}, {} not hold; {}\n",
            paint(BAD, "broken"),
            if faults == 1 {
                "1 thing does".to_owned()
            } else {
                format!("{faults} things do")
            },
            count(incidents, "incident")
        ),
    }
}

fn short(id: &str) -> String {
    id.get(..10).unwrap_or(id).to_owned()
}

fn list(people: &[Handle]) -> String {
    if people.is_empty() {
        return "nobody".to_owned();
    }
    list_or_nothing(people)
}

fn list_or_nothing(people: &[Handle]) -> String {
    let people: Vec<String> = people.iter().map(ToString::to_string).collect();
    people.join(", ")
}

/// What a signed report proves by itself.
pub fn bundle(told: &BundleReport, width: usize) -> String {
    let mut text = String::new();
    if let Some(report) = &told.report {
        let word = |value: &Value| harmless(value.as_str().unwrap_or("-"));
        let subject = &report["subject"];
        let _ = writeln!(
            text,
            "report of {} on {}, made {}",
            word(&report["tool"]),
            word(&subject["name"]),
            word(&report["at"])
        );
        for (name, value) in [("commit", &subject["commit"]), ("tree  ", &subject["tree"])] {
            if value.is_string() {
                let _ = writeln!(text, "  {name} {}", word(value));
            }
        }
        let root = &report["logs"][0]["charter"]["trust_root"];
        let _ = writeln!(text, "trust root:\n  {}", word(root));
        let _ = writeln!(text, "its outcome: {}\n", word(&report["outcome"]));
    }
    if let Some(fingerprint) = &told.signed_by {
        let _ = writeln!(text, "signed by {fingerprint}");
        let who = match (&told.known_as, told.compared) {
            (Some(who), _) => format!("the key of {who} in the charter of the report"),
            (None, true) => "no key of the charter, as befits an auditor from outside".to_owned(),
            (None, false) => "no key of the charter".to_owned(),
        };
        let _ = writeln!(text, "  {}", wrap(&who, width, 2));
        if !told.compared {
            let what = "nobody said whose key it should be: compare the fingerprint with one that you \
                        have from the auditor, or name it with --auditor";
            let _ = writeln!(text, "  {}", wrap(what, width, 2));
        }
    }
    for fault in &told.faults {
        let mark = paint(BAD, "broken");
        let _ = writeln!(text, "{mark}    {}", wrap(fault, width, INDENT));
    }
    text.push_str(&if told.holds {
        format!(
            "{}: it is what was signed, and its charters hold\n",
            paint(GOOD, "genuine")
        )
    } else {
        format!("{}: do not rely on it\n", paint(BAD, "not genuine"))
    });
    text
}
