//! A log in a plain folder: what `git archive` wrote, or somebody's copy.
//!
//! Links are not followed, and as much is read at the most as of a tree.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::action::Error;
use crate::log::tree::FileMode;
use crate::log::{Content, DecisionLog, LogFile, size_limit};
use crate::record::layout::{LOG_DIR_FILE, LogDir};
use crate::store::{Limits, MAX_LOG_DIR_FILE, log_dirs_in};

/// The logs that lie in a folder: those that its `.adr-dir` names, else the default one.
pub fn log_dirs(root: &Path) -> Result<Vec<LogDir>, Error> {
    let file = root.join(LOG_DIR_FILE);
    match fs::symlink_metadata(&file) {
        Ok(about) if about.is_file() => {
            let content = read(&file, MAX_LOG_DIR_FILE).map_err(|source| failed(&file, source))?;
            Ok(log_dirs_in(&content)?)
        }
        Ok(_) => Err(crate::store::StoreError::LogDirFile.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![LogDir::default()]),
        Err(source) => Err(failed(&file, source)),
    }
}

/// The records of a log, each attachment with its digest.
pub fn log(root: &Path, dir: &LogDir) -> Result<DecisionLog, Error> {
    let mut reader = Reader {
        log: DecisionLog::empty(dir.clone()),
        limits: Limits::default(),
        files: 0,
    };
    let folder = root.join(dir.as_str());
    if folder.is_dir() {
        reader.folder(&folder, "", 0)?;
    }
    Ok(reader.log)
}

struct Reader {
    log: DecisionLog,
    limits: Limits,
    files: usize,
}

impl Reader {
    fn folder(&mut self, folder: &Path, path: &str, depth: usize) -> Result<(), Error> {
        if depth > self.limits.depth {
            return Err(too_much("folders inside each other", self.limits.depth));
        }
        let fail = |source| failed(folder, source);
        let mut entries = fs::read_dir(folder)
            .map_err(fail)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(fail)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if path.is_empty() {
                name.into_owned()
            } else {
                format!("{path}/{name}")
            };
            let about = entry.metadata().map_err(fail)?;
            if about.is_dir() {
                self.folder(&entry.path(), &path, depth + 1)?;
            } else {
                self.file(&entry.path(), path, &about)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, file: &Path, path: String, about: &Metadata) -> Result<(), Error> {
        self.files += 1;
        if self.files > self.limits.entries {
            return Err(too_much("files", self.limits.entries));
        }
        let mode = mode(about);
        let limit = size_limit(&path);
        let content = match mode {
            FileMode::Regular if about.len() > limit => Content::TooLarge(about.len()),
            FileMode::Regular => {
                Content::Bytes(read(file, limit).map_err(|source| failed(file, source))?)
            }
            _ => Content::None,
        };
        self.log.add(LogFile {
            path,
            mode,
            content,
        });
        Ok(())
    }
}

/// What git would take a file for. Pipes and the like are no files of a log, as little as links are.
fn mode(about: &Metadata) -> FileMode {
    #[cfg(unix)]
    let is_executable = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o100 != 0;
    #[cfg(not(unix))]
    let is_executable = false;
    match (about.is_file(), is_executable) {
        (true, false) => FileMode::Regular,
        (true, true) => FileMode::Executable,
        (false, _) => FileMode::Symlink,
    }
}

fn read(file: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.display().to_string(),
        source,
    }
}

fn too_much(what: &'static str, limit: usize) -> Error {
    crate::store::StoreError::TooMany {
        what,
        path: String::new(),
        limit,
    }
    .into()
}
