//! The fields of a foreign YAML file, read with patience: a word where a list is wanted, a number where a word
//! is, empty entries and tags are all taken for what they most plainly say.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};

use super::super::loose::{self, text_of, untagged};
use super::super::note::Oddity;

/// The largest file of fields that is read, in bytes (128 KiB). Real ones have a few thousand.
const MAX_BYTES: usize = 128 << 10;

/// The fields of a file, and its source for finding lines.
pub(super) struct Fields<'a> {
    source: &'a str,
    /// The line of each key at the top level.
    starts: BTreeMap<&'a str, usize>,
    map: Mapping,
}

/// An entry of a list.
pub(super) struct Entry {
    /// As text; empty for an empty entry.
    pub text: String,
    /// Where it stands, counted from 1.
    pub line: Option<usize>,
}

impl<'a> Fields<'a> {
    /// Reads a file, or says why it cannot be and in which line.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, (Option<usize>, Oddity)> {
        if bytes.len() > MAX_BYTES {
            return Err((None, Oddity::TooLarge { limit: MAX_BYTES }));
        }
        let source = std::str::from_utf8(bytes).map_err(|_| (None, Oddity::NotUtf8))?;
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        match loose::value(source) {
            Ok(Value::Mapping(map)) => Ok(Self {
                source,
                starts: (1..)
                    .zip(source.lines())
                    .filter_map(|(line, text)| Some((top_level_key(text)?, line)))
                    .collect(),
                map,
            }),
            Ok(_) => Err((None, Oddity::NotAMap)),
            Err((line, problem)) => Err((line, Oddity::NotYaml { problem })),
        }
    }

    /// Takes a field out as it is.
    pub fn take(&mut self, key: &str) -> Value {
        self.map.shift_remove(key).map_or(Value::Null, untagged)
    }

    /// Takes a field out as text; `None` where it is missing or empty.
    pub fn take_text(&mut self, key: &str) -> Option<String> {
        let text = text_of(&self.take(key));
        (!text.trim().is_empty()).then_some(text)
    }

    /// Takes a field out as a list of texts. A single text is a list of one, an empty field a list of none.
    pub fn take_list(&mut self, key: &str) -> Vec<Entry> {
        let texts: Vec<String> = match self.take(key) {
            Value::Sequence(items) => items.iter().map(text_of).collect(),
            single => Some(text_of(&single))
                .filter(|text| !text.trim().is_empty())
                .into_iter()
                .collect(),
        };
        let items: Vec<_> = self
            .inner_lines(key)
            .filter(|(_, line)| line.trim_start().starts_with('-'))
            .map(|(line, _)| line)
            .collect();
        // In a list with an entry on each line, the entries know theirs; in any other, only that of the field.
        let one_each = items.len() == texts.len();
        texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| Entry {
                text,
                line: items
                    .get(index)
                    .copied()
                    .filter(|_| one_each)
                    .or_else(|| self.line(key)),
            })
            .collect()
    }

    /// A field that stays where it is, as text; `None` where it is missing or empty.
    pub fn text(&self, key: &str) -> Option<String> {
        self.map
            .get(key)
            .map(text_of)
            .filter(|text| !text.trim().is_empty())
    }

    /// Whether a field is a list or a map.
    pub fn is_nested(&self, key: &str) -> bool {
        matches!(
            self.map.get(key),
            Some(Value::Sequence(_) | Value::Mapping(_))
        )
    }

    /// The fields that are left, in the order of the file, and the line of each.
    pub fn rest(self) -> (Mapping, BTreeMap<&'a str, usize>) {
        (self.map, self.starts)
    }

    /// The line of a field at the top level, counted from 1. Found by looking at how lines start, since values
    /// carry no places.
    pub fn line(&self, key: &str) -> Option<usize> {
        self.starts.get(key).copied()
    }

    /// The keys that stand alone on a line inside a field, with their lines.
    pub fn inner_keys(&self, key: &str) -> BTreeMap<&'a str, usize> {
        self.inner_lines(key)
            .filter_map(|(line, text)| Some((bare_key(text.trim().strip_suffix(':')?), line)))
            .collect()
    }

    /// The lines inside a field: from after its key to before the next one at the top level.
    fn inner_lines(&self, key: &str) -> impl Iterator<Item = (usize, &'a str)> {
        // A line counted from 1 is, counted from 0, the one after it.
        let after_key = self.line(key).unwrap_or(usize::MAX);
        let lines = self.source.lines().enumerate().skip(after_key);
        lines
            .take_while(|(_, line)| top_level_key(line).is_none())
            .map(|(index, line)| (index + 1, line))
    }
}

/// The key that a line at the top level starts with.
fn top_level_key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    (!line.starts_with([' ', '\t', '-', '#'])).then(|| bare_key(key))
}

fn bare_key(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "title: 1.5\napprovers:\n  # two\n  - \"@a\"\n\n  -\nreviewers:\n- '@a'\nstatus: !x '@a'\n";

    fn fields(source: &str) -> Fields<'_> {
        Fields::parse(source.as_bytes())
            .map_err(|(_, odd)| odd)
            .unwrap()
    }

    fn refused(bytes: &[u8]) -> (Option<usize>, &'static str) {
        Fields::parse(bytes)
            .err()
            .map(|(line, odd)| (line, odd.code()))
            .unwrap()
    }

    #[test]
    fn entries_know_their_lines() {
        let mut fields = fields(SOURCE);
        let mut list = |key| -> Vec<_> {
            let entries = fields.take_list(key);
            entries.into_iter().map(|e| (e.text, e.line)).collect()
        };
        assert_eq!(
            list("approvers"),
            [("@a".into(), Some(4)), (String::new(), Some(6))]
        );
        assert_eq!(list("reviewers"), [("@a".into(), Some(8))]);
        assert_eq!(list("authors"), []);
        assert_eq!(list("status"), [("@a".into(), Some(9))]);
    }

    #[test]
    fn a_number_or_a_tagged_word_is_text_too() {
        let mut fields = fields(SOURCE);
        assert_eq!(fields.take_text("title").as_deref(), Some("1.5"));
        assert_eq!(fields.take_text("status").as_deref(), Some("@a"));
        assert_eq!(fields.take_text("status"), None);
    }

    #[test]
    fn what_cannot_be_read_says_why_and_where() {
        assert_eq!(refused(b"a: 1\nb: [\n"), (Some(3), "not-yaml"));
        assert_eq!(refused(b"a: 1\na: 2\n").1, "not-yaml");
        assert_eq!(refused(b"- a\n"), (None, "not-a-map"));
        assert_eq!(refused(b"a: \xff\n"), (None, "not-utf8"));
        assert_eq!(refused(&vec![b' '; MAX_BYTES + 1]), (None, "too-large"));
    }

    #[test]
    fn a_hostile_file_is_refused_in_good_time() {
        let deep = "a: ".to_owned() + &"[".repeat(MAX_BYTES - 3);
        assert_eq!(refused(deep.as_bytes()).1, "not-yaml");
        let bomb: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned())
            .chain((1..12).map(|n| {
                let before = format!("*a{}, ", n - 1).repeat(9);
                format!("a{n}: &a{n} [{before}]\n")
            }))
            .collect();
        assert_eq!(refused(bomb.as_bytes()).1, "not-yaml");
    }
}
