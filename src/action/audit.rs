//! `adr audit`: what an auditor can rely on.
//!
//! First each log of one tree by its files alone, with the reading of `adr verify`: the chain of charters,
//! every signature, every acceptance under the charter that it names, and per decision how well its agreement
//! is proved. Then the line of the branch, step by step, with the rules of `adr check`: what was deleted or
//! rewritten, and what landed without being let through. Where there is no history, or only part of one, that
//! is said, and the rest is looked at all the same.

mod assurance;
pub mod bundle;
mod folder;
mod history;
mod report;
mod touching;

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};

use super::Error;
use super::verify;
use crate::log::DecisionLog;
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::record::layout::LogDir;
use crate::record::time::Timestamp;
use crate::store::{Limits, Store};

pub use report::{
    CommitReport, DecisionReport, History, InParts, Incident, Link, LogReport, Outcome, Reach,
    Report, Subject, Unknown,
};

/// What made a report.
const TOOL: &str = concat!("adr ", env!("CARGO_PKG_VERSION"));

/// What to audit.
#[derive(Clone, Debug)]
pub struct Request {
    /// A branch or a commit.
    pub rev: String,
    /// A commit of its line that was audited before: only what came after it is looked at.
    pub since: Option<String>,
    /// One log of several; all of them where left out.
    pub log: Option<LogDir>,
    /// The digest of the first charter, if it is pinned.
    pub trust_root: Option<Digest>,
    /// The time of the audit.
    pub now: DateTime<FixedOffset>,
}

/// Audits a commit and the line that led to it.
pub fn run(store: &Store, request: &Request) -> Result<Report, Error> {
    let tip = resolve(store, &request.rev)?;
    let since = match &request.since {
        Some(rev) => Some(resolve(store, rev)?),
        None => None,
    };
    let line = store.line(tip, since, Limits::default())?;
    let tree = store.root_tree(tip)?;
    let known = store.log_dirs(tree)?;
    if let Some(dir) = request.log.as_ref().filter(|dir| !known.contains(dir)) {
        let dir = dir.clone();
        return Err(Error::UnknownLog { dir, known });
    }
    let (mut logs, roots) = audit_logs(&known, request.trust_root, |dir: &LogDir| {
        Ok(store.whole_log_with_attachments(tree, dir)?)
    })?;
    let mut history = history::look_at(store, &line, since.is_some(), roots)?;
    if let Some(dir) = &request.log {
        logs.retain(|log| log.log == *dir);
        history.keep(dir);
    }
    let mut unknown = Vec::new();
    if request.trust_root.is_none() {
        unknown.push(Unknown::TrustRoot);
    }
    if history.reach == Reach::Cut {
        unknown.push(Unknown::Before);
    }
    if history.reach == Reach::Cut && history.commits == 0 {
        unknown.push(Unknown::Order);
    }
    unknown.extend([Unknown::Moment, Unknown::Code]);
    Ok(Report {
        outcome: outcome(&logs, Some(&history)),
        tool: TOOL.to_owned(),
        at: Timestamp::new(request.now),
        subject: Subject {
            name: request.rev.clone(),
            commit: Some(tip.to_string()),
            tree: Some(tree.to_string()),
        },
        logs,
        history: Some(history),
        unknown,
    })
}

/// Audits the files of a folder that has no history: an archive, or a copy.
pub fn of_folder(
    folder: &std::path::Path,
    dir: Option<LogDir>,
    trust_root: Option<Digest>,
    now: DateTime<FixedOffset>,
) -> Result<Report, Error> {
    let root: PathBuf = folder.to_owned();
    let dirs = match dir {
        Some(dir) => vec![dir],
        None => folder::log_dirs(&root)?,
    };
    let (logs, _) = audit_logs(&dirs, trust_root, |dir| folder::log(&root, dir))?;
    let mut unknown = vec![
        Unknown::Commit,
        Unknown::Order,
        Unknown::Moment,
        Unknown::Code,
    ];
    if trust_root.is_none() {
        unknown.insert(0, Unknown::TrustRoot);
    }
    Ok(Report {
        outcome: outcome(&logs, None),
        tool: TOOL.to_owned(),
        at: Timestamp::new(now),
        subject: Subject {
            name: folder.display().to_string(),
            commit: None,
            tree: None,
        },
        logs,
        history: None,
        unknown,
    })
}

fn resolve(store: &Store, rev: &str) -> Result<ObjectId, Error> {
    let found = store.resolve(rev)?;
    let found = found.ok_or_else(|| Error::Usage {
        what: format!("`{}` names no commit in this clone", rev.escape_debug()),
        hint: "name a branch or a commit that this clone has; perhaps it wants a `git fetch`"
            .to_owned(),
    })?;
    Ok(found.commit)
}

/// Each log by its files, and the charter revisions of the first one that are trusted as roots, oldest first.
/// The first log's charter says which others there are, and where their charters begin.
fn audit_logs(
    dirs: &[LogDir],
    trust_root: Option<Digest>,
    read: impl Fn(&LogDir) -> Result<DecisionLog, Error>,
) -> Result<(Vec<LogReport>, Vec<Digest>), Error> {
    let Some((first, others)) = dirs.split_first() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let log = read(first)?;
    if log.charter().is_none() {
        return Err(Error::NoLog { dir: first.clone() });
    }
    let mut reports = vec![assurance::of_log(&log, trust_root)];
    let chain = verify::chain_of(&log, trust_root).ok();
    let roots = match (&chain, trust_root) {
        (Some(chain), Some(_)) => std::iter::once(chain.root())
            .chain(chain.breaks().map(|link| link.digest))
            .collect(),
        (None, Some(root)) => vec![root],
        (_, None) => Vec::new(),
    };
    let known = chain.as_ref().map(|chain| &chain.in_force().charter.logs);
    for dir in others {
        let root = known.and_then(|known| known.get(dir)).copied();
        reports.push(assurance::of_log(&read(dir)?, root));
    }
    Ok((reports, roots))
}

fn outcome(logs: &[LogReport], history: Option<&History>) -> Outcome {
    if logs.iter().any(|log| !log.faults.is_empty()) {
        Outcome::Broken
    } else if history.is_some_and(|history| !history.incidents.is_empty()) {
        Outcome::Incidents
    } else {
        Outcome::Clean
    }
}
