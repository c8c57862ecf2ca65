//! Whether what somebody said of one revision still holds for a later one.

use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::revision::{Revision, RevisionKind};

use super::case::RevisionFacts;

/// Whether a step from one revision to the next changes nothing but what the charter calls editorial.
pub fn is_editorial_step(charter: &Charter, before: &Revision, after: &Revision) -> bool {
    let same_kind = matches!(
        (&before.kind, &after.kind),
        (RevisionKind::Text, RevisionKind::Text)
            | (
                RevisionKind::Import(_),
                RevisionKind::Import(_) | RevisionKind::Text
            )
    );
    same_kind
        && before
            .text
            .differing_fields(&after.text)
            .into_iter()
            .all(|field| field.may_be_editorial() && charter.editorial.contains(&field))
}

/// The revisions of which a stance still holds for the last one: it, and those before it as long as every
/// step was editorial. A stance stops for good at the first step that was not, even if the old text comes
/// back.
#[derive(Clone, Copy, Debug)]
pub struct Span<'r, 'a> {
    alive: &'r [RevisionFacts<'a>],
}

impl<'r, 'a> Span<'r, 'a> {
    /// Walks back from the last of `revisions`.
    pub fn of(charter: &Charter, revisions: &'r [RevisionFacts<'a>]) -> Self {
        let steps = revisions.windows(2).rev();
        let editorial = steps
            .take_while(|step| {
                // What was taken out between two texts may have changed anything.
                let follows = step[0].revision.revision + 1 == step[1].revision.revision;
                follows && is_editorial_step(charter, step[0].revision, step[1].revision)
            })
            .count();
        let first = revisions.len().saturating_sub(editorial + 1);
        Self {
            alive: &revisions[first..],
        }
    }

    /// Whether a stance on the revision with this number and digest holds.
    pub fn holds(&self, number: u32, digest: Digest) -> bool {
        self.alive
            .iter()
            .any(|facts| facts.revision.revision == number && facts.digest == digest)
    }
}
