//! What a decision is called: its id, which never changes, and its number, which people use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ulid::Ulid;

/// A decision's identity: a ULID in lower case, given at birth.
///
/// See <https://github.com/ulid/spec>: 48 bits of milliseconds since 1970, 80 bits of randomness, in
/// Crockford's base 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DecisionId(Ulid);

/// A text that is not a lower-case ULID.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{}` is not a decision id: 26 characters of 0-9 and a-z without i, l, o, u", .0.escape_default())]
pub struct IdError(String);

impl DecisionId {
    /// A new id. `millis` is the time in milliseconds since 1970, of which 48 bits are kept.
    pub fn new(millis: u64, random: u128) -> Self {
        Self(Ulid::from_parts(millis, random))
    }

    /// When it was given, in milliseconds since 1970, as whoever gave it says.
    pub fn millis(self) -> i64 {
        // 48 bits, which always fit.
        i64::try_from(self.0.timestamp_ms()).unwrap_or_default()
    }

    /// The last two characters, the folder that holds the claim of this id.
    pub fn shard(self) -> String {
        self.to_string()[24..].to_owned()
    }
}

impl FromStr for DecisionId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError(text.to_owned());
        let ulid = Ulid::from_string(text).map_err(|_| error())?;
        // The decoder also takes upper case and values beyond 128 bits; one id has one spelling.
        let id = Self(ulid);
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(error())
        }
    }
}

impl TryFrom<String> for DecisionId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<DecisionId> for String {
    fn from(id: DecisionId) -> String {
        id.to_string()
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string().to_ascii_lowercase())
    }
}

impl fmt::Debug for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecisionId({self})")
    }
}

/// A decision's number in its log, counted from 1; number 0 is the charter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(pub u32);

impl Number {
    /// The charter's number.
    pub const CHARTER: Self = Self(0);

    /// The form used in folder names and claims: four digits or more.
    pub fn padded(self) -> String {
        format!("{:04}", self.0)
    }

    /// Reads the padded form, and only that one (`0007`, `12345`; never `7` or `00007`).
    pub fn from_padded(text: &str) -> Option<Self> {
        let number = Self(text.parse().ok()?);
        (number.padded() == text).then_some(number)
    }

    /// The folder of a hundred numbers that this one lies in (`01xx` for 107); `None` below 100.
    pub fn group(self) -> Option<String> {
        (self.0 >= 100).then(|| format!("{:02}xx", self.0 / 100))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = DecisionId::new(1_732_436_000_000, 42);
        let text = id.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(text.parse(), Ok(id));
        assert!(text.to_ascii_uppercase().parse::<DecisionId>().is_err());
        assert!("zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<DecisionId>().is_err());
        assert!(text[1..].parse::<DecisionId>().is_err());
    }

    #[test]
    fn numbers_are_padded_and_grouped_by_hundreds() {
        assert_eq!(Number(7).padded(), "0007");
        assert_eq!(Number::from_padded("0007"), Some(Number(7)));
        assert_eq!(Number::from_padded("7"), None);
        assert_eq!(Number::from_padded("+007"), None);
        assert_eq!(Number(99).group(), None);
        assert_eq!(Number(107).group().as_deref(), Some("01xx"));
        assert_eq!(Number(12_345).group().as_deref(), Some("123xx"));
    }
}
