//! `adr redact`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::new::line;
use super::{output, push};
use crate::action;
use crate::action::redact::{Report, Request, Step};
use crate::render::asks;

/// Take out what must not stay: a secret, or somebody's personal data
///
/// The first call asks for it: a revision of decision 0 that names the record and its digest. Once that is
/// accepted, the same call replaces the record with a gap, which says why it is there; what named the record
/// still holds. What remains in Git's history is rewritten afterwards, with Git's own tools.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr redact decisions/0007-postgres/signoffs/bob.r1.b07d5521.yaml -m \"Names a customer\"\n  adr-sign approve 0      those whom the rules ask\n  adr accept 0\n  adr redact decisions/0007-postgres/signoffs/bob.r1.b07d5521.yaml -m \"Names a customer\""
)]
pub struct Redact {
    /// The record: a revision, sign-off, resolution or attachment
    path: String,
    /// Why it must go; this stays for all to read
    #[arg(short, value_name = "REASON")]
    message: String,
    /// Push the branch
    #[arg(long)]
    push: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
}

impl Redact {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            path: context.from_root(&self.path)?,
            reason: line(&self.message)?,
        };
        let actor = context.actor(self.key)?;
        let report = action::redact::run(&context.ground()?, &actor, &request)?;
        let done = match &report.step {
            Step::Asked(put_up) => &put_up.done,
            Step::TakenOut(done) => done,
        };
        output::answer(context, &report, |_| output::done(done))?;
        if !context.is_json() {
            tell(&report);
        }
        if self.push {
            push::branch(context, &done.branch)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(report: &Report) {
    match &report.step {
        Step::Asked(put_up) => {
            let missing = put_up.evaluation.as_ref().map(asks::missing);
            output::say("still needed:");
            for line in missing.unwrap_or_default() {
                output::say(&format!("  {}", output::harmless(&line)));
            }
            output::next(
                "they sign with: adr-sign approve 0; after `adr accept 0`, call this again",
            );
        }
        Step::TakenOut(done) => output::next(&format!(
            "merge {}; then rewrite Git's history: see docs/redaction.md",
            done.branch
        )),
    }
}
