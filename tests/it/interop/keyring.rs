//! A folder with real keys, made by the real `ssh-keygen`, and an agent where a test wants one.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use adr_sign::record::armor::Armor;
use adr_sign::record::key::PublicKey;
use adr_sign::signing::{NAMESPACE, SigningConfig, SigningKey, Surroundings, allowed_signers};
use tempfile::TempDir;

/// What the tests sign: a record without its signature.
pub const PAYLOAD: &[u8] = b"format: 1\nstance: approve\nreason: |\n  Fits the residency rules.\n";

/// A folder of keys. It goes away with the value.
pub struct Keyring {
    folder: TempDir,
}

impl Keyring {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder for keys"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).expect("a file in the folder");
        self.path(name)
    }

    /// Makes a key without a passphrase. `kind` is what follows `ssh-keygen -t`, words and all.
    pub fn key(&self, name: &str, kind: &str) -> PublicKey {
        self.key_with_passphrase(name, kind, "")
    }

    pub fn key_with_passphrase(&self, name: &str, kind: &str, passphrase: &str) -> PublicKey {
        self.ssh_keygen(["-q", "-t"].into_iter().chain(kind.split(' ')).chain([
            "-N",
            passphrase,
            "-C",
            "alice@laptop",
            "-f",
            name,
        ]));
        self.public(&format!("{name}.pub"))
    }

    pub fn public(&self, name: &str) -> PublicKey {
        fs::read_to_string(self.path(name))
            .expect("a public key file")
            .parse()
            .expect("a key that can count")
    }

    /// Runs `ssh-keygen` in the folder, without an agent, and wants it to succeed.
    pub fn ssh_keygen<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) {
        let output = Command::new("ssh-keygen")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::null())
            .output()
            .expect("ssh-keygen");
        succeeded(&output);
    }

    /// Signs with the real `ssh-keygen -Y sign`, outside of our code.
    pub fn ssh_sign(&self, key: &str, namespace: &str, hash: &str, payload: &[u8]) -> Armor {
        let message = self.write("message", payload);
        let _ = fs::remove_file(self.path("message.sig"));
        self.ssh_keygen([
            "-Y",
            "sign",
            "-n",
            namespace,
            "-O",
            &format!("hashalg={hash}"),
            "-f",
            key,
            &message.to_string_lossy(),
        ]);
        let text = fs::read_to_string(self.path("message.sig")).expect("a signature");
        text.parse()
            .expect("armour in the one form that records hold")
    }

    /// Whether the real `ssh-keygen -Y verify` accepts a signature as that of `alice`.
    pub fn ssh_accepts(&self, key: &PublicKey, armor: &Armor, payload: &[u8]) -> bool {
        self.write("allowed", allowed_signers([("alice", key)]));
        self.write("signature", armor.as_str());
        let message = self.write("message", payload);
        Command::new("ssh-keygen")
            .args([
                "-Y",
                "verify",
                "-n",
                NAMESPACE,
                "-I",
                "alice",
                "-f",
                "allowed",
                "-s",
                "signature",
            ])
            .current_dir(self.folder.path())
            .stdin(fs::File::open(message).expect("the message"))
            .output()
            .expect("ssh-keygen")
            .status
            .success()
    }

    /// Surroundings whose home is this folder, with no agent and nobody to ask.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            directory: self.folder.path().to_owned(),
            home: Some(self.folder.path().to_owned()),
            ..Surroundings::default()
        }
    }

    /// The key of a file in the folder, found as `--key` finds it.
    pub fn signing_key(&self, name: &str) -> SigningKey {
        SigningKey::find(&named(name), &self.surroundings()).expect("a key at hand")
    }

    pub fn agent(&self) -> Agent {
        Agent::start(&self.path("agent.sock"))
    }
}

/// The configuration of somebody who says `--key NAME`.
pub fn named(key: &str) -> SigningConfig {
    SigningConfig {
        key: Some(key.to_owned()),
        ..SigningConfig::default()
    }
}

/// A real `ssh-agent`, ended with the value.
pub struct Agent {
    process: Child,
    socket: PathBuf,
}

impl Agent {
    fn start(socket: &Path) -> Self {
        let mut process = Command::new("ssh-agent")
            .arg("-D")
            .arg("-a")
            .arg(socket)
            .stdout(Stdio::piped())
            .spawn()
            .expect("ssh-agent");
        // The agent says where it listens as soon as it does.
        let stdout = process.stdout.as_mut().expect("what the agent says");
        let mut first = [0; 1];
        std::io::Read::read_exact(stdout, &mut first).expect("an agent that listens");
        Self {
            process,
            socket: socket.to_owned(),
        }
    }

    pub fn add(&self, key: &Path) {
        let output = Command::new("ssh-add")
            .arg("-q")
            .arg(key)
            .env("SSH_AUTH_SOCK", &self.socket)
            .stdin(Stdio::null())
            .output()
            .expect("ssh-add");
        succeeded(&output);
    }

    pub fn socket(&self) -> OsString {
        self.socket.clone().into_os_string()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn succeeded(output: &Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
