//! The server's own clock: when each text came to a branch on which everybody can read it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use crate::log::size_limit;
use crate::log::tree::{Entry, FileMode, ObjectId};
use crate::record::digest::Digest;
use crate::record::layout::{Part, Place};
use crate::store::{Arrivals, Arrived, Branch, Head, Limits, Store, StoreError};

/// Most files that a push may change in a log. A branch that changes more starts no clock.
const MOST_NEW: usize = 100_000;

/// Brings the record of what arrived up to what the branches hold now; what was not there before, came now.
pub fn note(store: &Store, now: DateTime<FixedOffset>) -> Result<Arrivals, StoreError> {
    let branches = store.branches()?;
    let branches: Vec<Branch> = branches
        .into_iter()
        .filter(|branch| branch.remote.is_none())
        .collect();
    store.update_arrivals(|before| {
        let known = before.first_seen();
        let default = match store.head()? {
            Head::Branch { tip, .. } => tip,
            Head::Detached(_) => None,
        };
        let mut after = Arrivals::default();
        for branch in &branches {
            let arrived = match before.0.get(&branch.name) {
                Some(arrived) if arrived.tip == branch.tip => arrived.clone(),
                arrived => arrival(store, arrived, branch.tip, default, |digest| {
                    known.get(&digest).copied().unwrap_or(now)
                }),
            };
            after.0.insert(branch.name.clone(), arrived);
        }
        Ok(after)
    })
}

/// What a branch holds that has moved, or is new. Of a new one, what the default branch does not hold; of the
/// default branch, everything.
fn arrival(
    store: &Store,
    before: Option<&Arrived>,
    tip: ObjectId,
    default: Option<ObjectId>,
    when: impl Fn(Digest) -> DateTime<FixedOffset>,
) -> Arrived {
    let mut texts = BTreeMap::new();
    let moved = before.and_then(|before| {
        // After a forced push, what it came from may be gone.
        let changes = changed(store, Some(before.tip), tip).ok()?;
        texts.clone_from(&before.texts);
        Some(changes)
    });
    let changes = moved.or_else(|| {
        let since = default.filter(|default| *default != tip);
        // What cannot be read starts no clock; the check of a change that rests on it says why.
        changed(store, since, tip).ok()
    });
    let changes = changes.unwrap_or_default();
    for gone in changes.iter().filter_map(|(gone, _)| *gone) {
        texts.remove(&gone);
    }
    for come in changes.iter().filter_map(|(_, come)| *come) {
        texts.entry(come).or_insert_with(|| when(come));
    }
    Arrived { tip, texts }
}

/// At one path, the text that was taken away and the one that came.
type Replaced = (Option<Digest>, Option<Digest>);

/// The texts that were taken away and that came, path by path.
fn changed(
    store: &Store,
    since: Option<ObjectId>,
    tip: ObjectId,
) -> Result<Vec<Replaced>, StoreError> {
    let before = since.map(|since| store.root_tree(since)).transpose()?;
    let after = store.root_tree(tip)?;
    let limits = Limits {
        entries: if since.is_some() {
            MOST_NEW
        } else {
            Limits::default().entries
        },
        ..Limits::default()
    };
    let mut dirs = store.log_dirs(after)?;
    if let Some(before) = before {
        // Of a log that is let go of, everything goes.
        dirs.extend(store.log_dirs(before)?);
    }
    dirs.sort();
    dirs.dedup();
    let mut changes = Vec::new();
    for dir in dirs {
        for difference in store.compare(before, Some(after), dir.as_str(), limits)? {
            let path = dir.strip(&difference.path).unwrap_or_default();
            if matches!(path.parse(), Ok(Place::In(_, Part::Revision(_)))) {
                let digest = |entry| digest(store, path, entry);
                changes.push((digest(difference.before)?, digest(difference.after)?));
            }
        }
    }
    Ok(changes)
}

fn digest(store: &Store, path: &str, entry: Option<Entry>) -> Result<Option<Digest>, StoreError> {
    let Some(entry) = entry.filter(|entry| entry.mode == FileMode::Regular) else {
        return Ok(None);
    };
    match store.blob(entry.id, size_limit(path)) {
        Ok(bytes) => Ok(Some(Digest::of(&bytes))),
        // No revision has so many bytes.
        Err(StoreError::TooLarge { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
