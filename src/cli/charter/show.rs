//! `adr charter show`

use std::process::ExitCode;

use clap::Args;

use crate::action;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::render;

/// Show who takes part, and by which rules
///
/// The charter in force in the branch that decisions are merged into: people and their keys, teams with
/// everybody in them, the rules in words, the trust root, and where the charter is being changed.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr charter show\n  adr charter show --json")]
pub struct Show {}

impl Show {
    pub(super) fn run(context: &Context) -> Result<ExitCode, Failure> {
        let report = action::charter::show::run(&context.ground()?)?;
        output::answer(context, &report, |report| {
            output::harmless(&render::charter::page(report))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
