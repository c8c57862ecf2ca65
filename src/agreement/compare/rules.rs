//! Whether a changed rule asks for more or less.
//!
//! A word is only said where it is true of every decision and every team: two of the leads become one of them is
//! less, a number becomes a majority is neither, since that depends on who they are.

use serde::Serialize;

use super::charter::{Change, Effect, What, by_name, in_and_out};
use crate::record::charter::{
    Assurance, ChangeKind, Charter, Count, Need, Overrule, Rule, Source, When,
};

/// A part of a rule that changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct PartChange {
    /// Which.
    pub part: Part,
    /// What that does.
    pub effect: Effect,
}

/// The parts of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Which decisions it is about.
    When,
    /// What they need.
    Need,
    /// Whether the people behind the text count.
    Proposer,
    /// What a signature must prove.
    Assurance,
    /// How many people must be heard.
    Quorum,
    /// How long the text must be open to comment.
    CommentDays,
    /// Who may answer objections.
    Overrule,
}

/// What changes in the rules of a charter.
pub(super) fn changes(before: &Charter, after: &Charter) -> Vec<Change> {
    let (old, new) = (by_name(before), by_name(after));
    let mut gone: Vec<&Rule> = before
        .rules
        .iter()
        .filter(|rule| !new.contains_key(rule.name.as_str()))
        .collect();
    let mut found = Vec::new();
    for rule in &after.rules {
        if let Some(known) = old.get(rule.name.as_str()) {
            if *known != rule {
                found.push(changed((before, known), (after, rule)));
            }
            continue;
        }
        let same = |other: &&Rule| {
            **other
                == Rule {
                    name: other.name.clone(),
                    ..rule.clone()
                }
        };
        found.push(match gone.iter().position(same) {
            Some(at) => Change {
                what: What::RuleRenamed {
                    from: gone.remove(at).name.to_string(),
                    to: rule.name.to_string(),
                },
                effect: None,
            },
            None => Change {
                effect: Some(if stands_in(&rule.when) {
                    Effect::Changed
                } else {
                    Effect::Tightened
                }),
                what: What::NewRule {
                    rule: Box::new(rule.clone()),
                },
            },
        });
    }
    found.extend(gone.into_iter().map(|rule| Change {
        effect: Some(if has_catch_all(after) && !stands_in(&rule.when) {
            Effect::Loosened
        } else {
            Effect::Changed
        }),
        what: What::RuleTakenOut {
            rule: Box::new(rule.clone()),
        },
    }));
    if found.is_empty() && before.rules != after.rules {
        found.push(Change {
            what: What::Reordered { setting: "rules" },
            effect: None,
        });
    }
    found
}

/// Whether a decision that no other rule matches is still judged. Where nothing matches nothing can be agreed, so
/// without such a rule less is not easier.
fn has_catch_all(charter: &Charter) -> bool {
    charter.rules.iter().any(|rule| rule.when.is_empty())
}

/// Whether a rule stands in the place of others where it matches, so that it may well ask for less than they did.
fn stands_in(when: &When) -> bool {
    let special = [ChangeKind::OwnEntry, ChangeKind::Import, ChangeKind::Redact];
    when.kind.iter().any(|kind| special.contains(kind))
}

fn changed(
    (charter_before, before): (&Charter, &Rule),
    (charter_after, after): (&Charter, &Rule),
) -> Change {
    let assurance = |charter: &Charter, rule: &Rule| {
        let own = rule.assurance.unwrap_or_default();
        own.max(charter.assurance)
    };
    let overruling =
        |charter: &'_ Charter, rule: &'_ Rule| rule.overrule.clone().or(charter.overrule.clone());
    let mut parts = Vec::new();
    let mut add = |part, differs: bool, effect: Option<Effect>| {
        if differs {
            let effect = effect.unwrap_or(Effect::Changed);
            parts.push(PartChange { part, effect });
        }
    };
    add(
        Part::When,
        before.when != after.when,
        when(&before.when, &after.when, charter_after),
    );
    add(
        Part::Need,
        before.need != after.need,
        all_of(&before.need, &after.need),
    );
    // Of a majority or of all it is not the same people who are left to ask.
    let counts_numbers = counts_numbers(&before.need) && counts_numbers(&after.need);
    add(
        Part::Proposer,
        before.proposer != after.proposer,
        counts_numbers.then_some(if after.proposer.is_some() {
            Effect::Loosened
        } else {
            Effect::Tightened
        }),
    );
    add(
        Part::Assurance,
        before.assurance != after.assurance,
        Effect::of_more(
            &assurance(charter_before, before),
            &assurance(charter_after, after),
        ),
    );
    add(
        Part::Quorum,
        before.quorum != after.quorum,
        Effect::of_more(&before.quorum, &after.quorum),
    );
    add(
        Part::CommentDays,
        before.comment_days != after.comment_days,
        Effect::of_more(&before.comment_days, &after.comment_days),
    );
    let (first, second) = (
        overruling(charter_before, before),
        overruling(charter_after, after),
    );
    add(
        Part::Overrule,
        before.overrule != after.overrule,
        overrule(first.as_ref(), second.as_ref()),
    );
    Change {
        effect: Effect::of_all(parts.iter().map(|part| part.effect)),
        what: What::Rule {
            before: Box::new(before.clone()),
            after: Box::new(after.clone()),
            parts,
        },
    }
}

