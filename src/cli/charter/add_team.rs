//! `adr charter add-team`

use std::process::ExitCode;

use clap::Args;

use super::{Change, finish};
use crate::action;
use crate::action::charter::add_team::Request;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::record::name::{Party, TeamName};

/// Start a team, or add members to one
///
/// Members are people, or other teams as `team:NAME`. A team asks nobody for anything by itself: rules and
/// the `approvers` of a decision name it.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr charter add-team security dana eli\n  adr charter add-team leads team:security"
)]
pub struct AddTeam {
    /// What it is called
    #[arg(value_name = "NAME")]
    team: TeamName,
    /// Who is in it
    #[arg(value_name = "MEMBER", required = true)]
    members: Vec<Party>,
    #[command(flatten)]
    change: Change,
}

impl AddTeam {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            team: self.team,
            members: self.members,
            branch: self.change.branch.clone(),
        };
        let actor = context.actor(None)?;
        let report = action::charter::add_team::run(&context.ground()?, &actor, request)?;
        finish(context, &self.change, &report, &report.done, |report| {
            let members: Vec<String> = report.members.iter().map(Party::to_string).collect();
            format!(
                "{}{}: {}\n",
                output::done(&report.done),
                report.team,
                members.join(", ")
            )
        })
    }
}
