//! `adr verify`, as people read it: what is proved, and what is broken, with what to do about it.

use std::fmt::Write as _;

use super::table::{Cell, Column, lay_out};
use super::{harmless, paint, wrap};
use crate::action::verify::{
    CharterReport, Fault, FileReport, Proved, Report, Signature, Standing, What,
};
use crate::record::charter::KeyState;

/// One decision: a line for each record, then what is broken.
pub fn of_one(report: &Report, width: usize, table_width: Option<usize>) -> String {
    let mut text = charter(&report.charter);
    let columns = [
        Column::shrinking("RECORD", 14),
        Column::shrinking("WHO", 6),
        Column::shrinking("SAYS", 12),
        Column::shrinking("PROVED BY", 12),
        Column::shrinking("KEY", 12),
        Column::whole(""),
    ];
    let rows: Vec<Vec<Cell>> = report.records.iter().map(row).collect();
    text.push_str(&lay_out(&columns, &rows, table_width));
    text.push_str(&faults(&report.faults, width));
    text.push_str(&verdict(report));
    text
}

/// A whole log: how much was verified, then what is broken.
pub fn of_all(report: &Report, width: usize) -> String {
    let mut text = charter(&report.charter);
    text.push_str(&faults(&report.faults, width));
    text.push_str(&verdict(report));
    text
}