/// A rule about more decisions asks for more.
fn when(before: &When, after: &When, charter: &Charter) -> Option<Effect> {
    if stands_in(before) || stands_in(after) {
        return None;
    }
    let keys = [
        reach(&before.tags, &after.tags),
        reach(&before.impact, &after.impact),
        reach(&before.owner, &after.owner),
        reach(&before.governs, &after.governs),
        reach(&before.kind, &after.kind),
    ];
    let effect = Effect::of_all(keys.into_iter().flatten())?;
    (effect == Effect::Tightened || has_catch_all(charter)).then_some(effect)
}

/// One key of `when`: nothing asked matches everything, and one of several is enough.
fn reach<T: PartialEq + Clone>(before: &[T], after: &[T]) -> Option<Effect> {
    let (added, removed) = in_and_out(before, after);
    match (added.is_empty(), removed.is_empty()) {
        (true, true) => None,
        _ if after.is_empty() => Some(Effect::Tightened),
        _ if before.is_empty() => Some(Effect::Loosened),
        (false, true) => Some(Effect::Tightened),
        (true, false) => Some(Effect::Loosened),
        (false, false) => Some(Effect::Changed),
    }
}

/// Needs of which every one must be met.
fn all_of(before: &[Need], after: &[Need]) -> Option<Effect> {
    let (added, removed) = in_and_out(before, after);
    let mut effects = Vec::new();
    let mut rest: Vec<&Need> = removed.iter().collect();
    for need in &added {
        let partner = rest.iter().position(|other| is_about_the_same(other, need));
        effects.push(match partner.map(|at| rest.remove(at)) {
            Some(other) => one(other, need)?,
            None => Effect::Tightened,
        });
    }
    effects.extend(rest.iter().map(|_| Effect::Loosened));
    Effect::of_all(effects)
}

fn is_about_the_same(one: &Need, other: &Need) -> bool {
    match (one, other) {
        (Need::From { from: one, .. }, Need::From { from: other, .. }) => one == other,
        (Need::Any(_), Need::Any(_)) => true,
        _ => false,
    }
}

/// One need that became another. `None` where nothing can be said.
fn one(before: &Need, after: &Need) -> Option<Effect> {
    match (before, after) {
        (
            Need::From {
                count: old_count,
                assurance: old_assurance,
                ..
            },
            Need::From {
                count, assurance, ..
            },
        ) => Effect::of_all(
            [
                (old_count != count).then(|| counted(*old_count, *count)),
                asked(*old_assurance, *assurance),
            ]
            .into_iter()
            .flatten(),
        ),
        (Need::Any(before), Need::Any(after)) => {
            // Another way to meet it makes it easier.
            let (added, removed) = in_and_out(before, after);
            match (added.is_empty(), removed.is_empty()) {
                (false, true) => Some(Effect::Loosened),
                (true, false) => Some(Effect::Tightened),
                _ => None,
            }
        }
        _ => None,
    }
}

fn asked(before: Option<Assurance>, after: Option<Assurance>) -> Option<Effect> {
    Effect::of_more(&before.unwrap_or_default(), &after.unwrap_or_default())
}

/// All is at least a majority, of whatever team; how a number compares with either depends on the team.
fn counted(before: Count, after: Count) -> Effect {
    match (before, after) {
        (Count::Number(before), Count::Number(after)) => {
            Effect::of_more(&before, &after).unwrap_or(Effect::Changed)
        }
        (Count::Majority, Count::All) => Effect::Tightened,
        (Count::All, Count::Majority) => Effect::Loosened,
        _ => Effect::Changed,
    }
}

/// Whether every need asks for a number of people.
fn counts_numbers(needs: &[Need]) -> bool {
    needs.iter().all(|need| match need {
        Need::Any(alternatives) => counts_numbers(alternatives),
        Need::From { count, .. } => matches!(count, Count::Number(_)),
    })
}

/// The more people it takes to answer an objection, the more it weighs; where nobody may, it weighs the most.
pub(super) fn overrule(before: Option<&Overrule>, after: Option<&Overrule>) -> Option<Effect> {
    let from = |overrule: &Overrule| -> Source { overrule.from.clone() };
    match (before, after) {
        (None, Some(_)) => Some(Effect::Loosened),
        (Some(_), None) => Some(Effect::Tightened),
        (Some(one), Some(other)) if from(one) == from(other) => {
            Effect::of_more(&one.count, &other.count)
        }
        _ => None,
    }
}
