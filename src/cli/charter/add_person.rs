//! `adr charter add-person`

use std::io::BufRead;
use std::process::ExitCode;

use clap::Args;

use super::{Change, finish, key_argument};
use crate::action;
use crate::action::charter::add_person::{ProposerRule, Report, Request};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::new::line;
use crate::cli::output;
use crate::record::name::{Handle, TeamName};

/// Let somebody take part
///
/// Adds a person, or with --agent a program that may speak and never counts. While you were alone, your
/// own approval had to count (`proposer: allow`); once there are several people, you are asked whether
/// that should stop.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr charter add-person bob --name \"Bob Ito\" --email bob@example.com --key bob.pub --team leads\n  curl -s https://forge.example/bob.keys | adr charter add-person bob --name \"Bob Ito\" --key -"
)]
pub struct AddPerson {
    /// What they are called in the log
    handle: Handle,
    /// What people call them
    #[arg(long)]
    name: String,
    /// An address by which their commits are recognised
    #[arg(long, value_name = "ADDRESS")]
    email: Vec<String>,
    /// A public key that they sign with: a `.pub` file, its line, or `-` for standard input
    #[arg(long, value_name = "KEY|PATH", required = true)]
    key: Vec<String>,
    /// A team that they join
    #[arg(long, value_name = "TEAM")]
    team: Vec<TeamName>,
    /// A program: it may speak and never counts
    #[arg(long)]
    agent: bool,
    /// Stop counting proposers, in every rule
    #[arg(long, conflicts_with = "keep_proposer")]
    strict: bool,
    /// Go on counting proposers where a rule says so
    #[arg(long)]
    keep_proposer: bool,
    #[command(flatten)]
    change: Change,
}

impl AddPerson {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let keys: Result<Vec<_>, _> = self
            .key
            .iter()
            .map(|argument| key_argument::read(context, argument))
            .collect();
        let email: Result<Vec<_>, _> = self.email.iter().map(|address| line(address)).collect();
        // Whoever pipes a key in cannot be asked on the same standard input.
        let asks = context.is_interactive() && !context.is_json();
        let ask = |rules: &[String]| asks && confirm(rules);
        let request = Request {
            handle: self.handle,
            name: line(&self.name)?,
            email: email?,
            keys: keys?,
            teams: self.team,
            agent: self.agent,
            proposer: match (self.strict, self.keep_proposer) {
                (true, _) => ProposerRule::Strict,
                (_, true) => ProposerRule::Keep,
                _ => ProposerRule::Ask(&ask),
            },
            branch: self.change.branch.clone(),
        };
        let actor = context.actor(None)?;
        let report = action::charter::add_person::run(&context.ground()?, &actor, request)?;
        if !context.is_json() {
            tell(&report, self.keep_proposer);
        }
        finish(context, &self.change, &report, &report.done, |report| {
            output::done(&report.done)
        })
    }
}

fn confirm(rules: &[String]) -> bool {
    output::say(&output::harmless(&format!(
        "you are several now, and whoever proposes still counts for: {}",
        rules.join(", ")
    )));
    output::say("stop counting proposers, so that somebody else must agree? [Y/n]");
    let mut answer = String::new();
    // Change nothing can be read nobody has said yes.
    let is_read = std::io::stdin().lock().read_line(&mut answer);
    is_read.is_ok_and(|bytes| bytes > 0)
        && matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

fn tell(report: &Report, keep: bool) {
    if !report.proposer_stopped.is_empty() {
        output::say(&output::harmless(&format!(
            "whoever proposes no longer counts for: {}",
            report.proposer_stopped.join(", ")
        )));
    } else if !report.proposer_counts.is_empty() && !keep {
        output::say(&output::harmless(&format!(
            "whoever proposes still counts for: {}; to have somebody else agree, take `proposer: allow` out of the \
             rules with `adr charter edit`",
            report.proposer_counts.join(", ")
        )));
    }
}
