//! HEAD, branches, and what a name means.

use git2::{ErrorCode, ReferenceType};

use super::read::id;
use super::{Store, StoreError, oid};
use crate::log::tree::ObjectId;

/// Where HEAD is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Head {
    /// On a branch.
    Branch {
        /// Full name, `refs/heads/...`.
        name: String,
        /// Its commit; `None` before the first commit.
        tip: Option<ObjectId>,
    },
    /// On a commit, and on no branch.
    Detached(ObjectId),
}

impl Head {
    /// The commit, if there is one.
    pub fn tip(&self) -> Option<ObjectId> {
        match self {
            Self::Branch { tip, .. } => *tip,
            Self::Detached(tip) => Some(*tip),
        }
    }
}

/// A local or remote-tracking branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// Full name: `refs/heads/x`, `refs/remotes/origin/x`.
    pub name: String,
    /// The name as people say it: `x`, `origin/x`.
    pub short: String,
    /// The remote that it tracks; `None` for a local branch.
    pub remote: Option<String>,
    /// Its commit.
    pub tip: ObjectId,
    /// Full name of the remote-tracking branch that a local branch follows.
    pub upstream: Option<String>,
}

/// What a name meant at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// The commit.
    pub commit: ObjectId,
    /// The full name of the ref that was meant; `None` for an id or an expression.
    pub name: Option<String>,
}

impl Store {
    /// Where HEAD is, also before the first commit.
    pub fn head(&self) -> Result<Head, StoreError> {
        let fail = |error: git2::Error| StoreError::git("read HEAD", &error);
        let head = self.repo.find_reference("HEAD").map_err(fail)?;
        match head.symbolic_target().map_err(fail)? {
            Some(name) => Ok(Head::Branch {
                name: name.to_owned(),
                tip: self.tip(name)?,
            }),
            None => head
                .target()
                .map(|target| Head::Detached(id(target)))
                .ok_or_else(|| StoreError::Git {
                    doing: "read HEAD".into(),
                    message: "it names nothing".into(),
                }),
        }
    }

    /// The commit of a ref, by full name.
    pub fn tip(&self, name: &str) -> Result<Option<ObjectId>, StoreError> {
        match self.repo.find_reference(name) {
            Ok(reference) => peel(&reference, name).map(Some),
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => {
                Ok(None)
            }
            Err(error) => Err(StoreError::git(format!("read {name}"), &error)),
        }
    }

