//! Whether a charter makes sense: by itself, and as the next one after another.
//!
//! The sentences are those of *Well-formed* in the charter's documentation. What a charter lets through that
//! its people may not intend is not a flaw; explaining that is left to the linter.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::charter::{Charter, Count, KeyState, Need, Overrule, PersonKind, Rule, Source};
use crate::record::key::PublicKey;
use crate::record::name::{Handle, Party, TeamName};

use super::asks::MAX_DEPTH;
use super::feasible;
use super::people;

pub use super::flaw::CharterFlaw;

/// Everything that is wrong with a charter by itself.
pub fn flaws(charter: &Charter) -> Vec<CharterFlaw> {
    let mut flaws = Vec::new();
    check_people(charter, &mut flaws);
    check_teams(charter, &mut flaws);
    let never = charter
        .editorial
        .iter()
        .filter(|field| !field.may_be_editorial());
    flaws.extend(never.map(|&field| CharterFlaw::NeverEditorial { field }));
    check_rules(charter, &mut flaws);
    if let Some(overrule) = &charter.overrule {
        check_overrule(charter, overrule, "the charter's `overrule`", &mut flaws);
    }
    flaws
}

/// Everything that is wrong with going from one charter to the next. People and keys are only ever added or
/// changed in state, so that whoever signed something can always be told. Somebody who has left may come
/// back; a key never does.
pub fn step_flaws(before: &Charter, after: &Charter) -> Vec<CharterFlaw> {
    let mut flaws = Vec::new();
    for (handle, old) in &before.people {
        let person = handle.clone();
        let Some(new) = after.people.get(handle) else {
            flaws.push(CharterFlaw::PersonRemoved { person });
            continue;
        };
        if new.kind != old.kind {
            let person = person.clone();
            flaws.push(CharterFlaw::KindChanged { person });
        }
        for key in &old.keys {
            let person = person.clone();
            let fingerprint = key.key.fingerprint();
            match new.key(&key.key) {
                None => flaws.push(CharterFlaw::KeyRemoved {
                    person,
                    fingerprint,
                }),
                Some(now) if now.state < key.state => flaws.push(CharterFlaw::KeyRestored {
                    person,
                    fingerprint,
                }),
                Some(_) => {}
            }
        }
    }
    flaws
}

fn check_people(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    let mut keys: BTreeMap<&PublicKey, Vec<String>> = BTreeMap::new();
    let mut addresses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (handle, person) in &charter.people {
        for entry in &person.keys {
            keys.entry(&entry.key).or_default().push(handle.to_string());
        }
        for email in &person.email {
            let address = email.as_str().to_ascii_lowercase();
            addresses
                .entry(address)
                .or_default()
                .push(handle.to_string());
        }
    }
    for (key, people) in keys.into_iter().filter(|(_, people)| people.len() > 1) {
        let fingerprint = key.fingerprint();
        flaws.push(CharterFlaw::KeyTwice {
            fingerprint,
            people,
        });
    }
    for (address, people) in addresses.into_iter().filter(|(_, people)| people.len() > 1) {
        flaws.push(CharterFlaw::AddressTwice { address, people });
    }
}

fn check_teams(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    for (team, parties) in &charter.teams {
        if people::person_named(charter, team.as_str()).is_some() {
            let name = team.clone();
            flaws.push(CharterFlaw::TeamLikePerson { name });
        }
        for party in parties {
            check_party(charter, party, &format!("team {team}"), flaws);
        }
        if contains_itself(charter, team) {
            let team = team.clone();
            flaws.push(CharterFlaw::TeamCycle { team });
        }
    }
}

fn contains_itself(charter: &Charter, team: &TeamName) -> bool {
    let nested = |team: &TeamName| charter.teams.get(team).into_iter().flatten();
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Party> = nested(team).collect();
    while let Some(party) = open.pop() {
        if let Party::Team(inner) = party {
            if inner == team {
                return true;
            }
            if seen.insert(inner) {
                open.extend(nested(inner));
            }
        }
    }
    false
}

fn check_party(charter: &Charter, party: &Party, place: &str, flaws: &mut Vec<CharterFlaw>) {
    let (is_known, name, kind) = match party {
        Party::Person(handle) => (
            charter.people.contains_key(handle),
            handle.to_string(),
            "person",
        ),
        Party::Team(team) => (charter.teams.contains_key(team), team.to_string(), "team"),
    };
    if !is_known {
        flaws.push(CharterFlaw::Unknown {
            place: place.to_owned(),
            name,
            kind,
        });
    }
}

