//! Where the living text of a decision is edited: on which branch, from which bytes, and how the new bytes
//! get back there.
//!
//! A text is edited where it is being changed already; else where HEAD is, and never on the branch that
//! decisions are merged into: there a branch of its own begins. Edits of the work tree that nobody has
//! committed are the person's newest word, so they are what is opened, and they go into the same commit.

use std::fs;
use std::path::PathBuf;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::locate::Located;
use crate::log::problem::Flaw;
use crate::log::size_limit;
use crate::record::id::Number;
use crate::record::layout::{Part, Place};
use crate::record::text::Text;
use crate::record::yaml;
use crate::store::{Head, Retry, Target};

/// A living text, opened.
pub struct Desk {
    /// The decision, where it is edited.
    pub located: Located,
    /// Where the commit goes.
    pub target: Target,
    /// The path of `decision.yaml`, from the root of the repository.
    pub path: String,
    /// What the file says, as the person has it.
    pub source: Vec<u8>,
    /// The file in the work tree, where that says something else than the branch.
    edited: Option<PathBuf>,
}

impl Desk {
    /// Whether the work tree held edits that nobody has committed.
    pub fn has_uncommitted_edits(&self) -> bool {
        self.edited.is_some()
    }

    /// The text, if it can be read.
    pub fn text(&self) -> Result<Text, Error> {
        yaml::read(&self.source).map_err(|error| Error::Draft {
            path: self.path.clone(),
            error,
        })
    }

    /// The branch that the commit goes to, as people say it.
    pub fn branch(&self) -> &str {
        match &self.target {
            Target::NewBranch { name, .. } | Target::Branch(name) => {
                name.strip_prefix("refs/heads/").unwrap_or(name)
            }
            Target::Head => &self.located.branch,
        }
    }
}

