//! A change becomes one commit.
//!
//! The order is such that a process killed at any moment leaves nothing half-written that a ref can
//! reach: first objects, which nobody sees; then a note of what is about to happen (see `journal`); then
//! the ref, by compare-and-swap; then work tree and index. No hook of `git commit` runs, and nothing that
//! the user has staged or changed is read for the commit.

use git2::{ErrorCode, ObjectType, Signature, Time};

use super::graft::{Keep, check_path};
use super::journal::Note;
use super::patience::{Patience, is_abandoned};
use super::read::id;
use super::refs::check_branch_name;
use super::{Change, Committed, Head, Ident, Pending, Retry, Step, Store, StoreError, Target, oid};
use crate::log::tree::{Entry, FileMode, ObjectId};

/// How often a change is made anew because the branch moved. Each time somebody else's commit landed, so
/// this many in a row is no coincidence.
const ATTEMPTS: usize = 100;

impl Store {
    /// Makes one commit of the change, or none.
    ///
    /// Every work tree that stands on the target gets exactly the change's paths, in files and index;
    /// where the user has something else there, it stays ([`Committed::left`]). Where the target moved
    /// since the change was decided, [`Change::retry`] says what happens.
    pub fn commit(&self, change: &Change) -> Result<Committed, StoreError> {
        self.commit_watched(change, &mut |_| {})
    }

    /// The same, telling each step before it is taken.
    pub fn commit_watched(
        &self,
        change: &Change,
        watch: &mut dyn FnMut(Step),
    ) -> Result<Committed, StoreError> {
        self.settle();
        change.files.keys().try_for_each(|path| check_path(path))?;
        let plan = self.plan(change)?;
        self.refuse_while_rebased(&plan.reference)?;
        self.wait_for_indexes(&plan.reference, plan.switch)?;
        let mut attempts = 1;
        let attempt = loop {
            match self.attempt(change, &plan, watch)? {
                Attempt::Overtaken(_)
                    if change.retry == Retry::WhileUntouched && attempts < ATTEMPTS =>
                {
                    attempts += 1;
                }
                attempt => break attempt,
            }
        };
        let (commit, left, pending) = match attempt {
            Attempt::Overtaken(error) => return Err(error),
            Attempt::Nothing { tip } => (tip, Vec::new(), None),
            Attempt::Landed(note) => {
                let (left, pending) = self.bring(&plan, &note, watch);
                (note.commit, left, pending)
            }
        };
        Ok(Committed {
            commit,
            reference: plan.reference,
            left,
            pending,
        })
    }

    /// One commit on the target as it is now: stored, signed, noted, and made the target's tip.
    fn attempt(
        &self,
        change: &Change,
        plan: &Plan,
        watch: &mut dyn FnMut(Step),
    ) -> Result<Attempt, StoreError> {
        let parent = self.parent(change, plan)?;
        watch(Step::Objects);
        let old_tree = parent.map(|parent| self.root_tree(parent)).transpose()?;
        let tree = self.changed_tree(change, old_tree)?;
        if let Some(tip) = parent
            && old_tree == Some(tree)
            && !plan.new
        {
            return Ok(Attempt::Nothing { tip });
        }
        watch(Step::Sign);
        let commit = self.write_commit(change, tree, parent)?;
        watch(Step::Note);
        let note = Note {
            reference: plan.reference.clone(),
            commit,
            parent,
            paths: change.files.keys().cloned().collect(),
        };
        self.write_note(&note)?;
        watch(Step::Ref);
        match self.move_ref_patiently(plan, &note, &change.message) {
            Ok(()) => Ok(Attempt::Landed(note)),
            Err(error) => {
                self.remove_note(&note);
                match error {
                    StoreError::BranchMoved { .. } => Ok(Attempt::Overtaken(error)),
                    error => Err(error),
                }
            }
        }
    }

    /// Work tree and index follow. What is in the way does not undo the commit: it is told.
    pub(super) fn bring(
        &self,
        plan: &Plan,
        note: &Note,
        watch: &mut dyn FnMut(Step),
    ) -> (Vec<String>, Option<Pending>) {
        let mut pending = None;
        if plan.switch {
            watch(Step::Head);
            pending = self
                .point_head_at(&plan.reference)
                .err()
                .map(|error| Pending {
                    reason: error.to_string(),
                    hint: format!(
                        "git switch {}",
                        plan.reference.trim_start_matches("refs/heads/")
                    ),
                });
        }
        watch(Step::Place);
        let placed = self.place_everywhere(note);
        watch(Step::Done);
        match placed {
            Ok(left) => {
                self.remove_note(note);
                (left, pending)
            }
            Err(error) => {
                let behind = Pending {
                    reason: error.to_string(),
                    hint: error.hint(),
                };
                (Vec::new(), Some(behind))
            }
        }
    }

    fn plan(&self, change: &Change) -> Result<Plan, StoreError> {
        let there = |reference: String| Plan {
            reference,
            new: false,
            switch: false,
        };
        match &change.target {
            Target::Head => match self.head()? {
                Head::Branch { name, .. } => {
                    check_branch_name(&name)?;
                    Ok(there(name))
                }
                Head::Detached(_) => Ok(there("HEAD".to_owned())),
            },
            Target::Branch(name) => {
                check_branch_name(name)?;
                if self.tip(name)?.is_none() {
                    return Err(StoreError::NoSuchBranch {
                        reference: name.clone(),
                    });
                }
                Ok(there(name.clone()))
            }
            Target::NewBranch { name, switch } => {
                check_branch_name(name)?;
                if self.tip(name)?.is_some() {
                    return Err(StoreError::BranchExists {
                        reference: name.clone(),
                    });
                }
                if *switch {
                    self.refuse_switch_under_way()?;
                }
                let head = self.head()?.tip();
                if *switch && head != change.base {
                    return Err(StoreError::BranchMoved {
                        reference: "HEAD".into(),
                        found: head,
                    });
                }
                Ok(Plan {
                    reference: name.clone(),
                    new: true,
                    switch: *switch && !self.is_bare(),
                })
            }
        }
    }

