//! Records that are kept in git notes.

use std::collections::BTreeMap;

use crate::action::Error;
use crate::interchange::{SourceFiles, git_adr};
use crate::record::yaml;
use crate::store::{Limits, Store, StoreError};

/// The notes of git-adr in a repository, as files called by their ids. What is larger than a record may be is none.
pub fn notes(source: &Store) -> Result<SourceFiles, Error> {
    let Some(tip) = source.tip(git_adr::NOTES)? else {
        return Err(Error::Usage {
            what: format!("the repository has no {}", git_adr::NOTES),
            hint: format!(
                "fetch them first: git fetch origin '{0}:{0}'",
                git_adr::NOTES
            ),
        });
    };
    let tree = source.root_tree(tip)?;
    let mut notes = BTreeMap::new();
    for (path, entry) in source.walk(tree, "", Limits::default())? {
        match source.blob(entry.id, yaml::MAX_BYTES as u64) {
            Ok(bytes) => {
                notes.insert(path, bytes);
            }
            Err(StoreError::TooLarge { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(git_adr::files(notes))
}
