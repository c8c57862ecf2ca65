//! An OpenSSH public key as it stands in a charter: one line, one kind, nothing around it.
//!
//! Only keys whose signatures this project accepts can be constructed, so that nobody finds out at the
//! moment of signing that a charter holds a key that can never count. Two keys are the same when their
//! bytes are; the comment is for people.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use base64ct::{Base64, Base64Unpadded, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ssh_key::public::{KeyData, RsaPublicKey};

mod error;

pub use error::KeyError;

/// The longest line that is looked at, in bytes. An RSA key of [`MAX_RSA_BITS`] takes about 2,800.
const MAX_LINE: usize = 8 * 1024;

/// The first byte of a curve point that is written out in full (SEC 1, section 2.3.3).
const SEC1_UNCOMPRESSED: u8 = 4;

/// The smallest RSA modulus that is accepted, in bits.
pub const MIN_RSA_BITS: usize = 2048;

/// The largest RSA modulus that is accepted, in bits: what OpenSSH itself can make, and a bound on what
/// a hostile key can cost.
pub const MAX_RSA_BITS: usize = 16 * 1024;

/// A public key in OpenSSH's form: `ssh-ed25519 AAAA... comment`.
///
/// Equality, order and hash look at the key's bytes and never at the comment.
///
/// ```
/// use adr_sign::record::key::PublicKey;
///
/// let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti alice@laptop";
/// let key: PublicKey = line.parse()?;
/// assert_eq!(key.comment(), "alice@laptop");
/// assert_eq!(key.to_string(), line);
/// # Ok::<(), adr_sign::record::key::KeyError>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey {
    algorithm: KeyAlgorithm,
    blob: Vec<u8>,
    comment: String,
}

/// The kinds of key whose signatures can count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KeyAlgorithm {
    /// `ssh-ed25519`
    Ed25519,
    /// `ecdsa-sha2-nistp256`
    EcdsaP256,
    /// `ecdsa-sha2-nistp384`
    EcdsaP384,
    /// `ecdsa-sha2-nistp521`
    EcdsaP521,
    /// `ssh-rsa`, of 2048 bits and more, signing with SHA-2
    Rsa,
    /// `sk-ssh-ed25519@openssh.com`: ed25519 on a security key
    SkEd25519,
    /// `sk-ecdsa-sha2-nistp256@openssh.com`: ECDSA on a security key
    SkEcdsaP256,
}

impl KeyAlgorithm {
    /// Every kind, in the order in which they are recommended to people.
    pub const ALL: [Self; 7] = [
        Self::Ed25519,
        Self::SkEd25519,
        Self::EcdsaP256,
        Self::EcdsaP384,
        Self::EcdsaP521,
        Self::SkEcdsaP256,
        Self::Rsa,
    ];

