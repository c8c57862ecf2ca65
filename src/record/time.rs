//! Moments and days as records write them. They are claims of their authors and decide nothing.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A moment to the second with its offset from UTC, as RFC 3339 writes it with a numeric offset:
/// `2026-11-24T09:12:33+01:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(DateTime<FixedOffset>);

/// A text that is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{}` is not a time: write it like 2026-11-24T09:12:33+01:00", .0.escape_default())]
pub struct TimestampError(String);

impl Timestamp {
    /// Cuts to the second.
    pub fn new(moment: DateTime<FixedOffset>) -> Self {
        let whole =
            moment - chrono::Duration::nanoseconds(i64::from(moment.timestamp_subsec_nanos()));
        Self(whole)
    }

    /// The moment.
    pub fn moment(self) -> DateTime<FixedOffset> {
        self.0
    }

    /// The day, in the offset it was written with.
    pub fn day(self) -> NaiveDate {
        self.0.date_naive()
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let error = || TimestampError(text.to_owned());
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| error())?;
        let stamp = Self(moment);
        if stamp.to_string() == text {
            Ok(stamp)
        } else {
            Err(error())
        }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;
    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(stamp: Timestamp) -> String {
        stamp.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        let text = "2026-11-24T09:12:33+01:00";
        assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        for bad in [
            "2026-11-24T08:12:33Z",
            "2026-11-24 09:12:33+01:00",
            "2026-11-24",
            "2026-11-24T09:12:33.5+01:00",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }
}
