//! The index that the site's script searches: for each word the decisions that have it, in files that a page loads as
//! scripts when somebody looks for a word, since nothing else can be loaded from a folder.
//!
//! A small index is one file. A large one is cut by how words begin, so that a search loads what it needs.

use std::collections::BTreeMap;

use crate::action::site::Site;

/// How large an index may be that is one file, in bytes, about.
const LARGEST: usize = 400 << 10;

/// The key of an index that is one file.
const ALL: &str = "all";

/// Words by the file that they are in; for each word the places of decisions, and how much it tells there, in tenths.
pub(super) struct Index {
    files: BTreeMap<String, BTreeMap<String, Vec<(usize, u32)>>>,
}

impl Index {
    pub(super) fn of(site: &Site<'_>) -> Self {
        let mut words: BTreeMap<String, Vec<(usize, u32)>> = BTreeMap::new();
        for (at, entry) in site.entries.iter().enumerate() {
            for (word, telling) in site.vocabulary(entry) {
                words.entry(word).or_default().push((at, tenths(telling)));
            }
        }
        let bytes: usize = words
            .iter()
            .map(|(word, places)| word.len() + 6 + 8 * places.len())
            .sum();
        let mut files: BTreeMap<String, BTreeMap<String, Vec<(usize, u32)>>> = BTreeMap::new();
        for (word, places) in words {
            let key = if bytes <= LARGEST {
                ALL.to_owned()
            } else {
                key(&word)
            };
            files.entry(key).or_default().insert(word, places);
        }
        Self { files }
    }

    /// What the files are called.
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    /// A file: a call of what the site's script has waiting for it.
    pub(super) fn script(&self, key: &str) -> String {
        let words = self.files.get(key).into_iter().flatten();
        let lines: Vec<String> = words
            .map(|(word, places)| {
                let places: Vec<String> = places
                    .iter()
                    .map(|(at, telling)| format!("{at},{telling}"))
                    .collect();
                let word = serde_json::Value::from(word.as_str());
                format!("[{word},{}]", places.join(","))
            })
            .collect();
        format!("adrSearch(\"{key}\", [\n{}\n]);\n", lines.join(",\n"))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "weights are small and positive"
)]
fn tenths(telling: f64) -> u32 {
    (telling * 10.0).round() as u32
}

/// The file of a word: by its first two characters where these are ASCII, by its first one in a block of 256 else.
fn key(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if is_plain(first) && is_plain(second) => {
            format!("{first}{second}")
        }
        (Some(first), _) if is_plain(first) => format!("{first}_"),
        (first, _) => format!("x-{:x}", first.map_or(0, u32::from) >> 8),
    }
}

const fn is_plain(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_alike_are_in_one_file() {
        assert_eq!(key("orders"), "or");
        assert_eq!(key("órdenes"), "x-0");
        assert_eq!(key("7"), "7_");
        assert_eq!(key("a数"), "a_");
        assert_eq!(key("数据"), "x-65");
    }
}
