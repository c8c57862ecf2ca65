//! What an exporter wrote in another way than the text has it.

use std::fmt;

use serde::Serialize;

use crate::record::field::Field;
use crate::record::id::Number;

/// A field of a decision that stands in a document in another way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Change {
    /// The decision.
    pub decision: Number,
    /// The field.
    pub field: Field,
    /// How it was altered.
    pub how: Alteration,
}

/// How a text is altered so that it ends no section, and hides none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alteration {
    /// Its headings stand lower, below that of the section.
    Lowered,
    /// A block of code or HTML that never ends is ended.
    Ended,
    /// A number sign at the end of a heading is escaped, or it would be taken for an ornament.
    Escaped,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            decision,
            field,
            how,
        } = self;
        write!(f, "decision {decision}: ")?;
        match how {
            Alteration::Lowered => write!(f, "headings in `{field}` stand lower, below its own"),
            Alteration::Ended => write!(
                f,
                "a block of code or HTML in `{field}` that never ends is ended"
            ),
            Alteration::Escaped => write!(
                f,
                "a `#` at the end of a line in `{field}` is written as `\\#`"
            ),
        }
    }
}
