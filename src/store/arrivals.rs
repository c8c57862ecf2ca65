//! When which text arrived at a server, kept in a file of the repository's own folder, where no push
//! reaches.
//!
//! For each branch: the commit that was looked at last, and the texts that it holds with the moment at which
//! they came. A text that leaves its branches is forgotten, so that nobody can show it for a minute, take it
//! away, and count the days in which no one could read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use super::own::{make_own_folder, shared_draft};
use super::patience::{Patience, is_abandoned};
use super::{Store, StoreError};
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;

/// The first line of the file.
const HEADING: &str = "adr arrivals 1";

/// What has arrived, by full name of the branch.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Arrivals(pub BTreeMap<String, Arrived>);

/// What a branch holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrived {
    /// The commit that was looked at.
    pub tip: ObjectId,
    /// When each of its texts came, by digest.
    pub texts: BTreeMap<Digest, DateTime<FixedOffset>>,
}

impl Arrivals {
    /// When each text came to the first of the branches that hold it.
    pub fn first_seen(&self) -> BTreeMap<Digest, DateTime<FixedOffset>> {
        let mut first = BTreeMap::new();
        for (digest, moment) in self.0.values().flat_map(|arrived| &arrived.texts) {
            let known = first.entry(*digest).or_insert(*moment);
            *known = (*known).min(*moment);
        }
        first
    }

    fn write(&self) -> String {
        let mut text = format!("{HEADING}\n");
        for (name, arrived) in &self.0 {
            // Writing to a string cannot fail. No ref's name holds a space or a line break.
            let _ = writeln!(text, "{} {name}", arrived.tip);
            for (digest, moment) in &arrived.texts {
                let _ = writeln!(text, "  {digest} {}", moment.to_rfc3339());
            }
        }
        text
    }

    /// `None` where the text is not what [`Arrivals::write`] writes.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != HEADING {
            return None;
        }
        let mut read = Self::default();
        let mut branch: Option<&mut Arrived> = None;
        for line in lines {
            if let Some(line) = line.strip_prefix("  ") {
                let (digest, moment) = line.split_once(' ')?;
                let moment = DateTime::parse_from_rfc3339(moment).ok()?;
                branch.as_mut()?.texts.insert(digest.parse().ok()?, moment);
            } else {
                let (tip, name) = line.split_once(' ')?;
                let arrived = Arrived {
                    tip: ObjectId::from_hex(tip)?,
                    texts: BTreeMap::new(),
                };
                branch = Some(read.0.entry(name.to_owned()).or_insert(arrived));
            }
        }
        Some(read)
    }
}

impl Store {
    /// What has arrived so far.
    pub fn arrivals(&self) -> Result<Arrivals, StoreError> {
        let file = self.arrivals_file();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Arrivals::default()),
            Err(error) => return Err(StoreError::io(file, error)),
        };
        Arrivals::read(&text).ok_or(StoreError::BadArrivals { path: file })
    }

    /// Brings the file up to date, while nobody else does, and gives what it says then.
    pub fn update_arrivals<E: From<StoreError>>(
        &self,
        change: impl FnOnce(&Arrivals) -> Result<Arrivals, E>,
    ) -> Result<Arrivals, E> {
        let file = self.arrivals_file();
        let folder = file.parent().unwrap_or(&file);
        make_own_folder(folder).map_err(|source| StoreError::io(folder, source))?;
        let _lock = Lock::take(file.with_extension("lock"))?;
        let before = self.arrivals()?;
        let after = change(&before)?;
        if after != before {
            let fail = |source| StoreError::io(&file, source);
            let mut draft = shared_draft(folder).map_err(fail)?;
            draft.write_all(after.write().as_bytes()).map_err(fail)?;
            draft.persist(&file).map_err(|error| fail(error.error))?;
        }
        Ok(after)
    }

    fn arrivals_file(&self) -> PathBuf {
        self.own_folder().join("arrivals")
    }
}

/// A file that says: I am at it. Gone when dropped.
struct Lock(PathBuf);

impl Lock {
    fn take(path: PathBuf) -> Result<Self, StoreError> {
        let mut patience = Patience::new();
        loop {
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(_) => return Ok(Self(path)),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(StoreError::io(path, error));
                }
                Err(_) if is_abandoned(&path) => remove(&path),
                Err(_) if patience.wait() => {}
                Err(_) => return Err(StoreError::Locked { path }),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

fn remove(path: &Path) {
    // Whoever comes next finds it abandoned.
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_earliest_arrival_counts() {
        let (one, other) = (Digest::of(b"one"), Digest::of(b"other"));
        let at = |hour: u32| {
            let text = format!("2026-11-24T{hour:02}:00:00+01:00");
            DateTime::parse_from_rfc3339(&text).unwrap()
        };
        let arrived = |byte, texts: &[(Digest, u32)]| Arrived {
            tip: ObjectId::from_bytes([byte; 20]),
            texts: texts
                .iter()
                .map(|(text, hour)| (*text, at(*hour)))
                .collect(),
        };
        let arrivals = Arrivals(BTreeMap::from([
            (
                "refs/heads/a".to_owned(),
                arrived(1, &[(one, 9), (other, 9)]),
            ),
            ("refs/heads/b".to_owned(), arrived(2, &[(one, 8)])),
            ("refs/heads/c".to_owned(), arrived(3, &[])),
        ]));
        assert_eq!(Arrivals::read(&arrivals.write()), Some(arrivals.clone()));
        assert_eq!(
            arrivals.first_seen(),
            BTreeMap::from([(one, at(8)), (other, at(9))])
        );
    }

    #[test]
    fn what_is_cut_off_or_of_another_kind_is_not_read() {
        for text in [
            "",
            "adr arrivals 2\n",
            "adr arrivals 1\n  sha256:",
            "adr arrivals 1\nabc x\n",
        ] {
            assert_eq!(Arrivals::read(text), None, "{text:?}");
        }
    }
}
