//! People and teams of another format, written into the text of decision 0.
//!
//! Nothing comes into force by this: it is an edit of the charter's living text, which is put up with
//! `adr revise 0` and agreed to like any other. What the charter says already stays as it is; the people
//! come without keys, so that they can be named and cannot sign until somebody adds one.

use serde::Serialize;
use serde_yaml::Value;

use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::{Done, Message};
use crate::action::ground::Ground;
use crate::agreement::wellformed;
use crate::interchange::{CharterParts, Note};
use crate::record::charter::Charter;
use crate::record::id::Number;
use crate::record::name::{Handle, Party, TeamName};
use crate::record::text::Text;
use crate::record::yaml;

/// What was added to the text of decision 0, or would be.
#[derive(Debug, Serialize)]
pub struct PeopleReport {
    /// Who is new.
    pub people: Vec<Handle>,
    /// Which teams are new or have grown.
    pub teams: Vec<TeamChange>,
    /// What could not be taken over word for word.
    pub notes: Vec<Note>,
    /// The file, from the root of the repository.
    pub path: String,
    /// What was committed; `None` where nothing is new, and in a dry run.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
}

/// A team that is new or has grown.
#[derive(Debug, Serialize)]
pub struct TeamChange {
    /// The team.
    pub team: TeamName,
    /// Whether it was not there before.
    pub is_new: bool,
    /// Who is in it now and was not before.
    pub added: Vec<Party>,
}

/// Adds what the charter lacks.
pub fn run(
    ground: &Ground<'_>,
    actor: &Actor,
    parts: &CharterParts,
    notes: Vec<Note>,
    dry_run: bool,
) -> Result<PeopleReport, Error> {
    let desk = ground.desk(Number::CHARTER, None)?;
    let before = desk.text()?;
    let mut text = before.clone();
    let Some(charter) = &mut text.charter else {
        return Err(Error::BadText {
            number: Number::CHARTER,
            what: "its text has no `charter`".to_owned(),
            hint: "see `adr verify 0`".to_owned(),
        });
    };
    let people = add_people(charter, parts);
    let teams = add_teams(charter, parts);
    let is_new = !people.is_empty() || !teams.is_empty();
    if let Some(flaw) = wellformed::flaws(charter).first() {
        return Err(Error::BadCharter {
            what: flaw.to_string(),
        });
    }
    let done = if is_new && !dry_run {
        let source = std::str::from_utf8(&desk.source).unwrap_or_default();
        let edited = reconciled(source, &before, &text)?;
        let message = Message::new(
            format!(
                "Draft decision 0: {} people and {} teams from an import",
                people.len(),
                teams.len()
            ),
            Number::CHARTER,
        );
        Some(ground.commit_text(&desk, actor, edited.as_bytes(), &message)?)
    } else {
        None
    };
    Ok(PeopleReport {
        people,
        teams,
        notes,
        path: desk.path,
        done,
    })
}

fn add_people(charter: &mut Charter, parts: &CharterParts) -> Vec<Handle> {
    let mut added = Vec::new();
    for (handle, person) in &parts.people {
        if !charter.people.contains_key(handle) {
            charter.people.insert(handle.clone(), person.clone());
            added.push(handle.clone());
        }
    }
    added
}

fn add_teams(charter: &mut Charter, parts: &CharterParts) -> Vec<TeamChange> {
    let mut changes = Vec::new();
    for (name, members) in &parts.teams {
        let is_new = !charter.teams.contains_key(name);
        let team = charter.teams.entry(name.clone()).or_default();
        let added: Vec<Party> = members
            .iter()
            .filter(|member| !team.contains(member))
            .cloned()
            .collect();
        team.extend(added.iter().cloned());
        if is_new || !added.is_empty() {
            changes.push(TeamChange {
                team: name.clone(),
                is_new,
                added,
            });
        }
    }
    changes
}

fn reconciled(source: &str, before: &Text, after: &Text) -> Result<String, Error> {
    // Every type in a text serialises into plain YAML values; there is nothing to fail.
    let value = |text: &Text| -> Value { serde_yaml::to_value(text).unwrap_or_default() };
    yaml::reconcile(source, &value(before), &value(after)).map_err(|error| Error::Usage {
        what: error.to_string(),
        hint: "simplify the layout of decision 0, or add the people by hand: adr charter edit"
            .to_owned(),
    })
}
