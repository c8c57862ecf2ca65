//! `OWNERS_ALIASES`: names for groups of people, as <https://www.kubernetes.dev/docs/guide/owners/#owners_aliases>
//! describes them, as people and teams of a charter.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::super::clean;
use super::super::imported::{CharterParts, Role};
use super::super::loose::text_of;
use super::super::note::{Note, Notes, Oddity};
use super::fields::Fields;
use super::people;
use crate::record::charter::{Person, PersonKind};
use crate::record::name::{Party, TeamName};
use crate::record::prose::Line;

/// The file's name.
pub(super) const FILE: &str = "OWNERS_ALIASES";

/// Reads a file of aliases; `path` is for the notes only.
///
/// The people have no keys yet, and their handle as it is written there for a name, until somebody sets it. An
/// alias without people stays, as a team that nobody is in.
pub fn charter_parts(path: &str, bytes: &[u8]) -> (CharterParts, Vec<Note>) {
    let mut all = Vec::new();
    let mut parts = CharterParts::default();
    let notes = &mut Notes::about(path, &mut all);
    match Fields::parse(bytes) {
        Ok(fields) => fill(&mut parts, fields, notes),
        Err((line, odd)) => notes.add(line, odd),
    }
    (parts, all)
}

fn fill(parts: &mut CharterParts, mut fields: Fields, notes: &mut Notes) {
    let Value::Mapping(aliases) = fields.take("aliases") else {
        return notes.add(fields.line("aliases"), Oddity::NotAMap);
    };
    let lines = fields.inner_keys("aliases");
    let names: BTreeSet<String> = aliases
        .keys()
        .map(|name| people::login(&text_of(name)))
        .collect();
    for (name, members) in aliases {
        let text = text_of(&name);
        let line = lines.get(text.as_str()).copied();
        let team = match people::login(&text).parse::<TeamName>() {
            Ok(team) if !parts.teams.contains_key(&team) => team,
            taken_or_not => {
                let problem = taken_or_not.map_or_else(
                    |error| error.to_string(),
                    |team| format!("{team} stands there already"),
                );
                notes.add(line, Oddity::NotATeam { text, problem });
                continue;
            }
        };
        let members = match members {
            Value::Sequence(members) => members.iter().map(text_of).collect(),
            Value::Null => Vec::new(),
            single => vec![text_of(&single)],
        };
        let members = team_members(parts, members, &names, line, notes);
        if members.is_empty() {
            notes.add(line, Oddity::EmptyTeam { text });
        }
        parts.teams.insert(team, members);
    }
}

/// The people of one alias, each once; those who are new are added to the people.
fn team_members(
    charter: &mut CharterParts,
    names: Vec<String>,
    aliases: &BTreeSet<String>,
    line: Option<usize>,
    notes: &mut Notes,
) -> Vec<Party> {
    let mut members = Vec::new();
    let mut seen = BTreeSet::new();
    for text in names {
        if aliases.contains(&people::login(&text)) {
            notes.add(line, Oddity::NestedAlias { text });
            continue;
        }
        let (party, odd) = people::party(Role::Member, &text, &CharterParts::default());
        for what in odd {
            notes.add(line, what);
        }
        let (Some(party @ Party::Person(handle)), Some(name)) = (&party, clean::line(&text)) else {
            continue;
        };
        if !seen.insert(party.clone()) {
            let (party, role) = (party.clone(), Role::Member);
            notes.add(line, Oddity::NamedTwice { party, role });
            continue;
        }
        members.push(party.clone());
        let before = charter
            .people
            .entry(handle.clone())
            .or_insert_with(|| person(name.value));
        if people::login(before.name.as_str()) != people::login(&text) {
            let (other, handle) = (before.name.to_string(), handle.clone());
            notes.add(
                line,
                Oddity::SameHandle {
                    text,
                    other,
                    handle,
                },
            );
        }
    }
    members
}

fn person(name: Line) -> Person {
    Person {
        name,
        kind: PersonKind::Person,
        active: true,
        email: Vec::new(),
        keys: Vec::new(),
    }
}
