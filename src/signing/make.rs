//! Making a key for somebody who has none, by `ssh-keygen` itself: it alone asks for the passphrase.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::config::DEFAULT_PROGRAM;
use super::error::SigningError;
use super::program;

/// Makes an ed25519 key on the user's terminal. A file that is there is never written over; the folder is
/// made if it is missing, for its owner alone.
pub fn make_key(path: &Path, comment: &str) -> Result<(), SigningError> {
    let beside = path.with_extension("pub");
    let is_taken = |path: &Path| fs::symlink_metadata(path).is_ok();
    if let Some(taken) = [path, &beside].into_iter().find(|path| is_taken(path)) {
        return Err(SigningError::KeyFileExists {
            path: taken.to_owned(),
        });
    }
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|source| SigningError::KeyFileUnreadable {
            path: folder.to_owned(),
            source,
        })?;
    }
    let mut command = Command::new(DEFAULT_PROGRAM);
    command
        .args(["-t", "ed25519", "-C", comment, "-f"])
        .arg(path);
    let status = command
        .status()
        .map_err(|source| SigningError::ProgramUnusable {
            program: program::shown(DEFAULT_PROGRAM),
            source,
        })?;
    if status.success() && is_taken(path) {
        return Ok(());
    }
    Err(SigningError::ProgramFailed {
        program: program::shown(DEFAULT_PROGRAM),
        said: format!("it made no key, and ended with {status}"),
    })
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("id_ed25519");
        for name in ["id_ed25519", "id_ed25519.pub"] {
            let file = folder.path().join(name);
            fs::write(&file, "mine").unwrap();
            let error = make_key(&path, "ann").unwrap_err();
            assert!(matches!(&error, SigningError::KeyFileExists { path } if *path == file));
            assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
            fs::remove_file(&file).unwrap();
        }
    }
}
