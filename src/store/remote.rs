//! Fetching and pushing, by the user's own `git`, which knows their credentials, proxies and hosts.

use std::process::Output;

use super::git::{failure, output, run, text};
use super::{Store, StoreError};
use crate::log::tree::ObjectId;

/// What came of a push.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pushed {
    /// The remote's ref is where it should be.
    Landed,
    /// The remote's ref has moved: fetch, and make the change on its new tip.
    Moved {
        /// What git says.
        message: String,
    },
    /// The remote does not take it (a protected branch, a hook).
    Refused {
        /// What the remote says.
        message: String,
    },
}

impl Store {
    /// Fetches refspecs from a remote. `interactive` says whether git may ask for a password.
    pub fn fetch(
        &self,
        remote: &str,
        refspecs: &[&str],
        interactive: bool,
    ) -> Result<(), StoreError> {
        let mut command = self.git();
        command.env("GIT_TERMINAL_PROMPT", if interactive { "1" } else { "0" });
        command
            .args(["fetch", "--quiet", "--no-write-fetch-head", "--", remote])
            .args(refspecs);
        output(&mut command, None).map(drop)
    }

    /// Pushes one refspec (`refs/heads/x:refs/heads/x`). With a `lease`, the remote's ref is overwritten
    /// if it is still at that commit. With `follow`, the local branch follows the remote's from then on, as
    /// after `git push -u`. Where the remote cannot be reached or does not let the user in, that is an error.
    pub fn push(
        &self,
        remote: &str,
        refspec: &str,
        lease: Option<ObjectId>,
        follow: bool,
        interactive: bool,
    ) -> Result<Pushed, StoreError> {
        let mut command = self.git();
        command.env("GIT_TERMINAL_PROMPT", if interactive { "1" } else { "0" });
        command.args(["push", "--porcelain"]);
        if let Some(lease) = lease {
            let target = refspec.rsplit(':').next().unwrap_or(refspec);
            command.arg(format!("--force-with-lease={target}:{lease}"));
        }
        if follow {
            command.arg("--set-upstream");
        }
        command.args(["--", remote, refspec]);
        let output = run(&mut command, None)?;
        if output.status.success() {
            return Ok(Pushed::Landed);
        }
        outcome(&output).ok_or_else(|| failure(&command, &output))
    }
}

/// Reads `!<tab>FROM:TO<tab>[rejected] (reason)` from `git push --porcelain`.
fn outcome(output: &Output) -> Option<Pushed> {
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let Some(line) = listed.lines().find(|line| line.starts_with("!\t")) else {
        return denial(&text(&output.stderr)).map(|message| Pushed::Refused { message });
    };
    let summary = line.rsplit('\t').next().unwrap_or(line);
    if summary.starts_with("[rejected]") {
        return Some(Pushed::Moved {
            message: summary.to_owned(),
        });
    }
    let said = text(&output.stderr);
    let from_remote: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("remote: "))
        .map(str::trim)
        .collect();
    let message = if from_remote.is_empty() {
        summary.to_owned()
    } else {
        from_remote.join(" ")
    };
    Some(Pushed::Refused { message })
}

/// What a host says that knows the user and does not let them write. A forge hangs up then, before git could
/// list what it rejected; the words are those of GitHub, GitLab, Gitea and Bitbucket.
fn denial(said: &str) -> Option<String> {
    let is_denial = |line: &&str| {
        let line = line.to_ascii_lowercase();
        [
            "permission to ",
            "not allowed to push",
            "access denied",
            "error: 403",
        ]
        .iter()
        .any(|words| line.contains(words))
    };
    let line = said.lines().find(is_denial)?;
    let bare = line
        .trim_start_matches("remote: ")
        .trim_start_matches("ERROR: ")
        .trim_start_matches("fatal: ");
    Some(bare.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::denial;

    #[test]
    fn a_host_that_does_not_let_somebody_write_is_told_from_one_that_cannot_be_reached() {
        let told = denial(
            "ERROR: Permission to ann/shop.git denied to bob.\nfatal: Could not read from remote repository.",
        );
        assert_eq!(
            told.as_deref(),
            Some("Permission to ann/shop.git denied to bob.")
        );
        assert!(
            denial("fatal: unable to access 'https://x/': The requested URL returned error: 403")
                .is_some()
        );
        assert_eq!(
            denial("ssh: connect to host x port 22: No route to host"),
            None
        );
        assert_eq!(denial("git@x: Permission denied (publickey)."), None);
    }
}
