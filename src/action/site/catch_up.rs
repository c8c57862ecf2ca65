//! How far back the catch-up of a site goes: as many decisions as somebody reads in one sitting.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::action::brief::{Request, Start};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::record::time::Timestamp;

/// How many decisions are told; more only where they were settled on one day.
const ENOUGH: usize = 40;

/// Asks for everything in force, or where that is too much for what was settled last.
pub(super) fn request(log: &DecisionLog, now: DateTime<FixedOffset>) -> Request<'static> {
    let in_force = log
        .decisions
        .values()
        .filter(|one| one.in_force().is_some());
    let days: Vec<NaiveDate> = in_force.filter_map(settled_on).collect();
    Request {
        person: None,
        actor: None,
        since: Some(start(days)),
        tags: Vec::new(),
        teams: Vec::new(),
        paths: Vec::new(),
        now,
    }
}

fn settled_on(decision: &Decision) -> Option<NaiveDate> {
    let moments = decision.resolutions.values().map(|stored| stored.value.at);
    moments.max().map(Timestamp::day)
}

/// The day from which on there is enough to tell. A day of which not all fits is left out, unless it is the last.
fn start(mut days: Vec<NaiveDate>) -> Start {
    days.sort_unstable_by(|one, other| other.cmp(one));
    let Some(&beyond) = days.get(ENOUGH) else {
        return Start::Ever;
    };
    let whole = days.iter().rfind(|day| **day > beyond);
    Start::Day(whole.copied().unwrap_or(beyond))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(days: &[(u32, usize)]) -> Option<u32> {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let days = days
            .iter()
            .flat_map(|&(number, count)| vec![day(number); count])
            .collect();
        match start(days) {
            Start::Day(day) => Some(chrono::Datelike::day(&day)),
            _ => None,
        }
    }

    #[test]
    fn what_is_read_in_one_sitting_is_told_whole() {
        assert_eq!(begins(&[]), None);
        assert_eq!(begins(&[(1, 40)]), None);
    }

    #[test]
    fn of_more_the_latest_days_are_told_that_fit() {
        assert_eq!(begins(&[(1, 20), (2, 20), (3, 20)]), Some(2));
        assert_eq!(begins(&[(1, 39), (2, 2), (3, 38)]), Some(2));
        assert_eq!(begins(&[(1, 39), (2, 3), (3, 38)]), Some(3));
        assert_eq!(begins(&[(1, 9), (2, 90)]), Some(2));
    }
}
