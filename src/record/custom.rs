//! An organisation's own fields: a free map of plain YAML values.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_yaml::{Mapping, Value};

use super::yaml::{MAX_DEPTH, MAX_KEY_BYTES, check_text, write_value};

/// How deep maps and lists may nest, the map itself included. A revision puts it two maps deep (the record
/// and its `text`), and nothing in a record nests deeper than [`MAX_DEPTH`].
pub const MAX_CUSTOM_DEPTH: usize = MAX_DEPTH - 2;

/// A map from words to strings, numbers, booleans, lists and maps. No nulls, no tags, no infinities:
/// every value has one spelling, and equals itself. Its texts keep what [`check_text`] asks for.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Custom(Mapping);

impl Custom {
    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields.
    pub fn fields(&self) -> &Mapping {
        &self.0
    }

    /// Takes a map, or says which value is not plain.
    pub fn new(fields: Mapping) -> Result<Self, String> {
        plain_map(&fields, MAX_CUSTOM_DEPTH)?;
        Ok(Self(fields))
    }
}

/// `levels` is how many maps and lists may still lie within each other here.
fn plain_map(map: &Mapping, levels: usize) -> Result<(), String> {
    let levels = one_deeper(levels)?;
    map.iter()
        .try_for_each(|(key, value)| plain_pair(key, value, levels))
}

fn one_deeper(levels: usize) -> Result<usize, String> {
    levels
        .checked_sub(1)
        .ok_or_else(|| format!("maps and lists are nested more than {MAX_CUSTOM_DEPTH} deep"))
}

fn plain_pair(key: &Value, value: &Value, levels: usize) -> Result<(), String> {
    let Value::String(word) = key else {
        return Err("a key under `custom` must be a word".to_owned());
    };
    // As written, with its quotes and the line's end: a key with many escapes is longer than its text.
    if write_value(key).len() > MAX_KEY_BYTES {
        return Err(format!("a key has at most {MAX_KEY_BYTES} bytes"));
    }
    plain_text(word)?;
    plain(value, levels).map_err(|problem| format!("`{}`: {problem}", word.escape_debug()))
}

fn plain_text(text: &str) -> Result<(), String> {
    check_text(text).map_err(|found| format!("{}: {}", found.message(), found.hint()))
}

fn plain(value: &Value, levels: usize) -> Result<(), String> {
    match value {
        Value::Bool(_) => Ok(()),
        Value::String(text) => plain_text(text),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(()),
        Value::Number(number) if number.as_f64().is_some_and(f64::is_finite) => Ok(()),
        Value::Number(_) => Err("infinities and not-a-number cannot be kept".to_owned()),
        Value::Null => Err("empty: leave it out instead".to_owned()),
        Value::Tagged(_) => Err("tags are not allowed".to_owned()),
        Value::Sequence(items) => {
            let levels = one_deeper(levels)?;
            items.iter().try_for_each(|item| plain(item, levels))
        }
        Value::Mapping(map) => plain_map(map, levels),
    }
}

impl<'de> Deserialize<'de> for Custom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Mapping::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(yaml: &str) -> Result<Custom, String> {
        Custom::new(serde_yaml::from_str(yaml).unwrap())
    }

    #[test]
    fn an_organisation_keeps_what_plain_yaml_can_say() {
        let kept = custom("{cost: 12, share: 0.5, open: true, ids: [a, {b: c}], none: []}");
        assert_eq!(kept.unwrap().fields().len(), 5);
    }

    #[test]
    fn what_has_no_one_spelling_is_refused_with_its_place() {
        for (yaml, problem) in [
            ("{a: {b: null}}", "`a`: `b`: empty: leave it out instead"),
            (
                "{a: .inf}",
                "`a`: infinities and not-a-number cannot be kept",
            ),
            ("{a: !x 1}", "`a`: tags are not allowed"),
            ("{1: a}", "a key under `custom` must be a word"),
            (
                r#"{a: ["\u202E"]}"#,
                "`a`: U+202E changes the direction in which text is shown and is not allowed: \
                 remove the character",
            ),
            (
                r#"{"e\u0301": 1}"#,
                "the text at U+0065 is not in Unicode's normal form C: write the accented letter as \
                 one character (`uconv -x nfc`)",
            ),
        ] {
            assert_eq!(custom(yaml), Err(problem.to_owned()), "{yaml}");
        }
    }

    #[test]
    fn it_nests_as_deep_as_a_revision_can_hold_and_no_deeper() {
        let nested = |levels: usize| {
            let lists = levels - 1;
            custom(&format!(
                "{{a: {}{}}}",
                "[".repeat(lists),
                "]".repeat(lists)
            ))
        };
        assert!(nested(MAX_CUSTOM_DEPTH).is_ok());
        assert!(
            nested(MAX_CUSTOM_DEPTH + 1)
                .unwrap_err()
                .ends_with("30 deep")
        );
    }

    #[test]
    fn a_key_is_short_as_it_is_written() {
        let keyed = |key: String| Custom::new(Mapping::from_iter([(key.into(), true.into())]));
        assert!(keyed("k".repeat(500)).is_ok());
        assert!(keyed("\"".repeat(300)).is_err());
    }
}
