//! `adr graph`

use std::process::ExitCode;

use clap::Args;

use super::at::At;
use super::context::{Context, Format};
use super::failure::Failure;
use super::{filter, list, output};
use crate::action::graph::{self, Report, Request};
use crate::action::list::Filter;
use crate::agreement::status::Word;
use crate::record::name::Tag;
use crate::render;

/// Draw which decision supersedes, amends or depends on which
///
/// For Graphviz, unless `--format mermaid` (which forges draw in Markdown) or `--format svg` (a small drawing with
/// nothing to load) is asked for; `--json` has the same as data. Older decisions stand to the left. Decisions that
/// nothing links are left out. Options that may be given several times: any of `--status`, all of `--tag`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr graph | dot -Tpng -o decisions.png\n  adr graph --format svg > decisions.svg\n  adr graph --format mermaid --tag database"
)]
pub struct Graph {
    /// Only of this status, as a whole or of the newest revision
    #[arg(long, value_name = "STATUS", value_parser = filter::status())]
    status: Vec<Word>,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<Tag>,
    /// Decisions that nothing links as well
    #[arg(long)]
    unlinked: bool,
    /// Open decisions of other local and remote-tracking branches as well
    #[arg(long, conflicts_with = "at")]
    all_branches: bool,
    #[command(flatten)]
    at: At,
}

impl Graph {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            filter: Filter {
                status: self.status,
                tags: self.tag,
                ..Filter::default()
            },
            unlinked: self.unlinked,
            all_branches: self.all_branches,
        };
        let report = graph::run(&ground, &request)?;
        match context.format() {
            Format::Mermaid => output::plain(&render::graph::mermaid(&report)),
            Format::Svg => output::plain(&drawing(&report)?),
            Format::Json => output::answer(context, &report, render::graph::dot)?,
            _ => output::plain(&render::graph::dot(&report)),
        }
        if report.left_out > 0 && !context.is_json() {
            output::say(&format!(
                "left out: {} that nothing links (--unlinked shows them)",
                render::count(report.left_out, "decision")
            ));
        }
        for namesake in &report.namesakes {
            output::warning(&format!(
                "decision {} of {} is not drawn: another has its number (adr renumber {} --branch {})",
                namesake.number, namesake.branch, namesake.number, namesake.branch
            ));
        }
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}

/// The drawing, if people could read it.
fn drawing(report: &Report) -> Result<String, Failure> {
    let count = report.decisions.len();
    if count > render::graph::MOST {
        return Err(Failure::usage(
            format!("{count} decisions are too many for a drawing that people can read"),
            "draw fewer (--status, --tag), or let Graphviz do it: adr graph | dot -Tsvg",
        ));
    }
    Ok(render::graph::svg(report))
}
