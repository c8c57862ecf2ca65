//! Documents read again by our own import: what does not come back as it was is said, whatever the reason.
//!
//! An import is tolerant, and texts of people may look like what it looks for: a title that begins with a number, two
//! options of one name, a link out of what is exported. So nobody has to foresee what such texts are.

use std::collections::BTreeMap;

use super::{Alteration, Change, Document, Entry, Format, Kept, Selection, kept};
use crate::interchange::{SourceFiles, records};
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::name::Party;
use crate::record::text::Text;

/// Adds a change for each field that has a place in a format and does not come back from the documents.
pub(super) fn compare(
    format: Format,
    selection: &Selection<'_>,
    documents: &[Document],
    changes: &mut Vec<Change>,
) {
    let read = read(format, selection, documents);
    for (entry, document) in selection.entries.iter().zip(documents) {
        let again = read.get(document.name.as_str());
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

/// What an import of all documents makes of each.
fn read(
    format: Format,
    selection: &Selection<'_>,
    documents: &[Document],
) -> BTreeMap<String, Text> {
    let files: SourceFiles = documents
        .iter()
        .map(|document| (document.name.clone(), document.text.clone().into_bytes()))
        .collect();
    let of_entries = selection.entries.iter().zip(documents);
    let numbered: BTreeMap<&str, (Number, &Entry<'_>)> = of_entries
        .map(|(entry, document)| (document.name.as_str(), (entry.number(), entry)))
        .collect();
    let number_of = |path: &str| numbered.get(path).map(|(number, _)| *number);
    let import = records::read(&files).import(format.word());
    import
        .decisions
        .iter()
        .filter_map(|draft| {
            let (_, entry) = numbered.get(draft.path.as_str())?;
            Some((draft.path.clone(), draft.text(entry.text.id, number_of)))
        })
        .collect()
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
