//! Why no signature came about, and what to do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::record::armor::ArmorError;
use crate::record::key::KeyError;
use crate::record::proof::Flaw;

/// Why no signature came about. Every one has a [`hint`](SigningError::hint).
#[derive(Debug, Error)]
pub enum SigningError {
    /// Nothing is configured, and neither the agent nor `~/.ssh` holds a key.
    #[error("there is no SSH key to sign with")]
    NoKey,
    /// A key was to be made where a file is already.
    #[error("{path} is there already, and is not written over")]
    KeyFileExists {
        /// The file.
        path: PathBuf,
    },
    /// A literal key in the configuration is not a key that can count.
    #[error("{setting} is not a key that can sign: {source}")]
    NotAKey {
        /// Where the key is configured: `--key`, `user.signingkey` or the like.
        setting: &'static str,
        /// What is wrong with it.
        source: KeyError,
    },
    /// The configured key file does not exist.
    #[error("the key file {path}, named by {setting}, does not exist")]
    KeyFileMissing {
        /// Where the path is configured.
        setting: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The configured key file cannot be read.
    #[error("the key file {path} cannot be read: {source}")]
    KeyFileUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The configured file is there and holds no key that can count.
    #[error("the file {path} holds no key that can sign: {source}")]
    NotAKeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: KeyError,
    },
    /// A private key in an old form does not say its public half, and no `.pub` file lies beside it.
    #[error("the private key {path} does not tell its public half, and {path}.pub does not exist")]
    NoPublicHalf {
        /// The private key.
        path: PathBuf,
    },
    /// Only the public half is there, and the agent does not hold the private one.
    #[error("the private half of {path} is neither beside it nor in the agent")]
    NoPrivateHalf {
        /// The `.pub` file.
        path: PathBuf,
    },
    /// The private key is encrypted, and nobody can be asked for its passphrase.
    #[error("the key {path} has a passphrase, and there is no terminal to ask for it")]
    Passphrase {
        /// The private key.
        path: PathBuf,
    },
    /// The key lives in an agent, and the agent does not answer.
    #[error("the SSH agent does not answer{}", .socket.as_ref().map(|at| format!(" at {at}")).unwrap_or_default())]
    AgentGone {
        /// `SSH_AUTH_SOCK`, if it is set.
        socket: Option<String>,
    },
    /// The agent answers, and does not hold the key.
    #[error("the SSH agent does not hold the key {fingerprint}")]
    AgentLacksKey {
        /// The fingerprint of the key.
        fingerprint: String,
    },
    /// `gpg.ssh.defaultKeyCommand` did not give a key.
    #[error("gpg.ssh.defaultKeyCommand (`{command}`) gave no key: {why}")]
    KeyCommand {
        /// The command as configured, escaped.
        command: String,
        /// What happened, in a few words.
        why: String,
    },
    /// The signing program cannot be started because it is not there.
    #[error("the signing program `{program}` ({setting}) was not found")]
    ProgramMissing {
        /// Its name.
        program: String,
        /// Where the name comes from.
        setting: &'static str,
    },
    /// A program cannot be started for another reason.
    #[error("the program `{program}` cannot be started: {source}")]
    ProgramUnusable {
        /// Its name.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// The signing program said no.
    #[error("the signing program `{program}` failed: {said}")]
    ProgramFailed {
        /// Its name.
        program: String,
        /// What it said, escaped and shortened.
        said: String,
    },
    /// The signing program succeeded, and what it left is not a signature.
    #[error("the signing program `{program}` wrote no signature: {source}")]
    NotASignature {
        /// Its name.
        program: String,
        /// What is wrong with what it wrote.
        source: ArmorError,
    },
    /// The signing program wrote a signature that proves nothing.
    #[error("the signature that `{program}` made does not verify: {flaw}")]
    DoesNotVerify {
        /// Its name.
        program: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The signing program signed with another key than it was told to.
    #[error("`{program}` signed with the key {signed}, and was asked to sign with {asked}")]
    OtherKey {
        /// Its name.
        program: String,
        /// The fingerprint of the key that was asked for.
        asked: String,
        /// The fingerprint of the key that signed.
        signed: String,
    },
    /// The files that the signing program needs cannot be written.
    #[error("temporary files for signing cannot be written: {0}")]
    Temporary(#[source] io::Error),
}

impl SigningError {
    /// What to do about it: one sentence, with the command where there is one.
    pub fn hint(&self) -> String {
        match self {
            Self::NoKey => "make a key with `ssh-keygen -t ed25519`, then ask to join with `adr charter join --push`; \
                            on a terminal you are led through it"
                .to_owned(),
            Self::KeyFileExists { .. } => {
                "sign with it (`--key PATH`), or make one elsewhere: ssh-keygen -t ed25519 -f ~/.ssh/id_adr".to_owned()
            }
            Self::NotAKey { setting, .. } => {
                format!("set {setting} to the path of a key, or to the line of its .pub file")
            }
            Self::KeyFileMissing { setting, .. } => {
                format!("correct {setting}, or make the key with `ssh-keygen -t ed25519`")
            }
            Self::KeyFileUnreadable { .. } => "see to it that you may read the file".to_owned(),
            Self::NotAKeyFile { .. } => {
                "name a key made by `ssh-keygen`, for example with `--key ~/.ssh/id_ed25519`".to_owned()
            }
            Self::NoPublicHalf { path } => {
                let path = path.display();
                format!("write it with `ssh-keygen -y -f {path} > {path}.pub`")
            }
            Self::NoPrivateHalf { .. } => {
                "add the private key to the agent with `ssh-add`, or put it beside the .pub file".to_owned()
            }
            Self::Passphrase { path } => format!(
                "add it to the agent with `ssh-add {}`, or run the command on a terminal",
                path.display()
            ),
            Self::AgentGone { .. } => {
                "start one with `eval \"$(ssh-agent)\"` and add the key with `ssh-add`, or name a key file \
                 with `--key`"
                    .to_owned()
            }
            Self::AgentLacksKey { .. } => {
                "add it with `ssh-add`; `ssh-add -l` lists what the agent holds".to_owned()
            }
            Self::KeyCommand { .. } => {
                "run it by hand; it must print a public key, such as `ssh-ed25519 AAAA...`, as `ssh-add -L` \
                 does"
                    .to_owned()
            }
            Self::ProgramMissing { setting, .. } => {
                format!("install OpenSSH 8.2 or later, or correct {setting}")
            }
            Self::ProgramUnusable { .. } => "see to it that it is a program that you may run".to_owned(),
            Self::ProgramFailed { .. } => {
                "`git config --get-regexp 'gpg|signingkey'` shows how signing is set up".to_owned()
            }
            Self::NotASignature { .. } | Self::DoesNotVerify { .. } | Self::OtherKey { .. } => {
                "gpg.ssh.program must behave as `ssh-keygen -Y sign` does; `--key` names another key"
                    .to_owned()
            }
            Self::Temporary(_) => "make room in the folder for temporary files, or set TMPDIR".to_owned(),
        }
    }
}
