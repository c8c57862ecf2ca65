//! Everything, as one JSON object: every record of every decision, value for value.
//!
//! A record in JSON says what its file says, keys in the order of the format, so that the style of record format 1
//! makes the very bytes of it: digests and signatures can be proved from this document alone. Attachments are named
//! by their digests; their bytes are not part of it. `docs/export.md` describes the object, `version` counts its form.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Selection;
use crate::log::decision::Decision;
use crate::log::problem::Problem;
use crate::log::stored::Stored;

/// The form of the object. It grows by keys; what is there keeps its meaning.
const VERSION: u32 = 1;

/// The document.
pub(super) fn document(selection: &Selection<'_>) -> String {
    let Selection {
        log,
        commit,
        entries,
    } = selection;
    let decisions = entries.iter().map(|entry| decision(entry.decision));
    let mut object = map(json!({
        "schema": format!("urn:adr-sign:schema:{VERSION}:export"),
        "version": VERSION,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "dir": log.dir,
        "log": log.charter().and_then(Decision::id),
        "commit": commit,
        "decisions": decisions.collect::<Vec<_>>(),
        "delegations": records(&log.delegations),
        "unreadable": problems(&log.problems),
    }));
    object.retain(|_, value| !value.is_null());
    format!("{:#}\n", Value::Object(object))
}

fn decision(decision: &Decision) -> Value {
    let attachments = decision.attachments.iter();
    let redacted = decision.redacted.iter();
    let mut object = map(json!({
        "number": decision.number(),
        "id": decision.id(),
        "folder": decision.folder.to_string(),
        "status": decision.problems.is_empty().then(|| decision.status()),
        "draft": decision.draft,
        "revisions": records(decision.revisions.values()),
        "signoffs": records(&decision.signoffs),
        "resolutions": records(decision.resolutions.values()),
        "attachments": attachments
            .map(|(path, digest)| json!({ "path": path, "sha256": digest }))
            .collect::<Vec<_>>(),
        "redacted": redacted
            .map(|(path, gap)| json!({ "path": path, "record": gap }))
            .collect::<Vec<_>>(),
        "unreadable": problems(&decision.problems),
    }));
    object.retain(|_, value| !value.is_null());
    Value::Object(object)
}

/// Records with where they lie and what they are called by.
fn records<'a, T: Serialize + 'a>(stored: impl IntoIterator<Item = &'a Stored<T>>) -> Vec<Value> {
    let record = |one: &Stored<T>| {
        json!({
            "path": one.path,
            "sha256": one.digest,
            "signed_sha256": one.signed,
            "record": one.value,
        })
    };
    stored.into_iter().map(record).collect()
}

fn problems(problems: &[Problem]) -> Vec<Value> {
    problems
        .iter()
        .map(|problem| json!({ "path": problem.path, "error": problem.flaw.to_string() }))
        .collect()
}

fn map(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
