//! What is wrong with a file of a log, as far as the file alone tells.

use thiserror::Error;

use super::tree::FileMode;
use crate::record::layout::Place;
use crate::record::yaml::ReadError;

/// A file that is not what it should be.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// The path in the log.
    pub path: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What can be wrong with a file.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum Flaw {
    /// No record belongs there.
    #[error("no record of a log belongs at this path")]
    Misplaced,
    /// It is a link, a submodule or executable.
    #[error("a record must be an ordinary file, and this is {}", describe(*.0))]
    NotAFile(FileMode),
    /// It has more bytes than a record may have.
    #[error("{size} bytes are more than the {limit} that this kind of file may have")]
    TooLarge {
        /// What it has.
        size: u64,
        /// What it may have.
        limit: u64,
    },
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(ReadError),
    /// Its name says something else than its content.
    #[error("its content belongs at `{0}`")]
    Misnamed(String),
    /// A folder of another decision with this number was read before.
    #[error("decision {number} already lies in `{other}`")]
    NumberTaken {
        /// The number.
        number: u32,
        /// The folder that was read first.
        other: String,
    },
    /// A claim that does not hold what its kind of claim holds.
    #[error("a claim holds {0} and one newline, nothing else")]
    BadClaim(&'static str),
}

const fn describe(mode: FileMode) -> &'static str {
    match mode {
        FileMode::Regular => "one",
        FileMode::Executable => "executable",
        FileMode::Symlink => "a symbolic link",
        FileMode::Submodule => "a submodule",
        FileMode::Directory => "a folder",
    }
}

impl Problem {
    /// A problem of the file at this path.
    pub fn new(path: &str, flaw: Flaw) -> Self {
        Self {
            path: path.to_owned(),
            flaw,
        }
    }

    /// The place that the path names, if it names one.
    pub fn place(&self) -> Option<Place> {
        self.path.parse().ok()
    }
}
