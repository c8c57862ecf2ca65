//! What was worked out from folders, kept by their tree ids.
//!
//! A tree id names all that a folder holds, so that what follows from the folder alone is right for ever:
//! nothing goes out of date, whatever branch is looked at. Nothing here is proved, since whoever can write to
//! the repository's own folder can write here too; no verdict rests on it. The file may be deleted at any
//! time. It is appended to by whoever has something new; what was torn or altered ends the reading, and the
//! file is written anew.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::Store;
use super::own::{make_own_folder, shared_draft};
use crate::log::tree::ObjectId;

const ID: usize = 20;
const LENGTH: usize = 4;
const CHECKSUM: usize = 4;

/// When more than so many times of what was asked for is kept, the rest is dropped.
const SPARE: usize = 4;

/// Below so many bytes nothing is dropped.
const SMALL: usize = 1 << 20;

/// What is known of folders, for one purpose.
pub struct Memo {
    path: PathBuf,
    heading: Vec<u8>,
    bytes: Vec<u8>,
    known: HashMap<ObjectId, Range<usize>>,
    /// What is to be appended.
    fresh: Vec<u8>,
    /// Whether the file holds something that makes no sense, or is not there.
    is_broken: bool,
}

impl Store {
    /// What is known for a purpose: `name`, and the version of what is kept for it. Empty where nothing can be
    /// read.
    pub fn memo(&self, name: &str, version: u32) -> Memo {
        let path = self.own_folder().join(format!("{name}.memo"));
        Memo::open(path, format!("adr memo {name} {version}\n").into_bytes())
    }
}

impl Memo {
    fn open(path: PathBuf, heading: Vec<u8>) -> Self {
        let bytes = fs::read(&path).unwrap_or_default();
        let mut memo = Self {
            path,
            is_broken: !bytes.starts_with(&heading),
            known: HashMap::new(),
            fresh: Vec::new(),
            bytes,
            heading,
        };
        if !memo.is_broken {
            memo.index();
        }
        memo
    }

    fn index(&mut self) {
        let mut at = self.heading.len();
        while at < self.bytes.len() {
            let Some((id, value)) = entry(&self.bytes, at) else {
                self.is_broken = true;
                return;
            };
            at = value.end;
            self.known.insert(id, value);
        }
    }

    /// What is known of a folder.
    pub fn get(&self, folder: ObjectId) -> Option<&[u8]> {
        self.bytes.get(self.known.get(&folder)?.clone())
    }

    /// Keeps what follows from a folder.
    pub fn keep(&mut self, folder: ObjectId, value: &[u8]) {
        append(&mut self.fresh, folder, value);
    }

    /// Writes what is new. `live` are the folders that were asked for: far more than that is not kept. That it
    /// cannot be written (a full disk, a repository of somebody else) is no matter.
    pub fn save(&mut self, live: &[ObjectId]) {
        let _ = self.write(live);
    }

    fn write(&self, live: &[ObjectId]) -> io::Result<()> {
        let is_crowded = self.bytes.len() > SMALL && self.known.len() > SPARE * live.len().max(1);
        if self.fresh.is_empty() && !is_crowded {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("."));
        make_own_folder(folder)?;
        if !self.is_broken && !is_crowded {
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            // In one piece, so that two processes do not write into each other.
            return file.write_all(&self.fresh);
        }
        let mut all = self.heading.clone();
        for folder in live {
            if let Some(value) = self.get(*folder) {
                append(&mut all, *folder, value);
            }
        }
        all.extend_from_slice(&self.fresh);
        let mut draft = shared_draft(folder)?;
        draft.write_all(&all)?;
        draft.persist(&self.path)?;
        Ok(())
    }
}

/// The entry that begins there: its folder, and where its value stands. `None` where it makes no sense.
fn entry(bytes: &[u8], at: usize) -> Option<(ObjectId, Range<usize>)> {
    let rest = bytes.get(at..)?;
    let (id, rest) = rest.split_first_chunk::<ID>()?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    let (checksum, rest) = rest.split_first_chunk::<CHECKSUM>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let id = ObjectId::from_bytes(*id);
    let sum = sum(id, rest.get(..length)?);
    let start = at + ID + LENGTH + CHECKSUM;
    (sum == u32::from_le_bytes(*checksum)).then_some((id, start..start + length))
}

fn append(out: &mut Vec<u8>, id: ObjectId, value: &[u8]) {
    // Nothing that is kept comes near 4 GiB; what did would not be found again.
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(id.as_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&sum(id, value).to_le_bytes());
    out.extend_from_slice(value);
}

/// A checksum against accidents, of the value and of whose it is.
fn sum(id: ObjectId, value: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(id.as_bytes());
    hasher.update(value);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> ObjectId {
        ObjectId::from_bytes([byte; ID])
    }

    fn open(path: &Path) -> Memo {
        Memo::open(path.to_owned(), b"adr memo test 1\n".to_vec())
    }

    fn with_two(path: &Path) {
        let mut memo = open(path);
        memo.keep(id(1), b"one");
        memo.save(&[id(1)]);
        let mut memo = open(path);
        memo.keep(id(2), b"two");
        memo.save(&[id(1), id(2)]);
    }

    #[test]
    fn what_is_kept_is_there_for_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("adr/test.memo");
        with_two(&path);
        let memo = open(&path);
        assert_eq!(memo.get(id(1)), Some(&b"one"[..]));
        assert_eq!(memo.get(id(2)), Some(&b"two"[..]));
        assert_eq!(memo.get(id(3)), None);
    }

    #[test]
    fn wherever_it_is_torn_or_altered_it_says_nothing_false_and_mends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("adr/test.memo");
        with_two(&path);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 0x20;
            for bytes in [&whole[..at], &altered[..]] {
                fs::write(&path, bytes).unwrap();
                let mut memo = open(&path);
                for (folder, value) in [(id(1), &b"one"[..]), (id(2), b"two")] {
                    match memo.get(folder).map(<[u8]>::to_vec) {
                        Some(known) => assert_eq!(known, value, "at {at}"),
                        None => memo.keep(folder, value),
                    }
                }
                memo.save(&[id(1), id(2)]);
                let mended = open(&path);
                assert!(!mended.is_broken, "at {at}");
                assert_eq!(mended.get(id(1)), Some(&b"one"[..]), "at {at}");
                assert_eq!(mended.get(id(2)), Some(&b"two"[..]), "at {at}");
            }
        }
    }

    #[test]
    fn another_version_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("adr/test.memo");
        with_two(&path);
        let mut newer = Memo::open(path.clone(), b"adr memo test 2\n".to_vec());
        assert_eq!(newer.get(id(1)), None);
        newer.keep(id(1), b"uno");
        newer.save(&[id(1)]);
        let newer = Memo::open(path, b"adr memo test 2\n".to_vec());
        assert_eq!(newer.get(id(1)), Some(&b"uno"[..]));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_matter() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("adr");
        fs::write(&file, "in the way").unwrap();
        let mut memo = open(&file.join("test.memo"));
        memo.keep(id(1), b"one");
        memo.save(&[id(1)]);
        assert_eq!(fs::read(file).unwrap(), b"in the way");
    }
}
