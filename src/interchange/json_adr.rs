//! JSON-ADR 1.0: one decision, or all of a log, as JSON.
//!
//! The fields are those of <https://github.com/joshrotenberg/adrs/blob/main/schema/json-adr/v1.json>. Sections of its own
//! stay, with their names, at the end of the consequences.

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_yaml::Mapping;

use super::SourceFiles;
use super::clean;
use super::document::{
    self, Document, Fields, FileName, Link, LinkKind, Named, Place, Status, Target,
};
use super::export::more;
use super::imported::Role;
use super::note::{Note, Oddity};
use super::records::Records;
use crate::record::prose::{Line, Prose};
use crate::record::text::Alternative;

/// The name of the format in `imported.format`.
pub const FORMAT: &str = "json-adr";

/// Whether a file is read at all, by its path.
pub fn wants(path: &str) -> bool {
    path.to_lowercase().ends_with(".json")
}

/// One decision or several. Keys that are not known are kept.
#[derive(Deserialize)]
struct File {
    version: String,
    adr: Option<Adr>,
    #[serde(default)]
    adrs: Vec<Adr>,
}

#[derive(Deserialize)]
struct Adr {
    number: u32,
    title: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    deciders: Vec<String>,
    #[serde(default)]
    consulted: Vec<String>,
    #[serde(default)]
    informed: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    context: Option<String>,
    #[serde(default)]
    decision_drivers: Vec<String>,
    #[serde(default)]
    considered_options: Vec<ConsideredOption>,
    decision: Option<String>,
    consequences: Option<Value>,
    confirmation: Option<String>,
    #[serde(default)]
    links: Vec<JsonLink>,
    #[serde(default)]
    custom_sections: Map<String, Value>,
    path: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
struct ConsideredOption {
    name: String,
    description: Option<String>,
    #[serde(default)]
    pros: Vec<String>,
    #[serde(default)]
    cons: Vec<String>,
}

#[derive(Deserialize)]
struct JsonLink {
    #[serde(rename = "type")]
    kind: String,
    target: u32,
}

/// Reads every file that is JSON-ADR; other JSON is none of it and goes without a note.
pub fn read(files: &SourceFiles) -> Records {
    let mut documents = Vec::new();
    let mut notes = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| wants(path)) {
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
            continue;
        };
        let is_ours = value.get("version").is_some()
            && (value.get("adr").is_some() || value.get("adrs").is_some());
        if !is_ours {
            continue;
        }
        match serde_json::from_value::<File>(value) {
            Ok(file) if file.version.starts_with("1.") => {
                let adrs = file.adr.into_iter().chain(file.adrs);
                documents.extend(adrs.map(|adr| document(path, &adr)));
            }
            Ok(file) => notes.push(unreadable(
                path,
                format!("version {} is not known", file.version),
            )),
            Err(error) => notes.push(unreadable(path, error.to_string())),
        }
    }
    Records::of(documents, notes)
}

fn unreadable(path: &str, problem: String) -> Note {
    Note {
        path: path.to_owned(),
        line: None,
        what: Oddity::Document(document::Odd::NotJsonAdr { problem }),
    }
}

