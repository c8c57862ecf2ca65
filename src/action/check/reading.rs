//! What is read for a check: of both trees the decisions that differ, what they refer to, and what people
//! keep in their outboxes about them.

use std::collections::BTreeSet;

use super::{Merge, Named, bounds};
use crate::action::ground::OUTBOX_PREFIX;
use crate::check::input::Change;
use crate::check::{Finding, environment};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::size_limit;
use crate::log::stored::Stored;
use crate::log::tree::{FileMode, ObjectId};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Part, Place};
use crate::record::signoff::Signoff;
use crate::store::{Branch, Store, StoreError};

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
pub(super) struct Outboxes {
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
pub(super) fn outboxes(
    merge: &Merge<'_>,
    dir: &LogDir,
    pair: &Pair,
) -> Result<Outboxes, StoreError> {
    let ids = pair.touched_ids();
    let log_id = pair.log_id();
    let mut read = Outboxes::default();
    for branch in merge
        .store
        .branches()?
        .iter()
        .filter(|branch| is_outbox(branch))
    {
        read.tips.push(Named {
            name: branch.name.clone(),
            commit: Some(branch.tip.to_string()),
        });
        let read_it = || added_by(merge, dir, branch.tip);
        let signoffs = match merge.store.within(bounds::OF_AN_OUTBOX, read_it) {
            Ok(signoffs) => signoffs,
            Err(
                error @ (StoreError::TooMany { .. }
                | StoreError::TooMuch { .. }
                | StoreError::TooLarge { .. }
                | StoreError::DamagedObject { .. }),
            ) => {
                let finding = environment::outbox_unreadable(&branch.name, error);
                read.unreadable.push(finding);
                continue;
            }
            Err(error) => return Err(error),
        };
        read.kept.extend(signoffs.into_iter().filter(|stored| {
            ids.contains(&stored.value.decision) && Some(stored.value.log) == log_id
        }));
    }
    Ok(read)
}

fn is_outbox(branch: &Branch) -> bool {
    let short = match &branch.remote {
        Some(remote) => branch
            .short
            .strip_prefix(remote.as_str())
            .and_then(|rest| rest.strip_prefix('/')),
        None => Some(branch.short.as_str()),
    };
    short.is_some_and(|short| short.starts_with(OUTBOX_PREFIX))
}

fn added_by(
    merge: &Merge<'_>,
    dir: &LogDir,
    tip: ObjectId,
) -> Result<Vec<Stored<Signoff>>, StoreError> {
    let store = merge.store;
    let shared = store.merge_bases(merge.base, tip)?.first().copied();
    let before = shared.map(|commit| store.root_tree(commit)).transpose()?;
    let after = store.root_tree(tip)?;
    let mut signoffs = Vec::new();
    for difference in store.compare(
        before,
        Some(after),
        dir.as_str(),
        bounds::FILES_OF_AN_OUTBOX,
    )? {
        let Some(change) = Change::of(dir, &difference) else {
            continue;
        };
        let (Some(Place::In(_, Part::Signoff(_))), Some(entry)) = (&change.place, change.after)
        else {
            continue;
        };
        if entry.mode != FileMode::Regular {
            continue;
        }
        // What cannot be read there says nothing: an outbox is its owner's, and no part of the change.
        match store.blob(entry.id, size_limit(&change.path)) {
            Ok(bytes) => signoffs.extend(Stored::read(&change.path, bytes)),
            Err(StoreError::TooLarge { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(signoffs)
}
