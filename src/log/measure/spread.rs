//! Many lengths of time in two numbers.

use std::fmt;

use serde::{Serialize, Serializer};

/// From how many measurements on the slowest tenth is told: of fewer, it would be one single case.
pub const ENOUGH: usize = 10;

/// Seconds of a tenth of a day.
const TENTH: u64 = 8_640;

/// A length of time in days, to the tenth. In JSON a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Days {
    tenths: u32,
}

impl Days {
    /// Rounded to the nearest tenth of a day.
    pub fn from_seconds(seconds: u64) -> Self {
        let tenths = seconds.saturating_add(TENTH / 2) / TENTH;
        Self {
            tenths: u32::try_from(tenths).unwrap_or(u32::MAX),
        }
    }

    /// Half way between two.
    fn midpoint(self, other: Self) -> Self {
        Self {
            tenths: u32::midpoint(self.tenths, other.tenths),
        }
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.tenths / 10, self.tenths % 10))
    }
}

impl Serialize for Days {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.tenths) / 10.0)
    }
}

/// How some lengths of time are spread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Spread {
    /// How many were measured.
    pub count: usize,
    /// Half of them are no longer than this.
    pub median: Days,
    /// Nine tenths of them are no longer than this: the nearest rank. None where there are fewer than [`ENOUGH`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90: Option<Days>,
}

impl Spread {
    /// Of these; `None` where there are none.
    pub fn of(lengths: impl IntoIterator<Item = Days>) -> Option<Self> {
        let mut lengths: Vec<Days> = lengths.into_iter().collect();
        lengths.sort();
        let count = lengths.len();
        let upper = *lengths.get(count / 2)?;
        let lower = *lengths.get((count - 1) / 2)?;
        let rank = (count * 9).div_ceil(10);
        Some(Self {
            count,
            median: lower.midpoint(upper),
            p90: lengths.get(rank - 1).copied().filter(|_| count >= ENOUGH),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(days: impl IntoIterator<Item = u64>) -> Option<(usize, String, Option<String>)> {
        let lengths = days
            .into_iter()
            .map(|days| Days::from_seconds(days * 86_400));
        let spread = Spread::of(lengths)?;
        let p90 = spread.p90.map(|days| days.to_string());
        Some((spread.count, spread.median.to_string(), p90))
    }

    #[test]
    fn half_are_no_longer_than_the_median_and_nine_tenths_than_the_ninth() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(spread([]), None);
        assert_eq!(spread([4]), Some((1, "4.0".into(), None)));
        assert_eq!(spread([9, 2]), Some((2, "5.5".into(), None)));
        assert_eq!(spread([9, 2, 3]), Some((3, "3.0".into(), None)));
        assert_eq!(spread(1..=10), Some((10, "5.5".into(), text("9.0"))));
        assert_eq!(spread(1..=11), Some((11, "6.0".into(), text("10.0"))));
    }

    #[test]
    fn days_are_rounded_to_the_tenth_and_never_overflow() {
        let shown = |seconds| Days::from_seconds(seconds).to_string();
        assert_eq!(shown(0), "0.0");
        assert_eq!(shown(4_319), "0.0");
        assert_eq!(shown(4_320), "0.1");
        assert_eq!(shown(86_400), "1.0");
        assert_eq!(shown(u64::MAX), "429496729.5");
        let json = serde_json::to_string(&Days::from_seconds(129_600)).unwrap();
        assert_eq!(json, "1.5");
    }
}
