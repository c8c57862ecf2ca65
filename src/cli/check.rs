//! `adr check`

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset};
use clap::Args;

use super::context::{Context, Format};
use super::failure::Failure;
use super::output;
use crate::action;
use crate::action::check::Report;
use crate::action::ci::question::{Question, question};
use crate::record::digest::Digest;
use crate::render;

/// May a branch be merged?
///
/// Judges what merging the branch would give, by the charter of the branch that it is merged into. Says
/// who still has to sign, what must be changed, and the command that fixes each.
///
/// Exit codes: 0 pass, 1 blocked (agreement is missing), 3 rejected (somebody must change the branch),
/// 4 cannot evaluate (the environment is wrong). Only 0 merges.
///
/// In GitHub Actions and GitLab CI, base and head come from the environment. Beside human and json, it
/// answers as `--format sarif`, `junit`, `github` (annotations, and the summary of the step) or `markdown`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr check                      before you merge\n  adr check --base origin/main --head HEAD --trust-root sha256:3f9a...   as CI does\n  adr check --format github --trust-root \"$ADR_TRUST_ROOT\"             in GitHub Actions"
)]
pub struct Check {
    /// What is merged into [default: as the CI system says; else the branch that `adr.base` names, else origin's
    /// default, else main]
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// What is merged [default: as the CI system says, where it says the base; else HEAD]
    #[arg(long, value_name = "REV")]
    head: Option<String>,
    /// The digest of the first charter, as `adr init` printed it
    #[arg(long, value_name = "DIGEST")]
    trust_root: Option<Digest>,
    /// Judge as at this time, for tests and audits [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<DateTime<FixedOffset>>,
    /// When a trusted party first saw a revision; starts its comment period
    #[arg(long, value_name = "SHA256=TIME", value_parser = first_seen)]
    first_seen: Vec<(Digest, DateTime<FixedOffset>)>,
}

/// A moment as people type it.
pub fn time(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|_| "write it like 2026-11-24T09:12:33+01:00".to_owned())
}

fn first_seen(text: &str) -> Result<(Digest, DateTime<FixedOffset>), String> {
    let (digest, moment) = text
        .split_once('=')
        .ok_or_else(|| "write it like sha256:3f9a...=2026-11-24T09:12:33+01:00".to_owned())?;
    let digest = digest.parse().map_err(|error| format!("{error}"))?;
    Ok((digest, time(moment)?))
}

/// The base as far as this clone knows; CI names it.
pub fn default_base(context: &Context) -> Result<Option<String>, Failure> {
    let base = context.store()?.default_base()?;
    Ok(base.map(|base| base.short().to_owned()))
}

fn clear_base(context: &Context) -> Result<String, Failure> {
    default_base(context)?.ok_or_else(|| {
        Failure::usage(
            "it is not clear what the branch is to be merged into",
            "name it: adr check --base origin/main",
        )
    })
}

fn asked_by_ci(context: &Context) -> Result<Option<Question>, Failure> {
    question(&context.ci()?).map_err(|unclear| {
        Failure::environment(
            unclear.to_string(),
            "say it: adr check --base BRANCH --head COMMIT",
        )
    })
}

fn locally(base: String, head: Option<String>) -> Question {
    Question {
        base,
        head: head.unwrap_or_else(|| "HEAD".to_owned()),
        head_is_merge: false,
    }
}

/// Writes the answer in the format that was asked for.
fn answer(context: &Context, report: &Report) -> Result<(), Failure> {
    match context.format() {
        Format::Sarif => output::plain(&render::check::sarif(report)),
        Format::Junit => output::plain(&render::check::junit(report)),
        Format::Markdown => output::plain(&render::check::markdown(report)),
        Format::Github => {
            output::plain(&render::check::github(report));
            context.add_to_summary(&render::check::markdown(report))?;
        }
        _ => output::answer(context, report, render::check::human)?,
    }
    Ok(())
}

impl Check {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let mut seen = BTreeMap::new();
        for (digest, moment) in self.first_seen {
            // Of several sightings the first counts.
            let first = seen.entry(digest).or_insert(moment);
            *first = moment.min(*first);
        }
        let Question {
            base,
            head,
            head_is_merge,
        } = match (self.base, self.head) {
            (None, None) => match asked_by_ci(context)? {
                Some(question) => question,
                None => locally(clear_base(context)?, None),
            },
            (Some(base), head) => locally(base, head),
            (None, head) => locally(clear_base(context)?, head),
        };
        let request = action::check::Request {
            base,
            head,
            head_is_merge,
            trust_root: match self.trust_root {
                Some(root) => Some(root),
                None => action::ground::pinned(context.store()?)?,
            },
            now: self.now.map_or_else(|| context.now(), Ok)?,
            first_seen: seen,
        };
        let report = action::check::run(context.store()?, &request);
        answer(context, &report)?;
        Ok(ExitCode::from(report.verdict.exit_code()))
    }
}
