//! A commit that came second is made again on top of what came first.

use super::change::{Change, Committed, Retry, Target};
use super::config::Identity;
use super::graft::Keep;
use super::journal::Note;
use super::write::Plan;
use super::{Limits, Store, StoreError};
use crate::log::tree::ObjectId;

impl Store {
    /// Makes the tip `commit` of the branch `reference` (full name) again on top of `onto`, which must hold
    /// what that commit was made on. Work trees that stand on the branch get what `onto` brings, and keep
    /// what their user has changed.
    ///
    /// Refused as [`StoreError::BranchMoved`] where the branch is not at `commit` any more, or `onto` holds
    /// something else at a path of the commit.
    pub fn replay(
        &self,
        reference: &str,
        commit: ObjectId,
        onto: ObjectId,
        identity: &Identity,
    ) -> Result<Committed, StoreError> {
        let old = self.root_tree(commit)?;
        let base = self.root_tree(onto)?;
        let parents = self.parents(commit)?;
        let before = parents
            .first()
            .map(|parent| self.root_tree(*parent))
            .transpose()?;
        let mut placings = Vec::new();
        let changes = self.compare(before, Some(old), "", Limits::default())?;
        for change in &changes {
            let there = self.entry(base, &change.path)?;
            if there != change.before && there != change.after {
                return Err(StoreError::BranchMoved {
                    reference: reference.to_owned(),
                    found: Some(onto),
                });
            }
            placings.push((change.path.as_str(), change.after));
        }
        let tree = match self.graft(Some(base), &placings, Keep::InRepository)? {
            Some(tree) => tree,
            None => self.keep_tree(Vec::new(), Keep::InRepository)?,
        };
        let message =
            String::from_utf8_lossy(self.commit_object(commit)?.message_raw_bytes()).into_owned();
        let again = Change {
            target: Target::Branch(reference.to_owned()),
            base: Some(onto),
            files: std::collections::BTreeMap::new(),
            message,
            identity: identity.clone(),
            retry: Retry::Never,
        };
        let placed = self.compare(Some(old), Some(tree), "", Limits::default())?;
        let note = Note {
            reference: reference.to_owned(),
            commit: self.write_commit(&again, tree, Some(onto))?,
            parent: Some(commit),
            paths: placed
                .into_iter()
                .map(|difference| difference.path)
                .collect(),
        };
        let plan = Plan {
            reference: reference.to_owned(),
            new: false,
            switch: false,
        };
        self.write_note(&note)?;
        if let Err(error) = self.move_ref_patiently(&plan, &note, &again.message) {
            self.remove_note(&note);
            return Err(error);
        }
        let (left, pending) = self.bring(&plan, &note, &mut |_| {});
        Ok(Committed {
            commit: note.commit,
            reference: plan.reference,
            left,
            pending,
        })
    }
}
