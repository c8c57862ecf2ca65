//! Who wrote which commit of a branch.
//!
//! Authors and trailers are claims that anybody can write. They never prove agreement; the check uses
//! them only to ask for more (somebody who wrote the text and is not named in it).

use std::collections::BTreeSet;

use super::line::first_line;
use super::read::id;
use super::{Limits, Store, StoreError};
use crate::log::tree::{Difference, ObjectId};

/// A name and an address, as a commit gives them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// One commit of a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommitInfo {
    /// The commit.
    pub id: ObjectId,
    /// Its parents.
    pub parents: Vec<ObjectId>,
    /// The first line of its message.
    pub subject: String,
    /// Who wrote it.
    pub author: Person,
    /// Who wrote it too, from trailers `Co-authored-by: Name <address>`.
    pub co_authors: Vec<Person>,
    /// All trailers, in order: key as written, value.
    pub trailers: Vec<(String, String)>,
    /// When it was committed, in seconds since 1970; a claim.
    pub committed: i64,
    /// What it changed under the prefix: against its parent, or, for a merge, where it is like none of
    /// its parents (what an "evil merge" brings), against the first of them.
    pub differences: Vec<Difference>,
}

impl CommitInfo {
    /// The values of a trailer; the key's case does not matter.
    pub fn trailer(&self, key: &str) -> impl Iterator<Item = &str> {
        self.trailers
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }
}

impl Store {
    /// The commits that `head` has and `base`, where there is one, has not, oldest first, each with what it changed under
    /// `prefix` (everything for `""`). At most `limits.entries` commits.
    pub fn branch_commits(
        &self,
        base: impl Into<Option<ObjectId>>,
        head: ObjectId,
        prefix: &str,
        limits: Limits,
    ) -> Result<Vec<CommitInfo>, StoreError> {
        let hidden: Vec<ObjectId> = base.into().into_iter().collect();
        let mut commits = self.reachable(&[head], &hidden)?;
        limits.check_commits(commits.len())?;
        commits.reverse();
        commits
            .into_iter()
            .map(|commit| self.commit_info(commit, prefix, limits))
            .collect()
    }

    fn commit_info(
        &self,
        commit: ObjectId,
        prefix: &str,
        limits: Limits,
    ) -> Result<CommitInfo, StoreError> {
        let object = self.commit_object(commit)?;
        let message = String::from_utf8_lossy(object.message_raw_bytes()).into_owned();
        let trailers = trailers(&message);
        let co_authors = trailers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case("co-authored-by"))
            .filter_map(|(_, value)| Person::parse(value))
            .collect();
        let author = object.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(CommitInfo {
            id: commit,
            parents: object.parent_ids().map(id).collect(),
            subject: first_line(&message),
            author: Person {
                name: text(author.name_bytes()),
                email: text(author.email_bytes()),
            },
            co_authors,
            trailers,
            committed: object.time().seconds(),
            differences: self.own_changes(commit, prefix, limits)?,
        })
    }

    /// What a commit holds under `prefix` that none of its parents holds.
    fn own_changes(
        &self,
        commit: ObjectId,
        prefix: &str,
        limits: Limits,
    ) -> Result<Vec<Difference>, StoreError> {
        let tree = self.root_tree(commit)?;
        let parents = self.parents(commit)?;
        let Some((first, others)) = parents.split_first() else {
            return self.compare(None, Some(tree), prefix, limits);
        };
        let mut own = self.compare(Some(self.root_tree(*first)?), Some(tree), prefix, limits)?;
        for other in others {
            let against =
                self.compare(Some(self.root_tree(*other)?), Some(tree), prefix, limits)?;
            let changed: BTreeSet<&str> = against.iter().map(|other| other.path.as_str()).collect();
            own.retain(|difference| changed.contains(difference.path.as_str()));
        }
        Ok(own)
    }
}

impl Person {
    fn parse(value: &str) -> Option<Self> {
        let (name, rest) = value.split_once('<')?;
        let (email, _) = rest.split_once('>')?;
        Some(Self {
            name: name.trim().to_owned(),
            email: email.trim().to_owned(),
        })
    }
}

fn trailers(message: &str) -> Vec<(String, String)> {
    let Ok(found) = git2::message_trailers_strs(message) else {
        return Vec::new();
    };
    found
        .iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
