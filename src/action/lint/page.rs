//! A text with the file that it stands in.

use std::path::{Path, PathBuf};

use serde_yaml::{Mapping, Value};

use super::{Folder, Form, Found, Number, ObjectId, Part, Sighting, Text, Unreadable};
use crate::action::Error;
use crate::action::ground::Ground;
use crate::action::manuscript::Manuscript;
use crate::interchange::markdown;
use crate::log::MAX_RECORD_BYTES;
use crate::log::decision::Decision;
use crate::log::lint::{self, Finding};
use crate::record::layout::Place;
use crate::record::yaml::{self, ReadError};

/// A file as a person named it.
pub struct File {
    /// As it was typed.
    pub shown: String,
    /// The path from the root of the repository, where it is in it.
    pub path: String,
}

/// A text that is looked at.
pub struct Page {
    /// What it says.
    pub text: Text,
    /// Its number, if it has one.
    pub number: Option<Number>,
    /// The tree around it.
    pub tree: ObjectId,
    /// Where its links start.
    pub starts: Vec<String>,
    branch: Option<String>,
    path: String,
    source: String,
    form: Form,
    /// The work tree that is looked into as well, of a file that is still being written.
    work_dir: Option<PathBuf>,
}

impl Page {
    /// An open decision: its draft, which is what would be put up next.
    pub fn of_sighting(ground: &Ground<'_>, sighting: &Sighting) -> Result<Option<Self>, Error> {
        let branch = (!sighting.is_head).then(|| sighting.branch.clone());
        Self::of_decision(ground, &sighting.decision, sighting.tree, branch)
    }

    /// A decision: its draft, else its newest revision. `None` where neither can be read.
    pub fn of_decision(
        ground: &Ground<'_>,
        decision: &Decision,
        tree: ObjectId,
        branch: Option<String>,
    ) -> Result<Option<Self>, Error> {
        let folder = &decision.folder;
        let (text, part) = match (&decision.draft, decision.newest()) {
            (Some(draft), _) => (draft, Part::Draft),
            (None, Some(newest)) => (&newest.value.text, Part::Revision(newest.value.revision)),
            (None, None) => return Ok(None),
        };
        let path = format!("{}/{folder}/{part}", ground.dir);
        let source = ground.store.read(tree, &path, MAX_RECORD_BYTES)?;
        let source = String::from_utf8_lossy(&source.unwrap_or_default()).into_owned();
        Ok(Some(Self {
            text: text.clone(),
            number: Some(decision.number()),
            tree,
            starts: starts(ground, folder),
            branch,
            path,
            source,
            form: Form::Yaml,
            work_dir: None,
        }))
    }

    /// A file that a person named, as it is on disk; what is wrong with it where it holds no text.
    pub fn of_file(
        ground: &Ground<'_>,
        tree: ObjectId,
        file: &Path,
        name: &File,
    ) -> Result<Result<Self, Unreadable>, Error> {
        let unreadable = |error: String| Unreadable {
            number: None,
            path: name.shown.clone(),
            branch: None,
            error,
        };
        let manuscript = match Manuscript::open(file, &name.shown) {
            Ok(manuscript) => manuscript,
            Err(Error::Draft { error, .. }) => return Ok(Err(unreadable(error.to_string()))),
            Err(other) => return Err(other),
        };
        let text = match text_of(&manuscript) {
            Ok(text) => text,
            Err(error) => return Ok(Err(unreadable(error.to_string()))),
        };
        let place = ground.dir.strip(&name.path).map(str::parse::<Place>);
        let (number, starts) = if let Some(Ok(Place::In(folder, _))) = place {
            (Some(folder.number), starts(ground, &folder))
        } else {
            let folder = name.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            (None, vec![folder.to_owned(), String::new()])
        };
        Ok(Ok(Self {
            text,
            number,
            tree,
            starts,
            branch: None,
            path: name.shown.clone(),
            source: manuscript.source,
            form: manuscript.form,
            work_dir: ground.store.work_dir().map(Path::to_owned),
        }))
    }

    /// Whether there is a file or folder at a path from the root. Where that cannot be told, nothing is claimed.
    pub fn exists(&self, ground: &Ground<'_>, path: &str) -> bool {
        let is_in_tree =
            path.is_empty() || !matches!(ground.store.entry(self.tree, path), Ok(None));
        is_in_tree
            || self
                .work_dir
                .as_ref()
                .is_some_and(|root| root.join(path).symlink_metadata().is_ok())
    }

    /// A finding with its place.
    pub fn found(&self, finding: Finding) -> Found {
        let Finding {
            code,
            field,
            words,
            message,
        } = finding;
        let is_markdown = self.form == Form::Markdown;
        Found {
            code: code.name,
            severity: code.severity,
            number: self.number,
            title: self.text.title.to_string(),
            branch: self.branch.clone(),
            path: self.path.clone(),
            field,
            line: lint::line_of(&self.source, is_markdown, field, words.as_deref()),
            message,
            why: code.why,
            fix: code.fix,
        }
    }
}

/// Where people start their links in a record: at its file, at its attachments, at the log, at the root.
fn starts(ground: &Ground<'_>, folder: &Folder) -> Vec<String> {
    let dir = &ground.dir;
    vec![
        format!("{dir}/{folder}"),
        format!("{dir}/{folder}/attachments"),
        dir.to_string(),
        String::new(),
    ]
}

/// The text in a file. A text that is not born yet has no id, and perhaps no title.
fn text_of(manuscript: &Manuscript) -> Result<Text, ReadError> {
    let read = match manuscript.form {
        Form::Markdown => Some(markdown::read(&manuscript.source)?),
        Form::Yaml => None,
    };
    let given: Mapping = match &read {
        Some(read) => read.fields.clone(),
        None => yaml::read(manuscript.source.as_bytes())?,
    };
    let mut added = Mapping::new();
    for (key, value) in [("id", UNBORN), ("title", "Untitled")] {
        if !given.contains_key(key) {
            added.insert(key.into(), value.into());
        }
    }
    match read {
        Some(read) => read.text_with(&added),
        None if added.is_empty() => yaml::read(manuscript.source.as_bytes()),
        None => {
            let added = yaml::write_value(&Value::Mapping(added));
            yaml::read(format!("{}\n{added}", manuscript.source).as_bytes())
        }
    }
}

/// Stands for the id of a text that has none.
const UNBORN: &str = "00000000000000000000000000";
