//! The line of a branch, step by step: what landed without being let through.
//!
//! Commits that leave every log as it was are told by the ids of their trees and passed over. A step that the
//! check would not have let pass alone is looked at together with those after it (see [`hindsight`]).

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use super::report::{CommitReport, History, InParts, Incident, Reach};
use super::touching::touching;
use crate::action::Error;
use crate::action::check::hindsight::{Landing, judge};
use crate::check::hindsight::{self, Key, Weight, weigh};
use crate::check::input::Change;
use crate::check::{Finding, Severity};
use crate::log::tree::{Difference, Entry, ObjectId};
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::LogDir;
use crate::record::time::Timestamp;
use crate::store::{Headline, Line, Store};

/// Most steps that are looked at together: more commits than a pull request about decisions has.
const LONGEST_GROUP: usize = 256;

/// Looks at a line. `roots` are the charter revisions that are trusted as roots, oldest first; where there is
/// none, the first charter of the line counts.
pub fn look_at(
    store: &Store,
    line: &Line,
    is_since: bool,
    roots: Vec<Digest>,
) -> Result<History, Error> {
    let steps = touching(store, line)?;
    let mut walk = Walk {
        store,
        roots,
        trusted: line.start.map(|start| store.root_tree(start)).transpose()?,
        is_cut: line.is_cut,
        incidents: Vec::new(),
        in_parts: Vec::new(),
        known: BTreeSet::new(),
        watched: BTreeMap::new(),
    };
    let mut rest = steps.as_slice();
    while !rest.is_empty() {
        let taken = walk.advance(rest)?;
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(History {
        reach: match (line.start, line.is_cut) {
            (Some(_), true) => Reach::Cut,
            (Some(_), false) if is_since => Reach::Since,
            _ => Reach::Beginning,
        },
        start: line.start.map(|start| start.to_string()),
        commits: line.commits.len(),
        touching: steps.len(),
        incidents: walk.incidents,
        in_parts: walk.in_parts,
    })
}

/// What a path held before it was tampered with, in which incident that was, and whether it holds that again.
struct Watched {
    original: Option<Entry>,
    incident: usize,
    is_mended: bool,
}

struct Walk<'s> {
    store: &'s Store,
    roots: Vec<Digest>,
    /// The tree with the last charter that was let through.
    trusted: Option<ObjectId>,
    /// Whether a shallow clone may hide who wrote what.
    is_cut: bool,
    incidents: Vec<Incident>,
    in_parts: Vec<InParts>,
    /// What has been told already, and stands.
    known: BTreeSet<Key>,
    watched: BTreeMap<String, Watched>,
}

/// What a step did, weighed.
#[derive(Default)]
struct Seen {
    differences: Vec<Difference>,
    tampered: Vec<Finding>,
    unfinished: Vec<Finding>,
}

impl Seen {
    fn passes(&self) -> bool {
        self.tampered.is_empty() && self.unfinished.is_empty()
    }

    fn decisions(&self, dirs: &[LogDir]) -> BTreeSet<Number> {
        changes(&self.differences, dirs)
            .filter_map(|change| change.number())
            .collect()
    }
}

fn changes<'d>(
    differences: &'d [Difference],
    dirs: &'d [LogDir],
) -> impl Iterator<Item = Change> + 'd {
    dirs.iter().flat_map(|dir| {
        differences
            .iter()
            .filter_map(|difference| Change::of(dir, difference))
    })
}

