//! `adr receive`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action;
use crate::action::receive::{Parcel, gather};

/// Bring in what was signed elsewhere
///
/// A sign-off proves itself whoever carries it: name the files that somebody sent you, or, without any, gather
/// what people keep in their outboxes (`adr-signoffs/PERSON`), as far as you have fetched them. Everything goes
/// to the branch of its decision.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr receive alice.r2.3f9a1c7e.yaml    a file that came by mail\n  git fetch && adr receive              what waits in outboxes"
)]
pub struct Receive {
    /// Files with sign-offs or delegations [default: the outboxes]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Receive {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let actor = context.actor(None)?;
        let parcels = if self.files.is_empty() {
            gather(&ground)?
        } else {
            let parcel = |file: &PathBuf| {
                let bytes = super::verify::read(context, file)?;
                Ok::<_, Failure>(Parcel {
                    from: file.display().to_string(),
                    bytes,
                })
            };
            self.files.iter().map(parcel).collect::<Result<_, _>>()?
        };
        let report = action::receive::run(&ground, &actor, parcels)?;
        output::answer(context, &report, |report| {
            report.commits.iter().map(output::done).collect()
        })?;
        if !context.is_json() && report.commits.is_empty() {
            output::say(match report.known {
                0 => "nothing to receive: no outbox that you have fetched holds anything",
                _ => "everything is here already",
            });
        }
        Ok(ExitCode::SUCCESS)
    }
}
