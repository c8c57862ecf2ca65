//! A commit's paths reach work tree and index, and nothing else does.
//!
//! A file is written only where the user has none of their own: where the work tree holds what the commit
//! before held. The index gets an entry only where it holds what the commit before held. The index
//! itself is left to `git update-index`, which knows every kind of it (split, sparse, version 4,
//! untracked cache), takes its lock and minds its clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use git2::{ObjectType, Oid};

use super::git::{failure, output, run, text};
use super::journal::Note;
use super::patience::{Patience, is_abandoned};
use super::raw::stored_mode;
use super::read::id;
use super::{Store, StoreError};
use crate::log::tree::{Entry, FileMode};

/// How many paths are named to one `git` at most: far below any limit of a command line.
const AT_ONCE: usize = 500;

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
        let staged = self.staged(placements)?;
        let outside = self.outside_sparse_checkout(placements, &staged)?;
        let mut left = Vec::new();
        let mut update = IndexUpdate::default();
        for placement in placements {
            let path = placement.path.as_str();
            let in_index = staged.get(path).cloned().unwrap_or_default();
            let hidden = outside.contains(path) || in_index.skipped;
            let mut written = false;
            if !hidden {
                written = self.place_file(root, placement)?;
                if !written {
                    left.push(path.to_owned());
                }
            }
            if in_index.unmerged || in_index.entry != placement.old {
                if in_index.entry != placement.new && !left.iter().any(|left| left == path) {
                    left.push(path.to_owned());
                }
                if in_index.entry != placement.new {
                    continue;
                }
            }
            match placement.new {
                Some(entry) => {
                    update.set.push((path.to_owned(), entry));
                    if hidden {
                        update.hidden.push(path.to_owned());
                    } else if written {
                        update.fresh.push(path.to_owned());
                    }
                }
                None => update.removed.push(path.to_owned()),
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
        let draft = self.git_dir().join(format!("adr-{}", std::process::id()));
        let mut writing = fs::File::create(&draft).map_err(fail)?;
        writing.write_all(bytes).map_err(fail)?;
        drop(writing);
        if fs::rename(&draft, file).is_err() {
            // The work tree lies on another disk than the repository.
            fs::write(file, bytes).map_err(fail)?;
            let _ = fs::remove_file(&draft);
        }
        Ok(())
    }

    fn update_index(&self, update: &IndexUpdate) -> Result<(), StoreError> {
        for entries in update.set.chunks(AT_ONCE) {
            let mut command = self.git();
            command.args(["update-index", "--add"]);
            for (path, entry) in entries {
                command.args([
                    "--cacheinfo",
                    &format!("{:o},{},{path}", stored_mode(entry.mode), entry.id),
                ]);
            }
            // Named again as files, those just written get their size and time into the index.
            let fresh = update
                .fresh
                .iter()
                .filter(|fresh| entries.iter().any(|(path, _)| path == *fresh));
            command.arg("--").args(fresh);
            self.run_unlocked(&mut command, None)?;
        }
        let listed = |paths: &[String]| {
            paths
                .iter()
                .flat_map(|path| [path.as_bytes(), b"\0"].concat())
                .collect::<Vec<u8>>()
        };
        if !update.hidden.is_empty() {
            let command = &mut self.git();
            self.run_unlocked(
                command.args(["update-index", "--skip-worktree", "-z", "--stdin"]),
                Some(&listed(&update.hidden)),
            )?;
        }
        if !update.removed.is_empty() {
            let command = &mut self.git();
            self.run_unlocked(
                command.args(["update-index", "--force-remove", "-z", "--stdin"]),
                Some(&listed(&update.removed)),
            )?;
        }
        Ok(())
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
    fn staged(&self, placements: &[Placement]) -> Result<BTreeMap<String, Staged>, StoreError> {
        if let Some(staged) = self.staged_by_libgit2(placements) {
            return Ok(staged);
        }
        let mut staged = BTreeMap::new();
        for some in placements.chunks(AT_ONCE) {
            let mut command = self.git();
            command.args(["--literal-pathspecs", "ls-files", "-s", "-t", "-z", "--"]);
            command.args(some.iter().map(|placement| placement.path.as_str()));
            let listed = output(&mut command, None)?;
            for line in String::from_utf8_lossy(&listed)
                .split('\0')
                .filter(|line| !line.is_empty())
            {
                Staged::read(line, &mut staged);
            }
        }
        Ok(staged)
    }

    /// The same without starting a program; `None` for an index that libgit2 cannot read.
    fn staged_by_libgit2(&self, placements: &[Placement]) -> Option<BTreeMap<String, Staged>> {
        const SKIP_WORKTREE: u16 = 1 << 14;
        let index = git2::Index::open(&self.index_path).ok()?;
        let mut staged = BTreeMap::new();
        for Placement { path, .. } in placements {
            let at = |stage| index.get_path(Path::new(path), stage);
            let found = at(0);
            staged.insert(
                path.clone(),
                Staged {
                    entry: found
                        .as_ref()
                        .map(|entry| staged_entry(entry.mode, entry.id)),
                    unmerged: (1..=3).any(|stage| at(stage).is_some()),
                    skipped: found.is_some_and(|entry| entry.flags_extended & SKIP_WORKTREE != 0),
                },
            );
        }
        Some(staged)
    }

    /// The paths that the user's sparse checkout leaves out of the work tree.
    fn outside_sparse_checkout(
        &self,
        placements: &[Placement],
        staged: &BTreeMap<String, Staged>,
    ) -> Result<BTreeSet<String>, StoreError> {
        if self.get_bool("core.sparsecheckout")? != Some(true) {
            return Ok(BTreeSet::new());
        }
        let new = |path: &&str| {
            staged
                .get(*path)
                .is_none_or(|staged| staged.entry.is_none())
        };
        let asked: Vec<&str> = placements
            .iter()
            .map(|placement| placement.path.as_str())
            .filter(new)
            .collect();
        let input: Vec<u8> = asked
            .iter()
            .flat_map(|path| [path.as_bytes(), b"\0"].concat())
            .collect();
        let answer = run(
            self.git().args(["sparse-checkout", "check-rules", "-z"]),
            Some(&input),
        )?;
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

#[derive(Default)]
struct IndexUpdate {
    set: Vec<(String, Entry)>,
    /// Of those, the ones whose file is in the work tree.
    fresh: Vec<String>,
    /// Of those, the ones that a sparse checkout leaves out.
    hidden: Vec<String>,
    removed: Vec<String>,
}

#[derive(Clone, Default)]
struct Staged {
    entry: Option<Entry>,
    unmerged: bool,
    skipped: bool,
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
    super::raw::RawEntry::file(b"", mode, id(oid)).entry()
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
