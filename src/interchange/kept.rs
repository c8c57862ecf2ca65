//! The fields of a source that have no place in a decision, kept under `custom: {FORMAT: ...}` as they were.

use serde_yaml::{Mapping, Value};

use super::clean;
use super::loose::text_of;
use super::note::{Notes, Oddity};
use crate::record::custom::Custom;

/// How deep fields may be nested; the format's own are at 3.
const MAX_DEPTH: usize = 8;

/// The fields, without those that are empty, which say nothing and go without a note. `line_of` knows in which line a
/// field stands.
pub(super) fn under(
    format: &str,
    fields: Mapping,
    line_of: impl Fn(&str) -> Option<usize>,
    notes: &mut Notes,
) -> Custom {
    let mut kept = Mapping::new();
    for (key, value) in fields {
        let mut tidy = Tidy::default();
        let Some(value) = tidy.value(value, MAX_DEPTH) else {
            continue;
        };
        let field = text_of(&key);
        let line = line_of(&field);
        let one = Mapping::from_iter([(tidy.text(&field), value)]);
        if tidy.changed {
            let field = field.clone();
            notes.add(line, Oddity::CharactersChanged { field });
        }
        match Custom::new(one) {
            Ok(one) => kept.extend(one.fields().clone()),
            Err(problem) => {
                let key = field;
                notes.add(line, Oddity::ValueDropped { key, problem });
            }
        }
    }
    if kept.is_empty() {
        return Custom::default();
    }
    let wrapped = Mapping::from_iter([(format.into(), Value::Mapping(kept))]);
    // Every field has been tried by itself, and the wrapping is a word and a map.
    Custom::new(wrapped).unwrap_or_default()
}

/// Takes out of values what `custom` cannot hold.
#[derive(Default)]
struct Tidy {
    /// Whether characters had to go.
    changed: bool,
}

impl Tidy {
    /// The value without empty parts and tags, its texts clean; `None` if nothing is left. What is nested deeper
    /// than this becomes text.
    fn value(&mut self, value: Value, depth: usize) -> Option<Value> {
        let tidied = match value {
            Value::Null => return None,
            Value::String(text) => self.text(&text),
            Value::Tagged(tagged) => return self.value(tagged.value, depth),
            Value::Sequence(_) | Value::Mapping(_) if depth == 0 => self.text(&text_of(&value)),
            Value::Sequence(items) => items
                .into_iter()
                .filter_map(|item| self.value(item, depth - 1))
                .collect(),
            Value::Mapping(map) => Value::Mapping(
                map.into_iter()
                    .filter_map(|(key, value)| {
                        let key = self.text(&text_of(&key));
                        Some((key, self.value(value, depth - 1)?))
                    })
                    .collect(),
            ),
            plain @ (Value::Bool(_) | Value::Number(_)) => plain,
        };
        let says_something = match &tidied {
            Value::String(text) => !text.trim().is_empty(),
            Value::Sequence(items) => !items.is_empty(),
            Value::Mapping(map) => !map.is_empty(),
            _ => true,
        };
        says_something.then_some(tidied)
    }

    fn text(&mut self, text: &str) -> Value {
        let cleaned = clean::text(text);
        self.changed |= cleaned.changed;
        Value::String(cleaned.value)
    }
}
