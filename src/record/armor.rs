//! The text of an SSH signature as a record stores it.
//!
//! Programs differ in how they wrap the base64 of a signature. A record holds one form only, the one
//! that `ssh-keygen` writes, so that a signature has exactly one text and a file exactly one form. What
//! the signature says, and whether it is true, is for `signing` to tell.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

/// Columns of base64 on a line, as `ssh-keygen` wraps it.
const COLUMNS: usize = 70;

/// The longest text that is looked at, in bytes. A signature by the largest RSA key takes about 6,000.
const MAX_TEXT: usize = 16 * 1024;

/// The first bytes of every SSH signature (OpenSSH, `PROTOCOL.sshsig`).
const MAGIC: &[u8] = b"SSHSIG";

/// An SSH signature in its armour: two marker lines around base64 of 70 columns, and a final newline.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Armor {
    text: String,
    blob: Vec<u8>,
}

/// Why a text is not the armour of an SSH signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum ArmorError {
    /// More than 16 KiB.
    #[error("the signature is longer than any SSH signature")]
    TooLong,
    /// The first or the last line is not the marker that belongs there.
    #[error("the signature does not stand between `{BEGIN}` and `{END}`")]
    Markers,
    /// What stands between the markers is not base64.
    #[error("the base64 of the signature does not decode")]
    Base64,
    /// The base64 holds something else than an SSH signature.
    #[error("the armour holds something else than an SSH signature")]
    NotSshSig,
    /// A signature in another layout than the one form that records use.
    #[error(
        "the signature is wrapped or spaced otherwise than `ssh-keygen` writes it; store it as it was made"
    )]
    NotCanonical,
}

impl Armor {
    /// Puts the bytes of a signature (from `SSHSIG` on) into armour.
    pub fn from_bytes(blob: Vec<u8>) -> Result<Self, ArmorError> {
        if !blob.starts_with(MAGIC) {
            return Err(ArmorError::NotSshSig);
        }
        let base64 = Base64::encode_string(&blob);
        let mut text = String::with_capacity(base64.len() + base64.len() / COLUMNS + 64);
        text.push_str(BEGIN);
        for (column, character) in base64.chars().enumerate() {
            if column % COLUMNS == 0 {
                text.push('\n');
            }
            text.push(character);
        }
        text.push('\n');
        text.push_str(END);
        text.push('\n');
        if text.len() > MAX_TEXT {
            return Err(ArmorError::TooLong);
        }
        Ok(Self { text, blob })
    }

    /// Reads armour that some program wrote, however it wraps its lines and ends them, and brings it
    /// into the one form. For what a signing program returns, never for what a record holds.
    pub fn from_program(text: &str) -> Result<Self, ArmorError> {
        if text.len() > MAX_TEXT {
            return Err(ArmorError::TooLong);
        }
        let base64: String = text
            .trim()
            .strip_prefix(BEGIN)
            .and_then(|rest| rest.strip_suffix(END))
            .ok_or(ArmorError::Markers)?
            .split_ascii_whitespace()
            .collect();
        Self::from_bytes(Base64::decode_vec(&base64).map_err(|_| ArmorError::Base64)?)
    }

    /// The armour, with its final newline.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the signature, from `SSHSIG` on.
    pub fn as_bytes(&self) -> &[u8] {
        &self.blob
    }
}

impl FromStr for Armor {
    type Err = ArmorError;

    /// Reads the one form, and refuses every other layout of the same signature.
    fn from_str(text: &str) -> Result<Self, ArmorError> {
        let armor = Self::from_program(text)?;
        if armor.text == text {
            Ok(armor)
        } else {
            Err(ArmorError::NotCanonical)
        }
    }
}

impl fmt::Display for Armor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Armor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Armor({} bytes)", self.blob.len())
    }
}

impl TryFrom<String> for Armor {
    type Error = ArmorError;

    fn try_from(text: String) -> Result<Self, ArmorError> {
        text.parse()
    }
}

impl From<Armor> for String {
    fn from(armor: Armor) -> Self {
        armor.text
    }
}

#[cfg(test)]
mod tests;
