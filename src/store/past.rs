//! The past of files: each version of each that the first parents of a branch hold, also from before it was
//! renamed.
//!
//! The walk goes from the tip back and opens only those folders on the way to a watched file whose ids differ,
//! so a commit that leaves them alone costs reading itself and its root folder. A file that a commit adds may
//! be one that the same commit took away, or put another one in the place of: see `renames`. One that comes from
//! nowhere may have lain there before, been removed and come back.

mod renames;
mod watch;

use std::collections::BTreeMap;

use super::{Limits, Person, Store, StoreError};
use crate::log::tree::{Difference, ObjectId};
use crate::record::time::Timestamp;

use watch::Watch;

/// The versions of several files along one branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Past {
    /// The versions of each file, newest first, by the path that it has at the tip.
    pub files: BTreeMap<String, Vec<FileVersion>>,
    /// The commit at which a shallow clone was cut: what came before it is not there. It stands as the oldest
    /// version of every file that it holds.
    pub cut: Option<ObjectId>,
    /// How many commits the branch has by first parents, as far as they were looked at.
    pub commits: usize,
}

/// A file as one commit left it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileVersion {
    /// How far the commit lies before the tip: 0 for the tip, 1 for its first parent.
    pub age: usize,
    /// The commit.
    pub commit: ObjectId,
    /// Where the file lay in it.
    pub path: String,
    /// Its bytes there.
    pub blob: ObjectId,
}

/// What a commit says of how a change came to be. Everybody can write that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authorship {
    /// Who wrote the change.
    pub author: Person,
    /// When; `None` where the commit gives no moment that a calendar knows.
    pub at: Option<Timestamp>,
    /// The first line of the message.
    pub subject: String,
}

impl Store {
    /// The past of these files of the commit `tip`, by first parents. What is no file there has none.
    ///
    /// Errors as for [`Store::line`], where a commit or folder cannot be read, and where one commit that adds a
    /// watched file changes more files than `limits` allow.
    pub fn past<'p>(
        &self,
        tip: ObjectId,
        paths: impl IntoIterator<Item = &'p str>,
        limits: Limits,
    ) -> Result<Past, StoreError> {
        let line = self.line(tip, None, limits)?;
        let mut walk = Walk {
            store: self,
            limits,
            watch: Watch::default(),
            past: Past {
                files: BTreeMap::new(),
                cut: line.start.filter(|_| line.is_cut),
                commits: 0,
            },
        };
        let mut after = self.root_tree(tip)?;
        for path in paths {
            if self.file_at(after, path)?.is_some() {
                walk.watch.insert(path, path.to_owned());
            }
        }
        let mut newest_first = line
            .commits
            .into_iter()
            .rev()
            .chain(walk.past.cut)
            .peekable();
        let mut age = 0;
        while let Some(commit) = newest_first.next() {
            if walk.watch.is_empty() {
                break;
            }
            let before = newest_first
                .peek()
                .map(|parent| self.root_tree(*parent))
                .transpose()?;
            walk.step(Step { age, commit }, before, after)?;
            age += 1;
            let Some(before) = before else { break };
            after = before;
        }
        walk.past.commits = age;
        Ok(walk.past)
    }

    /// Who wrote a commit, when, and its subject.
    pub fn authorship(&self, commit: ObjectId) -> Result<Authorship, StoreError> {
        let object = self.commit_object(commit)?;
        let author = object.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Authorship {
            author: Person {
                name: text(author.name_bytes()),
                email: text(author.email_bytes()),
            },
            at: moment(author.when()),
            subject: super::line::first_line(&text(object.message_raw_bytes())),
        })
    }

    /// The blob of the file at a path; `None` for what is no file.
    fn file_at(&self, tree: ObjectId, path: &str) -> Result<Option<ObjectId>, StoreError> {
        let entry = self.entry(tree, path)?;
        Ok(entry.filter(watch::is_file).map(|entry| entry.id))
    }
}

/// A commit on the way back.
#[derive(Clone, Copy)]
struct Step {
    age: usize,
    commit: ObjectId,
}

struct Walk<'s> {
    store: &'s Store,
    limits: Limits,
    /// The files that are followed, under the paths that they have where the walk is.
    watch: Watch,
    past: Past,
}

impl Walk<'_> {
    /// Notes what a commit did to the files, and goes on with the names that they had before it.
    fn step(
        &mut self,
        step: Step,
        before: Option<ObjectId>,
        after: ObjectId,
    ) -> Result<(), StoreError> {
        let changes = self.watch.changes(self.store, before, after)?;
        let displaced = renames::displaced(self.store, &changes)?;
        let mut added = Vec::new();
        for (change, is_displaced) in changes.into_iter().zip(displaced) {
            let version = FileVersion {
                age: step.age,
                commit: step.commit,
                path: change.path.clone(),
                blob: change.after,
            };
            let versions = self.past.files.entry(change.file.clone()).or_default();
            versions.push(version);
            if change.before.is_none() || is_displaced {
                self.watch.remove(&change.path);
                added.push(change);
            }
        }
        let (false, Some(before)) = (added.is_empty(), before) else {
            return Ok(());
        };
        // What came from nowhere may have been there before and come back.
        for change in added.iter().filter(|change| change.before.is_none()) {
            self.watch.insert(&change.path, change.file.clone());
        }
        let mut gone = self.removed(before, after)?;
        let places = added.iter();
        gone.extend(places.filter_map(|change| Some((change.path.clone(), change.before?))));
        let sources = renames::sources(self.store, &added, &gone)?;
        // All of them first: the name that one gives up another may have taken over.
        for (change, _) in &sources {
            self.watch.remove(&change.path);
        }
        for (change, source) in sources {
            self.watch.insert(source, change.file.clone());
        }
        Ok(())
    }

    /// The files that are there before and not after.
    fn removed(
        &self,
        before: ObjectId,
        after: ObjectId,
    ) -> Result<Vec<(String, ObjectId)>, StoreError> {
        let differences = self
            .store
            .compare(Some(before), Some(after), "", self.limits)?;
        let removed = |Difference {
                           path,
                           before,
                           after,
                       }| match (before, after) {
            (Some(entry), None) if watch::is_file(&entry) => Some((path, entry.id)),
            _ => None,
        };
        Ok(differences.into_iter().filter_map(removed).collect())
    }
}

/// A moment as Git has it: seconds since 1970, and minutes east of Greenwich.
fn moment(time: git2::Time) -> Option<Timestamp> {
    let offset = chrono::FixedOffset::east_opt(time.offset_minutes().checked_mul(60)?)?;
    let utc = chrono::DateTime::from_timestamp(time.seconds(), 0)?;
    let local = utc.with_timezone(&offset);
    // A record writes years with four digits.
    let year = chrono::Datelike::year(&local);
    (0..=9999).contains(&year).then(|| Timestamp::new(local))
}

impl Past {
    /// Whether this version is only the oldest that is there, because the clone was cut.
    pub fn is_cut(&self, version: &FileVersion) -> bool {
        self.cut == Some(version.commit)
    }
}
