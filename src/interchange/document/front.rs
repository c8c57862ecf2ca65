//! Front matter: YAML between two lines `---`, read with patience. What YAML refuses is read line by line.

use serde_yaml::{Mapping, Value};

use super::super::loose;
use super::odd::Odd;

/// The lines that open and close it.
const FENCE: &str = "---";

/// The front matter of a document.
#[derive(Default)]
pub(super) struct Front {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// How many lines it takes, fences included.
    pub lines: usize,
}

/// One key.
pub(super) struct Entry {
    /// As it is spelled.
    pub key: String,
    /// As YAML has it; text where YAML could not read it.
    pub value: Value,
    /// What stands behind the key, word for word, comments at the ends of lines apart.
    pub source: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl Entry {
    /// The value as the document means it: a text without its quotes, everything else as it is written.
    pub fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.trim().to_owned(),
            Value::Sequence(items) => {
                let texts: Vec<String> = items.iter().map(loose::text_of).collect();
                texts.join("\n")
            }
            Value::Null => String::new(),
            _ => self.source.trim().to_owned(),
        }
    }
}

/// Reads what a document begins with, if that is front matter.
pub(super) fn read(lines: &[&str], odd: &mut Vec<(usize, Odd)>) -> Front {
    let blank = lines
        .iter()
        .take_while(|line| line.trim().is_empty())
        .count();
    if lines.get(blank).is_none_or(|line| line.trim_end() != FENCE) {
        return Front::default();
    }
    let inside = &lines[blank + 1..];
    let Some(end) = inside
        .iter()
        .position(|line| matches!(line.trim_end(), FENCE | "..."))
    else {
        odd.push((blank + 1, Odd::OpenFrontMatter));
        return Front::default();
    };
    let inside = &inside[..end];
    let has_keys = inside.iter().any(|line| key_of(line).is_some());
    if !has_keys
        && !inside
            .iter()
            .all(|line| line.trim().is_empty() || line.starts_with('#'))
    {
        // A rule, some text, and another rule.
        return Front::default();
    }
    let map = match loose::mapping(&inside.join("\n")) {
        Ok(map) => Some(map),
        Err(problem) => {
            odd.push((blank + 1, Odd::LooseFrontMatter { problem }));
            None
        }
    };
    Front {
        entries: entries(inside, blank + 2, map.as_ref()),
        lines: blank + 1 + end + 1,
    }
}

fn entries(inside: &[&str], first_line: usize, map: Option<&Mapping>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (index, line) in inside.iter().enumerate() {
        if let Some((key, rest)) = key_of(line) {
            entries.push(Entry {
                key: key.to_owned(),
                value: Value::Null,
                source: uncommented(rest).trim().to_owned(),
                line: first_line + index,
            });
        } else if let Some(entry) = entries
            .last_mut()
            .filter(|_| !line.trim_start().starts_with('#'))
        {
            entry.source.push('\n');
            entry.source.push_str(uncommented(line));
        }
    }
    for entry in &mut entries {
        let unquoted = entry.source.trim().trim_matches(['"', '\'']).to_owned();
        let value = map.and_then(|map| map.get(entry.key.as_str())).cloned();
        entry.value = match (value, map) {
            (Some(value), _) => value,
            (None, Some(_)) => Value::Null,
            (None, None) if unquoted.is_empty() => Value::Null,
            (None, None) => Value::String(unquoted),
        };
    }
    entries
}

/// The key of a line at the left margin, and what follows it.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_key = !line.starts_with([' ', '\t', '-', '#', '[', '{'])
        && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_key.then(|| (key.trim().trim_matches(['"', '\'']), rest))
}

/// A line without a comment at its end.
fn uncommented(line: &str) -> &str {
    let quoted = line.trim_start().starts_with(['"', '\'']);
    match line.find(" #") {
        Some(at) if !quoted => &line[..at],
        _ => line,
    }
}
