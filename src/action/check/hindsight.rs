//! The check, asked about what has landed already: would this step of a branch have passed?
//!
//! The rules are those of `adr check`, with the same reading of both trees. What only the moment of the merge
//! could tell is left out: what lay in outboxes, how long a text had been open to comment, and what trailers
//! said of the code beside the log, since a squash drops them.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use super::reading::Pair;
use super::{Merge, Named, Report, Stop, View};
use crate::check::{Finding, Verdict};
use crate::log::DecisionLog;
use crate::log::tree::{Difference, ObjectId};
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::store::{Limits, Store, StoreError};

/// A step of a branch, from one commit to a later one.
#[derive(Clone, Copy)]
pub struct Landing<'r> {
    /// What the branch held before; `None` before its first commit.
    pub base: Option<ObjectId>,
    /// What it held afterwards.
    pub head: ObjectId,
    /// The charter revisions that are trusted as roots, oldest first.
    pub roots: &'r [Digest],
    /// A tree whose charter judges where that of the base does not hold any more.
    pub trusted: Option<ObjectId>,
    /// When it landed, as the commit says.
    pub at: DateTime<FixedOffset>,
}

/// What a step did.
pub struct Landed {
    /// Where the two trees differ.
    pub differences: Vec<Difference>,
    /// What the check has to say.
    pub findings: Vec<Finding>,
}

/// Judges a step. What cannot be read because of how large or damaged it is, is a finding; an error is left
/// for a clone that does not hold everything.
pub fn judge(store: &Store, landing: &Landing<'_>) -> Result<Landed, StoreError> {
    let before = landing.base.map(|base| store.root_tree(base)).transpose()?;
    let after = store.root_tree(landing.head)?;
    let result = match store.landed(before, after, Limits::default()) {
        Ok(result) => result,
        Err(error) => {
            return Ok(Landed {
                differences: Vec::new(),
                findings: vec![finding(error.into())?],
            });
        }
    };
    let named = |commit: Option<ObjectId>| Named {
        name: commit.map_or_else(String::new, |commit| commit.short()),
        commit: commit.map(|commit| commit.to_string()),
    };
    let mut report = Report {
        verdict: Verdict::CannotEvaluate,
        base: named(landing.base),
        head: named(Some(landing.head)),
        result_tree: None,
        outboxes: Vec::new(),
        findings: Vec::new(),
        decisions: Vec::new(),
    };
    let base_name = match landing.base {
        Some(base) => base.short(),
        None => "the beginning".to_owned(),
    };
    let merge = Merge {
        store,
        base_name: &base_name,
        base: landing.base,
        head: landing.head,
        fork: None,
        result,
        roots: landing.roots,
        now: landing.at,
        view: View::Behind {
            trusted: landing.trusted,
        },
    };
    if let Err(stop) = merge.judge_logs(&mut report) {
        report.findings.push(finding(stop)?);
    }
    Ok(Landed {
        differences: merge.result.differences,
        findings: report.findings,
    })
}

fn finding(stop: Stop) -> Result<Finding, StoreError> {
    match stop {
        Stop::Store(
            error @ (StoreError::TooMany { .. }
            | StoreError::TooLarge { .. }
            | StoreError::DamagedObject { .. }
            | StoreError::BadLogDir { .. }
            | StoreError::LogDirFile),
        ) => Ok(Stop::Store(error).into()),
        Stop::Store(error) => Err(error),
        stop @ Stop::Finding(_) => Ok(stop.into()),
    }
}

impl Merge<'_> {
    /// The log whose charter judges where that of the base does not hold any more.
    pub(super) fn stand_in(&self, dir: &LogDir) -> Result<Option<DecisionLog>, StoreError> {
        match self.view {
            View::Behind {
                trusted: Some(tree),
            } => self
                .store
                .log_of(tree, dir, &[Number::CHARTER].into())
                .map(Some),
            _ => Ok(None),
        }
    }

    /// When each revision was first seen. In hindsight nobody can tell, and every comment period counts as over.
    pub(super) fn first_seen(&self, pair: &Pair) -> BTreeMap<Digest, DateTime<FixedOffset>> {
        match self.view {
            View::Ahead { first_seen } => first_seen.clone(),
            View::Behind { .. } => {
                let decisions = pair.result.decisions.values();
                decisions
                    .flat_map(|decision| decision.revisions.values())
                    .map(|stored| (stored.digest, DateTime::UNIX_EPOCH.fixed_offset()))
                    .collect()
            }
        }
    }
}
