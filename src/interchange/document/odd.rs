//! What a reader of documents noticed.

use super::super::note::oddities;
use crate::record::field::Field;

oddities! {
    /// What is odd about a document, and what was made of it.
    Odd;

    /// Bytes that are Western text of old.
    #[error("is not UTF-8; read as Latin-1. Is that wrong, convert it first (iconv -t UTF-8)")]
    Latin1 = "latin-1",

    /// UTF-16, which says so itself.
    #[error("is UTF-16; converted")]
    Utf16 = "utf-16",

    /// Bytes that could be any text.
    #[error("is not UTF-8, and nothing says what it is; left out. Convert it first (iconv -f GB18030 -t UTF-8)")]
    UnknownEncoding = "unknown-encoding",

    /// Front matter that YAML does not read.
    #[error("has front matter that is not YAML ({problem}); read line by line")]
    LooseFrontMatter {
        /// What the YAML reader says.
        problem: String,
    } = "loose-front-matter",

    /// Front matter that never ends.
    #[error("has front matter that is never closed; read as text")]
    OpenFrontMatter = "open-front-matter",

    /// No heading to take a title from.
    #[error("has no title; the file's name stands in")]
    NameAsTitle = "name-as-title",

    /// The title says one number, the file's name another.
    #[error("has number {title} in its title and {name} in its name; the name's is kept")]
    TitleNumberDiffers {
        /// In the title.
        title: u32,
        /// In the file's name.
        name: u32,
    } = "title-number-differs",

    /// Two places say different things.
    #[error("says `{}` here and `{}` as its status; the latter is kept as such", .here.escape_debug(), .status.escape_debug())]
    SecondStatus {
        /// In this place.
        here: String,
        /// What was taken.
        status: String,
    } = "second-status",

    /// A status that nobody chose.
    #[error("has the choices of a template for a status (`{}`); nobody made one", .status.escape_debug())]
    StatusNotChosen {
        /// As the source has it.
        status: String,
    } = "status-not-chosen",

    /// A day that is none.
    #[error("`{}` is not plainly one day; kept as it is", .text.escape_debug())]
    UnclearDate {
        /// As the source has it.
        text: String,
    } = "unclear-date",

    /// Sections that are no field.
    #[error("these sections are no field and stay in `{within}`: {}", .headings.iter().map(|heading| format!("`{}`", heading.escape_debug())).collect::<Vec<_>>().join(", "))]
    SectionsKept {
        /// The field that they stay in.
        within: Field,
        /// Their headings.
        headings: Vec<String>,
    } = "sections-kept",

    /// A list that has more in it than items.
    #[error("`{}` is more than a list; kept as prose in `{within}`", .heading.escape_debug())]
    ListKeptAsProse {
        /// Its heading.
        heading: String,
        /// The field that it stays in.
        within: Field,
    } = "list-kept-as-prose",

    /// JSON that should be JSON-ADR.
    #[error("cannot be read as JSON-ADR ({problem}); left out")]
    NotJsonAdr {
        /// What is wrong.
        problem: String,
    } = "not-json-adr",

    /// A file that goes with records.
    #[error("is an index, a README or the like, not a decision; left out")]
    Companion = "companion",

    /// A file without anything that makes it a record.
    #[error("says neither a status nor a decision, and lies in no folder of records; left out")]
    NoDecision = "no-decision",

    /// A link whose file has another name now.
    #[error("{kind} `{}`: there is no such file; by its number it is {}", .text.escape_debug(), .path.escape_debug())]
    LinkRenamed {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
        /// The record.
        path: String,
    } = "link-renamed",

    /// A link whose file has another number now.
    #[error("{kind} `{}`: there is no such file; by its name it is {}", .text.escape_debug(), .path.escape_debug())]
    LinkRenumbered {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
        /// The record.
        path: String,
    } = "link-renumbered",

    /// A link that may mean several.
    #[error("{kind} `{}`: may be {}; kept as it is", .text.escape_debug(), .paths.join(" or ").escape_debug())]
    LinkToSeveral {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
        /// What it may mean.
        paths: Vec<String>,
    } = "link-to-several",

    /// A link to another site.
    #[error("{kind} `{}`: leads out of these records; kept as it is", .text.escape_debug())]
    LinkOutside {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
    } = "link-outside",

    /// A link to the record that it stands in.
    #[error("{kind} `{}`: that is the record itself; kept as it is", .text.escape_debug())]
    LinkToItself {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
    } = "link-to-oneself",

    /// A link to no record.
    #[error("{kind} `{}`: there is no such record; kept as it is", .text.escape_debug())]
    LinkToNothing {
        /// How it relates.
        kind: &'static str,
        /// As the source has it.
        text: String,
    } = "link-to-nothing",

    /// A link of which the other record does not know.
    #[error("{kind} {}, which does not say so itself", .path.escape_debug())]
    LinkOneSided {
        /// How it relates.
        kind: &'static str,
        /// The record.
        path: String,
    } = "link-one-sided",
}
