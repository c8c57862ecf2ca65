//! `adr charter add-team`: a team begins, or gets more members.

use serde::Serialize;

use super::Amendment;
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::record::name::{Party, TeamName};

/// Which team.
pub struct Request {
    /// Its name.
    pub team: TeamName,
    /// Who joins: people, and other teams.
    pub members: Vec<Party>,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// The team as it is now.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Its name.
    pub team: TeamName,
    /// Whether it is new.
    pub is_new: bool,
    /// Who joined.
    pub joined: Vec<Party>,
    /// Everybody in it.
    pub members: Vec<Party>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Adds a team, or members to one.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let mut amendment = Amendment::open(ground, request.branch.as_deref())?;
    let Request { team, members, .. } = request;
    let is_new = !amendment.charter.teams.contains_key(&team);
    let all = amendment.charter.teams.entry(team.clone()).or_default();
    let mut joined = Vec::new();
    for member in members {
        if !all.contains(&member) {
            all.push(member.clone());
            joined.push(member);
        }
    }
    if joined.is_empty() {
        return Err(Error::Declined {
            what: format!("they are all in team {team} already"),
            hint: "see `adr charter show`".to_owned(),
        });
    }
    let members = all.clone();
    let subject = if is_new {
        format!("Add team {team} to the charter")
    } else {
        format!("Add members to team {team}")
    };
    let done = amendment.commit(ground, actor, subject)?;
    Ok(Report {
        team,
        is_new,
        joined,
        members,
        done,
    })
}
