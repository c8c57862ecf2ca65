//! The result of an evaluation: a tree that explains itself.
//!
//! For each rule and need it holds what was wanted, who counted, who was discounted and why, and who could
//! still sign. Everything that prints a status renders this one tree; nothing recomputes a part of it.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::record::charter::Assurance;
use crate::record::digest::Digest;
use crate::record::name::{Handle, Party, TeamName};
use crate::record::time::Timestamp;

/// Met, not met, or not to be judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// What is asked is there.
    Met,
    /// Something is missing; people can change that.
    Unmet,
    /// The charter does not make sense here. Never a pass.
    Error,
}

impl State {
    /// The state of something that needs all of these: an error is an error above.
    pub fn all(states: impl IntoIterator<Item = Self>) -> Self {
        states.into_iter().max().unwrap_or(Self::Met)
    }

    /// The state of something that needs one of these: an error in any is an error above.
    pub fn any(states: impl IntoIterator<Item = Self>) -> Self {
        let mut best = None;
        for state in states {
            best = match (best, state) {
                (Some(Self::Error), _) | (_, Self::Error) => Some(Self::Error),
                (Some(Self::Met), _) | (_, Self::Met) => Some(Self::Met),
                _ => Some(Self::Unmet),
            };
        }
        best.unwrap_or(Self::Error)
    }

    /// Met where it holds, else unmet.
    pub const fn from_met(met: bool) -> Self {
        if met { Self::Met } else { Self::Unmet }
    }
}

/// What the rules say about one revision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Evaluation {
    /// The revision that was evaluated.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// All of the below together.
    pub state: State,
    /// What is wrong with the question itself, if anything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The rules that match, each with its needs.
    pub rules: Vec<RuleResult>,
    /// The approvers that the text names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<ApproverResult>,
    /// What blocks besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blockers: Vec<Blocker>,
    /// Objections that were answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<Answered>,
    /// What each person holds now.
    pub voices: Vec<Voice>,
    /// The people behind the text, who do not count unless a rule says so.
    pub behind: Vec<Behind>,
    /// The sign-offs that the result rests on, sorted: what a resolution lists.
    pub counted: Vec<Digest>,
}

impl Evaluation {
    /// Whether the rules are met and nothing blocks.
    pub fn is_met(&self) -> bool {
        self.state == State::Met
    }

    /// Every need that is asked for: of the rules, and of the approvers that the text names and that still count.
    pub fn needs(&self) -> impl Iterator<Item = &NeedResult> {
        let of_rules = self.rules.iter().flat_map(|rule| &rule.needs);
        let standing = self.approvers.iter().filter(|one| one.falls_away.is_none());
        of_rules.chain(standing.map(|approver| &approver.need))
    }
}

/// Why a question has no answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum Problem {
    /// The charter has no rule for this decision.
    NoRuleMatches,
    /// A need names nobody whom the charter knows.
    UnknownSource {
        /// The rule.
        rule: String,
        /// The name.
        from: String,
    },
    /// An `any` without alternatives.
    EmptyAny {
        /// The rule.
        rule: String,
    },
    /// A rule without a need.
    EmptyNeed {
        /// The rule.
        rule: String,
    },
    /// Alternatives nested too deeply, or too many of them to try.
    TooManyAlternatives {
        /// The rule.
        rule: String,
    },
    /// The text names an approver whom the charter does not know.
    UnknownApprover {
        /// The approver.
        approver: Party,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuleMatches => {
                f.write_str("no rule of the charter matches this decision: it wants a catch-all")
            }
            Self::UnknownSource { rule, from } => {
                write!(
                    f,
                    "rule `{rule}` asks `{from}`, whom the charter does not know"
                )
            }
            Self::EmptyAny { rule } => write!(f, "rule `{rule}` has an `any` without alternatives"),
            Self::EmptyNeed { rule } => write!(f, "rule `{rule}` needs nothing"),
            Self::TooManyAlternatives { rule } => {
                write!(f, "rule `{rule}` has too many alternatives to try")
            }
            Self::UnknownApprover { approver } => {
                write!(
                    f,
                    "the text names the approver {approver}, whom the charter does not know"
                )
            }
        }
    }
}

