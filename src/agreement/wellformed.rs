//! Whether a charter makes sense: by itself, and as the next one after another.
//!
//! The sentences are those of *Well-formed* in the charter's documentation. What a charter lets through that
//! its people may not intend is not a flaw; explaining that is left to the linter.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use thiserror::Error;

use crate::record::charter::{Charter, Count, KeyState, Need, Overrule, PersonKind, Rule, Source};
use crate::record::field::Field;
use crate::record::key::PublicKey;
use crate::record::name::{Handle, Party, TeamName};

use super::asks::MAX_DEPTH;
use super::feasible;
use super::people;

/// What is wrong with a charter.
#[derive(Clone, PartialEq, Eq, Debug, Error, Serialize)]
#[serde(rename_all = "kebab-case", tag = "flaw")]
pub enum CharterFlaw {
    /// Nothing could ever be decided.
    #[error("the charter has no rule, so nothing could ever be accepted; add one under `rules`")]
    NoRules,
    /// Two rules of one name.
    #[error("two rules are called `{rule}`; give each a name of its own")]
    RuleNameTwice {
        /// The name.
        rule: String,
    },
    /// A rule that asks for nothing.
    #[error(
        "rule `{rule}` needs nothing, so everything would pass; list what it asks for under `need`"
    )]
    EmptyNeed {
        /// The rule.
        rule: String,
    },
    /// Alternatives without one.
    #[error("rule `{rule}` has an `any` without alternatives; list some, or take it out")]
    EmptyAny {
        /// The rule.
        rule: String,
    },
    /// Alternatives in alternatives in alternatives.
    #[error("rule `{rule}` nests `any` deeper than {MAX_DEPTH}; write its alternatives out flat")]
    TooDeep {
        /// The rule.
        rule: String,
    },
    /// More combinations of alternatives than can be tried.
    #[error("rule `{rule}` has too many combinations of alternatives; split it into several rules")]
    TooManyAlternatives {
        /// The rule.
        rule: String,
    },
    /// Nought people asked for.
    #[error("{place} asks for nobody; counts start at 1")]
    CountZero {
        /// Where.
        place: String,
    },
    /// A single person asked for outside `any`.
    #[error(
        "rule `{rule}` needs {person} alone, who may be the author; ask for a team, or offer an alternative in `any`"
    )]
    PersonAlone {
        /// The rule.
        rule: String,
        /// The person.
        person: Handle,
    },
    /// A name that is no team and no person.
    #[error(
        "{place} names `{name}`, and the charter has no such {kind}; add it, or correct the name"
    )]
    Unknown {
        /// Where.
        place: String,
        /// The name.
        name: String,
        /// What was looked for.
        kind: &'static str,
    },
    /// A team called like a person.
    #[error("`{name}` is a person and a team; rename the team")]
    TeamLikePerson {
        /// The name.
        name: TeamName,
    },
    /// A team that contains itself.
    #[error("team {team} contains itself; take it out of one of the teams in it")]
    TeamCycle {
        /// The team.
        team: TeamName,
    },
    /// A key in two places.
    #[error(
        "key {fingerprint} is listed more than once ({}); leave it with the one person who holds it", .people.join(", ")
    )]
    KeyTwice {
        /// The key's fingerprint.
        fingerprint: String,
        /// Whose entries list it.
        people: Vec<String>,
    },
    /// An address in two places.
    #[error(
        "address {address} is listed more than once ({}); commits by it must lead to one person", .people.join(", ")
    )]
    AddressTwice {
        /// The address, in lower case.
        address: String,
        /// Whose entries list it.
        people: Vec<String>,
    },
    /// A field that people agree to by signing.
    #[error(
        "`{field}` can never be editorial, since people agree to it by signing; take it out of `editorial`"
    )]
    NeverEditorial {
        /// The field.
        field: Field,
    },
    /// A rule that its own people cannot meet.
    #[error(
        "rule `{rule}` cannot be met {}: too few active people with a key that counts are left; ask for fewer{} \
         or add people",
        .proposer.as_ref().map_or("whoever proposes".to_owned(), |who| format!("when {who} proposes")),
        if .proposer.is_some() { ", say `proposer: allow`" } else { "" },
    )]
    CannotBeMet {
        /// The rule.
        rule: String,
        /// Who must not propose; `None` where it cannot be met at all.
        proposer: Option<Handle>,
    },
    /// Nobody may answer an objection.
    #[error(
        "nobody may answer objections under rule `{rule}`; set `overrule` for the charter or for the rule"
    )]
    NoOverrule {
        /// The rule.
        rule: String,
    },
    /// Too few people to answer an objection.
    #[error(
        "{place} asks for {count} of `{from}` to answer an objection, and {there} could; ask for fewer, or add people"
    )]
    OverruleOutOfReach {
        /// Where.
        place: String,
        /// Whom it asks.
        from: String,
        /// How many.
        count: u32,
        /// How many there are.
        there: u32,
    },
    /// Somebody is gone from the charter.
    #[error(
        "{person} was taken out; keep the entry and say `active: false`, since records name them"
    )]
    PersonRemoved {
        /// Who.
        person: Handle,
    },
    /// A person became an agent or the other way round.
    #[error("{person} changed `kind`; give the other a handle of their own")]
    KindChanged {
        /// Who.
        person: Handle,
    },
    /// A key is gone from the charter.
    #[error(
        "key {fingerprint} of {person} was taken out; keep it and say `state: retired`, since it proves old records"
    )]
    KeyRemoved {
        /// Whose.
        person: Handle,
        /// Which.
        fingerprint: String,
    },
    /// A key came back.
    #[error(
        "key {fingerprint} of {person} went back to an earlier state; add a new key in its place"
    )]
    KeyRestored {
        /// Whose.
        person: Handle,
        /// Which.
        fingerprint: String,
    },
}

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
