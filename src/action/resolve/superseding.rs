//! A text that is accepted ends the decisions that it supersedes, in the same commit.

use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Files;
use crate::action::ground::{Docket, Ground};
use crate::action::locate::Located;
use crate::action::write;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, Place};
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};

/// Ends the decisions that an accepted text supersedes, in the same commit.
pub(super) fn end_others(
    ground: &Ground<'_>,
    actor: &Actor,
    docket: &Docket,
    located: &Located,
    charter: Digest,
    by: &Handle,
    files: &mut Files,
) -> Result<Vec<Number>, Error> {
    let newest = located.decision.newest().ok_or(Error::NotProposed {
        number: located.number,
    })?;
    let by_decision: DecisionId = newest.value.text.id;
    let mut ended = Vec::new();
    for &number in &newest.value.text.supersedes {
        let other = docket
            .result
            .decision(number)
            .ok_or_else(|| Error::NoSuchDecision {
                selector: number.to_string(),
            })?;
        let is_done = other
            .resolutions
            .values()
            .any(|one| one.value.by_decision == Some(by_decision));
        if is_done {
            continue;
        }
        let Some(in_force) = other.in_force() else {
            return Err(Error::BadText {
                number: located.number,
                what: format!(
                    "it supersedes decision {number}, which is {} and not in force",
                    other.status()
                ),
                hint: format!("revise it without {number} in `supersedes`"),
            });
        };
        let resolution = Resolution {
            resolution: other.next_resolution(),
            outcome: Outcome::Superseded,
            revision: in_force.value.revision,
            digest: in_force.digest,
            by_decision: Some(by_decision),
            charter,
            signoffs: Vec::new(),
            by: by.clone(),
            at: actor.now(),
            summary: None,
            signature: None,
        };
        let part = Part::Resolution(resolution.resolution);
        let path = ground.dir.join(&Place::In(other.folder.clone(), part));
        files.insert(path, Some(write::record(&resolution)));
        ended.push(number);
    }
    Ok(ended)
}
