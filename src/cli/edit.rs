//! `adr edit`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{charter, editor, new, output};
use crate::action;
use crate::action::edit::{Editing, Report, Request, Returned};
use crate::action::selector::Selector;
use crate::interchange::form::Form;
use crate::record::id::Number;

/// How often a text that cannot be saved is opened again before the command ends. What was typed is kept.
const ROUNDS: usize = 20;

/// Edit the text of a decision
///
/// Opens `decision.yaml` in your editor, or the same text as Markdown, wherever its branch is, and commits what
/// you save; comments in `decision.yaml` stay. A text that
/// cannot be read opens again with what is wrong on top; nothing you type is lost, whatever happens: the
/// next `adr edit` goes on with it. People sign revisions, so what you edit binds nobody before you put it
/// up with `adr propose` or `adr revise`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  adr edit 7\n  adr edit 7 --markdown\n  GIT_EDITOR='sed -i s/MySQL/PostgreSQL/' adr edit 7"
)]
pub struct Edit {
    /// The decision
    #[arg(value_name = "N")]
    decision: String,
    #[command(flatten)]
    common: Common,
}

/// What every edit takes.
#[derive(Args, Debug, Default)]
pub struct Common {
    /// The branch, where the decision is being changed on several
    #[arg(long, value_name = "REF")]
    branch: Option<String>,
    /// Forget what an earlier edit has left
    #[arg(long)]
    afresh: bool,
    /// Edit it as Markdown with front matter [always: git config adr.editAs markdown]
    #[arg(long, conflicts_with = "yaml")]
    markdown: bool,
    /// Edit it as YAML
    #[arg(long)]
    yaml: bool,
}

impl Common {
    fn form(&self) -> Option<Form> {
        match (self.markdown, self.yaml) {
            (true, _) => Some(Form::Markdown),
            (_, true) => Some(Form::Yaml),
            _ => None,
        }
    }
}

impl Edit {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        edit(context, self.decision.parse()?, self.common)
    }
}

/// Edits a decision.
pub fn edit(context: &Context, selector: Selector, common: Common) -> Result<ExitCode, Failure> {
    let ground = context.ground()?;
    // Whoever cannot commit should learn so before they type.
    let actor = context.actor(None)?;
    let editor = context.editor()?;
    let request = Request {
        selector,
        form: common.form(),
        branch: common.branch,
        afresh: common.afresh,
    };
    let mut editing = action::edit::open(&ground, &request)?;
    if editing.is_resumed {
        output::say("going on with what an earlier edit has left; start again with --afresh");
    } else if editing.has_uncommitted_edits {
        output::say("going on with your edits that are not committed yet");
    }
    if let Some(wanted) = editing.wanted {
        output::say(&format!(
            "it opens as {}: as {wanted} a comment would be lost, or it cannot be read yet",
            wanted.other()
        ));
    }
    let mut line = 1;
    let mut last = None;
    for _ in 0..ROUNDS {
        editor::open(context, &editor, &editing.copy, line)?;
        match editing.look(&ground)? {
            Returned::Nothing => {
                let report = editing.nothing();
                output::answer(context, &report, |_| "nothing changed\n".to_owned())?;
                if !context.is_json() && report.revision.is_none() {
                    new::write_next(report.number);
                }
                return Ok(ExitCode::SUCCESS);
            }
            Returned::Good(written) => {
                let report = editing.save(&ground, &actor, *written)?;
                return tell(context, &report);
            }
            Returned::Wrong(complaint) => {
                let message = complaint.error.to_string();
                let is_again = last.as_ref() == Some(&message);
                line = complaint.line;
                if is_again {
                    return Err(given_up(&editing, complaint.error));
                }
                output::say(&output::harmless(&message));
                last = Some(message);
            }
        }
    }
    Err(Failure::usage(
        format!(
            "the text of decision {} still cannot be saved",
            editing.number
        ),
        kept(&editing),
    ))
}

/// The same mistake twice: nobody is there who repairs it, or they have had enough.
fn given_up(editing: &Editing, error: action::Error) -> Failure {
    let mut failure = Failure::from(error);
    let separator = if failure.hint.is_empty() { "" } else { "; " };
    failure.hint = format!("{}{separator}{}", failure.hint, kept(editing));
    failure
}

fn kept(editing: &Editing) -> String {
    format!(
        "what was typed is kept in {}: go on with it by `adr edit {}`",
        editing.copy.display(),
        editing.number
    )
}

fn tell(context: &Context, report: &Report) -> Result<ExitCode, Failure> {
    output::answer(context, report, |report| {
        report.done.as_ref().map(output::done).unwrap_or_default()
    })?;
    if !context.is_json() {
        new::tell_remarks(&report.remarks);
        if let (Number::CHARTER, Some(done)) = (report.number, &report.done) {
            charter::warn_of_stuck(context, done);
        }
        if !report.unknown.is_empty() {
            output::say(&format!(
                "not in the charter: {}",
                report.unknown.join(", ")
            ));
        }
        output::next(&match report.revision {
            None => format!("adr propose {}", report.number),
            Some(_) => format!("adr revise {} -m \"WHAT CHANGED AND WHY\"", report.number),
        });
    }
    Ok(ExitCode::SUCCESS)
}
