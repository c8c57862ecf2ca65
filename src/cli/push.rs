//! `--push`: the branch goes to its remote, by the user's own `git`.

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::Actor;
use crate::action::ground::Ground;
use crate::action::push::{self, Delivered, Outcome, Signed};

/// Pushes a local branch, and says what the remote said.
pub fn branch(context: &Context, branch: &str) -> Result<(), Failure> {
    let ground = context.ground()?;
    let outcome = push::run(ground.store, branch, context.is_interactive())?;
    tell(context, branch, outcome, true)
}

/// Pushes sign-offs, where it may be to the branch that they are about, else to the signer's outbox.
pub fn signoffs(
    context: &Context,
    ground: &Ground<'_>,
    actor: &Actor,
    signed: &Signed<'_>,
) -> Result<(), Failure> {
    let Delivered {
        outcome,
        branch,
        again,
        closed,
        newer,
    } = push::signoffs(ground, actor, signed, context.is_interactive())?;
    if !context.is_json() {
        if let Some(message) = closed {
            let proposal = &signed.done.branch;
            output::say(&output::harmless(&format!(
                "{proposal} is closed to you there ({message}), so it goes to your own branch"
            )));
        }
        if again {
            output::say(&format!(
                "{branch} had gone on there: made again on top of it"
            ));
        }
    }
    tell(context, &branch, outcome, false)?;
    if !context.is_json() {
        for number in newer {
            output::next(&format!(
                "decision {number} has a newer text: adr-sign approve {number} --again"
            ));
        }
    }
    Ok(())
}

/// Says what came of it; `is_proposal` is for whoever opens a pull request.
fn tell(
    context: &Context,
    branch: &str,
    outcome: Outcome,
    is_proposal: bool,
) -> Result<(), Failure> {
    match outcome {
        Outcome::Landed { remote, link } => {
            if !context.is_json() {
                output::say(&format!("pushed {branch} to {remote}"));
                if let Some(link) = link.filter(|_| is_proposal) {
                    output::next(&format!("open the pull request: {link}"));
                }
            }
            Ok(())
        }
        Outcome::Moved { remote } => Err(Failure {
            message: format!(
                "{remote} has gone on: {branch} there holds commits that yours does not"
            ),
            hint: format!(
                "git pull --rebase {remote} {branch}, then git push {remote} {branch}; your commit stands"
            ),
            code: 1,
        }),
        Outcome::Refused { remote, message } => Err(Failure {
            message: format!("{remote} does not take {branch}: {message}"),
            hint: "your commit stands on the local branch; push it where you may".to_owned(),
            code: 1,
        }),
    }
}
