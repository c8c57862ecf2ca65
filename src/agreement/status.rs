//! Where a decision stands. Derived from its revisions and resolutions, never typed.

use std::fmt;

use serde::Serialize;

use crate::record::resolution::{Outcome, Resolution};

/// The life cycle of a decision at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Status {
    /// What it is above all.
    pub word: Word,
    /// The revision in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<u32>,
    /// The newest revision, where that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<u32>,
    /// A newer revision than the one that `word` is about, and how it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<(u32, Word)>,
}

/// The words for where a decision, or a revision of it, stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// No revision yet.
    Draft,
    /// Put up for agreement.
    Proposed,
    /// Agreed and in force.
    Accepted,
    /// Turned down.
    Rejected,
    /// Taken back.
    Withdrawn,
    /// Another decision took its place.
    Superseded,
    /// Retired.
    Deprecated,
    /// Taken over from another format as history.
    Historical,
}

impl Word {
    /// All of them, in the order of a decision's life.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Proposed,
        Self::Accepted,
        Self::Rejected,
        Self::Withdrawn,
        Self::Superseded,
        Self::Deprecated,
        Self::Historical,
    ];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Deprecated => "deprecated",
            Self::Historical => "historical",
        }
    }
}

impl From<Outcome> for Word {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accepted => Self::Accepted,
            Outcome::Rejected => Self::Rejected,
            Outcome::Withdrawn => Self::Withdrawn,
            Outcome::Superseded => Self::Superseded,
            Outcome::Deprecated => Self::Deprecated,
            Outcome::Historical => Self::Historical,
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Status {
    /// The status of a decision with this newest revision and these resolutions, in their order.
    pub fn of<'a>(
        newest: Option<u32>,
        resolutions: impl IntoIterator<Item = &'a Resolution>,
    ) -> Self {
        let resolutions: Vec<&Resolution> = resolutions.into_iter().collect();
        let status = |word, in_force, open, later| Self {
            word,
            in_force,
            open,
            later,
        };
        let Some(newest) = newest else {
            return status(Word::Draft, None, None, None);
        };
        let ended = resolutions.iter().find(|resolution| {
            matches!(
                resolution.outcome,
                Outcome::Superseded | Outcome::Deprecated
            )
        });
        if let Some(end) = ended {
            return status(end.outcome.into(), None, None, None);
        }
        let last_of = |revision| {
            resolutions
                .iter()
                .rev()
                .find(|resolution| resolution.revision == revision)
                .map(|one| one.outcome)
        };
        let outcome = last_of(newest);
        let open = match outcome {
            None => Some(newest),
            Some(_) => None,
        };
        let newest_word = outcome.map_or(Word::Proposed, Word::from);
        let with = |wanted: Outcome| {
            resolutions
                .iter()
                .filter(|one| one.outcome == wanted)
                .map(|one| one.revision)
                .max()
        };
        let later = |revision| (newest > revision).then_some((newest, newest_word));
        if let Some(revision) = with(Outcome::Accepted) {
            return status(Word::Accepted, Some(revision), open, later(revision));
        }
        if let Some(revision) = with(Outcome::Historical) {
            return status(Word::Historical, None, open, later(revision));
        }
        status(newest_word, None, open, None)
    }

    /// Whether nothing may follow.
    pub const fn is_ended(self) -> bool {
        matches!(self.word, Word::Superseded | Word::Deprecated)
    }

    /// Whether its newest revision was taken over as history, and nothing else.
    pub const fn is_history(self) -> bool {
        matches!(self.word, Word::Historical) && self.open.is_none()
    }

    /// Whether something about it is still to be settled: a draft, or an open revision.
    pub const fn is_open(self) -> bool {
        self.open.is_some() || matches!(self.word, Word::Draft)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.later {
            Some((revision, word)) => format!("{} (r{revision} {word})", self.word),
            None => self.word.to_string(),
        };
        f.pad(&text)
    }
}
