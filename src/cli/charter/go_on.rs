//! `adr charter continue`

use std::process::ExitCode;

use clap::Args;

use crate::action;
use crate::action::charter::go_on::Request;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::new::line;
use crate::cli::output;

/// Go on where nobody is left who could agree to a charter
///
/// Edit decision 0 first: mark who is gone, add who goes on, and let the rules be met by you alone. This puts
/// that up, approved and accepted by you, judged under itself. It counts only where its digest is pinned as
/// the new trust root, in CI and in every clone; `adr verify` and `adr check` show the break.
#[derive(Args, Debug)]
#[command(
    name = "continue",
    after_help = "Example:\n  adr charter edit\n  adr charter continue -m \"The old maintainers have left the company\"\n  git config adr.trustRoot sha256:..."
)]
pub struct Continue {
    /// What happened, in a line
    #[arg(short, value_name = "SUMMARY")]
    message: String,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
    /// Add to the change on this branch
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
}

impl Continue {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            summary: line(&self.message)?,
            branch: self.branch,
        };
        let actor = context.actor(self.key)?;
        let report = action::charter::go_on::run(&context.ground()?, &actor, &request)?;
        output::answer(context, &report, |report| {
            format!(
                "{}trust root: {}\n",
                output::done(&report.done),
                report.trust_root
            )
        })?;
        if !context.is_json() {
            output::say("pin it wherever the old one is pinned, CI first; in each clone:");
            output::say(&format!("  git config adr.trustRoot {}", report.trust_root));
            output::next(&format!("adr check --trust-root {}", report.trust_root));
        }
        Ok(ExitCode::SUCCESS)
    }
}
