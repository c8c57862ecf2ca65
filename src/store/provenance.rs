//! Who wrote which commit of a branch.
//!
//! Authors and trailers are claims that anybody can write. They never prove agreement; the check uses
//! them only to ask for more (somebody who wrote the text and is not named in it).

use std::collections::{BTreeSet, HashMap};

use super::line::first_line;
use super::read::{Spent, id};
use super::{Limits, Store, StoreError};
use crate::log::tree::{Difference, ObjectId};

/// How much of the first line of a message is kept, in characters.
const LONGEST_SUBJECT: usize = 120;

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
    /// The start of the first line of its message.
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
    /// How many bytes of text this keeps.
    fn kept(&self) -> u64 {
        let people = std::iter::once(&self.author).chain(&self.co_authors);
        let people: usize = people
            .map(|person| person.name.len() + person.email.len())
            .sum();
        let trailers = self.trailers.iter();
        let trailers: usize = trailers.map(|(key, value)| key.len() + value.len()).sum();
        (self.subject.len() + people + trailers) as u64
    }

    /// The values of a trailer; the key's case does not matter.
    pub fn trailer(&self, key: &str) -> impl Iterator<Item = &str> {
        self.trailers
            .iter()
            .filter(move |(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }
}

impl Store {
    /// The commits that `head` has and `base`, where there is one, has not, oldest first, each with what it changed
    /// under `prefix` (everything for `""`). At most `limits.entries` commits, and as many differences in all.
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
        let mut found: Vec<CommitInfo> = Vec::with_capacity(commits.len());
        let mut differences = 0;
        let mut folders = Folders {
            store: self,
            prefix,
            known: HashMap::new(),
        };
        for commit in commits {
            let info = self.commit_info(commit, &mut folders, limits)?;
            differences += info.differences.len();
            limits.check_entries(differences)?;
            found.push(info);
        }
        Ok(found)
    }

    fn commit_info(
        &self,
        commit: ObjectId,
        folders: &mut Folders<'_>,
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
        let info = CommitInfo {
            id: commit,
            parents: object.parent_ids().map(id).collect(),
            subject: first_line(&message).chars().take(LONGEST_SUBJECT).collect(),
            author: Person {
                name: text(author.name_bytes()),
                email: text(author.email_bytes()),
            },
            co_authors,
            trailers,
            committed: object.time().seconds(),
            differences: folders.own_changes(commit, limits)?,
        };
        self.spend(Spent::Message(info.kept()))?;
        Ok(info)
    }
}

/// What each commit holds under a prefix: most are looked at twice, as a commit and as a parent.
struct Folders<'s> {
    store: &'s Store,
    prefix: &'s str,
    known: HashMap<ObjectId, Option<ObjectId>>,
}

impl Folders<'_> {
    /// What a commit holds that none of its parents holds.
    fn own_changes(
        &mut self,
        commit: ObjectId,
        limits: Limits,
    ) -> Result<Vec<Difference>, StoreError> {
        let parents = self.store.parents(commit)?;
        let first = parents.first().copied();
        let mut own = self.compare(first, commit, limits)?;
        for other in parents.iter().skip(1) {
            if own.is_empty() {
                break;
            }
            let against = self.compare(Some(*other), commit, limits)?;
            let changed: BTreeSet<&str> = against.iter().map(|other| other.path.as_str()).collect();
            own.retain(|difference| changed.contains(difference.path.as_str()));
        }
        Ok(own)
    }

    fn compare(
        &mut self,
        parent: Option<ObjectId>,
        commit: ObjectId,
        limits: Limits,
    ) -> Result<Vec<Difference>, StoreError> {
        let before = parent.map_or(Ok(None), |parent| self.of(parent))?;
        let after = self.of(commit)?;
        self.store
            .compare_folders(before, after, self.prefix, limits)
    }

    fn of(&mut self, commit: ObjectId) -> Result<Option<ObjectId>, StoreError> {
        if let Some(known) = self.known.get(&commit) {
            return Ok(*known);
        }
        let tree = self.store.root_tree(commit)?;
        let folder = self.store.folder(tree, self.prefix)?;
        self.known.insert(commit, folder);
        Ok(folder)
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
