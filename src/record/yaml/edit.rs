//! Changing a file that people wrote through their comments, order and quoting. Each change replaces the bytes
//! it must and no others, and is accepted only if the file then says exactly what was asked for and still holds
//! every comment; otherwise the file stays as it was.

use super::error::ReadError;
use super::layout::{Step, comments, locate};
use super::node::Node;
use super::parse::parse;
use super::read::{MAX_BYTES, decode};
use super::splice::{Manner, add_entry, add_item, replace, take_out};
use super::texts::{self, texts_of_node, texts_of_value};
use serde_yaml::{Mapping, Value};

/// Why a file could not be changed. It is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file itself cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The path leads nowhere: a step's parent is missing or is not a map or list.
    #[error("there is no place `{0}` in the file")]
    NoPlace(String),
    /// The change cannot be made without disturbing what stands around it.
    #[error("`{0}` cannot be changed without losing something around it; edit the file by hand")]
    WouldDisturb(String),
}

/// A file that people wrote, to be changed in place.
#[derive(Debug, Clone)]
pub struct Document {
    source: String,
}

impl Document {
    /// Takes a file, if it can be read strictly.
    pub fn parse(source: &str) -> Result<Self, EditError> {
        parse(decode(source.as_bytes(), MAX_BYTES)?)?;
        Ok(Self {
            source: source.to_owned(),
        })
    }

    /// The file as it now is.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The file as it now is.
    pub fn into_source(self) -> String {
        self.source
    }

    /// Sets the value at a path: replaces it, or adds its key with every map that is missing on the way.
    ///
    /// `order` names the keys of the last step's map in the order of the schema; a new key goes behind the
    /// nearest of those before it. Where the order does not name it, it goes last.
    ///
    /// # Errors
    ///
    /// See [`EditError`].
    pub fn set(&mut self, path: &[Step], value: &Value, order: &[&str]) -> Result<(), EditError> {
        let source = self.source.clone();
        let root = parse(&source)?;
        if let Some(slot) = locate(&source, &root, path) {
            let expected = texts::set(&texts_of_node(&root), path, &texts_of_value(value));
            return self.try_each(path, expected.as_ref(), |manner| {
                Some(replace(&source, &root, slot, value, manner))
            });
        }
        let (known, key, missing) = self.deepest_map(&root, path)?;
        let value = missing.iter().rev().fold(value.clone(), |inner, key| {
            Value::Mapping(Mapping::from_iter([(key.as_str().into(), inner)]))
        });
        let order = if missing.is_empty() { order } else { &[] };
        let target = path.get(..=known.len()).unwrap_or(path);
        let expected = texts::set(&texts_of_node(&root), target, &texts_of_value(&value));
        let slot = locate(&source, &root, known).ok_or_else(|| no_place(path))?;
        self.try_each(path, expected.as_ref(), |manner| {
            add_entry(&source, &root, slot, (key, &value), order, manner)
        })
    }

    /// Inserts an item into the list at a path, before the item that has this index; at the length of the list
    /// it is appended.
    ///
    /// # Errors
    ///
    /// See [`EditError`].
    pub fn insert(&mut self, path: &[Step], index: usize, value: &Value) -> Result<(), EditError> {
        let source = self.source.clone();
        let root = parse(&source)?;
        let slot = locate(&source, &root, path).ok_or_else(|| no_place(path))?;
        let expected = texts::insert(&texts_of_node(&root), path, index, &texts_of_value(value));
        self.try_each(path, expected.as_ref(), |manner| {
            add_item(&source, &root, slot, index, value, manner)
        })
    }

    /// Removes the key or item at a path. A map or list that it empties stays as `{}` or `[]`.
    ///
    /// # Errors
    ///
    /// See [`EditError`].
    pub fn remove(&mut self, path: &[Step]) -> Result<(), EditError> {
        let source = self.source.clone();
        let root = parse(&source)?;
        let (last, parent) = path.split_last().ok_or_else(|| no_place(path))?;
        let slot = locate(&source, &root, parent).ok_or_else(|| no_place(path))?;
        let expected = texts::remove(&texts_of_node(&root), path);
        self.try_each(path, expected.as_ref(), |manner| {
            take_out(&source, &root, slot, last, manner)
        })
    }

    /// The deepest map on a path that is there, the key to add to it, and the keys of the maps within that.
    fn deepest_map<'p>(
        &self,
        root: &Node<'_>,
        path: &'p [Step],
    ) -> Result<(&'p [Step], &'p str, Vec<&'p String>), EditError> {
        let length = (0..path.len())
            .rev()
            .find(|length| locate(&self.source, root, &path[..*length]).is_some())
            .ok_or_else(|| no_place(path))?;
        let (known, rest) = path.split_at(length);
        let keys: Option<Vec<&String>> = rest
            .iter()
            .map(|step| match step {
                Step::Key(key) => Some(key),
                Step::Index(_) => None,
            })
            .collect();
        match keys.as_deref() {
            Some([key, missing @ ..]) => Ok((known, key, missing.to_vec())),
            _ => Err(no_place(path)),
        }
    }

    /// Takes the first manner of making a change that says what is expected and keeps every comment.
    fn try_each(
        &mut self,
        path: &[Step],
        expected: Option<&Value>,
        change: impl Fn(Manner) -> Option<String>,
    ) -> Result<(), EditError> {
        let expected = expected.ok_or_else(|| no_place(path))?;
        for manner in [Manner::AsItStands, Manner::Block, Manner::OneLine] {
            let changed = change(manner).ok_or_else(|| no_place(path))?;
            if says(&changed, expected) && keeps_comments(&self.source, &changed) {
                self.source = changed;
                return Ok(());
            }
        }
        Err(EditError::WouldDisturb(shown(path)))
    }
}

fn says(source: &str, expected: &Value) -> bool {
    parse(source).is_ok_and(|root| texts_of_node(&root) == *expected)
}

fn keeps_comments(before: &str, after: &str) -> bool {
    let sorted = |source: &str| {
        let mut texts = comments_of(source)?;
        texts.sort();
        Some(texts)
    };
    sorted(before) == sorted(after)
}

/// The comments of a file that people wrote, each from its `#` to the end of its line, in order; `None` where it
/// is no YAML.
pub fn comments_of(source: &str) -> Option<Vec<String>> {
    let root = parse(source).ok()?;
    let found = comments(source, &root, 0..source.len());
    let texts = found
        .iter()
        .map(|comment| comment.text.trim_end().to_owned());
    Some(texts.collect())
}

fn no_place(path: &[Step]) -> EditError {
    EditError::NoPlace(shown(path))
}

fn shown(path: &[Step]) -> String {
    let steps: Vec<String> = path
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    super::error::shown(&steps.join("."))
}
