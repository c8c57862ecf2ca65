//! What is known of who signed a record.
//!
//! Cryptography happens in `signing`; what it found travels as one of these plain
//! values, so that the rules can reason about people and keys without it.

use thiserror::Error;

use super::armor::ArmorError;
use super::key::{KeyError, PublicKey};

/// What the signature of one record proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// The record carries no signature.
    Unsigned,
    /// The record carries a signature that proves nothing.
    Broken {
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The holder of this key signed exactly these bytes, for this purpose.
    ///
    /// Whose key it is, and whether it still counts, is for the charter to say.
    Signed {
        /// The key, without a comment: signatures carry none.
        key: PublicKey,
        /// Whether a security key says that somebody touched it. Never true of other keys.
        user_present: bool,
    },
}

/// Why a signature proves nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Flaw {
    /// The text of the signature is not an armour in its one form.
    #[error("the signature cannot be read: {0}")]
    Armor(#[from] ArmorError),
    /// The bytes inside the armour are not laid out as OpenSSH's `PROTOCOL.sshsig` says.
    #[error("the signature is damaged: {what}")]
    Malformed {
        /// What does not fit, in a few words.
        what: &'static str,
    },
    /// A true signature may be, but made for another purpose.
    #[error(
        "the signature was made for namespace `{namespace}`; sign with `adr-sign`, which uses its own"
    )]
    Namespace {
        /// The namespace that it names, escaped and shortened.
        namespace: String,
    },
    /// The message was hashed with another hash than sha512.
    #[error("the signature hashes its message with `{hash}`; only sha512 is accepted")]
    Hash {
        /// The hash that it names, escaped and shortened.
        hash: String,
    },
    /// The key is of a kind that cannot count.
    #[error("the signature is by a key that cannot count: {0}")]
    Key(#[from] KeyError),
    /// The signature's own algorithm is not one of the key's, or too weak (RSA with SHA-1).
    #[error("a signature of kind `{algorithm}` by a key of kind `{key}` is not accepted")]
    Algorithm {
        /// The algorithm that the signature names, escaped and shortened.
        algorithm: String,
        /// The kind of the key that it names.
        key: &'static str,
    },
    /// The signature does not belong to these bytes.
    #[error("the signature does not match the text: one of the two was altered after signing")]
    Altered,
}
