//! Whether two texts say the same in other letters.
//!
//! There is no dictionary here and no guess at what a sentence means. Two words are spelled alike if both have
//! at least four letters, begin alike and are one letter apart (two, from eight letters on). What carries a
//! rule by itself (`must`, `not`, `never`, `two`) is never spelled like anything, nor is code, a figure or a name with
//! capitals inside. Beside that only joined and doubled words and articles may differ. What is judged too
//! strictly becomes a revision that people can read; what is judged too mildly would be hidden from them.

use super::words::Word;

/// Words that carry a rule: one letter more or less would turn it around.
const WEIGHTY: [&str; 43] = [
    "must", "may", "might", "can", "could", "shall", "should", "will", "would", "not", "none",
    "never", "ever", "always", "only", "also", "some", "any", "each", "every", "all", "both",
    "with", "without", "before", "after", "more", "most", "less", "least", "last", "first", "one",
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "then",
];

const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// From this length on, words have room for two slips.
const LONG: usize = 8;
const SHORTEST: usize = 4;
/// Longer words are not compared, so that hostile input costs nothing.
const LONGEST: usize = 64;

/// Whether the words are the same.
pub(super) fn is_same(old: &[Word], new: &[Word]) -> bool {
    old.len() == new.len()
        && old
            .iter()
            .zip(new)
            .all(|(old, new)| old.folded == new.folded)
}

/// Whether the words are the same but for their spelling. Goes through both texts once, word by word.
pub(super) fn is_respelled(old: &[Word], new: &[Word]) -> bool {
    let (mut old, mut new) = (Reader::of(old), Reader::of(new));
    loop {
        match (old.next(), new.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.folded == other.folded => {
                old.skip(1);
                new.skip(1);
            }
            (one, other) => {
                if old.is_doubled() || one.is_some_and(is_article) {
                    old.skip(1);
                    if new.next().is_some_and(is_article) {
                        new.skip(1);
                    }
                } else if new.is_doubled() || other.is_some_and(is_article) {
                    new.skip(1);
                } else if one.zip(other).is_some_and(|(one, other)| alike(one, other)) {
                    old.skip(1);
                    new.skip(1);
                } else if old.joins_to(other) {
                    old.skip(2);
                    new.skip(1);
                } else if new.joins_to(one) {
                    old.skip(1);
                    new.skip(2);
                } else {
                    return false;
                }
            }
        }
    }
}

/// Words, and how far they have been read.
struct Reader<'a> {
    words: &'a [Word],
    at: usize,
}

impl<'a> Reader<'a> {
    fn of(words: &'a [Word]) -> Self {
        Self { words, at: 0 }
    }

    fn next(&self) -> Option<&'a Word> {
        self.words.get(self.at)
    }

    fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// Whether the next word is the one before it, once more.
    fn is_doubled(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.words.get(at));
        matches!((before, self.next()), (Some(before), Some(next)) if before.folded == next.folded && !next.is_exact)
    }

    /// Whether the next two words, written as one, are the other one.
    fn joins_to(&self, other: Option<&Word>) -> bool {
        let (Some(one), Some(two), Some(other)) = (self.next(), self.words.get(self.at + 1), other)
        else {
            return false;
        };
        let joined = other.folded.replace('-', "");
        !one.is_exact
            && !two.is_exact
            && !is_weighty(one)
            && joined.strip_prefix(one.folded.as_str()) == Some(two.folded.as_str())
    }
}

fn is_article(word: &Word) -> bool {
    ARTICLES.contains(&word.folded.as_str())
}

fn is_weighty(word: &Word) -> bool {
    WEIGHTY.contains(&word.folded.as_str())
}

fn alike(one: &Word, other: &Word) -> bool {
    // Written apart or with a hyphen: `set-up`, `setup`.
    if one.folded.replace('-', "") == other.folded.replace('-', "") {
        return true;
    }
    if one.is_exact || other.is_exact || is_weighty(one) || is_weighty(other) {
        return false;
    }
    let (short, long) = {
        let lengths = [one, other].map(|word| word.folded.chars().count());
        (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]))
    };
    if short < SHORTEST || long > LONGEST {
        return false;
    }
    let slips = if short >= LONG { 2 } else { 1 };
    one.folded.chars().next() == other.folded.chars().next()
        && strsim::osa_distance(&one.folded, &other.folded) <= slips
}
