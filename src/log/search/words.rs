//! Texts become words that can be compared, in any language.
//!
//! Case, accents and width do not matter: `Größe` and `GROSSE`, `révisée` and `revisee` are the same. Scripts
//! that put no spaces between words (Chinese, Japanese, Thai and their neighbours) become pairs of
//! neighbouring characters, which find a phrase wherever it stands and need no dictionary.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A word, and where it stands in the text in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Folded, for comparing.
    pub folded: String,
    /// Where it was found.
    pub range: Range<usize>,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut run = Run::default();
    for (at, letter) in text.char_indices() {
        let kind = Kind::of(letter);
        if kind != run.kind && kind != Kind::Mark {
            run.end(&mut words);
            run.kind = kind;
        }
        if matches!(run.kind, Kind::Spaced | Kind::Unspaced) {
            run.letters.push((at..at + letter.len_utf8(), letter));
        }
    }
    run.end(&mut words);
    words
}

/// How a character takes part in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Kind {
    /// Not at all.
    #[default]
    Between,
    /// As one of a word that ends where a space is.
    Spaced,
    /// As one of a phrase without spaces.
    Unspaced,
    /// As a mark on the character before it.
    Mark,
}

impl Kind {
    fn of(letter: char) -> Self {
        if canonical_combining_class(letter) != 0 {
            Self::Mark
        } else if is_unspaced(letter) {
            Self::Unspaced
        } else if letter.is_alphanumeric() {
            Self::Spaced
        } else {
            Self::Between
        }
    }
}

/// Han, kana, Thai, Lao, Myanmar and Khmer, the Japanese signs for repeating and lengthening included.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0E01}'..='\u{0EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Characters of one kind, side by side.
#[derive(Default)]
struct Run {
    kind: Kind,
    letters: Vec<(Range<usize>, char)>,
}

impl Run {
    fn end(&mut self, words: &mut Vec<Word>) {
        let letters = std::mem::take(&mut self.letters);
        if self.kind == Kind::Unspaced {
            // The last character stands alone, too, so that every single one begins some word.
            for start in 0..letters.len() {
                words.extend(word(letters.get(start..letters.len().min(start + 2))));
            }
        } else {
            words.extend(word(Some(&letters)));
        }
    }
}

fn word(letters: Option<&[(Range<usize>, char)]>) -> Option<Word> {
    let letters = letters?;
    let (first, last) = (letters.first()?, letters.last()?);
    let mut folded = String::new();
    for (_, letter) in letters {
        fold_into(*letter, &mut folded);
    }
    (!folded.is_empty()).then_some(Word {
        folded,
        range: first.0.start..last.0.end,
    })
}

fn fold_into(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    // The marks of kana make other syllables of them, and are no accents.
    let is_kana_mark = |mark: char| matches!(mark, '\u{3099}' | '\u{309A}');
    let bare = std::iter::once(letter)
        .nfkd()
        .filter(|part| canonical_combining_class(*part) == 0 || is_kana_mark(*part));
    for part in bare.nfc().flat_map(char::to_lowercase) {
        match part {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            mark if canonical_combining_class(mark) != 0 && !is_kana_mark(mark) => {}
            other => folded.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn case_accents_and_width_do_not_matter() {
        assert_eq!(folded("Größe, GROSSE"), ["grosse", "grosse"]);
        assert_eq!(folded("la décision RÉVISÉE"), ["la", "decision", "revisee"]);
        assert_eq!(folded("İstanbul, Łódź"), ["istanbul", "lodz"]);
        assert_eq!(folded("ΛΌΓΟΣ λόγος"), ["λογοσ", "λογοσ"]);
        assert_eq!(folded("ＡＰＩ ﬁne"), ["api", "fine"]);
        assert_eq!(folded("e\u{301}te"), ["ete"]);
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        assert_eq!(folded("数据库选型"), ["数据", "据库", "库选", "选型", "型"]);
        assert_eq!(folded("用React开发"), ["用", "react", "开发", "发"]);
        assert_eq!(folded("データ"), ["デー", "ータ", "タ"]);
        assert_eq!(folded("ﾃﾞｰﾀ").last().map(String::as_str), Some("タ"));
        assert_ne!(folded("が"), folded("か"));
        assert_eq!(folded("데이터베이스 선택"), ["데이터베이스", "선택"]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Über größere Dinge";
        let found: Vec<&str> = words(text)
            .into_iter()
            .map(|word| &text[word.range])
            .collect();
        assert_eq!(found, ["Über", "größere", "Dinge"]);
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_text_a_word_is_a_part_of_it(text in ".*") {
            for word in words(&text) {
                proptest::prop_assert!(text.get(word.range).is_some_and(|part| !part.is_empty()));
                proptest::prop_assert!(!word.folded.is_empty());
            }
        }
    }
}