/// A sign-off outside the repository.
pub fn of_file(report: &FileReport, width: usize) -> String {
    let proved = &report.proved;
    let mut text = String::new();
    let about = match (&report.decision, &report.title) {
        (Some(number), Some(title)) => format!("decision {number} ({title})"),
        (Some(number), None) => format!("decision {number}"),
        (None, _) => "a decision that is not here".to_owned(),
    };
    let what = match &proved.what {
        What::Signoff {
            statement,
            revision,
            digest,
        } => format!(
            "{}: {statement}, revision {revision} of {about}, {}",
            proved.person,
            digest.short()
        ),
        _ => proved.person.to_string(),
    };
    let _ = writeln!(text, "{}", wrap(&what, width, 0));
    if let Some(reason) = &report.reason {
        for line in harmless(reason).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    let (proof, key, style) = signature(&proved.signature);
    let key = if key.is_empty() {
        String::new()
    } else {
        format!(" {key}")
    };
    let _ = writeln!(text, "{}{}", paint::paint(style, proof), harmless(&key));
    let standing = match proved.standing {
        Some(Standing::Stale) => "the text has changed since: it no longer counts",
        Some(Standing::Replaced) => "its signer has replaced it since",
        Some(Standing::Counted) => "a resolution rests on it",
        Some(Standing::Current) | None => "",
    };
    if !standing.is_empty() {
        let _ = writeln!(text, "{standing}");
    }
    if report.received {
        let _ = writeln!(text, "the decision holds it already");
    }
    text.push_str(&faults(&report.faults, width));
    text
}

fn charter(charter: &CharterReport) -> String {
    let Some(root) = charter.trust_root else {
        return String::new();
    };
    let pinned = if charter.pinned {
        "as pinned"
    } else {
        "pin it with --trust-root"
    };
    let newest = charter.revisions.last().copied().unwrap_or_default();
    format!("trust root {root} ({pinned})\ncharter in force: revision {newest}\n\n")
}

fn row(proved: &Proved) -> Vec<Cell> {
    let (proof, key, style) = signature(&proved.signature);
    let standing = match proved.standing {
        None => Cell::plain(""),
        Some(Standing::Counted) => Cell::styled("counted", paint::GOOD),
        Some(Standing::Current) => Cell::styled("current", paint::GOOD),
        Some(Standing::Stale) => Cell::styled("stale", paint::OPEN),
        Some(Standing::Replaced) => Cell::styled("replaced", paint::DIM),
    };
    vec![
        Cell::plain(short_path(&proved.path)),
        Cell::plain(proved.person.to_string()),
        Cell::plain(says(&proved.what)),
        Cell::styled(proof, style),
        Cell::plain(key),
        standing,
    ]
}

/// A record's file within its decision's folder.
fn short_path(path: &str) -> &str {
    let folders = [
        "/revisions/",
        "/signoffs/",
        "/resolutions/",
        "/delegations/",
    ];
    folders
        .iter()
        .find_map(|folder| path.find(folder))
        .and_then(|at| path.get(at + 1..))
        .unwrap_or(path)
}

fn says(what: &What) -> String {
    match what {
        What::Revision { revision, digest } => format!("text {revision} ({})", digest.short()),
        What::Signoff {
            statement,
            revision,
            digest,
        } => format!("{statement} r{revision} ({})", digest.short()),
        What::Resolution {
            outcome,
            revision,
            listed,
        } => match listed {
            0 => format!("{outcome} r{revision}"),
            1 => format!("{outcome} r{revision} by 1 sign-off"),
            listed => format!("{outcome} r{revision} by {listed} sign-offs"),
        },
        What::Delegation { to } => format!("{to} speaks for them"),
    }
}

/// What a signature proves, the key, and the colour of that.
fn signature(signature: &Signature) -> (String, String, anstyle::Style) {
    match signature {
        Signature::NotNeeded => ("what it lists".to_owned(), String::new(), paint::DIM),
        Signature::Unsigned => ("nothing: unsigned".to_owned(), String::new(), paint::BAD),
        Signature::Broken { .. } => ("nothing: broken".to_owned(), String::new(), paint::BAD),
        Signature::NotTheirKey { fingerprint, .. } => {
            ("not their key".to_owned(), fingerprint.clone(), paint::BAD)
        }
        Signature::Unjudged { fingerprint } => (
            "a key; whose, nothing says".to_owned(),
            fingerprint.clone(),
            paint::BAD,
        ),
        Signature::Theirs {
            fingerprint,
            charter,
            state,
            state_now,
            hardware,
        } => {
            let kind = if *hardware { "hardware key" } else { "key" };
            let then = match state {
                KeyState::Active => String::new(),
                other => format!(", {} then", state_word(*other)),
            };
            let now = match state_now {
                Some(now) if now != state => format!(", {} now", state_word(*now)),
                _ => String::new(),
            };
            let style = match state_now {
                Some(KeyState::Compromised) => paint::BAD,
                Some(KeyState::Active) => paint::GOOD,
                _ => paint::DIM,
            };
            (
                format!("{kind} of charter r{charter}{then}{now}"),
                fingerprint.clone(),
                style,
            )
        }
    }
}

const fn state_word(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Retired => "retired",
        KeyState::Compromised => "compromised",
    }
}

fn faults(faults: &[Fault], width: usize) -> String {
    let mut text = String::new();
    for fault in faults {
        let broken = paint::paint(paint::BAD, "broken");
        let _ = writeln!(text, "{broken}  {}", harmless(&fault.path));
        let _ = writeln!(text, "        {}", wrap(&fault.what, width, 8));
        let _ = writeln!(
            text,
            "        {}",
            wrap(&format!("to do: {}", fault.hint), width, 8)
        );
    }
    text
}

fn verdict(report: &Report) -> String {
    let count = |is: fn(&What) -> bool| report.records.iter().filter(|one| is(&one.what)).count();
    let revisions = count(|what| matches!(what, What::Revision { .. }));
    let signoffs = count(|what| matches!(what, What::Signoff { .. }));
    let resolutions = count(|what| matches!(what, What::Resolution { .. }));
    let (word, style) = if report.holds {
        ("everything holds".to_owned(), paint::GOOD)
    } else {
        let broken = report.faults.len();
        let things = if broken == 1 {
            "thing does"
        } else {
            "things do"
        };
        (format!("{broken} {things} not hold"), paint::BAD)
    };
    format!(
        "{}: {revisions} revisions, {signoffs} sign-offs, {resolutions} resolutions\n",
        paint::paint(style, word)
    )
}
