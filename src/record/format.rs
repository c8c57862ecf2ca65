//! The version of the record format.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The format of a record, its first key. There is one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// `format: 1`
    #[default]
    One,
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            1 => Ok(Self::One),
            // A newer format is told apart by the reader before it gets here.
            other => Err(D::Error::custom(format!("`format` is 1, not {other}"))),
        }
    }
}
