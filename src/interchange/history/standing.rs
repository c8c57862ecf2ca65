//! What the status of a record says of it, as far as words in four languages tell.
//!
//! This decides nothing but which changes are pointed out: the status itself is kept word for word.

use super::words::words;
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

/// How a status begins that says so, in lower case. The longer comes before what it begins with.
const BEGINNINGS: [(&str, Standing); 64] = [
    ("propos", Standing::Open),
    ("draft", Standing::Open),
    ("provisional", Standing::Open),
    ("pending", Standing::Open),
    ("review", Standing::Open),
    ("wip", Standing::Open),
    ("rfc", Standing::Open),
    ("open", Standing::Open),
    ("discuss", Standing::Open),
    ("vorgeschlagen", Standing::Open),
    ("vorschlag", Standing::Open),
    ("entwurf", Standing::Open),
    ("offen", Standing::Open),
    ("brouillon", Standing::Open),
    ("提议", Standing::Open),
    ("提案", Standing::Open),
    ("草案", Standing::Open),
    ("草稿", Standing::Open),
    ("讨论", Standing::Open),
    ("accept", Standing::Accepted),
    ("approve", Standing::Accepted),
    ("adopt", Standing::Accepted),
    ("decided", Standing::Accepted),
    ("agreed", Standing::Accepted),
    ("implement", Standing::Accepted),
    ("active", Standing::Accepted),
    ("final", Standing::Accepted),
    ("done", Standing::Accepted),
    ("akzeptiert", Standing::Accepted),
    ("angenommen", Standing::Accepted),
    ("beschlossen", Standing::Accepted),
    ("entschieden", Standing::Accepted),
    ("umgesetzt", Standing::Accepted),
    ("approuv", Standing::Accepted),
    ("valid", Standing::Accepted),
    ("通过", Standing::Accepted),
    ("已通过", Standing::Accepted),
    ("接受", Standing::Accepted),
    ("已接受", Standing::Accepted),
    ("采纳", Standing::Accepted),
    ("已采纳", Standing::Accepted),
    ("完成", Standing::Accepted),
    ("已完成", Standing::Accepted),
    ("supersed", Standing::Over),
    ("replaced", Standing::Over),
    ("deprecat", Standing::Over),
    ("obsolet", Standing::Over),
    ("retired", Standing::Over),
    ("removed", Standing::Over),
    ("ersetzt", Standing::Over),
    ("abgelöst", Standing::Over),
    ("veraltet", Standing::Over),
    ("remplac", Standing::Over),
    ("取代", Standing::Over),
    ("废弃", Standing::Over),
    ("reject", Standing::Refused),
    ("declin", Standing::Refused),
    ("withdrawn", Standing::Refused),
    ("abandon", Standing::Refused),
    ("cancel", Standing::Refused),
    ("abgelehnt", Standing::Refused),
    ("verworfen", Standing::Refused),
    ("rejet", Standing::Refused),
    ("拒绝", Standing::Refused),
];

impl Standing {
    /// What the first word says that says anything; of a status that is a log, with two dates or more, the last.
    /// `None` where nobody can say.
    pub fn of(status: Option<&Line>) -> Option<Self> {
        let words: Vec<String> = folded(status);
        let mut told = words.iter().filter_map(|word| Self::of_word(word));
        let is_log = words.iter().filter(|word| is_date(word)).count() > 1;
        if is_log { told.last() } else { told.next() }
    }

    fn of_word(word: &str) -> Option<Self> {
        BEGINNINGS
            .into_iter()
            .find(|(beginning, _)| word.starts_with(beginning))
            .map(|(_, standing)| standing)
    }
}

/// Whether two statuses are one, however they are spelled and marked up.
pub(super) fn is_same(one: Option<&Line>, other: Option<&Line>) -> bool {
    folded(one) == folded(other)
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
