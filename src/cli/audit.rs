//! `adr audit`

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset};
use clap::Args;

use super::check::{default_base, time};
use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::Error;
use crate::action::actor::signing_config;
use crate::action::audit::{self, Outcome, Report, Request, bundle};
use crate::action::ground::pinned;
use crate::record::digest::Digest;
use crate::record::key::PublicKey;
use crate::render;
use crate::signing::{SigningConfig, SigningKey};
use crate::store::StoreError;

/// Most bytes of a `.pub` file.
const MAX_KEY_BYTES: u64 = 64 << 10;

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
    after_help = "Examples:\n  adr audit --trust-root sha256:1f0e...      the branch that decisions are merged into\n  adr audit v2.0 --since v1.0                only what came after an audited commit\n  adr audit --folder ~/Downloads/archive     what somebody sent\n  adr audit --bundle audit-2026.adr          a signed report to hand on\n  adr audit --verify-bundle audit-2026.adr --auditor auditor.pub"
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
    /// Write the report, signed with your SSH key, to a new file
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH", requires = "bundle")]
    key: Option<String>,
    /// Say what a signed report proves, by itself
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rev", "since", "folder", "bundle"])]
    verify_bundle: Option<PathBuf>,
    /// The key that should have signed it: a `.pub` file, or its line
    #[arg(long, value_name = "KEY", requires = "verify_bundle")]
    auditor: Option<String>,
    /// The time of the audit, for tests [default: now]
    #[arg(long, value_name = "TIME", value_parser = time, hide = true)]
    now: Option<DateTime<FixedOffset>>,
}

impl Audit {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if let Some(file) = &self.verify_bundle {
            return self.verify(context, file);
        }
        let report = self.report(context)?;
        if let Some(file) = &self.bundle {
            self.write(context, file, &report)?;
        }
        output::answer(context, &report, |report| {
            render::audit::human(report, context.width(), context.table_width())
        })?;
        Ok(exit_code(&report))
    }

    /// Signs the report and writes it to a file that is not there yet.
    fn write(&self, context: &Context, file: &Path, report: &Report) -> Result<(), Failure> {
        let config = match context.store() {
            Ok(store) => signing_config(store, self.key.clone())?,
            // Beside a repository there are no settings of Git's: the key is named, or the agent's.
            Err(_) => SigningConfig {
                key: self.key.clone(),
                ..SigningConfig::default()
            },
        };
        let key = SigningKey::find(&config, &context.surroundings()).map_err(Error::from)?;
        let bytes = bundle::sign(report, &key)?;
        let fail = |source| Error::Io {
            path: file.display().to_string(),
            source,
        };
        let mut written = File::create_new(context.path(file)).map_err(fail)?;
        written.write_all(&bytes).map_err(fail)?;
        let shown = output::harmless(&file.display().to_string());
        output::say(&format!(
            "{shown}: the report, signed with {}",
            key.public().fingerprint()
        ));
        Ok(())
    }

    fn verify(&self, context: &Context, file: &Path) -> Result<ExitCode, Failure> {
        let bytes = read(context, file, bundle::MAX_BYTES)?;
        let auditor = match &self.auditor {
            Some(typed) => Some(auditor(context, typed)?),
            None => None,
        };
        let expected = bundle::Expected {
            auditor,
            trust_root: self.trust_root,
        };
        let report = bundle::verify(&bytes, &expected);
        output::answer(context, &report, |report| {
            render::audit::bundle(report, context.width())
        })?;
        Ok(if report.holds {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(3)
        })
    }

    fn report(&self, context: &Context) -> Result<Report, Failure> {
        let now = self.now.map_or_else(|| context.now(), Ok)?;
        if let Some(folder) = self.folder_to_audit(context) {
            let report = audit::of_folder(&folder, context.log_dir(), self.trust_root, now)?;
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
            log: context.log_dir(),
            trust_root,
            now,
        };
        Ok(audit::run(store, &request)?)
    }

    /// The folder whose files are audited: the one that is named, or, where there is no repository and nothing
    /// asks for one, the current one.
    fn folder_to_audit(&self, context: &Context) -> Option<PathBuf> {
        if let Some(folder) = &self.folder {
            return Some(context.path(folder));
        }
        if self.rev.is_some() || self.since.is_some() {
            return None;
        }
        let is_missing = matches!(
            crate::store::Store::open(context.directory()),
            Err(StoreError::NotARepository { .. })
        );
        is_missing.then(|| context.directory().to_owned())
    }
}

/// A key as somebody types it: the file that holds it, or itself.
fn auditor(context: &Context, typed: &str) -> Result<PublicKey, Failure> {
    let path = Path::new(typed);
    let line = if context.path(path).is_file() {
        let bytes = read(context, path, MAX_KEY_BYTES)?;
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        typed.to_owned()
    };
    line.parse().map_err(|error| {
        Failure::usage(
            format!("{} is no public key: {error}", output::harmless(typed)),
            "name the auditor's `.pub` file, or give its line in quotes",
        )
    })
}

/// The bytes of a file, of so many at the most.
fn read(context: &Context, path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let fail = |source| Error::Io {
        path: path.display().to_string(),
        source,
    };
    let file = File::open(context.path(path)).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        let what = format!("{} has more than {limit} bytes", path.display());
        return Err(Failure::usage(
            what,
            "name the file that `adr audit --bundle` wrote",
        ));
    }
    Ok(bytes)
}

fn exit_code(report: &Report) -> ExitCode {
    match report.outcome {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Incidents => ExitCode::from(1),
        Outcome::Broken if report.needs_upgrade() => ExitCode::from(4),
        Outcome::Broken => ExitCode::from(3),
    }
}
