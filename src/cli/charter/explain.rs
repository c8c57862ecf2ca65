//! `adr charter explain`

use std::process::ExitCode;

use clap::Args;

use crate::action;
use crate::action::charter::explain::Request;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::render;

/// Explain which rules apply to a decision, and why
///
/// Says for each rule of the charter which text matched it (a tag of revision 2, the impact of a decision
/// that is superseded), who is asked, who does not count and why, and what is there already. A draft is
/// read as if you put it up now.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr charter explain 7")]
pub struct Explain {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    /// The branch, where the decision is open on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
}

impl Explain {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            selector: self.decision.parse()?,
            branch: self.branch,
        };
        let actor = context.actor(None)?;
        let report = action::charter::explain::run(&context.ground()?, &actor, &request)?;
        output::answer(context, &report, |report| {
            output::harmless(&render::explain::page(report))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
