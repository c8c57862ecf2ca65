//! `adr renumber`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::action::renumber::{Report, Request};
use crate::record::id::Number;

/// Give a decision another number
///
/// For when two branches have taken one number, and Git says so at the merge. Folder and claims move in
/// one commit. Sign-offs hold: a decision's own number is not in what people sign. A decision that is
/// merged keeps its number for good.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr renumber 7          the next free number\n  adr renumber 7 12       this one, if it is free"
)]
pub struct Renumber {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// The number that it gets [default: the next free one]
    #[arg(value_name = "M")]
    to: Option<u32>,
    /// The branch, where the decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
}

impl Renumber {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let actor = context.actor(None)?;
        let request = Request {
            selector: self.decision.parse()?,
            to: self.to.map(Number),
            branch: self.branch,
        };
        let report = action::renumber::run(&ground, &actor, &request)?;
        output::answer(context, &report, |report| {
            format!("{}{}\n", output::done(&report.done), report.folder)
        })?;
        if !context.is_json() {
            tell(&report);
        }
        if self.push {
            push::branch(context, &report.done.branch)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(report: &Report) {
    for other in &report.referring {
        output::say(&format!(
            "decision {other} still refers to number {}: correct it with `adr edit {other}`, and `adr revise {other}` \
             if it is put up already",
            report.from
        ));
    }
    if report
        .done
        .branch
        .starts_with(&format!("adr/{}", report.from.padded()))
    {
        output::say(&format!(
            "the branch keeps its name, {}, and so does a pull request made from it",
            report.done.branch
        ));
    }
}