impl Ground<'_> {
    /// Opens the living text of a decision. `branch` is what the person asked for, if they did.
    pub fn desk(&self, number: Number, branch: Option<&str>) -> Result<Desk, Error> {
        let located = match self.where_edited(number, branch) {
            Err(Error::Unreadable { dir, problem }) => self
                .at_head_with_a_broken_draft(number)?
                .ok_or(Error::Unreadable { dir, problem })?,
            located => located?,
        };
        self.refuse_when_behind(&located)?;
        let target = self.edit_target(&located)?;
        let path = self.path_of(&located, Part::Draft);
        let committed = self.store.read(located.tree, &path, size_limit(&path))?;
        let edited = self.edited_file(&located, &path, committed.as_deref())?;
        let (edited, source) = match edited {
            Some((file, source)) => (Some(file), source),
            None => (None, committed.unwrap_or_default()),
        };
        Ok(Desk {
            located,
            target,
            path,
            source,
            edited,
        })
    }

    /// Commits a new text. The file in the work tree follows where its branch is checked out.
    pub fn commit_text(
        &self,
        desk: &Desk,
        actor: &Actor,
        text: &[u8],
        message: &Message,
    ) -> Result<Done, Error> {
        let retry = Retry::WhileUntouched;
        self.commit_text_with(desk, actor, text, Files::new(), message, retry)
    }

    /// The same, with other files in the one commit.
    pub fn commit_text_with(
        &self,
        desk: &Desk,
        actor: &Actor,
        text: &[u8],
        mut files: Files,
        message: &Message,
        retry: Retry,
    ) -> Result<Done, Error> {
        files.insert(desk.path.clone(), Some(text.to_vec()));
        // The store leaves a file alone that the person has changed; this one they have just handed in.
        if let Some(file) = &desk.edited {
            write_file(file, text)?;
        }
        self.catch_up(&desk.located)?;
        let done = commit::commit(
            self.store,
            actor,
            desk.target.clone(),
            Some(desk.located.tip),
            files,
            message,
            retry,
        );
        if let (Err(_), Some(file)) = (&done, &desk.edited) {
            write_file(file, &desk.source)?;
        }
        done
    }

    /// Branches other than HEAD's on which a settled decision has edits that no revision holds, and those
    /// on which a revision is open.
    pub fn branches_that_change(&self, number: Number) -> Result<Vec<Located>, Error> {
        let base = self.base_tree()?;
        let folder_in = |tree| -> Result<_, Error> {
            let folders = self.store.folders_of(tree, &self.dir, number)?;
            match folders.first() {
                Some(folder) => Ok(self.store.folder(tree, &format!("{}/{folder}", self.dir))?),
                None => Ok(None),
            }
        };
        let agreed = base.map(folder_in).transpose()?.flatten();
        let newest_in_base = match base {
            Some(base) => self.newest_revision_in(base, number)?,
            None => 0,
        };
        let mut changing: Vec<Located> = Vec::new();
        if self.at.is_some() {
            return Ok(changing);
        }
        for branch in self.store.branches()? {
            let is_head = matches!(&self.head, Head::Branch { name, .. } if *name == branch.name);
            let tree = self.store.root_tree(branch.tip)?;
            let folder = folder_in(tree)?;
            if is_head || folder.is_none() || folder == agreed {
                continue;
            }
            let located = match self.locate(number, Some(&branch.short)) {
                Ok(located) => located,
                // A branch that cannot be read is for the check of that branch.
                Err(Error::Unreadable { .. } | Error::NotOnBranch { .. }) => continue,
                Err(error) => return Err(error),
            };
            let newest = newest_of(&located);
            let status = located.decision.status();
            let is_changing = (status.is_open() && newest > newest_in_base)
                || (located.decision.has_unpublished_edits() && newest >= newest_in_base);
            if is_changing && !self.is_contained(&located, &changing)? {
                changing.push(located);
            }
        }
        Ok(changing)
    }

    /// Whether HEAD or one of these branches holds all of it: a remote-tracking branch, say, that a local one
    /// stands for.
    fn is_contained(&self, located: &Located, others: &[Located]) -> Result<bool, Error> {
        let tips = others.iter().map(|other| other.tip);
        for tip in self.head.tip().into_iter().chain(tips) {
            if self.store.is_ancestor(located.tip, tip)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where a decision's text is being changed already; else where the decision is alive.
    pub(super) fn where_edited(
        &self,
        number: Number,
        branch: Option<&str>,
    ) -> Result<Located, Error> {
        let located = self.locate(number, branch)?;
        let is_settled = !located.decision.status().is_open();
        if branch.is_some() || !is_settled || located.decision.has_unpublished_edits() {
            return Ok(located);
        }
        let mut elsewhere = self.branches_that_change(number)?;
        match elsewhere.len() {
            0 => Ok(located),
            1 => Ok(elsewhere.remove(0)),
            _ => Err(Error::SeveralBranches {
                number,
                branches: elsewhere.into_iter().map(|other| other.branch).collect(),
            }),
        }
    }

    /// HEAD's decision when nothing but its living text is wrong: editing is what repairs it.
    fn at_head_with_a_broken_draft(&self, number: Number) -> Result<Option<Located>, Error> {
        let Some(tip) = self.head.tip() else {
            return Ok(None);
        };
        let tree = self.store.root_tree(tip)?;
        let log = self.store.log_of(tree, &self.dir, &[number].into())?;
        let Some(decision) = log.decision(number).cloned() else {
            return Ok(None);
        };
        let only_the_draft = decision.problems.iter().all(|problem| {
            matches!(problem.place(), Some(Place::In(_, Part::Draft)))
                && matches!(problem.flaw, Flaw::Unreadable(_))
        });
        let branch = match &self.head {
            Head::Branch { name, .. } => name.strip_prefix("refs/heads/").unwrap_or(name),
            Head::Detached(_) => "HEAD",
        };
        Ok(only_the_draft.then(|| Located {
            number,
            decision,
            tip,
            tree,
            target: Target::Head,
            branch: branch.to_owned(),
            is_head: true,
            behind: None,
            ahead: None,
        }))
    }

    /// A text is not edited where the base holds a newer revision of it.
    fn refuse_when_behind(&self, located: &Located) -> Result<(), Error> {
        let Some(base) = &self.base else {
            return Ok(());
        };
        let tree = self.store.root_tree(base.tip)?;
        // Another decision of the same number is another matter.
        let is_in_base = match located.decision.id() {
            Some(id) => self.store.number_of_id(tree, &self.dir, id)? == Some(located.number),
            None => false,
        };
        if is_in_base && self.newest_revision_in(tree, located.number)? > newest_of(located) {
            return Err(Error::Declined {
                what: format!(
                    "{} is behind {}, which holds a newer revision of decision {}",
                    located.branch,
                    base.short(),
                    located.number
                ),
                hint: format!("bring it up to date: git merge {}", base.short()),
            });
        }
        Ok(())
    }

    fn newest_revision_in(
        &self,
        tree: crate::log::tree::ObjectId,
        number: Number,
    ) -> Result<u32, Error> {
        let Some(folder) = self
            .store
            .folders_of(tree, &self.dir, number)?
            .into_iter()
            .next()
        else {
            return Ok(0);
        };
        let path = format!("{}/{folder}/revisions", self.dir);
        let names = self.store.list(tree, &path)?;
        let numbers = names
            .iter()
            .filter_map(|(name, _)| name.strip_suffix(".yaml")?.parse().ok());
        Ok(numbers.max().unwrap_or(0))
    }

    fn edit_target(&self, located: &Located) -> Result<Target, Error> {
        let is_own_draft = located.decision.revisions.is_empty();
        let begins_a_branch = self.begins_a_branch()?;
        if !located.is_head || is_own_draft || !begins_a_branch {
            return Ok(located.target.clone());
        }
        let stem = format!(
            "refs/heads/adr/{}-r{}",
            located.decision.folder.name(),
            newest_of(located) + 1
        );
        Ok(Target::NewBranch {
            name: self.free_branch(&stem)?,
            switch: !self.store.is_bare(),
        })
    }

    /// A branch name that starts like this and is free: one of that name may be left over from an attempt that
    /// came to nothing, or belong to a decision of another log.
    pub(super) fn free_branch(&self, stem: &str) -> Result<String, Error> {
        let mut name = stem.to_owned();
        let mut attempt = 1;
        while self.store.tip(&name)?.is_some() {
            attempt += 1;
            name = format!("{stem}-{attempt}");
        }
        Ok(name)
    }

    /// Whether the work tree holds edits of the living text that nobody has committed.
    pub fn has_uncommitted_edits(&self, located: &Located) -> Result<bool, Error> {
        let path = self.path_of(located, Part::Draft);
        let committed = self.store.read(located.tree, &path, size_limit(&path))?;
        let edited = self.edited_file(located, &path, committed.as_deref())?;
        Ok(edited.is_some())
    }

    /// The file in the work tree, where it is checked out here and says something else than the branch.
    fn edited_file(
        &self,
        located: &Located,
        path: &str,
        committed: Option<&[u8]>,
    ) -> Result<Option<(PathBuf, Vec<u8>)>, Error> {
        let Some(root) = self.store.work_dir().filter(|_| located.is_head) else {
            return Ok(None);
        };
        let file = root.join(path);
        let is_ordinary = fs::symlink_metadata(&file)
            .is_ok_and(|about| about.is_file() && about.len() <= size_limit(path));
        if !is_ordinary {
            return Ok(None);
        }
        let bytes = fs::read(&file).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        Ok((Some(bytes.as_slice()) != committed).then_some((file, bytes)))
    }
}

fn newest_of(located: &Located) -> u32 {
    located
        .decision
        .newest()
        .map_or(0, |newest| newest.value.revision)
}

fn write_file(file: &std::path::Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(file, bytes).map_err(|source| Error::Io {
        path: file.display().to_string(),
        source,
    })
}
