//! `adr status`: what each open decision still needs, from whom, and the one next command.
//!
//! What the rules say is the one [`Evaluation`]; beside it stands only what the records say in other words
//! (conditions, what changed since somebody signed), and who types what next.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::branch_state::{self, BranchState};
use super::find;
use super::ground::{Docket, Ground};
use super::speaking::{self, Speaking};
use super::survey::{self, Sighting, Survey, Unreadable, Wanted};
use crate::agreement::evaluation::{Evaluation, Reason};
use crate::agreement::people;
use crate::agreement::status::Status;
use crate::agreement::tally::Seats;
use crate::log::decision::Decision;
use crate::log::tree::ObjectId;
use crate::record::charter::{Charter, KeyState};
use crate::record::digest::Digest;
use crate::record::field::Field;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;
use crate::record::signoff::{Stance, Statement};
use crate::record::text::Text;
use crate::record::time::Timestamp;

mod next;

pub use next::Next;

/// Which decision, and who asks.
pub struct Request<'a> {
    /// One decision; every open one where left out.
    pub number: Option<Number>,
    /// The branch to look at, where the person said so.
    pub branch: Option<String>,
    /// The person at the keyboard, if Git knows them.
    pub actor: Option<&'a Actor>,
    /// The time of asking.
    pub now: DateTime<FixedOffset>,
}

/// Where decisions stand.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who asks, as the charter knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub you: Option<Handle>,
    /// In the order of their numbers.
    pub decisions: Vec<Standing>,
    /// Who speaks for whom, now or soon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<Speaking>,
    /// Files that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// Where one decision stands.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// The number.
    pub number: Number,
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<DecisionId>,
    /// The newest title.
    pub title: String,
    /// Who drives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// The status.
    pub status: Status,
    /// The branch that has gone furthest with it.
    pub branch: String,
    /// Whether that is where HEAD is.
    pub checked_out: bool,
    /// What has become of that branch, where it is not in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch_state: Option<BranchState>,
    /// Other branches on which it is open and not the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_on: Vec<String>,
    /// The branch that decisions are merged into, where that does not hold what is settled here yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_merge_into: Option<String>,
    /// When the newest revision was put up, as its author says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What a draft lacks before it can be proposed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Field>,
    /// Whether `decision.yaml` says something that no revision holds.
    pub unpublished_edits: bool,
    /// Why `decision.yaml` cannot be read, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft_error: Option<String>,
    /// Seats filled of seats wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Seats>,
    /// What the rules say of the newest revision; none for a draft and for what is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<Evaluation>,
    /// Conditions that are not met yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<OpenCondition>,
    /// Stances on an earlier text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<Stale>,
    /// What was said and waits in outboxes to be received.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_outboxes: Vec<Waiting>,
    /// Who owns the text, or may edit it.
    #[serde(skip)]
    pub(super) drivers: Vec<Handle>,
    /// Who was to be consulted and has not said anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Handle>,
    /// What to type next, and who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
}

/// A condition that is not met yet.
#[derive(Debug, Serialize)]
pub struct OpenCondition {
    /// Who made it.
    pub person: Handle,
    /// How `clear` names it.
    pub id: String,
    /// What must happen.
    pub text: String,
    /// Since when, as they say.
    pub since: Timestamp,
}

/// Something that was said, and that the decision's branch does not hold.
#[derive(Debug, Serialize)]
pub struct Waiting {
    /// Who said it.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance or act.
    pub word: &'static str,
    /// The revision.
    pub revision: u32,
    /// The sign-off.
    pub signoff: Digest,
}

/// A stance on an earlier text.
#[derive(Debug, Serialize)]
pub struct Stale {
    /// Who took it.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance.
    pub stance: &'static str,
    /// On which revision.
    pub revision: u32,
    /// What each revision since has changed.
    pub changed: Vec<Change>,
}

/// What a revision changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    /// The revision.
    pub revision: u32,
    /// The fields in which it differs from the one before.
    pub fields: Vec<Field>,
}

