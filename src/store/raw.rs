//! Tree objects as the bytes that they are.
//!
//! libgit2 reads trees by name and hides what a hostile tree may hold: the same name twice, names out of
//! order, a slash inside a name. Here every entry is kept in the order it has, so that the check sees
//! what is there. The format is git's: `MODE SP NAME NUL ID`, repeated.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::log::tree::{Entry, FileMode, ObjectId};

const FORMAT_BITS: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const SYMLINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;
const ID_LENGTH: usize = 20;

/// One entry, with its mode and name exactly as stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct RawEntry {
    pub(super) mode: u32,
    pub(super) name: Vec<u8>,
    pub(super) id: ObjectId,
}

impl RawEntry {
    pub(super) fn file(name: &[u8], mode: u32, id: ObjectId) -> Self {
        Self {
            mode,
            name: name.to_vec(),
            id,
        }
    }

    pub(super) fn directory(name: &[u8], id: ObjectId) -> Self {
        Self {
            mode: DIRECTORY,
            name: name.to_vec(),
            id,
        }
    }

    pub(super) fn is_directory(&self) -> bool {
        self.mode & FORMAT_BITS == DIRECTORY
    }

    pub(super) fn entry(&self) -> Entry {
        Entry {
            mode: file_mode(self.mode),
            id: self.id,
        }
    }

    /// Whether this is the entry that a path calls `name`.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name.as_bytes() || name.contains('\\') && self.shown() == name
    }

    /// The name for people and paths: what is not UTF-8, and a slash, stands as `\xNN`.
    pub(super) fn shown(&self) -> String {
        escape(&self.name)
    }
}

/// What a mode means, as git reads it: whatever is no file, link or folder is a submodule.
fn file_mode(mode: u32) -> FileMode {
    match mode & FORMAT_BITS {
        DIRECTORY => FileMode::Directory,
        SYMLINK => FileMode::Symlink,
        FILE if mode & 0o111 != 0 => FileMode::Executable,
        FILE => FileMode::Regular,
        _ => FileMode::Submodule,
    }
}

/// The mode that git stores for such an entry.
pub(super) const fn stored_mode(mode: FileMode) -> u32 {
    match mode {
        FileMode::Regular => 0o100_644,
        FileMode::Executable => 0o100_755,
        FileMode::Symlink => SYMLINK,
        FileMode::Submodule => SUBMODULE,
        FileMode::Directory => DIRECTORY,
    }
}

pub(super) fn escape(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character == '/' {
                shown.push_str("\\x2f");
            } else {
                shown.push(character);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// Reads a tree. The error says what is wrong with it.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<RawEntry>, &'static str> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (entry, after) = split_entry(rest)?;
        entries.push(RawEntry::read(entry)?);
        rest = after;
    }
    Ok(entries)
}

/// Reads two trees without the entries that they share at their start and at their end: of a large folder in
/// which little changed, little is left.
pub(super) fn parse_apart(
    one: &[u8],
    other: &[u8],
) -> Result<(Vec<RawEntry>, Vec<RawEntry>), &'static str> {
    let (mut one, mut other) = (split(one)?, split(other)?);
    let pairs = || one.iter().zip(&other);
    let start = pairs().take_while(|(one, other)| one == other).count();
    one.drain(..start);
    other.drain(..start);
    let pairs = one.iter().rev().zip(other.iter().rev());
    let end = pairs.take_while(|(one, other)| one == other).count();
    one.truncate(one.len() - end);
    other.truncate(other.len() - end);
    let read = |entries: Vec<&[u8]>| -> Result<Vec<RawEntry>, _> {
        entries.into_iter().map(RawEntry::read).collect()
    };
    Ok((read(one)?, read(other)?))
}

fn split(mut bytes: &[u8]) -> Result<Vec<&[u8]>, &'static str> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (entry, after) = split_entry(bytes)?;
        entries.push(entry);
        bytes = after;
    }
    Ok(entries)
}

/// The first entry, and what comes after it.
fn split_entry(bytes: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .ok_or("an entry has no end")?;
    bytes
        .split_at_checked(end + 1 + ID_LENGTH)
        .ok_or("an entry has no id")
}

