//! Decisions in other formats: read into ours, and ours written in them ([`export`]).
//!
//! An importer is a pure function from the contents of files to an [`Import`]: drafts, people, and a [`Note`]
//! for everything that it could not take over word for word. It never fails as a whole, never turns a name
//! into a signature, and guesses nothing without saying so. Reading the files and writing the records is for
//! others.

mod clean;
pub mod document;
pub mod export;
pub mod form;
pub mod format;
pub mod git_adr;
pub mod history;
mod imported;
pub mod json_adr;
pub mod kep;
mod kept;
mod loose;
pub mod markdown;
mod note;
pub mod records;
mod sections;
pub mod template;

use std::collections::BTreeMap;

pub use imported::{CharterParts, Import, ImportedDecision, Naming, Role, Summary};
pub use note::{Note, Oddity};

/// The files to import: path, with `/` between folders and relative to the folder that is imported, to bytes.
pub type SourceFiles = BTreeMap<String, Vec<u8>>;
