//! What a change of the charter means, in a sentence each.

use anstyle::Style;

use crate::agreement::compare::charter::{Change, Effect, Part, What};
use crate::agreement::compare::plain as yaml;
use crate::record::charter::{Assurance, KeyState, Person, PersonKind, Proposer, Rule};
use crate::record::key::PublicKey;
use crate::render::paint;
use crate::render::rules;
use crate::render::spans::{Spans, plain, span};

/// A sentence behind its sign, and whether it asks for more or less.
pub(super) fn line(change: &Change) -> Spans {
    let (sign, style) = match &change.what {
        What::Joins { .. }
        | What::ComesBack { .. }
        | What::Key { .. }
        | What::NewTeam { .. }
        | What::NewRule { .. }
        | What::NewGuard { .. } => ("+ ", paint::GOOD),
        What::Leaves { .. }
        | What::TakenOut { .. }
        | What::KeyTakenOut { .. }
        | What::TeamTakenOut { .. }
        | What::RuleTakenOut { .. }
        | What::GuardTakenOut { .. } => ("- ", paint::BAD),
        _ => ("~ ", Style::new()),
    };
    let mut spans = vec![span(style, &format!("{sign}{}", said(&change.what)))];
    if let Some(effect) = change.effect {
        let style = match effect {
            Effect::Loosened => paint::OPEN.bold(),
            Effect::Tightened | Effect::Changed => paint::BOLD,
        };
        spans.push(plain(" ("));
        spans.push(span(style, word(effect)));
        spans.push(plain(")"));
    }
    spans
}

/// The sentence alone.
pub fn sentence(change: &Change) -> String {
    match change.effect {
        Some(effect) => format!("{} ({})", said(&change.what), word(effect)),
        None => said(&change.what),
    }
}

const fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Tightened => "tightened",
        Effect::Loosened => "loosened",
        Effect::Changed => "changed",
    }
}

fn said(what: &What) -> String {
    match what {
        What::Joins { person, entry } => joins(person.as_str(), entry),
        What::Leaves { person } => format!("{person} leaves"),
        What::ComesBack { person } => format!("{person} comes back"),
        What::TakenOut { person } => format!("{person} is taken out of the record"),
        What::Renamed { person, from, to } => format!("{person} is called {to} (was {from})"),
        What::Kind { person, kind } => match kind {
            PersonKind::Agent => format!("{person} becomes an agent, and counts no more"),
            PersonKind::Person => format!("{person} becomes a person, and counts"),
        },
        What::Addresses {
            person,
            added,
            removed,
        } => format!("{person}'s addresses: {}", in_and_out(added, removed)),
        What::Key { person, key, state } => match state {
            KeyState::Active => format!("{person} has a new key: {}", key_name(key)),
            other => format!(
                "{person} has a {} key: {}",
                state_word(*other),
                key_name(key)
            ),
        },
        What::KeyState {
            person,
            key,
            from,
            to,
        } => format!(
            "{person}'s key is {} (was {}): {}",
            state_word(*to),
            state_word(*from),
            key_name(key)
        ),
        What::KeyTakenOut { person, key } => {
            format!(
                "{person}'s key is taken out of the record: {}",
                key_name(key)
            )
        }
        What::NewTeam { team, members } => format!("team {team} is new: {}", listed(members)),
        What::TeamTakenOut { team, members } => {
            format!("team {team} is gone: {}", listed(members))
        }
        What::Team {
            team,
            added,
            removed,
        } => format!("team {team}: {}", in_and_out(added, removed)),
        What::NewRule { rule } => {
            format!("rule \"{}\" is new: {}", rule.name, rules::rule(rule))
        }
        What::RuleTakenOut { rule } => {
            format!("rule \"{}\" is gone: {}", rule.name, rules::rule(rule))
        }
        What::RuleRenamed { from, to } => format!("rule \"{from}\" is called \"{to}\""),
        What::Rule {
            before,
            after,
            parts,
        } => {
            let several = parts.len() > 1;
            let told: Vec<String> = parts
                .iter()
                .map(|one| {
                    let told = part(one.part, before, after);
                    if several {
                        format!("{told} ({})", word(one.effect))
                    } else {
                        told
                    }
                })
                .collect();
            format!("rule \"{}\": {}", after.name, told.join("; "))
        }
        What::Setting { setting, from, to } => {
            let shown = |value: &serde_yaml::Value| match yaml(value).replace('\n', " ") {
                nothing if nothing.is_empty() || nothing == "[]" || nothing == "{}" => {
                    "nothing".to_owned()
                }
                some => some,
            };
            format!("{setting}: {} → {}", shown(from), shown(to))
        }
        What::NewGuard { guard } => rules::guard(guard),
        What::GuardTakenOut { guard } => format!("no longer: {}", rules::guard(guard)),
        What::Reordered { setting } => {
            format!("{setting} stand in another order, which changes nothing")
        }
    }
}

fn joins(handle: &str, entry: &Person) -> String {
    let name = &entry.name;
    let keys = match entry.keys.as_slice() {
        [] => "without a key".to_owned(),
        [one] => format!("with key {}", key_name(&one.key)),
        keys => format!("with {} keys", keys.len()),
    };
    match (entry.kind, entry.active) {
        (PersonKind::Agent, _) => {
            format!("agent {handle} ({name}) joins, {keys}; may speak, never counts")
        }
        (PersonKind::Person, true) => format!("{handle} ({name}) joins, {keys}"),
        (PersonKind::Person, false) => {
            format!("{handle} ({name}) is entered as somebody who has left")
        }
    }
}

fn part(part: Part, before: &Rule, after: &Rule) -> String {
    let optional = |value: Option<u32>| value.map_or("none".to_owned(), |value| value.to_string());
    match part {
        Part::When => format!(
            "about {} → {}",
            rules::about(&before.when),
            rules::about(&after.when)
        ),
        Part::Need => format!("needs {} → {}", rules::needs(before), rules::needs(after)),
        Part::Proposer => match after.proposer {
            Some(Proposer::Allow) => "the proposer counts from now on".to_owned(),
            None => "the proposer counts no more".to_owned(),
        },
        Part::Assurance => match after.assurance {
            Some(Assurance::Hardware) => "each with a hardware key".to_owned(),
            _ => "any key will do".to_owned(),
        },
        Part::Quorum => format!(
            "people heard: {} → {}",
            optional(before.quorum),
            optional(after.quorum)
        ),
        Part::CommentDays => format!(
            "days open to comment: {} → {}",
            optional(before.comment_days),
            optional(after.comment_days)
        ),
        Part::Overrule => {
            let who = |rule: &Rule| {
                rule.overrule
                    .as_ref()
                    .map_or("as for all rules".to_owned(), rules::overruling)
            };
            format!(
                "who may answer objections: {} → {}",
                who(before),
                who(after)
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

fn key_name(key: &PublicKey) -> String {
    match key.comment() {
        "" => key.fingerprint(),
        comment => format!("{} {comment}", key.fingerprint()),
    }
}

fn listed<T: ToString>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.join(", ")
}

/// `+ erin, - bob`
fn in_and_out<T: ToString>(added: &[T], removed: &[T]) -> String {
    let added = added.iter().map(|one| format!("+ {}", one.to_string()));
    let removed = removed.iter().map(|one| format!("- {}", one.to_string()));
    added.chain(removed).collect::<Vec<_>>().join(", ")
}
