//! `adr check`: may head be merged into base?
//!
//! Reads what differs, once, and lets the pure rules of [`crate::check`] judge it. There is no way to
//! fail: where the repository does not allow an answer, that is the answer.

mod bounds;
pub mod hindsight;
mod names;
mod reading;
mod stop;
mod trust;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::agreement::evaluation::Evaluation;
use crate::check::input::{Change, Commit};
use crate::check::{self, Finding, Input, Judged, Verdict, environment};
use crate::log::case::Setting;
use crate::log::tree::ObjectId;
use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::{LOG_DIR_FILE, LogDir};
use crate::store::{Computed, MergeResult, Store, StoreError, spoken};
use reading::Pair;
use stop::Stop;

/// The question.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is merged into: a branch or a commit.
    pub base: String,
    /// What is merged: a branch or a commit.
    pub head: String,
    /// Whether a forge says that head is its merge of base and branch. It is then judged as such or not at all.
    pub head_is_merge: bool,
    /// The digest of the first charter, if it is pinned.
    pub trust_root: Option<Digest>,
    /// The time of the check.
    pub now: DateTime<FixedOffset>,
    /// When a trusted party first saw a revision, by its digest.
    pub first_seen: BTreeMap<Digest, DateTime<FixedOffset>>,
}

/// The answer, which holds for these commits only.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What is decided.
    pub verdict: Verdict,
    /// What is merged into.
    pub base: Named,
    /// What is merged.
    pub head: Named,
    /// The tree that was judged; `None` where it was not found out.
    pub result_tree: Option<String>,
    /// The outboxes that were read.
    pub outboxes: Vec<Named>,
    /// What there is to say, by log and decision.
    pub findings: Vec<Finding>,
    /// The decisions that the change touches.
    pub decisions: Vec<Touched>,
}

/// A name, and the commit that it meant when the check ran.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// As it was given, a branch without `refs/heads/` or `refs/remotes/`; an outbox with its full name.
    pub name: String,
    /// The commit; `None` where there is none.
    pub commit: Option<String>,
}

/// A decision that the change touches.
#[derive(Debug, Serialize)]
pub struct Touched {
    /// Its log.
    pub log: LogDir,
    /// Its number.
    pub number: Number,
    /// What it is about; empty where no text can be read.
    pub title: String,
    /// Where it would stand.
    pub status: String,
    /// What the rules say; `None` for a draft, and for what was settled before.
    pub evaluation: Option<Evaluation>,
}

/// Answers the question.
pub fn run(store: &Store, request: &Request) -> Report {
    let name = |name: &str| Named {
        name: spoken(name).to_owned(),
        commit: None,
    };
    let mut report = Report {
        verdict: Verdict::CannotEvaluate,
        base: name(&request.base),
        head: name(&request.head),
        result_tree: None,
        outboxes: Vec::new(),
        findings: Vec::new(),
        decisions: Vec::new(),
    };
    let answer = store.within(bounds::OF_A_CHECK, || fill(store, request, &mut report));
    if let Err(stop) = answer {
        report.findings.push(stop.into());
    }
    report.verdict = Verdict::of(&report.findings);
    report
}

/// What is asked about: two commits, and what merging one into the other gives.
struct Merge<'s> {
    store: &'s Store,
    /// How people name the base.
    base_name: &'s str,
    /// What is merged into; `None` where the merge begins the history.
    base: Option<ObjectId>,
    head: ObjectId,
    /// Where the branch left the base.
    fork: Option<ObjectId>,
    result: MergeResult,
    /// The charter revisions that are trusted as roots, oldest first.
    roots: &'s [Digest],
    /// The time at which it is judged.
    now: DateTime<FixedOffset>,
    view: View<'s>,
}

/// From when a merge is looked at.
#[derive(Clone, Copy)]
enum View<'s> {
    /// Before it happens, with everything that can be known now.
    Ahead {
        /// When a trusted party first saw a revision, by its digest.
        first_seen: &'s BTreeMap<Digest, DateTime<FixedOffset>>,
    },
    /// After it has happened. What only that moment could tell is left out: outboxes, comment periods, and
    /// the code beside the log.
    Behind {
        /// A tree whose charter judges where that of the base does not hold any more.
        trusted: Option<ObjectId>,
    },
}