    /// OpenSSH's name of the kind, the first word of the key's line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ssh-ed25519",
            Self::EcdsaP256 => "ecdsa-sha2-nistp256",
            Self::EcdsaP384 => "ecdsa-sha2-nistp384",
            Self::EcdsaP521 => "ecdsa-sha2-nistp521",
            Self::Rsa => "ssh-rsa",
            Self::SkEd25519 => "sk-ssh-ed25519@openssh.com",
            Self::SkEcdsaP256 => "sk-ecdsa-sha2-nistp256@openssh.com",
        }
    }

    /// Whether the private half lives in a security key, which tells whether its user was present.
    pub const fn is_hardware(self) -> bool {
        matches!(self, Self::SkEd25519 | Self::SkEcdsaP256)
    }

    fn from_name(name: &str) -> Result<Self, KeyError> {
        if let Some(known) = Self::ALL.into_iter().find(|known| known.name() == name) {
            return Ok(known);
        }
        Err(if name.contains("-cert-v01@") {
            KeyError::Certificate
        } else if name == "ssh-dss" {
            KeyError::Dsa
        } else {
            KeyError::UnknownAlgorithm {
                name: shortened(name),
            }
        })
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PublicKey {
    /// Reads a key from its bytes in OpenSSH's wire form (RFC 4253, section 6.6, and its extensions).
    pub fn from_bytes(blob: &[u8]) -> Result<Self, KeyError> {
        let name = leading_name(blob).ok_or(KeyError::Damaged {
            what: "it does not name its kind",
        })?;
        let algorithm = KeyAlgorithm::from_name(name)?;
        let key = ssh_key::PublicKey::from_bytes(blob).map_err(|_| KeyError::Damaged {
            what: "its bytes are not a key of its kind",
        })?;
        // The decoder passes over some lengths. One key must have one form, or it could be listed for two
        // people.
        if key.to_bytes().ok().as_deref() != Some(blob) {
            return Err(KeyError::Damaged {
                what: "it is written in an unusual form",
            });
        }
        check(key.key_data())?;
        Ok(Self {
            algorithm,
            blob: blob.to_vec(),
            comment: String::new(),
        })
    }

    /// The key's bytes in OpenSSH's wire form: its identity.
    pub fn as_bytes(&self) -> &[u8] {
        &self.blob
    }

    /// The kind of key.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// Whether the private half lives in a security key (an `sk-` key).
    pub const fn is_hardware(&self) -> bool {
        self.algorithm.is_hardware()
    }

    /// What stands after the key on its line; often `name@machine`, often nothing.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// The same key with nothing after it.
    #[must_use]
    pub fn without_comment(&self) -> Self {
        Self {
            algorithm: self.algorithm,
            blob: self.blob.clone(),
            comment: String::new(),
        }
    }

    /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64.
    pub fn fingerprint(&self) -> String {
        format!(
            "SHA256:{}",
            Base64Unpadded::encode_string(&Sha256::digest(&self.blob))
        )
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    /// Reads the line of a `.pub` file. White space around the line is allowed, so that a pasted line
    /// break does not hurt; the stable form that [`Display`](fmt::Display) writes has none.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_LINE {
            return Err(KeyError::TooLong);
        }
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::Private);
        }
        let line = text.trim();
        if line.is_empty() {
            return Err(KeyError::Empty);
        }
        if line.contains(['\n', '\r']) {
            return Err(KeyError::SeveralLines);
        }
        if line.contains(is_invisible) {
            return Err(KeyError::InvisibleCharacters);
        }
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let algorithm = KeyAlgorithm::from_name(name).map_err(|error| {
            if has_options(line) {
                KeyError::Options
            } else {
                error
            }
        })?;
        let (base64, comment) = rest
            .trim_start()
            .split_once(' ')
            .unwrap_or((rest.trim_start(), ""));
        let blob = Base64::decode_vec(base64).map_err(|_| KeyError::Damaged {
            what: "its base64 does not decode",
        })?;
        let key = Self::from_bytes(&blob)?;
        if key.algorithm != algorithm {
            return Err(KeyError::Damaged {
                what: "it is of another kind than its line says",
            });
        }
        Ok(Self {
            comment: comment.trim().to_owned(),
            ..key
        })
    }
}

impl fmt::Display for PublicKey {
    /// The one line: kind, base64, and the comment where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}",
            self.algorithm,
            Base64::encode_string(&self.blob)
        )?;
        if self.comment.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", self.comment)
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm, self.fingerprint())
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.blob == other.blob
    }
}

impl Eq for PublicKey {}

impl PartialOrd for PublicKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PublicKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.blob.cmp(&other.blob)
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.blob.hash(state);
    }
}

/// The first string of a wire form: four bytes of length, then the name of the kind.
fn leading_name(blob: &[u8]) -> Option<&str> {
    let (length, rest) = blob.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    std::str::from_utf8(rest.get(..length)?).ok()
}

/// What OpenSSH itself refuses and the decoder lets through. A compressed curve point would also be a
/// second form of one key, and so a way to list it for two people.
fn check(data: &KeyData) -> Result<(), KeyError> {
    let point = match data {
        KeyData::Rsa(rsa) => return check_rsa_size(rsa),
        KeyData::Ecdsa(key) => key.as_sec1_bytes(),
        KeyData::SkEcdsaSha2NistP256(key) => key.ec_point().as_bytes(),
        _ => return Ok(()),
    };
    if point.first() == Some(&SEC1_UNCOMPRESSED) {
        Ok(())
    } else {
        Err(KeyError::Damaged {
            what: "its curve point is compressed",
        })
    }
}

fn check_rsa_size(rsa: &RsaPublicKey) -> Result<(), KeyError> {
    let modulus = rsa.n.as_positive_bytes().unwrap_or_default();
    let unused = modulus
        .first()
        .map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = (modulus.len() * 8).saturating_sub(unused);
    if (MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
        Ok(())
    } else {
        Err(KeyError::RsaSize { bits })
    }
}

/// Whether a later word of the line names a kind of key: what stands before it are options.
fn has_options(line: &str) -> bool {
    line.split(' ')
        .skip(1)
        .any(|word| KeyAlgorithm::ALL.iter().any(|known| known.name() == word))
}

/// Control characters, and the marks that turn the direction of the text after them.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A foreign word made fit to be shown: escaped, and no longer than a line can bear.
fn shortened(word: &str) -> String {
    word.chars().take(40).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests;
