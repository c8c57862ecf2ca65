//! `adr hook`: what a server asks before it takes a push, and notes after it.
//!
//! A push to a protected branch is judged by the same rules as `adr check`; whatever stands in the way of an
//! answer refuses it. Every other ref is its owner's, and costs nothing.

mod arrivals;
mod birth;
mod guard;
mod install;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::{check, verify};
use crate::check::Verdict;
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::store::{Store, StoreError};

pub use arrivals::note;
pub use guard::{Guard, SettingError};
pub use install::{Installed, install};

/// A ref that a push wants to move, as Git tells it to the hook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Update {
    /// Where the pusher believes it to be; `None` where it is to be made.
    pub old: Option<ObjectId>,
    /// Where it is to be; `None` where it is to be removed.
    pub new: Option<ObjectId>,
    /// Full name of the ref.
    pub name: String,
}

/// What is not a line of `OLD NEW REF`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("git told the hook `{}`, which is no update of a ref", .0.escape_debug())]
pub struct BadLine(String);

impl Update {
    /// Reads what Git writes to the standard input of the hook: lines of `OLD NEW REF`, with zeros where
    /// there is nothing.
    pub fn read_all(input: &str) -> Result<Vec<Self>, BadLine> {
        let read = |line: &str| {
            let mut words = line.splitn(3, ' ');
            let (old, new) = (side(words.next()?)?, side(words.next()?)?);
            let name = words.next().filter(|name| name.starts_with("refs/"))?;
            Some(Self {
                old,
                new,
                name: name.to_owned(),
            })
        };
        input
            .lines()
            .map(|line| read(line).ok_or_else(|| BadLine(line.to_owned())))
            .collect()
    }
}

#[allow(clippy::option_option)] // Three cases: no id, the id of nothing, an id.
fn side(hex: &str) -> Option<Option<ObjectId>> {
    let id = ObjectId::from_hex(hex)?;
    Some((id != ObjectId::from_bytes([0; 20])).then_some(id))
}

/// The question: may these refs move?
#[derive(Clone, Debug)]
pub struct Request {
    /// All refs of one push.
    pub updates: Vec<Update>,
    /// The time of the server.
    pub now: DateTime<FixedOffset>,
}

/// The answer. Git takes a push as a whole or not at all.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What stands against the push, by ref; empty where it may go through.
    pub refused: Vec<Refused>,
}

impl Report {
    /// How bad the worst of it is.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.refused.iter().map(|refused| refused.reason.verdict());
        verdicts
            .max_by_key(|verdict| verdict.exit_code())
            .unwrap_or(Verdict::Pass)
    }
}

/// A ref that may not move so.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// Full name of the ref.
    pub name: String,
    /// Why not.
    #[serde(flatten)]
    pub reason: Reason,
}

/// Why a ref may not move so.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// A protected branch would go.
    Deleted,
    /// Commits of a protected branch would go.
    Rewound {
        /// Where the branch is.
        tip: String,
    },
    /// The branch has moved since the pusher looked.
    Moved,
    /// A ref that makes this server show one object in place of another.
    Replaces,
    /// The first protected branch, and no trust root to judge it by.
    NoTrustRoot,
    /// A new protected branch that does not go on from one that is protected.
    NotFromProtected {
        /// Full names of those that it could go on from.
        known: Vec<String>,
    },
    /// The check does not let it pass.
    Check {
        /// What it says.
        report: Box<check::Report>,
    },
    /// The records of the first push do not hold.
    Verify {
        /// What they prove, log by log.
        reports: Vec<verify::Report>,
    },
    /// There is no answer.
    NoAnswer {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl Reason {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Check { report } => report.verdict,
            Self::NoTrustRoot | Self::NoAnswer { .. } => Verdict::CannotEvaluate,
            _ => Verdict::Rejected,
        }
    }

    fn no_answer(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::NoAnswer {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl From<StoreError> for Reason {
    fn from(error: StoreError) -> Self {
        Self::no_answer(error.to_string(), error.hint())
    }
}

/// Answers the question. What is not protected is not looked at.
pub fn pre_receive(store: &Store, guard: &Guard, request: &Request) -> Report {
    let mut refused = Vec::new();
    let mut judge = Judge {
        store,
        guard,
        now: request.now,
        first_seen: None,
    };
    for update in &request.updates {
        if let Err(reason) = judge.update(update) {
            refused.push(Refused {
                name: update.name.clone(),
                reason,
            });
        }
    }
    Report { refused }
}

type FirstSeen = std::collections::BTreeMap<Digest, DateTime<FixedOffset>>;

struct Judge<'s> {
    store: &'s Store,
    guard: &'s Guard,
    now: DateTime<FixedOffset>,
    /// When which text came, once somebody has asked.
    first_seen: Option<FirstSeen>,
}

impl Judge<'_> {
    fn update(&mut self, update: &Update) -> Result<(), Reason> {
        if update.name.starts_with("refs/replace/") && update.new.is_some() {
            return Err(Reason::Replaces);
        }
        // A push to a symbolic ref moves the branch that it names.
        let name = self.store.written_ref(&update.name)?;
        if !self.guard.protects(&name) {
            return Ok(());
        }
        let Some(new) = update.new else {
            return Err(Reason::Deleted);
        };
        match self.store.tip(&name)? {
            // The pusher says where the branch is; Git compares that only afterwards.
            tip if tip != update.old => Err(Reason::Moved),
            Some(tip) if self.store.is_ancestor(tip, new)? => self.change(tip, new, &name),
            Some(tip) => Err(Reason::Rewound {
                tip: tip.to_string(),
            }),
            None => self.birth(new, &name),
        }
    }

    /// A protected branch goes on from its tip. Since it does, what merging would give is what is pushed.
    fn change(&mut self, tip: ObjectId, new: ObjectId, name: &str) -> Result<(), Reason> {
        if tip == new {
            return Ok(());
        }
        let request = check::Request {
            base: tip.to_string(),
            head: new.to_string(),
            head_is_merge: false,
            trust_root: self.guard.trust_root(),
            now: self.now,
            first_seen: self.first_seen()?.clone(),
        };
        let mut report = check::run(self.store, &request);
        let judged = [&report.base.commit, &report.head.commit];
        if judged != [&Some(tip.to_string()), &Some(new.to_string())]
            && report.verdict == Verdict::Pass
        {
            return Err(Reason::no_answer(
                "other commits were judged than were pushed",
                "push again",
            ));
        }
        if report.verdict == Verdict::Pass {
            return Ok(());
        }
        guard::short(name).clone_into(&mut report.base.name);
        "the push".clone_into(&mut report.head.name);
        Err(Reason::Check {
            report: Box::new(report),
        })
    }

    /// The server's own clock, brought up to what its branches hold now: never to what is pushed, which
    /// nobody has been able to read yet.
    fn first_seen(&mut self) -> Result<&FirstSeen, StoreError> {
        let seen = match self.first_seen.take() {
            Some(seen) => seen,
            None => note(self.store, self.now)?.first_seen(),
        };
        Ok(self.first_seen.insert(seen))
    }
}
