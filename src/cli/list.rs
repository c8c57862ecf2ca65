//! `adr list`

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::at::At;
use super::context::Context;
use super::failure::Failure;
use super::filter::FilterArguments;
use super::output;
use crate::action::list::{self, Request};
use crate::action::survey::Unreadable;
use crate::render;

/// List decisions: where each stands, who drives it, how far it is agreed
///
/// AGREED counts, for what is still open, the seats that are filled of those that the charter's rules want
/// (`1/2`); for what is in force, the people whose approval was counted.
/// Options that may be given several times: any of `--status` and of `--owner`, all of `--tag` and of
/// `--signer`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr list --status proposed --all-branches     everything under way\n  adr list --signer alice --since 2026-01-01    what alice signed of what moved this year\n  adr list --at v1.0                            as it was at a tag"
)]
pub struct List {
    #[command(flatten)]
    filter: FilterArguments,
    /// In this order
    #[arg(long, value_enum, default_value_t = Order::Number)]
    sort: Order,
    /// Open decisions of other local and remote-tracking branches as well
    #[arg(long, conflicts_with = "at")]
    all_branches: bool,
    #[command(flatten)]
    at: At,
}

/// How decisions are sorted.
#[derive(ValueEnum, Clone, Copy, Debug)]
enum Order {
    /// By number
    Number,
    /// By title
    Title,
    /// The latest first
    Date,
    /// In the order of a decision's life
    Status,
    /// By owner
    Owner,
}

impl From<Order> for list::Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Number => Self::Number,
            Order::Title => Self::Title,
            Order::Date => Self::Date,
            Order::Status => Self::Status,
            Order::Owner => Self::Owner,
        }
    }
}

impl List {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground_at(self.at.rev())?;
        let request = Request {
            all_branches: self.all_branches,
            filter: self.filter.into(),
            sort: self.sort.into(),
            now: context.now()?,
        };
        let report = list::run(&ground, &request)?;
        output::answer(context, &report, |report| {
            render::list::table(report, context.table_width())
        })?;
        warn(&report.unreadable);
        if let Some(why) = &report.unjudged {
            output::warning(&format!(
                "no agreement can be told: {why}; see `adr verify 0`"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Says that some files cannot be read: the answer is right as far as it goes.
pub fn warn(unreadable: &[Unreadable]) {
    match unreadable {
        [] => {}
        [one] => output::warning(&format!("{} cannot be read; see `adr verify`", one.path)),
        some => output::warning(&format!(
            "{} files cannot be read; see `adr verify`",
            some.len()
        )),
    }
}
