//! What an exporter wrote in another way than the text has it.

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
    /// It stands there as it is, and our own import makes something else of it.
    Reread,
}