/// One rule that matches.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleResult {
    /// Its name in the charter.
    pub name: String,
    /// Its needs, its quorum and its comment period together.
    pub state: State,
    /// Its needs, in the order of the charter.
    pub needs: Vec<NeedResult>,
    /// How many people must be heard, where it asks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// How long the text must have been open to comment, where it asks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<CommentPeriod>,
}

/// One need of a rule, or one alternative.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NeedResult {
    /// The team or person asked, or `any of` for alternatives.
    pub from: String,
    /// How many people are wanted; of alternatives, one.
    pub wanted: u32,
    /// Whether it is met.
    pub state: State,
    /// Since when it has been open, as the records say, where that was asked for ([`since`](super::since)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Who counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<Seat>,
    /// Who spoke and did not count here, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub discounted: Vec<Discount>,
    /// Who could still sign.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub could_sign: Vec<Handle>,
    /// The alternatives, where it is an `any`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<NeedResult>,
}

/// A seat that somebody fills.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Seat {
    /// Whose seat.
    pub person: Handle,
    /// Who signed for them, if they did not themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Handle>,
    /// The sign-off.
    pub signoff: Digest,
}

/// Somebody whose statement does not count, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Discount {
    /// Who signed.
    pub person: Handle,
    /// The sign-off.
    pub signoff: Digest,
    /// Why.
    #[serde(flatten)]
    pub why: Reason,
}

/// Why a statement does not count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// It carries no signature.
    Unsigned,
    /// Its signature proves nothing.
    BrokenSignature,
    /// The key that signed is none of the signer's.
    NotTheirKey,
    /// The key was retired.
    KeyRetired,
    /// The key is in somebody else's hands.
    KeyCompromised,
    /// The charter does not know the signer.
    UnknownPerson,
    /// The signer no longer takes part.
    Inactive,
    /// An agent may speak and never counts.
    Agent,
    /// It is about an earlier text.
    Stale {
        /// The revision it is about.
        revision: u32,
    },
    /// They wrote the text, or own it.
    WroteTheText,
    /// A stronger proof is asked for.
    BelowAssurance {
        /// What is asked for.
        wanted: Assurance,
    },
    /// They are in no team that is asked.
    NotInTeam,
    /// They joined the team after they signed.
    NotInTeamWhenSigned,
    /// The charter that it names was never in force here.
    UnknownCharter,
    /// It counts for another team only.
    ForAnotherTeam {
        /// Which.
        team: TeamName,
    },
    /// Their stance is another than approval.
    Abstained,
    /// They take no part in this one.
    Recused,
    /// They disagree and will commit.
    Dissented,
    /// They object.
    Objected,
    /// A condition of theirs is open.
    ConditionOpen {
        /// Which.
        conditions: Vec<String>,
    },
    /// It is counted for another need of the same rule.
    SeatedElsewhere,
    /// Another sign-off of theirs is counted in this rule, and a person counts once.
    AlreadyCounted,
    /// More people signed than were wanted.
    NotNeeded,
    /// Nobody delegated to them, or not for this team.
    NoDelegation,
    /// The delegation is over, taken back, or has not begun.
    DelegationNotCurrent,
    /// The person they speak for has spoken.
    DelegatorSpoke,
    /// The resolution does not list it.
    NotListed,
}

/// How many people must be heard.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Quorum {
    /// How many.
    pub wanted: u32,
    /// Who was.
    pub heard: Vec<Handle>,
    /// Whether that is enough.
    pub state: State,
    /// Since when it has not been enough, as the records say, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

/// How long a text must have been open to comment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CommentPeriod {
    /// Whole days.
    pub days: u32,
    /// Where the period stands.
    #[serde(flatten)]
    pub clock: CommentClock,
    /// Whether it is over.
    pub state: State,
}

/// Where a comment period stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "clock")]
pub enum CommentClock {
    /// Nobody trusted says when the text was first seen.
    NoTrustedStart,
    /// It runs until then.
    Until {
        /// The end.
        end: DateTime<FixedOffset>,
    },
    /// Judged when it was merged; a tree alone cannot tell.
    Settled,
}

