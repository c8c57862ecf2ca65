//! What the base would hold if the head were merged into it.
//!
//! Not what `git merge` would write: no content is merged, no rename is guessed, no attribute is obeyed
//! (a branch can bring its own). Path by path, what head changed since the merge base replaces what base
//! holds; where base changed the same path otherwise, that is a conflict. The result's trees are made in
//! memory, so that they can be read like any other and a read-only repository is enough.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::graft::Keep;
use super::raw::RawEntry;
use super::read::{id, join};
use super::{Limits, Store, StoreError, oid};
use crate::log::tree::{Difference, Entry, ObjectId};

/// How the result was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Computed {
    /// Head is a merge whose first parent is base's tip: its own tree counts.
    HeadIsTheMerge,
    /// Base's tree with what head changed since this commit.
    Since(ObjectId),
}

/// A path that both sides changed, each to something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The path from the root of the repository.
    pub path: String,
    /// What base holds; the result holds the same.
    pub base: Option<Entry>,
    /// What head holds.
    pub head: Option<Entry>,
}

/// The outcome of a merge that was not made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergeResult {
    /// How it was found.
    pub computed: Computed,
    /// The root tree of base's tip.
    pub base_tree: ObjectId,
    /// The root tree of the result. Every reading function of this store takes it; the repository need
    /// not hold it.
    pub tree: ObjectId,
    /// Where the two differ, by path.
    pub differences: Vec<Difference>,
    /// Where head's changes did not fit, by path.
    pub conflicts: Vec<Conflict>,
}

impl Store {
    /// What merging the commit `head` into the commit `base` would give (point 2 of `adr check`).
    ///
    /// An error wherever the history here may not be the history there is (a shallow clone cut between
    /// the two, grafts, replace refs, missing objects), where there is no merge base, and where several
    /// merge bases disagree on a path on which base and head differ.
    pub fn merge_result(
        &self,
        base: ObjectId,
        head: ObjectId,
        limits: Limits,
    ) -> Result<MergeResult, StoreError> {
        if base == head {
            return Err(StoreError::SameCommit { commit: base });
        }
        self.refuse_rewritten_history()?;
        let base_tree = self.root_tree(base)?;
        let head_tree = self.root_tree(head)?;
        let merge_bases = self.merge_bases(base, head)?;
        self.refuse_hidden_history(base, head, &merge_bases)?;

        let parents = self.parents(head)?;
        let (computed, tree, conflicts) = if parents.len() > 1 && parents.first() == Some(&base) {
            (Computed::HeadIsTheMerge, head_tree, Vec::new())
        } else {
            let (first, others) = merge_bases
                .split_first()
                .ok_or(StoreError::NoMergeBase { base, head })?;
            let since = self.root_tree(*first)?;
            self.refuse_disagreement((base, base_tree), (head, head_tree), since, others, limits)?;
            let mut merge = Merge {
                store: self,
                limits,
                conflicts: Vec::new(),
            };
            let tree = merge.folders(Some(since), Some(base_tree), Some(head_tree), "", 0)?;
            let tree = tree.map_or_else(|| self.keep_tree(Vec::new(), Keep::InMemory), Ok)?;
            (Computed::Since(*first), tree, merge.conflicts)
        };
        let differences = self.compare(Some(base_tree), Some(tree), "", limits)?;
        Ok(MergeResult {
            computed,
            base_tree,
            tree,
            differences,
            conflicts,
        })
    }

    /// What changed from one tree to another, as if it had been merged so. `None` stands for no tree.
    pub fn landed(
        &self,
        before: Option<ObjectId>,
        after: ObjectId,
        limits: Limits,
    ) -> Result<MergeResult, StoreError> {
        let nothing = || self.keep_tree(Vec::new(), Keep::InMemory);
        let base_tree = before.map_or_else(nothing, Ok)?;
        Ok(MergeResult {
            computed: Computed::HeadIsTheMerge,
            base_tree,
            tree: after,
            differences: self.compare(Some(base_tree), Some(after), "", limits)?,
            conflicts: Vec::new(),
        })
    }

    /// The parents of a commit, as far as the history here goes.
    pub fn parents(&self, commit: ObjectId) -> Result<Vec<ObjectId>, StoreError> {
        Ok(self.commit_object(commit)?.parent_ids().map(id).collect())
    }

