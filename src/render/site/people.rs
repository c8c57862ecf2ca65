//! People and teams: what they signed, and what waits for them.

use minijinja::{Value, context};

use super::leaf::Leaf;
use super::{SiteError, timeline};
use crate::action::inbox::Item;
use crate::action::site::{Member, Team};
use crate::action::speaking::Speaking;
use crate::record::charter::PersonKind;
use crate::render::{inbox, rules};

/// How many deeds of a team are told.
const LATEST: usize = 30;

/// Everybody, and the teams.
pub(super) fn page(leaf: &Leaf<'_, '_>) -> Result<String, SiteError> {
    let people: Vec<Value> = leaf
        .pages
        .members
        .iter()
        .map(|one| member(leaf, one))
        .collect();
    let teams: Vec<Value> = leaf
        .pages
        .site
        .teams()
        .iter()
        .map(|team| {
            context! {
                team => leaf.team(team.name.as_str()),
                name => team.name.as_str(),
                members => team.members.iter().map(|one| leaf.who(one)).collect::<Vec<_>>(),
                asked => team.asked.len(),
            }
        })
        .collect();
    leaf.render(
        "people.html",
        "People and teams",
        context! { people => people, teams => teams },
    )
}

fn member(leaf: &Leaf<'_, '_>, member: &Member<'_>) -> Value {
    context! {
        who => leaf.who(member.handle),
        handle => member.handle.as_str(),
        is_agent => member.person.kind == PersonKind::Agent,
        active => member.person.active,
        teams => member.teams.iter().map(|team| leaf.team(team.as_str())).collect::<Vec<_>>(),
        waits => member.waits.len(),
        deeds => member.deeds.len(),
        last => member.deeds.first().map(|event| event.at.day().to_string()),
    }
}

/// One person.
pub(super) fn person(leaf: &Leaf<'_, '_>, one: &Member<'_>) -> Result<String, SiteError> {
    let site = leaf.pages.site;
    let owned: Vec<Value> = site
        .entries
        .iter()
        .rev()
        .filter(|entry| entry.row.owner.as_ref() == Some(one.handle))
        .map(|entry| leaf.entry(entry))
        .collect();
    let delegations: Vec<String> = site
        .speaking
        .iter()
        .filter_map(|speaking| delegation(speaking, one))
        .collect();
    let keys: Vec<Value> = one
        .person
        .keys
        .iter()
        .map(|entry| {
            context! {
                fingerprint => entry.key.fingerprint(),
                comment => entry.key.comment(),
                state => format!("{:?}", entry.state).to_lowercase(),
            }
        })
        .collect();
    let more = context! {
        person => member(leaf, one),
        name => one.person.name.to_string(),
        waits => one.waits.iter().map(|item| waits(leaf, item)).collect::<Vec<_>>(),
        events => one.deeds.iter().map(|event| timeline::event(leaf, event)).collect::<Vec<_>>(),
        owned => owned,
        delegations => delegations,
        keys => keys,
        unjudged => site.unjudged.as_deref(),
    };
    leaf.render("person.html", one.person.name.as_str(), more)
}

fn delegation(speaking: &Speaking, one: &Member<'_>) -> Option<String> {
    let period = inbox::period(speaking);
    if speaking.from == *one.handle {
        Some(format!(
            "{} speaks for {} {period}",
            speaking.to, speaking.from
        ))
    } else if speaking.to == *one.handle {
        Some(format!("speaks for {} {period}", speaking.from))
    } else {
        None
    }
}

fn waits(leaf: &Leaf<'_, '_>, item: &Item) -> Value {
    context! {
        decision => leaf.decision(item.number),
        label => inbox::label(&item.task),
        words => inbox::words(&item.task),
        command => item.command.as_str(),
    }
}

/// One team.
pub(super) fn team(leaf: &Leaf<'_, '_>, team: &Team<'_>) -> Result<String, SiteError> {
    let members: Vec<Value> = leaf
        .pages
        .members
        .iter()
        .filter(|one| team.members.contains(one.handle))
        .map(|one| member(leaf, one))
        .collect();
    let said: Vec<&str> = team.rules.iter().map(|rule| rule.name.as_str()).collect();
    let asks: Vec<Value> = team
        .rules
        .iter()
        .map(|rule| context! { name => rule.name.to_string(), says => rules::rule(rule) })
        .collect();
    let latest = leaf
        .pages
        .site
        .events
        .iter()
        .rev()
        .filter(|event| team.members.contains(&event.by))
        .take(LATEST);
    let more = context! {
        name => team.name.as_str(),
        members => members,
        rules => asks,
        named => said.join(", "),
        asked => team.asked.iter().map(|standing| leaf.decision(standing.number)).collect::<Vec<_>>(),
        events => latest.map(|event| timeline::event(leaf, event)).collect::<Vec<_>>(),
        unjudged => leaf.pages.site.unjudged.as_deref(),
    };
    leaf.render("team.html", &format!("Team {}", team.name), more)
}
