//! The past of somebody else's records: every version that the first parents of their repository hold, each
//! read by the importer and told apart from the one before it.
//!
//! What is imported is what HEAD holds there, not what lies in the work tree. A record may be several files;
//! it has a version wherever one of them changed.

mod told;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::action::Error;
use crate::interchange::history::{self, Step, Version};
use crate::interchange::{Import, ImportedDecision, Note, Oddity, SourceFiles};
use crate::log::tree::{Entry, FileMode, ObjectId};
use crate::record::prose::Line;
use crate::record::yaml;
use crate::store::{Allowance, Authorship, FileVersion, Limits, Past, Store, StoreError};

pub(super) use told::{Imports, Told};
pub use told::{Recovered, RevisionReport, StepReport};

/// Most bytes of files that are read, of all versions together: 512 MiB.
const MOST_BYTES: u64 = 512 << 20;

/// Most folders that are opened, in bytes: 4 GiB.
const MOST_FOLDERS: u64 = 4 << 30;

/// How a format is read.
#[derive(Clone, Copy)]
pub struct Reader {
    /// Whether a file is read at all, by its path.
    pub wants: fn(&str) -> bool,
    /// The other files that belong to the record of a file, by its path.
    pub companions: fn(&str) -> Vec<String>,
    /// Whether a file says something about all records.
    pub is_shared: fn(&str) -> bool,
    /// What the files say.
    pub read: fn(&SourceFiles) -> Import,
}

/// What a repository held of its records.
pub struct History {
    /// The past of each record, by its path.
    pub(super) records: BTreeMap<String, Record>,
    /// Whether the clone was cut, so that older versions are missing.
    pub cut: Option<ObjectId>,
    /// How many commits the branch has by first parents, as far as they were looked at.
    pub commits: usize,
}

/// One record.
pub(super) struct Record {
    /// Oldest first.
    pub versions: Vec<Version>,
    /// The step that leads to each.
    pub steps: Vec<Step>,
    /// The commit of each, and what it says.
    pub commits: Vec<(ObjectId, Authorship)>,
    /// Whether the oldest is only the oldest that is there.
    pub is_cut: bool,
    /// How many versions the importer could not read.
    pub unread: usize,
}

/// Reads the records below the folder `prefix` (everything for `""`) of HEAD, and their past.
pub fn recover(source: &Store, prefix: &str, reader: Reader) -> Result<(Import, History), Error> {
    let allowance = Allowance {
        folders: MOST_FOLDERS,
        files: MOST_BYTES,
        ..Allowance::UNLIMITED
    };
    source.within(allowance, || {
        let tip = source.head()?.tip().ok_or_else(|| Error::Usage {
            what: "there is no commit yet where the records are".to_owned(),
            hint: "import what lies there without --history".to_owned(),
        })?;
        let tree = source.root_tree(tip)?;
        if source.folder(tree, prefix)?.is_none() {
            return Err(Error::Usage {
                what: format!("HEAD holds no folder `{prefix}` where the records are"),
                hint: "name a folder whose files are committed; what is not has no history"
                    .to_owned(),
            });
        }
        let (files, mut notes) = files_at(source, tree, prefix, reader)?;
        let mut import = (reader.read)(&files);
        notes.append(&mut import.notes);
        import.notes = notes;
        let sources = Sources {
            store: source,
            prefix,
            reader,
            files: &files,
        };
        let history = sources.past(tip, &import)?;
        Ok((import, history))
    })
}

