//! `adr delegate` and `adr-sign delegate`

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::action::delegate::Request;
use crate::record::name::{Handle, TeamName};

/// Let a colleague speak for you while you are away
///
/// They sign with their own key (`adr-sign approve 7 --for YOU`), fill your seat, and your own word always
/// wins. It ends by itself. It is kept on your own branch `adr-signoffs/YOU`: push that, and whoever signs for
/// you brings it along.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr-sign delegate --to alice --until 2026-12-20\n  adr-sign delegate --revoke                       back early"
)]
pub struct Delegate {
    /// Who speaks for you; of a team that you are in
    #[arg(long, value_name = "PERSON", required_unless_present = "revoke")]
    to: Option<Handle>,
    /// The last day
    #[arg(
        long,
        value_name = "DATE",
        required_unless_present = "revoke",
        conflicts_with = "revoke"
    )]
    until: Option<NaiveDate>,
    /// The first day [default: today]
    #[arg(long, value_name = "DATE", conflicts_with = "revoke")]
    from: Option<NaiveDate>,
    /// In this team only [default: in all that you share]
    #[arg(long, value_name = "TEAM", conflicts_with = "revoke")]
    team: Vec<TeamName>,
    /// Take it back
    #[arg(long)]
    revoke: bool,
    /// Commit it on the current branch
    #[arg(long)]
    here: bool,
    /// Push the branch
    #[arg(long)]
    push: bool,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
}

impl Delegate {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = match (self.to, self.until) {
            (Some(to), Some(ends)) => Request::Speak {
                to,
                teams: self.team,
                starts: self.from,
                ends,
            },
            (to, _) => Request::Revoke { to },
        };
        let ground = context.ground()?;
        let actor = context.actor(self.key)?;
        let report = action::delegate::run(&ground, &actor, &request, self.here)?;
        output::answer(context, &report, |report| output::done(&report.done))?;
        if self.push {
            push::branch(context, &report.done.branch)?;
        }
        if context.is_json() {
            return Ok(ExitCode::SUCCESS);
        }
        if !self.push {
            output::next(&format!("git push REMOTE {}", report.done.branch));
        }
        match (report.to.first(), report.until) {
            (Some(to), Some(until)) => output::say(&format!(
                "{to} signs for you until {until}: adr-sign approve N --for {}",
                report.from
            )),
            _ => output::say(
                "a branch that holds the delegation needs this too: git fetch && adr receive",
            ),
        }
        Ok(ExitCode::SUCCESS)
    }
}
