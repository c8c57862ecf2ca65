//! `adr charter join`

use std::process::ExitCode;

use clap::Args;

use crate::action;
use crate::action::charter::join::{Report, Request};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::new::line;
use crate::cli::{output, push};
use crate::record::name::Handle;
use crate::render::asks;

/// Ask to take part: your own entry, key included
///
/// Adds you to the charter's people, in no team, and puts that up as the next revision of decision 0,
/// signed with your key. It goes on a branch of its own; nothing is checked out. Push it and open a pull
/// request: once the charter's people have agreed and it is merged, what you sign is yours.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr charter join --push\n  adr charter join --as eve --name \"Eve Fox\" --email eve@example.com --key ~/.ssh/id_ed25519"
)]
pub struct Join {
    /// What you are called in the log [default: from your address]
    #[arg(long = "as", value_name = "HANDLE")]
    handle: Option<Handle>,
    /// What people call you [default: git's user.name]
    #[arg(long)]
    name: Option<String>,
    /// An address by which your commits are recognised [default: git's user.email]
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// The SSH key that you sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "KEY|PATH")]
    key: Option<String>,
    /// Push the branch, and print the link that opens the pull request
    #[arg(long)]
    push: bool,
}

impl Join {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let email: Result<Vec<_>, _> = self.email.iter().map(|address| line(address)).collect();
        let request = Request {
            handle: self.handle,
            name: self.name.as_deref().map(line).transpose()?,
            email: email?,
        };
        let actor = context.actor(self.key)?;
        let report = action::charter::join::run(&context.ground()?, &actor, request)?;
        tell(context, &report, self.push)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says what was put up and how it goes on.
pub fn tell(context: &Context, report: &Report, pushes: bool) -> Result<(), Failure> {
    let done = &report.put_up.done;
    output::answer(context, report, |report| {
        format!(
            "{}{}: {} <{}>\n{}\n",
            output::done(&report.put_up.done),
            report.handle,
            output::harmless(&report.name),
            output::harmless(&report.email.join(", ")),
            report.fingerprint
        )
    })?;
    if !context.is_json()
        && let Some(evaluation) = &report.put_up.evaluation
    {
        let missing = asks::missing(evaluation);
        if !missing.is_empty() {
            output::say("for you to join, it needs:");
        }
        for line in missing {
            output::say(&format!("  {}", output::harmless(&line)));
        }
    }
    if pushes {
        return push::branch(context, &done.branch);
    }
    if !context.is_json() {
        output::next(&format!(
            "open a pull request for it: git push -u origin {}",
            done.branch
        ));
    }
    Ok(())
}
