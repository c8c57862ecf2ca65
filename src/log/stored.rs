//! A record as it is stored: its value, the digests by which others name it, and who signed it.

use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::digest::Digest;
use crate::record::proof::Proof;
use crate::record::yaml::{self, ReadError};
use crate::signing;

/// A record with what its bytes say. The signature is verified when somebody asks, once.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    /// The path in the log.
    pub path: String,
    /// What it says.
    pub value: T,
    /// SHA-256 of the file's bytes: how revisions are named.
    pub digest: Digest,
    /// SHA-256 of the signed bytes (of all bytes where it is unsigned): how sign-offs and delegations are
    /// named.
    pub signed: Digest,
    bytes: Vec<u8>,
    proof: OnceLock<Proof>,
}

impl<T: Serialize + DeserializeOwned> Stored<T> {
    /// Reads the bytes of a record, which must be exactly what the writer writes for its value.
    pub fn read(path: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        let value = yaml::read_canonical(&bytes)?;
        Ok(Self::new(path, value, bytes))
    }

    fn new(path: &str, value: T, bytes: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            value,
            digest: Digest::of(&bytes),
            signed: Digest::of(signing::payload::payload(&bytes)),
            bytes,
            proof: OnceLock::new(),
        }
    }
}

impl<T> Stored<T> {
    /// What its signature proves. Nothing is proved of whose key it is; that is for a charter.
    pub fn proof(&self) -> &Proof {
        self.proof.get_or_init(|| signing::prove(&self.bytes))
    }

    /// The file, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
