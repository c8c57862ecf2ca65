//! Where a person's own outbox goes on: the branch `adr-signoffs/PERSON`, where what they have signed waits to
//! be gathered when they cannot put it where it belongs.

use super::Error;
use super::ground::Ground;
use super::outboxes::OUTBOX_PREFIX;
use crate::log::tree::ObjectId;
use crate::record::name::Handle;
use crate::store::Target;

/// Where a commit to somebody's outbox goes, and on which commit it is made. The outbox begins at the base, so
/// that it can be merged like any branch, and goes on from what was fetched where that holds more.
pub fn target(ground: &Ground<'_>, person: &Handle) -> Result<(Target, ObjectId), Error> {
    let local = format!("refs/heads/{OUTBOX_PREFIX}{person}");
    let mut fetched = ground.outboxes().of(person)?;
    fetched.retain(|branch| branch.remote.is_some());
    if let Some(tip) = ground.store.tip(&local)? {
        for branch in fetched {
            if branch.tip != tip && ground.store.is_ancestor(tip, branch.tip)? {
                ground.store.fast_forward(&local, tip, branch.tip)?;
                return Ok((Target::Branch(local), branch.tip));
            }
        }
        return Ok((Target::Branch(local), tip));
    }
    let start = fetched
        .first()
        .map(|branch| branch.tip)
        .or_else(|| ground.base.as_ref().map(|base| base.tip))
        .or_else(|| ground.head.tip())
        .ok_or_else(|| Error::NoLog {
            dir: ground.dir.clone(),
        })?;
    Ok((
        Target::NewBranch {
            name: local,
            switch: false,
        },
        start,
    ))
}