/// An approver that the text names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ApproverResult {
    /// The person, or the team of which one is needed.
    pub approver: Party,
    /// Why it is not needed after all, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub falls_away: Option<FallsAway>,
    /// What is there.
    #[serde(flatten)]
    pub need: NeedResult,
}

/// Why an approver is not needed after all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FallsAway {
    /// They no longer take part.
    Inactive,
    /// Named by the text in force and no longer by the new one, which they have signed themselves.
    SignedTheText,
    /// Named by the text in force and no longer by the new one, and the charter has no such team any more.
    NoSuchTeam,
}

/// Something that blocks whatever the counts say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "blocker")]
pub enum Blocker {
    /// An objection that stands.
    Objection {
        /// Who objects.
        person: Handle,
        /// The sign-off.
        signoff: Digest,
        /// The revision it was first raised on.
        revision: u32,
        /// Since when, as they say.
        since: Timestamp,
        /// Why, in their words.
        text: String,
        /// Who has answered it so far.
        answers: Vec<Handle>,
        /// Who could answer it.
        could_answer: Vec<Handle>,
        /// Found in an outbox only.
        in_outbox: bool,
    },
    /// Somebody asked for time.
    Hold {
        /// Who.
        person: Handle,
        /// The sign-off.
        signoff: Digest,
        /// Since when, as they say.
        since: Timestamp,
        /// The last day that it blocks.
        until: NaiveDate,
        /// Found in an outbox only.
        in_outbox: bool,
    },
}

/// An objection that was answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answered {
    /// Who objected.
    pub person: Handle,
    /// The objection.
    pub signoff: Digest,
    /// Who answered.
    pub by: Vec<Handle>,
}

/// What one person holds of the revision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Voice {
    /// Who signed.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance.
    pub stance: &'static str,
    /// The revision it was given on.
    pub revision: u32,
    /// The sign-off.
    pub signoff: Digest,
    /// Why it counts for nothing, if so.
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub discounted: Option<Reason>,
}

/// Somebody behind the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Behind {
    /// Who.
    pub person: Handle,
    /// In which part.
    pub part: Part,
}

/// What somebody has to do with the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Drives the decision.
    Owner,
    /// Signed a revision.
    Reviser,
    /// Wrote with the reviser.
    Writer,
}

impl Reason {
    /// The reason in a few words, as people say it.
    pub fn words(&self) -> String {
        match self {
            Self::Unsigned => "unsigned".into(),
            Self::BrokenSignature => "signature does not match".into(),
            Self::NotTheirKey => "signed with a key that is not theirs".into(),
            Self::KeyRetired => "key retired".into(),
            Self::KeyCompromised => "key compromised".into(),
            Self::UnknownPerson => "not in the charter".into(),
            Self::Inactive => "no longer active".into(),
            Self::Agent => "agent".into(),
            Self::Stale { revision } => format!("stale: signed revision {revision}"),
            Self::WroteTheText => "wrote the text".into(),
            Self::BelowAssurance { .. } => "below hardware".into(),
            Self::NotInTeam => "not in team".into(),
            Self::NotInTeamWhenSigned => "not in team when signed".into(),
            Self::UnknownCharter => "names a charter that was never in force".into(),
            Self::ForAnotherTeam { team } => format!("signed for team {team} only"),
            Self::Abstained => "abstained".into(),
            Self::Recused => "recused".into(),
            Self::Dissented => "dissents".into(),
            Self::Objected => "objects".into(),
            Self::ConditionOpen { conditions } => {
                format!("condition open: {}", conditions.join(", "))
            }
            Self::SeatedElsewhere => "counted for another need of this rule".into(),
            Self::AlreadyCounted => "counted already".into(),
            Self::NotNeeded => "not needed".into(),
            Self::NoDelegation => "no delegation".into(),
            Self::DelegationNotCurrent => "delegation not current".into(),
            Self::DelegatorSpoke => "the delegator has spoken".into(),
            Self::NotListed => "not listed in the resolution".into(),
        }
    }
}
