//! `--push`: the branch goes to its remote, by the user's own `git`.

use super::context::Context;
use super::failure::Failure;
use super::output;
use crate::action::push::{self, Outcome};

/// Pushes a local branch, and says what the remote said.
pub fn branch(context: &Context, branch: &str) -> Result<(), Failure> {
    let ground = context.ground()?;
    match push::run(ground.store, branch, context.is_interactive())? {
        Outcome::Landed { remote, link } => {
            if !context.is_json() {
                output::say(&format!("pushed {branch} to {remote}"));
                if let Some(link) = link {
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
