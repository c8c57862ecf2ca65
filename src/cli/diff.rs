//! `adr diff`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::diff::{self, Range, Request};
use crate::action::selector::Selector;
use crate::record::name::Handle;
use crate::render;

/// Show what changed between two texts of a decision, and whose approvals that ended
///
/// Shows unpublished edits of `decision.yaml` against the newest revision where there are any, else the newest
/// revision against the one before. Field by field: lists as items added (+), removed (-), moved (>) and changed
/// (~), prose by its words. Of the charter it says who comes and goes, and which rules ask for more or less. On
/// a terminal of 140 columns and more, the two texts stand side by side.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr diff 7                    what is new\n  adr diff 7 1..3               between two revisions; `draft` is decision.yaml\n  adr diff 7 --since bob        what changed since bob last signed\n  adr diff 7 --at main..HEAD    between two branches or commits"
)]
pub struct Diff {
    /// The decision: its number, its id or part of its folder's name
    #[arg(value_name = "N")]
    decision: Selector,
    /// Two revisions, or one and what came after it
    #[arg(value_name = "A..B", default_value = "", hide_default_value = true)]
    range: Range,
    /// From the text that this person last signed
    #[arg(long, value_name = "PERSON")]
    since: Option<Handle>,
    /// The branch to look at, where a decision is changed on several
    #[arg(long, value_name = "REF", conflicts_with = "at")]
    branch: Option<String>,
    /// As it was at a commit or branch; or between two
    #[arg(long, value_name = "REV[..REV]")]
    at: Option<String>,
}

impl Diff {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        if self.since.is_some() && self.range.from.is_some() {
            return Err(Failure::usage(
                "`--since` says where to begin, and so does the range",
                "leave one out; `adr diff 7 ..3 --since bob` ends at revision 3",
            ));
        }
        let request = Request {
            selector: self.decision,
            range: self.range,
            since: self.since,
            branch: self.branch,
            now: context.now()?,
        };
        let report = match self.at.as_deref().and_then(|at| at.split_once("..")) {
            Some((from, to)) => {
                if request.since.is_some() {
                    return Err(Failure::usage(
                        "`--since` and two branches both say where to begin",
                        "leave one out",
                    ));
                }
                let head = |rev: &str| if rev.is_empty() { "HEAD" } else { rev }.to_owned();
                let (from, to) = (head(from), head(to.trim_start_matches('.')));
                let (one, other) = (
                    context.ground_at(Some(&from))?,
                    context.ground_at(Some(&to))?,
                );
                diff::between((&one, &from), (&other, &to), &request)?
            }
            None => diff::run(&context.ground_at(self.at.as_deref())?, &request)?,
        };
        output::answer(context, &report, |report| {
            render::diff::page(report, context.width())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
