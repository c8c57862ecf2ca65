//! From a tree to the records of a log.
//!
//! A whole log is read for lists; for anything about one decision only its folder, its claims and the
//! delegations are, so that the cost does not grow with the log.

use std::collections::BTreeSet;

use super::{Limits, Store, StoreError};
use crate::log::tree::{Entry, FileMode, ObjectId};
use crate::log::{Content, DecisionLog, LogFile, size_limit};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Folder, LOG_DIR_FILE, LogDir, Place, is_group};

/// Most bytes of `.adr-dir`.
pub const MAX_LOG_DIR_FILE: u64 = 64 << 10;

/// The top folder of a log that holds delegations.
const DELEGATIONS: &str = "delegations";

/// The folders that the content of `.adr-dir` names, one a line; the default one where it names none.
pub fn log_dirs_in(content: &[u8]) -> Result<Vec<LogDir>, StoreError> {
    let text = String::from_utf8_lossy(content);
    let mut dirs = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let dir = line
            .trim_end_matches('/')
            .parse()
            .map_err(|error| StoreError::BadLogDir {
                line: line.to_owned(),
                reason: format!("{error}"),
            })?;
        if !dirs.contains(&dir) {
            dirs.push(dir);
        }
    }
    Ok(if dirs.is_empty() {
        vec![LogDir::default()]
    } else {
        dirs
    })
}

impl Store {
    /// The logs of a tree: the folders that `.adr-dir` names, else the default one. Whether anything lies
    /// there is another question.
    pub fn log_dirs(&self, tree: ObjectId) -> Result<Vec<LogDir>, StoreError> {
        let Some(entry) = self.entry(tree, LOG_DIR_FILE)? else {
            return Ok(vec![LogDir::default()]);
        };
        if !matches!(entry.mode, FileMode::Regular | FileMode::Executable) {
            // Whoever follows a link would find other logs than whoever reads what is stored.
            return Err(StoreError::LogDirFile);
        }
        log_dirs_in(&self.blob(entry.id, MAX_LOG_DIR_FILE)?)
    }

    /// All records of a log, without the content of attachments.
    pub fn whole_log(&self, tree: ObjectId, dir: &LogDir) -> Result<DecisionLog, StoreError> {
        self.whole(tree, dir, false)
    }

    /// All of a log, each attachment with its digest.
    pub fn whole_log_with_attachments(
        &self,
        tree: ObjectId,
        dir: &LogDir,
    ) -> Result<DecisionLog, StoreError> {
        self.whole(tree, dir, true)
    }

    fn whole(
        &self,
        tree: ObjectId,
        dir: &LogDir,
        with_attachments: bool,
    ) -> Result<DecisionLog, StoreError> {
        let mut log = DecisionLog::empty(dir.clone());
        for (path, entry) in self.walk(tree, dir.as_str(), Limits::default())? {
            self.add_file(&mut log, &path, entry, with_attachments)?;
        }
        Ok(log)
    }

    /// Some decisions of a log with their attachments, their claims, and all delegations.
    pub fn log_of(
        &self,
        tree: ObjectId,
        dir: &LogDir,
        numbers: &BTreeSet<Number>,
    ) -> Result<DecisionLog, StoreError> {
        let mut log = DecisionLog::empty(dir.clone());
        self.add_folder(&mut log, tree, &format!("{dir}/{DELEGATIONS}"))?;
        for &number in numbers {
            self.add_decision(&mut log, tree, number)?;
        }
        Ok(log)
    }

    /// Reads one more decision into a log, with its claims.
    pub fn add_decision(
        &self,
        log: &mut DecisionLog,
        tree: ObjectId,
        number: Number,
    ) -> Result<(), StoreError> {
        for folder in self.folders_of(tree, &log.dir, number)? {
            let path = format!("{}/{folder}", log.dir);
            self.add_folder(log, tree, &path)?;
        }
        let ids: Vec<DecisionId> = log
            .decision(number)
            .and_then(super::super::log::decision::Decision::id)
            .into_iter()
            .collect();
        let claims =
            std::iter::once(Place::NumberClaim(number)).chain(ids.into_iter().map(Place::IdClaim));
        for claim in claims {
            let path = log.dir.join(&claim);
            if let Some(entry) = self.entry(tree, &path)? {
                self.add_file(log, &path, entry, true)?;
            }
        }
        Ok(())
    }

    /// The folders that carry a number: one, in a log that is in order.
    pub fn folders_of(
        &self,
        tree: ObjectId,
        dir: &LogDir,
        number: Number,
    ) -> Result<Vec<Folder>, StoreError> {
        let parent = match number.group() {
            Some(group) => format!("{dir}/{group}"),
            None => dir.to_string(),
        };
        let entries = self.list(tree, &parent)?;
        Ok(entries
            .iter()
            .filter(|(_, entry)| entry.mode == FileMode::Directory)
            .filter_map(|(name, _)| Folder::from_name(name))
            .filter(|folder| folder.number == number)
            .collect())
    }

    /// The folders of all decisions, by number; nothing in them is read.
    pub fn decision_folders(
        &self,
        tree: ObjectId,
        dir: &LogDir,
    ) -> Result<Vec<Folder>, StoreError> {
        let mut folders = Vec::new();
        for (name, entry) in self.list(tree, dir.as_str())? {
            if entry.mode != FileMode::Directory {
                continue;
            }
            if is_group(&name) {
                let grouped = self.list(tree, &format!("{dir}/{name}"))?;
                folders.extend(
                    grouped
                        .iter()
                        .filter_map(|(name, _)| Folder::from_name(name)),
                );
            } else {
                folders.extend(Folder::from_name(&name));
            }
        }
        folders.sort();
        Ok(folders)
    }

    /// The number that an id is claimed for, if it is.
    pub fn number_of_id(
        &self,
        tree: ObjectId,
        dir: &LogDir,
        id: DecisionId,
    ) -> Result<Option<Number>, StoreError> {
        let path = dir.join(&Place::IdClaim(id));
        let bytes = self.read(tree, &path, size_limit(&path))?;
        Ok(bytes
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| Number::from_padded(text.trim_end())))
    }

    fn add_folder(
        &self,
        log: &mut DecisionLog,
        tree: ObjectId,
        path: &str,
    ) -> Result<(), StoreError> {
        for (path, entry) in self.walk(tree, path, Limits::default())? {
            self.add_file(log, &path, entry, true)?;
        }
        Ok(())
    }

    /// Reads a file, by its path from the root of the repository, into a log.
    pub fn add_file(
        &self,
        log: &mut DecisionLog,
        path: &str,
        entry: Entry,
        with_attachments: bool,
    ) -> Result<(), StoreError> {
        let Some(path) = log.dir.strip(path).map(str::to_owned) else {
            return Ok(());
        };
        if !with_attachments && path.contains("/attachments/") {
            return Ok(());
        }
        let content = match entry.mode {
            FileMode::Regular => match self.blob(entry.id, size_limit(&path)) {
                Ok(bytes) => Content::Bytes(bytes),
                Err(StoreError::TooLarge { size, .. }) => Content::TooLarge(size),
                Err(error) => return Err(error),
            },
            _ => Content::None,
        };
        log.add(LogFile {
            path,
            mode: entry.mode,
            content,
        });
        Ok(())
    }
}
