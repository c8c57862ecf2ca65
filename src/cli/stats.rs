//! `adr stats`

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::stats::{self, Request};
use crate::record::name::Tag;
use crate::render;

/// Measure how long agreement takes, and what is stuck
///
/// Time to agreement: from the first revision that was put up since the last agreement to the acceptance. First
/// word: from a revision's being put up to the first stance, hold or acknowledgement of somebody who neither wrote
/// nor owns it, before it was settled; of a team, that of everybody who is in it now.
///
/// All by the dates that the records carry, which are their authors' claims, in days of a clock: weekends, holidays
/// and delegations are not taken out, and whoever was asked and never signed is not in it. It shows where agreement
/// waits, and is no measure of anybody's work. Of HEAD and of every local and remote-tracking branch.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr stats --since 2026-01-01      this year\n  adr stats --tag security --json   for a report"
)]
pub struct Stats {
    /// Only what was agreed, said or raised on this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// Only decisions with this tag; all of them, where given several times
    #[arg(long, value_name = "TAG")]
    tag: Vec<Tag>,
    #[command(flatten)]
    at: At,
}

impl Stats {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            since: self.since,
            tags: self.tag,
            now: context.now()?,
        };
        let report = stats::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::stats::page(report, context.width())
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
