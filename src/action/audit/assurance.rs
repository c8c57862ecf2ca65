//! How well each agreement of a log is proved by its files: what `adr verify` says of each record, put
//! together by decision.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{DecisionReport, Link, LogReport};
use crate::action::verify::{self, Proved, Report, Signature};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::{Assurance, KeyState};
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::signoff::{Signoff, Stance, Statement};
use crate::record::yaml;

/// What the files of a log prove. It was read with its attachments.
pub fn of_log(log: &DecisionLog, trust_root: Option<Digest>) -> LogReport {
    let report = verify::of_log(log, None, None, trust_root);
    let proved = Proofs::of(log, &report);
    let decisions = log.decisions.values();
    let decisions = decisions
        .map(|decision| proved.decision(decision))
        .collect();
    LogReport {
        log: log.dir.clone(),
        chain: chain(log, trust_root),
        decisions,
        records: report.records.len(),
        charter_files: charter_files(log),
        charter: report.charter,
        faults: report.faults,
    }
}

fn chain(log: &DecisionLog, trust_root: Option<Digest>) -> Vec<Link> {
    let (Ok(chain), Some(charter)) = (verify::chain_of(log, trust_root), log.charter()) else {
        return Vec::new();
    };
    let links = chain.links().iter();
    links
        .map(|link| Link {
            revision: link.revision,
            digest: link.digest,
            accepted_under: link.resolution.charter,
            approved_by: approvals(charter, link.resolution)
                .map(|stored| stored.value.signer.clone())
                .collect(),
        })
        .collect()
}

/// Everything that the chain of charters is proved by: decision 0, but for its living text and its pictures,
/// and who speaks for whom.
fn charter_files(log: &DecisionLog) -> BTreeMap<String, String> {
    fn file<T>(stored: &Stored<T>) -> (String, String) {
        // A record that was read is UTF-8.
        let content = String::from_utf8_lossy(stored.bytes()).into_owned();
        (stored.path.clone(), content)
    }
    let charter = log.charter().into_iter();
    let records = charter.flat_map(|charter| {
        let revisions = charter.revisions.values().map(file);
        let resolutions = charter.resolutions.values().map(file);
        let gaps = charter
            .redacted
            .iter()
            .map(|(path, gap)| (path.clone(), yaml::write(gap)));
        let signoffs = charter.signoffs.iter().map(file);
        revisions.chain(signoffs).chain(resolutions).chain(gaps)
    });
    records.chain(log.delegations.iter().map(file)).collect()
}

/// The approvals that a resolution lists, in the order of file names.
fn approvals<'d>(
    decision: &'d Decision,
    resolution: &'d Resolution,
) -> impl Iterator<Item = &'d Stored<Signoff>> {
    decision.signoffs.iter().filter(|stored| {
        resolution.signoffs.contains(&stored.signed)
            && matches!(
                stored.value.statement,
                Statement::Stance(Stance::Approve { .. })
            )
    })
}

/// What was found out about the records of a log, by path.
struct Proofs<'a> {
    log: &'a DecisionLog,
    signatures: BTreeMap<&'a str, &'a Signature>,
    broken: BTreeSet<&'a str>,
}

impl<'a> Proofs<'a> {
    fn of(log: &'a DecisionLog, report: &'a Report) -> Self {
        let of_record = |proved: &'a Proved| (proved.path.as_str(), &proved.signature);
        Self {
            log,
            signatures: report.records.iter().map(of_record).collect(),
            broken: report
                .faults
                .iter()
                .map(|fault| fault.path.as_str())
                .collect(),
        }
    }

    fn decision(&self, decision: &Decision) -> DecisionReport {
        let folder = format!("{}/{}", self.log.dir, decision.folder);
        let holds = !self
            .broken
            .iter()
            .any(|path| path.strip_prefix(folder.as_str()).is_some_and(is_end));
        let status = decision.status();
        let agreed = last_agreed(decision);
        let resolution = agreed.map(|stored| &stored.value);
        let approvals: Vec<_> = resolution
            .into_iter()
            .flat_map(|resolution| approvals(decision, resolution))
            .collect();
        let agreement_holds =
            agreed.is_some_and(|stored| !self.broken.contains(self.path(&stored.path).as_str()));
        let people = |kept: &dyn Fn(&&Stored<Signoff>) -> bool| -> Vec<Handle> {
            let mut people: Vec<Handle> = approvals
                .iter()
                .copied()
                .filter(kept)
                .map(|stored| stored.value.signer.clone())
                .collect();
            people.dedup();
            people
        };
        let is_in_force = status.in_force.is_some();
        DecisionReport {
            number: decision.number(),
            title: decision
                .text()
                .map(|text| text.title.to_string())
                .unwrap_or_default(),
            status: status.to_string(),
            agreed: resolution.map(|resolution| resolution.revision),
            assurance: agreement_holds.then(|| self.weakest(&approvals)).flatten(),
            approved_by: people(&|_| true),
            reaffirm: people(&|stored| is_in_force && self.is_compromised(stored)),
            holds,
        }
    }

    fn path(&self, stored: &str) -> String {
        format!("{}/{stored}", self.log.dir)
    }

    fn signature(&self, stored: &Stored<Signoff>) -> Option<&Signature> {
        self.signatures
            .get(self.path(&stored.path).as_str())
            .copied()
    }

    /// The weakest proof among approvals; `None` where one proves nothing, and where there is none.
    fn weakest(&self, approvals: &[&Stored<Signoff>]) -> Option<Assurance> {
        let levels: Option<Vec<Assurance>> = approvals
            .iter()
            .map(|stored| match self.signature(stored)? {
                Signature::Theirs { hardware: true, .. } => Some(Assurance::Hardware),
                Signature::Theirs { .. } => Some(Assurance::Key),
                _ => None,
            })
            .collect();
        levels?.into_iter().min()
    }

    fn is_compromised(&self, stored: &Stored<Signoff>) -> bool {
        matches!(
            self.signature(stored),
            Some(Signature::Theirs {
                state_now: Some(KeyState::Compromised),
                ..
            })
        )
    }
}

/// Whether what follows a folder's path is its end, and not more of a longer name.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// The resolution by which something was agreed last.
fn last_agreed(decision: &Decision) -> Option<&Stored<Resolution>> {
    decision.resolutions.values().rfind(|stored| {
        matches!(
            stored.value.outcome,
            Outcome::Accepted | Outcome::Historical | Outcome::Deprecated
        )
    })
}