/// The charter that judges a log, and the one that would be in force in it.
struct Charters {
    before: Charter,
    after: Charter,
}

fn fill(store: &Store, request: &Request, report: &mut Report) -> Result<(), Stop> {
    let base = resolve(store, &request.base)?;
    report.base.commit = Some(base.to_string());
    let head = resolve(store, &request.head)?;
    report.head.commit = Some(head.to_string());
    let result = store.merge_result(base, head, bounds::OF_A_CHANGE)?;
    if request.head_is_merge && result.computed != Computed::HeadIsTheMerge {
        return Err(environment::stale_merge(spoken(&request.base)).into());
    }
    report.result_tree = Some(result.tree.to_string());
    let fork = match result.computed {
        Computed::Since(commit) => Some(commit),
        Computed::HeadIsTheMerge => match store.parents(head)?.get(1) {
            Some(branch) => store.merge_bases(base, *branch)?.first().copied(),
            None => None,
        },
    };
    let merge = Merge {
        store,
        base_name: spoken(&request.base),
        base: Some(base),
        head,
        fork,
        result,
        roots: request.trust_root.as_slice(),
        now: request.now,
        view: View::Ahead {
            first_seen: &request.first_seen,
        },
    };
    merge.judge_logs(report)
}

fn resolve(store: &Store, name: &str) -> Result<ObjectId, Stop> {
    let found = store.resolve(name)?;
    Ok(found
        .ok_or_else(|| environment::no_such_commit(name))?
        .commit)
}

