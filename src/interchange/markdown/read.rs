//! From Markdown to the fields of a text.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_yaml::{Mapping, Value};

use super::headings::SECTIONS;
use super::outline::{self, Outline, Section};
use super::sheet::{Placed, Sheet};
use super::{FENCE, body};
use crate::record::field::Field;
use crate::record::yaml::{self, MAX_BYTES, ReadError, ReadErrorKind, check_text};

/// What a Markdown text says.
#[derive(Clone, PartialEq, Debug)]
pub struct Read {
    /// The fields, in the order of the format, as `decision.yaml` would have them.
    pub fields: Mapping,
    /// What fitted no field, and where it went.
    pub remarks: Vec<Remark>,
    /// The front matter as it was typed, without its fences.
    pub(super) front: String,
    /// What the front matter alone says.
    pub(super) front_fields: Mapping,
    /// The whole as YAML that knows the lines of the Markdown text.
    pub(super) sheet: Sheet,
}

/// Something that fitted no field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Remark {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is, and where it went.
    pub what: String,
}

/// Reads Markdown with or without front matter. Headings are matched tolerantly; a section that fits no
/// field stays, with its heading, at the end of the prose before it, and that is said. Line ends of Windows and
/// a byte-order mark in front mean nothing.
///
/// # Errors
///
/// Line and column are those of the Markdown text: a text that is too large (the limit is that of
/// `decision.yaml`), a character that no text may hold, front matter that is never closed or no strict YAML, a
/// field that stands in the front matter and in the body.
pub fn read(markdown: &str) -> Result<Read, ReadError> {
    let markdown = markdown.strip_prefix('\u{feff}').unwrap_or(markdown);
    let markdown = markdown.replace("\r\n", "\n");
    check(&markdown)?;
    let (front, rest, first_line) = split(&markdown)?;
    let front_fields: Mapping = if has_values(front) {
        // The line of the fence stays as an empty one, so that all lines count as in the file.
        yaml::read(format!("\n{front}").as_bytes())?
    } else {
        Mapping::new()
    };
    let Outline {
        title,
        sections,
        mut remarks,
    } = outline::of(rest, first_line);
    let mut body = Body {
        front: &front_fields,
        fields: BTreeMap::new(),
    };
    if let Some((line, title)) = title {
        body.put(Field::Title, Placed::at(title.into(), line))?;
    }
    let mut misfits = Vec::new();
    for section in sections.iter().filter(|section| section.has_text()) {
        match taken(section) {
            Some(placed) => body.put(section.field, placed)?,
            None => misfits.push(section),
        }
    }
    for section in misfits {
        remarks.push(body.keep_as_prose(section)?);
    }
    remarks.sort_by_key(|remark| remark.line);
    let placed = body.fields;
    let sheet = Sheet::new(front, &front_fields, &placed);
    Ok(Read {
        fields: in_order(&front_fields, &placed),
        remarks,
        front: front.to_owned(),
        front_fields,
        sheet,
    })
}

/// What the bytes themselves must be, before anything is looked at: what is not is named where it stands.
fn check(markdown: &str) -> Result<(), ReadError> {
    if markdown.len() > MAX_BYTES {
        return Err(ReadError {
            kind: ReadErrorKind::TooLarge,
            line: 1,
            column: 1,
            message: format!(
                "the text has {} bytes; {MAX_BYTES} are allowed",
                markdown.len()
            ),
            hint: "move pictures and data into attachments".to_owned(),
        });
    }
    check_text(markdown).map_err(|found| {
        let before = markdown.get(..found.offset).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        ReadError {
            kind: ReadErrorKind::ForbiddenCharacter,
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            message: found.message(),
            hint: found.hint().to_owned(),
        }
    })
}

/// The front matter, the rest, and the number of the rest's first line.
fn split(markdown: &str) -> Result<(&str, &str, usize), ReadError> {
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
    Err(ReadError {
        kind: ReadErrorKind::Syntax,
        line: 1,
        column: 1,
        message: "the front matter that begins here is never closed".to_owned(),
        hint: format!("end it with a line `{FENCE}`"),
    })
}

