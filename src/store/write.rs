//! A change becomes one commit.
//!
//! The order is such that a process killed at any moment leaves nothing half-written that a ref can
//! reach: first objects, which nobody sees; then a note of what is about to happen (see `journal`); then
//! the ref, by compare-and-swap; then work tree and index. No hook runs, and neither the index nor any
//! other file of the user is looked at before the commit stands.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use git2::{ErrorCode, ObjectType, Signature, Time};

use super::graft::{Keep, check_path};
use super::journal::Note;
use super::read::id;
use super::refs::check_branch_name;
use super::{Head, Ident, Identity, Store, StoreError, oid};
use crate::log::tree::{Entry, FileMode, ObjectId};

/// Where a commit goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// Where HEAD is: its branch, also before the first commit, or HEAD itself when detached.
    Head,
    /// A local branch that exists, by full name; checked out or not.
    Branch(String),
    /// A branch to be made, by full name.
    NewBranch {
        /// Full name, `refs/heads/...`.
        name: String,
        /// Whether HEAD moves there. Staged, changed and untracked work stays as it is, so the branch
        /// must begin where HEAD is.
        switch: bool,
    },
}

/// What is to be committed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Where the commit goes.
    pub target: Target,
    /// The commit on which the change was decided: the target's tip, or where the new branch begins.
    /// `None` before the first commit.
    pub base: Option<ObjectId>,
    /// Bytes by path; `None` takes a file away.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Subject, body and trailers.
    pub message: String,
    /// Author and committer.
    pub identity: Identity,
    /// What to do when the target is not at `base` any more.
    pub retry: Retry,
}

/// What happens when the target moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retry {
    /// The change was decided on that very commit: refuse.
    Never,
    /// Make it on the new tip, if none of its paths changed in between.
    WhileUntouched,
}

/// How far a commit is. Told just before the step, so that a caller can show it, and a test can die there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Files and folders are about to be stored.
    Objects,
    /// The commit is about to be signed, if it is to be.
    Sign,
    /// The note for the next run is about to be written.
    Note,
    /// The ref is about to move.
    Ref,
    /// HEAD is about to move to the new branch.
    Head,
    /// Work tree and index are about to get the new paths.
    Place,
    /// The note is about to be removed.
    Done,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Objects,
        Self::Sign,
        Self::Note,
        Self::Ref,
        Self::Head,
        Self::Place,
        Self::Done,
    ];
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The new commit; the tip as it was when nothing was different.
    pub commit: ObjectId,
    /// The ref that names it: full name of the branch, or `HEAD`.
    pub reference: String,
    /// Paths that the user had changed in a work tree or staged, and that stay there as they are.
    pub left: Vec<String>,
    /// Why work tree and index could not get the new paths, although the commit stands. The next commit
    /// tries again.
    pub pending: Option<Pending>,
}

/// A commit stands, and a work tree lags behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// What was in the way.
    pub reason: String,
    /// What to do.
    pub hint: String,
}

/// How long to try while another command holds a lock.
const PATIENCE: Duration = Duration::from_secs(3);

impl Store {
    /// Makes one commit of the change, or none.
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
        self.wait_for_index(&plan.reference)?;
        let mut patience = Patience::new(PATIENCE);
        let (commit, parent, note) = loop {
            let parent = self.parent(change, &plan)?;
            watch(Step::Objects);
            let old_tree = parent.map(|parent| self.root_tree(parent)).transpose()?;
            let tree = self.changed_tree(change, old_tree)?;
            if let (Some(parent), true) = (parent, old_tree == Some(tree) && !plan.new) {
                return Ok(Committed {
                    commit: parent,
                    reference: plan.reference,
                    left: Vec::new(),
                    pending: None,
                });
            }
            watch(Step::Sign);
            let commit = self.write_commit(change, tree, parent)?;
            watch(Step::Note);
            let note = Note::new(&plan.reference, commit, parent, change.files.keys());
            self.write_note(&note)?;
            watch(Step::Ref);
            match self.move_ref(&plan, commit, parent, &change.message) {
                Ok(()) => break (commit, parent, note),
                Err(error) => {
                    self.remove_note(&note);
                    let again = match error {
                        StoreError::Locked { .. } => true,
                        StoreError::BranchMoved { .. } => change.retry == Retry::WhileUntouched,
                        StoreError::BranchExists { .. } => {
                            !plan.new && change.retry == Retry::WhileUntouched
                        }
                        _ => false,
                    };
                    if !again || !patience.wait() {
                        return Err(error);
                    }
                }
            }
        };
        if plan.switch {
            watch(Step::Head);
            self.point_head_at(&plan.reference)?;
        }
        watch(Step::Place);
        let (left, pending) =
            match self.place_everywhere(&plan.reference, commit, parent, change.files.keys()) {
                Ok(left) => (left, None),
                Err(error) => (
                    Vec::new(),
                    Some(Pending {
                        reason: error.to_string(),
                        hint: error.hint(),
                    }),
                ),
            };
        watch(Step::Done);
        if pending.is_none() {
            self.remove_note(&note);
        }
        Ok(Committed {
            commit,
            reference: plan.reference,
            left,
            pending,
        })
    }

    fn plan(&self, change: &Change) -> Result<Plan, StoreError> {
        let there = |reference: String| Plan {
            reference,
            new: false,
            switch: false,
        };
        match &change.target {
            Target::Head => Ok(there(match self.head()? {
                Head::Branch { name, .. } => name,
                Head::Detached(_) => "HEAD".to_owned(),
            })),
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

    fn write_commit(
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

    fn move_ref(
        &self,
        plan: &Plan,
        commit: ObjectId,
        parent: Option<ObjectId>,
        message: &str,
    ) -> Result<(), StoreError> {
        let kind = if parent.is_none() { " (initial)" } else { "" };
        let log = format!(
            "commit{kind}: {}",
            message.lines().next().unwrap_or_default()
        );
        let name = plan.reference.as_str();
        let moved = match parent {
            Some(parent) if !plan.new => {
                self.repo
                    .reference_matching(name, oid(commit), true, oid(parent), &log)
            }
            _ => self.repo.reference(name, oid(commit), false, &log),
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

struct Plan {
    /// Full name of what moves.
    reference: String,
    /// Whether it is to be made.
    new: bool,
    /// Whether HEAD goes there.
    switch: bool,
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

/// Waits between attempts, a little differently each time so that two who collide do not collide again.
pub(super) struct Patience {
    end: Instant,
    pause: Duration,
}

impl Patience {
    pub(super) fn for_a_lock() -> Self {
        Self::new(PATIENCE)
    }

    pub(super) fn new(longest: Duration) -> Self {
        Self {
            end: Instant::now() + longest,
            pause: Duration::from_millis(2),
        }
    }

    /// Whether there is time for another attempt; if so, waits for it.
    pub(super) fn wait(&mut self) -> bool {
        if Instant::now() + self.pause > self.end {
            return false;
        }
        let mut byte = [0u8; 1];
        // Without randomness two may collide once more, and try again.
        let _ = getrandom::fill(&mut byte);
        thread::sleep(self.pause.mul_f32(0.5 + f32::from(byte[0]) / 255.0));
        self.pause = (self.pause * 2).min(Duration::from_millis(50));
        true
    }
}