    /// All local and remote-tracking branches, by full name. Symbolic refs (`origin/HEAD`) and names that
    /// are not UTF-8 are left out.
    pub fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        let fail = |error: git2::Error| StoreError::git("list the branches", &error);
        let remotes = self.remotes()?;
        let mut branches = Vec::new();
        for reference in self.repo.references().map_err(fail)? {
            let reference = reference.map_err(fail)?;
            if reference.kind() != Some(ReferenceType::Direct) {
                continue;
            }
            let Ok(name) = reference.name() else { continue };
            if let Some(short) = name.strip_prefix("refs/heads/") {
                let upstream = self.repo.branch_upstream_name(name).ok();
                branches.push(Branch {
                    name: name.to_owned(),
                    short: short.to_owned(),
                    remote: None,
                    tip: peel(&reference, name)?,
                    upstream: upstream
                        .and_then(|name| std::str::from_utf8(&name).ok().map(str::to_owned)),
                });
            } else if let Some(short) = name.strip_prefix("refs/remotes/") {
                branches.push(Branch {
                    name: name.to_owned(),
                    short: short.to_owned(),
                    remote: remote_of(short, &remotes),
                    tip: peel(&reference, name)?,
                    upstream: None,
                });
            }
        }
        branches.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(branches)
    }

    /// The names of the remotes.
    pub fn remotes(&self) -> Result<Vec<String>, StoreError> {
        let names = self
            .repo
            .remotes()
            .map_err(|error| StoreError::git("list the remotes", &error))?;
        Ok(names
            .iter()
            .filter_map(|name| name.ok().flatten().map(str::to_owned))
            .collect())
    }

    /// The commit that a revision means, once and for all: a full ref name, a short one, an id or one of
    /// git's expressions (`main~2`). A short name that means different commits (a tag `main` beside a
    /// branch `main`) is an error: git would take the tag, and whoever can push a tag would choose the base.
    /// A whole id means its object, as in git, whatever branch or tag is called so.
    pub fn resolve(&self, rev: &str) -> Result<Option<Revision>, StoreError> {
        let digits = rev.split(['^', '~', '@', ':']).next().unwrap_or_default();
        if ObjectId::from_hex(digits).is_some() {
            return self.expression(rev);
        }
        let stem = rev
            .find(['^', '~', '@', ':'])
            .map_or(rev, |end| &rev[..end]);
        let stem = if stem.is_empty() { rev } else { stem };
        let mut candidates = Vec::new();
        for pattern in ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"] {
            let name = format!("{pattern}{stem}");
            if pattern.is_empty() && name != "HEAD" && !name.starts_with("refs/") {
                continue;
            }
            if let Some(tip) = self.tip(&name)? {
                candidates.push((name, tip));
            }
        }
        if let Some((_, first)) = candidates.first()
            && candidates.iter().any(|(_, tip)| tip != first)
        {
            return Err(StoreError::Ambiguous {
                name: stem.to_owned(),
                candidates: candidates.into_iter().map(|(name, _)| name).collect(),
            });
        }
        if stem == rev {
            // Where a tag and a branch agree, the branch is what people mean.
            if let Some((name, commit)) = candidates.pop() {
                return Ok(Some(Revision {
                    commit,
                    name: Some(name),
                }));
            }
        }
        self.expression(rev)
    }

    fn expression(&self, rev: &str) -> Result<Option<Revision>, StoreError> {
        let object = match self.repo.revparse_single(rev) {
            Ok(object) => object,
            Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => {
                return Ok(None);
            }
            Err(error) if error.code() == ErrorCode::Ambiguous => {
                return Err(StoreError::Ambiguous {
                    name: rev.to_owned(),
                    candidates: vec!["several objects whose ids begin so".into()],
                });
            }
            Err(error) => return Err(StoreError::git(format!("read `{rev}`"), &error)),
        };
        match object.peel_to_commit() {
            Ok(commit) => Ok(Some(Revision {
                commit: id(commit.id()),
                name: None,
            })),
            Err(_) => Err(StoreError::NotACommit {
                rev: rev.to_owned(),
            }),
        }
    }

    /// The best common ancestors of two commits: none, one or (criss-cross) several.
    pub fn merge_bases(&self, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, StoreError> {
        match self.repo.merge_bases(oid(one), oid(other)) {
            Ok(bases) => Ok(bases.iter().map(|base| id(*base)).collect()),
            Err(error) if error.code() == ErrorCode::NotFound => {
                self.commit_object(one)?;
                self.commit_object(other)?;
                Ok(Vec::new())
            }
            Err(error) => Err(StoreError::git(
                format!("find what {one} and {other} share"),
                &error,
            )),
        }
    }

    /// Whether `ancestor` is `commit` or one of its ancestors.
    pub fn is_ancestor(&self, ancestor: ObjectId, commit: ObjectId) -> Result<bool, StoreError> {
        if ancestor == commit {
            return Ok(true);
        }
        self.repo
            .graph_descendant_of(oid(commit), oid(ancestor))
            .map_err(|error| StoreError::git(format!("compare {ancestor} and {commit}"), &error))
    }

    /// How many commits the base holds that a branch does not.
    pub fn behind(&self, branch: ObjectId, base: ObjectId) -> Result<usize, StoreError> {
        let (_, behind) = self
            .repo
            .graph_ahead_behind(oid(branch), oid(base))
            .map_err(|error| StoreError::git(format!("compare {branch} and {base}"), &error))?;
        Ok(behind)
    }

    /// Makes the branch `name` (full) at a commit.
    pub fn create_branch(
        &self,
        name: &str,
        commit: ObjectId,
        reason: &str,
    ) -> Result<(), StoreError> {
        check_branch_name(name)?;
        match self.repo.reference(name, oid(commit), false, reason) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.ref_failure(name, &error)),
        }
    }

    /// Moves the branch `name` (full) from a commit to one that contains it. A branch that is checked out in
    /// a work tree is left alone: its files would lag behind.
    pub fn fast_forward(&self, name: &str, from: ObjectId, to: ObjectId) -> Result<(), StoreError> {
        let mut is_checked_out = false;
        self.on_checkouts(name, &mut |_| {
            is_checked_out = true;
            Ok(())
        })?;
        if is_checked_out {
            return Err(StoreError::CheckedOut {
                reference: name.to_owned(),
            });
        }
        match self
            .repo
            .reference_matching(name, oid(to), true, oid(from), "fast-forward")
        {
            Ok(_) => Ok(()),
            Err(error) => Err(self.ref_failure(name, &error)),
        }
    }

    /// Points HEAD at the branch `name` (full). Neither index nor work tree changes: the caller knows that
    /// they fit.
    pub fn point_head_at(&self, name: &str) -> Result<(), StoreError> {
        check_branch_name(name)?;
        self.repo
            .set_head(name)
            .map_err(|error| self.ref_failure("HEAD", &error))
    }

    /// What a failed write of a ref means.
    pub(super) fn ref_failure(&self, name: &str, error: &git2::Error) -> StoreError {
        match error.code() {
            ErrorCode::Exists if self.repo.find_reference(name).is_ok() => {
                StoreError::BranchExists {
                    reference: name.to_owned(),
                }
            }
            // `adr` beside `adr/0007`: in Git's folder of refs one is a file and the other a folder.
            ErrorCode::Exists | ErrorCode::Directory => StoreError::BranchCollides {
                reference: name.to_owned(),
                message: error.message().to_owned(),
            },
            ErrorCode::Modified | ErrorCode::NotFound => StoreError::BranchMoved {
                reference: name.to_owned(),
                found: self.tip(name).ok().flatten(),
            },
            ErrorCode::Locked => StoreError::Locked {
                path: self.lock_of(name),
            },
            ErrorCode::InvalidSpec => StoreError::InvalidBranchName {
                name: name.to_owned(),
            },
            _ => StoreError::git(format!("write {name}"), error),
        }
    }

    /// Which of the lock files that a write of this ref needs is there.
    fn lock_of(&self, name: &str) -> std::path::PathBuf {
        let of_ref = self.common_dir().join(format!("{name}.lock"));
        let of_head = self.git_dir().join("HEAD.lock");
        let packed = self.common_dir().join("packed-refs.lock");
        [&of_head, &packed]
            .into_iter()
            .find(|path| path.exists() && !of_ref.exists())
            .cloned()
            .unwrap_or(of_ref)
    }
}

