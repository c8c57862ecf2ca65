//! `adr audit`

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset};
use clap::Args;

use super::check::{default_base, time};
use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::audit::{self, Outcome, Report, Request};
use crate::action::ground::pinned;
use crate::record::digest::Digest;
use crate::render;
use crate::store::StoreError;

/// Say what an auditor can rely on: each agreement, its proof, and how it came to be
///
/// Verifies every record of a commit from its files alone, then follows the branch back by first parents and
/// names each commit that brought what `adr check` would not have let through: something deleted or
/// rewritten, or an agreement that was not there. In a folder without a repository (an archive, say), and in
/// a shallow clone, it goes as far as it can and says what it cannot know.
///
/// Exit codes: 0 clean, 1 the files hold but there are incidents, 3 the files do not hold, 4 trouble.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr audit --trust-root sha256:1f0e...      the branch that decisions are merged into\n  adr audit v2.0 --since v1.0                only what came after an audited commit\n  adr audit --folder ~/Downloads/decisions   what somebody sent"
)]
pub struct Audit {
    /// A branch or a commit [default: the branch that decisions are merged into, else HEAD]
    #[arg(value_name = "REV", conflicts_with = "folder")]
    rev: Option<String>,
    /// Go on from a commit of the branch that was audited before
    #[arg(long, value_name = "COMMIT", conflicts_with = "folder")]
    since: Option<String>,
    /// The files of a folder without history, which holds the log
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The digest of the first charter, as you know it from a trusted place
    #[arg(long, value_name = "DIGEST")]
    trust_root: Option<Digest>,
    /// The time of the audit, for tests [default: now]
    #[arg(long, value_name = "TIME", value_parser = time, hide = true)]
    now: Option<DateTime<FixedOffset>>,
}

impl Audit {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let report = self.report(context)?;
        output::answer(context, &report, |report| {
            render::audit::human(report, context.width(), context.table_width())
        })?;
        Ok(exit_code(&report))
    }

    fn report(&self, context: &Context) -> Result<Report, Failure> {
        let now = self.now.unwrap_or_else(|| context.now());
        if let Some(folder) = self.folder_to_audit(context)? {
            let report =
                audit::of_folder(&folder, context.log_dir(), self.trust_root, now)?;
            return Ok(report);
        }
        let store = context.store()?;
        let rev = match &self.rev {
            Some(rev) => rev.clone(),
            None => default_base(context)?.unwrap_or_else(|| "HEAD".to_owned()),
        };
        let trust_root = match self.trust_root {
            Some(root) => Some(root),
            None => pinned(store)?,
        };
        let request = Request {
            rev,
            since: self.since.clone(),
            trust_root,
            now,
        };
        Ok(audit::run(store, &request)?)
    }

    /// The folder whose files are audited: the one that is named, or, where there is no repository and nothing
    /// asks for one, the current one.
    fn folder_to_audit(&self, context: &Context) -> Result<Option<PathBuf>, Failure> {
        if let Some(folder) = &self.folder {
            return Ok(Some(context.path(folder)));
        }
        if self.rev.is_some() || self.since.is_some() {
            return Ok(None);
        }
        let is_missing = matches!(
            crate::store::Store::open(context.directory()),
            Err(StoreError::NotARepository { .. })
        );
        Ok(is_missing.then(|| context.directory().to_owned()))
    }
}

fn exit_code(report: &Report) -> ExitCode {
    match report.outcome {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Incidents => ExitCode::from(1),
        Outcome::Broken if report.needs_upgrade() => ExitCode::from(4),
        Outcome::Broken => ExitCode::from(3),
    }
}
