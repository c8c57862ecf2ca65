//! Days as people write them. One that may be two days (`03/04/2021`) is none.

use chrono::{Datelike, NaiveDate};

/// English month names and their German and French likes, by their first letters.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "mrz"],
    &["apr", "avr"],
    &["may", "mai"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aoû", "aou"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez", "déc"],
];

/// The day that a text says, where it says one.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    // The time of a timestamp says nothing about the day.
    let words: Vec<&str> = parts(text);
    match words.as_slice() {
        [compact] if compact.len() == 8 => NaiveDate::parse_from_str(compact, "%Y%m%d").ok(),
        [year, month, day, ..] if is_year(year) => {
            ymd(year, number(month).or_else(|| named(month))?, day)
        }
        [one, other, year, ..] if is_year(year) => match (number(one), number(other)) {
            (Some(day), Some(month)) => unambiguous(text, day, month, year),
            (Some(_), None) => ymd(year, named(other)?, one),
            (None, Some(_)) => ymd(year, named(one)?, other),
            (None, None) => None,
        },
        _ => None,
    }
}

/// A day at the start of a line, as logs have them, and what follows it.
pub(super) fn dated_entry(line: &str) -> Option<(NaiveDate, &str)> {
    let line = line.trim_start_matches(['-', '*', '+', ' ', '#', '|', '[', '(']);
    let end = line
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日')))
        .map_or(line.len(), |(at, _)| at);
    let (front, rest) = line.split_at(end);
    let front = front.trim_end_matches(['.', '-']);
    let date = day(front).filter(|_| front.len() >= 8)?;
    Some((
        date,
        rest.trim_start_matches([':', ' ', '-', '–', '—', '|', '：', ')', ']']),
    ))
}

/// The first day in a text that is written as `2020-10-16`.
pub(super) fn iso_in(text: &str) -> Option<NaiveDate> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|word| word.len() == 10)
        .find_map(|word| NaiveDate::parse_from_str(word, "%Y-%m-%d").ok())
}

fn parts(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() || matches!(c, '年' | '月' | '日' | 'T'))
        .map(|word| {
            word.trim_end_matches(|c: char| {
                c.is_ascii_alphabetic() && word.starts_with(|d: char| d.is_ascii_digit())
            })
        })
        .filter(|word| !word.is_empty())
        .take(4)
        .collect()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && number(word).is_some_and(|year| (1970..2200).contains(&year))
}

fn number(word: &str) -> Option<u32> {
    word.parse().ok()
}

fn named(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u32::try_from(at + 1).ok()
}

fn ymd(year: &str, month: u32, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, number(day)?)
}

/// `31.12.2020` is a day before a month by its dots; with other marks only one order must be possible.
fn unambiguous(text: &str, one: u32, other: u32, year: &str) -> Option<NaiveDate> {
    let year = year.parse().ok()?;
    let day_first = NaiveDate::from_ymd_opt(year, other, one);
    let month_first = NaiveDate::from_ymd_opt(year, one, other);
    match (day_first, month_first) {
        (Some(day), _) if text.contains('.') => Some(day),
        (Some(day), None) | (None, Some(day)) => Some(day),
        (Some(day), Some(same)) if day.day() == same.day() => Some(day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_many_spellings_and_one_that_may_be_two_is_none() {
        for (text, expected) in [
            ("2020-10-16", Some("2020-10-16")),
            ("2020/1/6", Some("2020-01-06")),
            ("2020-10-16T09:12:33Z", Some("2020-10-16")),
            ("20201016", Some("2020-10-16")),
            ("Jan 19, 2026", Some("2026-01-19")),
            ("19th January 2026", Some("2026-01-19")),
            ("3. März 2021", Some("2021-03-03")),
            ("31.12.2020", Some("2020-12-31")),
            ("13/03/2021", Some("2021-03-13")),
            ("03/13/2021", Some("2021-03-13")),
            ("03/04/2021", None),
            ("2017年11月22日", Some("2017-11-22")),
            ("2020-13-45", None),
            ("soon", None),
            ("YYYY-MM-DD", None),
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn an_entry_of_a_log_starts_with_its_day() {
        let (day, rest) = dated_entry("- 2017-11-22 提议").unwrap();
        assert_eq!((day.to_string().as_str(), rest), ("2017-11-22", "提议"));
        let (_, rest) = dated_entry("* 2023-05-05: Initial draft").unwrap();
        assert_eq!(rest, "Initial draft");
        assert!(dated_entry("Accepted on 2020-01-01").is_none());
    }
}
