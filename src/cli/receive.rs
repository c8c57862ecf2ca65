//! `adr receive`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::action::receive::{Parcel, Request};

/// Bring in what was signed elsewhere
///
/// A sign-off proves itself whoever carries it: name the files that somebody sent you, or, without any, gather
/// what people keep in their outboxes (`adr-signoffs/PERSON`), as far as you have fetched them. Everything goes
/// to the branch of its decision; what is about a decision in force goes to the branch `adr/received`, for one pull
/// request.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr receive alice.r2.3f9a1c7e.yaml    a file that came by mail\n  git fetch && adr receive              what waits in outboxes"
)]
pub struct Receive {
    /// Files with sign-offs or delegations [default: the outboxes]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The branch, where a decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branches
    #[arg(long)]
    push: bool,
}

impl Receive {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let actor = context.actor(None)?;
        let request = if self.files.is_empty() {
            Request::Outboxes
        } else {
            let parcel = |file: &PathBuf| {
                Ok::<_, Failure>(Parcel {
                    from: file.display().to_string(),
                    bytes: super::verify::read(context, file)?,
                })
            };
            Request::Parcels(self.files.iter().map(parcel).collect::<Result<_, _>>()?)
        };
        let report = action::receive::run(&ground, &actor, request, self.branch.as_deref())?;
        output::answer(context, &report, |report| {
            report.commits.iter().map(output::done).collect()
        })?;
        for refused in &report.refused {
            output::warning(&format!("{} stays there: {}", refused.from, refused.why));
        }
        if self.push {
            for done in &report.commits {
                push::branch(context, &done.branch)?;
            }
        }
        if !context.is_json() {
            say(&report, self.push);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn say(report: &action::receive::Report, pushed: bool) {
    match (report.commits.as_slice(), report.known) {
        ([], 0) if report.refused.is_empty() => {
            output::say("nothing to receive: no outbox that you have fetched holds anything");
        }
        ([], 0) => {}
        ([], _) => output::say("everything that can come in is here already"),
        (commits, _) if !pushed => {
            let branches: Vec<&str> = commits.iter().map(|done| done.branch.as_str()).collect();
            output::next(&format!("git push REMOTE {}", branches.join(" ")));
        }
        _ => {}
    }
}
