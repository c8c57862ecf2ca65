//! Why a key cannot count, and what to use in its place.

use thiserror::Error;

/// Why a text or some bytes are not a public key that can count.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum KeyError {
    /// Nothing there.
    #[error(
        "the key is empty; paste the one line of a .pub file, such as `ssh-ed25519 AAAA... name`"
    )]
    Empty,
    /// More than 8 KiB.
    #[error("the key is longer than any OpenSSH key; paste the one line of a .pub file")]
    TooLong,
    /// More than one line.
    #[error("a key is one line; give each key an entry of its own")]
    SeveralLines,
    /// Control characters, or characters that turn the direction of text.
    #[error("the key holds characters that cannot be seen; type its comment anew")]
    InvisibleCharacters,
    /// A private key was pasted.
    #[error(
        "this is a private key, which must stay secret; use the line of the .pub file beside it, and treat \
         the private key as known to others if it was ever committed"
    )]
    Private,
    /// `restrict,command="..." ssh-ed25519 ...`, as in an `authorized_keys` file.
    #[error(
        "the key has options in front of it; begin with the kind of key, such as `ssh-ed25519`"
    )]
    Options,
    /// A certificate in place of a key.
    #[error("certificates cannot sign here; use the plain key that the certificate is for")]
    Certificate,
    /// A DSA key.
    #[error("DSA keys are too weak to count; make a new one with `ssh-keygen -t ed25519`")]
    Dsa,
    /// A kind of key that is not among [`KeyAlgorithm::ALL`](super::KeyAlgorithm::ALL).
    #[error(
        "keys of kind `{name}` are not supported; use ed25519, ecdsa, rsa or one of their `sk-` forms, for \
         example from `ssh-keygen -t ed25519`"
    )]
    UnknownAlgorithm {
        /// What stands in the place of the kind, escaped and shortened.
        name: String,
    },
    /// An ed25519 key whose point has a small order.
    #[error("anybody can sign for this key; make a new one with `ssh-keygen -t ed25519`")]
    Weak,
    /// An RSA modulus below [`MIN_RSA_BITS`](super::MIN_RSA_BITS) or above
    /// [`MAX_RSA_BITS`](super::MAX_RSA_BITS).
    #[error(
        "this RSA key has {bits} bits, and only 2048 to 16384 can count; make a new one with \
         `ssh-keygen -t ed25519`"
    )]
    RsaSize {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The base64 does not decode, or what it holds is not a key of the kind that the line names.
    #[error("the key is damaged ({what}); copy the whole line of the .pub file again")]
    Damaged {
        /// What does not fit, in a few words.
        what: &'static str,
    },
}