fn document(file: &str, adr: &Adr) -> Document {
    let path = adr
        .path
        .clone()
        .unwrap_or_else(|| format!("{file}#{}", adr.number));
    let mut fields = Fields {
        context: adr.context.as_deref().and_then(prose),
        drivers: lines(&adr.decision_drivers),
        options: adr.considered_options.iter().filter_map(option).collect(),
        decision: adr.decision.as_deref().and_then(prose),
        consequences: None,
        confirmation: adr.confirmation.as_deref().and_then(prose),
    };
    let mut consequences: Vec<String> = adr
        .consequences
        .as_ref()
        .map(consequences)
        .into_iter()
        .collect();
    // What our own export says there is no part of any prose.
    let record = adr
        .custom_sections
        .get(more::RECORD)
        .and_then(Value::as_str);
    let is_exported = record.is_some_and(more::names_record);
    let sections = adr
        .custom_sections
        .iter()
        .filter(|_| !is_exported)
        .filter_map(|(name, text)| Some(format!("## {name}\n\n{}", text.as_str()?)));
    consequences.extend(sections);
    fields.consequences = prose(&consequences.join("\n\n"));
    let people = [
        (Role::Decider, "deciders", &adr.deciders),
        (Role::Consulted, "consulted", &adr.consulted),
        (Role::Informed, "informed", &adr.informed),
    ];
    let people = people.into_iter().flat_map(|(role, key, names)| {
        names.iter().map(move |name| Named {
            role,
            key: key.to_owned(),
            verbatim: name.clone(),
            line: 0,
        })
    });
    let links = adr.links.iter().filter_map(|link| {
        Some(Link {
            kind: LinkKind::named(&link.kind)?,
            target: Target {
                path: None,
                number: Some(link.target),
            },
            verbatim: link.target.to_string(),
            line: 0,
        })
    });
    let mut unknown = Mapping::new();
    for (key, value) in &adr.others {
        let value = serde_yaml::to_value(value).unwrap_or_default();
        unknown.insert(key.clone().into(), value);
    }
    Document {
        title: clean::line(&adr.title).map(|line| line.value),
        title_number: Some(adr.number),
        id: None,
        status: Status::said(&adr.status, Place::Front),
        date: document::Date::said(&adr.date, Place::Front),
        people: people.collect(),
        tags: lines(&adr.tags),
        links: links.collect(),
        text: fields,
        unknown,
        kept: Vec::new(),
        notes: Vec::new(),
        name: FileName {
            number: Some(adr.number),
            ..FileName::of(&path)
        },
        path,
    }
}

fn prose(text: &str) -> Option<Prose> {
    Prose::new(&clean::text(text).value).ok()
}

fn lines(texts: &[String]) -> Vec<Line> {
    texts
        .iter()
        .filter_map(|text| clean::line(text))
        .map(|line| line.value)
        .collect()
}

fn option(option: &ConsideredOption) -> Option<Alternative> {
    Some(Alternative {
        name: clean::line(&option.name)?.value,
        summary: option.description.as_deref().and_then(prose),
        pros: lines(&option.pros),
        cons: lines(&option.cons),
    })
}

/// A text, a list, or lists by name, as Markdown.
fn consequences(value: &Value) -> String {
    let list = |items: &Vec<Value>| -> String {
        items
            .iter()
            .map(|item| {
                format!(
                    "- {}\n",
                    item.as_str()
                        .map_or_else(|| item.to_string(), str::to_owned)
                )
            })
            .collect()
    };
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => list(items),
        Value::Object(groups) => {
            let groups = groups.iter().map(|(name, value)| match value {
                Value::Array(items) => format!("### {name}\n\n{}", list(items)),
                other => format!("### {name}\n\n{other}\n"),
            });
            groups.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_of_a_log_is_read_decision_by_decision() {
        let json = br#"{"version": "1.0.0", "tool": {"name": "adrs", "version": "1"}, "adrs": [
            {"number": 1, "title": "Queues", "status": "superseded", "date": "2020-01-02", "deciders": ["Ann"],
             "context": "Why.", "decision": "What.", "consequences": {"positive": ["fast"]},
             "considered_options": [{"name": "Kafka", "pros": ["known"]}], "extra": 1,
             "links": [{"type": "superseded-by", "target": 2}], "path": "doc/adr/0001-queues.md"},
            {"number": 2, "title": "Streams", "status": "accepted", "date": "2021-01-02"}]}"#;
        let files = SourceFiles::from([
            ("log.json".to_owned(), json.to_vec()),
            ("package.json".to_owned(), b"{\"version\": \"2\"}".to_vec()),
        ]);
        let records = read(&files);
        assert_eq!(records.documents.len(), 2);
        assert!(records.notes.len() == 1, "{:?}", records.notes);
        let facts = records.facts();
        assert_eq!(facts.supersede_pairs_count, 1);
        assert_eq!(facts.no_date, 0);
        let queues = &records.documents[0];
        assert_eq!(queues.path, "doc/adr/0001-queues.md");
        assert_eq!(
            queues.text.consequences.as_ref().unwrap().as_str(),
            "### positive\n\n- fast\n"
        );
        assert_eq!(queues.unknown.len(), 1);
    }
}
