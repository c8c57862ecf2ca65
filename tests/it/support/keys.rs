//! Real keys: made once for all tests of one run, laid into the folder of the test that wants them, and
//! gone with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use super::repo::{Scratch, run};

/// A key pair of OpenSSH.
#[derive(Clone, Debug)]
pub struct Key {
    /// The private key's file, without a passphrase.
    pub private: PathBuf,
    /// The public key's file.
    pub public: PathBuf,
    /// The public key's one line.
    pub line: String,
}

/// The two files of each key made so far, by person and kind.
static MADE: LazyLock<Mutex<BTreeMap<String, [String; 2]>>> = LazyLock::new(Mutex::default);

/// The key of a person, in files of `folder`. It is the same for the same person and kind (`ed25519`,
/// `ecdsa`, `rsa`) in one run.
pub fn ssh_key(folder: &Path, person: &str, kind: &str) -> Key {
    let name = format!("{person}-{kind}");
    let [secret, line] = {
        let mut made = MADE.lock().expect("no test panicked while it made a key");
        made.entry(name.clone())
            .or_insert_with(|| make(person, kind))
            .clone()
    };
    let private = folder.join(&name);
    let public = private.with_extension("pub");
    fs::write(&private, secret).expect("a private key");
    fs::write(&public, &line).expect("a public key");
    only_for_its_owner(&private, 0o600);
    Key {
        private,
        public,
        line: line.trim_end().to_owned(),
    }
}

fn make(person: &str, kind: &str) -> [String; 2] {
    let scratch = Scratch::new();
    let file = scratch.path().join("key");
    let mut command = scratch.command("ssh-keygen");
    run(command
        .args(["-q", "-t", kind, "-N", "", "-C", person, "-f"])
        .arg(&file));
    [file.clone(), file.with_extension("pub")].map(|file| fs::read_to_string(file).expect("a key"))
}

/// A home of `gpg` inside `folder` with one secret key, without a passphrase, for
/// `Ann Owner <ann@example.com>`. Its agent ends by itself when the folder goes.
pub fn gpg_home(folder: &Path) -> PathBuf {
    let scratch = Scratch::new();
    let home = folder.join("gpg");
    fs::create_dir(&home).expect("a folder");
    only_for_its_owner(&home, 0o700);
    let mut command = scratch.command("gpg");
    command.env("GNUPGHOME", &home).args([
        "--batch",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
    ]);
    command.args([
        "--quick-generate-key",
        "Ann Owner <ann@example.com>",
        "ed25519",
        "sign",
        "never",
    ]);
    run(&mut command);
    home
}

#[cfg(unix)]
fn only_for_its_owner(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its rights");
}

#[cfg(not(unix))]
fn only_for_its_owner(_: &Path, _: u32) {}