pub(super) fn check_branch_name(name: &str) -> Result<(), StoreError> {
    if name.starts_with("refs/heads/")
        && git2::Reference::is_valid_name(name)
        && !name.ends_with("/HEAD")
    {
        return Ok(());
    }
    Err(StoreError::InvalidBranchName {
        name: name.to_owned(),
    })
}

/// The remote whose branches stand under this name. A remote's name may hold slashes: the longest counts.
fn remote_of(short: &str, remotes: &[String]) -> Option<String> {
    let under = |remote: &&String| {
        short
            .strip_prefix(remote.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let known = remotes
        .iter()
        .filter(under)
        .max_by_key(|remote| remote.len());
    known
        .cloned()
        .or_else(|| short.split_once('/').map(|(remote, _)| remote.to_owned()))
}

fn peel(reference: &git2::Reference<'_>, name: &str) -> Result<ObjectId, StoreError> {
    let resolved = reference
        .resolve()
        .map_err(|error| StoreError::git(format!("follow {name}"), &error))?;
    match resolved.peel_to_commit() {
        Ok(commit) => Ok(id(commit.id())),
        Err(error) if error.code() == ErrorCode::NotFound => {
            let target = resolved.target().map_or(ObjectId::from_bytes([0; 20]), id);
            Err(StoreError::MissingObject { id: target })
        }
        Err(_) => Err(StoreError::NotACommit {
            rev: name.to_owned(),
        }),
    }
}
