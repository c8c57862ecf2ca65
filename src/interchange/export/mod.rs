//! Our decisions in other formats: values in, documents out.
//!
//! Every format is given the same [`Entry`] of a decision: one text, and the status that is true of that text. What a
//! format has no place for is a [`Loss`], and what had to be written in another way so that a document keeps its
//! structure is a [`Change`]: nothing is dropped silently. The table of what each format keeps is [`kept`].

mod again;
mod change;
mod csv;
mod entry;
mod in_toto;
mod json;
mod json_adr;
pub mod kept;
mod links;
mod madr;
pub(in crate::interchange) mod more;
mod nest;
mod nygard;
mod page;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::log::DecisionLog;
use crate::record::field::Field;
use crate::record::id::Number;

pub use change::{Alteration, Change};
pub use entry::{Choice, Entry, Others};
pub use kept::Kept;

/// A format that decisions are exported to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Markdown any decision records, version 4: a document for each decision.
    Madr,
    /// The documents that adr-tools keeps, after Michael Nygard.
    Nygard,
    /// Everything, in our own words.
    Json,
    /// The interchange format of `adrs`.
    JsonAdr,
    /// A table, RFC 4180.
    Csv,
    /// Statements of the in-toto attestation framework, one for each sign-off.
    InToto,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Madr,
        Self::Nygard,
        Self::Json,
        Self::JsonAdr,
        Self::Csv,
        Self::InToto,
    ];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Madr => "madr",
            Self::Nygard => "nygard",
            Self::Json => "json",
            Self::JsonAdr => "json-adr",
            Self::Csv => "csv",
            Self::InToto => "in-toto",
        }
    }

    /// Whether every decision is a document of its own.
    pub const fn is_folder(self) -> bool {
        matches!(self, Self::Madr | Self::Nygard)
    }

    /// Whether decision 0 has a place there. A format that knows no people and rules would make an ordinary decision
    /// of it.
    pub const fn takes_charter(self) -> bool {
        matches!(self, Self::Json | Self::Csv | Self::InToto)
    }

    /// Whether a decision of which a record cannot be read has a place there: where the records stand one by one, and
    /// not where a status is said that nobody can know.
    pub const fn takes_unreadable(self) -> bool {
        matches!(self, Self::Json | Self::InToto)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What is exported.
pub struct Selection<'a> {
    /// The log: the whole of it, since decisions link to others.
    pub log: &'a DecisionLog,
    /// The commit that it was read at.
    pub commit: Option<String>,
    /// The decisions, by number.
    pub entries: Vec<Entry<'a>>,
}

/// What became of a selection.
#[derive(PartialEq, Eq, Debug)]
pub struct Export {
    /// One, or one for each decision.
    pub documents: Vec<Document>,
    /// What the format has no place for, in the order of the fields.
    pub losses: Vec<Loss>,
    /// What was written in another way.
    pub changes: Vec<Change>,
    /// Sign-offs that prove nothing, by their paths in the log: of those there is no statement.
    pub unproved: Vec<String>,
}

/// A document.
#[derive(PartialEq, Eq, Debug)]
pub struct Document {
    /// The name of its file, where every decision has one.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// A field that a format does not give back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Loss {
    /// The field.
    pub field: Field,
    /// What is left of it.
    pub kept: Kept,
    /// The decisions that say something there.
    pub decisions: Vec<Number>,
}

/// Exports decisions.
pub fn export(format: Format, selection: &Selection<'_>) -> Export {
    let mut changes = Vec::new();
    let mut unproved = Vec::new();
    let one = |text| {
        vec![Document {
            name: String::new(),
            text,
        }]
    };
    let documents = match format {
        Format::Madr => madr::documents(selection, &mut changes),
        Format::Nygard => nygard::documents(selection, &mut changes),
        Format::Json => one(json::document(selection)),
        Format::JsonAdr => one(json_adr::document(selection)),
        Format::Csv => one(csv::document(selection)),
        Format::InToto => one(in_toto::document(selection, &mut unproved)),
    };
    again::compare(format, selection, &documents, &mut changes);
    Export {
        documents,
        losses: losses(format, selection),
        changes,
        unproved,
    }
}

/// What the texts say that the format does not give back. Of in-toto statements nobody expects texts.
fn losses(format: Format, selection: &Selection<'_>) -> Vec<Loss> {
    let mut lost: BTreeMap<Field, Vec<Number>> = BTreeMap::new();
    if format == Format::InToto {
        return Vec::new();
    }
    for entry in &selection.entries {
        for field in kept::said(entry.text) {
            if kept::kept(format, field) != Kept::Whole {
                lost.entry(field).or_default().push(entry.number());
            }
        }
    }
    lost.into_iter()
        .map(|(field, decisions)| Loss {
            field,
            kept: kept::kept(format, field),
            decisions,
        })
        .collect()
}
