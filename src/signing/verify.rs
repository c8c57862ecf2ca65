//! Verifying SSH signatures in process, after OpenSSH's `PROTOCOL.sshsig` and `PROTOCOL.u2f`.
//!
//! The answer is a [`Proof`]: which key signed, and whether a security key was touched. Whose key it is
//! plays no part here, and neither do the `allowed_signers` files of OpenSSH, whose patterns and dates
//! say more than a charter does.

use rsa::pkcs1v15;
use rsa::signature::Verifier as _;
use sha2::{Digest, Sha256, Sha512};
use ssh_key::HashAlg;
use ssh_key::public::{KeyData, RsaPublicKey};

use super::NAMESPACE;
use super::payload;
use super::wire::{Wire, put_string};
use crate::record::armor::Armor;
use crate::record::key::{KeyAlgorithm, KeyError, MAX_RSA_BITS, PublicKey};
use crate::record::proof::{Flaw, Proof};

/// The first bytes of a signature, and of what it signs.
const MAGIC: &[u8] = b"SSHSIG";

const VERSION: u32 = 1;

const HASH: &[u8] = b"sha512";

/// The flag by which a security key says that its user was present (touched it).
const USER_PRESENT: u8 = 0x01;

/// The names under which an RSA key may sign. `ssh-rsa`, which hashes with SHA-1, is not among them.
const RSA_SIGNATURES: [&[u8]; 2] = [b"rsa-sha2-512", b"rsa-sha2-256"];

const TRUNCATED: Flaw = Flaw::Malformed {
    what: "it ends too soon",
};

const TRAILING: Flaw = Flaw::Malformed {
    what: "bytes follow its end",
};

/// Proves a whole record as it is stored: [`Proof::Unsigned`] where it has no `signature:` line, and
/// otherwise what its signature says about the bytes above that line.
pub fn prove(record: &[u8]) -> Proof {
    match payload::signature(record) {
        None => Proof::Unsigned,
        Some(Ok(armor)) => verify(&armor, payload::payload(record)),
        Some(Err(error)) => Proof::Broken { flaw: error.into() },
    }
}

/// Proves a payload by its signature. Never [`Proof::Unsigned`].
pub fn verify(armor: &Armor, payload: &[u8]) -> Proof {
    verify_for(NAMESPACE, armor, payload)
}

/// The same, of a signature that was made for another purpose than a record.
pub fn verify_for(namespace: &str, armor: &Armor, payload: &[u8]) -> Proof {
    match signer(namespace, armor, payload) {
        Ok((key, user_present)) => Proof::Signed { key, user_present },
        Err(flaw) => Proof::Broken { flaw },
    }
}

/// Which key signed a payload, and whether a security key says that its user was present.
pub(super) fn signer(
    namespace: &str,
    armor: &Armor,
    payload: &[u8],
) -> Result<(PublicKey, bool), Flaw> {
    let claim = Claim::read(armor.as_bytes(), namespace)?;
    let signature = Signature::read(claim.signature, claim.key.algorithm())?;
    signature.verify(&claim.key, &signed_message(namespace, payload))?;
    Ok((claim.key, signature.flags & USER_PRESENT != 0))
}

/// What a signature says of itself, read and found to be of a kind that can count, and not yet verified.
struct Claim<'a> {
    key: PublicKey,
    signature: &'a [u8],
}

impl<'a> Claim<'a> {
    fn read(blob: &'a [u8], purpose: &str) -> Result<Self, Flaw> {
        let mut wire = Wire::new(blob);
        wire.literal(MAGIC).ok_or(TRUNCATED)?;
        if wire.number().ok_or(TRUNCATED)? != VERSION {
            return Err(Flaw::Malformed {
                what: "it is of a version that is not known",
            });
        }
        let key = wire.string().ok_or(TRUNCATED)?;
        let namespace = wire.string().ok_or(TRUNCATED)?;
        let reserved = wire.string().ok_or(TRUNCATED)?;
        let hash = wire.string().ok_or(TRUNCATED)?;
        let signature = wire.string().ok_or(TRUNCATED)?;
        if !wire.is_empty() {
            return Err(TRAILING);
        }
        if namespace != purpose.as_bytes() {
            return Err(Flaw::Namespace {
                namespace: shown(namespace),
            });
        }
        if !reserved.is_empty() {
            return Err(Flaw::Malformed {
                what: "its reserved field is not empty",
            });
        }
        if hash != HASH {
            return Err(Flaw::Hash { hash: shown(hash) });
        }
        let key = PublicKey::from_bytes(key)?;
        Ok(Self { key, signature })
    }
}

