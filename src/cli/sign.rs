//! The statements of `adr-sign`: every stance and every act.

mod choice;
mod run;
mod walk;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::sign::Intent;
use crate::record::name::{ConditionId, Handle, TeamName};
use crate::record::prose::{Line, Prose};
use crate::record::signoff::Condition;
use run::run as state;

/// Sign: the same as `adr-sign`
#[derive(Args, Debug)]
pub struct SignAt {
    #[command(subcommand)]
    command: Option<Sign>,
}

impl SignAt {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        run(self.command, context)
    }
}

/// What was said in one command; without one, what waits is gone through.
pub fn run(command: Option<Sign>, context: &Context) -> Result<ExitCode, Failure> {
    match command {
        Some(command) => command.run(context),
        None => walk::run(context),
    }
}

/// What somebody says or does.
#[derive(Subcommand, Debug)]
pub enum Sign {
    /// Agree to the exact words of a decision
    ///
    /// Your approval counts for this text. If it changes in substance you are asked again, and
    /// `approve --again` shows what changed.
    #[command(
        after_help = "Examples:\n  adr-sign approve 7\n  adr-sign approve 3-12 -m \"Read all of them\"\n  adr-sign approve 7 --condition load-test:\"A load test at twice the peak before launch\"\n  adr-sign approve --again"
    )]
    Approve(Approve),
    /// Block a decision until you are convinced or answered
    #[command(
        after_help = "Example:\n  adr-sign object 7 -m \"The backup plan misses the EU region\""
    )]
    Object(Statement),
    /// Say that you have no opinion; you are heard, and count for nothing
    #[command(after_help = "Example:\n  adr-sign abstain 7")]
    Abstain(Statement),
    /// Take no part, for instance where you have a stake of your own
    #[command(after_help = "Example:\n  adr-sign recuse 7 -m \"My brother works there\"")]
    Recuse(Statement),
    /// Disagree for the record, and commit to it all the same
    #[command(after_help = "Example:\n  adr-sign dissent 7 -m \"I would have taken MySQL\"")]
    Dissent(Statement),
    /// Take back what you have said about a decision
    #[command(after_help = "Example:\n  adr-sign withdraw 7 -m \"Bob's answer convinced me\"")]
    Withdraw(Statement),
    /// Ask for time: blocks until a day, once per revision, and lapses by itself
    #[command(
        after_help = "Example:\n  adr-sign hold 7 --until 2026-12-01 -m \"Back from leave then\""
    )]
    Hold(Hold),
    /// Say that a condition of your own approval is met
    #[command(
        after_help = "Examples:\n  adr-sign clear 7                          all your conditions\n  adr-sign clear 7 --condition load-test    this one"
    )]
    Clear(Clear),
    /// Answer objections in writing, if the charter lets you overrule
    ///
    /// An answered objection no longer blocks, and stays on record with the answer. The owner also answers
    /// challenges this way.
    #[command(
        after_help = "Example:\n  adr-sign answer 7 --to bob -m \"The region is covered by ...\""
    )]
    Answer(Answer),
    /// Say that you have read a decision and go along with it
    #[command(after_help = "Example:\n  adr-sign acknowledge 7")]
    Acknowledge(Statement),
    /// Lend weight to what is agreed; never stands in for agreement
    #[command(after_help = "Example:\n  adr-sign endorse 7")]
    Endorse(Statement),
    /// Object late to a decision in force, with new evidence
    ///
    /// It stays visible until the owner answers it, and reopens nothing by itself.
    #[command(
        after_help = "Example:\n  adr-sign challenge 7 -m \"The cost doubled\" --evidence \"Invoice of October: ...\""
    )]
    Challenge(Challenge),
    Delegate(super::delegate::Delegate),
    Verify(super::verify::Verify),
    Payload(super::keys::Payload),
    AllowedSigners(super::keys::AllowedSigners),
}

