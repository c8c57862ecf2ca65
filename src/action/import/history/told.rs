//! The revisions of a record as they are written and reported: where each came from, and in one line who
//! changed what, and when.
//!
//! Format 1 of the records has a place for the commit, path, number and status of a source, and none for the
//! day and the author of its change. These stand in the revision's `summary`; the authors of all commits
//! that a revision stands for are named in `imported.people`. Addresses stay out: what a log says it says for good.

use std::ops::Range;

use serde::Serialize;

use super::{History, Record};
use crate::interchange::ImportedDecision;
use crate::interchange::history::{Kind, Span, Standing, line, spans};
use crate::log::tree::ObjectId;
use crate::record::prose::Line;
use crate::record::time::Timestamp;
use crate::store::Authorship;

/// What was recovered of a record, or would be.
#[derive(Clone, Debug, Serialize)]
pub struct Recovered {
    /// How many versions the source holds that were read.
    pub versions: usize,
    /// How many could not be read as this format.
    #[serde(skip_serializing_if = "is_none")]
    pub unread: usize,
    /// Whether older versions are missing because the clone was cut.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
    /// The revisions that are new, oldest first.
    pub revisions: Vec<RevisionReport>,
}

/// One revision.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionReport {
    /// Its number.
    pub revision: u32,
    /// How its text came, and what was folded into it.
    pub steps: Vec<StepReport>,
}

/// A version of the source.
#[derive(Clone, Debug, Serialize)]
pub struct StepReport {
    /// What it changed.
    pub kind: Kind,
    /// Whether it changed what had been accepted, in substance or in whom it names as agreeing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub after_acceptance: bool,
    /// The commit.
    pub commit: String,
    /// The file then.
    pub path: Line,
    /// The status then, word for word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Line>,
    /// Who wrote the change, as the commit says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Line>,
    /// When, as the commit says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The first line of its message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Line>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // What serde calls.
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// One revision that is to be written.
pub struct Told {
    /// What the importer read of its versions but the newest, oldest first, each with its commit.
    pub earlier: Vec<ImportedDecision>,
    /// The newest of its versions, whose text it has.
    pub newest: ImportedDecision,
    /// Who changed what, and when.
    pub summary: Option<Line>,
    /// For the report.
    pub steps: Vec<StepReport>,
}

/// What of a record is to be written.
pub struct Imports {
    /// Oldest first.
    pub revisions: Vec<Told>,
    /// How many versions they stand for.
    pub versions: usize,
    /// How many more could not be read.
    pub unread: usize,
    /// Whether the clone was cut, and older ones are missing.
    pub is_cut: bool,
}

impl History {
    /// The revisions of a record that come after the newest of these commits, if there are any; all of them where
    /// none of its versions is of one of them. The text of the newest version is `tip`, which was read together with all others.
    pub fn of(&self, tip: &ImportedDecision, known: &[Line]) -> Option<Imports> {
        let record = self.records.get(&tip.path)?;
        let is_known = |(commit, _): &(ObjectId, Authorship)| {
            let commit = commit.to_string();
            known.iter().any(|line| line.as_str() == commit)
        };
        let after_known = record.commits.iter().rposition(is_known).map(|at| at + 1);
        // What is there already does not become a revision again because it was moved or wrapped anew.
        let new = after_known.map_or(0, |at| {
            let steps = record.steps.iter().skip(at);
            at + steps.take_while(|step| step.kind.keeps_the_words()).count()
        });
        let mut spans = spans(record.steps.get(new..).unwrap_or_default());
        for span in &mut spans {
            span.versions = span.versions.start + new..span.versions.end + new;
        }
        let mut revisions: Vec<Told> = spans.iter().map(|span| record.told(span)).collect();
        let Told { newest, .. } = revisions.last_mut()?;
        let commit = newest.source.commit.take();
        *newest = tip.clone();
        newest.source.commit = commit;
        Some(Imports {
            revisions,
            versions: record.versions.len() - new,
            unread: record.unread,
            is_cut: record.is_cut && new == 0,
        })
    }

    /// The commits of a record's versions with the path that it had in each, newest first.
    pub fn places(&self, tip: &str) -> impl Iterator<Item = (String, String)> {
        let record = self.records.get(tip).into_iter();
        record.flat_map(|record| {
            let versions = record.commits.iter().zip(&record.versions).rev();
            versions.map(|((commit, _), version)| {
                let path = &version.decision.source.path;
                (commit.to_string(), path.to_string())
            })
        })
    }
}

impl Record {
    fn told(&self, span: &Span) -> Told {
        let steps = self.steps(span.versions.clone());
        let newest = span.versions.end - 1;
        Told {
            earlier: (span.versions.start..newest)
                .map(|at| self.decision(at))
                .collect(),
            newest: self.decision(newest),
            summary: self.summary(span, &steps),
            steps,
        }
    }

    /// What was read of a version, with its commit.
    fn decision(&self, at: usize) -> ImportedDecision {
        let mut decision = self.versions[at].decision.clone();
        decision.source.commit = line(&self.commits[at].0.to_string());
        decision
    }

    fn steps(&self, versions: Range<usize>) -> Vec<StepReport> {
        let step = |at: usize| {
            let (commit, authorship) = &self.commits[at];
            let source = &self.versions[at].decision.source;
            StepReport {
                kind: self.steps[at].kind,
                after_acceptance: self.steps[at].after_acceptance,
                commit: commit.to_string(),
                path: source.path.clone(),
                status: source.status.clone(),
                author: line(&authorship.author.name),
                at: authorship.at,
                subject: line(&authorship.subject),
            }
        };
        versions.map(step).collect()
    }

    /// `Changed after acceptance by Ann Owner on 2019-03-02: Double the timeout`.
    fn summary(&self, span: &Span, steps: &[StepReport]) -> Option<Line> {
        let step = steps.first()?;
        let begin = span.versions.start;
        let status = |at: usize| {
            let status = self.versions[at].decision.source.status.as_ref();
            status.map_or("none", Line::as_str)
        };
        let before = begin.saturating_sub(1);
        let moved = format!("status from {} to {}", status(before), status(begin));
        let has_moved = Standing::is_other(
            self.versions[before].decision.source.status.as_ref(),
            self.versions[begin].decision.source.status.as_ref(),
        );
        let what = match step.kind {
            Kind::Created if self.is_cut => "As the cut history begins, with a commit",
            Kind::Created => "Written",
            Kind::Details => "Details changed",
            Kind::Editorial => "Spelling corrected",
            Kind::People => "Whom it names as agreeing changed",
            _ => "Changed",
        };
        let after = if step.after_acceptance {
            " after acceptance"
        } else {
            ""
        };
        let mut words = match (step.kind, has_moved) {
            (Kind::Status, _) => format!("Its {moved},"),
            (_, true) => format!("{what}{after}, and its {moved},"),
            (_, false) => format!("{what}{after}"),
        };
        if let Some(author) = &step.author {
            words.push_str(&format!(" by {author}"));
        }
        if let Some(at) = step.at {
            words.push_str(&format!(" on {}", at.day()));
        }
        if let Some(subject) = &step.subject {
            words.push_str(&format!(": {subject}"));
        }
        line(&words)
    }
}
