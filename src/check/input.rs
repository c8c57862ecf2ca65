//! What is judged: one log before and after a change, and what surrounds it, as plain values.

use std::collections::BTreeSet;

use crate::agreement::people;
use crate::log::case::Setting;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::log::tree::{Difference, Entry};
use crate::record::charter::{Charter, KeyState, Person};
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Place};
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::resolution::Outcome;
use crate::record::revision::Revision;

use super::finding::{Code, Finding};

/// One log, and what a branch would do to it.
pub struct Input<'a> {
    /// The base and the result of the merge, the charters of the base, the outboxes and the clock. Of
    /// both logs at least everything that the changes touch is there, and what that refers to.
    pub setting: Setting<'a>,
    /// How people name the base: a branch, or a commit.
    pub base_name: &'a str,
    /// Whether this is the repository's first log, whose numbers the trailers of commits mean.
    pub is_first_log: bool,
    /// What differs in this log, by path.
    pub changes: Vec<Change>,
    /// What both sides changed, each to something else.
    pub conflicts: Vec<Change>,
    /// Names in the folders of what differs that collide.
    pub collisions: &'a [Collision],
    /// The commits of the branch, oldest first.
    pub commits: &'a [Commit],
    /// The charter that was in force where the branch left the base.
    pub charter_at_merge_base: Option<Digest>,
    /// Paths outside of every log that differ.
    pub code: &'a [String],
}

/// A path of a log on which base and result differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The path in the log.
    pub path: String,
    /// What belongs there; `None` where nothing does.
    pub place: Option<Place>,
    /// What the base holds.
    pub before: Option<Entry>,
    /// What the result holds.
    pub after: Option<Entry>,
}

impl Change {
    /// The difference as a change of this log, if it lies in it.
    pub fn of(dir: &LogDir, difference: &Difference) -> Option<Self> {
        let path = if difference.path == dir.as_str() {
            "."
        } else {
            dir.strip(&difference.path)?
        };
        Some(Self {
            path: path.to_owned(),
            place: path.parse().ok(),
            before: difference.before,
            after: difference.after,
        })
    }

    /// The number of the decision that it is about, as far as the path tells.
    pub fn number(&self) -> Option<Number> {
        match self.place.as_ref()? {
            Place::In(folder, _) => Some(folder.number),
            Place::NumberClaim(number) => Some(*number),
            Place::Readme | Place::IdClaim(_) | Place::Delegation { .. } => None,
        }
    }
}

/// Two names of one folder that are the same, or that some systems take for the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Collision {
    /// The path from the root of the repository.
    pub path: String,
    /// The other path; the same where a name is there twice.
    pub other: String,
}

/// A commit of the branch, as far as the check looks at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// How people find it: the first digits of its id, and its subject.
    pub name: String,
    /// The addresses of its author and co-authors.
    pub addresses: Vec<String>,
    /// What its trailers `Decision:` say.
    pub decisions: Vec<String>,
    /// What it changed in the log.
    pub changes: Vec<Difference>,
}

impl<'a> Input<'a> {
    /// The log's folder.
    pub fn dir(&self) -> &'a LogDir {
        &self.setting.result.dir
    }

    /// The charter that judges.
    pub fn charter(&self) -> &'a Charter {
        self.setting.chain.in_force().charter
    }

    /// The id of decision 0, by which records name their log.
    pub fn log_id(&self) -> Option<DecisionId> {
        let of = |log: &crate::log::DecisionLog| log.charter().and_then(Decision::id);
        of(self.setting.base).or_else(|| of(self.setting.result))
    }

    /// Whether the record at this path is new or other than in the base.
    pub fn is_changed(&self, path: &str) -> bool {
        self.changes
            .binary_search_by(|change| change.path.as_str().cmp(path))
            .is_ok()
    }

    /// The decisions of the result that the changes touch, by number.
    pub fn touched(&self) -> impl Iterator<Item = &'a Decision> + use<'a> {
        let mut numbers: BTreeSet<Number> =
            self.changes.iter().filter_map(Change::number).collect();
        let claimed = self.changes.iter().filter_map(|change| match change.place {
            Some(Place::IdClaim(id)) => self.setting.result.id_claims.get(&id).copied(),
            _ => None,
        });
        numbers.extend(claimed);
        let result = self.setting.result;
        numbers
            .into_iter()
            .filter_map(|number| result.decision(number))
    }

    /// The revisions of decision 0 in this change that matter: the newest, and those that are accepted.
    pub fn charter_revisions(&self) -> impl Iterator<Item = &'a Stored<Revision>> {
        let decision = self.setting.result.charter();
        decision.into_iter().flat_map(move |decision| {
            let newest = decision.newest().map(|newest| newest.value.revision);
            let is_accepted = |revision| {
                decision.resolutions.values().any(|stored| {
                    stored.value.outcome == Outcome::Accepted && stored.value.revision == revision
                })
            };
            decision.revisions.values().filter(move |stored| {
                let revision = stored.value.revision;
                self.is_changed(&stored.path) && (newest == Some(revision) || is_accepted(revision))
            })
        })
    }

    /// The charters that this change proposes.
    pub fn proposed_charters(&self) -> impl Iterator<Item = &'a Charter> {
        self.charter_revisions()
            .filter_map(|stored| stored.value.text.charter.as_ref())
    }

    /// Somebody as the base's charter knows them, else as a charter in this change does.
    pub fn person(&self, who: &Handle) -> Option<&'a Person> {
        let known = self.charter().people.get(who);
        known.or_else(|| {
            self.proposed_charters()
                .find_map(|charter| charter.people.get(who))
        })
    }

    /// Whether the signature proves that this person signed, and with a key in which state.
    pub fn signed_by(&self, who: &Handle, proof: &Proof) -> Result<KeyState, Unproved> {
        let person = self.person(who).ok_or(Unproved::Unknown)?;
        let key = match proof {
            Proof::Unsigned => return Err(Unproved::Unsigned),
            Proof::Broken { flaw } => return Err(Unproved::Broken(flaw.to_string())),
            Proof::Signed { key, .. } => key,
        };
        match person.key(key) {
            Some(entry) => Ok(entry.state),
            None => Err(Unproved::OtherKey {
                owner: people::owner_of(self.charter(), key).map(|(owner, _)| owner.clone()),
            }),
        }
    }

    /// A finding about this log.
    pub fn finding(&self, code: &'static Code, message: impl Into<String>) -> Finding {
        Finding::new(code, message).in_log(self.dir())
    }

    /// A finding about a record, by its path in the log.
    pub fn finding_at(
        &self,
        code: &'static Code,
        path: &str,
        message: impl Into<String>,
    ) -> Finding {
        let finding = self.finding(code, message).at(self.path(path));
        match path.parse() {
            Ok(Place::In(folder, _)) => finding.on(folder.number),
            Ok(Place::NumberClaim(number)) => finding.on(number),
            _ => finding,
        }
    }

    /// The command that brings a file back to what the base holds.
    pub fn restore(&self, path: &str) -> String {
        format!(
            "restore it: git checkout {} -- {}",
            self.base_name,
            self.path(path)
        )
    }

    /// A path of the log from the root of the repository.
    pub fn path(&self, path: &str) -> String {
        format!("{}/{path}", self.dir())
    }
}

/// Why a signature does not prove who signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unproved {
    /// No charter knows the person.
    Unknown,
    /// There is no signature.
    Unsigned,
    /// It proves nothing.
    Broken(String),
    /// It proves somebody else.
    OtherKey {
        /// Whose key it is, if it is anybody's.
        owner: Option<Handle>,
    },
}
