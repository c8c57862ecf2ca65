//! What changed between two texts: which fields, and within prose which words.

use similar::{ChangeTag, TextDiff};

use crate::record::field::Field;
use crate::record::text::Text;
use crate::record::yaml;

/// A field that two texts say differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Which.
    pub field: Field,
    /// What the first text says; empty where it says nothing.
    pub before: String,
    /// What the second text says; empty where it says nothing.
    pub after: String,
    /// Whether it is words; else it is YAML, which reads best line by line.
    pub is_words: bool,
}

/// A stretch of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// In both texts.
    Same(String),
    /// In the first only.
    Removed(String),
    /// In the second only.
    Added(String),
}

/// The fields that differ, in the order of the format.
pub fn changes(before: &Text, after: &Text) -> Vec<Change> {
    before
        .differing_fields(after)
        .into_iter()
        .map(|field| Change {
            field,
            before: words_of(field, before),
            after: words_of(field, after),
            is_words: [before, after].iter().all(|text| {
                matches!(
                    field.value(text),
                    serde_yaml::Value::String(_) | serde_yaml::Value::Null
                )
            }),
        })
        .collect()
}

/// What a field says, as people read it: prose and lines as they are, anything else as YAML.
fn words_of(field: Field, text: &Text) -> String {
    match field.value(text) {
        serde_yaml::Value::Null => String::new(),
        serde_yaml::Value::String(words) => words,
        serde_yaml::Value::Sequence(items) if items.is_empty() => String::new(),
        serde_yaml::Value::Mapping(map) if map.is_empty() => String::new(),
        other => yaml::write_value(&other),
    }
}

/// The words that changed, by Unicode's word boundaries (so that it works without spaces as well). Changed
/// words with nothing but a space between them are one change: people read phrases.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::from_unicode_words(before, after);
    let mut changes = diff
        .iter_all_changes()
        .map(|change| (change.tag(), change.value()))
        .peekable();
    let mut pieces = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    while let Some((tag, word)) = changes.next() {
        match tag {
            ChangeTag::Delete => removed.push_str(word),
            ChangeTag::Insert => added.push_str(word),
            ChangeTag::Equal => {
                let in_phrase = !(removed.is_empty() && added.is_empty())
                    && word == " "
                    && changes
                        .peek()
                        .is_some_and(|(next, _)| *next != ChangeTag::Equal);
                if in_phrase {
                    removed.push_str(word);
                    added.push_str(word);
                    continue;
                }
                flush(&mut pieces, &mut removed, &mut added);
                match pieces.last_mut() {
                    Some(Piece::Same(text)) => text.push_str(word),
                    _ => pieces.push(Piece::Same(word.to_owned())),
                }
            }
        }
    }
    flush(&mut pieces, &mut removed, &mut added);
    pieces
}

/// The lines that changed.
pub fn lines(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::from_lines(before, after);
    let piece = |change: similar::Change<&str>| {
        let line = change.value().to_owned();
        match change.tag() {
            ChangeTag::Equal => Piece::Same(line),
            ChangeTag::Delete => Piece::Removed(line),
            ChangeTag::Insert => Piece::Added(line),
        }
    };
    diff.iter_all_changes().map(piece).collect()
}

fn flush(pieces: &mut Vec<Piece>, removed: &mut String, added: &mut String) {
    if !removed.is_empty() {
        pieces.push(Piece::Removed(std::mem::take(removed)));
    }
    if !added.is_empty() {
        pieces.push(Piece::Added(std::mem::take(added)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_words_that_changed_are_told() {
        assert_eq!(
            words("We move all services.\n", "We move the orders service.\n"),
            [
                Piece::Same("We move ".into()),
                Piece::Removed("all services".into()),
                Piece::Added("the orders service".into()),
                Piece::Same(".\n".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn the_pieces_give_back_both_texts(before in ".{0,60}", after in ".{0,60}") {
            let (mut first, mut second) = (String::new(), String::new());
            for piece in words(&before, &after) {
                match piece {
                    Piece::Same(text) => {
                        first.push_str(&text);
                        second.push_str(&text);
                    }
                    Piece::Removed(text) => first.push_str(&text),
                    Piece::Added(text) => second.push_str(&text),
                }
            }
            prop_assert_eq!(first, before);
            prop_assert_eq!(second, after);
        }
    }
}
