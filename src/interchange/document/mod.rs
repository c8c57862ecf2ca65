//! One decision of another tool, as one Markdown document: bytes and a path in, what they say out.
//!
//! Tools and teams write the same few facts in many places: front matter, a list or a table under the title, bold
//! lines, headers as in mail, sections of their own. All of these are looked at for every document, whatever tool it
//! comes from. What is recognised becomes a value with the words that it was read from; all other text stays, in
//! order, in the prose before it, and is listed in [`Document::kept`]. Nothing here looks at other documents.

mod body;
mod bytes;
mod dates;
mod exported;
mod front;
mod head;
mod key;
mod layout;
mod links;
mod name;
mod odd;
mod options;
mod people;
mod plain;
mod read;
mod said;
mod section;
mod status;
mod target;
mod title;
mod walk;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde_yaml::Mapping;

use super::imported::Role;
use super::note::Note;
use crate::record::field::Field;
use crate::record::prose::{Line, Prose};
use crate::record::text::Alternative;

pub use links::{Link, LinkKind};
pub use name::FileName;
pub use odd::Odd;
pub use people::{names, person};
pub use read::read;
pub(super) use status::kind as kind_of_status;
pub use status::{Kind, is_template};
pub use target::{Target, targets};

/// What a document says.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// Its path, as it was handed in.
    pub path: String,
    /// What the file's name says.
    pub name: FileName,
    /// What it is called, without a number in front. From the first heading, else from the front matter.
    pub title: Option<Line>,
    /// The number in front of the title.
    pub title_number: Option<u32>,
    /// The id that it gives itself, in the front matter.
    pub id: Option<String>,
    /// Where things stand with it.
    pub status: Option<Status>,
    /// When it was decided, or written.
    pub date: Option<Date>,
    /// Everybody whom it names, in order.
    pub people: Vec<Named>,
    /// What it is about, as it says.
    pub tags: Vec<Line>,
    /// What it says of other decisions, in order.
    pub links: Vec<Link>,
    /// The text, field by field.
    pub text: Fields,
    /// What the front matter says that has no place of its own.
    pub unknown: Mapping,
    /// Sections that are no field and stay in the prose before them.
    pub kept: Vec<Kept>,
    /// Everything else that a person should know.
    pub notes: Vec<Note>,
}

/// The fields of a text that a document can say.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fields {
    /// Why something had to be decided.
    pub context: Option<Prose>,
    /// What mattered.
    pub drivers: Vec<Line>,
    /// What was weighed.
    pub options: Vec<Alternative>,
    /// What was decided.
    pub decision: Option<Prose>,
    /// What follows.
    pub consequences: Option<Prose>,
    /// How it is known to be followed.
    pub confirmation: Option<Prose>,
}

/// A status, in the document's words and in ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// All of it, word for word but for comments; may have several lines.
    pub verbatim: String,
    /// The first line, without marks and with links as their texts.
    pub first: String,
    /// What it comes to.
    pub kind: Kind,
    /// Where it was found.
    pub place: Place,
    /// The line, counted from 1.
    pub line: usize,
}

/// A place in which documents say something about themselves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// The front matter.
    Front,
    /// The tags of the front matter.
    Tags,
    /// A line `Key: value`, in a list or by itself.
    Line,
    /// A row of a table.
    Table,
    /// A section of its own.
    Section,
    /// The name of the file.
    FileName,
    /// The dated entries of a change log.
    Log,
}

/// A date, as it stands there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Date {
    /// Word for word.
    pub verbatim: String,
    /// The day; `None` where it is none, or may be two.
    pub day: Option<NaiveDate>,
    /// Where it was found.
    pub place: Place,
    /// The line, counted from 1; 0 for a file's name.
    pub line: usize,
}

/// A person or a group, as they are named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// What as.
    pub role: Role,
    /// The key that says so, in lower case: `deciders`, `authors`.
    pub key: String,
    /// Word for word.
    pub verbatim: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// Text without a field of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The line of its heading, counted from 1.
    pub line: usize,
    /// The heading.
    pub heading: String,
    /// The field that it stays in.
    pub within: Field,
}

impl Status {
    /// A status that stands by itself; `None` for an empty one.
    pub fn said(words: &str, place: Place) -> Option<Self> {
        let verbatim = words.trim().to_owned();
        (!verbatim.is_empty()).then(|| Self {
            first: verbatim.clone(),
            kind: status::of_lines(&verbatim),
            verbatim,
            place,
            line: 0,
        })
    }
}

impl Date {
    /// A date that stands by itself; `None` for an empty one.
    pub fn said(words: &str, place: Place) -> Option<Self> {
        let verbatim = words.trim().to_owned();
        (!verbatim.is_empty()).then(|| Self {
            day: dates::day(&verbatim),
            verbatim,
            place,
            line: 0,
        })
    }
}

impl Document {
    /// The number that it goes by: of the file's name, else in front of the title.
    pub fn number(&self) -> Option<u32> {
        self.name.number.or(self.title_number)
    }

    /// Whether the title is its own, and not made of its file's name.
    pub fn has_own_title(&self) -> bool {
        let is_made = |note: &Note| note.what == Odd::NameAsTitle.into();
        self.title.is_some() && !self.notes.iter().any(is_made)
    }

    /// What the status comes to; [`Kind::Missing`] without one.
    pub fn kind(&self) -> Kind {
        self.status
            .as_ref()
            .map_or(Kind::Missing, |status| status.kind)
    }
}
