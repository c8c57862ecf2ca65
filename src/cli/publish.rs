//! `adr propose`, `adr revise` and `adr retire`

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::new::{self, line};
use super::{ask, output, push};
use crate::action::publish::{Report, Request, What};
use crate::action::{self, foresee, propose_file};
use crate::render::asks;

/// Put a draft up for agreement
///
/// Writes the text as revision 1, signed by you, and says who is asked. From then on people sign exactly
/// these words. A text in a file of your own, Markdown or YAML, becomes draft, branch and revision in one
/// commit; the file stays as it is.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  adr propose 7 --push\n  adr propose queue.md --push")]
pub struct Propose {
    /// The decision, or a file with a text that is in no log yet
    #[arg(value_name = "N|FILE")]
    decision: String,
    /// What it is about, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Put a changed text up for agreement
///
/// Says whose approval it ends and asks for again (on a terminal before you go on), and writes the next
/// revision. A decision in force stays in force with its old text until the new one is accepted.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr revise 7 -m \"Narrowed to the orders service after Bob's objection\""
)]
pub struct Revise {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// What changed and why, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: String,
    /// Put it up without asking
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    common: Common,
}

/// Propose to end a decision in force
///
/// Adds a revision that says why, with the text unchanged. It is signed like any other; once its rules
/// are met, `adr accept` ends the decision.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr retire 7 -m \"The orders service is gone\"")]
pub struct Retire {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// Why it ends, in a line
    #[arg(short, value_name = "REASON")]
    message: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
struct Common {
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

impl Propose {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if new::is_file(&self.decision) {
            return file(
                context,
                &self.decision,
                self.message.as_deref(),
                self.common,
            );
        }
        run(
            context,
            &self.decision,
            What::Proposal,
            self.message.as_deref(),
            self.common,
        )
    }
}

impl Revise {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if !self.is_wanted(context)? {
            output::say("nothing was put up");
            return Ok(ExitCode::SUCCESS);
        }
        run(
            context,
            &self.decision,
            What::Revision,
            Some(&self.message),
            self.common,
        )
    }
}

impl Revise {
    /// Says what it costs, and on a terminal asks.
    fn is_wanted(&self, context: &Context) -> Result<bool, Failure> {
        if context.is_json() {
            return Ok(true);
        }
        // Whoever cannot be asked is told afterwards who must look again.
        if !context.is_interactive() {
            return Ok(true);
        }
        let request = Request {
            selector: self.decision.parse()?,
            what: What::Revision,
            summary: None,
            branch: self.common.branch.clone(),
        };
        let ground = context.ground()?;
        let actor = context.actor(self.common.key.clone())?;
        let Some(foresight) = foresee::run(&ground, &actor, &request)? else {
            return Ok(true);
        };
        if let Some(said) = asks::foreseen(&foresight) {
            output::say(&said);
        }
        let asks_again = !foresight.asked_again().is_empty();
        if self.yes || !asks_again {
            return Ok(true);
        }
        Ok(ask::yes("Put it up?")? == ask::Answer::Yes)
    }
}

impl Retire {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        run(
            context,
            &self.decision,
            What::Retirement,
            Some(&self.message),
            self.common,
        )
    }
}

fn run(
    context: &Context,
    decision: &str,
    what: What,
    summary: Option<&str>,
    common: Common,
) -> Result<ExitCode, Failure> {
    let ground = context.ground()?;
    let actor = context.actor(common.key)?;
    let request = Request {
        selector: decision.parse()?,
        what,
        summary: summary.map(line).transpose()?,
        branch: common.branch,
    };
    let report = action::publish::run(&ground, &actor, &request)?;
    output::answer(context, &report, |report| output::done(&report.done))?;
    if !context.is_json() {
        tell(&report);
    }
    if common.push {
        push::branch(context, &report.done.branch)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts up a text from a file.
fn file(
    context: &Context,
    typed: &str,
    summary: Option<&str>,
    common: Common,
) -> Result<ExitCode, Failure> {
    let manuscript = new::manuscript(context, Path::new(typed))?;
    if common.branch.is_some() {
        return Err(Failure::usage(
            "a text from a file begins a branch of its own",
            "leave `--branch` out",
        ));
    }
    let ground = context.ground()?;
    let actor = context.actor(common.key)?;
    let request = propose_file::Request {
        manuscript,
        summary: summary.map(line).transpose()?,
    };
    let report = propose_file::run(&ground, &actor, request)?;
    output::answer(context, &report, |report| {
        format!("{}{}\n", output::done(&report.proposal.done), report.path)
    })?;
    if !context.is_json() {
        new::tell_remarks(&report.remarks);
        tell(&report.proposal);
    }
    if common.push {
        push::branch(context, &report.proposal.done.branch)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn tell(report: &Report) {
    if !report.unknown_people.is_empty() {
        output::say(&format!(
            "not in the charter: {}",
            report.unknown_people.join(", ")
        ));
    }
    if !report.must_look_again.is_empty() {
        output::say(&format!(
            "must look again: {} (adr-sign approve {} --again)",
            asks::people(&report.must_look_again),
            report.number
        ));
    }
    let Some(evaluation) = &report.evaluation else {
        return;
    };
    let missing = asks::missing(evaluation);
    if missing.is_empty() {
        output::next(&format!("adr accept {}", report.number));
        return;
    }
    output::say("still needed:");
    for line in asks::fallen_away(evaluation).iter().chain(&missing) {
        output::say(&format!("  {}", output::harmless(line)));
    }
    output::next(&format!(
        "they sign with: adr-sign approve {}",
        report.number
    ));
}
