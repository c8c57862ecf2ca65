//! `adr verify`, as people read it: what is proved, and what is broken, with what to do about it.

use std::fmt::Write as _;

use super::{count, harmless, paint, wrap};
use crate::action::verify::{
    CharterReport, Fault, FileReport, Proved, Report, Signature, Standing, What,
};
use crate::record::charter::KeyState;

/// One decision: what each record says and what proves it, then what is broken.
pub fn of_one(report: &Report, width: usize) -> String {
    let mut text = charter(&report.charter);
    for proved in &report.records {
        text.push_str(&record(proved, width));
    }
    text.push('\n');
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
    let proof = wrap(&format!("{proof} {key}"), width, 0);
    let _ = writeln!(text, "{}", paint::paint(style, proof));
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
    let mut text =
        format!("trust root ({pinned}):\n  {root}\ncharter in force: revision {newest}\n");
    for revision in &charter.breaks {
        let _ = writeln!(
            text,
            "a break at revision {revision}: not agreed under the charter before it, but pinned by an administrator"
        );
    }
    text.push('\n');
    text
}

/// A record: its file and what it says, and below that what proves it.
fn record(proved: &Proved, width: usize) -> String {
    let (standing, style) = match proved.standing {
        None => ("", paint::GOOD),
        Some(Standing::Counted) => (", listed", paint::GOOD),
        Some(Standing::Current) => (", current", paint::GOOD),
        Some(Standing::Stale) => (", stale", paint::OPEN),
        Some(Standing::Replaced) => (", replaced", paint::DIM),
    };
    let what = format!("{}: {}", proved.person, says(&proved.what));
    let (proof, key, key_style) = signature(&proved.signature);
    let proof = wrap(&format!("{proof} {key}"), width, 4);
    format!(
        "{}\n    {}{}\n    {}\n",
        paint::paint(paint::BOLD, harmless(short_path(&proved.path))),
        wrap(&what, width, 4),
        paint::paint(style, standing),
        paint::paint(key_style, proof)
    )
}

/// A record's file within its decision's folder.
fn short_path(path: &str) -> &str {
    let folders = [
        "/revisions/",
        "/signoffs/",
        "/resolutions/",
        "/attachments/",
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
        What::Revision { revision, digest } => {
            format!("puts up text {revision} ({})", digest.short())
        }
        What::Signoff {
            statement,
            revision,
            digest,
        } => format!("{statement}, text {revision} ({})", digest.short()),
        What::Resolution {
            outcome,
            revision,
            listed,
        } => match listed {
            0 => format!("text {revision} {outcome}"),
            listed => format!(
                "text {revision} {outcome}, with {}",
                count(*listed, "sign-off")
            ),
        },
        What::Delegation { to } => format!("{to} speaks for them"),
        What::Gap { digest, reason } => {
            format!("took out what stood here ({}): {reason}", digest.short())
        }
    }
}

/// What a signature proves, the key, and the colour of that.
fn signature(signature: &Signature) -> (String, String, anstyle::Style) {
    match signature {
        Signature::NotNeeded => {
            let words = "needs no signature: what it lists decides";
            (words.to_owned(), String::new(), paint::DIM)
        }
        Signature::Agreed => (
            "named in an accepted revision of decision 0".to_owned(),
            String::new(),
            paint::DIM,
        ),
        Signature::Unsigned => (
            "unsigned: counts for nothing".to_owned(),
            String::new(),
            paint::BAD,
        ),
        Signature::Broken { .. } => (
            "its signature proves nothing".to_owned(),
            String::new(),
            paint::BAD,
        ),
        Signature::NotTheirKey { fingerprint, .. } => (
            "signed with a key that is not theirs:".to_owned(),
            fingerprint.clone(),
            paint::BAD,
        ),
        Signature::Unjudged { fingerprint } => (
            "signed, and no charter in force says whose key it is:".to_owned(),
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
            let kind = if *hardware {
                "hardware key (touched)"
            } else {
                "key"
            };
            let now = match state_now {
                Some(now) if now != state => format!(", {} now", state_word(*now)),
                None => ", unknown now".to_owned(),
                _ => String::new(),
            };
            let style = match state_now {
                Some(KeyState::Active) => paint::GOOD,
                Some(KeyState::Compromised) => paint::BAD,
                _ => paint::DIM,
            };
            let words = format!(
                "signed with their {kind}, {} in charter revision {charter}{now}:",
                state_word(*state)
            );
            (words, fingerprint.clone(), style)
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
        text.push('\n');
    }
    text
}

fn verdict(report: &Report) -> String {
    let of_kind = |is: fn(&What) -> bool| report.records.iter().filter(|one| is(&one.what)).count();
    let kinds = [
        (
            of_kind(|what| matches!(what, What::Revision { .. })),
            "revision",
        ),
        (
            of_kind(|what| matches!(what, What::Signoff { .. })),
            "sign-off",
        ),
        (
            of_kind(|what| matches!(what, What::Resolution { .. })),
            "resolution",
        ),
        (
            of_kind(|what| matches!(what, What::Delegation { .. })),
            "delegation",
        ),
    ];
    let looked_at: Vec<String> = kinds
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, kind)| count(number, kind))
        .collect();
    let verdict = match report.faults.len() {
        0 => paint::paint(paint::GOOD, "everything holds"),
        1 => paint::paint(paint::BAD, "1 thing does not hold"),
        broken => paint::paint(paint::BAD, format!("{broken} things do not hold")),
    };
    match looked_at.as_slice() {
        [] => format!("{verdict}: there is no record yet\n"),
        some => format!("{verdict}: {} looked at\n", some.join(", ")),
    }
}