/// Says where decisions stand.
pub fn run(ground: &Ground<'_>, request: &Request<'_>) -> Result<Report, Error> {
    // Without a log there is nothing to be open, and that is worth saying.
    let head = find::tree_at(ground, None);
    let (sightings, unreadable) = match (request.number, &request.branch) {
        (Some(number), Some(branch)) => (vec![located(ground, number, Some(branch))?], Vec::new()),
        (number, _) => {
            let Survey {
                open,
                settled,
                unreadable,
            } = survey::survey(ground, number.map_or(Wanted::Waiting, Wanted::One))?;
            match number {
                None => (open, unreadable),
                Some(_) if !open.is_empty() => (open, unreadable),
                Some(_) if !settled.is_empty() => (settled, unreadable),
                // There is none, or it cannot be read: finding it says so.
                Some(number) => (vec![located(ground, number, None)?], Vec::new()),
            }
        }
    };
    if sightings.is_empty() {
        head?;
    }
    let dockets = survey::dockets(ground, &sightings)?;
    let you = match (request.actor, dockets.values().next()) {
        (Some(actor), Some(docket)) => {
            let charter = docket.chain()?.in_force().charter;
            actor.person(ground.store, charter).ok()
        }
        _ => None,
    };
    let decisions = standings(ground, &dockets, sightings, you.as_ref(), request.now)?;
    let delegations = speaking::standing(ground, &dockets, request.now.date_naive())?;
    Ok(Report {
        you,
        decisions,
        delegations,
        unreadable,
    })
}

/// Where each of these stands, for a person.
pub(super) fn standings(
    ground: &Ground<'_>,
    dockets: &BTreeMap<ObjectId, Docket>,
    sightings: Vec<Sighting>,
    you: Option<&Handle>,
    now: DateTime<FixedOffset>,
) -> Result<Vec<Standing>, Error> {
    let branches = ground.store.branches()?;
    let mut decisions = Vec::new();
    for sighting in sightings {
        let Some(docket) = dockets.get(&sighting.tree) else {
            continue;
        };
        let branch_state = if sighting.decision.status().is_open() {
            branch_state::of(ground, &branches, &sighting.branch, sighting.tip, now)?
        } else {
            None
        };
        let draft = draft(ground, &sighting);
        let mut standing = standing(docket, sighting, draft, you, now)?;
        standing.branch_state = branch_state;
        standing.to_merge_into = to_merge_into(ground, docket, &standing);
        decisions.push(standing);
    }
    Ok(decisions)
}

/// A decision on the branch that was asked for.
fn located(ground: &Ground<'_>, number: Number, branch: Option<&str>) -> Result<Sighting, Error> {
    let located = ground.locate(number, branch)?;
    Ok(Sighting {
        decision: located.decision,
        tip: located.tip,
        tree: located.tree,
        branch: located.branch,
        is_head: located.is_head,
        also_on: Vec::new(),
    })
}

/// The living text: of the work tree where the branch is checked out, since that is where people write.
fn draft(ground: &Ground<'_>, sighting: &Sighting) -> Result<Option<Text>, Error> {
    if !sighting.is_head {
        return Ok(sighting.decision.draft.clone());
    }
    let located = ground.locate(sighting.decision.number(), None)?;
    Ok(Some(ground.draft(&located)?.text))
}

/// The base, where it does not hold yet what a branch has settled.
fn to_merge_into(ground: &Ground<'_>, docket: &Docket, standing: &Standing) -> Option<String> {
    let base = ground.base.as_ref()?;
    let in_base = docket
        .base
        .decision(standing.number)
        .filter(|decision| decision.id() == standing.id)
        .map(Decision::status);
    let is_settled = !standing.status.is_open() && in_base != Some(standing.status);
    is_settled.then(|| base.short().to_owned())
}

fn standing(
    docket: &Docket,
    sighting: Sighting,
    draft: Result<Option<Text>, Error>,
    you: Option<&Handle>,
    now: DateTime<FixedOffset>,
) -> Result<Standing, Error> {
    let decision = &sighting.decision;
    let status = decision.status();
    let (draft, draft_error) = match draft {
        Ok(draft) => (draft, None),
        Err(error) => (None, Some(error.to_string())),
    };
    let newest = decision.newest().map(|stored| &stored.value.text);
    let text = newest.or(draft.as_ref()).or(decision.draft.as_ref());
    let evaluation = match status.open {
        Some(_) => survey::evaluate_with_dates(docket, decision.number(), now)?,
        None => None,
    };
    let in_outboxes = waiting(docket, decision)?;
    let unheard = match (status.open, newest) {
        (Some(_), Some(newest)) => unheard(
            docket.chain()?.in_force().charter,
            newest,
            decision,
            &in_outboxes,
        ),
        _ => Vec::new(),
    };
    let mut standing = Standing {
        number: decision.number(),
        id: decision.id(),
        title: text.map_or_else(|| decision.folder.name(), |text| text.title.to_string()),
        owner: text.and_then(|text| text.owner.clone()),
        status,
        branch: sighting.branch,
        checked_out: sighting.is_head,
        branch_state: None,
        also_on: sighting.also_on,
        to_merge_into: None,
        since: decision.newest().map(|stored| stored.value.at),
        missing: match (decision.newest(), text) {
            (None, Some(text)) => text.missing_for_proposal(),
            _ => Vec::new(),
        },
        unpublished_edits: newest.is_some()
            && draft.as_ref().is_some_and(|draft| Some(draft) != newest),
        draft_error,
        agreement: evaluation.as_ref().map(Seats::of),
        conditions: evaluation
            .as_ref()
            .map(|one| conditions(decision, one))
            .unwrap_or_default(),
        stale: evaluation
            .as_ref()
            .map(|one| stale(decision, one))
            .unwrap_or_default(),
        evaluation,
        in_outboxes,
        unheard,
        drivers: text
            .map(|text| text.owner.iter().chain(&text.editors).cloned().collect())
            .unwrap_or_default(),
        next: None,
    };
    let editors = text.map(|text| text.editors.as_slice()).unwrap_or_default();
    standing.next = next::next(&standing, editors, you);
    Ok(standing)
}

