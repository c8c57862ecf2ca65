//! `adr charter ...`

mod add_key;
mod add_person;
mod add_team;
mod explain;
mod go_on;
pub mod join;
mod key_argument;
mod leave;
mod retire_key;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use serde::Serialize;

use super::context::Context;
use super::failure::Failure;
use super::new::line;
use super::{edit, output, publish as cli_publish, push};
use crate::action;
use crate::action::commit::Done;
use crate::action::publish;
use crate::action::selector::Selector;
use crate::record::id::Number;
use crate::render;

/// See and change who takes part, and by which rules
///
/// The charter is decision 0, and changes as every decision does. Each of these edits its draft on a branch
/// of its own, through comments and order; several in a row collect there. The last one, with `-m SUMMARY`,
/// puts them up (so does `adr revise 0`), and they hold once they are agreed under the rules before them.
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Example:\n  adr charter add-person bob --name \"Bob Ito\" --key bob.pub\n  adr charter add-team leads bob -m \"Bob joins the leads\" --push"
)]
pub enum CharterCommand {
    Show(show::Show),
    Edit(Edit),
    Join(join::Join),
    AddPerson(add_person::AddPerson),
    AddKey(add_key::AddKey),
    RetireKey(retire_key::RetireKey),
    Leave(leave::Leave),
    Continue(go_on::Continue),
    AddTeam(add_team::AddTeam),
    Explain(explain::Explain),
}

impl CharterCommand {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Show(_) => show::Show::run(context),
            Self::Edit(command) => command.run(context),
            Self::Join(command) => command.run(context),
            Self::AddPerson(command) => command.run(context),
            Self::AddKey(command) => command.run(context),
            Self::RetireKey(command) => command.run(context),
            Self::Leave(command) => command.run(context),
            Self::Continue(command) => command.run(context),
            Self::AddTeam(command) => command.run(context),
            Self::Explain(command) => command.run(context),
        }
    }
}

/// Edit the charter as a whole
///
/// Opens decision 0 in your editor, as `adr edit 0` does. What you save is committed only if it makes sense:
/// people and teams are known, every rule can be met, nobody and no key is gone.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  adr charter edit")]
pub struct Edit {
    #[command(flatten)]
    common: edit::Common,
}

impl Edit {
    fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        edit::edit(context, Selector::Number(Number::CHARTER), self.common)
    }
}

/// What every change of the charter takes.
#[derive(Args, Debug)]
struct Change {
    /// Add to the change on this branch
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// The change is complete: put it up with this summary, as `adr revise 0 -m SUMMARY` does
    #[arg(short, value_name = "SUMMARY")]
    message: Option<String>,
    /// Push the branch
    #[arg(long, requires = "message")]
    push: bool,
}

/// A change, and the revision that puts it up, as one answer.
#[derive(Serialize)]
struct PutUp<'a, R> {
    #[serde(flatten)]
    change: &'a R,
    put_up: &'a publish::Report,
}

/// Says whose changes the charter would stop for good. What was committed stands whatever comes of that.
pub(super) fn warn_of_stuck(context: &Context, done: &Done) {
    let stuck = context
        .ground()
        .and_then(|ground| Ok(action::charter::show::stuck_after(&ground, done)?));
    if let Ok(Some(stuck)) = stuck {
        output::warning(&render::charter::stuck(&stuck));
    }
}

/// What was committed, and how it goes on: with `-m`, by putting it up.
fn finish<R: Serialize>(
    context: &Context,
    change: &Change,
    report: &R,
    done: &Done,
    page: impl FnOnce(&R) -> String,
) -> Result<ExitCode, Failure> {
    let Some(message) = &change.message else {
        output::answer(context, report, page)?;
        if !context.is_json() {
            warn_of_stuck(context, done);
            if done.checked_out {
                output::say(&format!("on branch {}", done.branch));
            }
            output::next("adr revise 0 -m \"WHAT CHANGED AND WHY\"   when the change is complete");
        }
        return Ok(ExitCode::SUCCESS);
    };
    if !context.is_json() {
        output::answer(context, report, page)?;
        warn_of_stuck(context, done);
    }
    let request = publish::Request {
        selector: Selector::Number(Number::CHARTER),
        what: publish::What::Revision,
        summary: Some(line(message)?),
        branch: Some(done.branch.clone()),
    };
    let put_up = action::publish::run(&context.ground()?, &context.actor(None)?, &request)?;
    if context.is_json() {
        let told = PutUp {
            change: report,
            put_up: &put_up,
        };
        output::answer(context, &told, |_| String::new())?;
    } else {
        output::answer(context, &put_up, |put_up| output::done(&put_up.done))?;
        cli_publish::tell(&put_up);
    }
    if change.push {
        push::branch(context, &put_up.done.branch)?;
    }
    Ok(ExitCode::SUCCESS)
}
