//! `adr new` and `adr supersede`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{edit, output};
use crate::action;
use crate::action::manuscript::Manuscript;
use crate::action::new::{Link, Report, Request, Start, Verb};
use crate::action::selector::Selector;
use crate::interchange::markdown::Remark;
use crate::record::id::Number;
use crate::record::prose::Line;

/// Draft a decision
///
/// Takes the next free number over every branch that this clone knows, and writes `decision.yaml` with
/// hints. On the branch that decisions are merged into, the draft begins a branch of its own,
/// `adr/0007-the-title`. On a terminal your editor opens on it, unless the text comes from a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr new \"PostgreSQL for orders\"\n  adr new \"MySQL for orders\" -s 7          takes the place of decision 7\n  adr new --from draft.md                  from a text that is written already, in Markdown or YAML\n  adr new \"Queue for orders\" --template madr"
)]
pub struct New {
    /// What is to be decided, in a line
    title: Option<String>,
    /// Stay on the current branch
    #[arg(long)]
    here: bool,
    /// A decision that this one takes the place of
    #[arg(short, long, value_name = "N")]
    supersedes: Vec<String>,
    /// Another link, as N:VERB or N:VERB:REVERSE (supersedes, amends, depends-on, relates-to)
    #[arg(short, long, value_name = "N:VERB:REVERSE")]
    link: Vec<LinkArgument>,
    /// Start from this text, in YAML or Markdown
    #[arg(long, value_name = "FILE", conflicts_with = "template")]
    from: Option<PathBuf>,
    /// Start from a template: short, nygard, madr, one of your team's, or a file
    ///
    /// Your team's own are attachments of decision 0, `templates/NAME.md`. What is to be filled in stands in
    /// double braces, and has to be gone before you propose.
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Open no editor
    #[arg(long)]
    no_edit: bool,
}

/// Draft a decision that takes the place of one in force
///
/// Starts from the text in force of decision N. When the new decision is accepted, the old one ends in
/// the same commit; until then it stays in force. Whoever had to agree to the old one is asked again.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr supersede 7 \"MySQL for orders\"")]
pub struct Supersede {
    /// The decision in force
    #[arg(value_name = "N")]
    decision: String,
    /// What is to be decided instead, in a line
    title: String,
    /// Stay on the current branch
    #[arg(long)]
    here: bool,
    /// Open no editor
    #[arg(long)]
    no_edit: bool,
}

/// `12:Amends:Amended by`, as adr-tools writes it. The reverse is derived, so it only may be there.
#[derive(Clone, Debug)]
struct LinkArgument(Link);

impl FromStr for LinkArgument {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let to = parts.next().unwrap_or_default();
        let verb = parts
            .next()
            .ok_or("write it as N:VERB, for instance 7:amends")?;
        let verb = match verb.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "supersedes" | "supercedes" | "replaces" => Verb::Supersedes,
            "amends" | "clarifies" => Verb::Amends,
            "depends-on" | "requires" => Verb::DependsOn,
            "relates-to" | "links-to" | "see-also" => Verb::RelatesTo,
            other => {
                return Err(format!(
                    "`{other}` is none of supersedes, amends, depends-on, relates-to"
                ));
            }
        };
        let to = to.parse::<Selector>().map_err(|error| error.to_string())?;
        Ok(Self(Link { to, verb }))
    }
}

/// Whether what was typed names a file: no decision and no template has a dot or a slash in its name.
pub(super) fn is_file(typed: &str) -> bool {
    typed.contains(['.', '/', '\\'])
}

/// A text in a file that somebody named.
pub(super) fn manuscript(context: &Context, file: &Path) -> Result<Manuscript, Failure> {
    Ok(Manuscript::open(
        &context.path(file),
        &file.display().to_string(),
    )?)
}

/// Says what fitted no field of a Markdown text.
pub(super) fn tell_remarks(remarks: &[Remark]) {
    for Remark { line, what } in remarks {
        output::say(&output::harmless(&format!("line {line}: {what}")));
    }
}

/// A line that somebody typed.
pub fn line(text: &str) -> Result<Line, Failure> {
    Line::new(text).map_err(|error| {
        Failure::usage(
            format!("`{}`: {error}", output::harmless(text)),
            "write one line of plain text",
        )
    })
}

impl New {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let is_written = self.from.is_some() || self.template.as_deref().is_some_and(is_file);
        let opens = !self.no_edit && !is_written;
        let start = match (&self.from, &self.template) {
            (Some(file), _) => Start::Manuscript(manuscript(context, file)?),
            (None, Some(name)) if is_file(name) => {
                Start::Manuscript(manuscript(context, Path::new(name))?)
            }
            (None, Some(name)) => {
                Start::Manuscript(action::template::find(&context.ground()?, name)?)
            }
            (None, None) => Start::Outline,
        };
        let request = Request {
            title: self.title.as_deref().map(line).transpose()?,
            here: self.here,
            supersedes: selectors(&self.supersedes)?,
            links: self
                .link
                .into_iter()
                .map(|LinkArgument(link)| link)
                .collect(),
            start,
        };
        draft(context, &request, opens)
    }
}

impl Supersede {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let request = Request {
            title: Some(line(&self.title)?),
            here: self.here,
            supersedes: Vec::new(),
            links: Vec::new(),
            start: Start::Successor(self.decision.parse()?),
        };
        draft(context, &request, !self.no_edit)
    }
}

fn selectors(names: &[String]) -> Result<Vec<Selector>, Failure> {
    names
        .iter()
        .map(|name| name.parse().map_err(Failure::from))
        .collect()
}

/// Begins a draft, and `opens` the editor on it where somebody is there to write.
fn draft(context: &Context, request: &Request, opens: bool) -> Result<ExitCode, Failure> {
    let ground = context.ground()?;
    let actor = context.actor(None)?;
    let report: Report = action::new::run(&ground, &actor, request)?;
    output::answer(context, &report, |report| {
        format!("{}{}\n", output::done(&report.done), report.path)
    })?;
    if context.is_json() {
        return Ok(ExitCode::SUCCESS);
    }
    tell_remarks(&report.remarks);
    if opens && context.is_interactive() {
        return edit::edit(
            context,
            Selector::Number(report.number),
            edit::Common::default(),
        );
    }
    write_next(report.number);
    Ok(ExitCode::SUCCESS)
}

/// Says how a draft goes on.
pub(super) fn write_next(number: Number) {
    output::next(&format!(
        "write the text (adr edit {number}), then: adr propose {number}"
    ));
}
