//! What is open, and what the rules say of it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use crate::action::Error;
use crate::action::ground::Ground;
use crate::action::inbox::{self, Item};
use crate::action::speaking::{self, Speaking};
use crate::action::status::{self, Standing};
use crate::action::survey::{self, Sighting, Survey, Wanted};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::name::Handle;
use crate::record::signoff::{Act, Statement};

/// Which decisions are open: of this log, and where it is asked for of other branches too.
pub(super) fn survey_of(
    ground: &Ground<'_>,
    tree: ObjectId,
    log: &DecisionLog,
    all_branches: bool,
) -> Result<Survey, Error> {
    if all_branches {
        return survey::survey(ground, Wanted::Waiting);
    }
    let tip = ground
        .head
        .tip()
        .or(ground.base.as_ref().map(|base| base.tip));
    let sighting = |decision: &Decision| Sighting {
        decision: decision.clone(),
        tip: tip.unwrap_or(tree),
        tree,
        branch: "HEAD".to_owned(),
        is_head: true,
        also_on: Vec::new(),
    };
    let readable = || log.decisions.values().filter(|one| one.problems.is_empty());
    let is_written = |decision: &&Decision| decision.text().is_some();
    Ok(Survey {
        open: readable()
            .filter(|decision| decision.status().is_open())
            .filter(is_written)
            .map(sighting)
            .collect(),
        // Of what is settled, only a challenge can wait for somebody.
        settled: readable()
            .filter(|decision| !decision.status().is_open() && is_challenged(decision))
            .map(sighting)
            .collect(),
        unreadable: Vec::new(),
    })
}

fn is_challenged(decision: &Decision) -> bool {
    decision.signoffs.iter().any(|stored| {
        matches!(
            stored.value.statement,
            Statement::Act(Act::Challenge { .. })
        )
    })
}

/// What the rules say of what is open.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) standings: Vec<Standing>,
    pub(super) waiting: BTreeMap<Handle, Vec<Item>>,
    pub(super) speaking: Vec<Speaking>,
    pub(super) unjudged: Option<String>,
}

/// Judges what is open. Where the charter cannot judge, the rest is still worth having.
pub(super) fn judge(
    ground: &Ground<'_>,
    open: &[Sighting],
    settled: Vec<Sighting>,
    charter: &Charter,
    now: DateTime<FixedOffset>,
) -> Result<Judged, Error> {
    let judged = survey::dockets(ground, open).and_then(|dockets| {
        let standings = status::standings(ground, &dockets, open.to_vec(), None, now)?;
        let speaking = speaking::standing(ground, &dockets, now.date_naive())?;
        let people = charter.people.keys();
        let waiting = inbox::waiting_for_each(ground, &standings, settled, people, &speaking, now)?;
        Ok(Judged {
            standings,
            waiting,
            speaking,
            unjudged: None,
        })
    });
    match judged {
        Err(Error::Store(error)) => Err(error.into()),
        Err(error) => Ok(Judged {
            unjudged: Some(error.to_string()),
            ..Judged::default()
        }),
        judged => judged,
    }
}
