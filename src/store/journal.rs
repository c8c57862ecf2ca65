//! A note of a commit that is being made, for the run after a crash.
//!
//! Between the moment that a ref moves and the moment that the index knows the new files, the index seems
//! to take them away again, and the user's next `git commit` would really do so. `git commit` has the
//! same gap. Here a small file in the repository's own folder says what is under way, and the next commit
//! finishes it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::read::id;
use super::{Store, StoreError};
use crate::log::tree::ObjectId;

/// After this long, a ref that has not moved will not move any more.
const GIVEN_UP: Duration = Duration::from_secs(60);

/// What is under way.
#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    reference: String,
    commit: String,
    parent: Option<String>,
    paths: Vec<String>,
}

impl Note {
    pub(super) fn new<'a>(
        reference: &str,
        commit: ObjectId,
        parent: Option<ObjectId>,
        paths: impl Iterator<Item = &'a String>,
    ) -> Self {
        Self {
            reference: reference.to_owned(),
            commit: commit.to_string(),
            parent: parent.map(|parent| parent.to_string()),
            paths: paths.cloned().collect(),
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
        let read = fs::read(file)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Note>(&bytes).ok());
        let Some(note) = read else {
            forget_when_old(file);
            return;
        };
        let (Some(commit), Ok(Some(tip))) = (parse(&note.commit), self.tip(&note.reference)) else {
            forget_when_old(file);
            return;
        };
        if !self.is_ancestor(commit, tip).unwrap_or(false) {
            forget_when_old(file);
            return;
        }
        let parent = note.parent.as_deref().and_then(parse);
        if self
            .place_everywhere(&note.reference, commit, parent, note.paths.iter())
            .is_ok()
        {
            let _ = fs::remove_file(file);
        }
    }

    pub(super) fn write_note(&self, note: &Note) -> Result<(), StoreError> {
        let folder = self.notes();
        let fail = |source| StoreError::io(&folder, source);
        fs::create_dir_all(&folder).map_err(fail)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(fail)?;
        let text = serde_json::to_vec(note).map_err(|error| fail(error.into()))?;
        file.write_all(&text).map_err(fail)?;
        file.persist(self.note_path(note))
            .map_err(|error| fail(error.error))?;
        Ok(())
    }

    pub(super) fn remove_note(&self, note: &Note) {
        // One that stays is read by the next run and found to be finished.
        let _ = fs::remove_file(self.note_path(note));
    }

    fn note_path(&self, note: &Note) -> PathBuf {
        self.notes().join(&note.commit)
    }

    fn notes(&self) -> PathBuf {
        self.common_dir().join("adr").join("under-way")
    }
}

fn parse(hex: &str) -> Option<ObjectId> {
    git2::Oid::from_str(hex).ok().map(id)
}

/// A run that is alive may be about to move its ref: only what has been lying about is removed.
fn forget_when_old(file: &Path) {
    let written = fs::metadata(file).and_then(|about| about.modified());
    let age = written
        .ok()
        .and_then(|written| SystemTime::now().duration_since(written).ok());
    if age.is_some_and(|age| age > GIVEN_UP) {
        let _ = fs::remove_file(file);
    }
}
