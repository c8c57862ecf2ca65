//! How one scalar is written, and what a plain one means. The rules are chosen so that no YAML 1.1 or 1.2
//! reader can take a text for a number, a date, a boolean or nothing: plain only where it is clearly a word,
//! quoted otherwise. They are part of record format 1 and never change within it.

use super::characters::{forbidden, is_printable};
use serde_yaml::{Number, Value};
use unicode_normalization::char::canonical_combining_class;

/// Words that some reader takes for a boolean, a number or nothing, in any case.
const RESERVED: [&str; 16] = [
    "y",
    "n",
    "yes",
    "no",
    "on",
    "off",
    "true",
    "false",
    "null",
    "nil",
    "none",
    "nan",
    "inf",
    "infinity",
    "undefined",
    "void",
];

/// Whether the text can stand without quotes, as a key or as a value in block style.
pub(super) fn is_plain(text: &str) -> bool {
    match text.chars().next() {
        Some(first) if first.is_alphabetic() => is_phrase(text),
        Some(first) if first.is_ascii_digit() => is_token(text),
        _ => false,
    }
}

/// A text that starts with a letter and holds nothing that YAML gives a meaning to.
fn is_phrase(text: &str) -> bool {
    !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(['\n', '\t'])
        && is_printable(text)
        && !RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A token that starts with a digit and holds a letter that stands in no number, date or time: a ULID, a
/// slug such as `0007-postgres`. The letters left out are those of hexadecimal, octal and exponents.
fn is_token(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text
            .bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .any(|byte| matches!(byte, b'g'..=b'z') && !matches!(byte, b'o' | b'x'))
}

/// Writes the text as one double-quoted line, with what is not printable as escapes. So is a combining mark
/// behind an escape, whose last letter it would join.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut behind_escape = false;
    for character in text.chars() {
        let mark = behind_escape && canonical_combining_class(character) != 0;
        let escape = match character {
            '"' => Some("\\\"".to_owned()),
            '\\' => Some("\\\\".to_owned()),
            '\n' => Some("\\n".to_owned()),
            '\t' => Some("\\t".to_owned()),
            '\r' => Some("\\r".to_owned()),
            other if mark || forbidden(other).is_some() => Some(escape(u32::from(other))),
            _ => None,
        };
        behind_escape = escape.is_some();
        match escape {
            Some(escape) => out.push_str(&escape),
            None => out.push(character),
        }
    }
    out.push('"');
}

fn escape(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02X}"),
        0x100..=0xffff => format!("\\u{code:04X}"),
        _ => format!("\\U{code:08X}"),
    }
}

/// What a plain scalar means where no schema says it: a number or boolean only where it is spelled as the
/// writer would spell it, text otherwise. So `1.10`, `0012`, `0x1F` and `yes` lose nothing by being read.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// The number that a plain scalar spells, if it is spelled as the writer would.
pub(super) fn number(text: &str) -> Option<Number> {
    let looks_like_one = text
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    if !looks_like_one {
        return None;
    }
    let number = text
        .parse::<u64>()
        .map(Number::from)
        .or_else(|_| text.parse::<i64>().map(Number::from))
        .ok()
        .or_else(|| float(text).map(Number::from))?;
    (number.to_string() == text).then_some(number)
}

fn float(text: &str) -> Option<f64> {
    match text {
        ".inf" => Some(f64::INFINITY),
        "-.inf" => Some(f64::NEG_INFINITY),
        ".nan" => Some(f64::NAN),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_our_own_tokens_are_plain() {
        for text in [
            "alice",
            "Use PostgreSQL for the orders service",
            "Élan vital",
            "日本語",
            "team:security",
            "https://example.com/a#b",
            "sha256:5ce20efa00",
            "01jdxk3v8q5t9w2m7r4c6y1zab",
            "0007-postgres",
            "ssh-ed25519 AAAAC3 alice@laptop",
            "it's fine, really [sic]",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn what_another_reader_might_take_for_something_else_is_quoted() {
        for text in [
            "",
            " ",
            "no",
            "No",
            "ON",
            "y",
            "N",
            "null",
            "Null",
            "true",
            "NaN",
            "inf",
            "~",
            "12",
            "0012",
            "1.10",
            "1e5",
            "0x1f",
            "0o17",
            "12:30:45",
            "2026-11-24",
            "2026-11-24T09:12:33+01:00",
            "- a",
            "# a",
            "a: b",
            "a #b",
            "a:",
            "a ",
            " a",
            "%a",
            "@a",
            "`a`",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "[a]",
            "{a}",
            "'a'",
            "\"a\"",
            "?a",
            ",a",
            "=",
            "<<",
            "---",
            "a\tb",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{feff}",
            "👍",
            "1_000",
            "123456-789",
            ".inf",
            "-1",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn a_free_value_is_a_number_only_where_nothing_would_be_lost() {
        for text in [
            "1.10",
            "0012",
            "0x1F",
            "1_000",
            "+1",
            "1e3",
            "-0",
            "yes",
            "2026-11-24",
            ".",
        ] {
            assert_eq!(resolve(text), Value::String(text.to_owned()));
        }
        assert_eq!(resolve("12"), Value::Number(12.into()));
        assert_eq!(resolve("-3"), Value::Number((-3).into()));
        assert_eq!(resolve("1.5"), Value::Number(1.5.into()));
        assert_eq!(resolve("true"), Value::Bool(true));
    }
}
