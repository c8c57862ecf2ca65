//! What a change of the charter means: people and keys in and out, teams, and rules that ask for more or less.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_yaml::Value;

use super::rules;
use crate::record::charter::{Charter, Guard, KeyState, Person, PersonKind, Rule};
use crate::record::field::Field;
use crate::record::key::PublicKey;
use crate::record::name::{Handle, Party, TeamName};

/// One thing that changes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// What.
    #[serde(flatten)]
    pub what: What,
    /// Whether agreement becomes harder or easier by it, for rules and settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// Whether a change asks for more or less than before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Whatever is enough after it was enough before.
    Tightened,
    /// Whatever was enough before it is enough after.
    Loosened,
    /// Neither can be said of every decision.
    Changed,
}

impl Effect {
    /// Of something that counts: more of it asks for more.
    pub(super) fn of_more<T: Ord>(before: &T, after: &T) -> Option<Self> {
        match after.cmp(before) {
            std::cmp::Ordering::Greater => Some(Self::Tightened),
            std::cmp::Ordering::Less => Some(Self::Loosened),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The effect of several changes at once; `None` where there are none.
    pub(super) fn of_all(effects: impl IntoIterator<Item = Self>) -> Option<Self> {
        effects
            .into_iter()
            .reduce(|one, other| if one == other { one } else { Self::Changed })
    }
}

/// What changes in a charter.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
#[expect(missing_docs, reason = "the fields are what their names and types say")]
pub enum What {
    /// Somebody takes part from now on.
    Joins { person: Handle, entry: Person },
    /// Somebody takes part no more, and stays for the record.
    Leaves { person: Handle },
    /// Somebody who had left takes part again.
    ComesBack { person: Handle },
    /// An entry is gone, which no charter may do.
    TakenOut { person: Handle },
    /// What people call somebody.
    Renamed {
        person: Handle,
        from: String,
        to: String,
    },
    /// A person becomes an agent, or an agent a person.
    Kind { person: Handle, kind: PersonKind },
    /// Addresses by which commits are recognised.
    Addresses {
        person: Handle,
        added: Vec<String>,
        removed: Vec<String>,
    },
    /// A key, from now on.
    Key {
        person: Handle,
        key: PublicKey,
        state: KeyState,
    },
    /// What a key still proves.
    KeyState {
        person: Handle,
        key: PublicKey,
        from: KeyState,
        to: KeyState,
    },
    /// A key is gone, which no charter may do.
    KeyTakenOut { person: Handle, key: PublicKey },
    /// A team is new.
    NewTeam { team: TeamName, members: Vec<Party> },
    /// A team is gone.
    TeamTakenOut { team: TeamName, members: Vec<Party> },
    /// Who is in a team.
    Team {
        team: TeamName,
        added: Vec<Party>,
        removed: Vec<Party>,
    },
    /// A rule is new.
    NewRule { rule: Box<Rule> },
    /// A rule is gone.
    RuleTakenOut { rule: Box<Rule> },
    /// A rule has another name and says the same.
    RuleRenamed { from: String, to: String },
    /// A rule says something else.
    Rule {
        before: Box<Rule>,
        after: Box<Rule>,
        parts: Vec<rules::PartChange>,
    },
    /// A setting.
    Setting {
        setting: &'static str,
        from: Value,
        to: Value,
    },
    /// Paths are guarded from now on.
    NewGuard { guard: Guard },
    /// Paths are guarded no more.
    GuardTakenOut { guard: Guard },
    /// Rules, keys or members stand in another order, which means nothing.
    Reordered { setting: &'static str },
}

pub use rules::{Part, PartChange};

fn plain(what: What) -> Change {
    Change { what, effect: None }
}

/// What changes from one charter to another, people first.
pub fn changes(before: &Charter, after: &Charter) -> Vec<Change> {
    let mut found = people(before, after);
    found.extend(teams(before, after));
    found.extend(rules::changes(before, after));
    found.extend(settings(before, after));
    found.extend(guards(before, after));
    found
}

fn people(before: &Charter, after: &Charter) -> Vec<Change> {
    let mut found = Vec::new();
    for (handle, entry) in &after.people {
        match before.people.get(handle) {
            None => found.push(plain(What::Joins {
                person: handle.clone(),
                entry: entry.clone(),
            })),
            Some(old) => found.extend(person(handle, old, entry)),
        }
    }
    let gone = before
        .people
        .keys()
        .filter(|handle| !after.people.contains_key(*handle));
    found.extend(gone.map(|handle| {
        plain(What::TakenOut {
            person: handle.clone(),
        })
    }));
    found
}

fn person(handle: &Handle, old: &Person, new: &Person) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |what| found.push(plain(what));
    let person = || handle.clone();
    match (old.active, new.active) {
        (true, false) => add(What::Leaves { person: person() }),
        (false, true) => add(What::ComesBack { person: person() }),
        _ => {}
    }
    if old.name != new.name {
        add(What::Renamed {
            person: person(),
            from: old.name.to_string(),
            to: new.name.to_string(),
        });
    }
    if old.kind != new.kind {
        add(What::Kind {
            person: person(),
            kind: new.kind,
        });
    }
    let (added, removed) = in_and_out(&old.email, &new.email);
    if !(added.is_empty() && removed.is_empty()) {
        add(What::Addresses {
            person: person(),
            added: added.iter().map(ToString::to_string).collect(),
            removed: removed.iter().map(ToString::to_string).collect(),
        });
    }
    for entry in &new.keys {
        match old.key(&entry.key) {
            None => add(What::Key {
                person: person(),
                key: entry.key.clone(),
                state: entry.state,
            }),
            Some(known) if known.state != entry.state => add(What::KeyState {
                person: person(),
                key: entry.key.clone(),
                from: known.state,
                to: entry.state,
            }),
            Some(_) => {}
        }
    }
    for entry in old.keys.iter().filter(|one| new.key(&one.key).is_none()) {
        add(What::KeyTakenOut {
            person: person(),
            key: entry.key.clone(),
        });
    }
    if found.is_empty() && old != new {
        found.push(plain(What::Reordered { setting: "people" }));
    }
    found
}

fn teams(before: &Charter, after: &Charter) -> Vec<Change> {
    let mut found = Vec::new();
    for (team, members) in &after.teams {
        let team = team.clone();
        match before.teams.get(&team) {
            None => found.push(plain(What::NewTeam {
                team,
                members: members.clone(),
            })),
            Some(old) if old != members => {
                let (added, removed) = in_and_out(old, members);
                found.push(plain(if added.is_empty() && removed.is_empty() {
                    What::Reordered { setting: "teams" }
                } else {
                    What::Team {
                        team,
                        added,
                        removed,
                    }
                }));
            }
            Some(_) => {}
        }
    }
    let gone = before
        .teams
        .iter()
        .filter(|(team, _)| !after.teams.contains_key(*team));
    found.extend(gone.map(|(team, members)| {
        plain(What::TeamTakenOut {
            team: team.clone(),
            members: members.clone(),
        })
    }));
    found
}

/// What stands beside people, teams and rules.
fn settings(before: &Charter, after: &Charter) -> Vec<Change> {
    let mut found = Vec::new();
    let mut compare = |setting, from: Value, to: Value, effect| {
        if from != to {
            found.push(Change {
                what: What::Setting { setting, from, to },
                effect: Some(effect),
            });
        }
    };
    let or_changed = |effect: Option<Effect>| effect.unwrap_or(Effect::Changed);
    compare(
        "assurance",
        value(&before.assurance),
        value(&after.assurance),
        or_changed(Effect::of_more(&before.assurance, &after.assurance)),
    );
    compare(
        "merge",
        value(&before.merge),
        value(&after.merge),
        // There are two: settled decisions alone, or open ones as well.
        match after.merge {
            crate::record::charter::MergePolicy::Accepted => Effect::Tightened,
            crate::record::charter::MergePolicy::Proposed => Effect::Loosened,
        },
    );
    // A longer hold blocks for longer, and a shorter one leaves less time: neither is more agreement.
    compare(
        "hold_days",
        value(&before.hold_days),
        value(&after.hold_days),
        Effect::Changed,
    );
    compare(
        "editorial",
        value(&before.editorial),
        value(&after.editorial),
        editorial(&before.editorial, &after.editorial),
    );
    compare(
        "overrule",
        value(&before.overrule),
        value(&after.overrule),
        rules::overrule(before.overrule.as_ref(), after.overrule.as_ref())
            .unwrap_or(Effect::Changed),
    );
    compare(
        "logs",
        value(&before.logs),
        value(&after.logs),
        Effect::Changed,
    );
    compare(
        "continues",
        value(&before.continues),
        value(&after.continues),
        Effect::Changed,
    );
    found
}

/// The more fields are editorial, the more changes an approval outlives.
fn editorial(before: &[Field], after: &[Field]) -> Effect {
    let counts = |fields: &[Field]| -> Vec<Field> {
        let mut fields: Vec<Field> = fields
            .iter()
            .copied()
            .filter(|field| field.may_be_editorial())
            .collect();
        fields.sort();
        fields
    };
    let (before, after) = (counts(before), counts(after));
    let (added, removed) = in_and_out(&before, &after);
    match (added.is_empty(), removed.is_empty()) {
        (false, true) => Effect::Loosened,
        (true, false) => Effect::Tightened,
        _ => Effect::Changed,
    }
}

fn guards(before: &Charter, after: &Charter) -> Vec<Change> {
    let (added, removed) = in_and_out(&before.guards, &after.guards);
    let effect = |others: &[Guard], guard: &Guard, effect| {
        // The same paths for another reason guard the same.
        let is_same = others.iter().any(|other| other.paths == guard.paths);
        Some(if is_same { Effect::Changed } else { effect })
    };
    let gone = removed.iter().map(|guard| Change {
        effect: effect(&added, guard, Effect::Loosened),
        what: What::GuardTakenOut {
            guard: guard.clone(),
        },
    });
    let fresh = added.iter().map(|guard| Change {
        effect: effect(&removed, guard, Effect::Tightened),
        what: What::NewGuard {
            guard: guard.clone(),
        },
    });
    gone.chain(fresh).collect()
}

/// What is in the second list and not in the first, and the other way round.
pub(super) fn in_and_out<T: PartialEq + Clone>(before: &[T], after: &[T]) -> (Vec<T>, Vec<T>) {
    let without = |list: &[T], others: &[T]| -> Vec<T> {
        let rest = list.iter().filter(|one| !others.contains(one));
        rest.cloned().collect()
    };
    (without(after, before), without(before, after))
}

/// Every setting serialises into plain values; there is nothing to fail.
fn value<T: Serialize>(setting: &T) -> Value {
    serde_yaml::to_value(setting).unwrap_or_default()
}

/// The rules of a charter by name.
pub(super) fn by_name(charter: &Charter) -> BTreeMap<&str, &Rule> {
    charter
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), rule))
        .collect()
}
