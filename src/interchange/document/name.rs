//! What the name of a file says: `0007-use-kafka.md`, `20201016-use-slugs.md`, `2021-06-05_001-record.md`,
//! `adr-104-state-sync.md`, `ODH-ADR-0005-labels.md`, `0004-a-topic/README.md`.

use chrono::NaiveDate;

/// The parts of a name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileName {
    /// The number of the decision.
    pub number: Option<u32>,
    /// The day in front.
    pub date: Option<NaiveDate>,
    /// What is left, without the ending.
    pub slug: String,
}

/// Names that say nothing; the folder's name stands in for them.
const NAMELESS: [&str; 3] = ["readme", "index", "adr"];

impl FileName {
    /// Of a path with `/` between folders.
    pub fn of(path: &str) -> Self {
        let mut parts = path.rsplit('/');
        let file = parts.next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if NAMELESS.contains(&stem.to_lowercase().as_str())
            && let Some(folder) = parts.next()
        {
            return Self::of_stem(folder);
        }
        Self::of_stem(stem)
    }

    fn of_stem(stem: &str) -> Self {
        let (date, rest) = match date_in_front(stem) {
            Some((date, rest)) => (Some(date), rest),
            None => (None, stem),
        };
        let (number, slug) = match number(rest, date.is_some()) {
            Some((number, slug)) => (Some(number), slug),
            None => (None, rest),
        };
        Self {
            number,
            date,
            slug: slug.to_owned(),
        }
    }

    /// The rest of the name as words, for a title.
    pub fn words(&self) -> String {
        self.slug.replace(['-', '_'], " ").trim().to_owned()
    }
}

fn digits(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    &text[..end]
}

fn separated(rest: &str) -> Option<&str> {
    if rest.is_empty() {
        return Some(rest);
    }
    let slug = rest.trim_start_matches(['-', '_', '.', ' ']);
    (slug.len() < rest.len()).then_some(slug)
}

/// `20201016-` or `2020-10-16_`, and what follows.
fn date_in_front(stem: &str) -> Option<(NaiveDate, &str)> {
    let run = digits(stem);
    if run.len() == 8 {
        let date = NaiveDate::parse_from_str(run, "%Y%m%d").ok()?;
        return Some((date, separated(&stem[8..])?));
    }
    let front = stem.get(..10).filter(|_| run.len() == 4)?;
    let date = NaiveDate::parse_from_str(&front.replace(['_', '.'], "-"), "%Y-%m-%d").ok()?;
    Some((date, separated(&stem[10..])?))
}

/// The number, and what follows it: in front, or behind the words of a series (`adr-`, `ODH-ADR-Operator-`).
fn number(stem: &str, is_dated: bool) -> Option<(u32, &str)> {
    let leading = digits(stem);
    if !leading.is_empty() {
        // After a date, a number stands out only by its leading zeros: `2020-10-16-3-tier` has none.
        if is_dated && !leading.starts_with('0') {
            return None;
        }
        return numbered(stem, leading);
    }
    let mut rest = stem;
    let mut in_series = false;
    while let Some((word, after)) = rest.split_once(['-', '_', ' ', '.']) {
        let is_word = word.chars().all(char::is_alphanumeric) && !word.is_empty();
        if !is_word {
            return None;
        }
        in_series |= is_series_word(word);
        rest = after;
        let run = digits(rest);
        if !run.is_empty() {
            // In words like `use-2-phases`, the number is none of a series.
            return numbered(rest, run).filter(|_| in_series || run.starts_with('0'));
        }
    }
    // `adr0007-x`, `ADR7`.
    let lower = stem.to_ascii_lowercase();
    let word = SERIES.into_iter().find(|word| lower.starts_with(word))?;
    let rest = stem.get(word.len()..)?;
    Some(digits(rest))
        .filter(|run| !run.is_empty())
        .and_then(|run| numbered(rest, run))
}

/// The words by which series of decisions go.
const SERIES: [&str; 9] = [
    "madr", "adr", "rfc", "dr", "pdr", "tdr", "lep", "decision", "add",
];

fn is_series_word(word: &str) -> bool {
    SERIES.contains(&word.to_ascii_lowercase().as_str())
}

fn numbered<'a>(stem: &'a str, run: &str) -> Option<(u32, &'a str)> {
    let number = run.parse().ok().filter(|_| run.len() <= 6)?;
    Some((number, separated(&stem[run.len()..])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(path: &str) -> (Option<u32>, Option<String>, String) {
        let name = FileName::of(path);
        (
            name.number,
            name.date.map(|date| date.to_string()),
            name.slug,
        )
    }

    #[test]
    fn numbers_and_days_are_told_apart() {
        for (path, number, date, slug) in [
            ("docs/0007-use-kafka.md", Some(7), None, "use-kafka"),
            ("adr-104-state-sync.md", Some(104), None, "state-sync"),
            ("ADR0012.md", Some(12), None, ""),
            ("ODH-ADR-Operator-0007-auth.md", Some(7), None, "auth"),
            (
                "20201016-use-slugs.md",
                None,
                Some("2020-10-16"),
                "use-slugs",
            ),
            (
                "2021-06-05_001-record.md",
                Some(1),
                Some("2021-06-05"),
                "record",
            ),
            ("2021-06-05-3-tiers.md", None, Some("2021-06-05"), "3-tiers"),
            ("adr/0004-a-topic/README.md", Some(4), None, "a-topic"),
            ("0023_offline.md", Some(23), None, "offline"),
            ("use-2-phases.md", None, None, "use-2-phases"),
            ("3tier.md", None, None, "3tier"),
            ("0001-编写单元测试.md", Some(1), None, "编写单元测试"),
            ("README.md", None, None, "README"),
        ] {
            assert_eq!(
                parts(path),
                (number, date.map(str::to_owned), slug.to_owned()),
                "{path}"
            );
        }
    }
}
