//! `adr export`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::filter::FilterArguments;
use super::{list, output};
use crate::action::export::{self, Place, Report, Request};
use crate::action::selector::Wanted;
use crate::interchange::export::{Choice, Format};
use crate::render;

/// Write decisions in another format
///
/// The text that stands is written, with the status that is true of it: the one in force, last in force or taken
/// over as history, else the newest. What the format has no place for is said. `madr` and `nygard` write a file for
/// each decision into a folder, the others are one document. A file that no export wrote, or that somebody has changed
/// since, is never written over. Of `--status` and `--owner` any has to match, of `--tag` and `--signer` all.
#[derive(Args, Debug)]
#[command(
    mut_arg("status", |status| status.hide_possible_values(true)),
    after_help = "Examples:\n  adr export madr --out docs/adr               a folder of documents\n  adr export nygard --out doc/adr              where adr-tools looks for them\n  adr export json > decisions.json             every record, signatures and all\n  adr export csv --status accepted --at v1.0   what was in force then\n  adr export in-toto 7 > 0007.intoto.jsonl     the sign-offs of decision 7"
)]
pub struct Export {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    to: TargetFormat,
    /// Decisions, or ranges of them (3-12) [default: all]
    #[arg(value_name = "N")]
    decisions: Vec<Wanted>,
    /// Where to: a folder, or for one document a file
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Write over files that no export wrote
    #[arg(long, requires = "out")]
    force: bool,
    /// The newest revision in place of the text that stands
    #[arg(long)]
    newest: bool,
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    at: At,
}

/// A format that can be written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum TargetFormat {
    /// MADR 4: Markdown with front matter
    Madr,
    /// The Markdown of adr-tools, after Michael Nygard
    #[value(alias = "adr-tools")]
    Nygard,
    /// Everything: every record of every decision
    Json,
    /// JSON-ADR 1.0.0, the interchange format of adrs
    JsonAdr,
    /// A table for spreadsheets (RFC 4180)
    Csv,
    /// Sign-offs as in-toto statements, one a line
    InToto,
}

impl From<TargetFormat> for Format {
    fn from(format: TargetFormat) -> Self {
        match format {
            TargetFormat::Madr => Self::Madr,
            TargetFormat::Nygard => Self::Nygard,
            TargetFormat::Json => Self::Json,
            TargetFormat::JsonAdr => Self::JsonAdr,
            TargetFormat::Csv => Self::Csv,
            TargetFormat::InToto => Self::InToto,
        }
    }
}

impl Export {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let format = Format::from(self.to);
        let out = self.out.filter(|path| path != Path::new("-"));
        if out.is_none() && context.is_json() {
            return Err(Failure::usage(
                "standard output takes the document or the answer, not both",
                "leave --json out, or name a place: --out PATH",
            ));
        }
        let request = Request {
            format,
            wanted: self.decisions,
            filter: self.filter.into(),
            choice: if self.newest {
                Choice::Newest
            } else {
                Choice::Standing
            },
            place: out.map(|out| place(context, format, &out)).transpose()?,
            force: self.force,
        };
        let ground = context.ground_at(self.at.rev())?;
        let report = export::run(&ground, &request)?;
        match report.written {
            Some(_) => output::answer(context, &report, render::export::written)?,
            None => output::plain(single(&report)?),
        }
        if !context.is_json() {
            tell(&report);
        }
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}

/// Where documents of a format go.
fn place(context: &Context, format: Format, out: &Path) -> Result<Place, Failure> {
    let path = context.path(out);
    // As the person typed it, where they run this.
    let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
    let shown = output::harmless(&out.display().to_string());
    match (format.is_folder(), path.is_dir()) {
        (true, false) if path.exists() => Err(Failure::usage(
            format!("{shown} is no folder"),
            format!("{format} writes a file for each decision: name a folder"),
        )),
        (true, _) => Ok(Place::Folder(path)),
        (false, true) => Err(Failure::usage(
            format!("{shown} is a folder"),
            format!("{format} is one document: name a file"),
        )),
        (false, false) => Ok(Place::File(path)),
    }
}

/// The one document that standard output can take.
fn single(report: &Report) -> Result<&str, Failure> {
    match report.documents.as_slice() {
        [document] => Ok(&document.text),
        several => Err(Failure::usage(
            format!(
                "{} writes a document for each decision, and there are {} of them",
                report.format,
                several.len()
            ),
            "say where they go: --out DIR",
        )),
    }
}

/// What a person should know about what is written.
fn tell(report: &Report) {
    for line in render::export::remarks(report) {
        output::say(&line);
    }
}
