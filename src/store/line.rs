//! The line of a branch: its commits by first parents, which is what the branch held one after another.
//!
//! A shallow clone shows the commits at which it was cut as if they had no parents. Here the line ends there
//! and says so, so that nobody takes a cut for a beginning.

use super::provenance::Person;
use super::read::id;
use super::{Limits, Store, StoreError};
use crate::log::tree::ObjectId;

/// Part of a branch's line, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The commit before the first of `commits`; `None` where the first is the branch's first commit.
    pub start: Option<ObjectId>,
    /// The commits after the start, up to the tip.
    pub commits: Vec<ObjectId>,
    /// Whether a shallow clone hides what came before the start.
    pub is_cut: bool,
}

/// What a commit says of itself. Everybody can write that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Headline {
    /// The commit.
    pub id: ObjectId,
    /// Its first parent, if it has one.
    pub parent: Option<ObjectId>,
    /// Whether it has several parents.
    pub is_merge: bool,
    /// The first line of its message.
    pub subject: String,
    /// Who wrote it.
    pub author: Person,
    /// When it was committed, in seconds since 1970.
    pub committed: i64,
}

impl Store {
    /// The line of first parents from the commit `since`, which is its start, to `tip`; without `since`, from
    /// the branch's beginning or from where a shallow clone was cut.
    ///
    /// An error where grafts or replace refs make this clone show another history than others see, where a
    /// parent is missing, and where `since` is not on the line.
    pub fn line(
        &self,
        tip: ObjectId,
        since: Option<ObjectId>,
        limits: Limits,
    ) -> Result<Line, StoreError> {
        self.refuse_rewritten_history()?;
        let boundaries = self.shallow_boundaries()?;
        let mut commits = Vec::new();
        let mut next = tip;
        let (start, is_cut) = loop {
            if since == Some(next) {
                break (Some(next), false);
            }
            let parent = self.parents(next)?.first().copied();
            if boundaries.contains(&next) {
                break (Some(next), true);
            }
            commits.push(next);
            limits.check_commits(commits.len())?;
            match parent {
                Some(parent) => next = parent,
                None => break (None, false),
            }
        };
        if let Some(since) = since.filter(|since| start != Some(*since)) {
            return Err(StoreError::NotOnLine { since, tip, is_cut });
        }
        commits.reverse();
        Ok(Line {
            start,
            commits,
            is_cut,
        })
    }

    /// What a commit says of itself.
    pub fn headline(&self, commit: ObjectId) -> Result<Headline, StoreError> {
        let object = self.commit_object(commit)?;
        let message = String::from_utf8_lossy(object.message_raw_bytes()).into_owned();
        let author = object.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Headline {
            id: id(object.id()),
            parent: object.parent_ids().next().map(id),
            is_merge: object.parent_count() > 1,
            subject: first_line(&message),
            author: Person {
                name: text(author.name_bytes()),
                email: text(author.email_bytes()),
            },
            committed: object.time().seconds(),
        })
    }
}

/// The subject of a message.
pub(super) fn first_line(message: &str) -> String {
    let mut lines = message.trim_start().lines();
    lines.next().unwrap_or_default().to_owned()
}
