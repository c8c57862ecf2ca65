//! `adr delegate`: somebody who will be away lets a colleague of the same team speak for them.
//!
//! It goes to the outbox of the one who is away: it is about no branch, and need not be merged to be of use.
//! Whoever signs for them brings it along.

use chrono::NaiveDate;
use serde::Serialize;

use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground};
use super::write::signed;
use super::{Error, outbox};
use crate::agreement::case::DelegationFacts;
use crate::agreement::{delegations as rules, people};
use crate::log::case::delegations;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::Charter;
use crate::record::delegation::{Delegation, Grant};
use crate::record::id::Number;
use crate::record::layout::Place;
use crate::record::name::{Handle, TeamName};
use crate::store::{Head, Retry, Target};

/// What is wanted.
#[derive(Clone, Debug)]
pub enum Request {
    /// Let somebody speak.
    Speak {
        /// Who.
        to: Handle,
        /// In these teams; in all that both are in where there are none.
        teams: Vec<TeamName>,
        /// First day; today where left out.
        starts: Option<NaiveDate>,
        /// Last day.
        ends: NaiveDate,
    },
    /// Take back what still holds: to this person, or to all.
    Revoke {
        /// Whom it was given to.
        to: Option<Handle>,
    },
}

/// What was delegated or taken back.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who will be away.
    pub from: Handle,
    /// To whom.
    pub to: Vec<Handle>,
    /// The last day, where it is a delegation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Signs a delegation, or the taking back of some. `here` commits it where HEAD is instead of to the outbox.
pub fn run(
    ground: &Ground<'_>,
    actor: &Actor,
    request: &Request,
    here: bool,
) -> Result<Report, Error> {
    let tree = ground
        .head_tree()?
        .or(ground.base_tree()?)
        .ok_or_else(|| Error::NoLog {
            dir: ground.dir.clone(),
        })?;
    let docket = Docket::load(ground, tree, &std::collections::BTreeSet::new())?;
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let signatory = actor.signatory(ground.store, charter)?;
    let from = &signatory.handle;
    let log = docket
        .base
        .charter()
        .and_then(Decision::id)
        .ok_or_else(|| Error::NoLog {
            dir: ground.dir.clone(),
        })?;
    let today = actor.now().day();
    let grants: Vec<(Handle, Grant)> = match request {
        Request::Speak {
            to,
            teams,
            starts,
            ends,
        } => {
            check(charter, from, to, teams)?;
            let grant = grant(teams, starts.unwrap_or(today), *ends, today)?;
            vec![(to.clone(), grant)]
        }
        Request::Revoke { to } => {
            let kept = ground.outboxes().delegations()?;
            let mut all = delegations(&docket.result);
            all.extend(delegations(&docket.base));
            all.extend(kept.iter().map(facts));
            standing(charter, &all, from, to.as_ref(), today)?
        }
    };
    let mut files = Files::new();
    for (to, grant) in &grants {
        let record = Delegation {
            log,
            from: from.clone(),
            to: to.clone(),
            grant: grant.clone(),
            signature: None,
        };
        let record = signed(&record, &signatory.key)?;
        let place = Place::Delegation {
            from: from.clone(),
            short: record.signed.short(),
        };
        files.insert(ground.dir.join(&place), Some(record.bytes));
    }
    let to: Vec<Handle> = grants.iter().map(|(to, _)| to.clone()).collect();
    let names = to
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let subject = match request {
        Request::Speak { ends, .. } => format!("Let {names} speak for {from} until {ends}"),
        Request::Revoke { .. } => format!("{names} no longer speaks for {from}"),
    };
    let message = Message::new(subject, Number::CHARTER).trailer("Adr-Signer", from);
    let (target, base) = match &ground.head {
        Head::Branch { tip: Some(tip), .. } if here => (Target::Head, *tip),
        _ => outbox::target(ground, from)?,
    };
    let done = commit::commit(
        ground.store,
        actor,
        target,
        Some(base),
        files,
        &message,
        Retry::WhileUntouched,
    )?;
    let until = match request {
        Request::Speak { ends, .. } => Some(*ends),
        Request::Revoke { .. } => None,
    };
    Ok(Report {
        from: from.clone(),
        to,
        until,
        done,
    })
}

/// A grant that can still be used.
fn grant(
    teams: &[TeamName],
    starts: NaiveDate,
    ends: NaiveDate,
    today: NaiveDate,
) -> Result<Grant, Error> {
    if ends < starts || ends < today {
        return Err(Error::Usage {
            what: format!("the delegation would be over on {ends}, before it can be used"),
            hint: "name a day to come: --until YYYY-MM-DD".to_owned(),
        });
    }
    Ok(Grant::Speak {
        teams: teams.to_vec(),
        starts,
        ends,
    })
}

fn check(charter: &Charter, from: &Handle, to: &Handle, teams: &[TeamName]) -> Result<(), Error> {
    let usage = |what: String, hint: &str| {
        Err(Error::Usage {
            what,
            hint: hint.to_owned(),
        })
    };
    if from == to {
        return usage(
            "nobody delegates to themselves".to_owned(),
            "name somebody of your team",
        );
    }
    if !people::counts(charter, to) {
        return usage(
            format!("{to} does not take part, or is an agent"),
            "see adr charter show",
        );
    }
    let together = |team: &TeamName| {
        let members = people::members(charter, team);
        members.contains(from) && members.contains(to)
    };
    if let Some(team) = teams.iter().find(|team| !together(team)) {
        return usage(
            format!("you and {to} are not in team {team} together"),
            "see adr charter show",
        );
    }
    if !charter.teams.keys().any(together) {
        return usage(
            format!("you and {to} are in no team together"),
            "delegate to somebody of your team",
        );
    }
    Ok(())
}

/// A delegation as the rules see it.
pub(super) fn facts(stored: &Stored<Delegation>) -> DelegationFacts<'_> {
    DelegationFacts {
        digest: stored.signed,
        delegation: &stored.value,
        proof: stored.proof(),
    }
}

/// The delegations of a person that still hold, as what takes each of them back.
fn standing(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    from: &Handle,
    to: Option<&Handle>,
    today: NaiveDate,
) -> Result<Vec<(Handle, Grant)>, Error> {
    let mut standing: Vec<(Handle, Grant)> = Vec::new();
    for facts in all {
        let delegation = facts.delegation;
        let is_meant = delegation.from == *from && to.is_none_or(|to| delegation.to == *to);
        let revocation = (delegation.to.clone(), Grant::Revoke(facts.digest));
        // The same one may lie in several places.
        if is_meant
            && rules::is_standing(charter, all, facts, today)
            && !standing.contains(&revocation)
        {
            standing.push(revocation);
        }
    }
    if standing.is_empty() {
        return Err(Error::Usage {
            what: format!("{from} has no delegation that could be taken back"),
            hint: "it ends by itself; perhaps it wants a `git fetch`".to_owned(),
        });
    }
    Ok(standing)
}
