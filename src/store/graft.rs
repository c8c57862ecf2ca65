//! A tree with some of its paths changed.
//!
//! Only the folders on the way to a changed path are written anew; everything else keeps its id, so the
//! cost is that of the change and never that of the log.

use git2::{ObjectType, Oid};

use super::raw::{self, RawEntry, stored_mode};
use super::read::{id, join};
use super::{Store, StoreError};
use crate::log::tree::{Entry, ObjectId};

/// Where new tree objects live.
#[derive(Clone, Copy)]
pub(super) enum Keep {
    /// In the repository.
    InRepository,
    /// In this store, for as long as it is open.
    InMemory,
}

/// A path below some folder, and what is to lie there.
pub(super) type Placing<'a> = (&'a str, Option<Entry>);

impl Store {
    /// The tree `tree` with each of `changes` (sorted by path, no path twice) in its place; `None` when
    /// nothing is left.
    pub(super) fn graft(
        &self,
        tree: Option<ObjectId>,
        changes: &[Placing<'_>],
        keep: Keep,
    ) -> Result<Option<ObjectId>, StoreError> {
        self.graft_folder(tree, changes, keep, "")
    }

    fn graft_folder(
        &self,
        tree: Option<ObjectId>,
        changes: &[Placing<'_>],
        keep: Keep,
        folder: &str,
    ) -> Result<Option<ObjectId>, StoreError> {
        let mut entries = tree.map_or_else(|| Ok(Vec::new()), |tree| self.raw_tree(tree))?;
        let first = |placing: &Placing<'_>| first_name(placing.0).to_owned();
        for group in changes.chunk_by(|one, other| first(one) == first(other)) {
            let Some((path, entry)) = group.first() else {
                continue;
            };
            let name = first_name(path);
            let there = entries
                .iter()
                .position(|entry| entry.name == name.as_bytes());
            let old = there.map(|position| entries.remove(position));
            let inside: Vec<Placing<'_>> = group
                .iter()
                .filter_map(|(path, entry)| {
                    Some((path.strip_prefix(name)?.strip_prefix('/')?, *entry))
                })
                .collect();
            let blocked = |reason| StoreError::BadPath {
                path: join(folder, path),
                reason,
            };
            if inside.is_empty() {
                if old.is_some_and(|old| old.is_directory()) {
                    return Err(blocked("a folder is there"));
                }
                let placed = entry.map(|entry| {
                    RawEntry::file(name.as_bytes(), stored_mode(entry.mode), entry.id)
                });
                entries.extend(placed);
            } else if inside.len() < group.len() {
                return Err(blocked("it is to be a file and a folder at once"));
            } else {
                if old.as_ref().is_some_and(|old| !old.is_directory()) {
                    return Err(blocked("a file is where a folder should be"));
                }
                let below =
                    self.graft_folder(old.map(|old| old.id), &inside, keep, &join(folder, name))?;
                entries.extend(below.map(|tree| RawEntry::directory(name.as_bytes(), tree)));
            }
        }
        if entries.is_empty() {
            return Ok(None);
        }
        self.keep_tree(entries, keep).map(Some)
    }

    /// Stores a tree of these entries.
    pub(super) fn keep_tree(
        &self,
        entries: Vec<RawEntry>,
        keep: Keep,
    ) -> Result<ObjectId, StoreError> {
        let bytes = raw::serialize(entries);
        let fail = |error: git2::Error| StoreError::git("write a tree", &error);
        match keep {
            Keep::InRepository => {
                let odb = self.repo.odb().map_err(fail)?;
                odb.write(ObjectType::Tree, &bytes).map(id).map_err(fail)
            }
            Keep::InMemory => {
                let tree = Oid::hash_object(ObjectType::Tree, &bytes)
                    .map(id)
                    .map_err(fail)?;
                self.imagined.borrow_mut().insert(tree, bytes);
                Ok(tree)
            }
        }
    }
}

fn first_name(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Whether the store writes to such a path. Names that another system or git itself would take for
/// something else are refused; the log's own names are stricter still.
pub(super) fn check_path(path: &str) -> Result<(), StoreError> {
    let bad = |reason| {
        Err(StoreError::BadPath {
            path: path.to_owned(),
            reason,
        })
    };
    for name in path.split('/') {
        let lower = name.to_lowercase();
        if matches!(name, "" | "." | "..") {
            return bad("it has an empty name, `.` or `..` in it");
        }
        if lower == ".git"
            || lower.starts_with("git~")
            || lower.trim_end_matches([' ', '.']) == ".git"
        {
            return bad("it leads into Git's own folder");
        }
        if name
            .chars()
            .any(|character| character == '\\' || character == ':' || character.is_control())
        {
            return bad("it has a backslash, a colon or a control character in it");
        }
    }
    Ok(())
}
