//! Taking a record out: what may go, by which digest others name it, and what was agreed to go.
//!
//! The command that takes something out and the check that lets it through ask the same questions here.

use super::decision::Decision;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::Part;
use crate::record::resolution::Outcome;
use crate::record::revision::{Redacts, RevisionKind};
use crate::record::signoff::{Act, Stance, Statement};

/// Why a record cannot be taken out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stays {
    /// It is the newest text.
    NewestText,
    /// It is the text in force.
    TextInForce,
    /// It says where the decision stands.
    Ending,
    /// The chain of charters is proved by it.
    Charter,
    /// It objects to an open text.
    Objection,
    /// It took back or replaced something on an open text that would stand again.
    Unsaid,
}

impl std::fmt::Display for Stays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NewestText => {
                "it is the newest text, which is redacted only once there is a newer one"
            }
            Self::TextInForce => {
                "it is the text in force, which is redacted only once another is accepted"
            }
            Self::Ending => "it says where the decision stands",
            Self::Charter => "the charters are proved by it, each by the one before",
            Self::Objection => "it objects to a text that is still open",
            Self::Unsaid => {
                "what it took back or replaced would stand again on a text that is still open"
            }
        })
    }
}

/// Why the record that `before` holds at a place must stay, if it must. `after` is the decision as it would
/// be; it may bring what makes the record dispensable.
pub fn stays(before: &Decision, after: &Decision, part: &Part) -> Option<Stays> {
    let in_force = after.status().in_force;
    let newest = after.newest().map(|newest| newest.value.revision);
    let is_charter = before.number() == Number::CHARTER;
    match part {
        Part::Revision(_) | Part::Resolution(_) if is_charter => Some(Stays::Charter),
        Part::Signoff(_) if is_charter => {
            let digest = digest_of(before, part)?;
            let is_counted = before
                .resolutions
                .values()
                .any(|stored| stored.value.signoffs.contains(&digest));
            is_counted.then_some(Stays::Charter)
        }
        Part::Signoff(_) if after.status().is_open() => still_speaks(before, after, part),
        Part::Revision(number) if in_force == Some(*number) => Some(Stays::TextInForce),
        Part::Revision(number) if newest.is_none_or(|newest| newest <= *number) => {
            Some(Stays::NewestText)
        }
        Part::Resolution(number) => {
            let last = after.resolutions.keys().next_back();
            let is_last = last.is_none_or(|last| last <= number);
            (is_last || in_force < before.status().in_force).then_some(Stays::Ending)
        }
        _ => None,
    }
}

/// Why a sign-off on an open text must stay: nobody's voice is changed by taking a record out. Once its signer
/// has said the same anew, it can go.
fn still_speaks(before: &Decision, after: &Decision, part: &Part) -> Option<Stays> {
    let digest = digest_of(before, part)?;
    let stored = before.signoff(digest)?;
    let unsaid = match &stored.value.statement {
        Statement::Act(Act::Withdraw { targets }) => targets,
        Statement::Act(_) => return None,
        Statement::Stance(_) => &stored.value.replaces,
    };
    let comes_back = |earlier: &Digest| {
        let earlier = after.signoff(*earlier);
        earlier.is_some_and(|earlier| {
            let mut others = after.unsaid_by(earlier);
            others.all(|other| other.signed == digest)
        })
    };
    if unsaid.iter().any(comes_back) {
        return Some(Stays::Unsaid);
    }
    let objects = matches!(stored.value.statement, Statement::Stance(Stance::Object));
    (objects && !after.is_replaced(stored)).then_some(Stays::Objection)
}

/// The digest by which others name the record at a place.
pub fn digest_of(decision: &Decision, part: &Part) -> Option<Digest> {
    match part {
        Part::Revision(number) => Some(decision.revisions.get(number)?.digest),
        Part::Resolution(number) => Some(decision.resolutions.get(number)?.digest),
        Part::Signoff(_) => {
            let path = format!("{}/{part}", decision.folder);
            let mut signoffs = decision.signoffs.iter();
            Some(signoffs.find(|stored| stored.path == path)?.signed)
        }
        Part::Attachment(name) => decision.attachments.get(name).copied(),
        Part::Draft => None,
    }
}

/// Everything that accepted revisions of decision 0 name to be taken out.
pub fn agreed(charter: &Decision) -> impl Iterator<Item = &Redacts> {
    charter
        .resolutions
        .values()
        .filter(|stored| stored.value.outcome == Outcome::Accepted)
        .filter_map(|stored| charter.revisions.get(&stored.value.revision))
        .filter_map(|stored| match &stored.value.kind {
            RevisionKind::Redaction(redacts) => Some(redacts),
            _ => None,
        })
        .flatten()
}
