//! `adr charter leave`

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::{Change, finish};
use crate::action;
use crate::action::charter::leave::{Report, Request};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::record::name::Handle;

/// Mark somebody as gone
///
/// They stay in the charter for the record, and what they have said stays theirs. They are not counted or
/// asked any more: needs of them fall away, majorities get smaller, and their open objections may be
/// answered by one of those who overrule.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr charter leave bob -m \"Bob has left\" --push")]
pub struct Leave {
    /// Who
    handle: Handle,
    #[command(flatten)]
    change: Change,
}

impl Leave {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            handle: self.handle,
            branch: self.change.branch.clone(),
        };
        let actor = context.actor(None)?;
        let report = action::charter::leave::run(&context.ground()?, &actor, request)?;
        finish(context, &self.change, &report, &report.done, page)
    }
}

fn page(report: &Report) -> String {
    let mut page = output::done(&report.done);
    for (team, left) in &report.teams {
        // Writing into a string cannot fail.
        let _ = writeln!(page, "{team}: {left} left");
    }
    if !report.owns.is_empty() {
        let numbers: Vec<String> = report.owns.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            page,
            "owns {}: give them another owner when they are next revised",
            numbers.join(", ")
        );
    }
    page
}
