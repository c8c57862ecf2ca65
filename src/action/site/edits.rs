//! What people are writing: the living texts of the work tree, where they say something that no revision holds.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::size_limit;
use crate::record::id::Number;
use crate::record::layout::{LogDir, Part, Place};
use crate::record::text::Text;
use crate::record::yaml;

/// The living texts of a work tree, by their paths in the log.
#[derive(Clone, Default, Debug)]
pub struct Edits(BTreeMap<String, Vec<u8>>);

/// What somebody is writing about one decision.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A text that differs from the newest revision, or that no revision follows yet.
    Text(Box<Text>),
    /// Why the file cannot be read.
    Unreadable(String),
}

/// What tells whether somebody has written something: path, size in bytes and time of each living text.
pub type Traces = Vec<(String, u64, Option<SystemTime>)>;

/// Looks at the living texts of a work tree without reading them.
pub fn traces(root: &Path, dir: &LogDir) -> io::Result<Traces> {
    let mut traces = Vec::new();
    each(root, dir, &mut |path, _, meta| {
        traces.push((path, meta.len(), meta.modified().ok()));
        Ok(())
    })?;
    Ok(traces)
}

/// Reads the living texts of a work tree.
pub fn read(root: &Path, dir: &LogDir) -> io::Result<Edits> {
    let mut edits = Edits::default();
    each(root, dir, &mut |path, file, meta| {
        if meta.len() <= size_limit(&path) {
            edits.0.insert(path, fs::read(file)?);
        }
        Ok(())
    })?;
    Ok(edits)
}

/// Is told each living text: its path in the log, the file, and what the file system says of it.
type Visit<'v> = dyn FnMut(String, &Path, &Metadata) -> io::Result<()> + 'v;

/// Visits each living text. Links are not followed, since they may lead anywhere.
fn each(root: &Path, dir: &LogDir, visit: &mut Visit<'_>) -> io::Result<()> {
    let log = root.join(dir.as_str());
    for name in folders(&log)? {
        let folder = log.join(&name);
        look(&name, &folder, visit)?;
        if name.ends_with("xx") {
            for inner in folders(&folder)? {
                look(&format!("{name}/{inner}"), &folder.join(&inner), visit)?;
            }
        }
    }
    Ok(())
}

fn look(name: &str, folder: &Path, visit: &mut Visit<'_>) -> io::Result<()> {
    let path = format!("{name}/{}", Part::Draft);
    let file = folder.join(Part::Draft.to_string());
    let is_draft = matches!(path.parse(), Ok(Place::In(_, Part::Draft)));
    match fs::symlink_metadata(&file) {
        Ok(meta) if is_draft && meta.is_file() => visit(path, &file, &meta),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The folders in a folder, by name; none where there is no such folder.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir()
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Puts what is being written into a log, and says of which decisions it is more than what was put up.
pub(super) fn lay_over(log: &mut DecisionLog, edits: &Edits) -> BTreeMap<Number, Edit> {
    let mut found = BTreeMap::new();
    for (path, bytes) in &edits.0 {
        let Ok(Place::In(folder, Part::Draft)) = path.parse() else {
            continue;
        };
        let number = folder.number;
        let decision = log
            .decisions
            .entry(number)
            .or_insert_with(|| Decision::new(folder.clone()));
        if decision.folder != folder {
            continue;
        }
        match yaml::read::<Text>(bytes) {
            Ok(text) => {
                let newest = decision.newest().map(|newest| &newest.value.text);
                if newest != Some(&text) {
                    found.insert(number, Edit::Text(Box::new(text.clone())));
                }
                decision.draft = Some(text);
            }
            Err(error) => {
                found.insert(number, Edit::Unreadable(format!("{path}: {error}")));
            }
        }
    }
    found
}
