//! Names in one folder that not every system can tell apart.
//!
//! A tree may hold one name twice, or two names that differ only in case or in Unicode's normal form. On
//! most Macs and on Windows the second overwrites the first when it is checked out, so that two people
//! who look at one commit see different files.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{Store, StoreError};
use crate::log::tree::ObjectId;

impl Store {
    /// Groups of names in the folder at `path` (the root for `""`) that clash, each group in the order of
    /// the tree. Empty in every sound folder, and where there is none.
    pub fn clashing_names(
        &self,
        tree: ObjectId,
        path: &str,
    ) -> Result<Vec<Vec<String>>, StoreError> {
        let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, _) in self.list(tree, path)? {
            alike.entry(folded(&name)).or_default().push(name);
        }
        Ok(alike
            .into_values()
            .filter(|names| names.len() > 1)
            .collect())
    }
}

/// The name without what such systems do not keep: case and normal form.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let lower: String = name.nfd().flat_map(char::to_lowercase).collect();
    lower.nfc().collect()
}
