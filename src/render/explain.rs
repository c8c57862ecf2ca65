//! Why rules apply to a decision, in words.

use super::sections::Page;
use super::{asks, rules};
use crate::action::charter::explain::Report;
use crate::agreement::evaluation::{Part, Voice};
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
    let mut page = Page::default();
    page.line(&format!("Decision {}: {}", report.number, report.title));
    page.line(&format!(
        "  {what}, on {}, judged by revision {} of the charter",
        report.branch, report.charter_revision
    ));
    let (apply, others): (Vec<_>, Vec<_>) = report
        .explanation
        .rules
        .iter()
        .partition(|rule| rule.applies);
    if apply.is_empty() {
        let none = "none, which is an error: a charter wants a rule without `when`";
        page.section("Rules that apply", [none.to_owned()]);
    }
    page.section(
        "Rules that apply",
        apply.into_iter().flat_map(|rule| why(report, rule)),
    );
    page.section(
        "Rules that do not",
        others
            .into_iter()
            .map(|rule| format!("{}: {}", rule.rule, why_not(rule))),
    );
    page.section(
        "Who does not count, unless a rule says that the proposer counts",
        report.explanation.excluded.iter().map(excluded),
    );
    page.section(
        "Asked, and can never count",
        report
            .never_count
            .iter()
            .map(|(handle, why)| format!("{handle}: {why}")),
    );
    let Some(evaluation) = &report.evaluation else {
        return page.into_text();
    };
    page.section(
        "Heard, and not counted",
        evaluation.voices.iter().filter_map(discounted),
    );
    if report.is_settled {
        return page.into_text();
    }
    let missing = asks::missing(evaluation);
    let title = if missing.is_empty() {
        "Everything that is asked is there"
    } else {
        "What is still asked"
    };
    let fallen_away = asks::fallen_away(evaluation);
    if missing.is_empty() && fallen_away.is_empty() {
        page.line("");
        page.line(title);
    }
    page.section(title, fallen_away.into_iter().chain(missing));
    page.into_text()
}

fn why(report: &Report, rule: &RuleReasons) -> Vec<String> {
    let mut lines = vec![rule.rule.clone()];
    if rule.keys.is_empty() {
        lines.push("  because it has no `when`: it is about every decision".to_owned());
    }
    lines.extend(
        rule.keys
            .iter()
            .map(|key| format!("  because {}", found(key))),
    );
    let says = report.says.get(&rule.rule);
    lines.extend(says.map(|says| format!("  {}", rules::rule(says))));
    lines
}

fn discounted(voice: &Voice) -> Option<String> {
    let why = voice.discounted.as_ref()?;
    Some(format!(
        "{} ({}): {}",
        voice.person,
        voice.stance,
        why.words()
    ))
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
    format!("{} {}", words(key.key).0, found.join(" and "))
}

/// How a key of `when` is said of a decision, and of one that it is not about.
fn words(key: &str) -> (&'static str, &'static str) {
    match key {
        "tags" => ("it is tagged", "it is not tagged"),
        "impact" => ("its impact is", "its impact is not"),
        "owner" => ("it is owned by", "it is not owned by"),
        "governs" => ("it governs", "it governs nothing of"),
        _ => ("it is of kind", "it is not of kind"),
    }
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
        .map(|key| format!("{} {}", words(key.key).1, key.wanted.join(" or ")))
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
