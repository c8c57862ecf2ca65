//! Files to watch, as the folders that lead to them, so that only these are opened.

use std::collections::BTreeMap;

use crate::log::tree::{Entry, FileMode, ObjectId};
use crate::store::raw::RawEntry;
use crate::store::read::join;
use crate::store::{Store, StoreError};

/// A folder with the watched files below it.
#[derive(Default)]
pub(super) struct Watch {
    names: BTreeMap<String, Name>,
}

/// What is watched under one name: in a hostile history a file and a folder may take turns.
#[derive(Default)]
struct Name {
    /// The path that the file has at the tip.
    file: Option<String>,
    folder: Watch,
}

/// A watched file that a commit added or changed.
pub(super) struct Changed {
    /// Its path at the tip.
    pub file: String,
    /// Its path in the commit.
    pub path: String,
    /// Its bytes in the commit.
    pub after: ObjectId,
    /// The bytes of the file that the parent holds there, if it holds one.
    pub before: Option<ObjectId>,
}

/// Whether an entry is a file: no folder, link or submodule.
pub(super) fn is_file(entry: &Entry) -> bool {
    matches!(entry.mode, FileMode::Regular | FileMode::Executable)
}

impl Watch {
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Watches `path` for the file that is called `file` at the tip.
    pub fn insert(&mut self, path: &str, file: String) {
        match path.split_once('/') {
            None => self.names.entry(path.to_owned()).or_default().file = Some(file),
            Some((folder, rest)) => {
                let name = self.names.entry(folder.to_owned()).or_default();
                name.folder.insert(rest, file);
            }
        }
    }

    pub fn remove(&mut self, path: &str) {
        let (first, rest) = match path.split_once('/') {
            None => (path, None),
            Some((folder, rest)) => (folder, Some(rest)),
        };
        let Some(name) = self.names.get_mut(first) else {
            return;
        };
        match rest {
            None => name.file = None,
            Some(rest) => name.folder.remove(rest),
        }
        if name.file.is_none() && name.folder.is_empty() {
            self.names.remove(first);
        }
    }

    /// The watched files that differ between two trees and that the second holds.
    pub fn changes(
        &self,
        store: &Store,
        before: Option<ObjectId>,
        after: ObjectId,
    ) -> Result<Vec<Changed>, StoreError> {
        let mut found = Vec::new();
        self.compare(store, before, after, "", &mut found)?;
        Ok(found)
    }

    fn compare(
        &self,
        store: &Store,
        before: Option<ObjectId>,
        after: ObjectId,
        folder: &str,
        found: &mut Vec<Changed>,
    ) -> Result<(), StoreError> {
        if before == Some(after) || self.is_empty() {
            return Ok(());
        }
        let (old, new) = match before {
            Some(before) => store.raw_trees_apart(before, after)?,
            None => (Vec::new(), store.raw_tree(after)?),
        };
        let old = self.watched(&old);
        for (shown, (name, entry)) in self.watched(&new) {
            let before = old.get(shown).map(|(_, entry)| *entry);
            let path = join(folder, shown);
            if let (Some(file), true) = (&name.file, is_file(&entry)) {
                let was = before.filter(is_file).map(|was| was.id);
                if was != Some(entry.id) {
                    found.push(Changed {
                        file: file.clone(),
                        path: path.clone(),
                        after: entry.id,
                        before: was,
                    });
                }
            }
            if entry.mode == FileMode::Directory {
                let was = before.filter(|was| was.mode == FileMode::Directory);
                let was = was.map(|was| was.id);
                name.folder.compare(store, was, entry.id, &path, found)?;
            }
        }
        Ok(())
    }

    /// The entries that are watched or lead to what is. Where a hostile tree holds a name twice, the first counts.
    fn watched(&self, entries: &[RawEntry]) -> BTreeMap<&str, (&Name, Entry)> {
        let mut watched = BTreeMap::new();
        for entry in entries {
            if let Some((shown, name)) = self.names.get_key_value(&entry.shown()) {
                watched
                    .entry(shown.as_str())
                    .or_insert((name, entry.entry()));
            }
        }
        watched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_watched_no_more_leaves_no_folder_behind() {
        let mut watch = Watch::default();
        watch.insert("a/b/c.md", "x".to_owned());
        watch.insert("a/d.md", "y".to_owned());
        watch.remove("a/b");
        watch.remove("a/b/c.md");
        assert!(!watch.is_empty());
        watch.remove("a/d.md");
        assert!(watch.is_empty());
    }
}
