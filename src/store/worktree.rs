//! The work trees of a repository, and which of them stands on a branch.
//!
//! A branch that is checked out in another work tree may get a commit too: a signer need not know where
//! somebody works. `git fetch` refuses there because it would leave that work tree behind; here it gets
//! the new paths like our own. Only a branch that is being rebased is left alone, since the rebase
//! ends by overwriting it.

use std::fs;
use std::path::{Path, PathBuf};

use git2::RepositoryState;

use super::patience::{Patience, is_abandoned};
use super::{Head, Store, StoreError};

impl Store {
    /// Calls `work` with every work tree that has `reference` checked out, this one included. `HEAD`
    /// stands for this one when it is on no branch.
    pub(super) fn on_checkouts(
        &self,
        reference: &str,
        work: &mut dyn FnMut(&Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.stands_on(reference)? {
            work(self)?;
        }
        if reference == "HEAD" {
            return Ok(());
        }
        for git_dir in self.git_dirs() {
            if same(&git_dir, self.git_dir()) || head_in(&git_dir).as_deref() != Some(reference) {
                continue;
            }
            // A work tree that was deleted, or lies on a disk that is not there, has nothing to update.
            let Some(root) = self.root_of(&git_dir).filter(|root| root.exists()) else {
                continue;
            };
            work(&Self::open_exactly(&root)?)?;
        }
        Ok(())
    }

    fn stands_on(&self, reference: &str) -> Result<bool, StoreError> {
        if self.is_bare() {
            return Ok(false);
        }
        Ok(match self.head()? {
            Head::Branch { name, .. } => name == reference,
            Head::Detached(_) => reference == "HEAD",
        })
    }

    /// An error where a rebase holds the branch, here or in another work tree.
    pub(super) fn refuse_while_rebased(&self, reference: &str) -> Result<(), StoreError> {
        for git_dir in self.git_dirs() {
            for state in [
                "rebase-merge/head-name",
                "rebase-merge/update-refs",
                "rebase-apply/head-name",
            ] {
                let held = fs::read_to_string(git_dir.join(state)).unwrap_or_default();
                if held.lines().any(|line| line == reference) {
                    return Err(StoreError::BranchBusy {
                        reference: reference.to_owned(),
                        git_dir,
                    });
                }
            }
        }
        Ok(())
    }

    /// An error where a merge, rebase or the like is under way in this work tree, which `git switch` would
    /// not leave behind either.
    pub(super) fn refuse_switch_under_way(&self) -> Result<(), StoreError> {
        let what = match self.repo.state() {
            RepositoryState::Clean => return Ok(()),
            RepositoryState::Merge => "merge",
            RepositoryState::Revert | RepositoryState::RevertSequence => "revert",
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => "cherry-pick",
            RepositoryState::Bisect => "bisection",
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => "`git am`",
            _ => "rebase",
        };
        Err(StoreError::UnderWay { what })
    }

    /// Waits until no index that the commit concerns is locked, so that a lock left behind is reported
    /// before anything is committed. `own` says that this work tree is concerned whatever it stands on.
    pub(super) fn wait_for_indexes(&self, reference: &str, own: bool) -> Result<(), StoreError> {
        if own {
            self.wait_for_index()?;
        }
        self.on_checkouts(reference, &mut |store| store.wait_for_index())
    }

    fn wait_for_index(&self) -> Result<(), StoreError> {
        let lock = self.index_lock();
        let mut patience = Patience::new();
        while lock.exists() {
            if is_abandoned(&lock) || !patience.wait() {
                return Err(StoreError::Locked { path: lock });
            }
        }
        Ok(())
    }

    pub(super) fn index_lock(&self) -> PathBuf {
        let mut name = self.index_path.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }

    /// The Git folders of all work trees, the main one first.
    fn git_dirs(&self) -> Vec<PathBuf> {
        let linked = fs::read_dir(self.common_dir().join("worktrees"));
        let linked = linked
            .into_iter()
            .flatten()
            .flatten()
            .map(|folder| folder.path());
        std::iter::once(self.common_dir().to_owned())
            .chain(linked)
            .collect()
    }

    fn root_of(&self, git_dir: &Path) -> Option<PathBuf> {
        if same(git_dir, self.common_dir()) {
            return Some(git_dir.to_owned());
        }
        let link = fs::read_to_string(git_dir.join("gitdir")).ok()?;
        let link = git_dir.join(link.trim_end());
        link.parent().map(Path::to_owned)
    }
}

fn head_in(git_dir: &Path) -> Option<String> {
    let head = fs::read_to_string(git_dir.join("HEAD")).ok()?;
    Some(head.strip_prefix("ref: ")?.trim_end().to_owned())
}

fn same(one: &Path, other: &Path) -> bool {
    one == other
        || one
            .canonicalize()
            .ok()
            .is_some_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
