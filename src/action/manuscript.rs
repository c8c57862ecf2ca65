//! A text that somebody hands in, as YAML or Markdown: what it lacks to be a draft is added, and its comments
//! stay.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::Error;
use super::write::SCHEMA_LINE;
use crate::interchange::form::Form;
use crate::interchange::markdown::{self, Remark, weave};
use crate::interchange::template::is_placeholder;
use crate::record::id::DecisionId;
use crate::record::name::Handle;
use crate::record::prose::Line;
use crate::record::text::Text;
use crate::record::yaml::{self, MAX_BYTES, ReadError};

/// A text that was handed in.
pub struct Manuscript {
    /// Where it came from, for complaints.
    pub path: String,
    /// How it is written.
    pub form: Form,
    /// What it says, without an `id`.
    pub source: String,
}

/// What the tool adds to a text that is born.
pub struct Birth<'a> {
    /// The title, where the person gave one besides.
    pub title: Option<&'a Line>,
    /// The id.
    pub id: DecisionId,
    /// The owner, where the text names none.
    pub owner: &'a Handle,
}

/// A text that can be a draft.
pub struct Completed {
    /// The text.
    pub text: Text,
    /// The text as `decision.yaml`, comments and all.
    pub source: String,
    /// What fitted no field, and where it went.
    pub remarks: Vec<Remark>,
}

impl Manuscript {
    /// Reads a file; `shown` is how the person calls it. Of what no text can be, no more is read than needed to
    /// know that.
    pub fn open(file: &Path, shown: &str) -> Result<Self, Error> {
        let limit = u64::try_from(MAX_BYTES)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let mut bytes = Vec::new();
        File::open(file)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(|source| Error::Io {
                path: shown.to_owned(),
                source,
            })?;
        Self::new(shown, &bytes)
    }

    /// Takes the bytes of a file.
    pub fn new(path: &str, bytes: &[u8]) -> Result<Self, Error> {
        let source = String::from_utf8_lossy(bytes);
        if std::str::from_utf8(bytes).is_err() {
            // The strict reader says where.
            yaml::read::<Mapping>(bytes).map_err(|error| draft(path, error))?;
        }
        Ok(Self {
            path: path.to_owned(),
            form: Form::of(path, &source),
            source: source.into_owned(),
        })
    }

    /// Makes a draft of it.
    pub fn complete(&self, birth: &Birth<'_>) -> Result<Completed, Error> {
        let draft = |error| draft(&self.path, error);
        let (given, source, read) = match self.form {
            Form::Yaml => {
                let given: Mapping = yaml::read(self.source.as_bytes()).map_err(draft)?;
                (given, self.source.clone(), None)
            }
            Form::Markdown => {
                let read = markdown::read(&self.source).map_err(draft)?;
                (read.fields.clone(), read.yaml(), Some(read))
            }
        };
        if given.contains_key("id") {
            return Err(Error::Usage {
                what: format!("{} has an `id` already", self.path),
                hint: "a decision gets its id at birth: take the line out".to_owned(),
            });
        }
        let wanted = completed(&given, birth, file_number(&self.path))?;
        // Whatever is wrong is told with the lines of the file, before the tool's own additions move them.
        let added: Mapping = wanted
            .iter()
            .filter(|(key, _)| !given.contains_key(*key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        match &read {
            Some(read) => {
                read.text_with(&added).map_err(draft)?;
            }
            None if self.source.trim_start().starts_with('{') => {}
            None => {
                let end = if self.source.ends_with('\n') {
                    ""
                } else {
                    "\n"
                };
                let added = yaml::write_value(&Value::Mapping(added));
                yaml::read::<Text>(format!("{}{end}{added}", self.source).as_bytes())
                    .map_err(draft)?;
            }
        }
        let woven = weave(&source, &Value::Mapping(given), &Value::Mapping(wanted));
        let source = if woven.starts_with("# yaml-language-server") {
            woven
        } else {
            format!("{SCHEMA_LINE}{woven}")
        };
        Ok(Completed {
            text: yaml::read(source.as_bytes()).map_err(draft)?,
            source,
            remarks: read.map(|read| read.remarks).unwrap_or_default(),
        })
    }
}

/// The fields that were given, with those that the tool adds in front.
fn completed(
    given: &Mapping,
    birth: &Birth<'_>,
    old_number: Option<u32>,
) -> Result<Mapping, Error> {
    let own = given.get("title").filter(|title| {
        let placeholder = title.as_str().is_some_and(is_placeholder);
        !placeholder
    });
    let title = match (birth.title, own) {
        (Some(title), _) => title.as_str().into(),
        (None, Some(title)) => match (title.as_str(), old_number) {
            (Some(title), Some(number)) => without_number(title, number).into(),
            _ => title.clone(),
        },
        (None, None) => return Err(no_title()),
    };
    let mut wanted = Mapping::new();
    wanted.insert("id".into(), birth.id.to_string().into());
    wanted.insert("title".into(), title);
    if !given.contains_key("owner") {
        wanted.insert("owner".into(), birth.owner.as_str().into());
    }
    for (key, value) in given {
        if key.as_str() != Some("title") {
            wanted.insert(key.clone(), value.clone());
        }
    }
    Ok(wanted)
}

/// The number in a name like `docs/adr/0007-queue.md`.
fn file_number(path: &str) -> Option<u32> {
    let name = Path::new(path).file_name()?.to_str()?;
    digits(name).parse().ok()
}

/// A title like `7. A queue`, as adr-tools write it, without the number that its file has: in this log the
/// decision gets another.
fn without_number(title: &str, number: u32) -> &str {
    let bare = title.strip_prefix("ADR").unwrap_or(title);
    let bare = bare.trim_start_matches([' ', '-']);
    let written = digits(bare);
    let rest = bare[written.len()..].trim_start();
    let rest = rest
        .strip_prefix(['.', ':'])
        .map_or("", |rest| rest.trim_start());
    if written.parse() == Ok(number) && !rest.is_empty() {
        rest
    } else {
        title
    }
}

fn digits(text: &str) -> &str {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    &text[..end]
}

/// The complaint about a text without a title.
pub(super) fn no_title() -> Error {
    Error::Usage {
        what: "a decision needs a title".to_owned(),
        hint: "say what is to be decided: adr new \"TITLE\"".to_owned(),
    }
}

fn draft(path: &str, error: ReadError) -> Error {
    Error::Draft {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::{file_number, without_number};

    #[test]
    fn a_title_loses_the_number_that_its_file_has_and_no_other() {
        assert_eq!(file_number("docs/adr/0007-queue.md"), Some(7));
        assert_eq!(file_number("queue.md"), None);
        for title in [
            "7. A queue",
            "0007: A queue",
            "ADR-7: A queue",
            "ADR 0007. A queue",
        ] {
            assert_eq!(without_number(title, 7), "A queue");
        }
        for title in ["8. A queue", "7 queues", "7.", "A queue", "ADR", ""] {
            assert_eq!(without_number(title, 7), title);
        }
    }
}
