//! `adr invite`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{new, output, publish, push};
use crate::action::invite::{self, Request};
use crate::record::name::Party;

/// Ask somebody else for their view
///
/// Adds people or teams to `consulted`, as a revision of its own. Where the charter calls that field editorial,
/// as a new log does, everybody's approval holds. They see it in their inbox, and answer with `adr-sign
/// acknowledge`, or whatever else they want to say.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr invite 7 fay\n  adr invite 7 team:security -m \"It touches residency\""
)]
pub struct Invite {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// Whom
    #[arg(value_name = "PERSON", required = true)]
    people: Vec<Party>,
    /// Why, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: Option<String>,
    /// Even where people would have to approve again
    #[arg(long)]
    ask_again: bool,
    /// The branch, where a decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
}

impl Invite {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let actor = context.actor(self.key)?;
        let request = Request {
            selector: self.decision.parse()?,
            people: self.people,
            summary: self.message.as_deref().map(new::line).transpose()?,
            branch: self.branch,
            ask_again: self.ask_again,
        };
        let report = invite::run(&ground, &actor, &request)?;
        output::answer(context, &report, |report| output::done(&report.done))?;
        if !context.is_json() {
            publish::tell(&report);
        }
        if self.push {
            push::branch(context, &report.done.branch)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
