//! git-adr keeps each record as a note in `refs/notes/adr`: Markdown with front matter, whose `id` is its name.

use std::collections::BTreeMap;

use super::SourceFiles;
use super::document;

/// The name of the format in `imported.format`.
pub const FORMAT: &str = "git-adr";

/// The reference under which the notes lie.
pub const NOTES: &str = "refs/notes/adr";

/// The object that the tool's index hangs on; it is no record.
const INDEX: &str = "0000000000000000000000000000000000000000";

/// Notes, by the name of the object that each is about, as files called by the id of the record.
pub fn files(notes: BTreeMap<String, Vec<u8>>) -> SourceFiles {
    let mut files = SourceFiles::new();
    for (object, bytes) in notes {
        let object = object.replace('/', "");
        if object == INDEX {
            continue;
        }
        let name = document::read(&object, &bytes)
            .ok()
            .and_then(|document| document.id)
            .filter(|id| {
                id.chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
            })
            .unwrap_or(object);
        let path = format!("decisions/{name}.md");
        files.entry(path).or_insert(bytes);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_called_by_the_id_of_its_record() {
        let note =
            b"---\nid: 20251215-use-postgres\nstatus: accepted\n---\n# Use Postgres\n".to_vec();
        let files = files(BTreeMap::from([
            ("ab/cdef".to_owned(), note.clone()),
            ("12/34".to_owned(), b"# Plain\n".to_vec()),
            (INDEX.to_owned(), b"adrs: []\n".to_vec()),
        ]));
        let paths: Vec<&String> = files.keys().collect();
        assert_eq!(
            paths,
            ["decisions/1234.md", "decisions/20251215-use-postgres.md"]
        );
    }
}
