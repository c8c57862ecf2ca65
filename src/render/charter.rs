//! The charter in force as a page.

use super::diff;
use super::sections::Page;
use super::{asks, rules};
use crate::action::charter::show::{OpenChange, Report};
use crate::agreement::feasible::Stuck;
use crate::record::charter::{Assurance, KeyState, MergePolicy, Person, PersonKind};
use crate::record::name::Handle;

/// The page.
pub fn page(report: &Report) -> String {
    let charter = &report.charter;
    let mut page = Page::default();
    page.line(&format!(
        "Charter of {}, revision {}, in force on {}",
        report.log, report.revision, report.branch
    ));
    page.line(&format!("  digest      {}", report.digest));
    page.line(&format!("  trust root  {}", report.trust_root));

    let people = |wanted: &dyn Fn(&Person) -> bool| -> Vec<String> {
        let chosen = charter.people.iter().filter(|(_, person)| wanted(person));
        chosen
            .flat_map(|(handle, one)| person(handle, one))
            .collect()
    };
    let is_person = |person: &Person| person.kind == PersonKind::Person;
    page.section("People", people(&|one| one.active && is_person(one)));
    page.section("Left", people(&|one| !one.active && is_person(one)));
    page.section(
        "Agents, who may speak and never count",
        people(&|one| !is_person(one)),
    );

    let teams = charter.teams.iter().map(|(team, parties)| {
        let members = report.members.get(team).cloned().unwrap_or_default();
        let members: Vec<String> = members.iter().map(Handle::to_string).collect();
        let nested: Vec<String> = parties
            .iter()
            .filter(|party| matches!(party, crate::record::name::Party::Team(_)))
            .map(ToString::to_string)
            .collect();
        match nested.as_slice() {
            [] => format!("{team}: {}", members.join(", ")),
            nested => format!(
                "{team}: {} (with {})",
                members.join(", "),
                nested.join(", ")
            ),
        }
    });
    page.section("Teams", teams);

    let rules = charter.rules.iter().map(|rule| {
        let words = rules::rule(rule);
        let is_said = words
            .strip_prefix(rule.name.as_str())
            .is_some_and(|rest| rest.starts_with(" needs "));
        if is_said {
            words
        } else {
            format!("{}: {words}", rule.name)
        }
    });
    page.section("Rules", rules);
    page.section("Besides", besides(report));
    page.section("Guards", charter.guards.iter().map(rules::guard));
    page.section("Mind", report.stuck.iter().map(stuck));
    page.section("Being changed", report.changes.iter().flat_map(change));
    page.into_text()
}

/// Whose changes of the charter a rule stops, and what helps.
pub fn stuck(stuck: &Stuck) -> String {
    let Stuck {
        rules,
        owner,
        people,
    } = stuck;
    format!(
        "{} cannot be met when {} changes the charter, since its owner {owner} does not count either: ask for \
         fewer, add people, say `proposer: allow`, or have {owner} put such changes up",
        rules
            .iter()
            .map(|rule| format!("`{rule}`"))
            .collect::<Vec<_>>()
            .join(" and "),
        asks::any_of(people)
    )
}

fn person(handle: &Handle, person: &Person) -> Vec<String> {
    let emails: Vec<String> = person
        .email
        .iter()
        .map(|email| format!(" <{email}>"))
        .collect();
    let mut lines = vec![format!("{handle}: {}{}", person.name, emails.concat())];
    for entry in &person.keys {
        let state = match entry.state {
            KeyState::Active => "",
            KeyState::Retired => " (retired)",
            KeyState::Compromised => " (compromised)",
        };
        let comment = match entry.key.comment() {
            "" => String::new(),
            comment => format!(" {comment}"),
        };
        lines.push(format!(
            "  {} {}{comment}{state}",
            entry.key.algorithm(),
            entry.key.fingerprint()
        ));
    }
    lines
}

fn besides(report: &Report) -> Vec<String> {
    let charter = &report.charter;
    let mut lines = Vec::new();
    if let Some(overrule) = &charter.overrule {
        lines.push(format!(
            "{} may answer objections",
            rules::overruling(overrule)
        ));
    }
    if charter.assurance == Assurance::Hardware {
        lines.push("only hardware keys count".to_owned());
    }
    lines.push(match charter.merge {
        MergePolicy::Accepted => "only settled decisions are merged".to_owned(),
        MergePolicy::Proposed => "open decisions may be merged".to_owned(),
    });
    lines.push(format!("a hold lasts {} days at most", charter.hold_days));
    if !charter.editorial.is_empty() {
        let fields: Vec<String> = charter.editorial.iter().map(ToString::to_string).collect();
        lines.push(format!(
            "approvals outlive changes of {}",
            fields.join(", ")
        ));
    }
    let logs = charter.logs.iter();
    lines.extend(logs.map(|(dir, root)| format!("another log: {dir}, trust root {root}")));
    lines
}

fn change(change: &OpenChange) -> Vec<String> {
    let what = match (change.revision, change.has_unpublished_edits) {
        (Some(revision), false) => format!("revision {revision} is put up"),
        (Some(revision), true) => format!("revision {revision} is put up, with later edits"),
        (None, _) => "edits that no revision holds".to_owned(),
    };
    let mut lines = vec![match &change.summary {
        Some(summary) => format!("{}: {what}: {summary}", change.branch),
        None => format!("{}: {what}", change.branch),
    }];
    let differences = change.differences.iter();
    lines.extend(differences.map(|one| format!("  {}", diff::charter_sentence(one))));
    lines
}
