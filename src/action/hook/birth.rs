//! A protected branch that is not there yet.
//!
//! What a branch begins with was never judged as a change to it. So it begins at the tip of a branch that is
//! protected already, or goes on from one by a change that the check lets through. Not from an older commit:
//! that may hold an older charter, and what a later commit took back before anybody judged the two together.
//! The very first has only its own records to speak for it, and they go back to the pinned trust root.

use super::{Judge, Reason, verify};
use crate::action::ground::{self, Ground};
use crate::log::tree::ObjectId;
use crate::store::{Head, Store};

impl Judge<'_> {
    pub(super) fn birth(&mut self, new: ObjectId, name: &str) -> Result<(), Reason> {
        let branches = self.store.branches()?;
        let mut known: Vec<(String, ObjectId)> = branches
            .into_iter()
            .filter(|branch| branch.remote.is_none() && self.guard.protects(&branch.name))
            .map(|branch| (branch.name, branch.tip))
            .collect();
        if known.is_empty() {
            return self.first(new);
        }
        // People hear about the branch that they know best.
        known.sort_by_key(|(name, _)| !self.guard.is_default(name));
        let mut why_not = None;
        for (_, tip) in &known {
            if self.store.is_ancestor(*tip, new)? {
                match self.change(*tip, new, name) {
                    Ok(()) => return Ok(()),
                    Err(reason) => why_not = why_not.or(Some(reason)),
                }
            }
        }
        let known = known.into_iter().map(|(name, _)| name).collect();
        Err(why_not.unwrap_or(Reason::NotFromProtected { known }))
    }

    /// The first protected branch of all.
    fn first(&self, new: ObjectId) -> Result<(), Reason> {
        let Some(root) = self.guard.trust_root() else {
            return Err(Reason::NoTrustRoot);
        };
        let reports = verified(self.store, new, root)
            .map_err(|error| Reason::no_answer(error.to_string(), error.hint()))?;
        if reports.iter().all(|report| report.holds) {
            return Ok(());
        }
        Err(Reason::Verify { reports })
    }
}

/// What the records of a commit prove, log by log. Only the first log is the one that is pinned: the further
/// ones are named, with their roots, in its charter, which the check compares with every change.
fn verified(
    store: &Store,
    commit: ObjectId,
    root: crate::record::digest::Digest,
) -> Result<Vec<verify::Report>, crate::action::Error> {
    store.refuse_rewritten_history()?;
    let dirs = store.log_dirs(store.root_tree(commit)?)?;
    let mut reports = Vec::new();
    for (nth, dir) in dirs.into_iter().enumerate() {
        let ground = Ground {
            store,
            dir,
            head: Head::Detached(commit),
            base: None,
            at: None,
            trust_root: (nth == 0).then_some(root),
            watch: &ground::unwatched,
        };
        let request = verify::Request {
            selector: None,
            at: Some(commit.to_string()),
            trust_root: ground.trust_root,
        };
        reports.push(verify::run(&ground, &request)?);
    }
    Ok(reports)
}
