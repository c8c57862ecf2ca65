//! What is read for a check: of both trees the decisions that differ, what they refer to, and what people
//! keep in their outboxes about them.

use std::collections::BTreeSet;

use super::{Merge, Named, View, bounds};
use crate::action::outboxes::{self, Outboxes};
use crate::check::input::Change;
use crate::check::{Finding, environment};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::log::tree::{FileMode, ObjectId};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Place};
use crate::record::signoff::Signoff;
use crate::store::{Store, StoreError};

/// A log before and after, as far as it matters.
pub(super) struct Pair {
    /// In the base.
    pub base: DecisionLog,
    /// In the result.
    pub result: DecisionLog,
    /// What differs.
    pub changes: Vec<Change>,
    /// The numbers that the changes touch.
    touched: BTreeSet<Number>,
}

impl Pair {
    /// Reads what the changes touch, decision 0, `named` decisions, and what all their texts refer to.
    pub fn read(
        merge: &Merge<'_>,
        dir: &LogDir,
        named: BTreeSet<Number>,
    ) -> Result<Self, StoreError> {
        let (store, tree) = (merge.store, merge.result.tree);
        let differences = merge.result.differences.iter();
        let changes: Vec<Change> = differences
            .filter_map(|difference| Change::of(dir, difference))
            .collect();
        if changes.len() > bounds::FILES_OF_A_LOG {
            return Err(StoreError::TooMany {
                what: "changed files",
                path: dir.to_string(),
                limit: bounds::FILES_OF_A_LOG,
            });
        }
        let mut touched: BTreeSet<Number> = changes.iter().filter_map(Change::number).collect();
        for change in &changes {
            if let Some(Place::IdClaim(id)) = change.place {
                touched.extend(store.number_of_id(tree, dir, id)?);
            }
        }
        let mut wanted = named;
        wanted.insert(Number::CHARTER);
        wanted.extend(&touched);
        let mut result = load(store, tree, dir, &wanted)?;
        for change in &changes {
            add_stray(store, &mut result, change)?;
        }
        wanted.extend(result.decisions.keys());
        let base = load(store, merge.result.base_tree, dir, &wanted)?;
        Ok(Self {
            base,
            result,
            changes,
            touched,
        })
    }

    fn touched_ids(&self) -> BTreeSet<DecisionId> {
        let numbers = self.touched.iter();
        numbers
            .flat_map(|number| [self.result.decision(*number), self.base.decision(*number)])
            .flatten()
            .filter_map(Decision::id)
            .collect()
    }

    fn log_id(&self) -> Option<DecisionId> {
        let of = |log: &DecisionLog| log.charter().and_then(Decision::id);
        of(&self.base).or_else(|| of(&self.result))
    }
}

/// Some decisions of a tree, with everything that they refer to by number and what takes their place.
fn load(
    store: &Store,
    tree: ObjectId,
    dir: &LogDir,
    wanted: &BTreeSet<Number>,
) -> Result<DecisionLog, StoreError> {
    let mut log = store.log_of(tree, dir, wanted)?;
    let mut referred = BTreeSet::new();
    let mut successors = BTreeSet::new();
    for decision in log.decisions.values() {
        for stored in decision.revisions.values() {
            referred.extend(stored.value.text.refers_to());
            referred.extend(stored.value.refers.keys());
        }
        let resolutions = decision.resolutions.values();
        successors.extend(resolutions.filter_map(|stored| stored.value.by_decision));
    }
    for id in successors {
        referred.extend(store.number_of_id(tree, dir, id)?);
    }
    for number in referred.difference(wanted) {
        store.add_decision(&mut log, tree, *number)?;
    }
    Ok(log)
}

/// Claims, whatever lies where no record belongs, and folders in the place of a record, which are empty or
/// they would not be named: reading by decision does not come across them.
fn add_stray(store: &Store, log: &mut DecisionLog, change: &Change) -> Result<(), StoreError> {
    let is_stray = matches!(
        change.place,
        None | Some(Place::NumberClaim(_) | Place::IdClaim(_) | Place::Readme)
    );
    match change.after {
        Some(entry) if is_stray || entry.mode == FileMode::Directory => {
            let path = format!("{}/{}", log.dir, change.path);
            store.add_file(log, &path, entry, false)
        }
        _ => Ok(()),
    }
}

/// What people keep in their outboxes.
#[derive(Default)]
pub(super) struct Heard {
    /// What is about the decisions that are touched.
    pub kept: Vec<Stored<Signoff>>,
    /// Where the outboxes were.
    pub tips: Vec<Named>,
    /// Those that are no trees of a log. Anybody who can push a branch can make one; they are told, and
    /// stop nobody. (To drop an objection so, one would have to overwrite its signer's own branch.)
    pub unreadable: Vec<Finding>,
}

/// Reads the outboxes. Of each only what it adds to the base's history is looked at, so that it does not
/// matter whether it was started from the base, from the proposal's branch or from nothing.
pub(super) fn outboxes(merge: &Merge<'_>, dir: &LogDir, pair: &Pair) -> Result<Heard, StoreError> {
    let ids = pair.touched_ids();
    let log_id = pair.log_id();
    let mut read = Heard::default();
    let (View::Ahead { .. }, Some(base)) = (merge.view, merge.base) else {
        return Ok(read);
    };
    let outboxes = Outboxes {
        store: merge.store,
        dir,
        base: Some(base),
        is_past: false,
    };
    for branch in outboxes.branches()? {
        read.tips.push(Named {
            name: branch.name.clone(),
            commit: Some(branch.tip.to_string()),
        });
        let kept = match outboxes.kept_in(&branch) {
            Ok(kept) => kept,
            Err(error) if outboxes::is_beyond_reading(&error) => {
                let finding = environment::outbox_unreadable(&branch.name, error);
                read.unreadable.push(finding);
                continue;
            }
            Err(error) => return Err(error),
        };
        // What cannot be read there says nothing: an outbox is its owner's, and no part of the change.
        let mut signoffs = outboxes::signoffs(kept);
        signoffs.retain(|stored| {
            ids.contains(&stored.value.decision) && Some(stored.value.log) == log_id
        });
        read.kept.extend(signoffs);
    }
    Ok(read)
}
