//! Sign-offs as statements of the in-toto attestation framework, version 1, one a line:
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>.
//!
//! The subject is the file of the revision that was signed, by its digest. The predicate is ours; `docs/export.md`
//! describes it. It says what the sign-off says, and carries the signed bytes with their signature, since a statement
//! is not what was signed: whoever trusts a key can prove the sign-off from the statement alone. One whose signature
//! proves nothing gets no statement.

use serde_json::{Map, Value, json};

use super::Selection;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::layout::{LogDir, Part, Place};
use crate::record::proof::Proof;
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::signing::NAMESPACE;
use crate::signing::payload::payload;

const STATEMENT: &str = "https://in-toto.io/Statement/v1";

/// The type of our predicate. It grows by keys; what is there keeps its meaning.
pub const PREDICATE: &str = "urn:adr-sign:predicate:1:sign-off";

/// The document: JSON Lines, in the order of decisions, revisions and the time that each signer gives.
pub(super) fn document(selection: &Selection<'_>, unproved: &mut Vec<String>) -> String {
    let dir = &selection.log.dir;
    let mut text = String::new();
    for entry in &selection.entries {
        let mut signoffs: Vec<&Stored<Signoff>> = entry.decision.signoffs.iter().collect();
        signoffs.sort_by_key(|stored| (stored.value.revision, stored.value.at.moment()));
        for stored in signoffs {
            match stored.proof() {
                Proof::Signed { key, .. } => {
                    let statement = statement(dir, entry.decision, stored, &key.fingerprint());
                    text.push_str(&format!("{statement}\n"));
                }
                Proof::Unsigned | Proof::Broken { .. } => {
                    unproved.push(dir_path(dir, &stored.path));
                }
            }
        }
    }
    text
}

fn dir_path(dir: &LogDir, path: &str) -> String {
    format!("{dir}/{path}")
}

fn statement(dir: &LogDir, decision: &Decision, stored: &Stored<Signoff>, key: &str) -> Value {
    let signoff = &stored.value;
    let revision = Place::In(decision.folder.clone(), Part::Revision(signoff.revision));
    json!({
        "_type": STATEMENT,
        "subject": [{ "name": dir.join(&revision), "digest": { "sha256": hex(signoff.digest) } }],
        "predicateType": PREDICATE,
        "predicate": predicate(dir, decision, stored, key),
    })
}

fn predicate(dir: &LogDir, decision: &Decision, stored: &Stored<Signoff>, key: &str) -> Value {
    let signoff = &stored.value;
    let (kind, word) = match &signoff.statement {
        Statement::Stance(stance) => ("stance", stance.word()),
        Statement::Act(act) => ("act", act.word()),
    };
    let mut predicate = Map::new();
    let mut say = |key: &str, value: Value| {
        if !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()) {
            predicate.insert(key.to_owned(), value);
        }
    };
    say("log", json!(signoff.log));
    say("charter", json!({ "sha256": hex(signoff.charter) }));
    say(
        "decision",
        json!({ "id": signoff.decision, "number": decision.number() }),
    );
    say("revision", json!(signoff.revision));
    say("signer", json!(signoff.signer));
    say("for", json!(signoff.on_behalf_of));
    say("as", json!(signoff.team));
    say(kind, json!(word));
    match &signoff.statement {
        Statement::Stance(Stance::Approve { conditions }) => say("conditions", json!(conditions)),
        Statement::Act(Act::Hold { until }) => say("until", json!(until)),
        Statement::Act(Act::Challenge { evidence }) => say("evidence", json!(evidence)),
        Statement::Act(Act::Withdraw { targets } | Act::Answer { targets }) => {
            say(
                "targets",
                targets
                    .iter()
                    .map(|one| json!({ "sha256": hex(*one) }))
                    .collect(),
            );
        }
        Statement::Act(Act::Clear { targets }) => {
            let target = |one: &crate::record::signoff::ClearTarget| json!({ "sha256": hex(one.signoff), "condition": one.condition });
            say("targets", targets.iter().map(target).collect());
        }
        Statement::Stance(_) | Statement::Act(Act::Acknowledge | Act::Endorse) => {}
    }
    say("reason", json!(signoff.reason));
    say(
        "replaces",
        signoff
            .replaces
            .iter()
            .map(|one| json!({ "sha256": hex(*one) }))
            .collect(),
    );
    say("at", json!(signoff.at));
    say("proof", proof(dir, stored, key));
    Value::Object(predicate)
}

/// The signed bytes and their signature: what `ssh-keygen -Y verify` needs.
fn proof(dir: &LogDir, stored: &Stored<Signoff>, key: &str) -> Value {
    json!({
        "file": dir_path(dir, &stored.path),
        "signed": String::from_utf8_lossy(payload(stored.bytes())),
        "sha256": hex(stored.signed),
        "namespace": NAMESPACE,
        "signature": stored.value.signature,
        "key": key,
    })
}

/// A digest without the name of its algorithm.
fn hex(digest: Digest) -> String {
    let text = digest.to_string();
    text.strip_prefix("sha256:")
        .map_or(text.clone(), str::to_owned)
}
