//! What signing is told: the configuration that git would read, and the surroundings of the process.
//!
//! Both come as plain values from the command line, so that nothing below it reads an environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::record::key::PublicKey;

/// The program that signs where `gpg.ssh.program` names none.
pub(super) const DEFAULT_PROGRAM: &str = "ssh-keygen";

/// Which key signs, and through which program: git's settings, as they stand in its configuration.
#[derive(Clone, Default, Debug)]
pub struct SigningConfig {
    /// `--key`: a path, or a literal key with or without `key::` in front. Goes before everything else.
    pub key: Option<String>,
    /// `user.signingkey`. Taken where `format` is `ssh`, or where it is plainly an SSH key or a path.
    pub signing_key: Option<String>,
    /// `gpg.format`.
    pub format: Option<String>,
    /// `gpg.ssh.defaultKeyCommand`.
    pub default_key_command: Option<String>,
    /// `gpg.ssh.program`.
    pub program: Option<String>,
    /// The keys that the charter knows. Where nothing is configured and the agent holds several keys,
    /// one of these is preferred.
    pub known_keys: Vec<PublicKey>,
}

/// The surroundings of the process, as far as signing depends on them.
#[derive(Clone, Default, Debug)]
pub struct Surroundings {
    /// Where relative paths begin and where programs run. Empty for the process's own folder.
    pub directory: PathBuf,
    /// The user's home, for `~/` and the default keys in `~/.ssh`.
    pub home: Option<PathBuf>,
    /// `SSH_AUTH_SOCK`: where the agent listens.
    pub agent_socket: Option<OsString>,
    /// `SSH_ASKPASS`: the program that asks for a passphrase without a terminal.
    pub askpass: Option<OsString>,
    /// Whether a person at a terminal can be asked for a passphrase.
    pub terminal: bool,
}

impl Surroundings {
    /// A path from the configuration, with `~/` and relative beginnings resolved as git does.
    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.directory.join(path),
        }
    }

    /// Whether somebody can be asked for a passphrase, on a terminal or through a dialogue.
    pub(super) const fn can_ask(&self) -> bool {
        self.terminal || self.askpass.is_some()
    }

    /// The name of a program from the configuration. A bare name is left to the search path.
    pub(super) fn program(&self, name: &str) -> OsString {
        if name.starts_with("~/") || Path::new(name).components().count() > 1 {
            self.resolve(name).into_os_string()
        } else {
            name.into()
        }
    }
}
