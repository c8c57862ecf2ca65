//! What a rule needs: a number of people of a team, or one of several alternatives.

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Assurance, Source};

/// One need of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Need {
    /// A number of people of a team, or one person.
    From {
        /// Whose approval.
        from: Source,
        /// How many of them.
        count: Count,
        /// The least assurance that counts here.
        assurance: Option<Assurance>,
    },
    /// One of several alternatives.
    Any(Vec<Need>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assurance: Option<Assurance>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Need>>,
}

impl Serialize for Need {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = match self.clone() {
            Self::From {
                from,
                count,
                assurance,
            } => NeedEntry {
                from: Some(from),
                count: Some(count),
                assurance,
                any: None,
            },
            Self::Any(any) => NeedEntry {
                from: None,
                count: None,
                assurance: None,
                any: Some(any),
            },
        };
        entry.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Need {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let NeedEntry {
            from,
            count,
            assurance,
            any,
        } = NeedEntry::deserialize(deserializer)?;
        match (from, count, any) {
            (Some(from), Some(count), None) => Ok(Self::From {
                from,
                count,
                assurance,
            }),
            (None, None, Some(any)) if assurance.is_none() => Ok(Self::Any(any)),
            _ => Err(de::Error::custom(
                "a need is either {from, count} or {any: [...]}",
            )),
        }
    }
}

/// How many people a need asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(untagged)]
pub enum Count {
    /// This many, at least 1.
    Number(u32),
    /// More than half.
    #[serde(serialize_with = "write_majority")]
    Majority,
    /// Every one.
    #[serde(serialize_with = "write_all")]
    All,
}

fn write_majority<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("majority")
}

fn write_all<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("all")
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl Visitor<'_> for CountVisitor {
            type Value = Count;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number from 1, `majority` or `all`")
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Count, E> {
                match u32::try_from(number) {
                    Ok(number) if number > 0 => Ok(Count::Number(number)),
                    _ => Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)),
                }
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Count, E> {
                match word {
                    "majority" => Ok(Count::Majority),
                    "all" => Ok(Count::All),
                    other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
                }
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}