/// The wanted files of a tree, by their paths from the folder.
fn files_at(
    source: &Store,
    tree: ObjectId,
    prefix: &str,
    reader: Reader,
) -> Result<(SourceFiles, Vec<Note>), Error> {
    let mut files = SourceFiles::new();
    let mut notes = Vec::new();
    for (path, Entry { mode, id }) in source.walk(tree, prefix, Limits::default())? {
        let path = inside(prefix, &path);
        if !(reader.wants)(&path) {
            continue;
        }
        let mut leave_out = |what| {
            notes.push(Note {
                path: path.clone(),
                line: None,
                what,
            });
        };
        if !matches!(mode, FileMode::Regular | FileMode::Executable) {
            leave_out(Oddity::NotAFile);
        } else if let Some(bytes) = bytes_of(source, id)? {
            files.insert(path, bytes);
        } else {
            leave_out(Oddity::TooLarge {
                limit: yaml::MAX_BYTES,
            });
        }
    }
    Ok((files, notes))
}

/// The bytes of a blob; `None` for one that is larger than a record may be.
fn bytes_of(source: &Store, blob: ObjectId) -> Result<Option<Vec<u8>>, Error> {
    match source.blob(blob, yaml::MAX_BYTES as u64) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(StoreError::TooLarge { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A path as importers have it: from the folder that is imported, or, outside of it, from the root of the
/// repository with a slash in front.
fn inside(prefix: &str, path: &str) -> String {
    if prefix.is_empty() {
        return path.to_owned();
    }
    let below = path.strip_prefix(prefix);
    match below.and_then(|rest| rest.strip_prefix('/')) {
        Some(rest) => rest.to_owned(),
        None => format!("/{path}"),
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Where records are read from.
struct Sources<'s> {
    store: &'s Store,
    prefix: &'s str,
    reader: Reader,
    /// What HEAD holds.
    files: &'s SourceFiles,
}

impl Sources<'_> {
    fn past(&self, tip: ObjectId, import: &Import) -> Result<History, Error> {
        let whole = |path: &str| join(self.prefix, path);
        let parts: BTreeMap<&str, Vec<String>> = import
            .decisions
            .iter()
            .map(|decision| (decision.path.as_str(), self.parts(&decision.path)))
            .collect();
        let watched: BTreeSet<String> = parts.values().flatten().map(|path| whole(path)).collect();
        let watched = watched.iter().map(String::as_str);
        let past = self.store.past(tip, watched, Limits::default())?;
        let mut authorships = HashMap::new();
        let mut records = BTreeMap::new();
        for (path, parts) in &parts {
            let parts: Vec<&[FileVersion]> = parts
                .iter()
                .filter_map(|part| past.files.get(&whole(part)).map(Vec::as_slice))
                .collect();
            let record = self.record(path, &past, &parts, &mut authorships)?;
            records.insert((*path).to_owned(), record);
        }
        let versions_and_steps = records
            .values_mut()
            .map(|record| (record.versions.as_slice(), &mut record.steps));
        history::tell_bulk(versions_and_steps);
        Ok(History {
            records,
            cut: past.cut,
            commits: past.commits,
        })
    }

    /// The files of a record; its own comes first.
    fn parts(&self, path: &str) -> Vec<String> {
        let companions = (self.reader.companions)(path).into_iter();
        let there = companions.filter(|path| self.files.contains_key(path));
        std::iter::once(path.to_owned()).chain(there).collect()
    }

    /// Reads every version of a record; `parts` are those of its files, its own first.
    fn record(
        &self,
        tip: &str,
        past: &Past,
        parts: &[&[FileVersion]],
        authorships: &mut HashMap<ObjectId, Authorship>,
    ) -> Result<Record, Error> {
        let mut record = Record {
            versions: Vec::new(),
            steps: Vec::new(),
            commits: Vec::new(),
            is_cut: false,
            unread: 0,
        };
        let times: BTreeMap<usize, &FileVersion> = parts
            .iter()
            .flat_map(|versions| versions.iter())
            .map(|version| (version.age, version))
            .collect();
        for (age, version) in times.into_iter().rev() {
            let then: Vec<&FileVersion> = parts
                .iter()
                .filter_map(|versions| versions.iter().find(|version| version.age >= age))
                .collect();
            let files = self.files_of(&then)?;
            let Some(decision) = self.read(tip, &then, &files) else {
                record.unread += 1;
                continue;
            };
            let text = files.values().map(|bytes| String::from_utf8_lossy(bytes));
            let text: String = text.collect();
            record.is_cut |= past.is_cut(version);
            record.versions.push(Version {
                age,
                decision,
                text,
            });
            let authorship = match authorships.get(&version.commit) {
                Some(known) => known.clone(),
                None => self.store.authorship(version.commit)?,
            };
            authorships.insert(version.commit, authorship.clone());
            record.commits.push((version.commit, authorship));
        }
        record.steps = history::steps(&record.versions);
        Ok(record)
    }

    /// The files of a record at one time, by the paths that importers have.
    fn files_of(&self, parts: &[&FileVersion]) -> Result<SourceFiles, Error> {
        let mut files = SourceFiles::new();
        for part in parts {
            if let Some(bytes) = bytes_of(self.store, part.blob)? {
                files.insert(inside(self.prefix, &part.path), bytes);
            }
        }
        Ok(files)
    }

    /// What the importer makes of a record whose files were these; `None` if it makes no decision of them.
    fn read(
        &self,
        tip: &str,
        parts: &[&FileVersion],
        own_files: &SourceFiles,
    ) -> Option<ImportedDecision> {
        let own = inside(self.prefix, &parts.first()?.path);
        let shared = self.files.iter();
        let shared = shared.filter(|(path, _)| (self.reader.is_shared)(path));
        let mut files: SourceFiles = shared
            .chain(own_files)
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        let read = |files: &SourceFiles| {
            let decisions = (self.reader.read)(files).decisions.into_iter();
            decisions.into_iter().find(|decision| decision.path == own)
        };
        let Some(alone) = read(&files) else {
            return self.read_among_neighbours(tip, &own, &files);
        };
        let mut targets = self.named_in(&alone.source.links);
        targets.retain(|path, _| path != tip && !files.contains_key(path));
        if targets.is_empty() {
            return Some(alone);
        }
        files.extend(targets);
        read(&files)
    }

    /// The same of a file that says only by its place that it is a decision: where it lies now, beside what lies there
    /// now.
    fn read_among_neighbours(
        &self,
        tip: &str,
        own: &str,
        parts: &SourceFiles,
    ) -> Option<ImportedDecision> {
        let (folder, _) = tip.rsplit_once('/').unwrap_or_default();
        let place = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            join(folder, name)
        };
        let place_of_own = place(own);
        let mut files = self.files.clone();
        files.remove(tip);
        if files.contains_key(&place_of_own) {
            return None;
        }
        files.extend(
            parts
                .iter()
                .map(|(path, bytes)| (place(path), bytes.clone())),
        );
        let decisions = (self.reader.read)(&files).decisions.into_iter();
        let mut decision = decisions
            .into_iter()
            .find(|decision| decision.path == place_of_own)?;
        decision.source.path = history::line(own)?;
        own.clone_into(&mut decision.path);
        Some(decision)
    }

    /// The files of HEAD that links may mean: those whose name or number, or whose folder's, stands in one.
    fn named_in(&self, links: &[Line]) -> SourceFiles {
        let is_meant = |path: &&String| {
            let names = path.rsplit('/').take(2).map(|name| {
                let stem = name.split('.').next().unwrap_or(name);
                let digits: String = stem
                    .chars()
                    .skip_while(|letter| !letter.is_ascii_digit())
                    .take_while(char::is_ascii_digit)
                    .collect();
                (stem, digits.trim_start_matches('0').to_owned())
            });
            names.into_iter().any(|(stem, number)| {
                links
                    .iter()
                    .map(Line::as_str)
                    .any(|link| link.contains(stem) || !number.is_empty() && link.contains(&number))
            })
        };
        let meant = self.files.iter().filter(|(path, _)| is_meant(path));
        meant
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect()
    }
}
