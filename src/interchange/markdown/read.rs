//! From Markdown to the fields of a text.

use serde_yaml::{Mapping, Value};
use thiserror::Error;

use super::headings::field_of;
use super::{FENCE, body};
use crate::interchange::sections::{Fences, heading};
use crate::record::field::Field;
use crate::record::yaml::{self, ReadError};

/// What a Markdown text says.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    /// The fields, in the order of the format, as `decision.yaml` would have them.
    pub fields: Mapping,
    /// What fitted no field, and where it went.
    pub remarks: Vec<Remark>,
}

/// Something that fitted no field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is, and where it went.
    pub what: String,
}

/// Why a Markdown text cannot be read.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum MarkdownError {
    /// The front matter is not closed.
    #[error("the front matter that begins in line 1 is never closed: end it with a line `---`")]
    Unclosed,
    /// The front matter cannot be read. Line and column are those of the whole file.
    #[error("{0}")]
    FrontMatter(ReadError),
    /// A field stands in the front matter and in the body.
    #[error("line {line}: `{key}` is in the front matter already: keep one of the two")]
    Twice {
        /// Where the body says it.
        line: usize,
        /// The key.
        key: &'static str,
    },
}

/// A section of the body.
struct Section<'a> {
    field: Option<Field>,
    line: usize,
    lines: Vec<&'a str>,
}

/// Reads Markdown with or without front matter. Headings are matched tolerantly; a section that fits no
/// field stays, with its heading, at the end of the prose before it, and that is said.
pub fn read(markdown: &str) -> Result<Read, MarkdownError> {
    let (front, rest, first_line) = split(markdown)?;
    let mut fields: Mapping = if front.trim().is_empty() {
        Mapping::new()
    } else {
        yaml::read(front.as_bytes()).map_err(|error| {
            MarkdownError::FrontMatter(ReadError {
                line: error.line + 1,
                ..error
            })
        })?
    };
    let mut remarks = Vec::new();
    let (title, sections) = sections(rest, first_line, &mut remarks);
    if let Some((line, title)) = title {
        put(&mut fields, Field::Title, title.into(), line)?;
    }
    for section in merged(sections, &mut remarks) {
        let Some(field) = section.field else { continue };
        let text = section.lines.join("\n");
        if text.trim().is_empty() {
            continue;
        }
        let structured = match field {
            Field::Drivers => {
                body::read_lines(&text).map(|lines| lines.into_iter().map(Value::from).collect())
            }
            Field::Options => body::read_options(&text),
            Field::Assumptions => body::read_assumptions(&text),
            _ => Some(prose(&text)),
        };
        match structured {
            Some(value) => put(&mut fields, field, value, section.line)?,
            None => keep_as_prose(&mut fields, field, &text, section.line, &mut remarks),
        }
    }
    Ok(Read {
        fields: in_order(fields),
        remarks,
    })
}

/// The front matter, the rest, and the number of the rest's first line.
fn split(markdown: &str) -> Result<(&str, &str, usize), MarkdownError> {
    let Some(after) = markdown.strip_prefix("---\n") else {
        return Ok(("", markdown, 1));
    };
    let mut offset = 0;
    for (index, line) in after.split_inclusive('\n').enumerate() {
        if line.trim_end() == FENCE {
            return Ok((&after[..offset], &after[offset + line.len()..], index + 3));
        }
        offset += line.len();
    }
    Err(MarkdownError::Unclosed)
}

type Title = Option<(usize, String)>;

/// The title and the sections at the second level. What stands between the title and the first of them
/// belongs to the context.
fn sections<'a>(
    body: &'a str,
    first_line: usize,
    remarks: &mut Vec<Remark>,
) -> (Title, Vec<Section<'a>>) {
    let mut title = None;
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut fences = Fences::default();
    for (index, line) in body.lines().enumerate() {
        let number = first_line + index;
        let is_code = fences.is_code(line);
        match heading(line).filter(|_| !is_code) {
            Some((1, text)) if title.is_none() && sections.is_empty() && !text.is_empty() => {
                title = Some((number, text.to_owned()));
            }
            Some((2, text)) if field_of(text).is_some() => {
                sections.push(Section {
                    field: field_of(text),
                    line: number,
                    lines: Vec::new(),
                });
            }
            found => {
                if let Some((2, text)) = found {
                    remarks.push(Remark {
                        line: number,
                        what: format!("`## {text}` is no field; it stays in the text before it"),
                    });
                }
                match sections.last_mut() {
                    Some(section) => section.lines.push(line),
                    None if line.trim().is_empty() => {}
                    None => sections.push(Section {
                        field: Some(Field::Context),
                        line: number,
                        lines: vec![line],
                    }),
                }
            }
        }
    }
    (title, sections)
}

/// One section for each field: what comes again is added to the first.
fn merged<'a>(sections: Vec<Section<'a>>, remarks: &mut Vec<Remark>) -> Vec<Section<'a>> {
    let mut merged: Vec<Section<'a>> = Vec::new();
    for mut section in sections {
        match merged.iter_mut().find(|other| other.field == section.field) {
            Some(first) => {
                if let Some(field) = section.field {
                    remarks.push(Remark {
                        line: section.line,
                        what: format!("`{field}` comes again; it was added to the first"),
                    });
                }
                while first
                    .lines
                    .last()
                    .is_some_and(|line| line.trim().is_empty())
                {
                    first.lines.pop();
                }
                if section
                    .lines
                    .first()
                    .is_none_or(|line| !line.trim().is_empty())
                {
                    first.lines.push("");
                }
                first.lines.append(&mut section.lines);
            }
            None => merged.push(section),
        }
    }
    merged
}

/// A list that is none goes, with its heading, to the nearest prose: the context before the decision, else
/// the consequences.
fn keep_as_prose(
    fields: &mut Mapping,
    field: Field,
    text: &str,
    line: usize,
    remarks: &mut Vec<Remark>,
) {
    let home = if field == Field::Assumptions {
        Field::Consequences
    } else {
        Field::Context
    };
    let heading = super::headings::SECTIONS
        .into_iter()
        .find(|(other, _)| *other == field)
        .map_or(field.key(), |(_, heading)| heading);
    let before = fields
        .get(home.key())
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim_end()
        .to_owned();
    let joined = format!("{before}\n\n### {heading}\n\n{text}");
    fields.insert(home.key().into(), prose(&joined));
    remarks.push(Remark {
        line,
        what: format!("`{heading}` is not a plain list; it went to `{home}` as prose"),
    });
}

fn prose(text: &str) -> Value {
    format!("{}\n", text.trim_end().trim_start_matches('\n')).into()
}

fn put(fields: &mut Mapping, field: Field, value: Value, line: usize) -> Result<(), MarkdownError> {
    match fields.insert(field.key().into(), value) {
        None => Ok(()),
        Some(_) => Err(MarkdownError::Twice {
            line,
            key: field.key(),
        }),
    }
}

/// The order of the format; keys that it does not know stay at the end, for the strict reader to name.
fn in_order(mut fields: Mapping) -> Mapping {
    let mut ordered = Mapping::new();
    for field in Field::ALL {
        if let Some(value) = fields.remove(field.key()) {
            ordered.insert(field.key().into(), value);
        }
    }
    ordered.extend(fields);
    ordered
}
