//! `adr-sign payload` and `adr-sign allowed-signers`: what verifying without this tool needs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, verify};
use crate::action;
use crate::signing::payload;

/// Print the signed bytes of a record
///
/// Everything above its `signature:` line, which is what `ssh-keygen -Y verify` wants on standard input.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr-sign payload alice.r2.3f9a1c7e.yaml | sha256sum      the digest by which others name it"
)]
pub struct Payload {
    /// The record's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Print the charter's keys as OpenSSH reads them (`allowed_signers`)
///
/// One line for each key of each person, good for this tool's signatures only. Active and retired keys are
/// there, since a retired key still proves what it signed; compromised keys are not. OpenSSH says whose key
/// it was; whether it counts is what `adr verify` tells.
#[derive(Args, Debug)]
#[command(
    after_help = "Example, in bash, with s being the file of a sign-off by alice:\n  sed '/^signature:/,$d' s | ssh-keygen -Y verify -n adr-sign -I alice \\\n    -f <(adr-sign allowed-signers) -s <(sed '1,/^signature:/d;s/^  //' s)"
)]
pub struct AllowedSigners {
    /// The charter of another commit or branch [default: of the branch that decisions are merged into]
    #[arg(long, value_name = "REV")]
    at: Option<String>,
}

impl Payload {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let bytes = verify::read(context, &self.file)?;
        output::bytes(payload::payload(&bytes));
        Ok(ExitCode::SUCCESS)
    }
}

impl AllowedSigners {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let keys = action::keys::allowed_signers(&ground, self.at.as_deref())?;
        output::bytes(keys.as_bytes());
        Ok(ExitCode::SUCCESS)
    }
}
