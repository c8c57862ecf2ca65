//! `adr inbox`

use std::process::ExitCode;

use clap::Args;

use super::context::{Context, Format};
use super::failure::Failure;
use super::{list, output};
use crate::action::inbox::{self, Request};
use crate::record::name::Handle;
use crate::render;

/// Show what waits for you
///
/// Looks at this branch, at local branches, at those that you have fetched and at outboxes: approvals that are
/// asked of you, what changed under those you gave, objections you could answer, your own conditions and
/// proposals, and who speaks for whom. Each line comes with the one command that does it.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr inbox                            what waits for you\n  adr inbox --for bob --markdown       what to remind Bob of, ready for a chat"
)]
#[derive(Default)]
pub struct Inbox {
    /// Somebody else's
    #[arg(long = "for", value_name = "PERSON")]
    person: Option<Handle>,
    /// Short for `--format markdown`
    #[arg(long, conflicts_with_all = ["json", "format"])]
    markdown: bool,
    /// Everything with all its words, however much there is
    #[arg(long)]
    full: bool,
}

impl Inbox {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let ground = context.ground()?;
        // Somebody whom Git does not know may ask for others all the same.
        let actor = context.actor(None).ok();
        let request = Request {
            person: self.person,
            actor: actor.as_ref(),
            now: context.now()?,
        };
        let report = inbox::run(&ground, &request)?;
        let is_short =
            |report: &inbox::Report| !self.full && report.items.len() > render::inbox::MOST;
        output::answer(context, &report, |report| {
            if self.markdown || context.format() == Format::Markdown {
                render::inbox::markdown(report)
            } else if is_short(report) {
                render::inbox::overview(report, context.table_width())
            } else {
                render::inbox::page(report, context.width())
            }
        })?;
        if context.format() == Format::Human && !self.markdown && is_short(&report) {
            output::say(
                "with all their words: adr inbox --full; several at once: adr-sign approve 8 9 12-15",
            );
        }
        list::warn(&report.unreadable);
        Ok(ExitCode::SUCCESS)
    }
}
