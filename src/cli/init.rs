//! `adr init`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::record::layout::LogDir;
use crate::record::name::Handle;

/// Start a decision log in this repository
///
/// Writes decision 0, the charter: who takes part, and by which rules you decide. You are its first
/// person and maintainer, and sign it with your SSH key. Prints the trust root, the digest that CI pins
/// so that nobody can bring rules of their own.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr init                   a log in decisions/\n  adr init docs/decisions    a log elsewhere"
)]
pub struct Init {
    /// The log's folder [default: decisions]
    dir: Option<LogDir>,
    /// What you are called in the log [default: from your address]
    #[arg(long = "as", value_name = "HANDLE")]
    handle: Option<Handle>,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
}

impl Init {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let mut ground = context.ground()?;
        if let Some(dir) = self.dir.or_else(|| context.log_dir()) {
            ground.dir = dir;
        }
        let actor = context.actor(self.key)?;
        let request = action::init::Request {
            handle: self.handle,
            others: action::init::Others::default(),
        };
        let report = action::init::run(&ground, &actor, request)?;
        output::answer(context, &report, |report| {
            format!(
                "{}trust root: {}\n",
                output::done(&report.done),
                report.trust_root
            )
        })?;
        if self.push {
            push::branch(context, &report.done.branch)?;
        }
        if !context.is_json() {
            output::say(&format!(
                "{} is the only person so far, so every rule lets the proposer count (`proposer: allow`).",
                report.handle
            ));
            if report.done.branch == action::init::BRANCH {
                output::next(&format!(
                    "merge {}, and go on from there",
                    report.done.branch
                ));
            }
            output::next(
                "adr charter add-person HANDLE --name NAME --key KEY   for each of the others",
            );
            output::next(
                "adr new \"TITLE\"                                      for the first decision",
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
