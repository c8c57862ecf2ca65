//! Which commits of a line are about logs at all. The ids of trees tell, and nothing in a log is read.

use std::collections::BTreeMap;

use crate::log::tree::{Entry, ObjectId};
use crate::record::id::Number;
use crate::record::layout::{LOG_DIR_FILE, LogDir};
use crate::store::{Headline, Line, Store, StoreError};

/// The commits of a line that change a log, or which logs there are.
pub fn touching(store: &Store, line: &Line) -> Result<Vec<Headline>, StoreError> {
    let mut prints = Prints {
        store,
        dirs: BTreeMap::new(),
    };
    let mut tree_before = line.start.map(|start| store.root_tree(start)).transpose()?;
    let mut before = tree_before.map_or(Ok(None), |tree| prints.of(tree))?;
    let mut touching = Vec::new();
    for &commit in &line.commits {
        let tree = store.root_tree(commit)?;
        if tree_before == Some(tree) {
            continue;
        }
        tree_before = Some(tree);
        let print = prints.of(tree)?;
        if before != print {
            touching.push(store.headline(commit)?);
        }
        before = print;
    }
    Ok(touching)
}

/// What of a tree belongs to logs: `.adr-dir`, and the folders that it names. `None` where no charter lies in
/// them yet, so that there is no log.
type Print = Option<Vec<(String, Option<Entry>)>>;

struct Prints<'s> {
    store: &'s Store,
    /// The logs that each `.adr-dir` names.
    dirs: BTreeMap<Option<ObjectId>, Vec<LogDir>>,
}

impl Prints<'_> {
    fn of(&mut self, tree: ObjectId) -> Result<Print, StoreError> {
        let names = self.store.entry(tree, LOG_DIR_FILE)?;
        let id = names.map(|entry| entry.id);
        let store = self.store;
        // Where it names no folders, what counts is that it changed.
        let read = || store.log_dirs(tree).unwrap_or_default();
        let dirs = self.dirs.entry(id).or_insert_with(read).clone();
        let mut print = vec![(LOG_DIR_FILE.to_owned(), names)];
        let mut has_charter = false;
        for dir in dirs {
            let entry = self.store.entry(tree, dir.as_str())?;
            has_charter = has_charter
                || entry.is_some()
                    && !self
                        .store
                        .folders_of(tree, &dir, Number::CHARTER)?
                        .is_empty();
            print.push((dir.to_string(), entry));
        }
        Ok(has_charter.then_some(print))
    }
}