    /// The commit to build on: where the target is, if the change still holds there.
    fn parent(&self, change: &Change, plan: &Plan) -> Result<Option<ObjectId>, StoreError> {
        let tip = if plan.new {
            change.base
        } else {
            self.tip(&plan.reference)?
        };
        if tip == change.base {
            return Ok(tip);
        }
        let moved = StoreError::BranchMoved {
            reference: plan.reference.clone(),
            found: tip,
        };
        match (change.retry, tip) {
            (Retry::WhileUntouched, Some(tip)) if self.untouched(change, tip)? => Ok(Some(tip)),
            _ => Err(moved),
        }
    }

    /// Whether each path of the change holds at `tip` what it held at the change's base.
    fn untouched(&self, change: &Change, tip: ObjectId) -> Result<bool, StoreError> {
        let new = self.root_tree(tip)?;
        let old = change.base.map(|base| self.root_tree(base)).transpose()?;
        for path in change.files.keys() {
            let before = old.map_or(Ok(None), |tree| self.entry(tree, path))?;
            if before != self.entry(new, path)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn changed_tree(&self, change: &Change, old: Option<ObjectId>) -> Result<ObjectId, StoreError> {
        let fail = |error: git2::Error| StoreError::git("store the new files", &error);
        let odb = self.repo.odb().map_err(fail)?;
        let mut placings = Vec::with_capacity(change.files.len());
        for (path, bytes) in &change.files {
            let blob = bytes
                .as_ref()
                .map(|bytes| odb.write(ObjectType::Blob, bytes))
                .transpose()
                .map_err(fail)?;
            placings.push((
                path.as_str(),
                blob.map(|blob| Entry {
                    mode: FileMode::Regular,
                    id: id(blob),
                }),
            ));
        }
        match self.graft(old, &placings, Keep::InRepository)? {
            Some(tree) => Ok(tree),
            None => self.keep_tree(Vec::new(), Keep::InRepository),
        }
    }

    pub(super) fn write_commit(
        &self,
        change: &Change,
        tree: ObjectId,
        parent: Option<ObjectId>,
    ) -> Result<ObjectId, StoreError> {
        let fail = |error: git2::Error| StoreError::git("write the commit", &error);
        let author = signature(&change.identity.author)?;
        let committer = signature(&change.identity.committer)?;
        let tree = self.repo.find_tree(oid(tree)).map_err(fail)?;
        let parent = parent
            .map(|parent| self.commit_object(parent))
            .transpose()?;
        let parents: Vec<_> = parent.iter().collect();
        let buffer = self
            .repo
            .commit_create_buffer(&author, &committer, &change.message, &tree, &parents)
            .map_err(fail)?;
        let Some(signed) =
            self.sign_as_git_would(&buffer, committer_name(&change.identity.committer))?
        else {
            let odb = self.repo.odb().map_err(fail)?;
            return odb.write(ObjectType::Commit, &buffer).map(id).map_err(fail);
        };
        let content = String::from_utf8_lossy(&buffer);
        self.repo
            .commit_signed(&content, &signed, None)
            .map(id)
            .map_err(fail)
    }

    /// Moves the ref, waiting while another command holds its lock.
    pub(super) fn move_ref_patiently(
        &self,
        plan: &Plan,
        note: &Note,
        message: &str,
    ) -> Result<(), StoreError> {
        let mut patience = Patience::new();
        loop {
            match self.move_ref(plan, note, message) {
                Err(StoreError::Locked { path }) if !is_abandoned(&path) && patience.wait() => {}
                other => return other,
            }
        }
    }

    fn move_ref(&self, plan: &Plan, note: &Note, message: &str) -> Result<(), StoreError> {
        let kind = if note.parent.is_none() {
            " (initial)"
        } else {
            ""
        };
        let log = format!(
            "commit{kind}: {}",
            message.lines().next().unwrap_or_default()
        );
        let name = plan.reference.as_str();
        let commit = oid(note.commit);
        let moved = match note.parent {
            Some(parent) if !plan.new => {
                self.repo
                    .reference_matching(name, commit, true, oid(parent), &log)
            }
            _ => self.repo.reference(name, commit, false, &log),
        };
        match moved {
            Ok(_) => Ok(()),
            // Another made the branch's first commit.
            Err(error) if error.code() == ErrorCode::Exists && !plan.new => {
                Err(StoreError::BranchMoved {
                    reference: name.to_owned(),
                    found: self.tip(name)?,
                })
            }
            Err(error) => Err(self.ref_failure(name, &error)),
        }
    }
}

enum Attempt {
    /// The change makes no difference to the tip.
    Nothing { tip: ObjectId },
    /// Another's commit came first.
    Overtaken(StoreError),
    /// The ref names the new commit.
    Landed(Note),
}

pub(super) struct Plan {
    /// Full name of what moves.
    pub(super) reference: String,
    /// Whether it is to be made.
    pub(super) new: bool,
    /// Whether HEAD goes there.
    pub(super) switch: bool,
}

fn signature(ident: &Ident) -> Result<Signature<'static>, StoreError> {
    Signature::new(
        &ident.name,
        &ident.email,
        &Time::new(ident.seconds, ident.offset_minutes),
    )
    .map_err(|error| StoreError::NoIdentity {
        message: error.message().to_owned(),
    })
}

fn committer_name(committer: &Ident) -> String {
    format!("{} <{}>", committer.name, committer.email)
}
