//! `adr brief`

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::at::At;
use super::context::{Context, Format};
use super::failure::Failure;
use super::{list, output};
use crate::action::brief::{self, Request, Start};
use crate::record::name::{Handle, Tag, TeamName};
use crate::render;

/// Catch up: what was agreed and why, what is under discussion, what is asked of you
///
/// For whoever arrives late, or comes back. Told from the records and in the team's own words: options that were
/// weighed, objections and how each was answered, conditions still open. Each sentence names the record that says
/// it. Begins where you last signed something; if you never did, everything in force is told. Reopens nothing: it
/// ends with what you can still do, and how.
///
/// Beside human and json, it answers as `--format markdown` and `--format html` (one page, nothing to load).
/// Options that may be given several times ask for any of theirs.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr brief                                      what you have missed\n  adr brief --for kim --all --format html        a page for somebody who joins\n  adr brief --since 2026-03-01 --team security   what security should know of this spring\n  adr brief --since v1.0 --path src/orders       what changed since a tag for these files"
)]
pub struct Brief {
    /// For somebody else
    #[arg(long = "for", value_name = "PERSON")]
    person: Option<Handle>,
    /// What was settled from a day on, or is not in a commit, a tag or a branch
    #[arg(long, value_name = "DATE|COMMIT", value_parser = start, conflicts_with = "all")]
    since: Option<Start>,
    /// Everything in force, whenever it was agreed
    #[arg(long)]
    all: bool,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<Tag>,
    /// Only what this team drives, is named in or has signed
    #[arg(long, value_name = "TEAM")]
    team: Vec<TeamName>,
    /// Only what governs this file or folder
    #[arg(long, value_name = "PATH")]
    path: Vec<String>,
    #[command(flatten)]
    at: At,
}

/// A day, or else something that Git knows.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a parser of clap may fail, and this one cannot"
)]
fn start(typed: &str) -> Result<Start, String> {
    Ok(typed
        .parse::<NaiveDate>()
        .map_or_else(|_| Start::Revision(typed.to_owned()), Start::Day))
}

impl Brief {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        // Somebody whom Git does not know may read all the same.
        let actor = context.actor(None).ok();
        let paths = self.path.iter().map(|path| context.from_root(path));
        let request = Request {
            person: self.person,
            actor: actor.as_ref(),
            since: if self.all {
                Some(Start::Ever)
            } else {
                self.since
            },
            tags: self.tag,
            teams: self.team,
            paths: paths.collect::<Result<_, _>>()?,
            now: context.now()?,
        };
        let report = brief::run(&ground, &request)?;
        let document = || render::brief::tell(&report);
        match context.format() {
            Format::Markdown => output::bytes(render::brief::markdown(&document()).as_bytes()),
            Format::Html => output::bytes(render::brief::page(&document()).as_bytes()),
            _ => output::answer(context, &report, |_| {
                render::brief::terminal(&document(), context.width())
            })?,
        }
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
