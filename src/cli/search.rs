//! `adr search QUERY`

use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::context::Context;
use super::failure::Failure;
use super::{list, output};
use crate::action::search::{self, Request};
use crate::log::search::Field;
use crate::render;

/// How many decisions are shown unless more are asked for.
const LIMIT: usize = 20;

/// Find decisions by what they say, the best first, with the lines that match
///
/// Case and accents do not matter, nor does it whether a language puts spaces between words. All the words must
/// be there; where no decision has them all, those with some are shown. Of every status: the text in force is
/// searched, else the newest, and what people said about it.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr search postgres orders\n  adr search --field options mysql       why not MySQL?\n  adr search --field said cost           what people said about it when they signed\n  adr search --all-branches residency    what is under discussion as well"
)]
pub struct Search {
    /// Words
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Only in this field; may be given several times
    #[arg(long, value_name = "FIELD", value_parser = field())]
    field: Vec<Field>,
    /// Open decisions of other local and remote-tracking branches as well
    #[arg(long, conflicts_with = "at")]
    all_branches: bool,
    /// The most decisions that are shown; 0 for all
    #[arg(long, value_name = "COUNT", default_value_t = LIMIT)]
    limit: usize,
    /// As it was at another commit or branch
    #[arg(long, value_name = "REV")]
    at: Option<String>,
}

fn field() -> impl TypedValueParser<Value = Field> {
    PossibleValuesParser::new(Field::ALL.map(Field::name)).map(|name| {
        let same = |one: &Field| one.name() == name;
        Field::ALL.into_iter().find(same).unwrap_or(Field::Title)
    })
}

impl Search {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        let request = Request {
            query: self.query.join(" "),
            fields: self.field,
            all_branches: self.all_branches,
            at: self.at,
            limit: (self.limit > 0).then_some(self.limit),
        };
        let report = search::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::search::page(report, context.width())
        })?;
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
