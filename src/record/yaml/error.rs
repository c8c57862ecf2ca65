//! Why a file could not be read, in words for the person who has to repair it.

use super::characters::ForbiddenCharacter;
use std::fmt;

/// What kind of mistake a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadErrorKind {
    /// More bytes than a file of this kind may have.
    TooLarge,
    /// Not UTF-8.
    NotUtf8,
    /// A character that no text may hold; see [`super::check_text`].
    ForbiddenCharacter,
    /// Not YAML.
    Syntax,
    /// YAML that could hide something: anchors, aliases, tags, directives, several documents, merge keys,
    /// duplicate keys, nesting too deep, empty values.
    Forbidden,
    /// Well-formed, but not what this file must say: an unknown or missing key, a value of the wrong kind.
    Schema,
    /// A record that is not, byte for byte, what the writer writes for its value.
    NotCanonical,
    /// Made by a newer version of the format than this one reads.
    NewerFormat,
}

/// A mistake in a file, where it is and what to do. The caller knows the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What kind of mistake.
    pub kind: ReadErrorKind,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it; empty where the message already says it.
    pub hint: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "line {}, column {}: {}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for ReadError {}

/// A place in a file, as people count: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte of the source.
    pub(super) fn of(source: &str, offset: usize) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }

    pub(super) fn error(
        self,
        kind: ReadErrorKind,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> ReadError {
        ReadError {
            kind,
            line: self.line,
            column: self.column,
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(super) fn forbidden_character(self, found: ForbiddenCharacter) -> ReadError {
        self.error(
            ReadErrorKind::ForbiddenCharacter,
            found.message(),
            found.hint(),
        )
    }
}

/// A text as it may be shown in a message: short, on one line, with nothing that a terminal would act on.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut out = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match super::characters::forbidden(character) {
            None if !matches!(character, '\n' | '\t') => out.push(character),
            _ => out.extend(character.escape_default()),
        }
    }
    out
}
