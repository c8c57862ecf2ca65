//! Files and folders of a tree.
//!
//! A missing object is an error with its id, never "no such file": in a partial clone the two look alike
//! to libgit2, and a check that took one for the other would miss what was taken away. Sizes are looked
//! at before anything is read.

use git2::{ErrorCode, ObjectType};

use super::raw::{self, RawEntry};
use super::{Store, StoreError, oid};
use crate::log::tree::{Entry, FileMode, ObjectId};

/// The largest tree object that is read, in bytes: some 500,000 entries in one folder.
const LARGEST_TREE: u64 = 32 << 20;

/// How much of a tree is looked at before the answer is an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Folders inside folders.
    pub depth: usize,
    /// Files, or differences.
    pub entries: usize,
}

/// How many bytes may be read in all, so that what a branch makes expensive to look at ends as well: a large
/// folder in each of very many commits, or very many large files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// Of folders, each time that one is opened.
    pub folders: u64,
    /// Of files.
    pub files: u64,
    /// Of what commits say of themselves, as far as it is kept: names, addresses, subjects, trailers.
    pub messages: u64,
}

impl Allowance {
    /// No bound: what belongs to whoever asks.
    pub const UNLIMITED: Self = Self {
        folders: u64::MAX,
        files: u64::MAX,
        messages: u64::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 256,
            entries: 500_000,
        }
    }
}

impl Store {
    /// Does something with no more than this to read. What there was before is there again afterwards.
    pub fn within<T>(&self, allowance: Allowance, work: impl FnOnce() -> T) -> T {
        let before = self.allowance.replace(Bounds::of(allowance));
        let done = work();
        self.allowance.set(before);
        done
    }

    pub(super) fn spend(&self, spent: Spent) -> Result<(), StoreError> {
        let mut bounds = self.allowance.get();
        let is_there = bounds.spend(spent);
        self.allowance.set(bounds);
        is_there
    }

    /// The root tree of a commit.
    pub fn root_tree(&self, commit: ObjectId) -> Result<ObjectId, StoreError> {
        let commit = self.commit_object(commit)?;
        Ok(id(commit.tree_id()))
    }

    /// What lies at `path` (`/` between names, no name empty) in a tree. Where a hostile tree holds a name
    /// twice, the first counts; [`Store::list`] shows both.
    pub fn entry(&self, tree: ObjectId, path: &str) -> Result<Option<Entry>, StoreError> {
        let mut folder = tree;
        let mut names = path.split('/').peekable();
        while let Some(name) = names.next() {
            let Some(entry) = self
                .raw_tree(folder)?
                .into_iter()
                .find(|entry| entry.is_named(name))
            else {
                return Ok(None);
            };
            if names.peek().is_none() {
                return Ok(Some(entry.entry()));
            }
            if !entry.is_directory() {
                return Ok(None);
            }
            folder = entry.id;
        }
        Ok(None)
    }

    /// The entries of the folder at `path` (the root for `""`), as they are stored: names may repeat in a
    /// hostile tree. Empty where there is no such folder.
    pub fn list(&self, tree: ObjectId, path: &str) -> Result<Vec<(String, Entry)>, StoreError> {
        self.folder(tree, path)?
            .map_or_else(|| Ok(Vec::new()), |folder| self.list_folder(folder))
    }

    /// The entries of a folder whose tree is known, likewise.
    pub(super) fn list_folder(&self, folder: ObjectId) -> Result<Vec<(String, Entry)>, StoreError> {
        let entries = self.raw_tree(folder)?;
        Ok(entries
            .iter()
            .map(|entry| (entry.shown(), entry.entry()))
            .collect())
    }

    /// The tree of the folder at `path`; the root for `""`.
    pub fn folder(&self, tree: ObjectId, path: &str) -> Result<Option<ObjectId>, StoreError> {
        if path.is_empty() {
            return Ok(Some(tree));
        }
        let found = self.entry(tree, path)?;
        Ok(found
            .filter(|entry| entry.mode == FileMode::Directory)
            .map(|entry| entry.id))
    }

    /// The bytes of the file at `path`, or `None` where there is no file (a link, a folder and a submodule
    /// are none).
    pub fn read(
        &self,
        tree: ObjectId,
        path: &str,
        max_bytes: u64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.entry(tree, path)? {
            Some(Entry {
                mode: FileMode::Regular | FileMode::Executable,
                id,
            }) => self.blob(id, max_bytes).map(Some),
            _ => Ok(None),
        }
    }

    /// The bytes of a blob of at most `max_bytes`.
    pub fn blob(&self, id: ObjectId, max_bytes: u64) -> Result<Vec<u8>, StoreError> {
        self.object(id, ObjectType::Blob, max_bytes)
    }

    /// All files under the folder `prefix` (all of the tree for `""`), by path, in the order of the tree.
    pub fn walk(
        &self,
        tree: ObjectId,
        prefix: &str,
        limits: Limits,
    ) -> Result<Vec<(String, Entry)>, StoreError> {
        self.folder(tree, prefix)?.map_or_else(
            || Ok(Vec::new()),
            |folder| self.walk_folder(folder, prefix, limits),
        )
    }

