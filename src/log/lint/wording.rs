//! Words that leave open what has been decided.
//!
//! The lists are short on purpose. A context may well be vague, as the world is; what is agreed may not, so vague
//! words are looked for in the decision and its confirmation only. What is marked as unfinished is looked for
//! everywhere.

use super::codes;
use super::finding::{Code, Finding};
use super::spoken::{self, Spoken};
use crate::record::field::Field;
use crate::record::text::Text;

/// Marks of what is not finished, in capitals.
const MARKS: &[&str] = &["TBD", "TODO", "FIXME", "TBC"];

/// The same in words, in lower case.
const UNFINISHED: &[&str] = &[
    "to be decided",
    "to be determined",
    "to be defined",
    "still undecided",
    "lorem ipsum",
    "???",
    "noch offen",
    "noch zu klären",
    "noch festzulegen",
    "à définir",
    "à déterminer",
    "à compléter",
    "por definir",
    "待定",
    "待补充",
    "待确认",
    "未定",
];

/// Words that two people will understand differently, in lower case.
const VAGUE: &[&str] = &[
    "should probably",
    "we could perhaps",
    "as appropriate",
    "some kind of",
    "some sort of",
    "as soon as possible",
    "nach möglichkeit",
    "gegebenenfalls",
    "zeitnah",
    "le cas échéant",
    "dès que possible",
    "视情况",
    "尽量",
    "尽可能",
    "適宜",
    "可能な限り",
];

/// Lists without an end, in lower case. One that only gives examples is none.
const OPEN_LISTS: &[&str] = &["etc.", "and so on", "usw.", "等等"];

/// What a list of examples begins with, in lower case.
const EXAMPLES: &[&str] = &[
    "e.g.",
    "eg.",
    "such as",
    "for example",
    "for instance",
    "like ",
    "z.b.",
    "z. b.",
    "par exemple",
    "p. ex.",
    "例如",
    "比如",
    "(",
];

/// Words by which a line asks for something, in lower case. A list that only describes may stay open.
const DUTIES: &[&str] = &[
    "must", "will", "shall", "should", "need", "have to", "has to", "muss", "müssen", "soll",
    "sollen", "wird", "werden", "doit", "doivent", "必须", "应该", "需要",
];

pub(super) fn check(text: &Text, findings: &mut Vec<Finding>) {
    let lines = spoken::lines(text);
    for field in Field::ALL {
        let of_field: Vec<&Spoken<'_>> = lines.iter().filter(|one| one.field == field).collect();
        let unfinished = of_field
            .iter()
            .filter_map(|one| Some((*one, unfinished(&one.words)?)));
        report(
            &codes::UNFINISHED,
            field,
            &unfinished.collect::<Vec<_>>(),
            findings,
        );
        if matches!(field, Field::Decision | Field::Confirmation) {
            let vague = of_field
                .iter()
                .filter_map(|one| Some((*one, vague(&one.words)?)));
            report(&codes::VAGUE, field, &vague.collect::<Vec<_>>(), findings);
        }
    }
}

/// One finding for a field, at the first of the lines.
fn report(
    code: &'static Code,
    field: Field,
    found: &[(&Spoken<'_>, &'static str)],
    findings: &mut Vec<Finding>,
) {
    let Some((first, word)) = found.first() else {
        return;
    };
    let more = match found.len() - 1 {
        0 => String::new(),
        1 => ", and one more line like it".to_owned(),
        several => format!(", and {several} more lines like it"),
    };
    let message = format!("`{word}`{more}");
    findings.push(Finding::new(code, field, message).at(first.line.trim()));
}

fn unfinished(words: &str) -> Option<&'static str> {
    let mark = MARKS.iter().find(|mark| has(words, mark)).copied();
    mark.or_else(|| {
        // "It has to be decided" tells of a duty in the world, more often than of a gap in the text.
        let words = words
            .to_lowercase()
            .replace("has to be", "")
            .replace("have to be", "");
        first(UNFINISHED, &words)
    })
}

fn vague(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    first(VAGUE, &words).or_else(|| {
        let found = first(OPEN_LISTS, &words)?;
        let before = words.split(found).next().unwrap_or_default();
        let gives_examples = EXAMPLES.iter().any(|mark| before.contains(mark));
        let asks = DUTIES.iter().any(|word| has(&words, word));
        (asks && !gives_examples).then_some(found)
    })
}

fn first(list: &[&'static str], words: &str) -> Option<&'static str> {
    list.iter().find(|word| has(words, word)).copied()
}

/// Whether the text has the word, not as a part of a longer one. Writing without spaces has no ends of words.
fn has(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        let after = text
            .get(at + word.len()..)
            .unwrap_or_default()
            .chars()
            .next();
        let is_letter = |letter: Option<char>| {
            letter.is_some_and(|letter| letter.is_alphanumeric() && !is_unspaced(letter))
        };
        let starts_in_word = word.chars().next().is_some_and(char::is_alphanumeric);
        let ends_in_word = word.chars().next_back().is_some_and(char::is_alphanumeric);
        !(starts_in_word && is_letter(before) || ends_in_word && is_letter(after))
    })
}

/// Whether the letter is of a writing without spaces: Chinese or Japanese.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_what_is_open_are_found_and_words_that_only_look_like_them_are_not() {
        assert_eq!(unfinished("Owner: TBD"), Some("TBD"));
        assert_eq!(
            unfinished("The limit is to be determined."),
            Some("to be determined")
        );
        assert_eq!(unfinished("数据库待定。"), Some("待定"));
        for fine in [
            "A todo list",
            "TODOs are tracked",
            "It was decided",
            "STBDX",
        ] {
            assert_eq!(unfinished(fine), None, "{fine}");
        }
    }

    #[test]
    fn an_open_list_is_vague_and_a_list_of_examples_is_not() {
        assert_eq!(vague("We will log errors, timeouts, etc."), Some("etc."));
        assert_eq!(
            vague("We will log failures, e.g. errors, timeouts, etc."),
            None
        );
        assert_eq!(vague("We will log failures (errors, etc.)"), None);
        assert_eq!(vague("Retry as appropriate."), Some("as appropriate"));
        assert_eq!(vague("Retry three times."), None);
    }
}
