//! The history as `git fast-import` reads it (git-fast-import(1), "Input Format").

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};

/// Files of a commit by their path from the root of the repository.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Who commits, and when.
pub struct Author<'a> {
    pub name: &'a str,
    pub handle: &'a str,
    pub at: DateTime<FixedOffset>,
}

/// A history that is being written. Commits go to the branch that was begun last.
pub struct Stream<W> {
    out: W,
    branch: String,
    /// Where the branch forks off, until its first commit says so.
    from: Option<String>,
    blobs: u64,
    /// What the branch has changed since it forked off: path and mark.
    changed: BTreeMap<String, u64>,
    last: String,
}

impl<W: Write> Stream<W> {
    pub const fn new(out: W) -> Self {
        Self {
            out,
            branch: String::new(),
            from: None,
            blobs: 0,
            changed: BTreeMap::new(),
            last: String::new(),
        }
    }

    /// The first branch of all, which forks off nowhere.
    pub fn begin(&mut self, branch: &str) {
        branch.clone_into(&mut self.branch);
    }

    /// A branch that forks off where another ends.
    pub fn branch(&mut self, branch: &str, from: &str) -> io::Result<()> {
        branch.clone_into(&mut self.branch);
        self.from = Some(from.to_owned());
        self.changed.clear();
        write!(self.out, "reset {branch}\nfrom {from}\n\n")
    }

    /// A commit on the current branch.
    pub fn commit(&mut self, author: &Author<'_>, message: &str, files: Files) -> io::Result<()> {
        let mut marks = Vec::new();
        for (path, bytes) in files {
            self.blobs += 1;
            let mark = self.blobs;
            write!(self.out, "blob\nmark :{mark}\ndata {}\n", bytes.len())?;
            self.out.write_all(&bytes)?;
            self.out.write_all(b"\n")?;
            marks.push((path, mark));
        }
        self.head(&self.branch.clone(), author, message)?;
        for (path, mark) in marks {
            writeln!(self.out, "M 100644 :{mark} {path}")?;
            self.changed.insert(path, mark);
        }
        writeln!(self.out)
    }

    /// Merges the current branch into another, as a forge does, by whoever committed last.
    pub fn merge(&mut self, branch: &str, into: &str, number: u32) -> io::Result<()> {
        let message = format!("Merge decision {number}\n");
        let committer = self.last.clone();
        write!(self.out, "commit {into}\ncommitter {committer}\n")?;
        write!(self.out, "data {}\n{message}", message.len())?;
        writeln!(self.out, "merge {branch}")?;
        for (path, mark) in &self.changed {
            writeln!(self.out, "M 100644 :{mark} {path}")?;
        }
        writeln!(self.out)
    }

    /// Removes a branch that is merged.
    pub fn forget(&mut self, branch: &str) -> io::Result<()> {
        let nothing = "0".repeat(40);
        write!(self.out, "reset {branch}\nfrom {nothing}\n\n")
    }

    /// Everything is said.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn head(&mut self, branch: &str, author: &Author<'_>, message: &str) -> io::Result<()> {
        let Author { name, handle, at } = author;
        let when = format!("{} {}", at.timestamp(), at.format("%z"));
        self.last = format!("{name} <{handle}@example.com> {when}");
        write!(self.out, "commit {branch}\ncommitter {}\n", self.last)?;
        write!(self.out, "data {}\n{message}\n", message.len())
    }
}
