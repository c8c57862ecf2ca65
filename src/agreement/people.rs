//! Who is who under a charter: teams unfolded into people, keys traced to their owners.

use std::collections::BTreeSet;

use crate::record::charter::{
    ChangeKind, Charter, CharterKey, KeyState, Need, Person, Rule, Source,
};
use crate::record::key::PublicKey;
use crate::record::name::{Handle, Party, TeamName};
use crate::record::proof::Proof;

/// The people of a team, those of the teams in it included, in the order of their handles. A cycle ends
/// where it closes; a team that the charter does not know has no people.
pub fn members<'a>(charter: &'a Charter, team: &'a TeamName) -> BTreeSet<&'a Handle> {
    let mut people = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![team];
    while let Some(team) = open.pop() {
        if !seen.insert(team) {
            continue;
        }
        for party in charter.teams.get(team).into_iter().flatten() {
            match party {
                Party::Person(handle) => {
                    people.insert(handle);
                }
                Party::Team(nested) => open.push(nested),
            }
        }
    }
    people
}

/// Who a need or an overrule asks: the people of the team, or the one person of that name.
pub fn asked<'a>(charter: &'a Charter, source: &'a Source) -> BTreeSet<&'a Handle> {
    if charter.teams.contains_key(&source.0) {
        return members(charter, &source.0);
    }
    person_named(charter, source.as_str()).into_iter().collect()
}

/// The people of a party.
pub fn party<'a>(charter: &'a Charter, party: &'a Party) -> BTreeSet<&'a Handle> {
    match party {
        Party::Person(handle) => BTreeSet::from([handle]),
        Party::Team(team) => members(charter, team),
    }
}

/// The handle of that name, if the charter knows such a person.
pub fn person_named<'a>(charter: &'a Charter, name: &str) -> Option<&'a Handle> {
    charter.people.keys().find(|handle| handle.as_str() == name)
}

/// The owner of a key, and the key's entry. One key belongs to one person in a well-formed charter.
pub fn owner_of<'a>(charter: &'a Charter, key: &PublicKey) -> Option<(&'a Handle, &'a CharterKey)> {
    charter
        .people
        .iter()
        .find_map(|(handle, person)| Some((handle, person.key(key)?)))
}

/// Whether two people are together in some team.
pub fn share_a_team(charter: &Charter, one: &Handle, other: &Handle) -> bool {
    charter.teams.keys().any(|team| {
        let members = members(charter, team);
        members.contains(one) && members.contains(other)
    })
}

/// Whether somebody may be counted: known, active, not an agent.
pub fn counts(charter: &Charter, handle: &Handle) -> bool {
    charter.people.get(handle).is_some_and(Person::counts)
}

/// The person whose address this is, whatever its case.
pub fn person_with_address<'a>(charter: &'a Charter, address: &str) -> Option<&'a Handle> {
    charter.people.iter().find_map(|(handle, person)| {
        let theirs = person
            .email
            .iter()
            .any(|email| email.as_str().eq_ignore_ascii_case(address));
        theirs.then_some(handle)
    })
}

/// What a proof says about a claimed signer under a charter: the state of the key that signed, if it is
/// one of theirs.
pub fn signing_key_state(charter: &Charter, signer: &Handle, proof: &Proof) -> Option<KeyState> {
    let Proof::Signed { key, .. } = proof else {
        return None;
    };
    Some(charter.people.get(signer)?.key(key)?.state)
}

/// The rules that every ordinary change of the charter has to meet.
pub fn charter_rules(charter: &Charter) -> impl Iterator<Item = &Rule> {
    let applies =
        |rule: &&Rule| rule.when.is_empty() || rule.when.kind.contains(&ChangeKind::Charter);
    charter.rules.iter().filter(applies)
}

/// Everybody whom the rules for decision 0 ask.
pub fn asked_by_charter_rules(charter: &Charter) -> BTreeSet<&Handle> {
    let mut asked_people = BTreeSet::new();
    let mut open: Vec<&Need> = charter_rules(charter).flat_map(|rule| &rule.need).collect();
    while let Some(need) = open.pop() {
        match need {
            Need::Any(alternatives) => open.extend(alternatives),
            Need::From { from, .. } => asked_people.extend(asked(charter, from)),
        }
    }
    asked_people
}
