//! Real keys, made once for all tests of one run.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
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

static FOLDER: LazyLock<Scratch> = LazyLock::new(Scratch::new);
static KEYS: LazyLock<Mutex<BTreeMap<String, Key>>> = LazyLock::new(Mutex::default);

/// The key of a person: the same for the same name and kind (`ed25519`, `ecdsa`, `rsa`) in one run.
pub fn ssh_key(person: &str, kind: &str) -> Key {
    let mut keys = KEYS.lock().expect("no test panicked while it made a key");
    let name = format!("{person}-{kind}");
    if let Some(key) = keys.get(&name) {
        return key.clone();
    }
    let private = FOLDER.path().join(&name);
    run(FOLDER
        .command("ssh-keygen")
        .args(["-q", "-t", kind, "-N", "", "-C", person, "-f"])
        .arg(&private));
    let public = private.with_extension("pub");
    let line = fs::read_to_string(&public)
        .expect("a public key")
        .trim_end()
        .to_owned();
    let key = Key {
        private,
        public,
        line,
    };
    keys.insert(name, key.clone());
    key
}

/// A home of `gpg` with one secret key, without a passphrase, for `Ann Owner <ann@example.com>`.
pub fn gpg_home() -> PathBuf {
    static HOME: LazyLock<PathBuf> = LazyLock::new(|| {
        let home = FOLDER.path().join("gpg");
        fs::create_dir(&home).expect("a folder");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&home, fs::Permissions::from_mode(0o700))
                .expect("a private folder");
        }
        run(FOLDER.command("gpg").env("GNUPGHOME", &home).args([
            "--batch",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
            "--quick-generate-key",
            "Ann Owner <ann@example.com>",
            "ed25519",
            "sign",
            "never",
        ]));
        home
    });
    HOME.clone()
}
