//! Under which name a file lay before a commit that adds it: a file with the same bytes that the commit takes
//! away, else one whose name differs only in case, else the one that is most alike. A file whose name another one
//! takes over in the same commit is taken away as well, though its path stays.
//!
//! How alike two files are is counted as Git does it: the bytes of the lines (in pieces of at most 64 bytes)
//! that both hold, as a share of the larger file. Half is enough. Two files never come from one.

use std::collections::{HashMap, HashSet};

use super::watch::Changed;
use crate::log::tree::ObjectId;
use crate::record::yaml;
use crate::store::{Store, StoreError};

/// Most files that a commit takes away which are read to see whether one of them became another.
const MOST_CANDIDATES: usize = 1_000;

/// Most pairs of files that are compared for one commit.
const MOST_PAIRS: usize = 100_000;

/// The longest piece of a line, in bytes.
const PIECE: usize = 64;

/// How alike two files must be, in percent.
const ALIKE: u64 = 50;

/// How strongly a removed file looks like where an added one comes from; the greater, the more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    kind: Kind,
    /// In percent.
    shared: u64,
    /// Whether the file's own name is the same, and only the folder differs.
    same_name: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Alike,
    SameButForCase,
    Same,
}

/// Which of these files have no past under the name that they have: what lay there has moved on to another of them,
/// byte for byte, and what lies there now is another text.
pub(super) fn displaced(store: &Store, changes: &[Changed]) -> Result<Vec<bool>, StoreError> {
    let moved: HashSet<ObjectId> = changes.iter().map(|change| change.after).collect();
    let mut pieces = Pieces {
        store,
        known: HashMap::new(),
    };
    let is_displaced = |change: &Changed| match change.before {
        Some(before) if moved.contains(&before) => Ok(pieces.shared(before, change.after)? < ALIKE),
        _ => Ok(false),
    };
    changes.iter().map(is_displaced).collect()
}

/// For each added file the path of the removed one that it was, where there is one.
pub(super) fn sources<'a>(
    store: &Store,
    added: &'a [Changed],
    removed: &'a [(String, ObjectId)],
) -> Result<Vec<(&'a Changed, &'a str)>, StoreError> {
    let mut pieces = Pieces {
        store,
        known: HashMap::new(),
    };
    let mut pairs = certain(added, removed);
    let settled: HashSet<usize> = pairs.iter().map(|(_, to, _)| *to).collect();
    let open = (0..added.len()).filter(|to| !settled.contains(to));
    let candidates = removed.len().min(MOST_CANDIDATES);
    let products = open.flat_map(|to| (0..candidates).map(move |from| (to, from)));
    for (to, from) in products.take(MOST_PAIRS) {
        let (change, (path, blob)) = (&added[to], &removed[from]);
        let shared = pieces.shared(change.after, *blob)?;
        if shared >= ALIKE {
            let likeness = Likeness {
                kind: Kind::Alike,
                shared,
                same_name: name(path) == name(&change.path),
            };
            pairs.push((likeness, to, from));
        }
    }
    // The best pair first; places only so that the order is always the same.
    pairs.sort_by(|one, other| (other.0, one.1, one.2).cmp(&(one.0, other.1, other.2)));
    let (mut taken_to, mut taken_from) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    for (_, to, from) in pairs {
        if !taken_to.contains(&to) && taken_from.insert(from) {
            taken_to.insert(to);
            found.push((&added[to], removed[from].0.as_str()));
        }
    }
    Ok(found)
}

/// The pairs that need no reading: the same bytes, or the same path but for case.
fn certain(added: &[Changed], removed: &[(String, ObjectId)]) -> Vec<(Likeness, usize, usize)> {
    let mut by_blob: HashMap<ObjectId, Vec<usize>> = HashMap::new();
    let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (path, blob)) in removed.iter().enumerate() {
        by_blob.entry(*blob).or_default().push(at);
        by_path.entry(path.to_lowercase()).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for (to, change) in added.iter().enumerate() {
        let same = by_blob.get(&change.after).into_iter().flatten();
        let same = same.map(|from| (Kind::Same, *from));
        let cased = by_path
            .get(&change.path.to_lowercase())
            .into_iter()
            .flatten();
        let cased = cased.map(|from| (Kind::SameButForCase, *from));
        for (kind, from) in same.chain(cased).take(MOST_CANDIDATES) {
            let likeness = Likeness {
                kind,
                shared: 100,
                same_name: name(&removed[from].0) == name(&change.path),
            };
            pairs.push((likeness, to, from));
        }
    }
    pairs
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The pieces of files, each file read once.
struct Pieces<'s> {
    store: &'s Store,
    known: HashMap<ObjectId, Option<Counted>>,
}

/// A file taken apart: how often it holds each piece, and how many bytes that is in all.
struct Counted {
    pieces: HashMap<Vec<u8>, u64>,
    bytes: u64,
}

impl Pieces<'_> {
    /// What two files share, in percent of the larger one; nothing where one is larger than a record may be.
    fn shared(&mut self, one: ObjectId, other: ObjectId) -> Result<u64, StoreError> {
        self.read(one)?;
        self.read(other)?;
        let counted = |id| self.known.get(&id).and_then(Option::as_ref);
        let (Some(one), Some(other)) = (counted(one), counted(other)) else {
            return Ok(0);
        };
        Ok(one.shared(other))
    }

    fn read(&mut self, id: ObjectId) -> Result<(), StoreError> {
        if self.known.contains_key(&id) {
            return Ok(());
        }
        let bytes = match self.store.blob(id, yaml::MAX_BYTES as u64) {
            Ok(bytes) => Some(bytes),
            Err(StoreError::TooLarge { .. }) => None,
            Err(error) => return Err(error),
        };
        self.known
            .insert(id, bytes.map(|bytes| Counted::of(&bytes)));
        Ok(())
    }
}

impl Counted {
    fn of(bytes: &[u8]) -> Self {
        let mut pieces = HashMap::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            for piece in line.chunks(PIECE) {
                *pieces.entry(piece.to_vec()).or_default() += 1;
            }
        }
        Self {
            pieces,
            bytes: bytes.len() as u64,
        }
    }

    fn shared(&self, other: &Self) -> u64 {
        let both = self.pieces.iter().filter_map(|(piece, count)| {
            let elsewhere = other.pieces.get(piece)?;
            Some(piece.len() as u64 * count.min(elsewhere))
        });
        let larger = self.bytes.max(other.bytes);
        (both.sum::<u64>() * 100).checked_div(larger).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, other: &str) -> u64 {
        Counted::of(one.as_bytes()).shared(&Counted::of(other.as_bytes()))
    }

    #[test]
    fn likeness_is_what_both_hold_as_a_share_of_the_larger() {
        assert_eq!(shared("a\nb\n", "b\na\n"), 100);
        assert_eq!(shared("a\nb\n", "a\nc\n"), 50);
        assert_eq!(shared("a\n", "a\na\na\na\n"), 25);
        assert_eq!(shared("", ""), 0);
        let long = "x".repeat(200);
        assert!(shared(&format!("{long}y\n"), &format!("{long}z\n")) > 90);
    }
}
