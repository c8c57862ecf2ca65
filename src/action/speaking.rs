//! Who speaks for whom, wherever it is written down: in the base, on the branches of proposals, in outboxes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::delegate::facts;
use super::ground::{Docket, Ground};
use crate::agreement::case::DelegationFacts;
use crate::agreement::delegations;
use crate::log::case;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::delegation::Grant;
use crate::record::digest::Digest;
use crate::record::name::{Handle, TeamName};

/// A delegation that holds, or is to come.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Speaking {
    /// Who is away.
    pub from: Handle,
    /// Who speaks for them.
    pub to: Handle,
    /// In these teams only; in all that they share where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamName>,
    /// The first day.
    pub starts: NaiveDate,
    /// The last day.
    pub ends: NaiveDate,
    /// Whether it is in an outbox only: it counts where the delegate signs, who brings it along.
    pub in_outbox: bool,
}

/// The delegations that hold on this day or a later one and were not taken back anywhere.
pub(super) fn standing(
    ground: &Ground<'_>,
    dockets: &BTreeMap<ObjectId, Docket>,
    day: NaiveDate,
) -> Result<Vec<Speaking>, Error> {
    let Some(first) = dockets.values().next() else {
        return Ok(Vec::new());
    };
    let chain = first.chain()?;
    let charter = chain.in_force().charter;
    let kept = ground.outboxes().delegations()?;
    let mut all: Vec<DelegationFacts<'_>> = Vec::new();
    let logs = dockets
        .values()
        .flat_map(|docket| [&docket.base, &docket.result]);
    for facts in logs.flat_map(case::delegations) {
        add(&mut all, facts);
    }
    let merged: Vec<Digest> = all.iter().map(|facts| facts.digest).collect();
    for stored in &kept {
        add(&mut all, facts(stored));
    }
    Ok(of(charter, &all, &merged, day))
}

fn add<'a>(all: &mut Vec<DelegationFacts<'a>>, facts: DelegationFacts<'a>) {
    if all.iter().all(|other| other.digest != facts.digest) {
        all.push(facts);
    }
}

fn of(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    merged: &[Digest],
    day: NaiveDate,
) -> Vec<Speaking> {
    let standing = all
        .iter()
        .filter(|facts| delegations::is_standing(charter, all, facts, day));
    let mut speaking: Vec<Speaking> = standing
        .filter_map(|facts| match &facts.delegation.grant {
            Grant::Speak {
                teams,
                starts,
                ends,
            } => Some(Speaking {
                from: facts.delegation.from.clone(),
                to: facts.delegation.to.clone(),
                teams: teams.clone(),
                starts: *starts,
                ends: *ends,
                in_outbox: !merged.contains(&facts.digest),
            }),
            Grant::Revoke(_) => None,
        })
        .collect();
    speaking.sort();
    speaking.dedup();
    speaking
}
