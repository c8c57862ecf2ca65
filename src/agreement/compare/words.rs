//! Words and lines that changed.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// A stretch of words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// In both texts.
    Same(String),
    /// In the first only.
    Removed(String),
    /// In the second only.
    Added(String),
}

/// The words that changed, by Unicode's word boundaries, which lie between any two ideographs and so need no
/// spaces. Changed words with nothing but a space or a single ideograph between them are one change: people read
/// phrases.
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
                    && (word == " " || is_ideograph(word))
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

/// How much two texts have in common, from 0 to 1.
pub(super) fn likeness(before: &str, after: &str) -> f32 {
    TextDiff::from_unicode_words(before, after).ratio()
}

/// One letter of a script that is written without spaces: kana, or of the blocks of Chinese characters.
fn is_ideograph(word: &str) -> bool {
    let mut letters = word.chars();
    matches!(
        (letters.next(), letters.next()),
        (Some('\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'), None)
    )
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

    #[test]
    fn words_need_no_spaces() {
        assert_eq!(
            words("我们迁移所有服务。", "我们迁移订单服务。"),
            [
                Piece::Same("我们迁移".into()),
                Piece::Removed("所有".into()),
                Piece::Added("订单".into()),
                Piece::Same("服务。".into()),
            ]
        );
        assert_eq!(
            words(
                "注文を東京の倉庫に保存する。",
                "注文を大阪の倉庫に保存する。"
            ),
            [
                Piece::Same("注文を".into()),
                Piece::Removed("東京".into()),
                Piece::Added("大阪".into()),
                Piece::Same("の倉庫に保存する。".into()),
            ]
        );
    }

    #[test]
    fn long_texts_with_nothing_in_common_are_compared_in_time() {
        let text = |from: usize| -> String {
            (from..from + 60_000)
                .map(|word| format!("w{word} "))
                .collect()
        };
        let pieces = words(&text(0), &text(1_000_000));
        assert!(pieces.len() < 10, "{}", pieces.len());
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
