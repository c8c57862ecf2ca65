//! What somebody can say to a proposal with one key, in the words in which it is offered.

use chrono::NaiveDate;

use crate::action::inbox::Task;
use crate::action::sign::Intent;
use crate::record::signoff::Condition;

/// Something to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Choice {
    Met,
    Reply,
    Approve,
    Object,
    Comment,
    Abstain,
    Recuse,
    Dissent,
    Hold,
    Condition,
    Withdraw,
    Endorse,
}

/// What is offered first.
pub(super) const FIRST: [Choice; 3] = [Choice::Approve, Choice::Object, Choice::Comment];

/// What is offered to whoever asks for more.
pub(super) const MORE: [Choice; 7] = [
    Choice::Condition,
    Choice::Abstain,
    Choice::Recuse,
    Choice::Dissent,
    Choice::Hold,
    Choice::Withdraw,
    Choice::Endorse,
];

/// What is asked by way of a reason.
pub(super) enum Reason {
    /// Needed: with this question.
    Needed(&'static str),
    /// Asked for, and may be left out.
    Asked(&'static str),
    /// For whoever presses the key for it.
    Optional,
}

impl Choice {
    /// What these tasks call for before anything else.
    pub(super) fn called_for(tasks: &[Task]) -> Vec<Self> {
        let is_any = |fits: fn(&Task) -> bool| tasks.iter().any(fits);
        let mut choices = Vec::new();
        if is_any(|task| matches!(task, Task::Clear { .. })) {
            choices.push(Self::Met);
        }
        if is_any(|task| {
            matches!(
                task,
                Task::AnswerObjection { .. } | Task::AnswerChallenge { .. }
            )
        }) {
            choices.push(Self::Reply);
        }
        choices
    }

    /// The key, the word, and what is said with it.
    pub(super) const fn offer(self) -> (u8, &'static str, &'static str) {
        match self {
            Self::Approve => (b'a', "approve", "you agree to these exact words"),
            Self::Object => (
                b'o',
                "object",
                "you block it until you are convinced or answered; asks why",
            ),
            Self::Comment => (
                b'c',
                "comment",
                "you have read it and go along (acknowledge), in words of yours; counts for nothing, blocks nothing",
            ),
            Self::Met => (
                b'm',
                "met",
                "your condition is met, and your approval counts (clear)",
            ),
            Self::Reply => (
                b'r',
                "reply",
                "you answer in writing, and the objection or challenge is closed (answer); asks for your words",
            ),
            Self::Abstain => (
                b'b',
                "abstain",
                "you have no opinion: heard, and counts for nothing",
            ),
            Self::Recuse => (b'u', "recuse", "you take no part"),
            Self::Dissent => (
                b'd',
                "dissent",
                "you disagree for the record, and commit to it",
            ),
            Self::Hold => (
                b'h',
                "hold",
                "you need time: blocks until a day that you name, then lapses",
            ),
            Self::Condition => (
                b'i',
                "approve if",
                "your approval counts once a condition that you name is met",
            ),
            Self::Withdraw => (b'w', "withdraw", "you take back what you have said on it"),
            Self::Endorse => (b'e', "endorse", "you lend weight to what is agreed"),
        }
    }

    /// What is meant, as far as it is known before anything is asked.
    pub(super) fn intent(
        self,
        tasks: &[Task],
        until: NaiveDate,
        conditions: Vec<Condition>,
    ) -> Intent {
        match self {
            Self::Approve | Self::Condition => Intent::Approve(conditions),
            Self::Object => Intent::Object,
            Self::Comment => Intent::Acknowledge,
            Self::Met => Intent::Clear(
                tasks
                    .iter()
                    .filter_map(|task| match task {
                        Task::Clear { condition, .. } => condition.parse().ok(),
                        _ => None,
                    })
                    .collect(),
            ),
            Self::Reply => Intent::Answer(
                tasks
                    .iter()
                    .filter_map(|task| match task {
                        Task::AnswerObjection { by, .. } | Task::AnswerChallenge { by, .. } => {
                            Some(by.clone())
                        }
                        _ => None,
                    })
                    .collect(),
            ),
            Self::Abstain => Intent::Abstain,
            Self::Recuse => Intent::Recuse,
            Self::Dissent => Intent::Dissent,
            Self::Hold => Intent::Hold(until),
            Self::Withdraw => Intent::Withdraw,
            Self::Endorse => Intent::Endorse,
        }
    }

    /// Which words are asked for.
    pub(super) const fn reason(self) -> Reason {
        match self {
            Self::Object => Reason::Needed("Why? The others will read it: "),
            Self::Reply => Reason::Needed("Your answer: "),
            Self::Comment => Reason::Asked("Your words (Enter: none): "),
            _ => Reason::Optional,
        }
    }
}
