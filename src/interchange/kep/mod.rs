//! Kubernetes Enhancement Proposals: a `kep.yaml` of fields, a `README.md` of prose beside it, and the
//! `OWNERS_ALIASES` of the repository.
//!
//! The fields are those of <https://github.com/kubernetes/enhancements/tree/master/keps/NNNN-kep-template>. The first author
//! becomes the owner, the other authors and the reviewers are consulted, the approvers are named as approvers;
//! the owning SIG is a tag; `Summary` and `Motivation` are the context, `Proposal` is the decision. Status and
//! number are kept as the source's own. Fields without a place in a decision are kept under `custom`, sections
//! without one stay behind and are listed. Files of production readiness and `OWNERS` are not read.

mod aliases;
mod document;
mod fields;
mod links;
mod people;
mod readme;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::imported::{CharterParts, Import, ImportedDecision, Naming};
use super::note::{Note, Oddity};
use super::{Role, SourceFiles};
use crate::record::name::{Handle, Party};

pub use aliases::charter_parts;
use fields::Entry;

/// The name of the format in `imported.format`.
pub const FORMAT: &str = "kep";

/// Whether a file is read at all, by its path.
pub fn wants(path: &str) -> bool {
    ["kep.yaml", "README.md", aliases::FILE]
        .into_iter()
        .any(|name| folder_of(path, name).is_some())
}

/// The files that belong to the record of a `kep.yaml`, by its path: the prose beside it.
pub fn companions(path: &str) -> Vec<String> {
    folder_of(path, "kep.yaml")
        .map(|folder| format!("{folder}README.md"))
        .into_iter()
        .collect()
}

/// Whether a file says something about every record.
pub fn is_shared(path: &str) -> bool {
    folder_of(path, aliases::FILE).is_some()
}

/// Reads every `kep.yaml` at whatever depth, the `README.md` beside each, and the topmost `OWNERS_ALIASES`.
///
/// A file that cannot be read is noted and left out; the import goes on.
pub fn read(files: &SourceFiles) -> Import {
    let mut notes = Vec::new();
    let charter = read_aliases(files, &mut notes);
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        let Some(folder) = folder_of(path, "kep.yaml") else {
            continue;
        };
        let readme_path = format!("{folder}README.md");
        let readme = files.get_key_value(&readme_path);
        drafts.extend(document::read(path, bytes, readme, &charter, &mut notes));
    }
    note_shared_numbers(&drafts, &mut notes);
    links::resolve(&mut drafts, &mut notes);
    let decisions: Vec<ImportedDecision> = drafts.into_iter().map(|draft| draft.decision).collect();
    note_shared_handles(&charter, &decisions, &mut notes);
    notes.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    Import {
        decisions,
        charter,
        notes,
    }
}

/// The folder of a path that ends in this file name, with its final slash; empty at the top.
fn folder_of<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    path.strip_suffix(name)
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

fn read_aliases(files: &SourceFiles, notes: &mut Vec<Note>) -> CharterParts {
    let mut found: Vec<&String> = files
        .keys()
        .filter(|path| folder_of(path, aliases::FILE).is_some())
        .collect();
    found.sort_by_key(|path| (path.matches('/').count(), *path));
    let mut found = found.into_iter();
    let Some((topmost, bytes)) = found.next().and_then(|path| files.get_key_value(path)) else {
        return CharterParts::default();
    };
    notes.extend(found.map(|path| Note {
        path: path.clone(),
        line: None,
        what: Oddity::SecondAliases {
            read: topmost.clone(),
        },
    }));
    let (charter, odd) = charter_parts(topmost, bytes);
    notes.extend(odd);
    charter
}

/// Several KEPs with one number: links by that number are ambiguous. Number 0 is noted with the KEP itself.
fn note_shared_numbers(drafts: &[document::Draft], notes: &mut Vec<Note>) {
    let mut first: BTreeMap<u32, &str> = BTreeMap::new();
    for draft in drafts {
        let source = &draft.decision.source;
        let Some(number) = source.number.filter(|number| *number != 0) else {
            continue;
        };
        match first.get(&number) {
            None => {
                first.insert(number, &draft.decision.path);
            }
            Some(other) => notes.push(Note {
                path: draft.decision.path.clone(),
                line: draft.number_line,
                what: Oddity::NumberTaken {
                    number,
                    other: (*other).to_owned(),
                },
            }),
        }
    }
}

/// Different names that come out as one handle, over the whole import.
fn note_shared_handles(
    charter: &CharterParts,
    decisions: &[ImportedDecision],
    notes: &mut Vec<Note>,
) {
    let mut spellings: BTreeMap<Handle, String> = charter
        .people
        .iter()
        .map(|(handle, person)| (handle.clone(), people::login(person.name.as_str())))
        .collect();
    for decision in decisions {
        for Naming {
            verbatim, party, ..
        } in &decision.namings
        {
            let Some(Party::Person(handle)) = party else {
                continue;
            };
            let login = people::login(verbatim);
            let before = spellings
                .entry(handle.clone())
                .or_insert_with(|| login.clone());
            if *before != login {
                notes.push(Note {
                    path: decision.path.clone(),
                    line: None,
                    what: Oddity::SameHandle {
                        text: verbatim.clone(),
                        other: before.clone(),
                        handle: handle.clone(),
                    },
                });
            }
        }
    }
}
