//! `adr lint [N|FILE...]`

use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::lint::{self, File, Request, Target};
use crate::log::lint::{Code, codes};
use crate::render;

/// Say what is weak about records, before anybody signs them
///
/// No alternatives, no consequences, one-sided options, words that leave open what is decided, links that lead
/// nowhere, people who cannot do what is asked of them, a charter under which nobody can decide. Each with the
/// reason and what to do. Looks at drafts, open decisions of all branches and the charter, as what is settled is
/// not changed any more. No address is ever fetched.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr lint                         what is open, and the charter\n  adr lint 7                       one decision\n  adr lint notes/queue.md          a text that you are still writing, YAML or Markdown\n  adr lint --strict --allow vague  in CI: exit 1 if there is a warning"
)]
pub struct Lint {
    /// Decisions, or files with a text
    #[arg(value_name = "N|FILE")]
    targets: Vec<String>,
    /// What is in force as well, and what was imported
    #[arg(long, conflicts_with = "targets")]
    all: bool,
    /// Say nothing of this kind; may be given several times
    #[arg(long, value_name = "CODE", value_parser = code(), hide_possible_values = true)]
    allow: Vec<&'static Code>,
    /// Exit with 1 if there is a warning
    #[arg(long)]
    strict: bool,
}

fn code() -> impl TypedValueParser<Value = &'static Code> {
    PossibleValuesParser::new(codes::CODES.iter().map(|code| code.name)).try_map(|name| {
        let same = |code: &&&Code| code.name == name;
        codes::CODES
            .iter()
            .find(same)
            .copied()
            .ok_or("no such code")
    })
}

impl Lint {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let targets = self.targets.iter().map(|typed| target(context, typed));
        let request = Request {
            targets: targets.collect::<Result<_, _>>()?,
            all: self.all,
            allow: self.allow,
        };
        let report = lint::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::lint::page(report, context.width())
        })?;
        list::warn(&report.unreadable);
        let is_weak = report.has_warning() || !report.unreadable.is_empty();
        Ok(if self.strict && is_weak {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        })
    }
}

/// A file where there is one of that name, else a decision.
fn target(context: &Context, typed: &str) -> Result<Target, Failure> {
    let file = context.path(std::path::Path::new(typed));
    if !file.is_file() {
        return Ok(Target::Decision(typed.parse()?));
    }
    let name = File {
        shown: typed.to_owned(),
        path: context.from_root(typed)?,
    };
    Ok(Target::File(file, name))
}
