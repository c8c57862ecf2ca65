//! A commit's paths reach the work tree and the index, and nothing else does.
//!
//! A file is written only where the user has none of their own: where the work tree holds what the commit
//! before held. The index gets an entry only where it holds what the commit before held. Files are
//! written as they are stored, since a log is checked out as it is stored (`.gitattributes` sees to that);
//! where a repository forces a filter on them all the same, `git status` shows the path as changed, and
//! nothing is lost.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};

use super::git::{output, text};
use super::index::IndexUpdate;
use super::journal::Note;
use super::read::id;
use super::{Store, StoreError};
use crate::log::tree::{Entry, FileMode};

/// One path: what the commit before held and what the new one holds.
struct Placement {
    path: String,
    old: Option<Entry>,
    new: Option<Entry>,
}

impl Store {
    /// Brings the paths of a commit that has landed to every work tree that stands on its ref. Returns the
    /// paths that the user has changed and that were left alone.
    pub(super) fn place_everywhere(&self, note: &Note) -> Result<Vec<String>, StoreError> {
        let new_tree = self.root_tree(note.commit)?;
        let old_tree = note
            .parent
            .map(|parent| self.root_tree(parent))
            .transpose()?;
        // Someone may have committed on top already: what they changed is theirs to place.
        let tip = self.tip(&note.reference)?.unwrap_or(note.commit);
        let tip_tree = self.root_tree(tip)?;
        let mut placements = Vec::new();
        for path in &note.paths {
            let new = self.entry(new_tree, path)?;
            let old = old_tree.map_or(Ok(None), |tree| self.entry(tree, path))?;
            if new != old && (tip == note.commit || self.entry(tip_tree, path)? == new) {
                placements.push(Placement {
                    path: path.clone(),
                    old,
                    new,
                });
            }
        }
        let mut left = BTreeSet::new();
        self.on_checkouts(&note.reference, &mut |store| {
            left.extend(store.place(&placements)?);
            Ok(())
        })?;
        Ok(left.into_iter().collect())
    }

    fn place(&self, placements: &[Placement]) -> Result<Vec<String>, StoreError> {
        let Some(root) = self.repo.workdir() else {
            return Ok(Vec::new());
        };
        let paths: Vec<&str> = placements
            .iter()
            .map(|placement| placement.path.as_str())
            .collect();
        let staged = self.staged(&paths)?;
        let outside = self.outside_sparse_checkout(&paths, &staged)?;
        let mut left = Vec::new();
        let mut update = IndexUpdate::default();
        for placement in placements {
            let path = placement.path.as_str();
            let there = staged.get(path).cloned().unwrap_or_default();
            let hidden = there.skipped || outside.contains(path);
            let in_place = hidden || self.place_file(root, placement)?;
            let free =
                !there.unmerged && (there.entry == placement.old || there.entry == placement.new);
            if !in_place || !free {
                left.push(path.to_owned());
            }
            if free {
                update.add(path, placement.new, in_place && !hidden, hidden);
            }
        }
        self.update_index(&update)?;
        Ok(left)
    }

    /// Brings one file to what the commit holds. False where the user's own stays.
    fn place_file(&self, root: &Path, placement: &Placement) -> Result<bool, StoreError> {
        let file = root.join(&placement.path);
        if !leads_through_folders(root, &placement.path) {
            return Ok(false);
        }
        let there = match fs::symlink_metadata(&file) {
            Ok(about) if about.is_file() => {
                Some(fs::read(&file).map_err(|source| StoreError::io(&file, source))?)
            }
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(StoreError::io(file, error)),
        };
        if self.is_content(there.as_deref(), placement.new, &placement.path)? {
            return Ok(true);
        }
        if !self.is_content(there.as_deref(), placement.old, &placement.path)? {
            return Ok(false);
        }
        if let Some(entry) = placement.new {
            let bytes = self.blob(entry.id, u64::MAX)?;
            self.write_file(&file, &bytes)?;
        } else {
            fs::remove_file(&file).map_err(|source| StoreError::io(&file, source))?;
            remove_empty_folders(root, &file);
        }
        Ok(true)
    }

    /// Whether a file of the work tree says what a tree's entry says, byte for byte or after the
    /// conversions (line ends, say) that the user's git makes.
    fn is_content(
        &self,
        bytes: Option<&[u8]>,
        entry: Option<Entry>,
        path: &str,
    ) -> Result<bool, StoreError> {
        let (Some(bytes), Some(entry)) = (bytes, entry) else {
            return Ok(bytes.is_none() && entry.is_none());
        };
        if !matches!(entry.mode, FileMode::Regular | FileMode::Executable) {
            return Ok(false);
        }
        let plain = Oid::hash_object(ObjectType::Blob, bytes).ok().map(id);
        if plain == Some(entry.id) {
            return Ok(true);
        }
        let hashed = output(
            self.git().args(["hash-object", "--stdin", "--path", path]),
            Some(bytes),
        )?;
        Ok(text(&hashed) == entry.id.to_string())
    }

    /// Writes beside the place and renames, so that no reader sees half a file.
    fn write_file(&self, file: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let fail = |source| StoreError::io(file, source);
        let folder = file.parent().unwrap_or(file);
        fs::create_dir_all(folder).map_err(fail)?;
        let mut draft = self.draft().map_err(fail)?;
        draft.write_all(bytes).map_err(fail)?;
        if let Err(refused) = draft.persist(file) {
            // The work tree lies on another disk than the repository.
            drop(refused);
            fs::write(file, bytes).map_err(fail)?;
        }
        Ok(())
    }
}

/// Whether every folder on the way that exists is a folder, and none a link to somewhere else.
fn leads_through_folders(root: &Path, path: &str) -> bool {
    let mut folder = PathBuf::from(root);
    let mut names = path.split('/').peekable();
    while let Some(name) = names.next() {
        if names.peek().is_none() {
            return true;
        }
        folder.push(name);
        match fs::symlink_metadata(&folder) {
            Ok(about) if about.is_dir() => {}
            Ok(_) => return false,
            Err(_) => return true,
        }
    }
    true
}

fn remove_empty_folders(root: &Path, file: &Path) {
    for folder in file
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root)
    {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