/// The innermost part: the signature proper, of a form that belongs to its key.
struct Signature<'a> {
    algorithm: ssh_key::Algorithm,
    data: &'a [u8],
    /// What a security key says of the moment of signing; 0 for other keys.
    flags: u8,
    /// How often a security key has signed; 0 for other keys.
    counter: u32,
}

impl<'a> Signature<'a> {
    fn read(bytes: &'a [u8], key: KeyAlgorithm) -> Result<Self, Flaw> {
        let mut wire = Wire::new(bytes);
        let name = wire.string().ok_or(TRUNCATED)?;
        let data = wire.string().ok_or(TRUNCATED)?;
        let (flags, counter) = if key.is_hardware() {
            (
                wire.byte().ok_or(TRUNCATED)?,
                wire.number().ok_or(TRUNCATED)?,
            )
        } else {
            (0, 0)
        };
        if !wire.is_empty() {
            return Err(TRAILING);
        }
        let accepted = match key {
            KeyAlgorithm::Rsa => RSA_SIGNATURES.contains(&name),
            _ => name == key.name().as_bytes(),
        };
        let algorithm = std::str::from_utf8(name)
            .ok()
            .filter(|_| accepted)
            .and_then(|name| ssh_key::Algorithm::new(name).ok())
            .ok_or_else(|| Flaw::Algorithm {
                algorithm: shown(name),
                key: key.name(),
            })?;
        Ok(Self {
            algorithm,
            data,
            flags,
            counter,
        })
    }

    fn verify(&self, key: &PublicKey, message: &[u8]) -> Result<(), Flaw> {
        let key = ssh_key::PublicKey::from_bytes(key.as_bytes()).map_err(|_| Flaw::Altered)?;
        let verified = match key.key_data() {
            KeyData::Rsa(key) => self.verify_rsa(key, message),
            key => {
                refuse_weak(key)?;
                self.verify_curve(key, message)
            }
        };
        verified.ok_or(Flaw::Altered)
    }

    /// `ssh_key` stops at RSA keys of 4096 bits; OpenSSH makes larger ones, and people have them.
    fn verify_rsa(&self, key: &RsaPublicKey, message: &[u8]) -> Option<()> {
        let key = rsa::RsaPublicKey::new_with_max_size(
            rsa::BigUint::from_bytes_be(key.n.as_positive_bytes()?),
            rsa::BigUint::from_bytes_be(key.e.as_positive_bytes()?),
            MAX_RSA_BITS,
        )
        .ok()?;
        let signature = pkcs1v15::Signature::try_from(self.data).ok()?;
        match self.algorithm {
            ssh_key::Algorithm::Rsa {
                hash: Some(HashAlg::Sha256),
            } => pkcs1v15::VerifyingKey::<Sha256>::new(key).verify(message, &signature),
            _ => pkcs1v15::VerifyingKey::<Sha512>::new(key).verify(message, &signature),
        }
        .ok()
    }

    fn verify_curve(&self, key: &KeyData, message: &[u8]) -> Option<()> {
        let mut data = self.data.to_vec();
        if matches!(key, KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_)) {
            data.push(self.flags);
            data.extend_from_slice(&self.counter.to_be_bytes());
        }
        let signature = ssh_key::Signature::new(self.algorithm.clone(), data).ok()?;
        key.verify(message, &signature).ok()
    }
}

/// Refuses ed25519 keys of small order. Signatures that are true for every text can be made for them
/// without any private key, and neither `ssh_key` nor OpenSSH objects.
fn refuse_weak(key: &KeyData) -> Result<(), Flaw> {
    let point = match key {
        KeyData::Ed25519(key) => key,
        KeyData::SkEd25519(key) => key.public_key(),
        _ => return Ok(()),
    };
    match ed25519_dalek::VerifyingKey::from_bytes(&point.0) {
        Ok(key) if key.is_weak() => Err(KeyError::Weak.into()),
        _ => Ok(()),
    }
}

/// What is really signed: the hash of the payload, with its purpose around it.
fn signed_message(namespace: &str, payload: &[u8]) -> Vec<u8> {
    let hash = Sha512::digest(payload);
    let mut message = MAGIC.to_vec();
    for field in [namespace.as_bytes(), b"", HASH, &hash] {
        put_string(&mut message, field);
    }
    message
}

/// Foreign bytes made fit to be shown: escaped, and no longer than a line can bear.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .take(40)
        .flat_map(char::escape_debug)
        .collect()
}

#[cfg(test)]
mod tests;
