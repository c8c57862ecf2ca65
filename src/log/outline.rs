//! What lists and questions need of a decision, so that they need not read all its records again.
//!
//! An outline follows from the decision's folder alone. It is small, and it can be kept.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::decision::Decision;
use crate::agreement::status::{Status, Word};
use crate::record::id::{DecisionId, Number};
use crate::record::name::{Handle, Tag};
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::text::{Impact, Text};
use crate::record::time::Timestamp;

/// The version of the form in which outlines are kept: to be raised when a field, or what it means, changes.
pub const VERSION: u32 = 1;

/// A decision in outline. What it shows is the text in force, else the newest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// The id, where it can be read.
    pub id: Option<DecisionId>,
    /// Where it stands.
    #[serde(with = "StatusForm")]
    pub status: Status,
    /// The title.
    pub title: Option<String>,
    /// Who drives it.
    pub owner: Option<Handle>,
    /// How far it reaches.
    pub impact: Option<Impact>,
    /// What it is about.
    pub tags: Vec<Tag>,
    /// The newest revision; none in a draft.
    pub revision: Option<u32>,
    /// The day of the newest revision or resolution, whichever is later, as its author says.
    pub date: Option<NaiveDate>,
    /// The people whose approvals the acceptance of the text in force lists.
    pub agreed_by: Vec<Handle>,
    /// Everybody who signed anything about it.
    pub signers: BTreeSet<Handle>,
    /// The decision that took its place.
    pub superseded_by: Option<DecisionId>,
    /// What its text supersedes, amends and depends on.
    pub links: Links,
    /// The patterns of the newest text that was ever accepted, as they are written.
    pub governs: Vec<String>,
    /// How many resolutions it has.
    pub resolutions: usize,
    /// How many sign-offs it has.
    pub signoffs: usize,
    /// Whether it is settled and nothing of it can wait for anybody: no review, no condition, no challenge.
    pub is_at_rest: bool,
}

/// The decisions that a text names.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Links {
    /// It takes their place.
    pub supersedes: Vec<Number>,
    /// It changes them in part.
    pub amends: Vec<Number>,
    /// It stands on them.
    pub depends_on: Vec<Number>,
}

impl Outline {
    /// The outline of a decision.
    pub fn of(decision: &Decision) -> Self {
        let text = decision.text_in_force().or_else(|| decision.text());
        let revised = decision.revisions.values().map(|stored| stored.value.at);
        let resolved = decision.resolutions.values().map(|stored| stored.value.at);
        let signers = decision.signoffs.iter().map(|one| &one.value.signer);
        let accepted = decision.last_accepted();
        let governs = accepted.map(|stored| &stored.value.text.governs);
        Self {
            id: decision.id(),
            status: decision.status(),
            title: text.map(|text| text.title.to_string()),
            owner: text.and_then(|text| text.owner.clone()),
            impact: text.and_then(|text| text.impact),
            tags: text.map(|text| text.tags.clone()).unwrap_or_default(),
            revision: decision.newest().map(|stored| stored.value.revision),
            date: revised.chain(resolved).max().map(Timestamp::day),
            agreed_by: decision
                .in_force()
                .map(|in_force| decision.agreed_to(in_force).into_iter().collect())
                .unwrap_or_default(),
            signers: signers.cloned().collect(),
            superseded_by: decision.superseded_by(),
            links: text.map(Links::of).unwrap_or_default(),
            governs: governs
                .into_iter()
                .flatten()
                .map(ToString::to_string)
                .collect(),
            resolutions: decision.resolutions.len(),
            signoffs: decision.signoffs.len(),
            is_at_rest: is_at_rest(decision),
        }
    }
}

impl Links {
    fn of(text: &Text) -> Self {
        Self {
            supersedes: text.supersedes.clone(),
            amends: text.amends.clone(),
            depends_on: text.depends_on.clone(),
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = Number> {
        let lists = [&self.supersedes, &self.amends, &self.depends_on];
        lists.into_iter().flatten().copied()
    }
}

/// See [`Outline::is_at_rest`].
fn is_at_rest(decision: &Decision) -> bool {
    let waits = |signoff: &Signoff| match &signoff.statement {
        Statement::Stance(Stance::Approve { conditions }) => !conditions.is_empty(),
        Statement::Act(Act::Challenge { .. }) => true,
        _ => false,
    };
    let review = decision.text_in_force().and_then(|text| text.review_by);
    !decision.status().is_open()
        && review.is_none()
        && !decision.signoffs.iter().any(|stored| waits(&stored.value))
}

/// How a status is kept: every field in its place.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Status")]
struct StatusForm {
    word: Word,
    in_force: Option<u32>,
    open: Option<u32>,
    later: Option<(u32, Word)>,
}
