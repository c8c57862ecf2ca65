//! The YAML that a Markdown text stands for, line by line: so that the strict reader of `decision.yaml` judges
//! it, and what that finds is named where it stands in the Markdown text.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use crate::record::field::Field;
use crate::record::yaml::{self, ReadError};

/// How far the writer indents the lines of prose, in columns.
const INDENT: usize = 2;

/// A value of the body, and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Placed {
    /// The value.
    pub value: Value,
    /// The line of its heading, counted from 1.
    pub line: usize,
    /// The lines of what is written below its key, one by one, as far as they are known.
    pub lines: Vec<usize>,
}

impl Placed {
    /// A value of which no more than the first line is known.
    pub(super) fn at(value: Value, line: usize) -> Self {
        Self {
            value,
            line,
            lines: Vec::new(),
        }
    }
}

/// YAML with the line, and the indent that was added, of each of its lines.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Sheet {
    source: String,
    places: Vec<(usize, usize)>,
}

impl Sheet {
    /// The front matter as it was typed, the fields of the body below it.
    pub(super) fn new(front: &str, said: &Mapping, body: &BTreeMap<Field, Placed>) -> Self {
        let mut sheet = Self {
            source: String::new(),
            places: Vec::new(),
        };
        if front.trim_start().starts_with('{') {
            // A map in one line cannot go on below it; there are no lines of their own to tell either.
            let rewritten = yaml::write_value(&Value::Mapping(said.clone()));
            sheet.add(&rewritten, |_| (2, 0));
        } else if !front.is_empty() {
            // The line of the fence stays as an empty one, so that all lines count as in the file.
            sheet.add(&format!("\n{front}"), |index| (index + 1, 0));
        }
        for (field, placed) in body {
            let entry = Mapping::from_iter([(field.key().into(), placed.value.clone())]);
            let written = yaml::write_value(&Value::Mapping(entry));
            let is_prose = placed.value.is_string();
            sheet.add(&written, |index| match index.checked_sub(1) {
                None => (placed.line, 0),
                Some(below) => {
                    let line = placed.lines.get(below).copied();
                    (
                        line.unwrap_or(placed.line),
                        if is_prose { INDENT } else { 0 },
                    )
                }
            });
        }
        sheet
    }

    fn add(&mut self, text: &str, place: impl Fn(usize) -> (usize, usize)) {
        for (index, line) in text.lines().enumerate() {
            self.source.push_str(line);
            self.source.push('\n');
            self.places.push(place(index));
        }
    }

    /// Reads it strictly, with keys that the Markdown text leaves to the tool.
    pub(super) fn read<T: DeserializeOwned>(&self, given: &Mapping) -> Result<T, ReadError> {
        let mut source = self.source.clone();
        if !given.is_empty() {
            source.push_str(&yaml::write_value(&Value::Mapping(given.clone())));
        }
        yaml::read(source.as_bytes()).map_err(|error| {
            let place = self.places.get(error.line.saturating_sub(1));
            let (line, indent) = place.copied().unwrap_or((1, 0));
            ReadError {
                line,
                column: error.column.saturating_sub(indent).max(1),
                ..error
            }
        })
    }
}
