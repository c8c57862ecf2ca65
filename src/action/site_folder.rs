//! The folder that a site is written into.
//!
//! What is in it may be somebody else's: nothing is replaced or removed but what a list in the folder names, as it was
//! when it was written. The list is in the format of `sha256sum`, so that anybody can see what was changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use crate::record::digest::Digest;

/// The list of what was written.
pub const LIST: &str = ".adr-site";

/// Stands in the list for the digest of a file that is about to be written.
const PENDING: &str = "----------------------------------------------------------------";

/// Why a site is not written.
#[derive(Debug, Error)]
pub enum FolderError {
    /// The folder is somebody else's.
    #[error("`{}` has files that no `adr site` wrote: {found}", .root.display())]
    NotOurs {
        /// The folder.
        root: PathBuf,
        /// What is there, the first of it.
        found: String,
    },
    /// A file is in the way.
    #[error("`{}` is in the way: {why}", .path.display())]
    InTheWay {
        /// The file.
        path: PathBuf,
        /// Why it is not replaced.
        why: &'static str,
    },
    /// The file system fails.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FolderError {
    /// What to do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotOurs { .. } => "name an empty folder, or one that does not exist yet",
            Self::InTheWay { .. } => "move it away, or delete it, and run this again",
            Self::Io { .. } => "see that the folder can be written, and run this again",
        }
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

/// A folder that a site is being written into.
pub struct SiteFolder {
    root: PathBuf,
    /// What an earlier run wrote; nothing for a file that it may not have come to.
    earlier: BTreeMap<String, Option<Digest>>,
    now: BTreeMap<String, Digest>,
    changed: usize,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// How many files the site has.
    pub files: usize,
    /// How many of them are new or say something new.
    pub changed: usize,
    /// How many were removed, which the site no longer has.
    pub removed: usize,
}

impl SiteFolder {
    /// Looks at a folder, which need not exist, before anything is written. `paths` is all that will be, from the
    /// folder, with `/` between names.
    pub fn open<'p>(
        root: &Path,
        paths: impl IntoIterator<Item = &'p str>,
    ) -> Result<Self, FolderError> {
        let paths: BTreeSet<&str> = paths.into_iter().collect();
        let earlier = match fs::read_to_string(root.join(LIST)) {
            Ok(list) if !is_link(&root.join(LIST)) => read_list(&list),
            Ok(_) => {
                return Err(FolderError::InTheWay {
                    path: root.join(LIST),
                    why: "it is a link",
                });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                refuse_foreign(root)?;
                BTreeMap::new()
            }
            Err(error) => return Err(io_error(&root.join(LIST))(error)),
        };
        let folder = Self {
            root: root.to_owned(),
            earlier,
            now: BTreeMap::new(),
            changed: 0,
        };
        for path in &paths {
            folder.refuse_obstacle(path)?;
        }
        fs::create_dir_all(root).map_err(io_error(root))?;
        // Until all is written, whatever the list names may be there or not.
        let names = folder.earlier.keys().map(String::as_str).chain(paths);
        let pending: BTreeSet<&str> = names.collect();
        let lines: String = pending
            .iter()
            .map(|path| format!("{PENDING}  {path}\n"))
            .collect();
        folder.put(LIST, lines.as_bytes())?;
        Ok(folder)
    }

    /// Refuses to replace what somebody else has put at a path, or on the way to it.
    fn refuse_obstacle(&self, path: &str) -> Result<(), FolderError> {
        let target = self.root.join(path);
        let in_the_way = |path: &Path, why| {
            Err(FolderError::InTheWay {
                path: path.to_owned(),
                why,
            })
        };
        for parent in self.parents(path) {
            match fs::symlink_metadata(&parent) {
                Ok(meta) if !meta.is_dir() => return in_the_way(&parent, "it is no folder"),
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(io_error(&parent)(error));
                }
                _ => {}
            }
        }
        let meta = match fs::symlink_metadata(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            meta => meta.map_err(io_error(&target))?,
        };
        match self.earlier.get(path) {
            _ if !meta.is_file() => in_the_way(&target, "it is no ordinary file"),
            None => in_the_way(&target, "no `adr site` wrote it"),
            Some(None) => Ok(()),
            Some(Some(digest)) if digest_of(&target)? == *digest => Ok(()),
            Some(Some(_)) => in_the_way(&target, "somebody has changed it since it was written"),
        }
    }

    /// The folders between the root and a path.
    fn parents(&self, path: &str) -> Vec<PathBuf> {
        let mut parents = Vec::new();
        for (at, _) in path.match_indices('/') {
            parents.extend(path.get(..at).map(|parent| self.root.join(parent)));
        }
        parents
    }

    /// Writes a file, if it says something new.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let digest = Digest::of(bytes);
        let is_same = self.earlier.get(path) == Some(&Some(digest));
        if !is_same || !self.root.join(path).exists() {
            self.put(path, bytes)?;
            self.changed += 1;
        }
        self.now.insert(path.to_owned(), digest);
        Ok(())
    }

    /// Puts a file in its place as a whole: a reader sees what was there before, or all of this.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let target = self.root.join(path);
        let parent = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent).map_err(io_error(parent))?;
        let mut file = NamedTempFile::new_in(parent).map_err(io_error(parent))?;
        file.write_all(bytes).map_err(io_error(&target))?;
        publish(file, &target).map_err(io_error(&target))
    }

    /// Removes what an earlier run wrote and the site no longer has, and keeps the list.
    pub fn finish(self) -> Result<Outcome, FolderError> {
        let mut removed = 0;
        for (path, digest) in &self.earlier {
            let target = self.root.join(path);
            let is_through_link = self.parents(path).iter().any(|parent| is_link(parent));
            if self.now.contains_key(path)
                || is_through_link
                || is_link(&target)
                || !target.is_file()
            {
                continue;
            }
            // What somebody has changed since is theirs.
            if digest.is_none_or(|digest| digest_of(&target).is_ok_and(|found| found == digest)) {
                fs::remove_file(&target).map_err(io_error(&target))?;
                removed += 1;
                for parent in self.parents(path).iter().rev() {
                    // Fails where something is left in it, which is as it should be.
                    let _ = fs::remove_dir(parent);
                }
            }
        }
        let lines: String = self
            .now
            .iter()
            .map(|(path, digest)| format!("{}  {path}\n", hex(digest)))
            .collect();
        self.put(LIST, lines.as_bytes())?;
        Ok(Outcome {
            files: self.now.len(),
            changed: self.changed,
            removed,
        })
    }
}

