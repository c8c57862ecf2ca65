//! An organisation's own fields: a free map of plain YAML values.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_yaml::{Mapping, Value};

/// A map from words to strings, numbers, booleans, lists and maps. No nulls, no tags, no infinities:
/// every value has one spelling, and equals itself.
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
        fields
            .iter()
            .try_for_each(|(key, value)| plain_pair(key, value))?;
        Ok(Self(fields))
    }
}

fn plain_pair(key: &Value, value: &Value) -> Result<(), String> {
    let Value::String(key) = key else {
        return Err("a key under `custom` must be a word".to_owned());
    };
    plain(value).map_err(|problem| format!("`{}`: {problem}", key.escape_debug()))
}

fn plain(value: &Value) -> Result<(), String> {
    match value {
        Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(()),
        Value::Number(number) if number.as_f64().is_some_and(f64::is_finite) => Ok(()),
        Value::Number(_) => Err("infinities and not-a-number cannot be kept".to_owned()),
        Value::Null => Err("empty: leave it out instead".to_owned()),
        Value::Tagged(_) => Err("tags are not allowed".to_owned()),
        Value::Sequence(items) => items.iter().try_for_each(plain),
        Value::Mapping(map) => map
            .iter()
            .try_for_each(|(key, value)| plain_pair(key, value)),
    }
}

impl<'de> Deserialize<'de> for Custom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Mapping::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
