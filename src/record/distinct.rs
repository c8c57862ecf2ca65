//! Lists that name things: people, tags, digests. Each name stands once, so that what is counted by the
//! length of a list is counted once, and a list that says the same is the same list.

use std::collections::HashSet;
use std::fmt::Display;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::yaml::write;

/// For `#[serde(deserialize_with)]`: a list without repeats. The error stands at the list.
pub(super) fn distinct<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Serialize,
{
    let items = Vec::deserialize(deserializer)?;
    // What is written the same is the same, whatever the type.
    let names = items.iter().map(|item| write(item));
    repeated(names).map_or(Ok(items), |name| {
        Err(de::Error::custom(twice(name.trim_end())))
    })
}

/// The first name that stands twice.
pub(super) fn repeated(names: impl IntoIterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    names.into_iter().find_map(|name| {
        if seen.contains(&name) {
            Some(name)
        } else {
            seen.insert(name);
            None
        }
    })
}

/// What to say of a name that stands twice.
pub(super) fn twice(name: impl Display) -> String {
    format!("`{name}` stands here twice: keep one")
}
