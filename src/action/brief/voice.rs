//! What people said, with the record that proves it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use serde::Serialize;

use crate::action::source::Source;
use crate::agreement::people;
use crate::log::argument::{self, End};
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::{Charter, KeyState};
use crate::record::digest::Digest;
use crate::record::layout::LogDir;
use crate::record::name::Handle;
use crate::record::resolution::Resolution;
use crate::record::revision::Revision;
use crate::record::signoff::{Act, Signoff, Statement};
use crate::record::time::Timestamp;

/// Something that somebody said.
#[derive(Clone, Debug, Serialize)]
pub struct Voice {
    /// Who.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance or act.
    pub word: &'static str,
    /// The revision that it is about.
    pub revision: u32,
    /// When, as they say.
    pub at: Timestamp,
    /// Why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is new, of a challenge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Where.
    pub source: Source,
}

/// An objection or a challenge, and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Argument {
    /// What was raised.
    pub raised: Voice,
    /// `settled` by its signer, `answered` by those who may, or it `stands`.
    pub state: &'static str,
    /// Written answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Voice>,
    /// What its signer said later in its place, or to take it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsaid: Option<Voice>,
    /// The revision that followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revised: Option<Revised>,
}

/// A later revision.
#[derive(Clone, Debug, Serialize)]
pub struct Revised {
    /// Who revised.
    pub by: Handle,
    /// What changed and why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where.
    pub source: Source,
}

/// A condition of an approval that nobody has called met.
#[derive(Clone, Debug, Serialize)]
pub struct OpenCondition {
    /// Whose.
    pub person: Handle,
    /// How `clear` names it.
    pub id: String,
    /// What must happen.
    pub text: String,
    /// Where.
    pub source: Source,
}

/// How records are told: where they lie, and what proves them.
pub(in crate::action) struct Records<'a> {
    /// The log's folder.
    pub(super) dir: &'a LogDir,
    /// The charter in force.
    pub(super) charter: &'a Charter,
    /// The branch that they are read from, where that is not HEAD's.
    branch: Option<&'a str>,
    unproved: Rc<RefCell<BTreeSet<Digest>>>,
}

impl<'a> Records<'a> {
    pub(in crate::action) fn new(dir: &'a LogDir, charter: &'a Charter) -> Self {
        Self {
            dir,
            charter,
            branch: None,
            unproved: Rc::default(),
        }
    }

    /// The same for what another branch holds.
    pub(in crate::action) fn on(&self, branch: Option<&'a str>) -> Self {
        Self {
            branch,
            unproved: Rc::clone(&self.unproved),
            ..*self
        }
    }

    pub(super) fn revision(&self, decision: &Decision, stored: &Stored<Revision>) -> Source {
        Source::of_revision(self.dir, decision, stored).on(self.branch)
    }

    pub(super) fn signoff(&self, decision: &Decision, stored: &Stored<Signoff>) -> Source {
        Source::of_signoff(self.dir, decision, stored).on(self.branch)
    }

    pub(super) fn resolution(&self, decision: &Decision, stored: &Stored<Resolution>) -> Source {
        Source::of_resolution(self.dir, decision, stored).on(self.branch)
    }

    /// How many statements proved nothing so far.
    pub(super) fn unproved(&self) -> usize {
        self.unproved.borrow().len()
    }

    /// Whether a key of the signer's, and of nobody else, signed it.
    pub(super) fn proves(&self, stored: &Stored<Signoff>) -> bool {
        let state = people::signing_key_state(self.charter, &stored.value.signer, stored.proof());
        let is_proved = matches!(state, Some(KeyState::Active | KeyState::Retired));
        if !is_proved {
            self.unproved.borrow_mut().insert(stored.digest);
        }
        is_proved
    }

    pub(super) fn voice(&self, decision: &Decision, stored: &Stored<Signoff>) -> Voice {
        let signoff = &stored.value;
        let evidence = match &signoff.statement {
            Statement::Act(Act::Challenge { evidence }) => Some(evidence.to_string()),
            _ => None,
        };
        Voice {
            person: signoff.signer.clone(),
            on_behalf_of: signoff.on_behalf_of.clone(),
            word: signoff.statement.word(),
            revision: signoff.revision,
            at: signoff.at,
            reason: signoff.reason.as_ref().map(ToString::to_string),
            evidence,
            source: self.signoff(decision, stored),
        }
    }

    pub(super) fn arguments(&self, decision: &Decision) -> Vec<Argument> {
        argument::arguments(decision, self.charter, |stored| self.proves(stored))
            .into_iter()
            .map(|one| Argument {
                raised: self.voice(decision, one.raised),
                state: match one.end {
                    End::Settled => "settled",
                    End::Answered => "answered",
                    End::Stands => "stands",
                },
                answers: one
                    .answers
                    .iter()
                    .map(|stored| self.voice(decision, stored))
                    .collect(),
                unsaid: one.unsaid.map(|stored| self.voice(decision, stored)),
                revised: one.revised.map(|stored| Revised {
                    by: stored.value.by.clone(),
                    summary: stored.value.summary.as_ref().map(ToString::to_string),
                    source: self.revision(decision, stored),
                }),
            })
            .collect()
    }

    /// The conditions of standing approvals of one revision that nobody has called met.
    pub(super) fn open_conditions(&self, decision: &Decision, revision: u32) -> Vec<OpenCondition> {
        decision
            .signoffs
            .iter()
            .filter(|stored| stored.value.revision == revision)
            .filter(|stored| !decision.is_replaced(stored) && self.proves(stored))
            .flat_map(|stored| {
                argument::open_conditions(decision, stored).map(|condition| OpenCondition {
                    person: stored.value.signer.clone(),
                    id: condition.id.to_string(),
                    text: condition.text.to_string(),
                    source: self.signoff(decision, stored),
                })
            })
            .collect()
    }
}
