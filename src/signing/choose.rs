//! Which key signs, found in the order that git uses and a little beyond it.

use std::path::{Path, PathBuf};

use super::config::{SigningConfig, Surroundings};
use super::error::SigningError;
use super::{agent, key_file, program};
use crate::record::key::{KeyAlgorithm, PublicKey};

/// The names of `ssh-keygen`'s default keys in `~/.ssh`, in the order in which they are tried.
const DEFAULT_KEYS: [&str; 5] = [
    "id_ed25519",
    "id_ed25519_sk",
    "id_ecdsa",
    "id_ecdsa_sk",
    "id_rsa",
];

const KEY_COMMAND: &str = "gpg.ssh.defaultKeyCommand";

/// A key and the place where its private half is to be found.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) public: PublicKey,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A key file, private or public, as the configuration names it.
    File(PathBuf),
    /// Only the agent can say.
    Agent,
}

/// Finds the key: `--key`, `user.signingkey`, `gpg.ssh.defaultKeyCommand`, the agent, and last the default
/// keys in `~/.ssh`, which git does not look for. Among keys that nobody configured, one that the charter
/// knows goes first.
pub(super) fn choose(
    config: &SigningConfig,
    surroundings: &Surroundings,
) -> Result<Choice, SigningError> {
    if let Some(key) = &config.key {
        return configured(key, "--key", surroundings);
    }
    if let Some(key) = config
        .signing_key
        .as_ref()
        .filter(|key| is_for_ssh(key, config))
    {
        return configured(key, "user.signingkey", surroundings);
    }
    if let Some(line) = &config.default_key_command {
        return ask_key_command(line, surroundings);
    }
    let held = match &surroundings.agent_socket {
        Some(_) => agent::keys(surroundings),
        None => Ok(Vec::new()),
    };
    let mut at_hand: Vec<Choice> = held
        .iter()
        .flatten()
        .map(|public| Choice {
            public: public.clone(),
            place: Place::Agent,
        })
        .chain(default_keys(surroundings))
        .collect();
    let best = at_hand
        .iter()
        .position(|choice| config.known_keys.contains(&choice.public))
        .unwrap_or(0);
    if at_hand.is_empty() {
        // An agent that is gone explains why there is no key better than their absence does.
        held?;
        return Err(SigningError::NoKey);
    }
    Ok(at_hand.swap_remove(best))
}

/// Whether `user.signingkey` speaks of an SSH key. Where git signs with `OpenPGP` or X.509 it holds the id
/// of such a key, which is of no use here.
fn is_for_ssh(key: &str, config: &SigningConfig) -> bool {
    config.format.as_deref() == Some("ssh")
        || literal(key).is_some()
        || key.contains(std::path::is_separator)
        || Path::new(key)
            .extension()
            .is_some_and(|extension| extension == "pub")
}

/// The key inside a literal: after `key::`, or where the text begins like a public key.
fn literal(text: &str) -> Option<&str> {
    text.strip_prefix("key::").or_else(|| {
        let kind = text.split(' ').next()?;
        (text.starts_with("ssh-") || KeyAlgorithm::ALL.iter().any(|known| known.name() == kind))
            .then_some(text)
    })
}

fn configured(
    key: &str,
    setting: &'static str,
    surroundings: &Surroundings,
) -> Result<Choice, SigningError> {
    if let Some(line) = literal(key) {
        return Ok(Choice {
            public: line
                .parse()
                .map_err(|source| SigningError::NotAKey { setting, source })?,
            place: Place::Agent,
        });
    }
    let path = surroundings.resolve(key);
    Ok(Choice {
        public: key_file::public_key(&path, setting)?,
        place: Place::File(path),
    })
}

/// Takes the first line that the command prints, as git does.
fn ask_key_command(line: &str, surroundings: &Surroundings) -> Result<Choice, SigningError> {
    let failed = |why: String| SigningError::KeyCommand {
        command: program::shown(line),
        why,
    };
    let words =
        program::split_command(line).ok_or_else(|| failed("a quote is never closed".to_owned()))?;
    let (name, arguments) = words
        .split_first()
        .ok_or_else(|| failed("it is empty".to_owned()))?;
    let output = program::run(
        program::command(surroundings.program(name), surroundings).args(arguments),
        name,
        KEY_COMMAND,
    )?;
    if !output.status.success() {
        return Err(failed(program::said(&output)));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let first = printed.lines().next().unwrap_or_default();
    let key =
        literal(first).ok_or_else(|| failed("its first line is not a public key".to_owned()))?;
    Ok(Choice {
        public: key.parse().map_err(|source| SigningError::NotAKey {
            setting: KEY_COMMAND,
            source,
        })?,
        place: Place::Agent,
    })
}

/// The default keys whose private half is there. What cannot be read is passed over: nobody asked for it.
fn default_keys(surroundings: &Surroundings) -> impl Iterator<Item = Choice> {
    let folder = surroundings.home.as_ref().map(|home| home.join(".ssh"));
    DEFAULT_KEYS.into_iter().filter_map(move |name| {
        let path = folder.as_ref()?.join(name);
        let public = key_file::public_key(&path, "~/.ssh").ok()?;
        Some(Choice {
            public,
            place: Place::File(path),
        })
    })
}
