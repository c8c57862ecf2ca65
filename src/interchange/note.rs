//! What an importer noticed and could not take over as it stood.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};
use unicode_normalization::UnicodeNormalization as _;

use super::imported::Role;
use crate::record::name::{Handle, Party};

/// Something about a source file that a person should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The source file, as it was handed in.
    pub path: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is odd, and what was made of it.
    pub what: Oddity,
}

impl Note {
    /// What is odd, as a sentence that a record could hold: words of a source may be spelled in another normal form.
    fn message(&self) -> String {
        self.what.to_string().nfc().collect()
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Note", 4)?;
        fields.serialize_field("code", self.what.code())?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("message", &self.message())?;
        fields.end()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.escape_debug())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message())
    }
}

/// An enumeration of what may be odd: each with its sentence, and a stable word for machines and for counting. One
/// may hold another, whose words are its own then.
macro_rules! oddities {
    ($(#[$about:meta])* $name:ident $(holds $inner:ident: $held:ty)?; $($(#[$attribute:meta])* $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })? = $code:literal,)*) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
        pub enum $name {
            $(
                /// About a document.
                #[error(transparent)]
                $inner(#[from] $held),
            )?
            $($(#[$attribute])* $variant $({ $($(#[$field_doc])* $field: $type,)* })?,)*
        }

        impl $name {
            /// A stable word for machines and for counting.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$inner(held) => held.code(),)?
                    $(Self::$variant $({ $($field: _,)* })? => $code,)*
                }
            }
        }
    };
}

pub(super) use oddities;

oddities! {
    /// What is odd about a source, and what was made of it.
    Oddity holds Document: super::document::Odd;

    /// The bytes are not text.
    #[error("is not UTF-8; left out")]
    NotUtf8 = "not-utf8",

    /// Too large to be read.
    #[error("is larger than {limit} bytes; left out")]
    TooLarge {
        /// What is read at most, in bytes.
        limit: usize,
    } = "too-large",

    /// Not an ordinary file.
    #[error("is not an ordinary file; links are not followed, so it is left out")]
    NotAFile = "not-a-file",

    /// Not YAML.
    #[error("cannot be read as YAML ({problem}); left out")]
    NotYaml {
        /// What the YAML reader says.
        problem: String,
    } = "not-yaml",

    /// YAML, but not the map that is wanted.
    #[error("is not a map of fields; left out")]
    NotAMap = "not-a-map",

    /// The form to be filled in, not a decision.
    #[error("is the template, not a decision; left out")]
    Template = "template",

    /// No title, but a folder.
    #[error("has no title; the folder's name stands in")]
    FolderAsTitle = "folder-as-title",

    /// No title at all.
    #[error("has no title, and no folder whose name could stand in; left out")]
    NoTitle = "no-title",

    /// No status.
    #[error("has no status")]
    NoStatus = "no-status",

    /// A status that the format does not know.
    #[error("`{}` is not a status of the format; kept as it is", .status.escape_debug())]
    UnknownStatus {
        /// As the source has it.
        status: String,
    } = "unknown-status",

    /// No number.
    #[error("has no number")]
    NoNumber = "no-number",

    /// A number that is none.
    #[error("`{}` is not a number; left out", .text.escape_debug())]
    NotANumber {
        /// As the source has it.
        text: String,
    } = "not-a-number",

    /// Number 0, which several KEPs may have.
    #[error("has number 0, as drafts without a number have; links by number do not find it")]
    NumberZero = "number-zero",

    /// The folder says another number.
    #[error("says number {number} and lies in a folder with number {folder}; the file's is kept")]
    NumberDiffers {
        /// In the file.
        number: u32,
        /// In the folder's name.
        folder: u32,
    } = "number-differs",

    /// Another source has the same number.
    #[error("has number {number}, as {} has; links by that number find neither", .other.escape_debug())]
    NumberTaken {
        /// The number of both.
        number: u32,
        /// The other source.
        other: String,
    } = "number-taken",

    /// A name that stands for nobody.
    #[error("names nobody as {role} (`{}`)", .text.escape_debug())]
    Placeholder {
        /// What nobody is named as.
        role: Role,
        /// As the source has it.
        text: String,
    } = "placeholder",

    /// A name that is no handle.
    #[error("`{}` ({role}) is not one person's handle; kept as it is, and nobody is named by it", .text.escape_debug())]
    NotAHandle {
        /// What is named.
        role: Role,
        /// As the source has it.
        text: String,
    } = "not-a-handle",

    /// A handle without its `@`.
    #[error("`{}` ({role}) is written without `@`; taken for a handle", .text.escape_debug())]
    WithoutAt {
        /// What is named.
        role: Role,
        /// As the source has it.
        text: String,
    } = "without-at",

    /// A handle that had to be spelled in another way than by lower case.
    #[error("`{}` becomes the handle {handle}", .text.escape_debug())]
    Respelled {
        /// As the source has it.
        text: String,
        /// How it is spelled now.
        handle: Handle,
    } = "respelled",

    /// Two names that come out as one handle.
    #[error("`{}` and `{}` both become the handle {handle}; rename one if they are two people", .text.escape_debug(), .other.escape_debug())]
    SameHandle {
        /// As this source has it.
        text: String,
        /// As it was met before.
        other: String,
        /// What both become.
        handle: Handle,
    } = "same-handle",

    /// The same name twice in one list.
    #[error("names {party} twice as {role}")]
    NamedTwice {
        /// Who.
        party: Party,
        /// As what.
        role: Role,
    } = "named-twice",

    /// Nobody can be the owner.
    #[error("no author is a person; it has no owner")]
    NoOwner = "no-owner",

    /// Somebody wrote the text and is named to approve it.
    #[error("{handle} is author and approver; who wrote a text cannot approve it, so name somebody else before it is proposed")]
    AuthorApproves {
        /// Who.
        handle: Handle,
    } = "author-approves",

    /// No approver at all.
    #[error("names no approver")]
    NoApprover = "no-approver",

    /// An owning group that gives no tag.
    #[error("`{}` gives no tag; left out", .text.escape_debug())]
    NotATag {
        /// As the source has it.
        text: String,
    } = "not-a-tag",

    /// A tag that had to be spelled in another way.
    #[error("`{}` becomes a tag of another spelling", .text.escape_debug())]
    TagRespelled {
        /// As the source has it.
        text: String,
    } = "tag-respelled",

    /// A date that the calendar does not have.
    #[error("`{key}: {}` is not a date; kept as it is", .text.escape_debug())]
    NotADate {
        /// The field.
        key: &'static str,
        /// As the source has it.
        text: String,
    } = "not-a-date",

    /// A link to something that is not imported.
    #[error("`{key}: {}` names no decision of this import; kept as it is", .text.escape_debug())]
    LinkUnresolved {
        /// The field.
        key: &'static str,
        /// As the source has it.
        text: String,
    } = "link-unresolved",

    /// A link that may mean several.
    #[error("`{key}: {}` may mean several decisions of this import; kept as it is", .text.escape_debug())]
    LinkAmbiguous {
        /// The field.
        key: &'static str,
        /// As the source has it.
        text: String,
    } = "link-ambiguous",

    /// A link to the decision itself.
    #[error("`{key}: {}` names the decision itself; kept as it is", .text.escape_debug())]
    LinkToItself {
        /// The field.
        key: &'static str,
        /// As the source has it.
        text: String,
    } = "link-to-itself",

    /// A link that says that there is none.
    #[error("`{key}: {}` names nothing", .text.escape_debug())]
    LinkPlaceholder {
        /// The field.
        key: &'static str,
        /// As the source has it.
        text: String,
    } = "link-placeholder",

    /// A field that should be text.
    #[error("`{key}` is not text; written as one line")]
    NotText {
        /// The field.
        key: String,
    } = "not-text",

    /// Characters that no record may hold.
    #[error("`{field}` held characters that a record cannot hold (controls, direction marks, another normal form); taken out")]
    CharactersChanged {
        /// Where.
        field: String,
    } = "characters-changed",

    /// A field that is empty or cannot be kept.
    #[error("`{}` has a value that a record cannot keep ({problem}); left out", .key.escape_debug())]
    ValueDropped {
        /// The field.
        key: String,
        /// Why.
        problem: String,
    } = "value-dropped",

    /// No text beside the fields.
    #[error("has no README.md beside it, and so neither context nor decision")]
    NoReadme = "no-readme",

    /// The text lacks a section.
    #[error("has no section `{section}`")]
    NoSection {
        /// Its heading.
        section: &'static str,
    } = "no-section",

    /// Sections that have no place in a decision.
    #[error("these sections stay behind: {}", .headings.iter().map(|heading| format!("`{}`", heading.escape_debug())).collect::<Vec<_>>().join(", "))]
    SectionsLeftOut {
        /// Their headings.
        headings: Vec<String>,
    } = "sections-left-out",

    /// An alias that cannot be a team.
    #[error("the alias `{}` cannot be a team ({problem}); left out", .text.escape_debug())]
    NotATeam {
        /// As the source has it.
        text: String,
        /// Why.
        problem: String,
    } = "not-a-team",

    /// An alias without people.
    #[error("the alias `{}` has no people", .text.escape_debug())]
    EmptyTeam {
        /// As the source has it.
        text: String,
    } = "empty-team",

    /// A member that is an alias itself.
    #[error("`{}` is an alias, and aliases do not nest; left out", .text.escape_debug())]
    NestedAlias {
        /// As the source has it.
        text: String,
    } = "nested-alias",

    /// A second file of aliases.
    #[error("is a second file of aliases; {} was read", .read.escape_debug())]
    SecondAliases {
        /// The one that was read.
        read: String,
    } = "second-aliases",
}

/// Where the notes about one file go.
pub(super) struct Notes<'a> {
    path: &'a str,
    all: &'a mut Vec<Note>,
}

impl<'a> Notes<'a> {
    /// Notes about this file, added to the others.
    pub fn about(path: &'a str, all: &'a mut Vec<Note>) -> Self {
        Self { path, all }
    }

    /// Adds a note.
    pub fn add(&mut self, line: Option<usize>, what: impl Into<Oddity>) {
        self.all.push(Note {
            path: self.path.to_owned(),
            line,
            what: what.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::yaml::check_text;

    #[test]
    fn a_note_quotes_words_in_another_normal_form() {
        let note = Note {
            path: "a".to_owned(),
            line: None,
            what: Oddity::NotANumber {
                text: "\u{f900}".to_owned(),
            },
        };
        assert_eq!(check_text(&note.to_string()), Ok(()));
    }
}
