//! A stored record in words, for `git diff` and `git log -p`: what it says and whose key signed it, without
//! armour. Whatever is no record is shown as it is.

use std::fmt::Write as _;

use serde_yaml::Value;

use super::{harmless, timeline};
use crate::interchange::markdown;
use crate::log::stored::Stored;
use crate::record::delegation::Delegation;
use crate::record::proof::Proof;
use crate::record::resolution::Resolution;
use crate::record::revision::Revision;
use crate::record::signoff::Signoff;
use crate::record::yaml;

/// The record in words.
pub fn readable(bytes: &[u8]) -> String {
    let said = revision(bytes)
        .or_else(|| signoff(bytes))
        .or_else(|| resolution(bytes))
        .or_else(|| delegation(bytes));
    let said = said.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
    harmless(&said)
}

/// Reads a record of which this is a key at the top. A look at the bytes first: each kind is tried in turn.
fn read<T: serde::Serialize + serde::de::DeserializeOwned>(
    bytes: &[u8],
    key: &str,
) -> Option<Stored<T>> {
    let is_one = bytes
        .split(|byte| *byte == b'\n')
        .any(|line| line.starts_with(key.as_bytes()));
    if !is_one || bytes.len() > yaml::MAX_BYTES {
        return None;
    }
    Stored::read("", bytes.to_vec()).ok()
}

fn revision(bytes: &[u8]) -> Option<String> {
    let stored = read::<Revision>(bytes, "text:")?;
    let revision = &stored.value;
    let mut said = format!(
        "Revision {} ({}), by {}\n",
        revision.revision,
        revision.kind.word(),
        listed(revision.authors())
    );
    said.push_str(&rest(
        revision,
        &["revision", "kind", "by", "with", "text"],
        stored.proof(),
    ));
    let _ = write!(said, "\n{}", markdown::write(&revision.text));
    Some(said)
}

fn signoff(bytes: &[u8]) -> Option<String> {
    let stored = read::<Signoff>(bytes, "signer:")?;
    let signoff = &stored.value;
    let whom = match &signoff.on_behalf_of {
        Some(delegator) => format!(" for {delegator}"),
        None => String::new(),
    };
    let mut said = format!(
        "{}{whom} {}, on revision {} ({})\n",
        signoff.signer,
        timeline::past(signoff.statement.word()),
        signoff.revision,
        signoff.digest.short()
    );
    said.push_str(&rest(
        signoff,
        &["signer", "for", "revision", "stance", "act"],
        stored.proof(),
    ));
    Some(said)
}

fn resolution(bytes: &[u8]) -> Option<String> {
    let stored = read::<Resolution>(bytes, "outcome:")?;
    let resolution = &stored.value;
    let mut said = format!(
        "Revision {} ({}) is {}, written down by {}\n",
        resolution.revision,
        resolution.digest.short(),
        crate::agreement::status::Word::from(resolution.outcome),
        resolution.by
    );
    said.push_str(&rest(
        resolution,
        &["resolution", "outcome", "revision", "by"],
        stored.proof(),
    ));
    Some(said)
}

fn delegation(bytes: &[u8]) -> Option<String> {
    let stored = read::<Delegation>(bytes, "from:")?;
    let delegation = &stored.value;
    let mut said = format!("{} lets {} speak\n", delegation.from, delegation.to);
    said.push_str(&rest(delegation, &["from", "to"], stored.proof()));
    Some(said)
}

/// Whatever else a record says, as YAML, digests whole so that no change of one goes unseen, and what its signature
/// proves.
fn rest<T: serde::Serialize>(record: &T, told: &[&str], proof: &Proof) -> String {
    let mut value = serde_yaml::to_value(record).unwrap_or_default();
    if let Value::Mapping(map) = &mut value {
        map.retain(|key, _| {
            let key = key.as_str().unwrap_or_default();
            !told.contains(&key) && !["format", "signature"].contains(&key)
        });
    }
    let signed = match proof {
        Proof::Unsigned => "without a signature".to_owned(),
        Proof::Broken { flaw } => format!("NOT SIGNED: {flaw}"),
        Proof::Signed { key, .. } => format!("signed with {}", key.fingerprint()),
    };
    format!("{}{signed}\n", yaml::write_value(&value))
}

fn listed<'n, T: ToString + 'n>(names: impl Iterator<Item = &'n T>) -> String {
    names
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
