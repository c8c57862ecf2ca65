//! JSON-ADR 1.0.0, all decisions in one object: the interchange format of `adrs`,
//! <https://github.com/joshrotenberg/adrs>.
//!
//! What has no key there stands in `custom_sections`, as words. `generated_at` is left out, so that the same log
//! gives the same document.

use serde_json::{Map, Value, json};

use super::links::{VERBS, named};
use super::{Entry, Format, Selection, more};
use crate::record::id::Number;
use crate::record::prose::Prose;
use crate::record::text::Alternative;

const VERSION: &str = "1.0.0";
const SCHEMA: &str =
    "https://raw.githubusercontent.com/joshrotenberg/adrs/main/schema/json-adr/v1.json";

/// The document.
pub(super) fn document(selection: &Selection<'_>) -> String {
    let adrs = selection.entries.iter().map(|entry| adr(entry, selection));
    let object = json!({
        "$schema": SCHEMA,
        "version": VERSION,
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "repository": { "adr_directory": selection.log.dir },
        "adrs": adrs.collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}

fn adr(entry: &Entry<'_>, selection: &Selection<'_>) -> Value {
    let text = entry.text;
    let prose = |prose: &Option<Prose>| {
        prose
            .as_ref()
            .map(|prose| prose.as_str().trim_end().to_owned())
    };
    let object = json!({
        "number": entry.number(),
        "title": text.title,
        "status": entry.status(),
        "date": entry.date,
        "deciders": entry.deciders(),
        "consulted": text.consulted,
        "informed": text.informed,
        "tags": text.tags,
        "context": prose(&text.context),
        "decision_drivers": text.drivers,
        "considered_options": text.options.iter().map(option).collect::<Vec<_>>(),
        "decision": prose(&text.decision),
        "consequences": prose(&text.consequences),
        "confirmation": prose(&text.confirmation),
        "links": links(entry),
        "custom_sections": sections(entry),
        "path": entry.path(&selection.log.dir),
    });
    without_nothing(object)
}

fn option(option: &Alternative) -> Value {
    without_nothing(json!({
        "name": option.name,
        "description": option.summary.as_ref().map(|prose| prose.as_str().trim_end()),
        "pros": option.pros,
        "cons": option.cons,
    }))
}

/// Links in both directions. The format counts decisions from 1.
fn links(entry: &Entry<'_>) -> Vec<Value> {
    let link = |verb: &str, target: Number| json!({ "type": verb, "target": target });
    let mut links = Vec::new();
    for (field, words) in VERBS {
        let verb = words.to_lowercase().replace(' ', "-");
        let others = named(entry.text, field).iter();
        links.extend(
            others
                .filter(|other| **other != Number::CHARTER)
                .map(|other| link(&verb, *other)),
        );
    }
    links.extend(
        entry
            .superseded_by
            .map(|other| link("superseded-by", other)),
    );
    links.extend(
        entry
            .amended_by
            .iter()
            .map(|other| link("amended-by", *other)),
    );
    links
}

fn sections(entry: &Entry<'_>) -> Map<String, Value> {
    let name = |number: Number| format!("ADR-{}", number.padded());
    let pieces = more::pieces(Format::JsonAdr, entry, name);
    let section = |piece: more::Piece| (piece.label.to_owned(), piece.items.join("\n").into());
    pieces.into_iter().map(section).collect()
}

/// An object without its keys that say nothing.
fn without_nothing(object: Value) -> Value {
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    match object {
        Value::Object(mut map) => {
            map.retain(|_, value| !says_nothing(value));
            Value::Object(map)
        }
        other => other,
    }
}
