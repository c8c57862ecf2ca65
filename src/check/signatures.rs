//! Who signed a record. A record that claims a person and does not prove it is tampering, whatever kind
//! of record it is.

use crate::record::charter::KeyState;
use crate::record::name::Handle;
use crate::record::proof::Proof;

use super::finding::{Finding, codes};
use super::input::{Input, Unproved};

codes! {
    PERSON_UNKNOWN = Rejected "person-unknown" {
        what: "A new record names somebody whom neither the base's charter nor one in this change knows.",
        why: "A name that belongs to nobody yet could become somebody's, with words they never said.",
        fix: "Bring the person in first: `adr charter join`, or `adr charter add-person`.",
    }
    SIGNATURE_BROKEN = Rejected "signature-broken" {
        what: "The signature of a record does not belong to its bytes.",
        why: "The record says what nobody signed.",
        fix: "Take the record out, and let the person sign again.",
    }
    SIGNATURE_NOT_THEIRS = Rejected "signature-not-theirs" {
        what: "A record is signed with a key that the base does not know as the signer's.",
        why: "Anybody can write a name; only the key says who it was.",
        fix: "Take the record out, and let the person sign with a key that the charter knows.",
    }
    NOT_SIGNED = Rejected "not-signed" {
        what: "A record that must be signed carries no signature.",
        why: "Nobody stands for what it says.",
        fix: "Make it again with adr, which signs it.",
    }
    KEY_NOT_ACTIVE = Rejected "key-not-active" {
        what: "A record that must be signed is signed with a retired or compromised key.",
        why: "A key that was given up proves nothing new.",
        fix: "Sign again with an active key.",
    }
}

/// What is wrong with the signature of a record that may also stand unsigned.
pub(super) fn contradiction(
    input: &Input<'_>,
    path: &str,
    who: &Handle,
    proof: &Proof,
) -> Option<Finding> {
    match input.signed_by(who, proof) {
        Ok(_) | Err(Unproved::Unsigned) => None,
        Err(why) => Some(unproved(input, path, who, why)),
    }
}

/// What is wrong with the signature of a record that must be signed, with a key that is active.
pub(super) fn flaw(input: &Input<'_>, path: &str, who: &Handle, proof: &Proof) -> Option<Finding> {
    match input.signed_by(who, proof) {
        Ok(KeyState::Active) => None,
        Ok(_) => Some(input.finding_at(
            &KEY_NOT_ACTIVE,
            path,
            format!("`{path}` is signed with a key of {who} that the charter does not hold active"),
        )),
        Err(why) => Some(unproved(input, path, who, why)),
    }
}

fn unproved(input: &Input<'_>, path: &str, who: &Handle, why: Unproved) -> Finding {
    match why {
        Unproved::Unknown => {
            let what = format!("`{path}` is by {who}, whom the charter does not know");
            input.finding_at(&PERSON_UNKNOWN, path, what)
        }
        Unproved::Unsigned => {
            let what = format!("`{path}` must be signed by {who}, and carries no signature");
            input.finding_at(&NOT_SIGNED, path, what)
        }
        Unproved::Broken(flaw) => {
            let what = format!("`{path}` claims to be signed by {who}, but {flaw}");
            input
                .finding_at(&SIGNATURE_BROKEN, path, what)
                .fixed_by(format!("take it out, and let {who} sign again"))
        }
        Unproved::OtherKey { owner } => {
            let whose = match owner {
                Some(owner) => format!("a key of {owner}"),
                None => "a key that is not in the charter".to_owned(),
            };
            let what = format!("`{path}` is by {who}, and signed with {whose}");
            input.finding_at(&SIGNATURE_NOT_THEIRS, path, what).fixed_by(format!(
                "take it out, and let {who} sign with their own key; a new key comes first, in a change of its own: adr charter add-key {who} KEY"
            ))
        }
    }
}
