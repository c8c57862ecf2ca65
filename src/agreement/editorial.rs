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

/// Whether a stance on the revision with this number and digest holds for the last of `revisions`: it is
/// that one, or every step since was editorial. A stance stops for good at the first step that was not,
/// even if the old text comes back.
pub fn carries(
    charter: &Charter,
    revisions: &[RevisionFacts<'_>],
    number: u32,
    digest: Digest,
) -> bool {
    let Some(start) = revisions
        .iter()
        .position(|facts| facts.revision.revision == number && facts.digest == digest)
    else {
        return false;
    };
    revisions[start..]
        .windows(2)
        .all(|step| is_editorial_step(charter, step[0].revision, step[1].revision))
}