impl Merge<'_> {
    /// The first log says which others there are, and whom to trust in them.
    fn judge_logs(&self, report: &mut Report) -> Result<(), Stop> {
        let in_base = self.store.log_dirs(self.result.base_tree)?;
        let named = match self.store.log_dirs(self.result.tree) {
            Ok(named) => named,
            Err(error @ (StoreError::BadLogDir { .. } | StoreError::LogDirFile)) => {
                return Err(check::logs::unreadable(error.to_string(), error.hint()).into());
            }
            Err(error) => return Err(error.into()),
        };
        let has_charter = |dir: &LogDir| -> Result<bool, StoreError> {
            let tree = self.result.base_tree;
            Ok(!self
                .store
                .folders_of(tree, dir, Number::CHARTER)?
                .is_empty())
        };
        // A base without a charter has no log yet: the first is the one that the change brings.
        let first = match in_base.first() {
            Some(first) if has_charter(first)? => first.clone(),
            first => named.first().or(first).cloned().unwrap_or_default(),
        };
        let mut dirs = in_base;
        dirs.extend(named.iter().cloned());
        dirs.sort();
        dirs.dedup();
        let mut conflicts = self.result.conflicts.iter();
        if conflicts.any(|conflict| conflict.path == LOG_DIR_FILE) {
            report.findings.push(check::logs::conflicting());
        }
        let charters = self.judge_log(&first, &dirs, self.roots, true, report)?;
        report
            .findings
            .extend(check::logs::judge(&first, &named, &charters.after));
        for dir in dirs.iter().filter(|dir| **dir != first) {
            // A log that the base knows is judged as the base knows it, be it let go of or given another
            // root in the same change.
            let before = charters.before.logs.get(dir);
            if let Some(root) = before.or_else(|| charters.after.logs.get(dir)) {
                self.judge_log(dir, &dirs, &[*root], false, report)?;
            }
        }
        Ok(())
    }

    /// Judges one log; gives its charters.
    fn judge_log(
        &self,
        dir: &LogDir,
        all: &[LogDir],
        roots: &[Digest],
        is_first: bool,
        report: &mut Report,
    ) -> Result<Charters, Stop> {
        let commits = self.commits(dir)?;
        let pair = Pair::read(self, dir, check::code::named_decisions(&commits))?;
        let outboxes = reading::outboxes(self, dir, &pair)?;
        let root = trust::root(&pair, roots);
        let stand_in;
        let chain = match trust::chain(&pair, root, self.base_name) {
            Ok(chain) => chain,
            Err(stop) => {
                stand_in = self.stand_in(dir)?;
                let chain = stand_in.as_ref().and_then(|log| trust::chain_of(log, root));
                chain.ok_or(stop)?
            }
        };
        let charters = chain.charters();
        let first_seen = self.first_seen(&pair);
        let input = Input {
            setting: Setting {
                chain: &chain,
                charters: &charters,
                base: &pair.base,
                result: &pair.result,
                outboxes: &outboxes.kept,
                now: self.now,
                first_seen: &first_seen,
            },
            base_name: self.base_name,
            is_first_log: is_first,
            conflicts: self.conflicts(dir),
            collisions: &names::collisions(self, dir, &pair.changes)?,
            commits: &commits,
            charter_at_merge_base: self.charter_at_fork(dir)?,
            code: &self.code(all),
            changes: pair.changes.clone(),
        };
        let judgement = check::judge(&input);
        report.findings.extend(judgement.findings);
        let touched = judgement
            .decisions
            .into_iter()
            .map(|judged| touched(dir, judged));
        report.decisions.extend(touched);
        report.findings.extend(outboxes.unreadable);
        for tip in outboxes.tips {
            if !report.outboxes.iter().any(|known| known.name == tip.name) {
                report.outboxes.push(tip);
            }
        }
        let in_result = pair
            .result
            .charter()
            .and_then(|decision| decision.text_in_force());
        let in_force = in_result.and_then(|text| text.charter.as_ref());
        let judges = chain.in_force().charter;
        Ok(Charters {
            before: judges.clone(),
            after: in_force.unwrap_or(judges).clone(),
        })
    }

    fn commits(&self, dir: &LogDir) -> Result<Vec<Commit>, StoreError> {
        let commits =
            self.store
                .branch_commits(self.base, self.head, dir.as_str(), bounds::OF_A_CHANGE)?;
        Ok(commits
            .into_iter()
            .map(|commit| Commit {
                name: format!("{} ({})", commit.id.short(), commit.subject),
                addresses: std::iter::once(&commit.author)
                    .chain(&commit.co_authors)
                    .map(|person| person.email.clone())
                    .collect(),
                decisions: match self.view {
                    View::Ahead { .. } => commit
                        .trailer(check::code::TRAILER)
                        .map(str::to_owned)
                        .collect(),
                    View::Behind { .. } => Vec::new(),
                },
                changes: commit.differences,
            })
            .collect())
    }

    fn conflicts(&self, dir: &LogDir) -> Vec<Change> {
        let conflicts = self.result.conflicts.iter();
        conflicts
            .filter_map(|conflict| {
                let difference = crate::log::tree::Difference {
                    path: conflict.path.clone(),
                    before: conflict.base,
                    after: conflict.head,
                };
                Change::of(dir, &difference)
            })
            .collect()
    }

    /// What the change does outside of all logs, each path as git would check it out. What both sides changed is
    /// among it: git may well merge their contents, which this check does not.
    fn code(&self, logs: &[LogDir]) -> Vec<String> {
        if matches!(self.view, View::Behind { .. }) {
            return Vec::new();
        }
        let differences = self.result.differences.iter();
        let conflicts = self.result.conflicts.iter();
        differences
            .map(|difference| &difference.path)
            .chain(conflicts.map(|conflict| &conflict.path))
            .filter(|path| !logs.iter().any(|dir| dir.strip(path).is_some()))
            .map(|path| names::checked_out(path))
            .collect()
    }

    fn charter_at_fork(&self, dir: &LogDir) -> Result<Option<Digest>, StoreError> {
        let Some(fork) = self.fork.filter(|fork| Some(*fork) != self.base) else {
            return Ok(None);
        };
        let tree = self.store.root_tree(fork)?;
        let log = self.store.log_of(tree, dir, &[Number::CHARTER].into())?;
        let in_force = log.charter().and_then(|decision| decision.in_force());
        Ok(in_force.map(|stored| stored.digest))
    }
}

fn touched(dir: &LogDir, judged: Judged<'_>) -> Touched {
    let decision = judged.decision;
    Touched {
        log: dir.clone(),
        number: decision.number(),
        title: decision
            .text()
            .map(|text| text.title.to_string())
            .unwrap_or_default(),
        status: decision.status().to_string(),
        evaluation: judged.evaluation,
    }
}
