//! `adr charter add-person`: somebody takes part from now on.

use serde::Serialize;

use super::Amendment;
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::record::charter::{Charter, CharterKey, KeyState, Person, PersonKind, Proposer};
use crate::record::key::PublicKey;
use crate::record::name::{Handle, Party, TeamName};
use crate::record::prose::Line;

/// Who takes part.
pub struct Request<'a> {
    /// What they are called in the log.
    pub handle: Handle,
    /// What people call them.
    pub name: Line,
    /// Addresses by which their commits are recognised.
    pub email: Vec<Line>,
    /// Keys that they sign with.
    pub keys: Vec<PublicKey>,
    /// Teams that they join.
    pub teams: Vec<TeamName>,
    /// Whether a program, which may speak and never counts.
    pub agent: bool,
    /// What becomes of rules that let a proposer count.
    pub proposer: ProposerRule<'a>,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// What becomes of `proposer: allow`, which a log of one person needs and one of several rarely wants.
pub enum ProposerRule<'a> {
    /// It stays.
    Keep,
    /// It goes, from every rule; an error where the rules could not be met without.
    Strict,
    /// It goes if the answer for these rules is yes. Not asked where the rules could not be met without.
    Ask(&'a dyn Fn(&[String]) -> bool),
}

/// Who takes part now.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Their handle.
    pub handle: Handle,
    /// The rules that still let a proposer count and need not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposer_counts: Vec<String>,
    /// The rules that do not any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposer_stopped: Vec<String>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Adds a person.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request<'_>) -> Result<Report, Error> {
    let mut amendment = Amendment::open(ground, request.branch.as_deref())?;
    let handle = request.handle;
    refuse_known(&amendment.charter, &handle)?;
    let person = Person {
        name: request.name,
        kind: if request.agent {
            PersonKind::Agent
        } else {
            PersonKind::Person
        },
        active: true,
        email: request.email,
        keys: request
            .keys
            .into_iter()
            .map(|key| CharterKey {
                key,
                state: KeyState::Active,
            })
            .collect(),
    };
    amendment.charter.people.insert(handle.clone(), person);
    for team in &request.teams {
        join(&mut amendment.charter, team, &handle)?;
    }
    let lenient = lenient_rules(&amendment.charter);
    let could_be_strict = !lenient.is_empty() && {
        let several = amendment
            .charter
            .people
            .values()
            .filter(|person| person.counts())
            .count()
            > 1;
        several && super::flaw(amendment.in_force.as_ref(), &strict(&amendment.charter)).is_none()
    };
    let stop = match request.proposer {
        ProposerRule::Keep => false,
        ProposerRule::Strict => true,
        ProposerRule::Ask(ask) => could_be_strict && ask(&lenient),
    };
    if stop {
        amendment.charter = strict(&amendment.charter);
    }
    let done = amendment.commit(ground, actor, format!("Add {handle} to the charter"))?;
    Ok(Report {
        handle,
        proposer_counts: if could_be_strict && !stop {
            lenient.clone()
        } else {
            Vec::new()
        },
        proposer_stopped: if stop { lenient } else { Vec::new() },
        done,
    })
}

fn refuse_known(charter: &Charter, handle: &Handle) -> Result<(), Error> {
    let Some(person) = charter.people.get(handle) else {
        return Ok(());
    };
    Err(Error::Declined {
        what: format!("{handle} is in the charter already, as {}", person.name),
        hint: if person.active {
            format!(
                "another key: adr charter add-key {handle} KEY; a handle is never given to somebody else"
            )
        } else {
            format!(
                "{handle} has left and may come back: take `active: false` out with `adr charter edit`"
            )
        },
    })
}

fn join(charter: &mut Charter, team: &TeamName, handle: &Handle) -> Result<(), Error> {
    let known: Vec<String> = charter.teams.keys().map(TeamName::to_string).collect();
    let members = charter.teams.get_mut(team).ok_or_else(|| Error::Usage {
        what: format!("the charter has no team {team}"),
        hint: format!(
            "it has {}; start another with `adr charter add-team {team} {handle}`",
            known.join(", ")
        ),
    })?;
    let party = Party::Person(handle.clone());
    if !members.contains(&party) {
        members.push(party);
    }
    Ok(())
}

fn lenient_rules(charter: &Charter) -> Vec<String> {
    charter
        .rules
        .iter()
        .filter(|rule| rule.proposer == Some(Proposer::Allow))
        .map(|rule| rule.name.to_string())
        .collect()
}

fn strict(charter: &Charter) -> Charter {
    let mut strict = charter.clone();
    for rule in &mut strict.rules {
        rule.proposer = None;
    }
    strict
}
