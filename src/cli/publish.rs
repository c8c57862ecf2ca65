//! `adr propose`, `adr revise` and `adr retire`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::new::line;
use super::{output, push};
use crate::action;
use crate::action::publish::{Report, Request, What};
use crate::render::asks;

/// Put a draft up for agreement
///
/// Writes the text as revision 1, signed by you, and says who is asked. From then on people sign exactly
/// these words.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr propose 7 --push")]
pub struct Propose {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// What it is about, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Put a changed text up for agreement
///
/// Writes the next revision, and says whose approval it asks for again. A decision in force stays in
/// force with its old text until the new one is accepted.
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
        run(
            context,
            &self.decision,
            What::Revision,
            Some(&self.message),
            self.common,
        )
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
