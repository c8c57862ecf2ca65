//! What changed between two texts: field by field, lists item by item, prose word by word, and the charter as what
//! it means.
//!
//! Everything here is data that is complete on its own: the values before and after, and how one became the other.
//! How it is shown is for others to say.

use serde::Serialize;
use serde_yaml::Value;

use crate::record::field::Field;
use crate::record::text::Text;

pub mod charter;
mod list;
mod rules;
mod words;

pub use list::Item;
pub use words::{Piece, lines, words};

/// A field that two texts say differently.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// Which.
    pub field: Field,
    /// What the first text says; null or empty where it says nothing.
    pub before: Value,
    /// What the second text says; null or empty where it says nothing.
    pub after: Value,
    /// How one became the other.
    #[serde(flatten)]
    pub difference: Difference,
}

/// How one value became another.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Difference {
    /// Words: both texts in pieces.
    Words {
        /// In their order; those that are the same or removed give the first text, those that are the same or
        /// added the second.
        pieces: Vec<Piece>,
    },
    /// A list.
    List {
        /// What was removed, in the old order; then what was changed, moved or added, in the new order.
        items: Vec<Item>,
    },
    /// A map.
    Map {
        /// The keys that differ, those of the second map first.
        keys: Vec<Key>,
    },
    /// Who takes part, and by which rules.
    Charter {
        /// What that means.
        changes: Vec<charter::Change>,
    },
    /// One value in the place of another.
    Value {
        /// The first.
        old: Value,
        /// The second.
        new: Value,
    },
}

/// A key whose values differ.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Key {
    /// The key.
    pub key: String,
    /// How.
    #[serde(flatten)]
    pub difference: Difference,
}

/// The fields that differ, in the order of the format.
pub fn changes(before: &Text, after: &Text) -> Vec<Change> {
    before
        .differing_fields(after)
        .into_iter()
        .map(|field| {
            let (old, new) = (field.value(before), field.value(after));
            let difference = match (field, &before.charter, &after.charter) {
                (Field::Charter, Some(before), Some(after)) => Difference::Charter {
                    changes: charter::changes(before, after),
                },
                _ => difference(&old, &new),
            };
            Change {
                field,
                before: old,
                after: new,
                difference,
            }
        })
        .collect()
}

/// How one value became another. What says nothing is an empty list beside a list, and no words beside words.
pub fn difference(old: &Value, new: &Value) -> Difference {
    match (old, new) {
        (Value::String(_) | Value::Null, Value::String(_) | Value::Null)
            if !(is_name(old) && is_name(new)) =>
        {
            Difference::Words {
                pieces: words(
                    old.as_str().unwrap_or_default(),
                    new.as_str().unwrap_or_default(),
                ),
            }
        }
        (Value::Sequence(old), Value::Sequence(new)) => Difference::List {
            items: list::items(old, new),
        },
        (Value::Mapping(old), Value::Mapping(new)) => {
            let changed = new
                .iter()
                .filter(|(key, value)| old.get(*key) != Some(*value))
                .map(|(key, value)| keyed(key, old.get(key).unwrap_or(&Value::Null), value));
            let gone = old
                .iter()
                .filter(|(key, _)| !new.contains_key(*key))
                .map(|(key, value)| keyed(key, value, &Value::Null));
            Difference::Map {
                keys: changed.chain(gone).collect(),
            }
        }
        _ => Difference::Value {
            old: old.clone(),
            new: new.clone(),
        },
    }
}

fn keyed(key: &Value, old: &Value, new: &Value) -> Key {
    Key {
        key: plain(key),
        difference: difference(old, new),
    }
}

/// A name, a date, a path: one word that is replaced as a whole. (Languages without spaces write no names in
/// ASCII, so their prose is none.)
fn is_name(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            text.is_ascii() && !text.is_empty() && !text.contains(char::is_whitespace)
        }
        Value::Null => true,
        _ => false,
    }
}

/// A scalar as people write it; anything else as YAML.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => crate::record::yaml::write_value(other)
            .trim_end()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
