//! The one room where Git is: opening, reading, comparing, merging and committing.
//!
//! Everything outside speaks of [`ObjectId`], paths and plain values; libgit2's types end at this door.
//! Reading never runs a program that the repository names and never writes. Writing never touches what
//! the user has staged, changed or left untracked. Where libgit2 does not know what `git` knows
//! (configuration, credentials, signing programs), the user's own `git` is asked.
//!
//! | file | what |
//! | --- | --- |
//! | `open` | finding the repository, and saying no to what cannot be read |
//! | `config`, `git` | settings, identity, editor; how `git` itself is run |
//! | `refs`, `base` | HEAD, branches, what a name means; the branch that is merged into |
//! | `raw`, `read`, `clash` | tree objects as bytes; files and folders of a tree; names that clash |
//! | `compare`, `merge` | what two trees hold differently; what a merge would give |
//! | `provenance` | who wrote which commit of a branch |
//! | `line` | the commits of a branch by first parents |
//! | `past` | the versions of files along it, renames followed |
//! | `change`, `write`, `graft`, `sign` | a change becomes one commit |
//! | `replay` | a commit that came second is made again on top of what came first |
//! | `place`, `index`, `worktree`, `journal` | the new paths reach work tree and index, also after a crash |
//! | `patience` | waiting for locks |
//! | `lines` | git's own merge of three texts |
//! | `remote` | fetch and push |
//! | `server`, `arrivals` | what a server's hook asks of its repository; when what arrived there |

mod arrivals;
mod base;
mod change;
mod clash;
mod compare;
mod config;
mod error;
mod git;
mod graft;
mod index;
mod journal;
mod line;
mod lines;
mod logs;
mod merge;
mod open;
mod past;
mod patience;
mod place;
mod provenance;
mod raw;
mod read;
mod refs;
mod remote;
mod replay;
mod server;
mod sign;
mod worktree;
mod write;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::log::tree::ObjectId;

pub use arrivals::{Arrivals, Arrived};
pub use base::{Base, spoken};
pub use change::{Change, Committed, Pending, Retry, Step, Target};
pub use config::{Ident, Identity};
pub use error::{ErrorKind, StoreError};
pub use line::{Headline, Line};
pub use lines::ThreeTexts;
pub use logs::{MAX_LOG_DIR_FILE, log_dirs_in};
pub use merge::{Computed, Conflict, MergeResult};
pub use past::{Authorship, FileVersion, Past};
pub use provenance::{CommitInfo, Person};
pub use read::{Allowance, Limits};
pub use refs::{Branch, Head, Revision};
pub use remote::Pushed;

/// An open repository. Cheap to open, one for each thread.
pub struct Store {
    repo: git2::Repository,
    index_path: PathBuf,
    settings: OnceCell<config::Settings>,
    /// Trees of merge results: they exist only as long as the store, the repository never sees them.
    imagined: RefCell<HashMap<ObjectId, Vec<u8>>>,
    /// What may still be read.
    allowance: Box<Cell<read::Bounds>>,
}

impl Store {
    /// The folder of this work tree's HEAD and index: `.git`, or `.git/worktrees/NAME`.
    pub fn git_dir(&self) -> &Path {
        self.repo.path()
    }

    /// The folder of what all work trees share: objects, branches, configuration.
    pub fn common_dir(&self) -> &Path {
        self.repo.commondir()
    }

    /// The root of the work tree; `None` in a bare repository.
    pub fn work_dir(&self) -> Option<&Path> {
        self.repo.workdir()
    }

    /// Whether the repository has no work tree.
    pub fn is_bare(&self) -> bool {
        self.repo.is_bare()
    }
}

pub(super) fn oid(id: ObjectId) -> git2::Oid {
    git2::Oid::from_bytes(id.as_bytes()).unwrap_or(git2::Oid::ZERO_SHA1)
}
