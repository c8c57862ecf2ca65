//! Reasons that somebody has typed and not signed yet, so that whatever goes wrong in between costs nobody their
//! words. They lie inside `.git`, one file for each decision and statement, until they are signed.

use std::path::{Path, PathBuf};

use super::Error;
use super::edit::copy;
use super::ground::Ground;
use crate::record::id::DecisionId;
use crate::record::prose::Prose;

/// The words for one statement about one decision.
pub struct Unsigned {
    path: PathBuf,
}

impl Unsigned {
    /// Those for a statement, which its word names: `object`.
    pub fn of(ground: &Ground<'_>, decision: DecisionId, statement: &str) -> Self {
        let folder = ground.store.git_dir().join("adr").join("unsigned");
        Self {
            path: folder.join(format!("{decision}.{statement}")),
        }
    }

    /// What was typed and not signed, if anything. A file that holds no words counts as none.
    pub fn words(&self) -> Result<Option<Prose>, Error> {
        let text = copy::read(&self.path)?;
        Ok(text.and_then(|text| Prose::new(&text).ok()))
    }

    /// The file in which they are kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps words, in the place of what was kept before.
    pub fn keep(&self, words: &Prose) -> Result<(), Error> {
        copy::write(&self.path, words.as_str())
    }

    /// They are signed, and need not be kept.
    pub fn forget(&self) -> Result<(), Error> {
        copy::remove(&self.path)
    }
}