/// Refuses a folder in which somebody has something: all but what begins with a dot, and the `CNAME` of GitHub Pages.
fn refuse_foreign(root: &Path) -> Result<(), FolderError> {
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(io_error(root))?,
    };
    let mut found: Vec<String> = Vec::new();
    for entry in entries {
        let name = entry.map_err(io_error(root))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "CNAME" {
            found.push(name);
        }
    }
    found.sort();
    match found.first() {
        None => Ok(()),
        Some(first) => Err(FolderError::NotOurs {
            root: root.to_owned(),
            found: match found.len() {
                1 => first.clone(),
                count => format!("{first} and {} more", count - 1),
            },
        }),
    }
}

fn digest_of(path: &Path) -> Result<Digest, FolderError> {
    fs::read(path)
        .map(|bytes| Digest::of(&bytes))
        .map_err(io_error(path))
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
}

fn hex(digest: &Digest) -> String {
    let digest = digest.to_string();
    digest.rsplit(':').next().unwrap_or_default().to_owned()
}

/// What a list names, as far as it stays within the folder. The folder may have come with a repository of strangers.
fn read_list(list: &str) -> BTreeMap<String, Option<Digest>> {
    let is_inside = |path: &str| {
        path.split('/')
            .all(|name| !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0']))
    };
    list.lines()
        .filter_map(|line| line.split_once("  "))
        .filter(|(_, path)| is_inside(path) && *path != LIST)
        .map(|(digest, path)| (path.to_owned(), format!("sha256:{digest}").parse().ok()))
        .collect()
}

/// Gives a file its name, readable for everybody as far as the user's mask lets others read.
#[cfg(unix)]
fn publish(file: NamedTempFile, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(0o644))?;
    file.persist(target).map(drop).map_err(|error| error.error)
}

