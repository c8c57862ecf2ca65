//! `adr accept`, `adr reject` and `adr withdraw`

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::new::line;
use super::{output, push};
use crate::action;
use crate::action::commit::Done;
use crate::action::resolve::{Report, Request, Wish};
use crate::action::selector::Selector;
use crate::record::resolution::Outcome;

/// Write down that a decision is agreed
///
/// Works once its rules are met by the sign-offs that are there; the resolution lists them, so that
/// anybody can verify it from the files alone. Decisions that it supersedes end in the same commit.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr accept 7 -m \"Orders move to PostgreSQL in Q1\" --push\n  adr accept --ready            every decision here whose rules are met"
)]
pub struct Accept {
    /// The decision
    #[arg(
        value_name = "N",
        required_unless_present = "ready",
        conflicts_with = "ready"
    )]
    decision: Option<String>,
    /// Every decision on this branch whose rules are met
    #[arg(long, conflicts_with = "branch")]
    ready: bool,
    /// What was agreed, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: Option<String>,
    /// The branch, where a decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
}

/// Turn a proposal down
///
/// An objection must stand by somebody whom the rules count; its owner, or the person who objects, may
/// then end it.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr reject 7 -m \"We stay with MySQL\"")]
pub struct Reject {
    #[command(flatten)]
    end: End,
}

/// Take a proposal back
///
/// For its owner and its reviser. A decision in force stays in force; only the open text ends.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr withdraw 7 -m \"Overtaken by decision 9\"")]
pub struct Withdraw {
    #[command(flatten)]
    end: End,
}

#[derive(Args, Debug)]
struct End {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// Why, in a line
    #[arg(short, value_name = "REASON")]
    message: String,
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

impl Accept {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let summary = self.message.as_deref().map(line).transpose()?;
        let request = |selector| Request {
            selector,
            ending: Wish::Accept,
            summary: summary.clone(),
            branch: self.branch.clone(),
        };
        if let Some(decision) = &self.decision {
            let report = resolve(context, &request(decision.parse()?), None)?;
            tell(context, &report)?;
            return done(context, Some(&report.done), self.push);
        }
        let numbers = action::resolve::ready(&context.ground()?, &context.actor(None)?)?;
        if numbers.is_empty() && !context.is_json() {
            output::say("no open decision here has its rules met; see `adr status`");
        }
        let mut accepted = Vec::new();
        for number in numbers {
            let report = resolve(context, &request(Selector::Number(number)), None)?;
            // People are told as it goes: if a later one fails, this one stands.
            if !context.is_json() {
                tell(context, &report)?;
            }
            accepted.push(report);
        }
        let last = accepted.last().map(|report| report.done.clone());
        if context.is_json() {
            output::answer(context, &Ready { accepted }, |_| String::new())?;
        }
        done(context, last.as_ref(), self.push)
    }
}

/// What `--ready` answers to a program.
#[derive(Serialize)]
struct Ready {
    accepted: Vec<Report>,
}

impl Reject {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        self.end.run(context, Wish::Reject)
    }
}

impl Withdraw {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        self.end.run(context, Wish::Withdraw)
    }
}

impl End {
    fn run(self, context: &Context, ending: Wish) -> Result<ExitCode, Failure> {
        let request = Request {
            selector: self.decision.parse()?,
            ending,
            summary: Some(line(&self.message)?),
            branch: self.branch,
        };
        let report = resolve(context, &request, self.key)?;
        tell(context, &report)?;
        done(context, Some(&report.done), self.push)
    }
}

fn resolve(context: &Context, request: &Request, key: Option<String>) -> Result<Report, Failure> {
    let ground = context.ground()?;
    Ok(action::resolve::run(
        &ground,
        &context.actor(key)?,
        request,
    )?)
}

fn tell(context: &Context, report: &Report) -> Result<(), Failure> {
    output::answer(context, report, |report| output::done(&report.done))?;
    if !context.is_json() {
        for number in &report.supersedes {
            output::say(&format!("decision {number} is superseded with it"));
        }
        if report.outcome == Outcome::Historical {
            output::say(
                "taken over as history: shown with its old status, governing nothing until it is agreed anew",
            );
        }
    }
    Ok(())
}

/// Pushes the branch to which it all went, and says what comes next.
fn done(context: &Context, done: Option<&Done>, pushes: bool) -> Result<ExitCode, Failure> {
    let Some(Done {
        branch,
        checked_out,
        ..
    }) = done
    else {
        return Ok(ExitCode::SUCCESS);
    };
    if pushes {
        push::branch(context, branch)?;
    }
    if !context.is_json() {
        output::next(&if *checked_out {
            "adr check   then merge".to_owned()
        } else {
            format!("adr check --head {branch}   then merge that")
        });
    }
    Ok(ExitCode::SUCCESS)
}
