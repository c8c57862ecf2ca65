//! What a server's hook asks of its own repository.
//!
//! A hook runs in the surroundings of whoever pushes: over a local path with their home and their variables.
//! So settings are read here from the repository's own configuration file, and from no other.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use git2::{Config, ErrorCode};

use super::{Store, StoreError};

/// How many symbolic refs may lead from one to the next; git follows as many.
const LONGEST_CHAIN: usize = 5;

impl Store {
    /// All values of a setting in the repository's own configuration file, in order. Neither the user's nor
    /// the machine's configuration counts, nor what the environment says.
    pub fn own_settings(&self, key: &str) -> Result<Vec<String>, StoreError> {
        let file = self.common_dir().join("config");
        let fail = |error: git2::Error| StoreError::git(format!("read {}", file.display()), &error);
        let config = Config::open(&file).map_err(fail)?;
        let mut values = Vec::new();
        let mut entries = match config.multivar(key, None) {
            Ok(entries) => entries,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(values),
            Err(error) => return Err(fail(error)),
        };
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(fail)?;
            // A key without a value says nothing that could be meant.
            let value = if entry.has_value() {
                entry.value().map_err(fail)?
            } else {
                ""
            };
            values.push(value.to_owned());
        }
        Ok(values)
    }

    /// The full name of the ref that is written where `name` is: another where that is a symbolic ref.
    pub fn written_ref(&self, name: &str) -> Result<String, StoreError> {
        let mut name = name.to_owned();
        for _ in 0..LONGEST_CHAIN {
            let fail = |error: git2::Error| StoreError::git(format!("read {name}"), &error);
            let found = match self.repo.find_reference(&name) {
                Ok(found) => found,
                Err(error)
                    if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) =>
                {
                    return Ok(name);
                }
                Err(error) => return Err(fail(error)),
            };
            let target = found.symbolic_target().map_err(fail)?.map(str::to_owned);
            match target {
                Some(target) => name = target,
                None => return Ok(name),
            }
        }
        Err(StoreError::Git {
            doing: format!("follow {name}"),
            message: "too many symbolic refs, one after the other".into(),
        })
    }

    /// Lays down a hook of this repository. `None` where one is there already that says something else; it
    /// stays.
    pub fn install_hook(&self, name: &str, script: &str) -> Result<Option<PathBuf>, StoreError> {
        let asked = super::git::output(
            self.git()
                .args(["rev-parse", "--path-format=absolute", "--git-path", "hooks"]),
            None,
        )?;
        let folder = PathBuf::from(super::git::text(&asked));
        let fail = |source| StoreError::io(&folder, source);
        fs::create_dir_all(&folder).map_err(fail)?;
        let path = folder.join(name);
        if let Ok(there) = fs::read_to_string(&path) {
            return Ok((there == script).then_some(path));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let mut file = builder.tempfile_in(&folder).map_err(fail)?;
        file.write_all(script.as_bytes()).map_err(fail)?;
        match file.persist_noclobber(&path) {
            Ok(_) => Ok(Some(path)),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(fail(error.error)),
        }
    }
}
