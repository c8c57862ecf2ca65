//! What one decision's page says.

use super::{Edit, Entry, Site, Target};
use crate::action::brief::{self, Argument, Records};
use crate::action::diff::{self, Step};
use crate::action::show::links::{self, Link};
use crate::action::show::{self, Ended, Said, Shown, said};
use crate::action::status::Standing;
use crate::agreement::compare::{self, Change};
use crate::log::decision::Decision;
use crate::record::digest::Digest;
use crate::record::redaction::Redaction;
use crate::record::resolution::Outcome;
use crate::record::revision::{Imported, RevisionKind};
use crate::record::text::Text;

/// The page of a decision.
pub struct Page<'s> {
    /// The text in force, else the newest; none where it cannot be read.
    pub text: Option<&'s Text>,
    /// The revision that says it; none of a draft.
    pub shown: Option<Shown>,
    /// What people hold and did, in the order of revisions.
    pub said: Vec<Said>,
    /// Objections and challenges with their answers, as far as it is proved who raised them.
    pub arguments: Vec<Argument>,
    /// How it ended, so far.
    pub ended: Vec<Ended>,
    /// What the rules still ask for, of what is open.
    pub standing: Option<&'s Standing>,
    /// What the text refers to.
    pub links: Vec<Link>,
    /// What refers to it.
    pub linked_from: &'s [Link],
    /// The revisions, the newest first.
    pub versions: Vec<Version<'s>>,
    /// Where it came from, where it was imported.
    pub imported: &'s [Imported],
    /// What somebody is writing, if they are.
    pub edit: Option<&'s Edit>,
    /// What that changes in the newest revision.
    pub edited: Vec<Change>,
    /// Whether `decision.yaml`, as committed, says something that no revision holds.
    pub unpublished: bool,
    /// What was taken out, by path in the log.
    pub redacted: Vec<(&'s str, &'s Redaction)>,
    /// The decision's folder, from the root of the repository.
    pub folder: String,
}

/// A revision, and what it changed.
pub struct Version<'s> {
    /// Who put it up, when and why.
    pub step: Step,
    /// Digest of its file.
    pub digest: Digest,
    /// The text.
    pub text: &'s Text,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// What it changed in the revision before; nothing where there is none to compare it with.
    pub changes: Option<Vec<Change>>,
}

impl Site<'_> {
    /// What the page of a decision says.
    pub fn page(&self, entry: &Entry) -> Option<Page<'_>> {
        let decision = self.decision(entry)?;
        let number = entry.row.number;
        let stored = decision.in_force().or_else(|| decision.newest());
        let text = stored
            .map(|stored| &stored.value.text)
            .or(decision.draft.as_ref());
        let standing = self.standing(entry);
        let evaluation = standing.and_then(|standing| standing.evaluation.as_ref());
        let records = Records::new(&self.ground.dir, &self.charter);
        let records = records.on(entry.row.branch.as_deref());
        let edit = self.edits.get(&number).filter(|_| entry.is_edited);
        let edited = match (edit, decision.newest()) {
            (Some(Edit::Text(text)), Some(newest)) => compare::changes(&newest.value.text, text),
            _ => Vec::new(),
        };
        let resolutions = decision.resolutions.values();
        let redacted = decision.redacted.iter();
        Some(Page {
            text,
            shown: stored.map(show::shown),
            said: said::said(decision, Some(&self.charter)),
            arguments: brief::arguments(decision, evaluation, &records),
            ended: resolutions
                .map(|stored| show::ended(&stored.value))
                .collect(),
            standing,
            links: text
                .map(|text| links::links(text, &self.log))
                .unwrap_or_default(),
            linked_from: self.linked_from.get(&number).map_or(&[], Vec::as_slice),
            versions: versions(decision),
            imported: imported(decision),
            edit,
            edited,
            unpublished: decision.has_unpublished_edits(),
            redacted: redacted.map(|(path, gap)| (path.as_str(), gap)).collect(),
            folder: format!("{}/{}", self.dir(), decision.folder),
        })
    }

    /// What a relative link in a text of a decision leads to, if that is on the site.
    pub fn target(&self, entry: &Entry, link: &str) -> Option<Target> {
        self.targets.find(self.decision(entry)?, link)
    }
}

fn versions(decision: &Decision) -> Vec<Version<'_>> {
    let mut versions = Vec::new();
    for (number, stored) in decision.revisions.iter().rev() {
        let text = &stored.value.text;
        let before = number
            .checked_sub(1)
            .and_then(|before| decision.revisions.get(&before));
        versions.push(Version {
            step: diff::step(stored),
            digest: stored.digest,
            text,
            outcome: outcome(decision, *number),
            changes: before.map(|before| compare::changes(&before.value.text, text)),
        });
    }
    versions
}

fn outcome(decision: &Decision, revision: u32) -> Option<Outcome> {
    let mut resolutions = decision.resolutions.values().rev();
    resolutions
        .find(|stored| stored.value.revision == revision)
        .map(|stored| stored.value.outcome)
}

fn imported(decision: &Decision) -> &[Imported] {
    let mut revisions = decision.revisions.values().rev();
    revisions
        .find_map(|stored| match &stored.value.kind {
            RevisionKind::Import(sources) => Some(sources.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}
