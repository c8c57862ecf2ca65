//! Settings and identity, as `git` itself sees them.
//!
//! libgit2 reads the same files and misses `GIT_CONFIG_COUNT`, `GIT_CONFIG_GLOBAL` and conditional
//! includes, and a signature under the wrong name is worse than the two milliseconds that asking costs.
//! All settings come from one `git config --list`, when the first is needed.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};

use super::git::{failure, output, run, text};
use super::{Store, StoreError};

/// All settings by name, the last of each.
pub(super) struct Settings(HashMap<String, Option<String>>);

/// A name, an address and a moment, as they stand in a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ident {
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// How far the local time is east of UTC, in minutes.
    pub offset_minutes: i32,
}

/// Under whose names `git commit` would commit now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Who wrote it.
    pub author: Ident,
    /// Who committed it.
    pub committer: Ident,
}

impl Store {
    /// A setting by its name (`user.signingkey`; section and key in lower case). The last one wins, as
    /// with `git config --get`; a key without a value reads as `true`.
    pub fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        let value = self.settings()?.0.get(key);
        Ok(value.map(|value| value.clone().unwrap_or_else(|| "true".into())))
    }

    /// A setting that is on or off. `None` where it is not set.
    pub fn get_bool(&self, key: &str) -> Result<Option<bool>, StoreError> {
        let Some(value) = self.settings()?.0.get(key) else {
            return Ok(None);
        };
        let Some(value) = value else {
            return Ok(Some(true));
        };
        match value.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Ok(Some(true)),
            "false" | "no" | "off" | "" => Ok(Some(false)),
            number => match number.parse::<i64>() {
                Ok(number) => Ok(Some(number != 0)),
                Err(_) => Err(StoreError::BadSetting {
                    key: key.into(),
                    value: value.clone(),
                    wanted: "true or false",
                }),
            },
        }
    }

    /// A setting that is a path, with `~/` resolved as git does.
    pub(super) fn get_path(&self, key: &str) -> Result<Option<String>, StoreError> {
        match self.get(key)? {
            Some(value) if value.starts_with('~') => {
                let path = output(
                    self.git().args(["config", "--type=path", "--get", key]),
                    None,
                )?;
                Ok(Some(text(&path)))
            }
            value => Ok(value),
        }
    }

    /// Under whose names and at what time `git commit` would commit, `GIT_AUTHOR_DATE` and the like
    /// included. An error where git would refuse to commit for want of an identity.
    pub fn identity(&self) -> Result<Identity, StoreError> {
        let author = self.ask("GIT_AUTHOR_IDENT")?;
        let committer = self.ask("GIT_COMMITTER_IDENT")?;
        Ok(Identity {
            author: answer(author)?,
            committer: answer(committer)?,
        })
    }

    /// The command that opens the user's editor, for a shell.
    pub fn editor(&self) -> Result<String, StoreError> {
        output(self.git().args(["var", "GIT_EDITOR"]), None).map(|editor| text(&editor))
    }

    /// The command in which long texts are read: what `git var GIT_PAGER` says.
    pub fn pager(&self) -> Result<String, StoreError> {
        output(self.git().args(["var", "GIT_PAGER"]), None).map(|pager| text(&pager))
    }

    /// Sets something for the user, in all their repositories: `git config --global`. What was read before
    /// stays as it was; open the repository again to see it.
    pub fn set_for_user(&self, key: &str, value: &str) -> Result<(), StoreError> {
        output(self.git().args(["config", "--global", key, value]), None).map(|_| ())
    }

    /// Sets something for this clone: `git config --local`. The same holds of what was read before.
    pub fn set_here(&self, key: &str, value: &str) -> Result<(), StoreError> {
        output(self.git().args(["config", "--local", key, value]), None).map(|_| ())
    }

    /// Takes a whole section out of this clone's settings. One that is not there is an error of `git`.
    pub fn remove_section_here(&self, section: &str) -> Result<(), StoreError> {
        let arguments = ["config", "--local", "--remove-section", section];
        output(self.git().args(arguments), None).map(|_| ())
    }

    /// A setting of this clone alone, whatever else says.
    pub fn get_here(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut command = self.git();
        command.args(["config", "--local", "--get", key]);
        let output = run(&mut command, None)?;
        match output.status.code() {
            Some(0) => Ok(Some(text(&output.stdout))),
            Some(1) => Ok(None),
            _ => Err(failure(&command, &output)),
        }
    }

    fn settings(&self) -> Result<&Settings, StoreError> {
        if let Some(settings) = self.settings.get() {
            return Ok(settings);
        }
        let listed = output(self.git().args(["config", "--list", "-z"]), None)?;
        Ok(self.settings.get_or_init(|| Settings::parse(&listed)))
    }

    /// Starts `git var`, so that two questions are answered at once.
    fn ask(&self, variable: &str) -> Result<Child, StoreError> {
        let mut command: Command = self.git();
        command.args(["var", variable]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
            .spawn()
            .map_err(|source| StoreError::NoGit { source })
    }
}

fn answer(child: Child) -> Result<Ident, StoreError> {
    let output = child
        .wait_with_output()
        .map_err(|source| StoreError::NoGit { source })?;
    if output.status.success()
        && let Some(ident) = Ident::parse(&text(&output.stdout))
    {
        return Ok(ident);
    }
    let said = text(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(StoreError::NoIdentity {
        message: last
            .unwrap_or("no name and address")
            .trim_start_matches("fatal: ")
            .to_owned(),
    })
}

impl Settings {
    fn parse(listed: &[u8]) -> Self {
        let listed = String::from_utf8_lossy(listed);
        let entries = listed
            .split_terminator('\0')
            .map(|entry| match entry.split_once('\n') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (entry.to_owned(), None),
            });
        Self(entries.collect())
    }
}

impl Ident {
    /// Reads `Name <address> SECONDS +HHMM`.
    fn parse(line: &str) -> Option<Self> {
        let (name, rest) = line.split_once('<')?;
        let (email, time) = rest.split_once('>')?;
        let mut words = time.split_whitespace();
        let seconds = words.next()?.parse().ok()?;
        let zone: i32 = words.next()?.parse().ok()?;
        Some(Self {
            name: name.trim().to_owned(),
            email: email.trim().to_owned(),
            seconds,
            offset_minutes: zone / 100 * 60 + zone % 100,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_read_with_its_zone() {
        let ident = Ident::parse("Ann O'Hara <ann@example.com> 1700000000 -0330").unwrap();
        assert_eq!(
            (ident.name.as_str(), ident.email.as_str()),
            ("Ann O'Hara", "ann@example.com")
        );
        assert_eq!((ident.seconds, ident.offset_minutes), (1_700_000_000, -210));
    }

    #[test]
    fn the_last_of_several_settings_wins_and_values_may_hold_newlines() {
        let settings = Settings::parse(b"user.name\nOld\0user.name\nNew\nline\0core.bare\0");
        assert_eq!(settings.0["user.name"].as_deref(), Some("New\nline"));
        assert_eq!(settings.0["core.bare"], None);
    }
}
