//! What can be asked of a person, each with the one command that does it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::action::status::Change;
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::name::Handle;

/// Something for a person to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "task")]
pub enum Task {
    /// Own decision whose `decision.yaml` cannot be read, or lacks something.
    Edit {
        /// What it lacks.
        missing: Vec<Field>,
        /// Why it cannot be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Own draft that can be put up.
    Propose,
    /// Own decision with edits that no revision holds.
    Publish,
    /// Own decision that somebody objects to.
    Revise {
        /// Who objects.
        by: Handle,
        /// Why, in their words.
        reason: String,
    },
    /// Own decision that has everything it needs.
    Accept,
    /// Their approval is needed.
    Approve {
        /// What for.
        needs: Vec<Need>,
        /// For whom, where it is the seat of somebody who is away.
        #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<Handle>,
    },
    /// They approved an earlier text.
    ApproveAgain {
        /// Which revision.
        revision: u32,
        /// What each revision since has changed.
        changed: Vec<Change>,
        /// Whether the rules still ask for it.
        needed: bool,
        /// For whom, as a delegate.
        #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<Handle>,
    },
    /// They were asked for their view.
    Consult,
    /// A condition of theirs is open.
    Clear {
        /// How `clear` names it.
        condition: String,
        /// What must happen.
        text: String,
    },
    /// They asked for time, and it ends.
    EndHold {
        /// The last day that it blocks.
        until: NaiveDate,
        /// Days until then.
        days: i64,
    },
    /// An objection that they could answer.
    AnswerObjection {
        /// Who objects.
        by: Handle,
        /// Why, in their words.
        reason: String,
        /// Who has answered it so far.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        answered_by: Vec<Handle>,
    },
    /// A late objection to a decision of theirs that is in force.
    AnswerChallenge {
        /// Who challenges.
        by: Handle,
        /// What is new, in their words.
        evidence: String,
    },
    /// People said something on a decision of theirs, and it waits in outboxes.
    Receive {
        /// Who.
        people: Vec<Handle>,
    },
}

/// What an approval is needed for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Need {
    /// The rule; none where the text names the approver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The team or person that is asked.
    pub from: String,
}

impl Task {
    /// Whether it is done by signing something; else it changes a text, or writes down or gathers what was said.
    pub const fn is_to_sign(&self) -> bool {
        match self {
            Self::Approve { .. }
            | Self::ApproveAgain { .. }
            | Self::Consult
            | Self::Clear { .. }
            | Self::EndHold { .. }
            | Self::AnswerObjection { .. }
            | Self::AnswerChallenge { .. } => true,
            Self::Edit { .. }
            | Self::Propose
            | Self::Publish
            | Self::Revise { .. }
            | Self::Accept
            | Self::Receive { .. } => false,
        }
    }

    /// For whom it is done, where that is as a delegate.
    pub const fn on_behalf_of(&self) -> Option<&Handle> {
        match self {
            Self::Approve { on_behalf_of, .. } | Self::ApproveAgain { on_behalf_of, .. } => {
                on_behalf_of.as_ref()
            }
            _ => None,
        }
    }

    /// The one command that does it.
    pub fn command(&self, number: Number) -> String {
        let speaking = |on_behalf_of: &Option<Handle>| match on_behalf_of {
            Some(delegator) => format!(" --for {delegator}"),
            None => String::new(),
        };
        match self {
            Self::Edit { .. } => format!("adr edit {number}"),
            Self::Propose => format!("adr propose {number}"),
            Self::Publish | Self::Revise { .. } => format!("adr revise {number} -m SUMMARY"),
            Self::Accept => format!("adr accept {number}"),
            Self::Approve { on_behalf_of, .. } => {
                format!("adr-sign approve {number}{}", speaking(on_behalf_of))
            }
            Self::ApproveAgain { on_behalf_of, .. } => format!(
                "adr-sign approve {number} --again{}",
                speaking(on_behalf_of)
            ),
            Self::Clear { condition, .. } => {
                format!("adr-sign clear {number} --condition {condition}")
            }
            Self::Consult => format!("adr-sign acknowledge {number}"),
            Self::EndHold { .. } => format!("adr-sign approve {number}"),
            Self::AnswerObjection { by, .. } | Self::AnswerChallenge { by, .. } => {
                format!("adr-sign answer {number} --to {by} -m REASON")
            }
            Self::Receive { .. } => "adr receive".to_owned(),
        }
    }
}
