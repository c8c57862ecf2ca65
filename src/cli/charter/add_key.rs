//! `adr charter add-key`

use std::process::ExitCode;

use clap::Args;

use super::{Change, finish, key_argument};
use crate::action;
use crate::action::charter::add_key::Request;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::record::name::Handle;

/// Add a key that somebody signs with
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr charter add-key bob ~/.ssh/id_ed25519_sk.pub")]
pub struct AddKey {
    /// Whose
    handle: Handle,
    /// The public key: a `.pub` file, its line, or `-` for standard input
    key: String,
    #[command(flatten)]
    change: Change,
}

impl AddKey {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            key: key_argument::read(context, &self.key)?,
            handle: self.handle,
            branch: self.change.branch.clone(),
        };
        let actor = context.actor(None)?;
        let report = action::charter::add_key::run(&context.ground()?, &actor, request)?;
        finish(context, &self.change, &report, &report.done, |report| {
            format!("{}{}\n", output::done(&report.done), report.fingerprint)
        })
    }
}
