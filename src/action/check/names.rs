//! Names that collide: a tree can hold one name twice, or names that differ only in case or in Unicode
//! form, which some systems take for one.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::Merge;
use crate::check::input::{Change, Collision};
use crate::log::tree::ObjectId;
use crate::record::layout::LogDir;
use crate::store::{Store, StoreError};

/// The collisions that the change brings: in every folder in which something of the log differs, and in
/// those that lead to the log.
pub(super) fn collisions(
    merge: &Merge<'_>,
    dir: &LogDir,
    changes: &[Change],
) -> Result<Vec<Collision>, StoreError> {
    let folders = folders(dir, changes);
    let settled = in_tree(merge.store, merge.result.base_tree, dir, &folders)?;
    let mut found = in_tree(merge.store, merge.result.tree, dir, &folders)?;
    found.retain(|collision| !settled.contains(collision));
    Ok(found)
}

fn in_tree(
    store: &Store,
    tree: ObjectId,
    dir: &LogDir,
    folders: &BTreeSet<String>,
) -> Result<Vec<Collision>, StoreError> {
    let matters = |path: &str| {
        let leads_there = dir
            .as_str()
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('/'));
        leads_there || path == dir.as_str() || dir.strip(path).is_some()
    };
    let mut found = Vec::new();
    for folder in folders {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (name, _) in store.list(tree, folder)? {
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            if let Some(other) = seen.insert(folded(&name), path.clone())
                && (matters(&path) || matters(&other))
            {
                found.push(Collision { path, other });
            }
        }
    }
    Ok(found)
}

/// The root, and every folder above something that differs.
fn folders(dir: &LogDir, changes: &[Change]) -> BTreeSet<String> {
    let mut folders = BTreeSet::from([String::new()]);
    for change in changes {
        let path = format!("{dir}/{}", change.path);
        folders.extend(
            path.match_indices('/')
                .map(|(end, _)| path[..end].to_owned()),
        );
    }
    folders
}

fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}