#[derive(Args, Debug)]
pub struct Approve {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required_unless_present = "again")]
    decisions: Vec<String>,
    /// Agree again to what changed since you signed, showing the words; without N, everywhere
    #[arg(long)]
    again: bool,
    /// Counts only once this is met and you have said so with `clear`
    #[arg(long, value_name = "ID:TEXT")]
    condition: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Statement {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Hold {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// The last day that it blocks; the charter's `hold_days` may end it earlier
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Clear {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// Only this condition [default: all of your own]
    #[arg(long, value_name = "ID")]
    condition: Vec<ConditionId>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Answer {
    /// Decisions, or ranges of them (3-12)
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// Only this person's objection [default: all]
    #[arg(long, value_name = "PERSON")]
    to: Vec<Handle>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
pub struct Challenge {
    /// The decision
    #[arg(value_name = "N", required = true)]
    decisions: Vec<String>,
    /// What is new
    #[arg(long, value_name = "TEXT")]
    evidence: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Args, Debug)]
struct Common {
    /// Why; the others will read it
    #[arg(short, value_name = "REASON")]
    message: Option<String>,
    /// Speak as the delegate of this person
    #[arg(long = "for", value_name = "PERSON")]
    on_behalf_of: Option<Handle>,
    /// Count for this team only
    #[arg(long = "as", value_name = "TEAM")]
    team: Option<TeamName>,
    /// The branch, where a decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Push the branch; your own, if you may not push that one
    #[arg(long)]
    push: bool,
    /// Commit to your own branch adr-signoffs/YOU
    #[arg(long)]
    outbox: bool,
    /// Write what you sign to FILE (or into a folder; - for standard output), and commit nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["push", "outbox"])]
    out: Option<PathBuf>,
    /// Sign without asking
    #[arg(short, long)]
    yes: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
}

impl Sign {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Approve(Approve {
                decisions,
                again,
                condition,
                common,
            }) => {
                let conditions = condition
                    .iter()
                    .map(|text| parse_condition(text))
                    .collect::<Result<_, _>>()?;
                state(
                    context,
                    &decisions,
                    again,
                    Intent::Approve(conditions),
                    common,
                )
            }
            Self::Delegate(command) => command.run(context),
            Self::Verify(command) => command.run(context),
            Self::Payload(command) => command.run(context),
            Self::AllowedSigners(command) => command.run(context),
            Self::Object(statement) => statement.run(context, Intent::Object),
            Self::Abstain(statement) => statement.run(context, Intent::Abstain),
            Self::Recuse(statement) => statement.run(context, Intent::Recuse),
            Self::Dissent(statement) => statement.run(context, Intent::Dissent),
            Self::Withdraw(statement) => statement.run(context, Intent::Withdraw),
            Self::Acknowledge(statement) => statement.run(context, Intent::Acknowledge),
            Self::Endorse(statement) => statement.run(context, Intent::Endorse),
            Self::Hold(Hold {
                decisions,
                until,
                common,
            }) => state(context, &decisions, false, Intent::Hold(until), common),
            Self::Clear(Clear {
                decisions,
                condition,
                common,
            }) => state(context, &decisions, false, Intent::Clear(condition), common),
            Self::Answer(Answer {
                decisions,
                to,
                common,
            }) => state(context, &decisions, false, Intent::Answer(to), common),
            Self::Challenge(Challenge {
                decisions,
                evidence,
                common,
            }) => state(
                context,
                &decisions,
                false,
                Intent::Challenge(prose(&evidence)?),
                common,
            ),
        }
    }
}

impl Statement {
    fn run(self, context: &Context, intent: Intent) -> Result<ExitCode, Failure> {
        state(context, &self.decisions, false, intent, self.common)
    }
}

fn parse_condition(text: &str) -> Result<Condition, Failure> {
    let wrong = |what: String| {
        Failure::usage(
            what,
            "write it as ID:TEXT, for instance load-test:\"A load test at twice the peak\"",
        )
    };
    let (id, text) = text.split_once(':').ok_or_else(|| {
        wrong(format!(
            "the condition `{}` has no text",
            output::harmless(text)
        ))
    })?;
    Ok(Condition {
        id: id
            .trim()
            .parse()
            .map_err(|error: crate::record::name::NameError| wrong(error.to_string()))?,
        text: Line::new(text).map_err(|error| wrong(error.to_string()))?,
    })
}

fn prose(text: &str) -> Result<Prose, Failure> {
    Prose::new(text).map_err(|error| Failure::usage(error.to_string(), "write plain text"))
}
