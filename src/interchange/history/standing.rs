//! What the status of a record says of it, as far as its words tell.
//!
//! This decides nothing but which changes are pointed out: the status itself is kept word for word.

use super::words::words;
use crate::interchange::document::{Kind as Status, kind_of_status};
use crate::record::prose::Line;

/// Where a record stands in its source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// It is still argued over.
    Open,
    /// It holds.
    Accepted,
    /// It held, and does no more.
    Over,
    /// It never held.
    Refused,
}

impl Standing {
    /// Whether two statuses say different things, however they are spelled and marked up.
    pub fn is_other(one: Option<&Line>, other: Option<&Line>) -> bool {
        folded(one) != folded(other)
    }

    /// What a status says; of one that is a log, with two dates or more, what its last entry says. `None` where
    /// nobody can say.
    pub fn of(status: Option<&Line>) -> Option<Self> {
        let status = status?.as_str();
        let dates: Vec<&str> = status
            .split_whitespace()
            .filter(|word| is_date(word))
            .collect();
        let last_entry = match dates.as_slice() {
            [_, .., last] => status.rsplit_once(last).map(|(_, entry)| entry),
            _ => None,
        };
        match kind_of_status(last_entry.unwrap_or(status)) {
            Status::Accepted | Status::PartlySuperseded => Some(Self::Accepted),
            Status::Proposed | Status::Draft | Status::Deferred | Status::Template => {
                Some(Self::Open)
            }
            Status::Deprecated | Status::Superseded => Some(Self::Over),
            Status::Rejected => Some(Self::Refused),
            Status::Other | Status::Empty | Status::Missing => None,
        }
    }
}

fn folded(status: Option<&Line>) -> Vec<String> {
    let words = words(status.map_or("", Line::as_str));
    words.into_iter().map(|word| word.folded).collect()
}

/// Four digits, then more of them in two groups: `2026-11-24`, `2026/11/24`, `2026.11.24`.
fn is_date(word: &str) -> bool {
    let mut parts = word.split(['-', '/', '.']);
    let mut is_number = |digits: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    is_number(4..=4) && is_number(1..=2) && is_number(1..=2)
}
