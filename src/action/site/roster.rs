//! People and teams: who is in which, what they did, and what waits for them.

use std::collections::{BTreeMap, BTreeSet};

use super::Site;
use crate::action::inbox::Item;
use crate::action::status::Standing;
use crate::action::timeline::Event;
use crate::agreement::evaluation::{NeedResult, State};
use crate::agreement::people;
use crate::record::charter::{Need, Person, Rule};
use crate::record::name::{Handle, TeamName};

/// Somebody whom the charter knows.
pub struct Member<'s> {
    /// As the charter calls them.
    pub handle: &'s Handle,
    /// What it says of them.
    pub person: &'s Person,
    /// The teams that they are in, by way of other teams as well.
    pub teams: Vec<&'s TeamName>,
    /// What waits for them.
    pub waits: &'s [Item],
    /// What they signed or put up, the latest first.
    pub deeds: Vec<&'s Event>,
}

/// A team.
pub struct Team<'s> {
    /// Its name.
    pub name: &'s TeamName,
    /// Everybody in it, by way of other teams as well.
    pub members: BTreeSet<&'s Handle>,
    /// The rules that ask it for something.
    pub rules: Vec<&'s Rule>,
    /// Open decisions that still need somebody of it.
    pub asked: Vec<&'s Standing>,
}

impl Site<'_> {
    /// Everybody, by handle.
    pub fn members(&self) -> Vec<Member<'_>> {
        let mut deeds: BTreeMap<&Handle, Vec<&Event>> = BTreeMap::new();
        for event in self.events.iter().rev() {
            deeds.entry(&event.by).or_default().push(event);
        }
        self.charter
            .people
            .iter()
            .map(|(handle, person)| Member {
                handle,
                person,
                teams: self.teams_of(handle),
                waits: self.waiting.get(handle).map_or(&[], Vec::as_slice),
                deeds: deeds.remove(handle).unwrap_or_default(),
            })
            .collect()
    }

    /// The teams by name.
    pub fn teams(&self) -> Vec<Team<'_>> {
        let team = |name| Team {
            name,
            members: people::members(&self.charter, name),
            rules: self
                .charter
                .rules
                .iter()
                .filter(|rule| asks(rule, name))
                .collect(),
            asked: self
                .standings
                .iter()
                .filter(|standing| lacks(standing, name))
                .collect(),
        };
        self.charter.teams.keys().map(team).collect()
    }

    fn teams_of(&self, handle: &Handle) -> Vec<&TeamName> {
        self.charter
            .teams
            .keys()
            .filter(|team| people::members(&self.charter, team).contains(handle))
            .collect()
    }
}

/// Whether a rule asks a team for something.
fn asks(rule: &Rule, team: &TeamName) -> bool {
    fn names(need: &Need, team: &TeamName) -> bool {
        match need {
            Need::Any(alternatives) => alternatives.iter().any(|need| names(need, team)),
            Need::From { from, .. } => from.as_str() == team.as_str(),
        }
    }
    rule.need.iter().any(|need| names(need, team))
}

/// Whether an open decision still needs somebody of a team.
fn lacks(standing: &Standing, team: &TeamName) -> bool {
    fn is_open(need: &NeedResult, team: &TeamName) -> bool {
        let is_of_team = need.from.strip_prefix("team:").unwrap_or(&need.from) == team.as_str();
        need.state == State::Unmet
            && (is_of_team || need.alternatives.iter().any(|need| is_open(need, team)))
    }
    standing
        .evaluation
        .as_ref()
        .is_some_and(|evaluation| evaluation.needs().any(|need| is_open(need, team)))
}