    /// The same of a folder whose tree is known, and that lies at `path`.
    pub(super) fn walk_folder(
        &self,
        folder: ObjectId,
        path: &str,
        limits: Limits,
    ) -> Result<Vec<(String, Entry)>, StoreError> {
        let mut found = Vec::new();
        self.walk_into(folder, path, 0, limits, &mut found)?;
        Ok(found)
    }

    fn walk_into(
        &self,
        folder: ObjectId,
        path: &str,
        depth: usize,
        limits: Limits,
        found: &mut Vec<(String, Entry)>,
    ) -> Result<(), StoreError> {
        limits.check_depth(depth, path)?;
        for entry in self.raw_tree(folder)? {
            let path = join(path, &entry.shown());
            if entry.is_directory() {
                self.walk_into(entry.id, &path, depth + 1, limits, found)?;
            } else {
                found.push((path, entry.entry()));
                limits.check_entries(found.len())?;
            }
        }
        Ok(())
    }

    /// The entries of a tree object, imagined ones included.
    pub(super) fn raw_tree(&self, tree: ObjectId) -> Result<Vec<RawEntry>, StoreError> {
        raw::parse(&self.tree_bytes(tree)?).map_err(|message| damaged(tree, message))
    }

    /// The entries of two tree objects without what they share at both ends.
    pub(super) fn raw_trees_apart(
        &self,
        one: ObjectId,
        other: ObjectId,
    ) -> Result<(Vec<RawEntry>, Vec<RawEntry>), StoreError> {
        raw::parse_apart(&self.tree_bytes(one)?, &self.tree_bytes(other)?)
            .map_err(|message| damaged(other, message))
    }

    fn tree_bytes(&self, tree: ObjectId) -> Result<Vec<u8>, StoreError> {
        match self.imagined.borrow().get(&tree) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.object(tree, ObjectType::Tree, LARGEST_TREE),
        }
    }

    pub(super) fn commit_object(&self, commit: ObjectId) -> Result<git2::Commit<'_>, StoreError> {
        self.repo
            .find_commit(oid(commit))
            .map_err(|error| missing(commit, &error))
    }

    fn object(
        &self,
        wanted: ObjectId,
        kind: ObjectType,
        max_bytes: u64,
    ) -> Result<Vec<u8>, StoreError> {
        let fail = |error: git2::Error| missing(wanted, &error);
        let odb = self.repo.odb().map_err(fail)?;
        let (size, found) = odb.read_header(oid(wanted)).map_err(fail)?;
        if found != kind {
            let message = format!("it is a {found}, not a {kind}");
            return Err(StoreError::DamagedObject {
                id: wanted,
                message,
            });
        }
        let size = size as u64;
        if size > max_bytes {
            return Err(StoreError::TooLarge {
                id: wanted,
                size,
                limit: max_bytes,
            });
        }
        self.spend(match kind {
            ObjectType::Tree => Spent::Folder(size),
            _ => Spent::File(size),
        })?;
        Ok(odb.read(oid(wanted)).map_err(fail)?.data().to_vec())
    }
}

/// An allowance, and what is left of it.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    given: Allowance,
    left: Allowance,
}

impl Bounds {
    pub(super) const fn of(given: Allowance) -> Self {
        Self { given, left: given }
    }

    fn spend(&mut self, spent: Spent) -> Result<(), StoreError> {
        let (left, given) = (&mut self.left, self.given);
        let (left, size, what, limit) = match spent {
            Spent::Folder(size) => (&mut left.folders, size, "folders", given.folders),
            Spent::File(size) => (&mut left.files, size, "files", given.files),
            Spent::Message(size) => (&mut left.messages, size, "commit messages", given.messages),
        };
        *left = left
            .checked_sub(size)
            .ok_or(StoreError::TooMuch { what, limit })?;
        Ok(())
    }
}

/// What was read, in bytes.
#[derive(Clone, Copy)]
pub(super) enum Spent {
    Folder(u64),
    File(u64),
    Message(u64),
}

impl Limits {
    pub(super) fn check_depth(self, depth: usize, path: &str) -> Result<(), StoreError> {
        bounded(depth, self.depth, "folders inside each other", path)
    }

    pub(super) fn check_commits(self, commits: usize) -> Result<(), StoreError> {
        bounded(commits, self.entries, "commits", "")
    }

    pub(super) fn check_entries(self, entries: usize) -> Result<(), StoreError> {
        bounded(entries, self.entries, "files", "")
    }
}

fn bounded(count: usize, limit: usize, what: &'static str, path: &str) -> Result<(), StoreError> {
    if count > limit {
        return Err(StoreError::TooMany {
            what,
            path: path.into(),
            limit,
        });
    }
    Ok(())
}

fn damaged(id: ObjectId, message: &str) -> StoreError {
    StoreError::DamagedObject {
        id,
        message: message.to_owned(),
    }
}

pub(super) fn missing(id: ObjectId, error: &git2::Error) -> StoreError {
    if error.code() == ErrorCode::NotFound {
        StoreError::MissingObject { id }
    } else {
        StoreError::DamagedObject {
            id,
            message: error.message().to_owned(),
        }
    }
}

pub(super) fn id(oid: git2::Oid) -> ObjectId {
    let mut bytes = [0; 20];
    for (byte, given) in bytes.iter_mut().zip(oid.as_bytes()) {
        *byte = *given;
    }
    ObjectId::from_bytes(bytes)
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