    /// An error where something makes this clone show another history than others see.
    pub fn refuse_rewritten_history(&self) -> Result<(), StoreError> {
        let grafts = self.common_dir().join("info").join("grafts");
        if fs::metadata(&grafts).is_ok_and(|about| about.len() > 0) {
            return Err(StoreError::Grafts { path: grafts });
        }
        let fail = |error: git2::Error| StoreError::git("look for replace refs", &error);
        let mut replacements = self.repo.references_glob("refs/replace/*").map_err(fail)?;
        match replacements.names().next() {
            Some(name) => Err(StoreError::ReplaceRefs {
                name: name.map_err(fail)?.to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// In a shallow clone: an error where a commit whose parents are cut off is on one side only, since
    /// what is behind it may be on the other.
    fn refuse_hidden_history(
        &self,
        base: ObjectId,
        head: ObjectId,
        merge_bases: &[ObjectId],
    ) -> Result<(), StoreError> {
        let boundaries = self.shallow_boundaries()?;
        if boundaries.is_empty() {
            return Ok(());
        }
        for commit in self.reachable(&[base, head], merge_bases)? {
            if boundaries.contains(&commit) {
                return Err(StoreError::Shallow { boundary: commit });
            }
        }
        Ok(())
    }

    /// The commits whose parents a shallow clone hides.
    pub(super) fn shallow_boundaries(&self) -> Result<BTreeSet<ObjectId>, StoreError> {
        let file = self.common_dir().join("shallow");
        match fs::read_to_string(&file) {
            Ok(text) => Ok(text
                .lines()
                .filter_map(|line| git2::Oid::from_str(line).ok())
                .map(id)
                .collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(StoreError::io(file, error)),
        }
    }

    /// The commits reachable from some and from none of others, newest first.
    pub(super) fn reachable(
        &self,
        from: &[ObjectId],
        hidden: &[ObjectId],
    ) -> Result<Vec<ObjectId>, StoreError> {
        let fail = |error: git2::Error| StoreError::git("walk the history", &error);
        let mut walk = self.repo.revwalk().map_err(fail)?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL).map_err(fail)?;
        from.iter()
            .try_for_each(|commit| walk.push(oid(*commit)))
            .map_err(fail)?;
        hidden
            .iter()
            .try_for_each(|commit| walk.hide(oid(*commit)))
            .map_err(fail)?;
        walk.map(|commit| commit.map(id).map_err(fail)).collect()
    }

    fn refuse_disagreement(
        &self,
        (base, base_tree): (ObjectId, ObjectId),
        (head, head_tree): (ObjectId, ObjectId),
        since: ObjectId,
        others: &[ObjectId],
        limits: Limits,
    ) -> Result<(), StoreError> {
        if others.is_empty() {
            return Ok(());
        }
        let paths = |one, other| -> Result<BTreeSet<String>, StoreError> {
            let differences = self.compare(Some(one), Some(other), "", limits)?;
            Ok(differences
                .into_iter()
                .map(|difference| difference.path)
                .collect())
        };
        let at_stake = paths(base_tree, head_tree)?;
        let mut disputed = BTreeSet::new();
        for other in others {
            disputed.extend(paths(since, self.root_tree(*other)?)?);
        }
        let touches = |path: &&String| at_stake.iter().any(|other| same_or_inside(path, other));
        let paths: Vec<String> = disputed.iter().filter(touches).cloned().collect();
        if paths.is_empty() {
            return Ok(());
        }
        Err(StoreError::SeveralMergeBases { base, head, paths })
    }
}

fn same_or_inside(one: &str, other: &str) -> bool {
    let inside = |outer: &str, inner: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    one == other || inside(one, other) || inside(other, one)
}

struct Merge<'a> {
    store: &'a Store,
    limits: Limits,
    conflicts: Vec<Conflict>,
}

/// The entries under one name in the merge base, in base and in head. A list each: a hostile tree may
/// hold a name twice, and the result must show that.
type Sides = [Vec<RawEntry>; 3];

impl Merge<'_> {
    fn folders(
        &mut self,
        since: Option<ObjectId>,
        base: Option<ObjectId>,
        head: Option<ObjectId>,
        path: &str,
        depth: usize,
    ) -> Result<Option<ObjectId>, StoreError> {
        if head == since || base == head {
            return Ok(base);
        }
        if base == since {
            return Ok(head);
        }
        self.limits.check_depth(depth, path)?;
        let mut names: BTreeMap<Vec<u8>, Sides> = BTreeMap::new();
        for (side, tree) in [since, base, head].into_iter().enumerate() {
            for entry in tree.map_or_else(|| Ok(Vec::new()), |tree| self.store.raw_tree(tree))? {
                if let Some(entries) = names.entry(entry.name.clone()).or_default().get_mut(side) {
                    entries.push(entry);
                }
            }
        }
        let mut merged = Vec::new();
        for (name, sides) in names {
            merged.extend(self.entries(&name, sides, path, depth)?);
        }
        if merged.is_empty() {
            return Ok(None);
        }
        self.store.keep_tree(merged, Keep::InMemory).map(Some)
    }

    fn entries(
        &mut self,
        name: &[u8],
        [since, base, head]: Sides,
        path: &str,
        depth: usize,
    ) -> Result<Vec<RawEntry>, StoreError> {
        if head == since || base == head {
            return Ok(base);
        }
        if base == since {
            return Ok(head);
        }
        let path = join(path, &super::raw::escape(name));
        if let (Some(since), Some(base), Some(head)) =
            (folder(&since), folder(&base), folder(&head))
        {
            let tree = self.folders(since, base, head, &path, depth + 1)?;
            return Ok(tree
                .map(|tree| RawEntry::directory(name, tree))
                .into_iter()
                .collect());
        }
        self.conflicts.push(Conflict {
            path,
            base: base.first().map(RawEntry::entry),
            head: head.first().map(RawEntry::entry),
        });
        self.limits.check_entries(self.conflicts.len())?;
        Ok(base)
    }
}

/// The one folder among the entries, if there is nothing else; `Some(None)` when there is nothing.
#[allow(clippy::option_option)] // Three cases: no entry, a folder, something else.
fn folder(entries: &[RawEntry]) -> Option<Option<ObjectId>> {
    match entries {
        [] => Some(None),
        [only] if only.is_directory() => Some(Some(only.id)),
        _ => None,
    }
}
