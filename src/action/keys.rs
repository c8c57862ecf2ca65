//! `adr-sign allowed-signers`: the keys of the charter in force, for OpenSSH.

use super::Error;
use super::find;
use super::ground::{Ground, chain_of};
use crate::record::charter::KeyState;
use crate::record::id::Number;
use crate::signing;

/// The keys of everybody in the charter, in OpenSSH's `allowed_signers` format: active ones, and retired
/// ones, which still prove what they signed; never those in somebody else's hands. The charter is that of
/// the base, or of what `at` names.
pub fn allowed_signers(ground: &Ground<'_>, at: Option<&str>) -> Result<String, Error> {
    let tree = find::tree_at(ground, at)?;
    let judging = match at {
        Some(_) => tree,
        None => ground.judging_tree(tree)?,
    };
    let log = ground.load(judging, [Number::CHARTER])?;
    let chain = chain_of(&log, ground.trust_root)?;
    let people = &chain.in_force().charter.people;
    let keys = people.iter().flat_map(|(handle, person)| {
        let kept = |key: &&crate::record::charter::CharterKey| key.state != KeyState::Compromised;
        person
            .keys
            .iter()
            .filter(kept)
            .map(move |key| (handle.as_str(), &key.key))
    });
    Ok(signing::allowed_signers(keys))
}
