//! Values become files: records in their one style, signed where they are to be, claims, and drafts.

use serde::Serialize;
use serde_yaml::Value;

use super::Error;
use super::commit::Files;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Place};
use crate::record::text::Text;
use crate::record::yaml;
use crate::signing::SigningKey;
use crate::signing::payload::append_signature;

/// The first line of every `decision.yaml`: where an editor finds the JSON Schema of a text.
pub const SCHEMA_LINE: &str = "# yaml-language-server: $schema=urn:adr-sign:schema:1:decision\n";

/// A record that was just signed.
pub struct Signed {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// SHA-256 of the signed bytes.
    pub signed: Digest,
}

/// A record as the writer writes it.
pub fn record<T: Serialize>(value: &T) -> Vec<u8> {
    yaml::write(value).into_bytes()
}

/// A record without a signature yet, signed.
pub fn signed<T: Serialize>(value: &T, key: &SigningKey) -> Result<Signed, Error> {
    let payload = record(value);
    let armor = key.sign(&payload)?;
    let bytes = append_signature(&payload, &armor);
    Ok(Signed {
        digest: Digest::of(&bytes),
        signed: Digest::of(&payload),
        bytes,
    })
}

/// A text as a fresh `decision.yaml`.
pub fn draft(text: &Text) -> String {
    format!("{SCHEMA_LINE}{}", yaml::write(text))
}

/// A text as a plain value, to be compared and reconciled.
pub fn value(text: &Text) -> Value {
    // Every type in a text serialises into plain YAML values; there is nothing to fail.
    serde_yaml::to_value(text).unwrap_or_default()
}

/// The two claims of a decision's number and id.
pub fn claim(files: &mut Files, dir: &LogDir, number: Number, id: DecisionId) {
    files.insert(
        dir.join(&Place::NumberClaim(number)),
        Some(format!("{id}\n").into_bytes()),
    );
    files.insert(
        dir.join(&Place::IdClaim(id)),
        Some(format!("{}\n", number.padded()).into_bytes()),
    );
}
