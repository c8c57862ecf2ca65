//! Signing, by running the user's program exactly as git runs it:
//! `PROGRAM -Y sign -n NAMESPACE -f KEYFILE [-U] BUFFERFILE`.
//!
//! The program alone knows agents, security keys and passphrases. What it returns is verified before
//! anybody sees it, so that a record never carries a signature that does not count.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::choose::{self, Choice, Place};
use super::config::{DEFAULT_PROGRAM, SigningConfig, Surroundings};
use super::error::SigningError;
use super::verify::signer;
use super::{NAMESPACE, agent, key_file, program};
use crate::record::armor::{Armor, ArmorError};
use crate::record::key::PublicKey;

/// A key that is at hand to sign with, and the program that does it.
#[derive(Clone, Debug)]
pub struct SigningKey {
    choice: Choice,
    program: Option<String>,
    surroundings: Surroundings,
}

impl SigningKey {
    /// Finds the key that signs, without signing: `--key`, `user.signingkey`,
    /// `gpg.ssh.defaultKeyCommand`, the agent, the default keys in `~/.ssh`.
    ///
    /// That the key is found does not say that its private half can be used: a passphrase may be missing.
    pub fn find(config: &SigningConfig, surroundings: &Surroundings) -> Result<Self, SigningError> {
        Ok(Self {
            choice: choose::choose(config, surroundings)?,
            program: config.program.clone(),
            surroundings: surroundings.clone(),
        })
    }

    /// The public half. Of a hardware key, somebody has to touch the token while it signs.
    pub const fn public(&self) -> &PublicKey {
        &self.choice.public
    }

    /// Signs the payload of a record, and verifies the result.
    pub fn sign(&self, payload: &[u8]) -> Result<Armor, SigningError> {
        self.sign_for(NAMESPACE, payload)
    }

    /// The same for another purpose than a record.
    pub fn sign_for(&self, namespace: &str, payload: &[u8]) -> Result<Armor, SigningError> {
        let bench = Bench::lay_out(payload).map_err(SigningError::Temporary)?;
        let (key_file, options): (PathBuf, &[&str]) = match &self.choice.place {
            Place::File(path) => (path.clone(), &[]),
            Place::Agent => {
                let file = bench
                    .write_key(self.public())
                    .map_err(SigningError::Temporary)?;
                (file, &["-U"])
            }
        };
        let name = self.program_name();
        let output = program::run(
            program::command(self.surroundings.program(name), &self.surroundings)
                .args(["-Y", "sign", "-n", namespace, "-f"])
                .arg(&key_file)
                .args(options)
                .arg(bench.buffer()),
            name,
            "gpg.ssh.program",
        )?;
        if !output.status.success() {
            return Err(self.why_it_failed(program::said(&output)));
        }
        let armor = bench
            .signature()
            .map_err(|source| SigningError::NotASignature {
                program: program::shown(name),
                source,
            })?;
        self.confirm(namespace, &armor, payload)?;
        Ok(armor)
    }

    fn program_name(&self) -> &str {
        self.program.as_deref().unwrap_or(DEFAULT_PROGRAM)
    }

    /// The signature must be one that the check will count, and by the key that was chosen.
    fn confirm(&self, namespace: &str, armor: &Armor, payload: &[u8]) -> Result<(), SigningError> {
        let program = program::shown(self.program_name());
        match signer(namespace, armor, payload) {
            Ok((key, _)) if key == *self.public() => Ok(()),
            Ok((key, _)) => Err(SigningError::OtherKey {
                program,
                asked: self.public().fingerprint(),
                signed: key.fingerprint(),
            }),
            Err(flaw) => Err(SigningError::DoesNotVerify { program, flaw }),
        }
    }

    /// Finds the reason in the facts rather than in the words of a program, which differ by version.
    fn why_it_failed(&self, said: String) -> SigningError {
        let by_agent = agent::keys(&self.surroundings);
        let in_agent = by_agent
            .as_ref()
            .is_ok_and(|keys| keys.contains(self.public()));
        let program_failed = SigningError::ProgramFailed {
            program: program::shown(self.program_name()),
            said,
        };
        if in_agent {
            return program_failed;
        }
        match &self.choice.place {
            // Another program than OpenSSH's may keep its keys elsewhere: only it knows why.
            Place::Agent if self.program.is_some() => program_failed,
            Place::Agent => by_agent
                .err()
                .unwrap_or_else(|| SigningError::AgentLacksKey {
                    fingerprint: self.public().fingerprint(),
                }),
            Place::File(path) => {
                let private = key_file::private_path(path);
                if !private.exists() {
                    SigningError::NoPrivateHalf { path: path.clone() }
                } else if key_file::is_encrypted(&private) && !self.surroundings.can_ask() {
                    SigningError::Passphrase { path: private }
                } else {
                    program_failed
                }
            }
        }
    }
}

/// The private folder in which one signature is made. It goes away with the value.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn lay_out(payload: &[u8]) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("adr-sign-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let bench = Self {
            folder: builder.tempdir()?,
        };
        fs::write(bench.buffer(), payload)?;
        Ok(bench)
    }

    fn buffer(&self) -> PathBuf {
        self.folder.path().join("buffer")
    }

    fn write_key(&self, key: &PublicKey) -> io::Result<PathBuf> {
        let path = self.folder.path().join("key.pub");
        fs::write(&path, format!("{key}\n"))?;
        Ok(path)
    }

    /// What the program left beside the buffer. A file that is not there is no armour.
    fn signature(&self) -> Result<Armor, ArmorError> {
        let path: &Path = &self.folder.path().join("buffer.sig");
        let text = fs::read_to_string(path).unwrap_or_default();
        Armor::from_program(&text)
    }
}
