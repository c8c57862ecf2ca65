//! Arbitrary values, made of everything that YAML could misread.

use proptest::prelude::*;
use serde_yaml::{Mapping, Value};
use unicode_normalization::UnicodeNormalization;

/// Pieces of which nasty texts are made.
const PIECES: [&str; 47] = [
    "a",
    "word",
    "É",
    "日本",
    "👍",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "#",
    " #",
    ":",
    ": ",
    "- ",
    "-",
    "?",
    "? ",
    "%",
    "@",
    "`",
    "'",
    "\"",
    "\\",
    "&",
    "*",
    "!",
    "|",
    ">",
    "{",
    "}",
    "[",
    "]",
    ",",
    "no",
    "~",
    "12",
    "0x1f",
    "1e5",
    "2026-11-24",
    "---",
    "...",
    "<<",
    "=",
    "n",
    "\u{303}",
    "\u{338}",
];

/// Pieces that no record may hold, and that the writer must keep all the same.
const FORBIDDEN: [&str; 8] = [
    "\r", "\u{85}", "\u{2028}", "\u{feff}", "\u{202e}", "\0", "\u{1b}", "\u{fffe}",
];

fn text_of(pieces: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(pieces), 0..8).prop_map(|found| found.concat()),
        1 => "[a-z]{1,12}",
        1 => "[0-9a-zA-Z.:+_-]{1,8}",
        1 => "(yes|No|ON|off|True|null|NaN|inf|y|n)",
    ]
}

/// Texts that a record may hold.
pub fn text() -> impl Strategy<Value = String> {
    text_of(PIECES.to_vec()).prop_map(|text| text.nfc().collect())
}

fn any_text() -> impl Strategy<Value = String> {
    text_of([PIECES.as_slice(), FORBIDDEN.as_slice()].concat())
}

fn tree(text: BoxedStrategy<String>) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => text.clone().prop_map(Value::String),
        1 => any::<i64>().prop_map(|number| Value::Number(number.into())),
        1 => any::<u64>().prop_map(|number| Value::Number(number.into())),
        1 => any::<bool>().prop_map(Value::Bool),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Sequence),
            prop::collection::vec((text.clone(), inner), 0..5).prop_map(map),
        ]
    })
}

fn map(entries: Vec<(String, Value)>) -> Value {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (Value::String(key), value));
    Value::Mapping(entries.collect::<Mapping>())
}

fn root(text: BoxedStrategy<String>) -> impl Strategy<Value = Value> {
    prop::collection::vec((text.clone(), tree(text)), 1..6).prop_map(map)
}

/// Documents of texts that a record may hold.
pub fn document() -> impl Strategy<Value = Value> {
    root(text().boxed())
}

/// Documents of any text at all.
pub fn any_document() -> impl Strategy<Value = Value> {
    root(any_text().boxed())
}
