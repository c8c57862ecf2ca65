//! `adr init`

use std::process::ExitCode;

use clap::Args;

use super::context::Context;
use super::failure::Failure;
use super::{output, push};
use crate::action;
use crate::record::layout::LogDir;
use crate::record::name::Handle;
use crate::signing::SigningError;

/// Start a decision log in this repository
///
/// Writes decision 0, the charter: who takes part, and by which rules you decide. You are its first
/// person and maintainer, and sign it with your SSH key. Prints the trust root, the digest that CI pins
/// so that nobody can bring rules of their own.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  adr init                   a log in decisions/\n  adr init docs/decisions    a log elsewhere"
)]
pub struct Init {
    /// The log's folder [default: decisions]
    dir: Option<LogDir>,
    /// What you are called in the log [default: from your address]
    #[arg(long = "as", value_name = "HANDLE")]
    handle: Option<Handle>,
    /// The SSH key to sign with [default: as for `git commit -S`]
    #[arg(long, value_name = "PATH")]
    key: Option<String>,
    /// Push the branch
    #[arg(long)]
    push: bool,
}

impl Init {
    /// Runs the command.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        let mut ground = context.ground()?;
        if let Some(dir) = self.dir.or_else(|| context.log_dir()) {
            ground.dir = dir;
        }
        let actor = context.actor(self.key)?;
        let request = action::init::Request {
            handle: self.handle,
            others: action::init::Others::default(),
        };
        let report = action::init::run(&ground, &actor, request).map_err(no_key)?;
        output::answer(context, &report, |report| {
            format!(
                "{}trust root: {}\n",
                output::done(&report.done),
                report.trust_root
            )
        })?;
        if self.push {
            push::branch(context, &report.done.branch)?;
        }
        if !context.is_json() {
            output::say(&format!(
                "{} is alone so far, so every rule lets the proposer count (`proposer: allow`)",
                report.handle
            ));
            if let Some(first) = &report.first_log {
                name_in_first(first, &report);
            }
            if let Some(into) = &report.to_merge_into {
                merge_first(
                    into,
                    report.remote.as_deref(),
                    &report.done.branch,
                    self.push,
                );
            }
            output::next(
                "adr charter add-person HANDLE --name NAME --key KEY   for each other person",
            );
            output::next("adr new \"TITLE\"   for the first decision");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Whoever begins a log has none to join: only the key is missing.
fn no_key(error: action::Error) -> Failure {
    match error {
        action::Error::Signing(missing @ SigningError::NoKey) => Failure::environment(
            missing.to_string(),
            "make a key with `ssh-keygen -t ed25519`, tell git with `git config --global gpg.format ssh` and `git \
             config --global user.signingkey ~/.ssh/id_ed25519.pub`, then begin again",
        ),
        other => other.into(),
    }
}

/// A further log counts once the first one's charter knows it.
fn name_in_first(first: &str, report: &action::init::Report) {
    output::next(&format!(
        "adr charter edit --log {first}   where you name it below `charter:`, or the check refuses it:"
    ));
    output::say(&format!(
        "        logs:\n          {}: {}",
        report.log, report.trust_root
    ));
}

/// The charter holds where it is merged, and is changed only from there.
fn merge_first(into: &str, remote: Option<&str>, charter: &str, is_pushed: bool) {
    let at_remote = remote.and_then(|remote| {
        let branch = into.strip_prefix(remote)?.strip_prefix('/')?;
        Some((remote, branch))
    });
    match at_remote {
        None => output::next(&format!("git switch {into} && git merge {charter}")),
        Some((_, branch)) if is_pushed => output::next(&format!(
            "merge {charter} into {branch} there, then `git fetch`; only then:"
        )),
        Some((remote, branch)) => {
            output::next(&format!("git push -u {remote} {charter}"));
            output::say(&format!(
                "      and merge it into {branch} there, then `git fetch`; only then:"
            ));
        }
    }
}
