//! A note of a commit that is being made, for the run after a crash.
//!
//! Between the moment that a ref moves and the moment that the index knows the new files, the index seems
//! to take them away again, and the user's next `git commit` would really do so. `git commit` has the
//! same gap. Here a small file in the repository's own folder says what is under way, and the next commit
//! finishes it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::patience::is_abandoned;
use super::read::id;
use super::{Store, StoreError};
use crate::log::tree::ObjectId;

/// What is under way.
pub(super) struct Note {
    /// Full name of the ref that moves.
    pub(super) reference: String,
    /// The new commit.
    pub(super) commit: ObjectId,
    /// Where the ref was.
    pub(super) parent: Option<ObjectId>,
    /// What the commit changes.
    pub(super) paths: Vec<String>,
}

/// The same, as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    reference: String,
    commit: String,
    parent: Option<String>,
    paths: Vec<String>,
}

impl Note {
    fn read(file: &Path) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        let parse = |hex: String| git2::Oid::from_str(&hex).ok().map(id);
        let parent = match stored.parent {
            Some(parent) => Some(parse(parent)?),
            None => None,
        };
        Some(Self {
            reference: stored.reference,
            commit: parse(stored.commit)?,
            parent,
            paths: stored.paths,
        })
    }

    fn stored(&self) -> Stored {
        Stored {
            reference: self.reference.clone(),
            commit: self.commit.to_string(),
            parent: self.parent.map(|parent| parent.to_string()),
            paths: self.paths.clone(),
        }
    }
}

impl Store {
    /// Finishes what a killed run left undone. Whatever cannot be finished now stays for the next time:
    /// nothing depends on it but how `git status` looks.
    pub fn settle(&self) {
        let Ok(notes) = fs::read_dir(self.notes()) else {
            return;
        };
        for file in notes.flatten() {
            self.settle_one(&file.path());
        }
    }

    fn settle_one(&self, file: &Path) {
        let landed = |note: &Note| {
            let tip = self.tip(&note.reference).ok().flatten();
            tip.is_some_and(|tip| self.is_ancestor(note.commit, tip).unwrap_or(false))
        };
        let finished = match Note::read(file).filter(landed) {
            Some(note) => self.place_everywhere(&note).is_ok(),
            // Its ref has not moved. Whoever wrote it may be alive and about to move it.
            None => is_abandoned(file),
        };
        if finished {
            let _ = fs::remove_file(file);
        }
    }

    pub(super) fn write_note(&self, note: &Note) -> Result<(), StoreError> {
        let folder = self.notes();
        let fail = |source| StoreError::io(&folder, source);
        fs::create_dir_all(&folder).map_err(fail)?;
        let mut file = NamedTempFile::new_in(&folder).map_err(fail)?;
        let text = serde_json::to_vec(&note.stored()).map_err(|error| fail(error.into()))?;
        file.write_all(&text).map_err(fail)?;
        file.persist(self.note_path(note))
            .map_err(|error| fail(error.error))?;
        Ok(())
    }

    pub(super) fn remove_note(&self, note: &Note) {
        // One that stays is read by the next run and found to be finished.
        let _ = fs::remove_file(self.note_path(note));
    }

    /// A file to be renamed into the work tree. One that a killed run leaves is cleared away like a note.
    pub(super) fn draft(&self) -> io::Result<NamedTempFile> {
        let folder = self.notes();
        fs::create_dir_all(&folder)?;
        let mut draft = tempfile::Builder::new();
        // As an editor would make it; the umask takes its share.
        #[cfg(unix)]
        draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        draft.tempfile_in(folder)
    }

    fn note_path(&self, note: &Note) -> PathBuf {
        self.notes().join(note.commit.to_string())
    }

    fn notes(&self) -> PathBuf {
        self.common_dir().join("adr").join("under-way")
    }
}
