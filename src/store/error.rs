//! How the store can fail, by name.
//!
//! "Not there" is never an error here: functions that look something up return `Option`. What is left is
//! a repository that cannot be used, a name that means two things, an object that should be there and is
//! not, or a write that did not go through. Each variant says what and where, and [`StoreError::hint`]
//! says what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::log::tree::ObjectId;

/// What kind of failure this is, which decides the exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The request does not make sense in this repository.
    Usage,
    /// The repository, the machine or its configuration is in the way.
    Environment,
    /// The change was refused, and nothing was written.
    Refused,
}

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no repository at or above the folder.
    #[error("no Git repository at or above {start}")]
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// The repository belongs to somebody else, and Git's configuration does not say that it is safe.
    #[error(
        "the repository at {path} belongs to another user, so Git does not trust its configuration"
    )]
    NotOwned {
        /// The repository as far as it is known.
        path: PathBuf,
    },
    /// The repository names its objects by SHA-256.
    #[error("the repository at {path} names its objects by SHA-256, which adr cannot read yet")]
    Sha256 {
        /// The repository's folder.
        path: PathBuf,
    },
    /// The repository keeps its refs in another format than files.
    #[error("the repository at {path} keeps its refs as `{format}`, which adr cannot read yet")]
    RefFormat {
        /// The repository's folder.
        path: PathBuf,
        /// The value of `extensions.refStorage`.
        format: String,
    },
    /// The repository uses another extension that libgit2 does not know.
    #[error("the repository at {path} cannot be opened: {message}")]
    Unreadable {
        /// The repository's folder, or where the search began.
        path: PathBuf,
        /// What libgit2 says.
        message: String,
    },

    /// A name that means several commits.
    #[error("`{name}` is ambiguous: it may mean {}", .candidates.join(" or "))]
    Ambiguous {
        /// The name as given.
        name: String,
        /// Full names of what it may mean.
        candidates: Vec<String>,
    },
    /// A revision that is something else than a commit.
    #[error("`{rev}` is not a commit")]
    NotACommit {
        /// The revision as given.
        rev: String,
    },
    /// `adr.base` names nothing.
    #[error("the setting adr.base names `{name}`, and there is no such branch here")]
    NoSuchBase {
        /// The setting's value.
        name: String,
    },
    /// A name that Git does not accept for a branch.
    #[error("`{name}` cannot be the name of a branch")]
    InvalidBranchName {
        /// The name as given.
        name: String,
    },

    /// `.adr-dir` is a link, a folder or a submodule.
    #[error("`.adr-dir` is no ordinary file")]
    LogDirFile,
    /// A line of `.adr-dir` that names no folder.
    #[error("`.adr-dir` names `{}`: {reason}", .line.escape_debug())]
    BadLogDir {
        /// The line.
        line: String,
        /// What is wrong with it.
        reason: String,
    },

    /// An object that something names and the repository does not hold.
    #[error("object {id} is missing from this clone")]
    MissingObject {
        /// The object.
        id: ObjectId,
    },
    /// An object that is not what it should be.
    #[error("object {id} is damaged: {message}")]
    DamagedObject {
        /// The object.
        id: ObjectId,
        /// What is wrong with it.
        message: String,
    },
    /// A file larger than the caller is ready to read.
    #[error("object {id} has {size} bytes; at most {limit} are read")]
    TooLarge {
        /// The object.
        id: ObjectId,
        /// Its size in bytes.
        size: u64,
        /// The most the caller reads, in bytes.
        limit: u64,
    },
    /// More of something than is looked at.
    #[error("too many {what}{}: more than {limit}", place(.path))]
    TooMany {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// Where, if it is at one place.
        path: String,
        /// The bound.
        limit: usize,
    },

    /// More bytes than are read for one answer.
    #[error("there is too much to look at: more than {} of {what}", size(*.limit))]
    TooMuch {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// The bound in bytes.
        limit: u64,
    },

    /// Base and head are one commit: there is nothing to merge, and "yes" would say nothing.
    #[error("base and head are the same commit, {commit}")]
    SameCommit {
        /// The commit.
        commit: ObjectId,
    },
    /// The history is cut off between the two commits.
    #[error(
        "this is a shallow clone, and its history ends at {boundary}, before the commits that matter"
    )]
    Shallow {
        /// The commit whose parents are cut off.
        boundary: ObjectId,
    },
    /// A commit that was to be the start is not on the line of first parents.
    #[error(
        "commit {since} is not among the first parents of {tip}{}",
        if *.is_cut { " that this shallow clone shows" } else { "" }
    )]
    NotOnLine {
        /// The commit.
        since: ObjectId,
        /// Where the line ends.
        tip: ObjectId,
        /// Whether a shallow clone hides part of the line.
        is_cut: bool,
    },
    /// Grafts are in effect, so that the history shown is not the history there is.
    #[error("{path} rewrites history for this clone (grafts)")]
    Grafts {
        /// The file.
        path: PathBuf,
    },
    /// Replace refs are in effect, so that an object's id does not say what it holds.
    #[error("{name} makes Git show one object in place of another")]
    ReplaceRefs {
        /// The first such ref.
        name: String,
    },
    /// The two commits have nothing in common.
    #[error("{base} and {head} share no history")]
    NoMergeBase {
        /// The commit that is merged into.
        base: ObjectId,
        /// The commit that is merged.
        head: ObjectId,
    },
    /// The two commits have several merge bases which disagree on what is being judged.
    #[error("{base} and {head} have several merge bases that disagree on {}", list(.paths))]
    SeveralMergeBases {
        /// The commit that is merged into.
        base: ObjectId,
        /// The commit that is merged.
        head: ObjectId,
        /// Where they disagree.
        paths: Vec<String>,
    },

    /// The branch is not where the caller saw it.
    #[error("{reference} moved while the change was made{}", moved(.found.as_ref()))]
    BranchMoved {
        /// Full name of the ref.
        reference: String,
        /// Where it is now; `None` when it is gone.
        found: Option<ObjectId>,
    },
    /// The branch that was to be made is there already.
    #[error("{reference} exists already")]
    BranchExists {
        /// Full name of the ref.
        reference: String,
    },
    /// Another branch's name is a folder of this one's, or the other way round.
    #[error("{reference} cannot be made: {message}")]
    BranchCollides {
        /// Full name of the ref.
        reference: String,
        /// What is in the way.
        message: String,
    },
    /// There is no such branch.
    #[error("there is no {reference}")]
    NoSuchBranch {
        /// Full name of the ref.
        reference: String,
    },
    /// A rebase or bisection of another command holds the branch.
    #[error("{reference} is being rebased in {git_dir}")]
    BranchBusy {
        /// Full name of the ref.
        reference: String,
        /// The Git folder of the work tree where that happens.
        git_dir: PathBuf,
    },
    /// HEAD cannot leave while something else is going on.
    #[error("a {what} is under way in this work tree")]
    UnderWay {
        /// What it is: a merge, a rebase, ...
        what: &'static str,
    },
    /// A branch that lags behind its remote and is checked out somewhere.
    #[error("{reference} is behind what was fetched, and checked out in another work tree")]
    CheckedOut {
        /// Full name of the ref.
        reference: String,
    },
    /// A lock that stayed.
    #[error("{path} is held by another Git command, or was left behind by one that died")]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A path that the store does not write.
    #[error("`{path}` cannot be written: {reason}")]
    BadPath {
        /// The path from the root of the repository.
        path: String,
        /// Why not.
        reason: &'static str,
    },
    /// There is no work tree to do this in.
    #[error("{path} is a bare repository: it has no work tree")]
    Bare {
        /// The repository's folder.
        path: PathBuf,
    },

    /// Git knows no name or address to write a commit under.
    #[error("Git knows no identity to commit under: {message}")]
    NoIdentity {
        /// What Git says.
        message: String,
    },
    /// A setting that cannot be read as what it should be.
    #[error("the setting {key} is `{value}`, which is not {wanted}")]
    BadSetting {
        /// The setting's name.
        key: String,
        /// Its value.
        value: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// Commits are to be signed, and there is no key.
    #[error("commit.gpgsign is on, and no key is configured to sign with: {message}")]
    NoSigningKey {
        /// What was looked for.
        message: String,
    },
    /// The program that signs failed.
    #[error("{program} did not sign the commit: {message}")]
    Signing {
        /// The program that ran.
        program: String,
        /// What it said.
        message: String,
    },

    /// The `git` program cannot be started.
    #[error("cannot run `git`: {source}")]
    NoGit {
        /// Why not.
        source: io::Error,
    },
    /// A `git` command failed.
    #[error("`git {command}` failed: {message}")]
    GitFailed {
        /// The command's words.
        command: String,
        /// What it said on standard error.
        message: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The record of what arrived when cannot be read.
    #[error("{path} is not what adr wrote")]
    BadArrivals {
        /// The file.
        path: PathBuf,
    },
    /// Anything else that libgit2 reports.
    #[error("cannot {doing}: {message}")]
    Git {
        /// What was being done.
        doing: String,
        /// What libgit2 says.
        message: String,
    },
}

impl StoreError {
    /// Which kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Ambiguous { .. }
            | Self::NotACommit { .. }
            | Self::InvalidBranchName { .. }
            | Self::NoSuchBranch { .. }
            | Self::NotOnLine { .. } => ErrorKind::Usage,
            Self::BranchMoved { .. }
            | Self::BranchExists { .. }
            | Self::BranchCollides { .. }
            | Self::BranchBusy { .. }
            | Self::CheckedOut { .. }
            | Self::UnderWay { .. }
            | Self::BadPath { .. } => ErrorKind::Refused,
            _ => ErrorKind::Environment,
        }
    }

    /// What to do about it, as one sentence.
    pub fn hint(&self) -> String {
        match self {
            Self::NotARepository { .. } => "run it inside a repository, or start one with `git init`".into(),
            Self::NotOwned { path } => format!(
                "if you trust it: git config --global --add safe.directory '{}'",
                path.display()
            ),
            Self::Sha256 { .. } => {
                "keep the decisions in a repository with SHA-1 objects (`git init --object-format=sha1`)".into()
            }
            Self::RefFormat { .. } => "convert it with `git refs migrate --ref-format=files` (git 2.48 or later), or clone it with `git clone --ref-format=files`".into(),
            Self::Unreadable { .. } => "see `git config --get-regexp '^extensions'` and `git fsck`; a clone made by `git clone` may do".into(),
            Self::Ambiguous { candidates, .. } => format!(
                "give the full name, for instance {}",
                candidates.first().map_or("refs/heads/...", String::as_str)
            ),
            Self::NotACommit { .. } => "name a branch, a tag or a commit".into(),
            Self::NoSuchBase { .. } => "fetch it, or set it right with `git config adr.base BRANCH`".into(),
            Self::InvalidBranchName { .. } => "see `git help check-ref-format`".into(),
            Self::BadLogDir { .. } | Self::LogDirFile => "write one folder a line, counted from the root of the repository".into(),
            Self::MissingObject { .. } => {
                "fetch everything: `git fetch --refetch --no-filter` in a partial clone; otherwise see `git fsck`".into()
            }
            Self::DamagedObject { .. } => "see `git fsck`, and fetch the object from another clone".into(),
            Self::TooLarge { .. } | Self::TooMany { .. } | Self::TooMuch { .. } => {
                "a log holds small text files: look at what was added, and take it out, or bring it in several changes".into()
            }
            Self::SameCommit { .. } => "name the branch that is to be merged with `--head`".into(),
            Self::Shallow { .. } => {
                "fetch the whole history: `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0`)".into()
            }
            Self::NotOnLine { is_cut: true, .. } => "fetch the whole history: `git fetch --unshallow`".into(),
            Self::NotOnLine { .. } => {
                "name a commit that `git log --first-parent` shows; where a verified commit is gone, the branch was rewritten, and only an audit from its beginning tells what it holds".into()
            }
            Self::Grafts { path } => format!("remove {}", path.display()),
            Self::ReplaceRefs { name } => format!("remove it: git update-ref -d {name}"),
            Self::NoMergeBase { .. } => "rebase the branch onto the one that it is merged into".into(),
            Self::SeveralMergeBases { .. } => "merge the base into the branch first, and check again".into(),
            Self::BranchMoved { .. } => "look at what changed, and run the command again".into(),
            Self::BranchExists { reference } => {
                format!("choose another name, or remove it: git update-ref -d {reference}")
            }
            Self::BranchCollides { .. } => "choose another name, or rename the branch in the way: `git branch -m OLD NEW`".into(),
            Self::NoSuchBranch { .. } => "see `git branch --all`; perhaps it wants a `git fetch`".into(),
            Self::CheckedOut { .. } => "run `git pull --ff-only` there, then this command again".into(),
            Self::BranchBusy { .. } => "finish it first: `git rebase --continue`, or `--abort`".into(),
            Self::UnderWay { .. } => "finish or abort it first (`git status` says how), or stay on this branch".into(),
            Self::Locked { path } => format!(
                "wait for the other command; if none is running: rm '{}'",
                path.display()
            ),
            Self::BadPath { .. } => "choose another path".into(),
            Self::Bare { .. } => "name the branch to commit to, or work in a clone".into(),
            Self::NoIdentity { .. } => {
                "git config --global user.name 'Your Name' && git config --global user.email you@example.com".into()
            }
            Self::BadSetting { key, .. } => format!("set it right with `git config {key} VALUE`"),
            Self::NoSigningKey { .. } => {
                "git config user.signingkey KEY, or turn it off: git config commit.gpgsign false".into()
            }
            Self::Signing { .. } => "the same key must work for `git commit -S`; nothing was committed".into(),
            Self::NoGit { .. } => "install git, and see that it is on the PATH".into(),
            Self::GitFailed { .. } => "run the command yourself to see more".into(),
            Self::Io { .. } => "see that the disk is not full and that you may write there; nothing was committed".into(),
            Self::BadArrivals { .. } => "bring it back from a backup, or remove it: every comment period then begins anew".into(),
            Self::Git { .. } => "see that the disk is not full and what `git fsck` says".into(),
        }
    }

    pub(super) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source,
        }
    }

    /// Turns libgit2's error into ours, saying what was being done.
    pub(super) fn git(doing: impl Into<String>, error: &git2::Error) -> Self {
        Self::Git {
            doing: doing.into(),
            message: error.message().to_owned(),
        }
    }
}

fn place(path: &str) -> String {
    const SHOWN: usize = 60;
    if path.is_empty() {
        return String::new();
    }
    match path.char_indices().nth(SHOWN) {
        Some((end, _)) => format!(" in {}...", &path[..end]),
        None => format!(" in {path}"),
    }
}

/// A bound as people say it.
fn size(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

fn list(paths: &[String]) -> String {
    const SHOWN: usize = 3;
    let mut text = paths
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > SHOWN {
        text.push_str(", ...");
    }
    text
}

fn moved(found: Option<&ObjectId>) -> String {
    found.map_or_else(
        || " (it is gone)".into(),
        |id| format!(" (it is at {} now)", id.short()),
    )
}
