//! Where somebody who need not check anything out puts up a revision of decision 0: on a branch of its own
//! that begins at the base's tip, whatever HEAD is at, in one commit.
//!
//! A newcomer's entry and a redaction go this way; other changes of the charter are drafted first.

use serde::Serialize;

use crate::action::Error;
use crate::action::actor::{Actor, Signatory};
use crate::action::commit::{self, Done, Files, Message};
use crate::action::ground::{Ground, chain_of};
use crate::action::publish::{evaluate_again, refers};
use crate::action::write::signed;
use crate::agreement::evaluation::Evaluation;
use crate::log::decision::Decision;
use crate::log::size_limit;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::{Part, Place};
use crate::record::prose::Line;
use crate::record::revision::{Revision, RevisionKind};
use crate::record::text::Text;
use crate::record::yaml;
use crate::store::{Retry, Target};

/// Decision 0 as the base holds it.
pub(in crate::action) struct Seat {
    /// The base's tip.
    pub tip: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
    /// Decision 0.
    pub decision: Decision,
    /// The path of its living text, from the root of the repository.
    pub path: String,
    /// The living text, comments and all.
    pub source: Vec<u8>,
    /// What it says: the same as the newest revision.
    pub text: Text,
    /// The charter in force.
    pub charter: Charter,
    newest: u32,
    digest: Digest,
}

/// What is put up.
pub(in crate::action) struct Proposal {
    /// As what.
    pub kind: RevisionKind,
    /// The text.
    pub text: Text,
    /// The same as a file.
    pub source: Vec<u8>,
    /// What changes and why.
    pub summary: Option<Line>,
    /// The act, as the commit says it.
    pub subject: String,
    /// The branch, by its short name; it must not exist.
    pub branch: String,
}

/// What was put up.
#[derive(Debug, Serialize)]
pub struct PutUp {
    /// The revision of decision 0.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// What the rules say: who is asked.
    pub evaluation: Option<Evaluation>,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

impl Seat {
    /// Takes decision 0 from the base's tip; from HEAD's where this clone knows no base.
    pub fn at_base(ground: &Ground<'_>) -> Result<Self, Error> {
        let no_log = || Error::NoLog {
            dir: ground.dir.clone(),
        };
        let tip = match &ground.base {
            Some(base) => base.tip,
            None => ground.head.tip().ok_or_else(no_log)?,
        };
        let tree = ground.store.root_tree(tip)?;
        let log = ground.load(tree, [])?;
        let charter = chain_of(&log, ground.trust_root)?
            .in_force()
            .charter
            .clone();
        let decision = log.charter().cloned().ok_or_else(no_log)?;
        let newest = decision.newest().ok_or_else(no_log)?;
        let (number, digest) = (newest.value.revision, newest.digest);
        let text = newest.value.text.clone();
        let path = ground
            .dir
            .join(&Place::In(decision.folder.clone(), Part::Draft));
        let source = ground
            .store
            .read(tree, &path, size_limit(&path))?
            .filter(|source| yaml::read::<Text>(source).ok().as_ref() == Some(&text))
            .ok_or_else(|| Error::UnpublishedEdits {
                number: Number::CHARTER,
                path: path.clone(),
            })?;
        Ok(Self {
            tip,
            tree,
            decision,
            path,
            source,
            text,
            charter,
            newest: number,
            digest,
        })
    }

    /// The number of the revision that would follow.
    pub const fn next_revision(&self) -> u32 {
        self.newest + 1
    }

    /// A branch that does not exist yet: `stem`, or with a number behind it where one is left over from an
    /// attempt that came to nothing.
    pub fn free_branch(ground: &Ground<'_>, stem: &str) -> Result<String, Error> {
        let mut name = stem.to_owned();
        let mut attempt = 1;
        while ground.store.tip(&format!("refs/heads/{name}"))?.is_some() {
            attempt += 1;
            name = format!("{stem}-{attempt}");
        }
        Ok(name)
    }

    /// Signs and commits the next revision.
    pub fn put_up(
        &self,
        ground: &Ground<'_>,
        actor: &Actor,
        signatory: &Signatory,
        proposal: Proposal,
    ) -> Result<PutUp, Error> {
        let revision = Revision {
            revision: self.next_revision(),
            previous: Some(self.digest),
            kind: proposal.kind,
            by: signatory.handle.clone(),
            with: Vec::new(),
            at: actor.now(),
            summary: proposal.summary,
            refers: refers(ground, self.tree, Number::CHARTER, &proposal.text)?,
            text: proposal.text,
            signature: None,
        };
        let record = signed(&revision, &signatory.key)?;
        let part = Part::Revision(revision.revision);
        let place = Place::In(self.decision.folder.clone(), part);
        let files = Files::from([
            (self.path.clone(), Some(proposal.source)),
            (ground.dir.join(&place), Some(record.bytes)),
        ]);
        let message = Message::new(proposal.subject, Number::CHARTER)
            .body(revision.summary.as_ref())
            .trailer("Adr-Revision", revision.revision)
            .trailer("Adr-Signer", &signatory.handle);
        let target = Target::NewBranch {
            name: format!("refs/heads/{}", proposal.branch),
            switch: false,
        };
        let done = commit::commit(
            ground.store,
            actor,
            target,
            Some(self.tip),
            files,
            &message,
            Retry::Never,
        )?;
        Ok(PutUp {
            revision: revision.revision,
            digest: record.digest,
            evaluation: evaluate_again(ground, actor, Number::CHARTER, &done)?,
            done,
        })
    }
}
