//! `adr status`

use std::process::ExitCode;

use clap::Args;

use super::at::At;
use super::context::{Context, Format};
use super::failure::Failure;
use super::{list, output};
use crate::action::selector::Selector;
use crate::action::status::{self, Report, Request};
use crate::render;

/// Show what each open decision still needs, and from whom
///
/// Looks at this branch, at local branches and at those that you have fetched, and shows each open decision
/// once, where it has gone furthest. `next` is the one command that brings it on: yours where you are the
/// one who can, else with the names of those who can. More than twenty are told in a line each.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr status       everything that is open\n  adr status 7     what decision 7 waits for\n  adr status --format markdown     for a chat\n  adr status --at v1.0     what was open there, and what it lacked"
)]
pub struct Status {
    /// Only this decision
    #[arg(value_name = "N")]
    decision: Option<Selector>,
    /// The branch to look at, where a decision is open on several
    #[arg(long, value_name = "REF", requires = "decision", conflicts_with = "at")]
    branch: Option<String>,
    /// Everything of each, however many there are
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    at: At,
}

impl Status {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let number = self
            .decision
            .map(|selector| ground.number_of(&selector))
            .transpose()?;
        // Somebody whom Git does not know may read all the same.
        let actor = context.actor(None).ok();
        let request = Request {
            number,
            branch: self.branch,
            actor: actor.as_ref(),
            now: context.now()?,
        };
        let report = status::run(&ground, &request)?;
        let is_short =
            |report: &Report| !self.full && report.decisions.len() > render::status::MOST;
        output::answer(context, &report, |report| {
            if context.format() == Format::Markdown {
                render::status::markdown(report)
            } else if is_short(report) {
                render::status::overview(report, context.table_width())
            } else {
                render::status::page(report, context.width())
            }
        })?;
        if context.format() == Format::Human && is_short(&report) {
            output::say("one of them: adr status N; all of them at length: adr status --full");
        }
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
