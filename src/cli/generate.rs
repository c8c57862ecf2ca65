//! `adr generate ...`

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::{Error, generate};
use crate::render;

/// Most bytes of an introduction or of what follows the table: 1 MiB.
const MOST: u64 = 1 << 20;

/// Write a table of contents or a graph as adr-tools does, for scripts that expect that
///
/// Decisions are linked by their folders. `adr graph` and `adr list` say more, for people.
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  adr generate toc > decisions/README.md\n  adr generate toc -i intro.md -p docs/decisions/\n  adr generate graph -p https://example.com/adr/ -e .html | dot -Tsvg"
)]
pub enum Generate {
    Toc(Toc),
    Graph(Graph),
}

/// A table of contents in Markdown
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr generate toc -i intro.md -o outro.md > decisions/README.md"
)]
pub struct Toc {
    /// A file whose text comes before the table
    #[arg(short, value_name = "INTRO")]
    intro: Option<PathBuf>,
    /// A file whose text comes after the table
    #[arg(short, value_name = "OUTRO")]
    outro: Option<PathBuf>,
    /// What each link begins with
    #[arg(
        short,
        value_name = "PREFIX",
        default_value = "",
        hide_default_value = true
    )]
    prefix: String,
    #[command(flatten)]
    at: At,
}

/// The links between decisions for Graphviz
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr generate graph -p https://example.com/adr/ -e .html | dot -Tsvg > decisions.svg"
)]
pub struct Graph {
    /// What each link begins with
    #[arg(
        short,
        value_name = "PREFIX",
        default_value = "",
        hide_default_value = true
    )]
    prefix: String,
    /// What each link ends in, instead of the `/` of a folder
    #[arg(
        short,
        value_name = "EXT",
        default_value = "/",
        hide_default_value = true
    )]
    ending: String,
    #[command(flatten)]
    at: At,
}

impl Generate {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Toc(command) => command.run(context),
            Self::Graph(command) => command.run(context),
        }
    }
}

impl Toc {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let read = |file: Option<PathBuf>| file.map(|file| text(context, &file)).transpose();
        let (intro, outro) = (read(self.intro)?, read(self.outro)?);
        let report = generate::run(&context.ground_at(self.at.rev())?)?;
        output::answer(context, &report, |report| {
            render::generate::toc(report, intro.as_deref(), outro.as_deref(), &self.prefix)
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}

impl Graph {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let report = generate::run(&context.ground_at(self.at.rev())?)?;
        output::answer(context, &report, |report| {
            render::generate::graph(report, &self.prefix, &self.ending)
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}

/// The text of a file that the person named.
fn text(context: &Context, file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = File::open(context.path(file))
        .and_then(|opened| opened.take(MOST).read_to_string(&mut text));
    read.map_err(|source| Error::Io {
        path: file.display().to_string(),
        source,
    })?;
    Ok(text)
}
