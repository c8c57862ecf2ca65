//! The folders of a log by their trees, nothing in them read, and what lies beside them.

use std::collections::BTreeMap;

use super::{Limits, Store, StoreError};
use crate::log::DecisionLog;
use crate::log::problem::{Flaw, Problem};
use crate::log::tree::{Entry, FileMode, ObjectId};
use crate::record::id::Number;
use crate::record::layout::{CLAIMS, Folder, LogDir, Place, is_group};

impl Store {
    /// The folders of all decisions with their trees, by number. A folder that lies in the wrong place, and a
    /// second one with the same number, is none.
    pub fn decision_trees(
        &self,
        tree: ObjectId,
        dir: &LogDir,
    ) -> Result<Vec<(Folder, ObjectId)>, StoreError> {
        let mut found = Vec::new();
        for (name, entry) in self.list(tree, dir.as_str())? {
            if entry.mode != FileMode::Directory {
                continue;
            }
            if is_group(&name) {
                for (inner, entry) in self.list_folder(entry.id)? {
                    let folder =
                        Folder::from_name(&inner).filter(|_| entry.mode == FileMode::Directory);
                    let is_here = |folder: &Folder| folder.number.group().as_ref() == Some(&name);
                    found.extend(folder.filter(is_here).map(|folder| (folder, entry.id)));
                }
            } else {
                let folder = Folder::from_name(&name).filter(|one| one.number.group().is_none());
                found.extend(folder.map(|folder| (folder, entry.id)));
            }
        }
        found.sort();
        found.dedup_by_key(|(folder, _)| folder.number);
        Ok(found)
    }

    /// What is wrong with the files that lie in a log beside these folders. Claims are not looked at.
    pub fn problems_beside(
        &self,
        tree: ObjectId,
        dir: &LogDir,
        folders: &[(Folder, ObjectId)],
    ) -> Result<Vec<Problem>, StoreError> {
        let mut beside = Beside {
            store: self,
            log: DecisionLog::empty(dir.clone()),
            folders: folders
                .iter()
                .map(|(folder, _)| (folder.number, folder))
                .collect(),
        };
        for (name, entry) in self.list(tree, dir.as_str())? {
            let is_folder = entry.mode == FileMode::Directory;
            if is_folder && is_group(&name) {
                for (inner, entry) in self.list_folder(entry.id)? {
                    beside.look_at(&format!("{name}/{inner}"), entry)?;
                }
            } else if !(is_folder && CLAIMS.contains(&name.as_str())) {
                beside.look_at(&name, entry)?;
            }
        }
        Ok(beside.log.problems)
    }
}

struct Beside<'a> {
    store: &'a Store,
    log: DecisionLog,
    folders: BTreeMap<Number, &'a Folder>,
}

impl Beside<'_> {
    /// What lies at a path in the log, if that is not the folder of a decision.
    fn look_at(&mut self, path: &str, entry: Entry) -> Result<(), StoreError> {
        let whole = format!("{}/{path}", self.log.dir);
        if entry.mode != FileMode::Directory {
            return self.store.add_file(&mut self.log, &whole, entry, false);
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let known = Folder::from_name(name).and_then(|one| self.folders.get(&one.number));
        if known.is_some_and(|folder| folder.to_string() == path) {
            return Ok(());
        }
        for (path, entry) in self
            .store
            .walk_folder(entry.id, &whole, Limits::default())?
        {
            match self.takes_the_number_of(&path) {
                Some(problem) => self.log.problems.push(problem),
                None => self.store.add_file(&mut self.log, &path, entry, false)?,
            }
        }
        Ok(())
    }

    /// A record in a second folder with the number of a decision that has one.
    fn takes_the_number_of(&self, path: &str) -> Option<Problem> {
        let path = self.log.dir.strip(path)?;
        let Ok(Place::In(folder, _)) = path.parse() else {
            return None;
        };
        let number = folder.number.0;
        let other = self.folders.get(&folder.number)?.to_string();
        Some(Problem::new(path, Flaw::NumberTaken { number, other }))
    }
}