/// Whether front matter says anything beside comments.
fn has_values(front: &str) -> bool {
    front
        .lines()
        .map(str::trim)
        .any(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What a section says, if it is what its field wants.
fn taken(section: &Section<'_>) -> Option<Placed> {
    let text = section.text();
    let value = match section.field {
        Field::Drivers => {
            let lines = section.lines.iter();
            return Some(Placed {
                value: body::read_lines(&text)?
                    .into_iter()
                    .map(Value::from)
                    .collect(),
                line: section.line,
                lines: lines
                    .filter(|(_, line)| !line.trim().is_empty())
                    .map(|(number, _)| *number)
                    .collect(),
            });
        }
        Field::Options => body::read_options(&text)?,
        Field::Assumptions => body::read_assumptions(&text)?,
        _ => return Some(prose(section.line, section.lines.iter().copied())),
    };
    Some(Placed::at(value, section.line))
}

fn prose<'a>(heading: usize, lines: impl Iterator<Item = (usize, &'a str)>) -> Placed {
    let (lines, text): (Vec<usize>, Vec<&str>) =
        lines.skip_while(|(_, line)| line.is_empty()).unzip();
    Placed {
        value: format!("{}\n", text.join("\n").trim_end()).into(),
        line: heading,
        lines,
    }
}

/// The fields that the body gives.
struct Body<'f> {
    front: &'f Mapping,
    fields: BTreeMap<Field, Placed>,
}

impl Body<'_> {
    fn put(&mut self, field: Field, placed: Placed) -> Result<(), ReadError> {
        if self.front.contains_key(field.key()) {
            return Err(ReadError {
                kind: ReadErrorKind::Forbidden,
                line: placed.line,
                column: 1,
                message: format!("`{field}` is in the front matter already"),
                hint: "keep one of the two".to_owned(),
            });
        }
        self.fields.insert(field, placed);
        Ok(())
    }

    /// A list that is none goes, with its heading, to the nearest prose: the context before the decision, else
    /// the consequences.
    fn keep_as_prose(&mut self, section: &Section<'_>) -> Result<Remark, ReadError> {
        let field = section.field;
        let home = match field {
            Field::Assumptions => Field::Consequences,
            _ => Field::Context,
        };
        let heading = SECTIONS
            .into_iter()
            .find(|(other, _)| *other == field)
            .map_or(field.key(), |(_, heading)| heading);
        let more = prose(section.line, section.lines.iter().copied());
        let before = self.fields.remove(&home);
        let line = before.as_ref().map_or(section.line, |before| before.line);
        let mut lines = Vec::new();
        let mut text = String::new();
        if let Some(before) = before {
            text.push_str(before.value.as_str().unwrap_or_default());
            text.push('\n');
            lines = before.lines;
            lines.resize(text.matches('\n').count(), section.line);
        }
        text.push_str(&format!("### {heading}\n\n"));
        text.push_str(more.value.as_str().unwrap_or_default());
        lines.extend([section.line, section.line]);
        lines.extend(more.lines);
        let value = text.into();
        self.put(home, Placed { value, line, lines })?;
        Ok(Remark {
            line: section.line,
            what: format!("`{heading}` is not a plain list; it went to `{home}` as prose"),
        })
    }
}

/// The order of the format; keys that it does not know stay at the end, for the strict reader to name.
fn in_order(front: &Mapping, body: &BTreeMap<Field, Placed>) -> Mapping {
    let mut ordered = Mapping::new();
    for field in Field::ALL {
        let value = front
            .get(field.key())
            .or_else(|| body.get(&field).map(|placed| &placed.value));
        if let Some(value) = value {
            ordered.insert(field.key().into(), value.clone());
        }
    }
    for (key, value) in front {
        if !ordered.contains_key(key) {
            ordered.insert(key.clone(), value.clone());
        }
    }
    ordered
}
