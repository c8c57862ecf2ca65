//! `adr why PATH...`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::why::{self, Request};
use crate::render;

/// Say which decisions in force govern these files, and why
///
/// A decision governs the paths that its text names under `governs`. One that took the place of another and
/// names no paths governs those of the other. Of a folder, everything in it is asked about.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr why src/orders/db.rs         before you change it\n  adr why infra/                   what binds anything in a folder\n  adr why --changed origin/main    what binds the files that this branch has changed"
)]
pub struct Why {
    /// Files or folders, of now or to come
    #[arg(value_name = "PATH", required_unless_present = "changed")]
    paths: Vec<String>,
    /// The files that the branch has changed since it left BASE, as they are committed
    #[arg(long, value_name = "BASE")]
    changed: Option<String>,
    /// As it was at another commit or branch
    #[arg(long, value_name = "REV")]
    at: Option<String>,
}

impl Why {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let paths = self.paths.iter().map(|path| context.from_root(path));
        let request = Request {
            paths: paths.collect::<Result<_, _>>()?,
            changed: self.changed,
            at: self.at,
        };
        let report = why::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::why::page(report, context.width())
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
