//! `adr git-setup`, and the commands that Git then runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::git_setup::{self, Report, Request};
use crate::action::merge_text;
use crate::record::yaml::MAX_BYTES;
use crate::render::record;
use crate::store::ThreeTexts;

/// Let this clone's `git diff`, `git log -p` and `git merge` understand records
///
/// `git diff` and `git log -p` then show sign-offs, revisions and resolutions in words, and `git merge` and `git
/// rebase` merge `decision.yaml` field by field, leaving a conflict only where people really disagree. Everything
/// is written to this clone's `.git/config` and `.git/info/attributes`, where your own lines stay and win; nothing
/// is committed, and whoever has not set it up sees and merges plain files.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr git-setup           once for each clone; again does no harm\n  adr git-setup --undo    as if it had never been"
)]
pub struct GitSetup {
    /// Take it out again
    #[arg(long)]
    undo: bool,
}

impl GitSetup {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let request = Request {
            program: program(context)?,
            undo: self.undo,
        };
        let report = git_setup::run(&ground, &request)?;
        output::answer(context, &report, told)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn told(report: &Report) -> String {
    let done = match (report.set_up, report.changed) {
        (true, true) => "git shows and merges records in this clone from now on",
        (true, false) => "git shows and merges records in this clone already",
        (false, true) => "git treats records as plain files again",
        (false, false) => "nothing was set up here",
    };
    format!(
        "{done}\n  attributes  {}\n  settings    {}\n",
        report.attributes,
        report.sections.join(", ")
    )
}

/// How a shell finds this program: by its name where that leads here, else by its path.
fn program(context: &Context) -> Result<String, Failure> {
    let path = std::env::current_exe().map_err(|error| {
        Failure::environment(
            format!("it cannot be told where this program lies: {error}"),
            "run it by its whole path",
        )
    })?;
    let is_found = context
        .program("adr")
        .and_then(|found| found.canonicalize().ok());
    if is_found.is_some() && is_found == path.canonicalize().ok() {
        return Ok("adr".to_owned());
    }
    let path = path.display().to_string().replace('\'', "'\\''");
    Ok(format!("'{path}'"))
}

/// Show a record in words
#[derive(Args, Debug)]
pub struct GitTextconv {
    /// The file
    file: PathBuf,
}

impl GitTextconv {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let bytes = read(&context.path(&self.file))?;
        output::bytes(record::readable(&bytes).as_bytes());
        Ok(ExitCode::SUCCESS)
    }
}

/// Merge three versions of a decision's text
#[derive(Args, Debug)]
pub struct GitMerge {
    /// The common ancestor
    base: PathBuf,
    /// Ours, which is overwritten with the result
    ours: PathBuf,
    /// Theirs
    theirs: PathBuf,
    /// How long the markers of a conflict are
    marker_size: usize,
    /// The path in the repository
    path: String,
    /// What the three are called: ancestor, ours, theirs
    labels: Vec<String>,
}

impl GitMerge {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ours = context.path(&self.ours);
        let texts = [
            read(&context.path(&self.base))?,
            read(&ours)?,
            read(&context.path(&self.theirs))?,
        ];
        // A Git before 2.44 knows no labels, and hands the letters on.
        let label = |at: usize, usual: &'static str| match self.labels.get(at).map(String::as_str) {
            None | Some("" | "%S" | "%X" | "%Y") => usual,
            Some(label) => label,
        };
        let report = merge_text::run(&ThreeTexts {
            base: &texts[0],
            ours: &texts[1],
            theirs: &texts[2],
            labels: [label(1, "ours"), label(0, "base"), label(2, "theirs")],
            marker_size: self.marker_size,
        })?;
        std::fs::write(&ours, &report.merged).map_err(|error| unwritten(&ours, &error))?;
        if report.has_conflicts {
            let what = match (report.is_marked, report.fields.as_slice()) {
                (false, _) => "look at it before you commit: merged line by line, it does not say \
                               what both sides say"
                    .to_owned(),
                (true, []) => "merged line by line".to_owned(),
                (true, fields) => format!("both sides changed {}", fields.join(", ")),
            };
            output::say(&output::harmless(&format!("{}: {what}", self.path)));
        }
        Ok(ExitCode::from(u8::from(report.has_conflicts)))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |error: &std::io::Error| {
        Failure::environment(
            format!("{} cannot be read: {error}", path.display()),
            "Git runs this command; see `adr git-setup --help`",
        )
    };
    let size = std::fs::metadata(path).map_err(|error| fail(&error))?.len();
    if size > 16 * MAX_BYTES as u64 {
        return Err(Failure::environment(
            format!("{} is too large for a record", path.display()),
            "Git shows and merges it as it is",
        ));
    }
    std::fs::read(path).map_err(|error| fail(&error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::environment(
        format!("{} cannot be written: {error}", path.display()),
        "see that the disk is not full",
    )
}
