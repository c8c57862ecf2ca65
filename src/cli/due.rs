//! `adr due`

use std::process::ExitCode;

use clap::Args;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::due::{self, Request};
use crate::render;

/// Say what is due: reviews, holds, delegations, conditions and challenges
///
/// What has a date is told when that has come, or comes within some days; conditions that nobody has called met and
/// challenges without an answer are told as long as they wait, under the day since which they do. Of HEAD and of every local and remote-tracking
/// branch. Each line ends with the command that deals with it. Exits with 0 whatever is due.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr due                          what is due, or will be within 30 days\n  adr due --within 0               what is due today or has been\n  adr due --within 90 --json       for a calendar or a reminder\n\nA decision that was looked at and stays as it is gets a later `review_by` with `adr edit` and `adr revise`; one\nthat does not is ended with `adr retire` or `adr supersede`."
)]
pub struct Due {
    /// Tell what comes within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    within: u32,
    #[command(flatten)]
    at: At,
}

impl Due {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            within: self.within,
            now: context.now()?,
        };
        let report = due::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::due::page(report, context.width())
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
