//! `adr charter show`: who takes part, by which rules, and who is changing that.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::action::Error;
use crate::action::commit::Done;
use crate::action::ground::{Ground, chain_of};
use crate::agreement::feasible::{self, Stuck};
use crate::agreement::{compare, people};
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::name::{Handle, TeamName};
use crate::record::text::Text;

/// The charter in force.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The log's folder.
    pub log: String,
    /// The branch whose charter this is.
    pub branch: String,
    /// The revision of decision 0 that is in force.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// Digest of the first revision, which CI pins.
    pub trust_root: Digest,
    /// What it says.
    pub charter: Charter,
    /// The people of each team, those of the teams in it included.
    pub members: BTreeMap<TeamName, Vec<Handle>>,
    /// Whose changes of it can never be agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stuck: Option<Stuck>,
    /// Where it is being changed.
    pub changes: Vec<OpenChange>,
}

/// A change of the charter that is not settled.
#[derive(Debug, Serialize)]
pub struct OpenChange {
    /// The branch.
    pub branch: String,
    /// The revision that is put up, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// Its summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Whether the draft says more than any revision.
    pub has_unpublished_edits: bool,
    /// What it changes.
    pub differences: Vec<compare::charter::Change>,
}

/// Shows the charter in force.
pub fn run(ground: &Ground<'_>) -> Result<Report, Error> {
    let no_log = || Error::NoLog {
        dir: ground.dir.clone(),
    };
    let base = ground.base_tree()?;
    let tree = ground.head_tree()?.or(base).ok_or_else(no_log)?;
    let judging = ground.judging_tree(tree)?;
    let log = ground.load(judging, [])?;
    let chain = chain_of(&log, ground.trust_root)?;
    let in_force = chain.in_force();
    let charter = in_force.charter;
    let members = charter
        .teams
        .keys()
        .map(|team| {
            let people = people::members(charter, team)
                .into_iter()
                .cloned()
                .collect();
            (team.clone(), people)
        })
        .collect();
    let branch = match &ground.base {
        Some(base) if Some(judging) == ground.base_tree()? => base.short().to_owned(),
        _ => "HEAD".to_owned(),
    };
    Ok(Report {
        log: ground.dir.to_string(),
        branch,
        revision: in_force.revision,
        digest: in_force.digest,
        trust_root: chain.root(),
        charter: charter.clone(),
        members,
        stuck: stuck_in(log.charter().and_then(|decision| decision.text_in_force())),
        changes: changes(ground, charter)?,
    })
}

/// Whose changes the charter stops for good that a text holds.
fn stuck_in(text: Option<&Text>) -> Option<Stuck> {
    let text = text?;
    feasible::stuck(text.charter.as_ref()?, text.owner.as_ref()?)
}

/// The same of the living text that was just committed: it may still be changed before it is put up.
pub fn stuck_after(ground: &Ground<'_>, done: &Done) -> Result<Option<Stuck>, Error> {
    let Some(made) = ground.store.resolve(&done.commit)? else {
        return Ok(None);
    };
    let log = ground.load(ground.store.root_tree(made.commit)?, [])?;
    let text = log.charter().and_then(|decision| decision.draft.as_ref());
    Ok(stuck_in(text))
}

fn changes(ground: &Ground<'_>, charter: &Charter) -> Result<Vec<OpenChange>, Error> {
    let mut open = Vec::new();
    let here = ground.locate(Number::CHARTER, None)?;
    let is_changed_here =
        here.is_head && (here.decision.status().is_open() || here.decision.has_unpublished_edits());
    for located in is_changed_here
        .then_some(here)
        .into_iter()
        .chain(ground.branches_that_change(Number::CHARTER)?)
    {
        let decision = &located.decision;
        let newest = decision.newest().map(|stored| &stored.value);
        let is_open = decision.status().open.is_some();
        let text = decision.draft.as_ref();
        let proposed = text.and_then(|text| text.charter.as_ref());
        open.push(OpenChange {
            branch: located.branch.clone(),
            revision: newest.filter(|_| is_open).map(|newest| newest.revision),
            summary: newest
                .filter(|_| is_open)
                .and_then(|newest| newest.summary.as_ref().map(ToString::to_string)),
            has_unpublished_edits: decision.has_unpublished_edits(),
            differences: proposed
                .map(|proposed| compare::charter::changes(charter, proposed))
                .unwrap_or_default(),
        });
    }
    Ok(open)
}
