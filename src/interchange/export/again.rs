//! Documents read again by our own import: what does not come back as it was is said, whatever the reason.
//!
//! An import is tolerant, and texts of people may look like what it looks for: a title that begins with a number, two
//! options of one name, a link out of what is exported. So nobody has to foresee what such texts are.

use std::collections::BTreeMap;

use super::{Alteration, Change, Document, Entry, Format, Kept, Selection, kept};
use crate::interchange::{SourceFiles, format};
use crate::record::field::Field;
use crate::record::name::Party;
use crate::record::text::Text;

/// Adds a change for each field that has a place in a format and does not come back from the documents.
pub(super) fn compare(
    format: Format,
    selection: &Selection<'_>,
    documents: &[Document],
    changes: &mut Vec<Change>,
) {
    if reader(format).is_none() {
        return;
    }
    let read = read(format, selection, documents);
    for entry in &selection.entries {
        let again = read.get(&path(format, entry, selection));
        let wanted = |field: &Field| kept::kept(format, *field) == Kept::Whole;
        for field in kept::said(entry.text).filter(wanted) {
            let decision = entry.number();
            let is_known = |known: &Change| known.decision == decision && known.field == field;
            let is_same = again.is_some_and(|again| is_same(entry, field, again));
            if !is_same && !changes.iter().any(is_known) {
                changes.push(Change {
                    decision,
                    field,
                    how: Alteration::Reread,
                });
            }
        }
    }
    changes.sort();
}

/// What an import of all documents makes of each decision, by the path that it goes by there.
fn read(
    format: Format,
    selection: &Selection<'_>,
    documents: &[Document],
) -> BTreeMap<String, Text> {
    let Some(reader) = reader(format) else {
        return BTreeMap::new();
    };
    let file = |document: &Document| {
        let name = match document.name.as_str() {
            "" => "decisions.json",
            name => name,
        };
        (name.to_owned(), document.text.clone().into_bytes())
    };
    let files: SourceFiles = documents.iter().map(file).collect();
    let by_path: BTreeMap<String, &Entry<'_>> = selection
        .entries
        .iter()
        .map(|entry| (path(format, entry, selection), entry))
        .collect();
    let number_of = |path: &str| by_path.get(path).map(|entry| entry.number());
    let import = reader.read(&files);
    import
        .decisions
        .iter()
        .filter_map(|draft| {
            let entry = by_path.get(&draft.path)?;
            Some((draft.path.clone(), draft.text(entry.text.id, number_of)))
        })
        .collect()
}

/// The import that reads what a format's export wrote.
const fn reader(format: Format) -> Option<format::Format> {
    match format {
        Format::Madr => Some(format::Format::Madr),
        Format::Nygard => Some(format::Format::AdrTools),
        Format::JsonAdr => Some(format::Format::JsonAdr),
        Format::Json | Format::Csv | Format::InToto => None,
    }
}

/// The path that an import knows a decision by: of its own document, else the one that stands in the document.
fn path(format: Format, entry: &Entry<'_>, selection: &Selection<'_>) -> String {
    if format.is_folder() {
        entry.file()
    } else {
        entry.path(&selection.log.dir)
    }
}

/// Whether a field says the same. Whoever decided joins those who were consulted, which an import does on purpose.
fn is_same(entry: &Entry<'_>, field: Field, again: &Text) -> bool {
    if field != Field::Consulted {
        return field.value(entry.text) == field.value(again);
    }
    let consulted = &entry.text.consulted;
    let deciders = entry.deciders();
    let decided = |party: &Party| matches!(party, Party::Person(who) if deciders.contains(&who));
    consulted.iter().all(|one| again.consulted.contains(one))
        && again
            .consulted
            .iter()
            .all(|one| consulted.contains(one) || decided(one))
}
