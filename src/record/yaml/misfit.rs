//! Why a value does not fit its type, in words for people who know nothing of types. Serde asks for these
//! sentences one mistake at a time, so that none has to be taken apart again.

use super::error::shown;
use super::nearest::nearest;
use serde::de::{self, Expected, Unexpected};
use std::fmt;

/// How many allowed words a message lists.
const FEW: usize = 6;

/// A value that does not fit the type, at first without its place.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) message: String,
    pub(super) hint: String,
    /// Where in the source, in bytes.
    pub(super) offset: Option<usize>,
}

impl Misfit {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            offset: None,
        }
    }

    /// Adds the place unless an inner value has told its own.
    pub(super) fn at(mut self, offset: usize) -> Self {
        self.offset.get_or_insert(offset);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), "")
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {}", wanted(expected), seen(found));
        Self::new(message, "")
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("expected {}, found {length} items", wanted(expected));
        Self::new(message, "")
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("`{}` is not allowed here", shown(variant));
        Self::new(message, suggestion(variant, expected, "use"))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let message = format!("there is no key `{}` here", shown(field));
        Self::new(message, suggestion(field, expected, "the keys are"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(
            format!("the key `{field}` is missing"),
            format!("add `{field}:`"),
        )
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(
            format!("the key `{field}` is there twice"),
            "keep one of the two",
        )
    }
}

/// The nearest word that is allowed, or all of them where they are few.
fn suggestion(word: &str, allowed: &[&str], intro: &str) -> String {
    match nearest(word, allowed) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if allowed.is_empty() || allowed.len() > FEW => String::new(),
        None => {
            let list: Vec<String> = allowed.iter().map(|word| format!("`{word}`")).collect();
            format!("{intro} {}", list.join(", "))
        }
    }
}

/// What serde says a type expects, in plain words.
fn wanted(expected: &dyn Expected) -> String {
    let words = expected.to_string();
    let plain = match words.as_str() {
        "a string" | "a borrowed string" | "string" | "str" | "a character" => "a text",
        "a boolean" | "bool" => "`true` or `false`",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "u128" | "usize" => "a whole number that is not negative",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "keys with values",
        other if other.starts_with("struct ") => "keys with values",
        other if other.starts_with("tuple ") || other.starts_with("a tuple") => "a list",
        other if other.starts_with("enum ") => "one of the allowed words",
        other => other,
    };
    plain.to_owned()
}

/// What was found, in plain words.
fn seen(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Str(text) => format!("the text `{}`", shown(text)),
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "keys with values".to_owned(),
        Unexpected::Other(words) => words.to_owned(),
        _ => "something else".to_owned(),
    }
}
