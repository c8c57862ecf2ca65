//! Finding the repository, as `git` does, and saying no early to what cannot be read.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};

use git2::{ErrorClass, ErrorCode, Repository, RepositoryOpenFlags};

use super::read::Bounds;
use super::{Allowance, Store, StoreError};

impl Store {
    /// Opens the repository at or above `start`. `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE` and
    /// `GIT_CEILING_DIRECTORIES` are honoured as `git` does (a relative path in them is meant from the
    /// process's current folder); with `GIT_DIR`, `start` does not matter.
    ///
    /// Repositories with SHA-256 objects or reftable refs are refused, by name, with nothing written.
    pub fn open(start: &Path) -> Result<Self, StoreError> {
        let opened = if env::var_os("GIT_DIR").is_some() {
            Repository::open_from_env()
        } else {
            let ceilings = env::var_os("GIT_CEILING_DIRECTORIES")
                .map(|list| env::split_paths(&list).collect::<Vec<_>>())
                .unwrap_or_default();
            Repository::open_ext(start, RepositoryOpenFlags::FROM_ENV, ceilings)
        };
        let index = env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
        Self::around(opened.map_err(|error| refusal(start, &error))?, index)
    }

    /// Opens somebody else's repository at or above `start`, work tree or bare, whatever the environment says of
    /// this one. Refusals as for [`Store::open`].
    pub fn open_elsewhere(start: &Path) -> Result<Self, StoreError> {
        let none: [&Path; 0] = [];
        let opened = Repository::open_ext(start, RepositoryOpenFlags::empty(), none);
        Self::around(opened.map_err(|error| refusal(start, &error))?, None)
    }

    /// Opens the work tree or bare repository that lies exactly at `path`, whatever the environment says.
    pub(super) fn open_exactly(path: &Path) -> Result<Self, StoreError> {
        Self::around(
            Repository::open(path).map_err(|error| refusal(path, &error))?,
            None,
        )
    }

    fn around(repo: Repository, index: Option<PathBuf>) -> Result<Self, StoreError> {
        if repo.object_format() != git2::ObjectFormat::Sha1 {
            return Err(StoreError::Sha256 {
                path: repo.path().to_owned(),
            });
        }
        let index_path = match index {
            Some(path) => {
                std::path::absolute(&path).map_err(|source| StoreError::io(path, source))?
            }
            None => repo.path().join("index"),
        };
        Ok(Self {
            repo,
            index_path,
            settings: OnceCell::new(),
            imagined: RefCell::new(HashMap::new()),
            allowance: Box::new(Cell::new(Bounds::of(Allowance::UNLIMITED))),
        })
    }
}

/// Why libgit2 did not open it. It names the reason in its message alone, so the repository's own
/// configuration file is looked at for the two formats that have an answer.
fn refusal(start: &Path, error: &git2::Error) -> StoreError {
    let path = start.to_owned();
    if error.code() == ErrorCode::Owner {
        // It quotes the folder, which is what `safe.directory` must say.
        let quoted = error
            .message()
            .split('\'')
            .nth(1)
            .map(|quoted| quoted.trim_end_matches('/'));
        return StoreError::NotOwned {
            path: quoted.map_or(path, PathBuf::from),
        };
    }
    if error.code() == ErrorCode::NotFound && error.class() == ErrorClass::Repository {
        return StoreError::NotARepository { start: path };
    }
    let message = error.message().to_owned();
    let lower = message.to_ascii_lowercase();
    if lower.contains("objectformat") || lower.contains("object format") {
        return StoreError::Sha256 { path };
    }
    if lower.contains("refstorage") {
        return StoreError::RefFormat {
            path,
            format: "reftable".into(),
        };
    }
    StoreError::Unreadable { path, message }
}
