//! The copy that is edited: where it lies, the notes on top of it, and what an earlier edit has left.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::action::Error;
use crate::action::ground::Ground;
use crate::interchange::form::Form;
use crate::record::id::Number;
use crate::record::layout::DEFAULT_LOG_DIR;

/// How each line begins that says what is wrong with a text.
const NOTE: &str = "#! ";

/// Where the copy of a decision's text lies.
pub(super) fn path(ground: &Ground<'_>, number: Number, form: Form) -> PathBuf {
    let folder = ground.store.git_dir().join("adr").join("edit");
    // The first log of a repository is nearly always the only one; others get a folder of their own.
    let folder = match ground.dir.as_str() {
        DEFAULT_LOG_DIR => folder,
        other => folder.join(other),
    };
    folder.join(format!("{}.{}", number.padded(), form.extension()))
}

/// What an earlier edit has left, without notes. Where both forms are there, a crash came between two steps of
/// going from one to the other; what was written last counts.
pub(super) fn kept(ground: &Ground<'_>, number: Number) -> Result<Option<(Form, String)>, Error> {
    let mut kept = Vec::new();
    for form in Form::ALL {
        let path = path(ground, number, form);
        if let Some(text) = read(&path)? {
            let written = fs::metadata(&path)
                .and_then(|about| about.modified())
                .map_err(|error| io(&path, error))?;
            let text = without_notes(&text).to_owned();
            if !text.trim().is_empty() {
                kept.push((written, form, text));
            }
        }
    }
    let newest = kept.into_iter().max_by_key(|(written, ..)| *written);
    Ok(newest.map(|(_, form, text)| (form, text)))
}

/// What an earlier edit has left goes with a decision that gets another number.
pub fn follow(ground: &Ground<'_>, from: Number, to: Number) -> Result<(), Error> {
    for form in Form::ALL {
        let (old, new) = (path(ground, from, form), path(ground, to, form));
        match fs::rename(&old, &new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(&old, error)),
            _ => {}
        }
    }
    Ok(())
}

pub(in crate::action) fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| {
            let said = "it is not UTF-8; have your editor save it so";
            io(path, std::io::Error::new(ErrorKind::InvalidData, said))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io(path, error)),
    }
}

pub(in crate::action) fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| io(folder, error))?;
    }
    fs::write(path, text).map_err(|error| io(path, error))
}

pub(in crate::action) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io(path, error)),
        _ => Ok(()),
    }
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.display().to_string(),
        source,
    }
}

/// The same error with the place that it names where the text is below the notes.
pub(super) fn moved_down(error: Error) -> Error {
    let height = notes(&error).lines().count();
    match error {
        Error::Draft { path, mut error } => {
            error.line += height;
            Error::Draft { path, error }
        }
        other => other,
    }
}

/// What is wrong, as lines to stand on top of the text.
pub(super) fn notes(error: &Error) -> String {
    let mut notes = format!("{NOTE}This text cannot be saved yet:\n");
    for line in error.to_string().lines().chain(error.hint().lines()) {
        notes.push_str(NOTE);
        notes.extend(line.chars().filter(|letter| !letter.is_control()));
        notes.push('\n');
    }
    notes.push_str(NOTE);
    notes.push_str("(Lines like these are taken out again. An empty file leaves all as it was.)\n");
    notes
}

/// The text below the notes on top of it.
pub(super) fn without_notes(mut text: &str) -> &str {
    while text.starts_with(NOTE.trim_end()) {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    text
}
