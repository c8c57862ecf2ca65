//! One change accepts one revision of decision 0: the next one waits until the base holds the one before.
//!
//! The check refuses such a branch as a whole, when everything on it is signed already. Here it is said
//! before anybody writes or signs.

use super::Error;
use super::ground::Ground;
use super::locate::Located;
use crate::log::tree::ObjectId;
use crate::record::id::Number;
use crate::record::resolution::Outcome;

/// Refuses where a branch has accepted a revision of decision 0 that the base does not hold. The resolution
/// `but` is one that is written anew, and no second one.
pub(super) fn refuse_second(
    ground: &Ground<'_>,
    located: &Located,
    but: Option<u32>,
) -> Result<(), Error> {
    let Some(base) = &ground.base else {
        return Ok(());
    };
    if located.number != Number::CHARTER {
        return Ok(());
    }
    let held = accepted_in(ground, ground.store.root_tree(base.tip)?, located)?;
    let waiting = located.decision.resolutions.values().find(|stored| {
        let resolution = &stored.value;
        resolution.outcome == Outcome::Accepted
            && Some(resolution.resolution) != but
            && !held.contains(&resolution.resolution)
    });
    let Some(waiting) = waiting else {
        return Ok(());
    };
    let (branch, into) = (&located.branch, base.short());
    Err(Error::Declined {
        what: format!(
            "revision {} of the charter is accepted on {branch}, and {into} does not hold it yet; one change \
             accepts one",
            waiting.value.revision
        ),
        hint: match base.of_remote() {
            Some((remote, name)) => format!(
                "merge it into {name} at {remote} first (git push -u {remote} {branch}), then `git fetch`"
            ),
            None => format!("merge it first: git switch {into} && git merge {branch}"),
        },
    })
}

/// The acceptances of the same decision that a tree holds, by the number of their resolution.
fn accepted_in(ground: &Ground<'_>, tree: ObjectId, located: &Located) -> Result<Vec<u32>, Error> {
    let log = ground
        .store
        .log_of(tree, &ground.dir, &[Number::CHARTER].into())?;
    let same = log
        .charter()
        .filter(|decision| decision.id() == located.decision.id());
    Ok(same.map_or_else(Vec::new, |decision| {
        decision.resolutions.keys().copied().collect()
    }))
}
