//! `adr charter retire-key`

use std::process::ExitCode;

use clap::Args;

use super::{Where, key_argument};
use crate::action;
use crate::action::charter::retire_key::{KeyName, Request};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::record::name::Handle;

/// Retire a key: it proves what it has signed, and nothing new
///
/// The key stays in the charter, since old records are proved by it. One that is in somebody else's hands
/// is marked with --compromised: `adr audit` then lists what it has signed.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr charter retire-key bob old.pub\n  adr charter retire-key bob SHA256:2Yl3 --compromised"
)]
pub struct RetireKey {
    /// Whose
    handle: Handle,
    /// The public key, or its fingerprint (`SHA256:...`, or as much of it as tells it from their others)
    #[arg(value_name = "KEY|FINGERPRINT")]
    key: String,
    /// Somebody else may have it
    #[arg(long)]
    compromised: bool,
    #[command(flatten)]
    place: Where,
}

impl RetireKey {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let key = if self.key.starts_with("SHA256:") {
            KeyName::Fingerprint(self.key)
        } else {
            KeyName::Key(key_argument::read(context, &self.key)?)
        };
        let request = Request {
            handle: self.handle,
            key,
            compromised: self.compromised,
            branch: self.place.branch,
        };
        let actor = context.actor(None)?;
        let report = action::charter::retire_key::run(&context.ground()?, &actor, &request)?;
        output::answer(context, &report, |report| {
            format!("{}{}\n", output::done(&report.done), report.fingerprint)
        })?;
        if !context.is_json() && !report.has_active_key {
            output::say(&format!(
                "{0} has no active key left, and cannot sign: adr charter add-key {0} KEY",
                report.handle
            ));
        }
        super::tell(context, &report.done);
        Ok(ExitCode::SUCCESS)
    }
}
