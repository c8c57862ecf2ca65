//! The files of somebody else's records, read into memory: bounded, and without following links.

use std::fs::{self, DirEntry};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::action;
use crate::interchange::{Note, Oddity, SourceFiles};
use crate::record::yaml;
use crate::store::Store;

/// Most entries that are looked at below one folder.
const MAX_ENTRIES: usize = 1_000_000;

/// Most bytes that are read in all: 512 MiB.
const MAX_TOTAL: usize = 512 << 20;

/// The wanted files below a folder; a single file is the only one of its folder.
pub fn at(path: &Path, wanted: impl Fn(&str) -> bool) -> Result<(SourceFiles, Vec<Note>), Failure> {
    let (Some(folder), Some(name), true) = (path.parent(), path.file_name(), path.is_file()) else {
        return below(path, wanted);
    };
    below(folder, |path| Some(path) == name.to_str())
}

/// The files below a folder whose paths are wanted, and a note for each that was left out.
///
/// Paths are relative to the folder, with `/`. Git's own folder is not looked into.
pub fn below(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
) -> Result<(SourceFiles, Vec<Note>), Failure> {
    let mut walk = Walk {
        files: SourceFiles::new(),
        notes: Vec::new(),
        open: vec![(folder.to_owned(), String::new())],
        entries: 0,
        total: 0,
    };
    while let Some((folder, path)) = walk.open.pop() {
        let failed = |source| in_the_way(&folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            walk.step(&entry, &path, &wanted)
                .map_err(|source| in_the_way(&entry.path(), source))?;
            if walk.entries > MAX_ENTRIES || walk.total > MAX_TOTAL {
                return Err(Failure::usage(
                    format!(
                        "{} holds more than can be imported at once",
                        folder.display()
                    ),
                    "import a folder inside of it",
                ));
            }
        }
    }
    walk.notes.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((walk.files, walk.notes))
}

/// Where a folder lies in the repository around it, from the root and with `/`; empty for the root and for a bare
/// repository.
pub fn inside(source: &Store, folder: &Path) -> Result<String, Failure> {
    let Some(root) = source.work_dir() else {
        return Ok(String::new());
    };
    let whole = |path: &Path| fs::canonicalize(path).map_err(|error| in_the_way(path, error));
    let (root, folder) = (whole(root)?, whole(folder)?);
    let names = folder.strip_prefix(&root).into_iter().flat_map(Path::iter);
    let names: Option<Vec<&str>> = names.map(std::ffi::OsStr::to_str).collect();
    names.map(|names| names.join("/")).ok_or_else(|| {
        Failure::usage(
            format!("the name of {} is not UTF-8", folder.display()),
            "import a folder above it",
        )
    })
}

struct Walk {
    files: SourceFiles,
    notes: Vec<Note>,
    /// Folders that are still to be read, each with its path for the importer.
    open: Vec<(PathBuf, String)>,
    entries: usize,
    total: usize,
}

impl Walk {
    fn step(
        &mut self,
        entry: &DirEntry,
        folder: &str,
        wanted: &impl Fn(&str) -> bool,
    ) -> io::Result<()> {
        self.entries += 1;
        let name = entry.file_name();
        let path = match folder {
            "" => name.to_string_lossy().into_owned(),
            folder => format!("{folder}/{}", name.to_string_lossy()),
        };
        // Of the entry itself, never of what a link points to.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if name != ".git" {
                self.open.push((entry.path(), path));
            }
            return Ok(());
        }
        if !wanted(&path) {
            return Ok(());
        }
        if !kind.is_file() {
            self.leave_out(path, Oddity::NotAFile);
            return Ok(());
        }
        if name.to_str().is_none() {
            self.leave_out(path, Oddity::NotUtf8);
            return Ok(());
        }
        let limit = yaml::MAX_BYTES;
        let mut bytes = Vec::new();
        fs::File::open(entry.path())?
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            self.leave_out(path, Oddity::TooLarge { limit });
            return Ok(());
        }
        self.total += bytes.len();
        self.files.insert(path, bytes);
        Ok(())
    }

    fn leave_out(&mut self, path: String, what: Oddity) {
        self.notes.push(Note {
            path,
            line: None,
            what,
        });
    }
}

fn in_the_way(path: &Path, source: io::Error) -> Failure {
    Failure::from(action::Error::Io {
        path: path.display().to_string(),
        source,
    })
}
