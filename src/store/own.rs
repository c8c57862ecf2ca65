//! The folder that this tool keeps for itself in a repository, beside Git's own files, where no push reaches.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Store;

impl Store {
    /// The folder; all work trees share it.
    pub(super) fn own_folder(&self) -> PathBuf {
        self.common_dir().join("adr")
    }
}

/// Makes the folder, with the rights of the repository that it lies in: where a group shares that, each of
/// them writes here.
pub(super) fn make_own_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let repository = folder.parent().unwrap_or(folder);
    fs::set_permissions(folder, fs::metadata(repository)?.permissions())
}

/// A file that is about to take the place of another in the folder, for everybody who shares it.
pub(super) fn shared_draft(folder: &Path) -> io::Result<NamedTempFile> {
    let mut draft = tempfile::Builder::new();
    #[cfg(unix)]
    draft.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    draft.tempfile_in(folder)
}
