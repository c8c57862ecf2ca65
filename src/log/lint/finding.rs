//! What the linter says: a code that is data, the place, and a sentence.

use serde::Serialize;

use crate::record::field::Field;

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a thought.
    Hint,
    /// Worth changing before anybody signs.
    Warning,
}

/// A kind of finding. The name is stable.
#[derive(PartialEq, Eq, Debug)]
pub struct Code {
    /// In kebab case.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is found, in a sentence.
    pub what: &'static str,
    /// Why that matters, without a full stop.
    pub why: &'static str,
    /// What to do about it, without a full stop.
    pub fix: &'static str,
}

/// One weakness of one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which kind it is.
    pub code: &'static Code,
    /// The field; what is missing is a field too.
    pub field: Field,
    /// Words by which the line can be found in the field, where it is about some words of it.
    pub words: Option<String>,
    /// What is found here, without a full stop.
    pub message: String,
}

impl Finding {
    /// A finding about a whole field.
    pub fn new(code: &'static Code, field: Field, message: impl Into<String>) -> Self {
        Self {
            code,
            field,
            words: None,
            message: message.into(),
        }
    }

    /// The same, about a line with these words.
    #[must_use]
    pub fn at(self, words: impl Into<String>) -> Self {
        Self {
            words: Some(words.into()),
            ..self
        }
    }
}
