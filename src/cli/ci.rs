//! `adr ci`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::ci::workflow;
use crate::action::ci::workflow::{Address, Hex, Install, Report, Request, System, Written};

/// Write the workflow with which CI runs `adr check`
///
/// It keeps what the check relies on: it comes from the branch that is merged into and runs nothing of the change,
/// may read and nothing else, fetches all of the history, installs one exact `adr` and takes the trust root from
/// the forge's settings. Says what has to be set there.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr ci github                        .github/workflows/adr.yml\n  adr ci gitlab --output -             prints it\n  adr ci github --download https://example.com/adr --sha256 9f86d0..."
)]
pub struct Ci {
    /// The system that is to run it
    system: For,
    /// The branch that is guarded [default: the base that this clone knows]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Where to write it; `-` prints it [default: where such a file usually lies]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite a file that says something else
    #[arg(long)]
    force: bool,
    /// Build `adr` from this repository [default: this version, from crates.io]
    #[arg(
        long,
        value_name = "URL",
        requires = "rev",
        conflicts_with = "download"
    )]
    git: Option<Address>,
    /// The commit to build
    #[arg(long, value_name = "COMMIT", requires = "git")]
    rev: Option<Hex<40>>,
    /// Download the program `adr` from here
    #[arg(long, value_name = "URL", requires = "sha256")]
    download: Option<Address>,
    /// The SHA-256 of the program
    #[arg(long, value_name = "DIGEST", requires = "download")]
    sha256: Option<Hex<64>>,
    /// Put the trust root into the file, for a file that only those can write who may change the gate
    #[arg(long)]
    root_in_file: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum For {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// A shell script, for any other
    Generic,
}

#[derive(Serialize)]
struct Answer<'r> {
    #[serde(flatten)]
    report: &'r Report,
    /// The file; `None` where it was printed.
    file: Option<String>,
    written: Option<Written>,
}

impl Ci {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let install = match (self.git, self.rev, self.download, self.sha256) {
            (Some(url), Some(commit), ..) => Install::Source { url, commit },
            (_, _, Some(url), Some(sha256)) => Install::Download { url, sha256 },
            _ => Install::Release,
        };
        let request = Request {
            system: match self.system {
                For::Github => System::Github,
                For::Gitlab => System::Gitlab,
                For::Generic => System::Generic,
            },
            branch: self.branch,
            install,
            root_in_file: self.root_in_file,
        };
        let report = workflow::run(&context.ground()?, &request)?;
        let (file, written) = match self.output {
            Some(output) if output.as_os_str() == "-" => (None, None),
            Some(output) => {
                let file = context.path(&output);
                let written = workflow::write(&file, &report.text, self.force)?;
                (Some(output.display().to_string()), Some(written))
            }
            None => {
                let work_tree = context.store()?.work_dir().ok_or_else(|| {
                    Failure::usage(
                        "a bare repository has no place for a workflow",
                        "print it: --output -",
                    )
                })?;
                let file = workflow::usual_file(work_tree, report.system)?;
                let written = workflow::write(&file, &report.text, self.force)?;
                (Some(report.path.to_owned()), Some(written))
            }
        };
        let answer = Answer {
            report: &report,
            file,
            written,
        };
        output::answer(context, &answer, told)?;
        if !context.is_json() {
            for step in &report.steps {
                output::next(step);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The file that was written, or else what would be in it.
fn told(answer: &Answer<'_>) -> String {
    match (&answer.file, answer.written) {
        (Some(file), Some(Written::Unchanged)) => format!("{file} says so already\n"),
        (Some(file), Some(Written::Replaced)) => format!("overwrote {file}\n"),
        (Some(file), _) => format!("wrote {file}\n"),
        (None, _) => answer.report.text.clone(),
    }
}
