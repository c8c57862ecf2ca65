//! A person's outbox: the branch `adr-signoffs/PERSON`, where what they have signed waits to be gathered when
//! they cannot put it where it belongs.

use super::Error;
use super::ground::{Ground, OUTBOX_PREFIX};
use crate::log::tree::ObjectId;
use crate::record::name::Handle;
use crate::store::Target;

/// Where a commit to somebody's outbox goes, and on which commit it is made. The outbox begins at the base, so
/// that it can be merged like any branch, and goes on from what was fetched where no local one is there.
pub fn target(ground: &Ground<'_>, person: &Handle) -> Result<(Target, ObjectId), Error> {
    let local = format!("refs/heads/{OUTBOX_PREFIX}{person}");
    if let Some(tip) = ground.store.tip(&local)? {
        return Ok((Target::Branch(local), tip));
    }
    let short = format!("{OUTBOX_PREFIX}{person}");
    let fetched = ground.store.branches()?.into_iter().find(|branch| {
        let remote = branch.remote.as_deref().unwrap_or_default();
        !remote.is_empty() && branch.short == format!("{remote}/{short}")
    });
    let start = fetched
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
