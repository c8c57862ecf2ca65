//! `signoffs/PERSON.rN.HASH.yaml`: one statement of one person, never changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::armor::Armor;
use super::digest::Digest;
use super::id::DecisionId;
use super::name::{ConditionId, Handle, TeamName};
use super::prose::{Line, Prose};
use super::time::Timestamp;

mod file;

use file::SignoffFile;

/// A sign-off: who says what about which words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "SignoffFile", into = "SignoffFile")]
pub struct Signoff {
    /// Id of decision 0 of the log, so that it means nothing in another repository.
    pub log: DecisionId,
    /// The charter revision in force in the base when it was signed.
    pub charter: Digest,
    /// Which decision.
    pub decision: DecisionId,
    /// Which revision of it.
    pub revision: u32,
    /// Digest of that revision's file.
    pub digest: Digest,
    /// Who signs.
    pub signer: Handle,
    /// For whom, when speaking as somebody's delegate.
    pub on_behalf_of: Option<Handle>,
    /// Counts for this team only.
    pub team: Option<TeamName>,
    /// What is said.
    pub statement: Statement,
    /// Why.
    pub reason: Option<Prose>,
    /// The signer's earlier stances on this decision that this one takes the place of.
    pub replaces: Vec<Digest>,
    /// When, as the signer says.
    pub at: Timestamp,
    /// By the signer; an unsigned sign-off is kept and counts for nothing.
    pub signature: Option<Armor>,
}

/// What a sign-off says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Statement {
    /// A stance: what a person holds.
    Stance(Stance),
    /// An act: something a person does.
    Act(Act),
}

/// What a person holds of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stance {
    /// Counts towards the rules, with conditions only once each is cleared.
    Approve {
        /// What must happen first.
        conditions: Vec<Condition>,
    },
    /// Blocks.
    Object,
    /// Heard, counts for nothing.
    Abstain,
    /// Heard by nobody.
    Recuse,
    /// Disagrees and will commit.
    Dissent,
}

impl Stance {
    /// The word in the file.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Approve { .. } => "approve",
            Self::Object => "object",
            Self::Abstain => "abstain",
            Self::Recuse => "recuse",
            Self::Dissent => "dissent",
        }
    }
}

/// Something a person does with earlier statements, or besides a stance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Takes own sign-offs back.
    Withdraw {
        /// Which.
        targets: Vec<Digest>,
    },
    /// Blocks for some days: "I need time".
    Hold {
        /// The last day.
        until: NaiveDate,
    },
    /// Says that own conditions are met.
    Clear {
        /// Which.
        targets: Vec<ClearTarget>,
    },
    /// Answers objections for those who may overrule, or challenges for the owner.
    Answer {
        /// Which.
        targets: Vec<Digest>,
    },
    /// "I have read it and go along."
    Acknowledge,
    /// Lends weight to what is agreed.
    Endorse,
    /// A late objection to a decision in force.
    Challenge {
        /// What is new.
        evidence: Prose,
    },
}

impl Act {
    /// The word in the file.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Withdraw { .. } => "withdraw",
            Self::Hold { .. } => "hold",
            Self::Clear { .. } => "clear",
            Self::Answer { .. } => "answer",
            Self::Acknowledge => "acknowledge",
            Self::Endorse => "endorse",
            Self::Challenge { .. } => "challenge",
        }
    }
}

impl Statement {
    /// The word in the file.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stance(stance) => stance.word(),
            Self::Act(act) => act.word(),
        }
    }

    /// The stance, if it is one.
    pub const fn stance(&self) -> Option<&Stance> {
        match self {
            Self::Stance(stance) => Some(stance),
            Self::Act(_) => None,
        }
    }
}

/// What must happen before an approval counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// By which `clear` names it.
    pub id: ConditionId,
    /// What must happen.
    pub text: Line,
}

/// A condition of an own approval.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearTarget {
    /// The approval, by the digest of its signed bytes.
    pub signoff: Digest,
    /// The condition.
    pub condition: ConditionId,
}
