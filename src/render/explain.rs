//! Why rules apply to a decision, in words.

use super::{asks, rules};
use crate::action::charter::explain::Report;
use crate::agreement::evaluation::{Part, Reason};
use crate::agreement::explain::{Excluded, KeyReasons, Origin, RuleReasons};

/// The page.
pub fn page(report: &Report) -> String {
    let what = if report.is_draft {
        format!(
            "the draft, as if it were put up now as revision {}",
            report.revision
        )
    } else {
        format!("revision {}", report.revision)
    };
    let mut page = format!(
        "Decision {}: {}\n  {what}, on {}, judged by revision {} of the charter\n",
        report.number, report.title, report.branch, report.charter_revision
    );
    let (apply, others): (Vec<_>, Vec<_>) = report
        .explanation
        .rules
        .iter()
        .partition(|rule| rule.applies);
    page.push_str("\nRules that apply\n");
    if apply.is_empty() {
        page.push_str("  none, which is an error: a charter wants a rule without `when`\n");
    }
    for rule in apply {
        page.push_str(&format!("  {}\n", rule.rule));
        if rule.keys.is_empty() {
            page.push_str("    because it has no `when`: it is about every decision\n");
        }
        for key in &rule.keys {
            page.push_str(&format!("    because {}\n", found(key)));
        }
        if let Some(says) = report.says.get(&rule.rule) {
            page.push_str(&format!("    {}\n", rules::rule(says)));
        }
    }
    if !others.is_empty() {
        page.push_str("\nRules that do not\n");
        for rule in others {
            page.push_str(&format!("  {}: {}\n", rule.rule, why_not(rule)));
        }
    }
    page.push_str("\nWho does not count, unless a rule says that the proposer counts\n");
    for one in &report.explanation.excluded {
        page.push_str(&format!("  {}\n", excluded(one)));
    }
    if !report.never_count.is_empty() {
        page.push_str("\nAsked, and can never count\n");
        for (handle, why) in &report.never_count {
            page.push_str(&format!("  {handle}: {why}\n"));
        }
    }
    page.push_str(&now(report));
    page
}

fn now(report: &Report) -> String {
    let mut text = String::new();
    let Some(evaluation) = &report.evaluation else {
        return text;
    };
    let discounted: Vec<String> = evaluation
        .voices
        .iter()
        .filter_map(|voice| {
            let why: &Reason = voice.discounted.as_ref()?;
            Some(format!(
                "{} ({}): {}",
                voice.person,
                voice.stance,
                why.words()
            ))
        })
        .collect();
    if !discounted.is_empty() {
        text.push_str("\nHeard, and not counted\n");
        for line in discounted {
            text.push_str(&format!("  {line}\n"));
        }
    }
    let missing = asks::missing(evaluation);
    if missing.is_empty() {
        text.push_str("\nEverything that is asked is there\n");
        return text;
    }
    text.push_str("\nWhat is still asked\n");
    for line in asks::fallen_away(evaluation).iter().chain(&missing) {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

fn found(key: &KeyReasons) -> String {
    let found: Vec<String> = key
        .found
        .iter()
        .map(|found| {
            let texts: Vec<String> = found.texts.iter().map(origin).collect();
            match texts.as_slice() {
                [] => format!("`{}`", found.value),
                texts => format!("`{}` ({})", found.value, texts.join(", ")),
            }
        })
        .collect();
    format!("its {} is {}", key.key, found.join(" and "))
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::InForce => "in force".to_owned(),
        Origin::Revision { revision } => format!("revision {revision}"),
        Origin::Related {
            number: Some(number),
        } => format!("decision {number}, which it supersedes or amends"),
        Origin::Related { number: None } => "a decision that it supersedes or amends".to_owned(),
    }
}

fn why_not(rule: &RuleReasons) -> String {
    if let Some(kind) = rule.set_aside_for {
        let kind = crate::agreement::explain::kind_word(kind);
        return format!("the rules of kind {kind} stand in its place");
    }
    let failing: Vec<String> = rule
        .keys
        .iter()
        .filter(|key| key.found.is_empty())
        .map(|key| format!("its {} is none of {}", key.key, key.wanted.join(", ")))
        .collect();
    failing.join(", and ")
}

fn excluded(one: &Excluded) -> String {
    let part = match one.part {
        Part::Owner => "owns the text",
        Part::Reviser => "put up the text",
        Part::Writer => "wrote the text with others",
    };
    let revisions: Vec<String> = one.revisions.iter().map(ToString::to_string).collect();
    format!("{}: {part} (revision {})", one.person, revisions.join(", "))
}