fn check_source(
    charter: &Charter,
    source: &Source,
    place: &str,
    flaws: &mut Vec<CharterFlaw>,
) -> bool {
    let is_known = charter.teams.contains_key(&source.0)
        || people::person_named(charter, source.as_str()).is_some();
    if !is_known {
        flaws.push(CharterFlaw::Unknown {
            place: place.to_owned(),
            name: source.to_string(),
            kind: "team or person",
        });
    }
    is_known
}

fn check_rules(charter: &Charter, flaws: &mut Vec<CharterFlaw>) {
    if charter.rules.is_empty() {
        flaws.push(CharterFlaw::NoRules);
    }
    let mut names = BTreeSet::new();
    for rule in &charter.rules {
        let name = rule.name.to_string();
        let place = format!("rule `{name}`");
        if !names.insert(rule.name.as_str()) {
            flaws.push(CharterFlaw::RuleNameTwice { rule: name.clone() });
        }
        for party in &rule.when.owner {
            check_party(charter, party, &format!("{place}, `when: owner`"), flaws);
        }
        if rule.quorum == Some(0) {
            let place = format!("{place}, `quorum`");
            flaws.push(CharterFlaw::CountZero { place });
        }
        match &rule.overrule {
            Some(overrule) => {
                check_overrule(charter, overrule, &format!("{place}, `overrule`"), flaws);
            }
            None if charter.overrule.is_none() => {
                flaws.push(CharterFlaw::NoOverrule { rule: name.clone() });
            }
            None => {}
        }
        let found = flaws.len();
        if rule.need.is_empty() {
            flaws.push(CharterFlaw::EmptyNeed { rule: name.clone() });
        }
        for need in &rule.need {
            check_need(charter, rule, need, 0, flaws);
        }
        // Whether a rule can be met is only asked of one that makes sense.
        if flaws.len() == found {
            flaws.extend(feasible::flaw(charter, rule));
        }
    }
}

fn check_need(
    charter: &Charter,
    rule: &Rule,
    need: &Need,
    depth: usize,
    flaws: &mut Vec<CharterFlaw>,
) {
    let name = || rule.name.to_string();
    match need {
        Need::Any(_) if depth >= MAX_DEPTH => flaws.push(CharterFlaw::TooDeep { rule: name() }),
        Need::Any(alternatives) => {
            if alternatives.is_empty() {
                flaws.push(CharterFlaw::EmptyAny { rule: name() });
            }
            for alternative in alternatives {
                check_need(charter, rule, alternative, depth + 1, flaws);
            }
        }
        Need::From { from, count, .. } => {
            let place = format!("rule `{}`", rule.name);
            if *count == Count::Number(0) {
                let place = place.clone();
                flaws.push(CharterFlaw::CountZero { place });
            }
            if !check_source(charter, from, &place, flaws) || depth > 0 {
                return;
            }
            if !charter.teams.contains_key(&from.0)
                && let Some(person) = people::person_named(charter, from.as_str())
            {
                flaws.push(CharterFlaw::PersonAlone {
                    rule: name(),
                    person: person.clone(),
                });
            }
        }
    }
}

fn check_overrule(
    charter: &Charter,
    overrule: &Overrule,
    place: &str,
    flaws: &mut Vec<CharterFlaw>,
) {
    if overrule.count == 0 {
        let place = place.to_owned();
        flaws.push(CharterFlaw::CountZero { place });
    }
    if !check_source(charter, &overrule.from, place, flaws) {
        return;
    }
    let able = people::asked(charter, &overrule.from)
        .into_iter()
        .filter(|who| can_sign(charter, who))
        .count();
    let there = u32::try_from(able).unwrap_or(u32::MAX);
    if there < overrule.count {
        flaws.push(CharterFlaw::OverruleOutOfReach {
            place: place.to_owned(),
            from: overrule.from.to_string(),
            count: overrule.count,
            there,
        });
    }
}

/// Whether somebody counts and has a key that is active.
fn can_sign(charter: &Charter, handle: &Handle) -> bool {
    charter.people.get(handle).is_some_and(|person| {
        person.active
            && person.kind == PersonKind::Person
            && person
                .keys
                .iter()
                .any(|entry| entry.state == KeyState::Active)
    })
}
