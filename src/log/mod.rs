//! The records of one tree, indexed, as values.
//!
//! A [`DecisionLog`] is made from the files that somebody has read, all of a log or the part that matters.
//! It never fails as a whole: a file that is not what it should be becomes a [`Problem`] beside the rest,
//! which the check refuses and other commands show.

use std::collections::BTreeMap;

use crate::record::delegation::Delegation;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{LogDir, Place};
use crate::record::yaml;

pub mod argument;
pub mod candidates;
pub mod case;
pub mod decision;
pub mod govern;
pub mod lint;
pub mod measure;
pub mod outline;
pub mod problem;
pub mod redaction;
pub mod relative;
pub mod search;
pub mod stored;
pub mod tree;

use decision::Decision;
use problem::{Flaw, Problem};
use stored::Stored;
use tree::FileMode;

/// Most bytes of an attachment: 16 MiB.
pub const MAX_ATTACHMENT_BYTES: u64 = 16 << 20;

/// Most bytes of any other file: 1 MiB.
pub const MAX_RECORD_BYTES: u64 = yaml::MAX_BYTES as u64;

/// A file of a log as it was read from a tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogFile {
    /// The path in the log.
    pub path: String,
    /// What kind of entry it is.
    pub mode: FileMode,
    /// Its content.
    pub content: Content,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// Nothing was read: it has this many bytes.
    TooLarge(u64),
    /// Nothing to read: it is no file.
    None,
}

/// The most bytes that the file at a path in the log may have.
pub fn size_limit(path: &str) -> u64 {
    if path.contains("/attachments/") {
        MAX_ATTACHMENT_BYTES
    } else {
        MAX_RECORD_BYTES
    }
}

/// The records of one log in one tree, or those of them that were read.
#[derive(Clone, Debug)]
pub struct DecisionLog {
    /// The log's folder.
    pub dir: LogDir,
    /// Decisions by number.
    pub decisions: BTreeMap<Number, Decision>,
    /// Who speaks for whom.
    pub delegations: Vec<Stored<Delegation>>,
    /// The id that each claimed number is claimed for.
    pub number_claims: BTreeMap<Number, DecisionId>,
    /// The number that each claimed id is claimed for.
    pub id_claims: BTreeMap<DecisionId, Number>,
    /// Files that belong to no decision and are not what they should be.
    pub problems: Vec<Problem>,
}

impl DecisionLog {
    /// A log without records.
    pub fn empty(dir: LogDir) -> Self {
        Self {
            dir,
            decisions: BTreeMap::new(),
            delegations: Vec::new(),
            number_claims: BTreeMap::new(),
            id_claims: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Reads files into a log.
    pub fn from_files(dir: LogDir, files: impl IntoIterator<Item = LogFile>) -> Self {
        let mut log = Self::empty(dir);
        for file in files {
            log.add(file);
        }
        log
    }

    /// The charter's decision.
    pub fn charter(&self) -> Option<&Decision> {
        self.decisions.get(&Number::CHARTER)
    }

    /// A decision by number.
    pub fn decision(&self, number: Number) -> Option<&Decision> {
        self.decisions.get(&number)
    }

    /// A decision by id.
    pub fn by_id(&self, id: DecisionId) -> Option<&Decision> {
        self.decisions
            .values()
            .find(|decision| decision.id() == Some(id))
    }

    /// Everything that is wrong with a file, of the log and of each decision.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().chain(
            self.decisions
                .values()
                .flat_map(|decision| &decision.problems),
        )
    }

    /// Takes in one file.
    pub fn add(&mut self, file: LogFile) {
        let LogFile {
            path,
            mode,
            content,
        } = file;
        let bytes = match (mode, content) {
            (FileMode::Regular, Content::Bytes(bytes)) => bytes,
            (FileMode::Regular, Content::TooLarge(size)) => {
                let limit = size_limit(&path);
                return self.complain(&path, Flaw::TooLarge { size, limit });
            }
            (mode, _) => return self.complain(&path, Flaw::NotAFile(mode)),
        };
        let Ok(place) = path.parse::<Place>() else {
            return self.complain(&path, Flaw::Misplaced);
        };
        match place {
            Place::Readme => {}
            Place::NumberClaim(number) => match claim(&bytes).and_then(|id| id.parse().ok()) {
                Some(id) => {
                    self.number_claims.insert(number, id);
                }
                None => self.complain(&path, Flaw::BadClaim("the decision's id")),
            },
            Place::IdClaim(id) => match claim(&bytes).and_then(Number::from_padded) {
                Some(number) => {
                    self.id_claims.insert(id, number);
                }
                None => self.complain(
                    &path,
                    Flaw::BadClaim("the decision's number, of four digits or more"),
                ),
            },
            Place::Delegation { .. } => self.add_delegation(&path, bytes),
            Place::In(folder, part) => {
                let number = folder.number;
                let decision = self
                    .decisions
                    .entry(number)
                    .or_insert_with(|| Decision::new(folder.clone()));
                if decision.folder == folder {
                    decision.add(part, &path, bytes);
                } else {
                    let other = decision.folder.to_string();
                    self.complain(
                        &path,
                        Flaw::NumberTaken {
                            number: number.0,
                            other,
                        },
                    );
                }
            }
        }
    }

    fn add_delegation(&mut self, path: &str, bytes: Vec<u8>) {
        match Stored::<Delegation>::read(path, bytes) {
            Err(error) => self.complain(path, Flaw::Unreadable(error)),
            Ok(stored) => {
                let right = Place::Delegation {
                    from: stored.value.from.clone(),
                    short: stored.signed.short(),
                };
                if right.to_string() == path {
                    self.delegations.push(stored);
                } else {
                    self.complain(path, Flaw::Misnamed(right.to_string()));
                }
            }
        }
    }

    fn complain(&mut self, path: &str, flaw: Flaw) {
        let problem = Problem::new(path, flaw);
        let decision = match problem.place() {
            Some(Place::In(folder, _)) => self
                .decisions
                .get_mut(&folder.number)
                .filter(|decision| decision.folder == folder),
            _ => None,
        };
        match decision {
            Some(decision) => decision.problems.push(problem),
            None => self.problems.push(problem),
        }
    }
}

/// The word that a claim holds: one line, with its newline and nothing else.
fn claim(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()?.strip_suffix('\n')
}
