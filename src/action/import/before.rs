//! What was imported before: which source is which decision already.

use std::collections::BTreeMap;

use super::history::History;
use crate::action::Error;
use crate::action::ground::Ground;
use crate::interchange::ImportedDecision;
use crate::record::id::{DecisionId, Number};
use crate::record::revision::{Revision, RevisionKind};

/// Number and id of a decision.
pub(super) type Identity = (Number, DecisionId);

/// What HEAD and the base hold of this format.
#[derive(Default)]
pub(super) struct Before {
    /// By source path.
    by_path: BTreeMap<String, Identity>,
    /// By source path, what was imported without the commit that it was read at.
    without_commit: BTreeMap<String, Identity>,
    /// By commit and source path.
    by_commit: BTreeMap<(String, String), Identity>,
}

impl Before {
    pub fn of(ground: &Ground<'_>, format: &str) -> Result<Self, Error> {
        let mut before = Self::default();
        let mut trees: Vec<_> = [ground.base_tree()?, ground.head_tree()?]
            .into_iter()
            .flatten()
            .collect();
        trees.dedup();
        for tree in trees {
            for folder in ground.store.decision_folders(tree, &ground.dir)? {
                let log = ground
                    .store
                    .log_of(tree, &ground.dir, &[folder.number].into())?;
                let decision = log.decision(folder.number);
                let revisions = decision.into_iter().flat_map(|one| one.revisions.values());
                for stored in revisions {
                    before.add(folder.number, &stored.value, format);
                }
            }
        }
        Ok(before)
    }

    fn add(&mut self, number: Number, revision: &Revision, format: &str) {
        let RevisionKind::Import(sources) = &revision.kind else {
            return;
        };
        let identity = (number, revision.text.id);
        for source in sources
            .iter()
            .filter(|source| source.format.as_str() == format)
        {
            let path = source.path.to_string();
            match &source.commit {
                Some(commit) => {
                    let key = (commit.to_string(), path.clone());
                    self.by_commit.insert(key, identity);
                }
                None => {
                    self.without_commit.insert(path.clone(), identity);
                }
            }
            self.by_path.insert(path, identity);
        }
    }

    /// The decision that a source is already. With its history known, a name that another record has given up
    /// does not count.
    fn find(&self, decision: &ImportedDecision, history: Option<&History>) -> Option<Identity> {
        let Some(history) = history else {
            return self.by_path.get(decision.source.path.as_str()).copied();
        };
        let places = || history.places(&decision.path);
        let with_commit = places().find_map(|place| self.by_commit.get(&place));
        let without = || places().find_map(|(_, path)| self.without_commit.get(&path));
        with_commit.or_else(without).copied()
    }
}

/// What was imported before, and what is new.
pub(super) struct Sorted {
    pub before: Vec<(ImportedDecision, Identity)>,
    pub new: Vec<ImportedDecision>,
}

impl Sorted {
    pub fn of(
        imported: &Before,
        decisions: Vec<ImportedDecision>,
        history: Option<&History>,
    ) -> Self {
        let mut before = Vec::new();
        let mut new = Vec::new();
        for decision in decisions {
            match imported.find(&decision, history) {
                Some(identity) => before.push((decision, identity)),
                None => new.push(decision),
            }
        }
        Self { before, new }
    }
}
