//! The user's index: read by libgit2 where it can, written by `git update-index` alone.
//!
//! `git` knows every kind of index (split, sparse, version 4, with an untracked cache), takes its lock,
//! and minds its clock: a file that changed in the very second in which the index was written is looked
//! at again later. Whoever writes an index must do all of that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use git2::Oid;

use super::git::{failure, output, run, text};
use super::patience::{Patience, is_abandoned};
use super::raw::{RawEntry, stored_mode};
use super::read::id;
use super::{Store, StoreError};
use crate::log::tree::Entry;

/// How many paths are named to one `git` at most: far below any limit of a command line.
const AT_ONCE: usize = 500;

/// What the index holds at one path.
#[derive(Clone, Default)]
pub(super) struct Staged {
    /// The entry, where there is one and it is not in conflict.
    pub(super) entry: Option<Entry>,
    /// Whether a merge left it in conflict.
    pub(super) unmerged: bool,
    /// Whether a sparse checkout leaves it out of the work tree.
    pub(super) skipped: bool,
}

/// What the index is to hold.
#[derive(Default)]
pub(super) struct IndexUpdate {
    set: Vec<NewEntry>,
    hidden: Vec<String>,
    removed: Vec<String>,
}

struct NewEntry {
    path: String,
    entry: Entry,
    /// Whether the work tree has the file, so that its size and time belong into the index.
    with_file: bool,
}

impl IndexUpdate {
    /// Sets or removes one path. `with_file` says whether the work tree has the file, `hidden` whether a
    /// sparse checkout leaves it out.
    pub(super) fn add(&mut self, path: &str, entry: Option<Entry>, with_file: bool, hidden: bool) {
        let path = path.to_owned();
        let Some(entry) = entry else {
            self.removed.push(path);
            return;
        };
        if hidden {
            self.hidden.push(path.clone());
        }
        self.set.push(NewEntry {
            path,
            entry,
            with_file,
        });
    }
}

impl Store {
    /// Writes the update into the index, waiting while another command holds it.
    pub(super) fn update_index(&self, update: &IndexUpdate) -> Result<(), StoreError> {
        for entries in update.set.chunks(AT_ONCE) {
            let mut command = self.update_index_command();
            command.arg("--add");
            for NewEntry { path, entry, .. } in entries {
                let entry = format!("{:o},{},{path}", stored_mode(entry.mode), entry.id);
                command.args(["--cacheinfo", &entry]);
            }
            command.arg("--");
            command.args(
                entries
                    .iter()
                    .filter(|entry| entry.with_file)
                    .map(|entry| &entry.path),
            );
            self.run_unlocked(&mut command, None)?;
        }
        for (option, paths) in [
            ("--skip-worktree", &update.hidden),
            ("--force-remove", &update.removed),
        ] {
            if !paths.is_empty() {
                let mut command = self.update_index_command();
                command.args([option, "-z", "--stdin"]);
                self.run_unlocked(&mut command, Some(&lines(paths)))?;
            }
        }
        Ok(())
    }

    fn update_index_command(&self) -> Command {
        let mut command = self.git();
        // With `core.autocrlf`, git would refuse a file whose line ends it would write otherwise.
        command.args(["-c", "core.safecrlf=false", "update-index"]);
        command
    }

    /// Runs `git`, again and again while another one holds the index.
    fn run_unlocked(&self, command: &mut Command, input: Option<&[u8]>) -> Result<(), StoreError> {
        let lock = self.index_lock();
        let mut patience = Patience::new();
        loop {
            let output = run(command, input)?;
            if output.status.success() {
                return Ok(());
            }
            if !text(&output.stderr).contains(".lock'") {
                return Err(failure(command, &output));
            }
            if is_abandoned(&lock) || !patience.wait() {
                return Err(StoreError::Locked { path: lock });
            }
        }
    }

