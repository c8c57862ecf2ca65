//! A person's outbox: the branch `adr-signoffs/PERSON`, where what they have signed waits to be gathered when
//! they cannot put it where it belongs.

use super::Error;
use super::ground::{Ground, OUTBOX_PREFIX};
use crate::log::size_limit;
use crate::log::stored::Stored;
use crate::log::tree::{FileMode, ObjectId};
use crate::record::delegation::Delegation;
use crate::record::layout::{Part, Place};
use crate::record::name::Handle;
use crate::record::signoff::Signoff;
use crate::store::{Branch, Limits, StoreError, Target};

/// A file that waits in an outbox.
pub struct Kept {
    /// The outbox and the path in it, for people.
    pub from: String,
    /// What the path says that it is.
    pub place: Place,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Where a commit to somebody's outbox goes, and on which commit it is made. The outbox begins at the base, so
/// that it can be merged like any branch, and goes on from what was fetched where that holds more.
pub fn target(ground: &Ground<'_>, person: &Handle) -> Result<(Target, ObjectId), Error> {
    let local = format!("refs/heads/{OUTBOX_PREFIX}{person}");
    let own = format!("{OUTBOX_PREFIX}{person}");
    let fetched: Vec<Branch> = branches(ground)?
        .into_iter()
        .filter(|branch| branch.remote.is_some() && short_name(branch) == own)
        .collect();
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

/// The outboxes that this clone knows: local ones, and those that were fetched.
pub fn branches(ground: &Ground<'_>) -> Result<Vec<Branch>, Error> {
    let mut branches = ground.store.branches()?;
    branches.retain(|branch| short_name(branch).starts_with(OUTBOX_PREFIX));
    Ok(branches)
}

/// The branch's name without that of its remote.
fn short_name(branch: &Branch) -> &str {
    branch
        .remote
        .as_deref()
        .and_then(|remote| branch.short.strip_prefix(remote)?.strip_prefix('/'))
        .unwrap_or(&branch.short)
}

/// The sign-offs and delegations that outboxes add to the base's history, whether an outbox was started from
/// the base, from a proposal's branch or from nothing.
pub fn kept(ground: &Ground<'_>) -> Result<Vec<Kept>, Error> {
    let mut all = Vec::new();
    for branch in branches(ground)? {
        all.extend(kept_in(ground, &branch)?);
    }
    Ok(all)
}

fn kept_in(ground: &Ground<'_>, branch: &Branch) -> Result<Vec<Kept>, Error> {
    let store = ground.store;
    let shared = match &ground.base {
        Some(base) => store.merge_bases(base.tip, branch.tip)?.first().copied(),
        None => None,
    };
    let before = shared.map(|commit| store.root_tree(commit)).transpose()?;
    let after = store.root_tree(branch.tip)?;
    let mut kept = Vec::new();
    for difference in store.compare(before, Some(after), ground.dir.as_str(), Limits::default())? {
        let place = ground
            .dir
            .strip(&difference.path)
            .and_then(|path| path.parse::<Place>().ok());
        let (
            Some(place @ (Place::In(_, Part::Signoff(_)) | Place::Delegation { .. })),
            Some(entry),
        ) = (place, difference.after)
        else {
            continue;
        };
        if entry.mode != FileMode::Regular {
            continue;
        }
        match store.blob(entry.id, size_limit(&difference.path)) {
            Ok(bytes) => kept.push(Kept {
                from: format!("{}:{}", branch.short, difference.path),
                place,
                bytes,
            }),
            // Nothing that size is a record, and an outbox is its owner's.
            Err(StoreError::TooLarge { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(kept)
}

/// The delegations that wait in outboxes, as far as they can be read, each once.
pub fn delegations(ground: &Ground<'_>) -> Result<Vec<Stored<Delegation>>, Error> {
    let is_delegation = |kept: &Kept| matches!(kept.place, Place::Delegation { .. });
    readable(ground, is_delegation, |stored: &Stored<Delegation>| {
        stored.signed
    })
}

/// The sign-offs that wait in outboxes, as far as they can be read, each once.
pub fn signoffs(ground: &Ground<'_>) -> Result<Vec<Stored<Signoff>>, Error> {
    let is_signoff = |kept: &Kept| matches!(kept.place, Place::In(..));
    readable(ground, is_signoff, |stored: &Stored<Signoff>| stored.signed)
}

fn readable<T: serde::Serialize + serde::de::DeserializeOwned>(
    ground: &Ground<'_>,
    wanted: impl Fn(&Kept) -> bool,
    name: impl Fn(&Stored<T>) -> crate::record::digest::Digest,
) -> Result<Vec<Stored<T>>, Error> {
    let mut all: Vec<Stored<T>> = Vec::new();
    for one in kept(ground)?.into_iter().filter(wanted) {
        let path = one.place.to_string();
        if let Ok(stored) = Stored::read(&path, one.bytes)
            && all.iter().all(|other| name(other) != name(&stored))
        {
            all.push(stored);
        }
    }
    Ok(all)
}
