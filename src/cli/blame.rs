//! `adr blame`

use std::process::ExitCode;

use clap::Args;

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::blame::{self, Request};
use crate::action::selector::Selector;
use crate::interchange::form::Form;
use crate::render;

/// Show each line of a text with the revision that brought it, its author and who has signed it
///
/// The lines are those of the canonical YAML, in which revisions are stored. Somebody has signed a line who has
/// approved a revision that holds it, be it the one that brought it or a later one, and has not taken that back.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr blame 7                    the newest revision\n  adr blame 7 --markdown         the lines of the Markdown view\n  adr blame 7 --revision 2"
)]
pub struct Blame {
    /// The decision: its number, its id or part of its folder's name
    #[arg(value_name = "N")]
    decision: Selector,
    /// The text of this revision
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    revision: Option<u32>,
    /// The lines of the text as Markdown with front matter
    #[arg(long)]
    markdown: bool,
    /// The branch to look at, where a decision is open on several
    #[arg(long, value_name = "REF", conflicts_with = "at")]
    branch: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Blame {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            selector: self.decision,
            revision: self.revision,
            branch: self.branch,
            form: if self.markdown {
                Form::Markdown
            } else {
                Form::Yaml
            },
        };
        let report = blame::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::blame::page(report, context.width())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
