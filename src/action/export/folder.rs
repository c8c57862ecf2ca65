//! Documents on disk: written anew where they have changed, and never over a file that no export wrote.
//!
//! A folder of documents keeps a list of what was written there, each file with its digest ([`LIST`]). A file that is
//! as it was written may be written anew; one that somebody has made or changed is refused, unless they insist. All of
//! it is looked at before anything is written. Links are never followed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::action::Error;
use crate::interchange::export::{Document, Format};
use crate::record::digest::Digest;

/// The file in a folder of documents that says what was written there.
pub const LIST: &str = ".adr-export";

/// Most bytes of that file, and of a file that is compared: 64 MiB.
const MOST: u64 = 64 << 20;

/// Where documents go.
pub enum Place {
    /// Into one file: a format of one document.
    File(PathBuf),
    /// Each into a file of its own.
    Folder(PathBuf),
}

/// What was written where.
#[derive(Debug, Serialize)]
pub struct Written {
    /// The file or folder.
    pub to: String,
    /// How many files were written.
    pub written: usize,
    /// How many said the same already.
    pub unchanged: usize,
    /// Files of an earlier export of the same format that are no part of this one, and still as they were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_over: Vec<String>,
}

/// What stands in [`LIST`].
#[derive(Serialize, Deserialize)]
struct Listed {
    version: u32,
    format: String,
    files: BTreeMap<String, Digest>,
}

/// Writes documents. `force` writes over files that no export wrote.
pub fn write(
    place: &Place,
    format: Format,
    documents: &[Document],
    force: bool,
) -> Result<Written, Error> {
    match place {
        Place::File(file) => write_file(file, documents, force),
        Place::Folder(folder) => write_folder(folder, format, documents, force),
    }
}

fn write_file(path: &Path, documents: &[Document], force: bool) -> Result<Written, Error> {
    let text: String = documents.iter().map(|one| one.text.as_str()).collect();
    let there = look(path)?;
    let is_same = there.as_deref() == Some(text.as_bytes());
    if there.is_some() && !is_same && !force {
        return Err(Error::Declined {
            what: format!(
                "{} is there already, and says something else",
                path.display()
            ),
            hint: "name another file, or write over it with --force".to_owned(),
        });
    }
    if !is_same {
        put(path, text.as_bytes(), there.is_some())?;
    }
    Ok(Written {
        to: path.display().to_string(),
        written: usize::from(!is_same),
        unchanged: usize::from(is_same),
        left_over: Vec::new(),
    })
}

fn write_folder(
    folder: &Path,
    format: Format,
    documents: &[Document],
    force: bool,
) -> Result<Written, Error> {
    let list = folder.join(LIST);
    let before = look(&list)?.and_then(|bytes| serde_json::from_slice::<Listed>(&bytes).ok());
    let before = before.filter(|listed| listed.format == format.word());
    let ours = before.map(|listed| listed.files).unwrap_or_default();
    let mut changed = Vec::new();
    let mut foreign = Vec::new();
    for document in documents {
        let there = look(&folder.join(&document.name))?;
        match there {
            Some(bytes) if bytes == document.text.as_bytes() => {}
            Some(bytes) => {
                if ours.get(&document.name) != Some(&Digest::of(&bytes)) {
                    foreign.push(document.name.as_str());
                }
                changed.push((document, true));
            }
            None => changed.push((document, false)),
        }
    }
    if !foreign.is_empty() && !force {
        return Err(refused(folder, &foreign));
    }
    fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    for (document, is_there) in &changed {
        put(
            &folder.join(&document.name),
            document.text.as_bytes(),
            *is_there,
        )?;
    }
    let left_over = left_over(folder, &ours, documents)?;
    let mut files: BTreeMap<String, Digest> = documents
        .iter()
        .map(|one| (one.name.clone(), Digest::of(one.text.as_bytes())))
        .collect();
    files.extend(
        ours.into_iter()
            .filter(|(name, _)| left_over.contains(name)),
    );
    keep_list(&list, format, files)?;
    Ok(Written {
        to: folder.display().to_string(),
        written: changed.len(),
        unchanged: documents.len() - changed.len(),
        left_over,
    })
}

fn refused(folder: &Path, foreign: &[&str]) -> Error {
    let named: Vec<&str> = foreign.iter().copied().take(3).collect();
    let more = match foreign.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Error::Declined {
        what: format!(
            "in {} there are files that no export wrote, or that somebody has changed since: {}{more}",
            folder.display(),
            named.join(", ")
        ),
        hint: "name another folder, or write over them with --force".to_owned(),
    }
}

/// Files that were written earlier, are as they were, and have no document any more.
fn left_over(
    folder: &Path,
    ours: &BTreeMap<String, Digest>,
    documents: &[Document],
) -> Result<Vec<String>, Error> {
    let mut left = Vec::new();
    for (name, digest) in ours {
        let is_plain = !name.contains(['/', '\\']) && name != "..";
        if !is_plain || documents.iter().any(|one| one.name == *name) {
            continue;
        }
        if look(&folder.join(name))?.is_some_and(|bytes| Digest::of(&bytes) == *digest) {
            left.push(name.clone());
        }
    }
    Ok(left)
}

fn keep_list(list: &Path, format: Format, files: BTreeMap<String, Digest>) -> Result<(), Error> {
    let listed = Listed {
        version: 1,
        format: format.word().to_owned(),
        files,
    };
    let text = serde_json::to_string_pretty(&listed).map_err(|error| io(list, error.into()))?;
    let text = format!("{text}\n");
    let there = look(list)?;
    if there.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    put(list, text.as_bytes(), there.is_some())
}

/// What a file says; `None` where there is none. What is no file is in the way.
fn look(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(source) => return Err(io(path, source)),
    };
    if !about.is_file() {
        return Err(Error::Declined {
            what: format!("{} is in the way: it is no file", path.display()),
            hint: "move it, or name another place".to_owned(),
        });
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
    read.map_err(|source| io(path, source))?;
    Ok(Some(bytes))
}

/// Writes a file that is not there, or no longer: so nothing is written through a link that came in between.
fn put(path: &Path, bytes: &[u8], is_there: bool) -> Result<(), Error> {
    let removed = if is_there {
        fs::remove_file(path)
    } else {
        Ok(())
    };
    let written = removed
        .and_then(|()| File::create_new(path))
        .and_then(|mut file| file.write_all(bytes));
    written.map_err(|source| io(path, source))
}

fn io(path: &Path, source: io::Error) -> Error {
    Error::Io {
        path: path.display().to_string(),
        source,
    }
}
