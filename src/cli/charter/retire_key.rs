//! `adr charter retire-key`

use std::process::ExitCode;

use clap::Args;

use super::{Change, finish, key_argument};
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
    after_help = "Examples:\n  adr charter retire-key bob old.pub\n  adr charter retire-key bob SHA256:2Yl3\n  adr charter retire-key bob --compromised -m \"Bob's laptop was stolen\" --push"
)]
pub struct RetireKey {
    /// Whose
    handle: Handle,
    /// The public key, or its fingerprint (`SHA256:...`, or as much of it as tells it from their others)
    /// [default: the only one that is active]
    #[arg(value_name = "KEY|FINGERPRINT")]
    key: Option<String>,
    /// Somebody else may have it
    #[arg(long)]
    compromised: bool,
    #[command(flatten)]
    change: Change,
}

impl RetireKey {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let key = match self.key {
            None => KeyName::Only,
            Some(key) if key.starts_with("SHA256:") => KeyName::Fingerprint(key),
            Some(key) => KeyName::Key(key_argument::read(context, &key)?),
        };
        let request = Request {
            handle: self.handle,
            key,
            compromised: self.compromised,
            branch: self.change.branch.clone(),
        };
        let actor = context.actor(None)?;
        let report = action::charter::retire_key::run(&context.ground()?, &actor, &request)?;
        if !context.is_json() && !report.has_active_key {
            output::say(&format!(
                "{0} has no active key left, and cannot sign: adr charter add-key {0} KEY",
                report.handle
            ));
        }
        finish(context, &self.change, &report, &report.done, |report| {
            format!("{}{}\n", output::done(&report.done), report.fingerprint)
        })
    }
}