    /// What the index holds at the paths.
    pub(super) fn staged(&self, paths: &[&str]) -> Result<BTreeMap<String, Staged>, StoreError> {
        if let Some(staged) = self.staged_by_libgit2(paths) {
            return Ok(staged);
        }
        let mut staged = BTreeMap::new();
        for paths in paths.chunks(AT_ONCE) {
            let mut command = self.git();
            command
                .args(["--literal-pathspecs", "ls-files", "-s", "-t", "-z", "--"])
                .args(paths);
            let listed = output(&mut command, None)?;
            for line in String::from_utf8_lossy(&listed).split_terminator('\0') {
                Staged::read(line, &mut staged);
            }
        }
        Ok(staged)
    }

    /// The same without starting a program; `None` for an index that libgit2 cannot read.
    fn staged_by_libgit2(&self, paths: &[&str]) -> Option<BTreeMap<String, Staged>> {
        /// The bit of an entry's extended flags, from git's index format.
        const SKIP_WORKTREE: u16 = 1 << 14;
        let index = git2::Index::open(&self.index_path).ok()?;
        let mut staged = BTreeMap::new();
        for path in paths {
            let at = |stage| index.get_path(Path::new(path), stage);
            let found = at(0);
            let about = Staged {
                entry: found
                    .as_ref()
                    .map(|entry| staged_entry(entry.mode, entry.id)),
                unmerged: (1..=3).any(|stage| at(stage).is_some()),
                skipped: found.is_some_and(|entry| entry.flags_extended & SKIP_WORKTREE != 0),
            };
            staged.insert((*path).to_owned(), about);
        }
        Some(staged)
    }

    /// Those of the paths that are new to the index, and that the user's sparse checkout leaves out.
    pub(super) fn outside_sparse_checkout(
        &self,
        paths: &[&str],
        staged: &BTreeMap<String, Staged>,
    ) -> Result<BTreeSet<String>, StoreError> {
        if self.get_bool("core.sparsecheckout")? != Some(true) {
            return Ok(BTreeSet::new());
        }
        let is_new = |path: &&&str| {
            staged
                .get(**path)
                .is_none_or(|staged| staged.entry.is_none())
        };
        let asked: Vec<&str> = paths.iter().filter(is_new).copied().collect();
        let mut command = self.git();
        command.args(["sparse-checkout", "check-rules", "-z"]);
        let answer = run(&mut command, Some(&lines(&asked)))?;
        if !answer.status.success() {
            // A git before 2.41 cannot be asked. A file too many in the work tree does no harm.
            return Ok(BTreeSet::new());
        }
        let inside = String::from_utf8_lossy(&answer.stdout);
        let inside: BTreeSet<&str> = inside.split('\0').collect();
        Ok(asked
            .into_iter()
            .filter(|path| !inside.contains(path))
            .map(str::to_owned)
            .collect())
    }
}

impl Staged {
    /// Reads a line of `git ls-files -s -t`: `TAG MODE ID STAGE<tab>PATH`.
    fn read(line: &str, into: &mut BTreeMap<String, Self>) {
        let Some((about, path)) = line.split_once('\t') else {
            return;
        };
        let words: Vec<&str> = about.split(' ').collect();
        let [tag, mode, hex, stage] = words.as_slice() else {
            return;
        };
        let (Ok(mode), Ok(oid)) = (u32::from_str_radix(mode, 8), Oid::from_str(hex)) else {
            return;
        };
        let staged = into.entry(path.to_owned()).or_default();
        if *stage == "0" {
            staged.entry = Some(staged_entry(mode, oid));
            staged.skipped = *tag == "S";
        } else {
            staged.unmerged = true;
        }
    }
}

fn staged_entry(mode: u32, oid: Oid) -> Entry {
    RawEntry::file(b"", mode, id(oid)).entry()
}

/// Paths as git reads them with `-z`.
fn lines(paths: &[impl AsRef<str>]) -> Vec<u8> {
    paths
        .iter()
        .flat_map(|path| [path.as_ref().as_bytes(), b"\0"].concat())
        .collect()
}
