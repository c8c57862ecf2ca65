//! `adr diff`, as people read it: which two texts, what became of the sign-offs, and what changed.

use std::fmt::Write as _;

use crate::action::diff::{Report, Side, Step};
use crate::agreement::carry::{Carried, Fate};
use crate::record::field::Field;
use crate::render::{heading, whole, wrap};

/// Columns before what is below the title.
const INDENT: usize = 2;

/// The page.
pub fn page(report: &Report, width: usize) -> String {
    let mut text = heading(report.number, &report.title, "", report.branch.as_deref());
    let mut line = |words: &str| {
        let _ = writeln!(text, "{:INDENT$}{}", "", wrap(words, width, INDENT));
    };
    line(&sides(report));
    for sentence in report.revisions.iter().map(step).chain(sign_offs(report)) {
        line(&sentence);
    }
    if let Some(error) = &report.draft_error {
        line(&format!("decision.yaml cannot be read: {error}"));
    } else if report.unpublished_edits {
        let command = whole(&format!("adr diff {} draft", report.number));
        let newest = report.to.revision.unwrap_or_default();
        let command = match report.to.at {
            None => whole(&format!("adr diff {} {newest}..draft", report.number)),
            Some(_) => command,
        };
        line(&format!(
            "decision.yaml has edits that no revision holds: {command}"
        ));
    }
    if report.changes.is_empty() {
        line("the two texts say the same");
    } else {
        let _ = write!(text, "\n{}", super::changes(&report.changes, width));
    }
    text
}

fn sides(report: &Report) -> String {
    let name = |side: &Side| {
        let which = match side.revision {
            Some(revision) => format!("revision {revision}"),
            None => "unpublished edits".to_owned(),
        };
        match &side.at {
            Some(at) => format!("{which} at {at}"),
            None => which,
        }
    };
    let (from, to) = (name(&report.from), name(&report.to));
    match &report.since {
        Some(person) => format!("since {person} last signed: {from} → {to}"),
        None => format!("{from} → {to}"),
    }
}

fn step(step: &Step) -> String {
    let what = match step.kind {
        "retirement" => " proposes to retire it",
        "redaction" => " proposes to take something out",
        "import" => " imports it",
        _ => "",
    };
    let with: Vec<String> = step.with.iter().map(|one| format!(", {one}")).collect();
    let day = step.at.day();
    let head = format!(
        "revision {} by {}{}, {day}{what}",
        step.revision,
        step.by,
        with.concat()
    );
    match &step.summary {
        Some(summary) => format!("{head}: {summary}"),
        None => head,
    }
}

/// What became of those who had signed, a sentence for each fate.
fn sign_offs(report: &Report) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(why) = &report.unjudged {
        sentences.push(format!("what it means for sign-offs cannot be said: {why}"));
    }
    let is_published = report.to.revision.is_some();
    let mut told: Vec<&Carried> = report.signoffs.iter().collect();
    while let Some(first) = told.first().copied() {
        let is_same = |other: &Carried| alike(first, other);
        let names: Vec<String> = told
            .iter()
            .filter(|other| is_same(other))
            .map(|other| speaker(other))
            .collect();
        told.retain(|other| !is_same(other));
        sentences.push(sentence(first, &names, is_published));
    }
    sentences
}

/// Whether two are told in one sentence.
fn alike(one: &Carried, other: &Carried) -> bool {
    let is_same_text = one.on == other.on || !matches!(one.fate, Fate::Renewed { .. });
    one.stance == other.stance && one.fate == other.fate && is_same_text
}

fn speaker(carried: &Carried) -> String {
    match &carried.on_behalf_of {
        Some(delegator) => format!("{} for {delegator}", carried.person),
        None => carried.person.to_string(),
    }
}

/// "alice's and bob's approvals went stale: revision 2 changed `decision`"
fn sentence(carried: &Carried, names: &[String], is_published: bool) -> String {
    let owned: Vec<String> = names.iter().map(|name| format!("{name}'s")).collect();
    let plural = if names.len() > 1 { "s" } else { "" };
    let whose = format!("{} {}{plural}", listed(&owned), noun(carried.stance));
    match &carried.fate {
        Fate::Holds if names.len() > 1 => format!("{whose} hold"),
        Fate::Holds => format!("{whose} holds"),
        Fate::Stale { fields, .. } if !is_published => {
            format!("{whose} would go stale: this changes {}", named(fields))
        }
        Fate::Stale { since, fields } => {
            format!(
                "{whose} went stale: revision {since} changed {}",
                named(fields)
            )
        }
        Fate::Renewed { now, on } if *now != carried.stance => format!(
            "{} {} on revision {}, and {} on revision {on}",
            listed(names),
            crate::render::timeline::past(carried.stance),
            carried.on,
            crate::render::timeline::past(now)
        ),
        Fate::Renewed { now, on } => format!(
            "{} {} again, on revision {on}",
            listed(names),
            crate::render::timeline::past(now)
        ),
        Fate::TakenBack => format!(
            "{} took back the {}{plural}",
            listed(names),
            noun(carried.stance)
        ),
    }
}

/// The fields of a text in which two differ. Where none does, what is asked is another thing: to retire it, say.
fn named(fields: &[Field]) -> String {
    if fields.is_empty() {
        return "what is asked".to_owned();
    }
    let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    listed(&fields)
}

fn noun(stance: &str) -> &str {
    match stance {
        "approve" => "approval",
        "object" => "objection",
        "abstain" => "abstention",
        "recuse" => "recusal",
        other => other,
    }
}

/// `alice, bob and carol`
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