impl Walk<'_> {
    /// Judges the first of these steps, and those after it that it cannot be told apart from; how many.
    fn advance(&mut self, steps: &[Headline]) -> Result<usize, Error> {
        let Some((first, rest)) = steps.split_first() else {
            return Ok(0);
        };
        let base = first.parent;
        let seen = self.look(base, first)?;
        self.mend(&seen, first);
        if seen.passes() {
            self.settle(first, Some(&seen))?;
            return Ok(1);
        }
        if !seen.tampered.is_empty() {
            let findings = seen.tampered.into_iter().chain(seen.unfinished);
            self.report(base, first, findings.collect())?;
            self.settle(first, None)?;
            return Ok(1);
        }
        let dirs = self.dirs(first)?;
        let mut decisions = seen.decisions(&dirs);
        let mut states = vec![seen.unfinished];
        for step in rest.iter().take(LONGEST_GROUP) {
            if self.stands_for_itself(step, &decisions)? {
                break;
            }
            let seen = self.look(base, step)?;
            if !seen.tampered.is_empty() {
                break;
            }
            self.mend(&seen, step);
            decisions.extend(seen.decisions(&dirs));
            if seen.passes() {
                self.complete(steps, &states, step);
                self.settle(step, Some(&seen))?;
                return Ok(states.len() + 1);
            }
            states.push(seen.unfinished);
        }
        // What comes after the first commit to blame may be in order, and is looked at anew.
        let causes = hindsight::causes(states);
        let to_blame = causes.iter().map(|(position, _)| *position).min();
        let to_blame = to_blame.unwrap_or(0);
        if let Some(step) = steps.get(to_blame) {
            let its_own = causes
                .into_iter()
                .filter(|(position, _)| *position == to_blame);
            self.report(base, step, its_own.map(|(_, finding)| finding).collect())?;
            self.settle(step, None)?;
        }
        Ok(to_blame + 1)
    }

    /// A step that the check lets pass on top of the one before it, and that is no part of what began earlier.
    fn stands_for_itself(
        &self,
        step: &Headline,
        decisions: &BTreeSet<Number>,
    ) -> Result<bool, Error> {
        let alone = self.look(step.parent, step)?;
        let dirs = self.dirs(step)?;
        let is_apart = alone.decisions(&dirs).is_disjoint(decisions);
        let is_whole = hindsight::brings_a_whole_decision(
            &changes(&alone.differences, &dirs).collect::<Vec<_>>(),
        );
        Ok(alone.passes() && (is_apart || is_whole))
    }

    /// With this step everything is there that the steps before it lacked.
    fn complete(&mut self, steps: &[Headline], states: &[Vec<Finding>], last: &Headline) {
        let meanwhile: BTreeSet<&'static str> = states
            .iter()
            .flatten()
            .map(|finding| finding.code.name)
            .collect();
        if let Some(first) = steps.first() {
            self.in_parts.push(InParts {
                from: about(first),
                to: about(last),
                commits: states.len() + 1,
                meanwhile: meanwhile.into_iter().collect(),
            });
        }
    }

    /// What the check says of everything from `base` to a step, without what has been told already.
    fn look(&self, base: Option<ObjectId>, step: &Headline) -> Result<Seen, Error> {
        let roots = self.roots_for(base, step)?;
        let at = DateTime::from_timestamp(step.committed, 0).unwrap_or_default();
        let landing = Landing {
            base,
            head: step.id,
            roots: &roots,
            trusted: self.trusted,
            at: at.fixed_offset(),
        };
        let landed = judge(self.store, &landing)?;
        let mut seen = Seen {
            differences: landed.differences,
            ..Seen::default()
        };
        let after: BTreeMap<&str, Option<Entry>> = seen
            .differences
            .iter()
            .map(|difference| (difference.path.as_str(), difference.after))
            .collect();
        let is_squash = !step.is_merge || self.is_cut;
        for finding in landed.findings {
            let weight = weigh(&finding, is_squash);
            let changed = finding.path.as_deref().and_then(|path| after.get(path));
            let is_mended = finding.path.as_deref().is_some_and(|path| {
                self.watched
                    .get(path)
                    .is_some_and(|watched| changed == Some(&watched.original))
            });
            let is_told = changed.is_none() && self.known.contains(&hindsight::key(&finding));
            if is_mended || is_told {
                continue;
            }
            match weight {
                Weight::Nothing => {}
                Weight::Unfinished => seen.unfinished.push(finding),
                Weight::Incident => seen.tampered.push(finding),
            }
        }
        Ok(seen)
    }

    /// The charter revisions that are trusted; without any, the first that the step knows.
    fn roots_for(&self, base: Option<ObjectId>, step: &Headline) -> Result<Vec<Digest>, Error> {
        if !self.roots.is_empty() {
            return Ok(self.roots.clone());
        }
        for commit in base.into_iter().chain([step.id]) {
            let root = self.first_charter(commit)?;
            if let Some(root) = root {
                return Ok(vec![root]);
            }
        }
        Ok(Vec::new())
    }

    fn first_charter(&self, commit: ObjectId) -> Result<Option<Digest>, Error> {
        let tree = self.store.root_tree(commit)?;
        let Ok(dirs) = self.store.log_dirs(tree) else {
            return Ok(None);
        };
        let Some(dir) = dirs.first() else {
            return Ok(None);
        };
        let log = self.store.log_of(tree, dir, &[Number::CHARTER].into())?;
        Ok(log.charter().and_then(|charter| charter.revision_digest(1)))
    }

    fn dirs(&self, step: &Headline) -> Result<Vec<LogDir>, Error> {
        let tree = self.store.root_tree(step.id)?;
        Ok(self.store.log_dirs(tree).unwrap_or_default())
    }

    /// Goes on from a step; `passed` is what it did where it was let through.
    fn settle(&mut self, step: &Headline, passed: Option<&Seen>) -> Result<(), Error> {
        self.watched.retain(|_, watched| !watched.is_mended);
        if self.roots.is_empty() {
            self.roots.extend(self.first_charter(step.id)?);
        }
        if let Some(seen) = passed {
            // What was changed as it should be is what it is to be from now on.
            for difference in &seen.differences {
                self.watched.remove(&difference.path);
            }
            let decisions = seen.decisions(&self.dirs(step)?);
            if decisions.contains(&Number::CHARTER) {
                self.trusted = Some(self.store.root_tree(step.id)?);
            }
        }
        Ok(())
    }

    /// Takes an incident down; what the same commit did is told together.
    fn report(
        &mut self,
        base: Option<ObjectId>,
        step: &Headline,
        findings: Vec<Finding>,
    ) -> Result<(), Error> {
        let id = step.id.to_string();
        let known = self
            .incidents
            .iter()
            .position(|one| one.commit.commit == id);
        let incident = known.unwrap_or(self.incidents.len());
        let before = base.map(|base| self.store.root_tree(base)).transpose()?;
        for finding in &findings {
            self.known.insert(hindsight::key(finding));
            let Some(path) = finding.path.as_ref().filter(|_| is_about_its_file(finding)) else {
                continue;
            };
            let original = match before {
                Some(tree) => self.store.entry(tree, path)?,
                None => None,
            };
            let watched = self.watched.entry(path.clone()).or_insert(Watched {
                original,
                incident,
                is_mended: false,
            });
            (watched.incident, watched.is_mended) = (incident, false);
        }
        match self.incidents.get_mut(incident) {
            Some(known) => known.findings.extend(findings),
            None => self.incidents.push(Incident {
                commit: about(step),
                findings,
                mended_by: Vec::new(),
            }),
        }
        Ok(())
    }

    /// Notes which incidents a step puts right.
    fn mend(&mut self, seen: &Seen, step: &Headline) {
        let id = step.id.to_string();
        for difference in &seen.differences {
            let Some(watched) = self.watched.get_mut(&difference.path) else {
                continue;
            };
            if difference.after != watched.original || watched.is_mended {
                continue;
            }
            watched.is_mended = true;
            if let Some(incident) = self.incidents.get_mut(watched.incident)
                && !incident.mended_by.contains(&id)
            {
                incident.mended_by.push(id.clone());
            }
            self.known
                .retain(|(_, path, _)| path.as_deref() != Some(&difference.path));
        }
    }
}

/// Whether taking a file back to what it was would put right what a finding says. What is said at the newest
/// text because something is missing is not about that text.
fn is_about_its_file(finding: &Finding) -> bool {
    finding.severity() == Severity::Rejected || hindsight::is_about_a_resolution(finding)
}

/// A commit with what it says of itself.
pub fn about(step: &Headline) -> CommitReport {
    let committed = DateTime::from_timestamp(step.committed, 0).unwrap_or_default();
    CommitReport {
        commit: step.id.to_string(),
        subject: step.subject.clone(),
        author: format!("{} <{}>", step.author.name, step.author.email),
        committed: Timestamp::new(committed.fixed_offset()),
    }
}