impl RawEntry {
    /// Reads `MODE SP NAME NUL ID`.
    fn read(entry: &[u8]) -> Result<Self, &'static str> {
        let (about, id) = entry
            .split_last_chunk::<ID_LENGTH>()
            .ok_or("an entry has no id")?;
        let about = about.strip_suffix(&[0]).ok_or("an entry has no end")?;
        let space = about
            .iter()
            .position(|&byte| byte == b' ')
            .ok_or("an entry has no mode")?;
        let (digits, name) = about.split_at(space);
        Ok(Self {
            mode: parse_mode(digits).ok_or("a mode is not an octal number")?,
            name: name.get(1..).unwrap_or_default().to_vec(),
            id: ObjectId::from_bytes(*id),
        })
    }
}

fn parse_mode(digits: &[u8]) -> Option<u32> {
    const LONGEST: usize = 7;
    if digits.is_empty() || digits.len() > LONGEST {
        return None;
    }
    digits.iter().try_fold(0u32, |mode, digit| match digit {
        b'0'..=b'7' => Some(mode * 8 + u32::from(digit - b'0')),
        _ => None,
    })
}

/// Writes a tree, in git's order: by bytes, a folder as if its name ended in a slash. Entries of one name
/// keep the order that they have.
pub(super) fn serialize(mut entries: Vec<RawEntry>) -> Vec<u8> {
    entries.sort_by(order);
    let mut bytes = Vec::with_capacity(entries.iter().map(|entry| entry.name.len() + 28).sum());
    for entry in entries {
        bytes.extend_from_slice(format!("{:o} ", entry.mode).as_bytes());
        bytes.extend_from_slice(&entry.name);
        bytes.push(0);
        bytes.extend_from_slice(entry.id.as_bytes());
    }
    bytes
}

fn order(one: &RawEntry, other: &RawEntry) -> Ordering {
    fn key(entry: &RawEntry) -> impl Iterator<Item = u8> + '_ {
        let slash = entry.is_directory().then_some(b'/');
        entry.name.iter().copied().chain(slash)
    }
    key(one).cmp(key(other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: ObjectId = ObjectId::from_bytes([7; 20]);

    #[test]
    fn a_folder_sorts_as_if_its_name_ended_in_a_slash() {
        let bytes = serialize(vec![
            RawEntry::directory(b"a", ID),
            RawEntry::file(b"a0", 0o100_644, ID),
            RawEntry::file(b"a.txt", 0o100_644, ID),
        ]);
        let names: Vec<_> = parse(&bytes).unwrap().iter().map(RawEntry::shown).collect();
        assert_eq!(names, ["a.txt", "a", "a0"]);
    }

    #[test]
    fn a_name_that_is_not_text_cannot_pass_for_one_that_is() {
        assert_eq!(escape(b"a\xffb"), "a\\xffb");
        assert_eq!(escape(b"../etc"), "..\\x2fetc");
    }

    #[test]
    fn the_same_name_twice_stays_twice() {
        let twice = vec![
            RawEntry::file(b"a", 0o100_644, ID),
            RawEntry::file(b"a", 0o100_755, ID),
        ];
        assert_eq!(parse(&serialize(twice.clone())).unwrap(), twice);
    }

    #[test]
    fn what_two_trees_share_at_both_ends_is_left_out() {
        let tree = |names: &[&str]| {
            let entry = |name: &&str| RawEntry::file(name.as_bytes(), 0o100_644, ID);
            serialize(names.iter().map(entry).collect())
        };
        let names = |entries: Vec<RawEntry>| -> Vec<String> {
            entries.iter().map(RawEntry::shown).collect()
        };
        let apart = |one: &[&str], other: &[&str]| {
            let (one, other) = parse_apart(&tree(one), &tree(other)).unwrap();
            (names(one), names(other))
        };
        let none: Vec<String> = Vec::new();
        assert_eq!(
            apart(&["a", "b"], &["a", "b"]),
            (none.clone(), none.clone())
        );
        assert_eq!(
            apart(&["a", "c", "d"], &["a", "b", "c", "d"]),
            (none.clone(), vec!["b".to_owned()])
        );
        // What is shared is shared once, also where one name stands several times.
        assert_eq!(apart(&["a", "a"], &["a"]), (vec!["a".to_owned()], none));
    }

    proptest! {
        #[test]
        fn any_bytes_give_entries_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(entries) = parse(&bytes) {
                prop_assert!(entries.len() <= bytes.len());
            }
        }
    }
}
