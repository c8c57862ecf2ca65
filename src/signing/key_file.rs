//! Key files, as far as choosing a key needs them: which public key a file stands for, and whether its
//! private half asks for a passphrase. Private keys are never decrypted here.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};

use super::error::SigningError;
use super::wire::Wire;
use crate::record::key::{KeyError, PublicKey};

/// The most that is read of a key file, in bytes: several times the largest RSA key.
const MAX_FILE: u64 = 64 * 1024;

const OPENSSH_BEGIN: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const OPENSSH_END: &str = "-----END OPENSSH PRIVATE KEY-----";

/// The first bytes inside (OpenSSH, `PROTOCOL.key`).
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

/// The public key that a file stands for: a `.pub` file's own, or the public half of a private key,
/// which OpenSSH's form holds in the clear. For older forms the `.pub` file beside it tells.
pub(super) fn public_key(path: &Path, setting: &'static str) -> Result<PublicKey, SigningError> {
    let text = read(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SigningError::KeyFileMissing {
            setting,
            path: path.to_owned(),
        },
        _ => SigningError::KeyFileUnreadable {
            path: path.to_owned(),
            source,
        },
    })?;
    let not_a_key = |path: &Path, source| SigningError::NotAKeyFile {
        path: path.to_owned(),
        source,
    };
    if let Some(key) = OpenSshPrivate::read(&text) {
        return key.public.map_err(|error| not_a_key(path, error));
    }
    if !text.trim_start().starts_with("-----BEGIN ") {
        return text.parse().map_err(|error| not_a_key(path, error));
    }
    let beside = with_pub(path);
    match read(&beside) {
        Ok(text) => text.parse().map_err(|error| not_a_key(&beside, error)),
        Err(_) => Err(SigningError::NoPublicHalf {
            path: path.to_owned(),
        }),
    }
}

/// Where the private half of a key file lies, by name: `key` for `key.pub`, else the file itself.
pub(super) fn private_path(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension == "pub" => path.with_extension(""),
        _ => path.to_owned(),
    }
}

/// Whether a private key file is encrypted. False where it cannot be told.
pub(super) fn is_encrypted(private: &Path) -> bool {
    read(private).is_ok_and(|text| {
        OpenSshPrivate::read(&text).map_or_else(|| text.contains("ENCRYPTED"), |key| key.encrypted)
    })
}

struct OpenSshPrivate {
    public: Result<PublicKey, KeyError>,
    encrypted: bool,
}

impl OpenSshPrivate {
    /// Reads the part in the clear; `None` where the text is something else.
    fn read(text: &str) -> Option<Self> {
        let base64: String = text
            .trim()
            .strip_prefix(OPENSSH_BEGIN)?
            .strip_suffix(OPENSSH_END)?
            .split_ascii_whitespace()
            .collect();
        let bytes = Base64::decode_vec(&base64).ok()?;
        let mut wire = Wire::new(&bytes);
        wire.literal(OPENSSH_MAGIC)?;
        let cipher = wire.string()?;
        let _derivation = (wire.string()?, wire.string()?);
        let _keys = wire.number()?;
        Some(Self {
            public: PublicKey::from_bytes(wire.string()?),
            encrypted: cipher != b"none",
        })
    }
}

fn with_pub(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
