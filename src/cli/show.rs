//! `adr show N`

use std::process::ExitCode;

use clap::Args;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::selector::Selector;
use crate::action::show::{self, Request};
use crate::render;

/// Show a decision as a page: its text, who agreed, objections, outcome, links both ways
///
/// Shows the text in force; of a decision that is not in force yet, its newest text. Newer revisions are
/// mentioned, and shown with `--revision`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr show 7\n  adr show postgres               by part of its folder's name\n  adr show 7 --revision 1\n  adr show 7 --raw                the stored file, byte for byte"
)]
pub struct Show {
    /// The decision: its number, its id or part of its folder's name
    #[arg(value_name = "N")]
    decision: Selector,
    /// This revision
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    revision: Option<u32>,
    /// The stored YAML, as it is
    #[arg(long, conflicts_with_all = ["json", "format"])]
    raw: bool,
    #[command(flatten)]
    at: At,
}

impl Show {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            selector: self.decision,
            revision: self.revision,
        };
        if self.raw {
            output::bytes(&show::raw(&ground, &request)?);
            return Ok(ExitCode::SUCCESS);
        }
        let report = show::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::show::page(report, context.width(), context.table_width())
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
