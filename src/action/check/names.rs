//! Names that collide: a tree can hold one name twice, names that differ only in case or in Unicode form,
//! which some systems take for one, or a name with a slash in it, which git takes for a path.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::Merge;
use crate::check::input::{Change, Collision};
use crate::log::tree::ObjectId;
use crate::record::layout::{LOG_DIR_FILE, LogDir};
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
    found.extend(smuggled(merge, dir));
    Ok(found)
}

/// The path at which git puts an entry, in whose name a slash stands as `\x2f`.
pub(super) fn checked_out(path: &str) -> String {
    path.replace("\\x2f", "/")
}

/// What the change would put into the log by a name with a slash in it.
fn smuggled<'m>(merge: &'m Merge<'_>, dir: &'m LogDir) -> impl Iterator<Item = Collision> + 'm {
    let differences = merge.result.differences.iter();
    differences
        .filter(|difference| difference.after.is_some())
        .map(|difference| (difference.path.clone(), checked_out(&difference.path)))
        .filter(|(path, other)| path != other && dir.strip(other).is_some())
        .map(|(path, other)| Collision { path, other })
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
        leads_there || path == dir.as_str() || path == LOG_DIR_FILE || dir.strip(path).is_some()
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

/// The root, every folder that leads to the log, and every folder above something in it that differs.
fn folders(dir: &LogDir, changes: &[Change]) -> BTreeSet<String> {
    let mut folders = BTreeSet::from([String::new()]);
    let paths = changes
        .iter()
        .map(|change| format!("{dir}/{}", change.path));
    for path in paths.chain([dir.to_string()]) {
        folders.extend(
            path.match_indices('/')
                .map(|(end, _)| path[..end].to_owned()),
        );
    }
    folders
}

/// Upper case first: of letters with several small forms (`s` and the long `ſ`) there is one capital.
fn folded(name: &str) -> String {
    let capital = name.nfc().flat_map(char::to_uppercase);
    capital.flat_map(char::to_lowercase).nfc().collect()
}
