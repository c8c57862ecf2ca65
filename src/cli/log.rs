//! `adr log`

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::selector::Selector;
use crate::action::timeline::{self, Request};
use crate::record::name::Handle;
use crate::render;

/// Tell the history of an agreement: who proposed, revised, signed, objected, answered, accepted
///
/// Told from the records alone, so it survives squashing and rebasing. Dates are what people wrote; within
/// a decision, what builds on something never comes before it.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr log 7                         one decision, with what everybody said\n  adr log --since 2026-11-01        the whole log, one line each\n  adr log --by alice"
)]
pub struct Log {
    /// Only this decision
    #[arg(value_name = "N")]
    decision: Option<Selector>,
    /// From this day on
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// Only what this person did; may be given several times
    #[arg(long, value_name = "PERSON")]
    by: Vec<Handle>,
    #[command(flatten)]
    at: At,
}

impl Log {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let is_one = self.decision.is_some();
        let request = Request {
            selector: self.decision,
            since: self.since,
            by: self.by,
        };
        let report = timeline::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            if is_one {
                render::timeline::of_one(report, context.width())
            } else {
                render::timeline::of_all(report, context.table_width())
            }
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
