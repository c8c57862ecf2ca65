//! What two trees hold differently.
//!
//! Folders with one id are equal and never opened, so the cost is that of what changed. A library's diff
//! is not used: it looks at whole trees, detects renames, and obeys attributes that the branch itself may
//! bring along.

use std::collections::BTreeMap;

use super::raw::RawEntry;
use super::read::join;
use super::{Limits, Store, StoreError};
use crate::log::tree::{Difference, ObjectId};

impl Store {
    /// Every path under the folder `prefix` (all for `""`) on which two trees differ, sorted. `None` stands
    /// for no tree. A folder is named only where the other side holds something else than a folder, or
    /// where it is empty, so that nothing hides in it. Where a hostile tree holds a name several times,
    /// its path is named that often.
    pub fn compare(
        &self,
        before: Option<ObjectId>,
        after: Option<ObjectId>,
        prefix: &str,
        limits: Limits,
    ) -> Result<Vec<Difference>, StoreError> {
        let folder =
            |tree: Option<ObjectId>| tree.map_or(Ok(None), |tree| self.folder(tree, prefix));
        self.compare_folders(folder(before)?, folder(after)?, prefix, limits)
    }

    /// The same of two folders that are known already, and that lie at `prefix`.
    pub(super) fn compare_folders(
        &self,
        before: Option<ObjectId>,
        after: Option<ObjectId>,
        prefix: &str,
        limits: Limits,
    ) -> Result<Vec<Difference>, StoreError> {
        let mut comparison = Comparison {
            store: self,
            limits,
            found: Vec::new(),
        };
        comparison.folders(before, after, prefix, 0)?;
        let mut found = comparison.found;
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }
}

struct Comparison<'a> {
    store: &'a Store,
    limits: Limits,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn folders(
        &mut self,
        before: Option<ObjectId>,
        after: Option<ObjectId>,
        path: &str,
        depth: usize,
    ) -> Result<(), StoreError> {
        if before == after {
            return Ok(());
        }
        self.limits.check_depth(depth, path)?;
        for (name, (old, new)) in self.store.pair(before, after)? {
            let path = join(path, &name);
            for position in 0..old.len().max(new.len()) {
                self.entries(old.get(position), new.get(position), &path, depth)?;
            }
        }
        Ok(())
    }

    fn entries(
        &mut self,
        before: Option<&RawEntry>,
        after: Option<&RawEntry>,
        path: &str,
        depth: usize,
    ) -> Result<(), StoreError> {
        let (old, new) = (before.map(RawEntry::entry), after.map(RawEntry::entry));
        if old == new {
            return Ok(());
        }
        let tree = |entry: Option<&RawEntry>| {
            entry
                .filter(|entry| entry.is_directory())
                .map(|entry| entry.id)
        };
        let (old_tree, new_tree) = (tree(before), tree(after));
        let changed_kind =
            before.is_some() && after.is_some() && old_tree.is_some() != new_tree.is_some();
        let leaf = old_tree.is_none() && new_tree.is_none();
        if changed_kind || leaf {
            self.add(Difference {
                path: path.to_owned(),
                before: old,
                after: new,
            })?;
        }
        if !leaf {
            let seen = self.found.len();
            self.folders(old_tree, new_tree, path, depth + 1)?;
            let one_sided = before.is_none() || after.is_none();
            if one_sided && self.found.len() == seen {
                self.add(Difference {
                    path: path.to_owned(),
                    before: old,
                    after: new,
                })?;
            }
        }
        Ok(())
    }

    fn add(&mut self, difference: Difference) -> Result<(), StoreError> {
        self.found.push(difference);
        self.limits.check_entries(self.found.len())
    }
}

/// The entries of two folders under one name: usually at most one on each side.
type Pairs = BTreeMap<String, (Vec<RawEntry>, Vec<RawEntry>)>;

impl Store {
    fn pair(&self, before: Option<ObjectId>, after: Option<ObjectId>) -> Result<Pairs, StoreError> {
        let (old, new) = match (before, after) {
            (Some(before), Some(after)) => self.raw_trees_apart(before, after)?,
            (Some(tree), None) => (self.raw_tree(tree)?, Vec::new()),
            (None, Some(tree)) => (Vec::new(), self.raw_tree(tree)?),
            (None, None) => (Vec::new(), Vec::new()),
        };
        let mut pairs = Pairs::new();
        for entry in old {
            pairs.entry(entry.shown()).or_default().0.push(entry);
        }
        for entry in new {
            pairs.entry(entry.shown()).or_default().1.push(entry);
        }
        Ok(pairs)
    }
}