/// Gives a file its name.
#[cfg(not(unix))]
fn publish(file: NamedTempFile, target: &Path) -> io::Result<()> {
    file.persist(target).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(root: &Path, files: &[(&str, &str)]) -> Result<Outcome, FolderError> {
        let mut folder = SiteFolder::open(root, files.iter().map(|(path, _)| *path))?;
        for (path, text) in files {
            folder.write(path, text.as_bytes())?;
        }
        folder.finish()
    }

    fn outcome(files: usize, changed: usize, removed: usize) -> Outcome {
        Outcome {
            files,
            changed,
            removed,
        }
    }

    #[test]
    fn only_what_is_new_is_written_and_what_is_stale_is_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("site");
        let first = build(&root, &[("index.html", "a"), ("old/page.html", "b")]).unwrap();
        assert_eq!(first, outcome(2, 2, 0));
        let second = build(&root, &[("index.html", "a"), ("new/page.html", "c")]).unwrap();
        assert_eq!(second, outcome(2, 1, 1));
        assert!(!root.join("old").exists());
        let list = fs::read_to_string(root.join(LIST)).unwrap();
        let line = format!("{}  index.html\n", hex(&Digest::of(b"a")));
        assert!(list.starts_with(&line), "{list}");
        assert_eq!(list.lines().count(), 2);
    }

    #[test]
    fn somebody_elses_folder_is_left_alone() {
        let scratch = tempfile::tempdir().unwrap();
        fs::write(scratch.path().join("thesis.txt"), "mine").unwrap();
        let refused = build(scratch.path(), &[("index.html", "a")]).unwrap_err();
        assert!(
            refused
                .to_string()
                .ends_with("no `adr site` wrote: thesis.txt"),
            "{refused}"
        );
        assert!(!scratch.path().join("index.html").exists());
    }

    #[test]
    fn a_branch_of_pages_may_be_written_into() {
        let scratch = tempfile::tempdir().unwrap();
        for name in [".git", ".nojekyll", "CNAME"] {
            fs::write(scratch.path().join(name), "mine").unwrap();
        }
        build(scratch.path(), &[("index.html", "a")]).unwrap();
        assert_eq!(
            fs::read_to_string(scratch.path().join("CNAME")).unwrap(),
            "mine"
        );
    }

    #[test]
    fn what_somebody_has_put_there_or_changed_is_neither_replaced_nor_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path();
        build(root, &[("index.html", "a"), ("b.html", "b")]).unwrap();
        fs::write(root.join("c.html"), "mine").unwrap();
        let refused = build(root, &[("index.html", "a"), ("c.html", "c")]).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("c.html` is in the way: no `adr site` wrote it"),
            "{refused}"
        );
        fs::write(root.join("index.html"), "mine").unwrap();
        let refused = build(root, &[("index.html", "new")]).unwrap_err();
        assert!(
            refused.to_string().contains("somebody has changed it"),
            "{refused}"
        );
        // What the site no longer has and somebody has changed stays, too.
        fs::remove_file(root.join("index.html")).unwrap();
        fs::write(root.join("b.html"), "mine").unwrap();
        assert_eq!(
            build(root, &[("index.html", "a")]).unwrap(),
            outcome(1, 1, 0)
        );
        assert_eq!(fs::read_to_string(root.join("b.html")).unwrap(), "mine");
    }

    #[test]
    fn a_run_that_was_cut_short_is_taken_up() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path();
        let mut folder = SiteFolder::open(root, ["a.html", "b.html"]).unwrap();
        folder.write("a.html", b"half").unwrap();
        drop(folder);
        assert_eq!(build(root, &[("b.html", "b")]).unwrap(), outcome(1, 1, 1));
        assert!(!root.join("a.html").exists());
    }

    #[test]
    fn a_list_of_strangers_leads_nowhere_else() {
        let scratch = tempfile::tempdir().unwrap();
        let (root, outside) = (scratch.path().join("site"), scratch.path().join("outside"));
        fs::create_dir(&root).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("a.html"), "mine").unwrap();
        let digest = hex(&Digest::of(b"mine"));
        let list = format!(
            "{digest}  ../outside/a.html\n{digest}  link/a.html\n{PENDING}  {}\n",
            outside.join("a.html").display()
        );
        fs::write(root.join(LIST), list).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
        build(&root, &[("index.html", "a")]).unwrap();
        assert_eq!(fs::read_to_string(outside.join("a.html")).unwrap(), "mine");
        #[cfg(unix)]
        {
            let refused = build(&root, &[("link/a.html", "b")]).unwrap_err();
            assert!(refused.to_string().contains("it is no folder"), "{refused}");
        }
    }
}
