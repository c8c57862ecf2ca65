//! A log of Markdown records: which files are its decisions, what they say of each other, and what becomes of them.
//!
//! One tolerant reader serves every dialect ([`document`](super::document)). What differs from tool to tool is where the
//! records lie. Files that are no decisions are named with the reason, and so is every link that does
//! not plainly lead to one decision.

mod draft;
mod facts;
mod packages;
mod resolve;
mod select;

use std::collections::BTreeMap;

use super::document::Document;
use super::imported::Import;
use super::note::{Note, Notes};
use super::{CharterParts, SourceFiles};

pub use facts::Facts;
pub use packages::CONFIG as LOG4BRAINS;
pub use resolve::{Found, ResolvedLink};
pub use select::wants;

/// The records of a log, read but not yet turned into drafts.
#[derive(Default)]
pub struct Records {
    /// In the order of their paths.
    pub documents: Vec<Document>,
    /// What each link of each document leads to, in their order.
    pub links: Vec<ResolvedLink>,
    /// About files that are no decisions, and about links.
    pub notes: Vec<Note>,
}

/// Reads every record among the files.
pub fn read(files: &SourceFiles) -> Records {
    let mut notes = Vec::new();
    let documents = select::decisions(files, &mut notes);
    Records::of(documents, notes)
}

/// Reads the records of log4brains: those of a package get its name as a tag.
pub fn read_packages(files: &SourceFiles) -> Records {
    let mut records = read(files);
    packages::tag(files, &mut records.documents);
    records
}

impl Records {
    /// The records of these documents, with what was noticed before.
    pub fn of(mut documents: Vec<Document>, mut notes: Vec<Note>) -> Self {
        documents.sort_by(|one, other| one.path.cmp(&other.path));
        let links = resolve::resolve(&documents);
        resolve::note(&links, &mut notes);
        note_collisions(&documents, &mut notes);
        Self {
            documents,
            links,
            notes,
        }
    }

    /// The records as drafts, under the name of their format.
    pub fn import(self, format: &str) -> Import {
        let mut notes = self.notes;
        let mut decisions = Vec::new();
        let order = draft::numbers_kept(&self.documents);
        for document in &self.documents {
            let keeps = order.contains(document.path.as_str());
            decisions.extend(draft::draft(
                document,
                format,
                keeps,
                &self.links,
                &mut notes,
            ));
        }
        for document in self.documents {
            notes.extend(document.notes);
        }
        notes.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        Import {
            decisions,
            charter: CharterParts::default(),
            notes,
        }
    }

    /// The records in figures.
    pub fn facts(&self) -> Facts {
        facts::facts(&self.documents, &self.links)
    }
}

/// Records of one folder that have one number.
fn collisions(documents: &[Document]) -> BTreeMap<(&str, u32), Vec<&Document>> {
    let mut found: BTreeMap<(&str, u32), Vec<&Document>> = BTreeMap::new();
    for document in documents {
        if let Some(number) = document.number() {
            let folder = folder(&document.path);
            found.entry((folder, number)).or_default().push(document);
        }
    }
    found.retain(|_, documents| documents.len() > 1);
    found
}

fn note_collisions(documents: &[Document], notes: &mut Vec<Note>) {
    for ((_, number), documents) in collisions(documents) {
        let Some((first, others)) = documents.split_first() else {
            continue;
        };
        for document in others {
            let other = first.path.clone();
            Notes::about(&document.path, notes)
                .add(None, super::Oddity::NumberTaken { number, other });
        }
    }
}

/// The folder of a path; a record that is a folder's README lies in the folder above.
fn folder(path: &str) -> &str {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if select::is_nameless(file) {
        return folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
    folder
}
