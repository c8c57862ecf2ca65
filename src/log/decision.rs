//! The records of one decision.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Flaw, Problem};
use super::stored::Stored;
use crate::agreement::case::{DecisionFacts, Heard, HeardIn, RevisionFacts};
use crate::agreement::status::Status;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{AttachmentPath, Folder, Part, SignoffName};
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::redaction::Redaction;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::Revision;
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::text::Text;
use crate::record::yaml;

/// A decision as one tree holds it.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its folder.
    pub folder: Folder,
    /// The living text, `decision.yaml`.
    pub draft: Option<Text>,
    /// The texts put up for agreement, by their number.
    pub revisions: BTreeMap<u32, Stored<Revision>>,
    /// What people said, in the order of file names.
    pub signoffs: Vec<Stored<Signoff>>,
    /// How it ended, by sequence number.
    pub resolutions: BTreeMap<u32, Stored<Resolution>>,
    /// Digests of the attachments.
    pub attachments: BTreeMap<AttachmentPath, Digest>,
    /// What was taken out, by path in the log.
    pub redacted: BTreeMap<String, Redaction>,
    /// Files that are not what they should be.
    pub problems: Vec<Problem>,
}

impl Decision {
    /// A decision without any file yet.
    pub fn new(folder: Folder) -> Self {
        Self {
            folder,
            draft: None,
            revisions: BTreeMap::new(),
            signoffs: Vec::new(),
            resolutions: BTreeMap::new(),
            attachments: BTreeMap::new(),
            redacted: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// The number.
    pub fn number(&self) -> Number {
        self.folder.number
    }

    /// The id: of the newest readable revision, else of the draft.
    pub fn id(&self) -> Option<DecisionId> {
        let newest = self
            .revisions
            .values()
            .next_back()
            .map(|stored| stored.value.text.id);
        newest.or_else(|| self.draft.as_ref().map(|text| text.id))
    }

    /// The newest text: of the newest revision, else of the draft.
    pub fn text(&self) -> Option<&Text> {
        self.newest()
            .map(|stored| &stored.value.text)
            .or(self.draft.as_ref())
    }

    /// The newest revision.
    pub fn newest(&self) -> Option<&Stored<Revision>> {
        self.revisions.values().next_back()
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        Status::of(
            self.newest().map(|stored| stored.value.revision),
            self.outcomes(),
        )
    }

    /// The text in force, if any.
    pub fn text_in_force(&self) -> Option<&Text> {
        Some(&self.in_force()?.value.text)
    }

    /// The revision in force, if any.
    pub fn in_force(&self) -> Option<&Stored<Revision>> {
        self.revisions.get(&self.status().in_force?)
    }

    /// The newest revision that was ever accepted, whether or not it is still in force.
    pub fn last_accepted(&self) -> Option<&Stored<Revision>> {
        let accepted = self
            .outcomes()
            .filter(|resolution| resolution.outcome == Outcome::Accepted)
            .map(|resolution| resolution.revision);
        self.revisions.get(&accepted.max()?)
    }

    /// The people whose approvals the acceptance of a revision lists, by their word in the tree. Whether it holds,
    /// the rules say.
    pub fn agreed_to(&self, revision: &Stored<Revision>) -> BTreeSet<Handle> {
        let acceptance = self.outcomes().filter(|resolution| {
            resolution.outcome == Outcome::Accepted && resolution.digest == revision.digest
        });
        let listed = acceptance.last().into_iter().flat_map(|one| &one.signoffs);
        listed
            .filter_map(|digest| self.signoff(*digest))
            .filter(|stored| {
                matches!(
                    stored.value.statement,
                    Statement::Stance(Stance::Approve { .. })
                )
            })
            .map(|stored| stored.value.signer.clone())
            .collect()
    }

    /// The decision that took its place, if one did.
    pub fn superseded_by(&self) -> Option<DecisionId> {
        self.outcomes()
            .find(|resolution| resolution.outcome == Outcome::Superseded)?
            .by_decision
    }

    /// The number that its next resolution gets.
    pub fn next_resolution(&self) -> u32 {
        let last = self.resolutions.keys().next_back();
        last.map_or(1, |last| last + 1)
    }

    /// Whether the living text says something else than the newest revision.
    pub fn has_unpublished_edits(&self) -> bool {
        match (&self.draft, self.newest()) {
            (Some(draft), Some(newest)) => *draft != newest.value.text,
            _ => false,
        }
    }

    /// The digest of a revision's file, of a redacted one as well.
    pub fn revision_digest(&self, number: u32) -> Option<Digest> {
        let stored = self.revisions.get(&number).map(|stored| stored.digest);
        stored.or_else(|| {
            let path = format!("{}/{}", self.folder, Part::Revision(number));
            self.redacted.get(&path).map(|gap| gap.redacted.sha256)
        })
    }

    /// The sign-off with this digest of its signed bytes.
    pub fn signoff(&self, digest: Digest) -> Option<&Stored<Signoff>> {
        self.signoffs.iter().find(|stored| stored.signed == digest)
    }

    /// Whether its own signer has taken a sign-off back, or put another in its place.
    pub fn is_replaced(&self, stored: &Stored<Signoff>) -> bool {
        self.unsaid_by(stored).next().is_some()
    }

    /// The sign-offs by which a signer has taken another of theirs back, or replaced it. One that carries no
    /// true signature unsays nothing.
    pub fn unsaid_by(&self, stored: &Stored<Signoff>) -> impl Iterator<Item = &Stored<Signoff>> {
        self.signoffs.iter().filter(|other| {
            let targets = match &other.value.statement {
                Statement::Act(Act::Withdraw { targets }) => targets,
                _ => &other.value.replaces,
            };
            other.value.signer == stored.value.signer
                && targets.contains(&stored.signed)
                && matches!(other.proof(), Proof::Signed { .. })
        })
    }

    /// The decision as the rules see it, everything heard in one place.
    pub fn facts(&self, place: HeardIn) -> DecisionFacts<'_> {
        DecisionFacts {
            number: self.number(),
            revisions: self.revisions.values().map(revision_facts).collect(),
            resolutions: self.outcomes().collect(),
            heard: self
                .signoffs
                .iter()
                .map(|stored| heard(stored, place))
                .collect(),
        }
    }

    fn outcomes(&self) -> impl Iterator<Item = &Resolution> {
        self.resolutions.values().map(|stored| &stored.value)
    }

    /// Takes in one file. `path` is its path in the log, for complaints.
    pub fn add(&mut self, part: Part, path: &str, bytes: Vec<u8>) {
        let added = match part {
            Part::Draft => yaml::read(&bytes)
                .map(|text| self.draft = Some(text))
                .map_err(Flaw::Unreadable),
            Part::Attachment(_) if self.is_redacted(path, &bytes) => Ok(()),
            Part::Attachment(name) => {
                self.attachments.insert(name, Digest::of(&bytes));
                Ok(())
            }
            Part::Revision(number) => self.add_revision(number, path, bytes),
            Part::Resolution(number) => self.add_resolution(number, path, bytes),
            Part::Signoff(name) => self.add_signoff(&name, path, bytes),
        };
        if let Err(flaw) = added {
            self.problems.push(Problem::new(path, flaw));
        }
    }

    fn add_revision(&mut self, number: u32, path: &str, bytes: Vec<u8>) -> Result<(), Flaw> {
        if self.is_redacted(path, &bytes) {
            return Ok(());
        }
        let stored = Stored::<Revision>::read(path, bytes).map_err(Flaw::Unreadable)?;
        self.belongs(&Part::Revision(stored.value.revision), path)?;
        self.revisions.insert(number, stored);
        Ok(())
    }

    fn add_resolution(&mut self, number: u32, path: &str, bytes: Vec<u8>) -> Result<(), Flaw> {
        if self.is_redacted(path, &bytes) {
            return Ok(());
        }
        let stored = Stored::<Resolution>::read(path, bytes).map_err(Flaw::Unreadable)?;
        self.belongs(&Part::Resolution(stored.value.resolution), path)?;
        self.resolutions.insert(number, stored);
        Ok(())
    }

    fn add_signoff(&mut self, name: &SignoffName, path: &str, bytes: Vec<u8>) -> Result<(), Flaw> {
        if self.is_redacted(path, &bytes) {
            return Ok(());
        }
        let stored = Stored::<Signoff>::read(path, bytes).map_err(Flaw::Unreadable)?;
        let value = &stored.value;
        let right = SignoffName::new(value.signer.clone(), value.revision, stored.signed);
        if right != *name {
            self.belongs(&Part::Signoff(right), path)?;
        }
        self.signoffs.push(stored);
        Ok(())
    }

    /// Refuses a file whose name says something else than its content.
    fn belongs(&self, part: &Part, path: &str) -> Result<(), Flaw> {
        let right = format!("{}/{part}", self.folder);
        if right == path {
            Ok(())
        } else {
            Err(Flaw::Misnamed(right))
        }
    }

    /// Takes in what stands in the place of a record that was taken out.
    fn is_redacted(&mut self, path: &str, bytes: &[u8]) -> bool {
        // A look at the bytes first: nearly every record is no gap, and need not be read twice.
        if !bytes.starts_with(b"format: 1\nredacted:\n") {
            return false;
        }
        match yaml::read_canonical::<Redaction>(bytes) {
            Ok(gap) => {
                self.redacted.insert(path.to_owned(), gap);
                true
            }
            Err(_) => false,
        }
    }
}

/// A revision as the rules see it.
pub fn revision_facts(stored: &Stored<Revision>) -> RevisionFacts<'_> {
    RevisionFacts {
        digest: stored.digest,
        revision: &stored.value,
        proof: stored.proof(),
    }
}

/// A sign-off as the rules see it.
pub fn heard(stored: &Stored<Signoff>, place: HeardIn) -> Heard<'_> {
    Heard {
        digest: stored.signed,
        signoff: &stored.value,
        proof: stored.proof(),
        place,
    }
}