/// The conditions that the evaluation found open, in the words of those who made them.
fn conditions(decision: &Decision, evaluation: &Evaluation) -> Vec<OpenCondition> {
    let mut open = Vec::new();
    for voice in &evaluation.voices {
        let Some(Reason::ConditionOpen { conditions }) = &voice.discounted else {
            continue;
        };
        let Some(stored) = decision.signoff(voice.signoff) else {
            continue;
        };
        let made = match &stored.value.statement {
            Statement::Stance(Stance::Approve { conditions }) => conditions.as_slice(),
            _ => &[],
        };
        open.extend(conditions.iter().map(|id| {
            OpenCondition {
                person: voice.person.clone(),
                id: id.clone(),
                text: made
                    .iter()
                    .find(|condition| condition.id.as_str() == id)
                    .map(|condition| condition.text.to_string())
                    .unwrap_or_default(),
                since: stored.value.at,
            }
        }));
    }
    open
}

/// The stances that the evaluation found stale, with what has changed since.
fn stale(decision: &Decision, evaluation: &Evaluation) -> Vec<Stale> {
    let mut stale = Vec::new();
    for voice in &evaluation.voices {
        let Some(Reason::Stale { revision }) = voice.discounted else {
            continue;
        };
        let later = decision.revisions.range(revision + 1..);
        let changed = later.filter_map(|(&number, stored)| {
            let before = decision.revisions.get(&(number - 1))?;
            Some(Change {
                revision: number,
                fields: before.value.text.differing_fields(&stored.value.text),
            })
        });
        stale.push(Stale {
            person: voice.person.clone(),
            on_behalf_of: voice.on_behalf_of.clone(),
            stance: voice.stance,
            revision,
            changed: changed.collect(),
        });
    }
    stale
}

/// The people whom a text wants to be consulted, and of whom nothing was heard.
fn unheard(
    charter: &Charter,
    text: &Text,
    decision: &Decision,
    in_outboxes: &[Waiting],
) -> Vec<Handle> {
    let asked: BTreeSet<&Handle> = text
        .consulted
        .iter()
        .flat_map(|party| people::party(charter, party))
        .filter(|person| people::counts(charter, person))
        .collect();
    let has_spoken = |person: &Handle| {
        let mut said = decision.signoffs.iter().map(|stored| &stored.value.signer);
        said.any(|signer| signer == person)
            || in_outboxes.iter().any(|waiting| waiting.person == *person)
            || decision
                .revisions
                .values()
                .any(|stored| stored.value.by == *person || stored.value.with.contains(person))
    };
    asked
        .into_iter()
        .filter(|person| !has_spoken(person))
        .cloned()
        .collect()
}

/// What waits in outboxes, of people who are who they say.
pub(super) fn waiting(docket: &Docket, decision: &Decision) -> Result<Vec<Waiting>, Error> {
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let mut waiting: Vec<Waiting> = Vec::new();
    for stored in &docket.outboxes {
        let signoff = &stored.value;
        let is_about_it = Some(signoff.decision) == decision.id()
            && decision.revision_digest(signoff.revision) == Some(signoff.digest);
        let is_new = decision.signoff(stored.signed).is_none()
            && waiting.iter().all(|other| other.signoff != stored.signed);
        let state = people::signing_key_state(charter, &signoff.signer, stored.proof());
        if is_about_it && is_new && state == Some(KeyState::Active) {
            waiting.push(Waiting {
                person: signoff.signer.clone(),
                on_behalf_of: signoff.on_behalf_of.clone(),
                word: signoff.statement.word(),
                revision: signoff.revision,
                signoff: stored.signed,
            });
        }
    }
    Ok(waiting)
}
