//! What is to be committed, how far that is, and what came of it.

use std::collections::BTreeMap;

use super::Identity;
use crate::log::tree::ObjectId;

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
