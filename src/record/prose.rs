//! What people write: prose of several lines, and single lines.
//!
//! Both are normalised when they are made, so that a text has one form whatever keyboard, editor or quoting
//! it came from: Unicode's normal form C, line feeds; prose ends in exactly one newline (and so is always a
//! literal block), a line has no space around it. What could make a text read differently from what its
//! bytes say is refused, see [`check_text`].

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::yaml::{ForbiddenCharacter, check_text};

/// Why a text is neither prose nor a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProseError {
    /// Nothing but white space.
    #[error("this text is empty: leave the field out instead")]
    Empty,
    /// More than one line where one is wanted.
    #[error("this must be a single line")]
    SeveralLines,
    /// A character that no text may hold. The offset counts in the normalised text.
    #[error("{}: {}", .0.message(), .0.hint())]
    Forbidden(ForbiddenCharacter),
}

/// A text from a keyboard, a file or a program, in the one form in which records keep it.
fn normalized(text: &str) -> Result<String, ProseError> {
    let text = text.replace("\r\n", "\n");
    // Nearly every text is in this form already, and making it takes a quarter of the time of reading a record.
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    };
    check_text(&text).map_err(ProseError::Forbidden)?;
    Ok(text)
}

/// Markdown of one or more lines, ending in exactly one newline.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prose(String);

impl Prose {
    /// Drops blank lines before and white space behind.
    pub fn new(text: &str) -> Result<Self, ProseError> {
        let text = normalized(text)?;
        let body = text.trim_end().trim_start_matches('\n');
        if body.is_empty() {
            return Err(ProseError::Empty);
        }
        Ok(Self(format!("{body}\n")))
    }

    /// The text, with its final newline.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line, without white space around it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

impl Line {
    /// Drops white space around it.
    pub fn new(text: &str) -> Result<Self, ProseError> {
        let line = text.trim();
        if line.is_empty() {
            return Err(ProseError::Empty);
        }
        if line.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(ProseError::SeveralLines);
        }
        normalized(line).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text_conversions {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = ProseError;
            fn try_from(text: String) -> Result<Self, ProseError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_conversions!(Prose);
text_conversions!(Line);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_ends_in_one_newline_and_keeps_its_indentation() {
        assert_eq!(
            Prose::new("\n\n  code\nnext  \n\n").unwrap().as_str(),
            "  code\nnext\n"
        );
        assert_eq!(Prose::new(" \n "), Err(ProseError::Empty));
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(Line::new("  a title ").unwrap().as_str(), "a title");
        assert_eq!(Line::new("a\nb"), Err(ProseError::SeveralLines));
    }

    #[test]
    fn a_letter_has_one_spelling_whatever_keyboard_it_came_from() {
        assert_eq!(Line::new("Cafe\u{301}").unwrap().as_str(), "Caf\u{e9}");
        assert_eq!(
            Prose::new("Cafe\u{301}\r\nThe\u{301}\r\n")
                .unwrap()
                .as_str(),
            "Caf\u{e9}\nTh\u{e9}\n"
        );
    }

    #[test]
    fn what_could_deceive_a_reader_is_refused_with_its_code_point() {
        for text in [
            "pay \u{202e}01 now",
            "a\u{1b}[31m",
            "a\u{feff}",
            "a\0b",
            "a\rb\u{200f}",
        ] {
            assert!(Prose::new(text).is_err(), "{text:?}");
            assert!(Line::new(text).is_err(), "{text:?}");
        }
        assert_eq!(
            Line::new("pay \u{202e}01").unwrap_err().to_string(),
            "U+202E changes the direction in which text is shown and is not allowed: remove the character"
        );
    }
}
