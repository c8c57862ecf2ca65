//! `adr charter leave`: somebody takes part no longer.
//!
//! They stay in the charter, and in its teams, for the record: what they have said is still theirs. They are
//! not counted or asked any more, so needs of them fall away and majorities get smaller, and what they object
//! to may be answered by one of those who overrule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Amendment;
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::agreement::people;
use crate::record::id::Number;
use crate::record::name::{Handle, TeamName};

/// Who leaves.
pub struct Request {
    /// Who.
    pub handle: Handle,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// What it means that they leave.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who.
    pub handle: Handle,
    /// The teams that they are in, with how many are left in each.
    pub teams: BTreeMap<TeamName, usize>,
    /// Decisions in force or open on this branch that they own, and that need another owner.
    pub owns: Vec<Number>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Marks somebody as no longer active.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let mut amendment = Amendment::open(ground, request.branch.as_deref())?;
    let handle = request.handle;
    let person = amendment.person(&handle)?;
    if !person.active {
        return Err(Error::Declined {
            what: format!("{handle} has left already"),
            hint: "nothing is left to do; see `adr charter show`".to_owned(),
        });
    }
    person.active = false;
    amendment.refuse_flaw(
        "let somebody take their place first (`adr charter add-team TEAM PERSON`), or ask for fewer \
         (`adr charter edit`)"
            .to_owned(),
    )?;
    let charter = &amendment.charter;
    let left_in = |team| {
        let members = people::members(charter, team);
        let is_theirs = members.contains(&handle);
        let left = members
            .into_iter()
            .filter(|who| people::counts(charter, who));
        is_theirs.then(|| left.count())
    };
    let teams = charter
        .teams
        .keys()
        .filter_map(|team| Some((team.clone(), left_in(team)?)))
        .collect();
    let tree = amendment.desk.located.tree;
    let owns = owned(ground, tree, &handle)?;
    let done = amendment.commit(ground, actor, format!("{handle} leaves"))?;
    Ok(Report {
        handle,
        teams,
        owns,
        done,
    })
}

/// The decisions that are alive and that somebody drives.
fn owned(
    ground: &Ground<'_>,
    tree: crate::log::tree::ObjectId,
    handle: &Handle,
) -> Result<Vec<Number>, Error> {
    let folders = ground.store.decision_folders(tree, &ground.dir)?;
    let numbers = folders.into_iter().map(|folder| folder.number).collect();
    let log = ground.store.log_of(tree, &ground.dir, &numbers)?;
    let is_theirs = |decision: &&crate::log::decision::Decision| {
        let status = decision.status();
        let is_alive = !status.is_ended() && (status.is_open() || status.in_force.is_some());
        let owner = decision.text().and_then(|text| text.owner.as_ref());
        is_alive && owner == Some(handle)
    };
    let theirs = log.decisions.values().filter(is_theirs);
    Ok(theirs.map(crate::log::decision::Decision::number).collect())
}
