//! Any files at any paths make a log: each is a record where it belongs, or a problem with its name on it;
//! and in which order a tree is read makes no difference.
#![no_main]

use std::collections::BTreeSet;

use adr_sign::log::problem::{Flaw, Problem};
use adr_sign::log::tree::FileMode;
use adr_sign::log::{Content, DecisionLog, LogFile};
use adr_sign::record::layout::{LogDir, Place};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

/// Names that a log has, to be put together wrongly.
const NAMES: [&str; 22] = [
    "0000-charter",
    "0001-one",
    "0001-other",
    "1-one",
    "0002-\u{17f}",
    "decision.yaml",
    "revisions",
    "signoffs",
    "resolutions",
    "redactions",
    "attachments",
    "delegations",
    ".numbers",
    ".ids",
    "0001",
    "1.yaml",
    "2.yaml",
    "01.yaml",
    "alice.r1.6f57789d.yaml",
    "6t",
    "01m86pttd0ztnbre8b76wndg6t",
    "README.md",
];

/// True records of several kinds.
const RECORDS: [&[u8]; 6] = [
    include_bytes!("../seeds/read/decision-charter.yaml"),
    include_bytes!("../seeds/read/revision-text.yaml"),
    include_bytes!("../seeds/read/revision-import.yaml"),
    include_bytes!("../seeds/read/signoff-approve-everything.yaml"),
    include_bytes!("../seeds/read/resolution-accepted.yaml"),
    include_bytes!("../seeds/read/redaction.yaml"),
];

#[derive(Arbitrary, Debug)]
struct File<'a> {
    path: Vec<Name<'a>>,
    mode: u8,
    content: Bytes<'a>,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Known(u8),
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Bytes<'a> {
    Record(u8),
    /// A record, with a byte of it changed.
    Damaged(u8, u16, u8),
    Any(&'a [u8]),
    TooLarge(u64),
    None,
}

fuzz_target!(|files: Vec<File>| {
    let files: Vec<LogFile> = files.iter().take(40).map(File::made).collect();
    let log = read(files.clone());
    for file in &files {
        if let Ok(place) = file.path.parse::<Place>() {
            assert_eq!(place.to_string(), file.path);
        } else {
            let is_told = log.all_problems().any(|problem| problem.path == file.path);
            assert!(is_told, "{} is lost", file.path);
        }
    }
    // Of two folders with one number the first is read, and a tree that holds a name twice is refused before
    // anybody reads it.
    if is_ambiguous(&files, &log) {
        return;
    }
    let backwards = read(files.into_iter().rev().collect());
    assert_eq!(problems(&log), problems(&backwards));
    for (number, decision) in &log.decisions {
        let other = backwards.decision(*number).expect("the same decisions");
        assert_eq!(decision.revisions.len(), other.revisions.len());
        assert_eq!(decision.status(), other.status());
    }
});

fn is_ambiguous(files: &[LogFile], log: &DecisionLog) -> bool {
    let paths: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let is_taken = |problem: &Problem| matches!(problem.flaw, Flaw::NumberTaken { .. });
    paths.len() < files.len() || log.all_problems().any(is_taken)
}

fn read(files: Vec<LogFile>) -> DecisionLog {
    DecisionLog::from_files(LogDir::default(), files)
}

fn problems(log: &DecisionLog) -> Vec<&str> {
    let mut paths: Vec<&str> = log.all_problems().map(|problem| &*problem.path).collect();
    paths.sort_unstable();
    paths
}

impl File<'_> {
    fn made(&self) -> LogFile {
        let names: Vec<&str> = self.path.iter().take(6).map(Name::as_str).collect();
        let mode = match self.mode % 8 {
            0 => FileMode::Executable,
            1 => FileMode::Symlink,
            2 => FileMode::Submodule,
            3 => FileMode::Directory,
            _ => FileMode::Regular,
        };
        LogFile {
            path: names.join("/"),
            mode,
            content: self.content.made(),
        }
    }
}

impl Name<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Known(index) => NAMES[usize::from(*index) % NAMES.len()],
            Self::Any(name) => name,
        }
    }
}

impl Bytes<'_> {
    fn made(&self) -> Content {
        let record = |index: u8| RECORDS[usize::from(index) % RECORDS.len()].to_vec();
        match *self {
            Self::Record(index) => Content::Bytes(record(index)),
            Self::Damaged(index, at, byte) => {
                let mut bytes = record(index);
                let at = usize::from(at) % bytes.len();
                bytes[at] = byte;
                Content::Bytes(bytes)
            }
            Self::Any(bytes) => Content::Bytes(bytes.to_vec()),
            Self::TooLarge(size) => Content::TooLarge(size),
            Self::None => Content::None,
        }
    }
}
