//! Reading strictly: what people write, and what the tool has written. Both start with the same checks of the
//! bytes, so that nothing hostile reaches a parser in a size or a form that could cost more than its length.

use super::canonical;
use super::characters::check_text;
use super::de::from_node;
use super::error::{Place, ReadError, ReadErrorKind, shown};
use super::node::{Kind, Node};
use super::parse::parse;
use super::scalar::number;
use super::write::write;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The largest file that is read, in bytes (1 MiB).
pub const MAX_BYTES: usize = 1 << 20;

/// The newest record format that this version reads and writes.
pub const FORMAT: u64 = 1;

/// Reads a file that people write, of at most [`MAX_BYTES`].
///
/// Comments, quoting and style are theirs. Anchors, aliases, tags, directives, several documents, merge keys,
/// duplicate keys, empty values and nesting beyond [`super::MAX_DEPTH`] are refused. Scalars become what the
/// type asks for; where it takes anything, a plain one is a number or a boolean only if it is spelled as the
/// writer would spell it, and text otherwise.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    read_limited(bytes, MAX_BYTES)
}

/// As [`read`], with another limit to the size, in bytes.
pub fn read_limited<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, ReadError> {
    let source = decode(bytes, limit)?;
    from_node(&parse(source)?, source)
}

/// Reads a record that only the tool writes, of at most [`MAX_BYTES`]: its bytes must be those that [`write()`]
/// gives for the value read.
///
/// # Errors
///
/// Besides those of [`read`]: [`ReadErrorKind::NewerFormat`] for a `format` beyond [`FORMAT`], before anything
/// else in the record is judged; [`ReadErrorKind::NotCanonical`] at the first byte that differs.
pub fn read_canonical<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, ReadError> {
    let source = decode(bytes, MAX_BYTES)?;
    // What the quick reader takes for granted, the comparison proves. What it cannot read is no record; the
    // thorough reader says why.
    canonical::parse(source)
        .and_then(|root| judge(&root, source).ok())
        .map_or_else(|| judge(&parse(source)?, source), Ok)
}

/// Reads a record from its nodes, and accepts it if its bytes are those that the writer writes.
fn judge<T: DeserializeOwned + Serialize>(root: &Node<'_>, source: &str) -> Result<T, ReadError> {
    check_format(root, source)?;
    let value = from_node(root, source)?;
    let canonical = write(&value);
    if canonical == source {
        Ok(value)
    } else {
        Err(first_difference(&canonical, source))
    }
}

/// The bytes as a text that is small, UTF-8 and free of forbidden characters.
pub(super) fn decode(bytes: &[u8], limit: usize) -> Result<&str, ReadError> {
    if bytes.len() > limit {
        let message = format!("the file has {} bytes; {limit} are allowed", bytes.len());
        let hint = "move pictures and data into attachments";
        return Err(Place::START.error(ReadErrorKind::TooLarge, message, hint));
    }
    let source = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let before = String::from_utf8_lossy(valid);
        Place::of(&before, before.len()).error(
            ReadErrorKind::NotUtf8,
            "the file is not UTF-8",
            "save it with the encoding UTF-8",
        )
    })?;
    check_text(source)
        .map_err(|found| Place::of(source, found.offset).forbidden_character(found))?;
    refuse_tabs(source)?;
    Ok(source)
}

/// YAML forbids tabs as indentation; parsers say so in riddles.
fn refuse_tabs(source: &str) -> Result<(), ReadError> {
    let mut lines = source.lines();
    match lines.position(|line| line.starts_with('\t') && !line.trim().is_empty()) {
        None => Ok(()),
        Some(index) => Err(Place {
            line: index + 1,
            column: 1,
        }
        .error(
            ReadErrorKind::Syntax,
            "the line is indented with a tab",
            "indent with spaces",
        )),
    }
}

/// Refuses a record of a newer format before its keys are judged.
fn check_format(root: &Node<'_>, source: &str) -> Result<(), ReadError> {
    let Kind::Map { entries, .. } = &root.kind else {
        return Ok(());
    };
    let Some(entry) = entries.iter().find(|entry| entry.key.text() == "format") else {
        return Err(root.error(
            source,
            ReadErrorKind::Schema,
            "the key `format` is missing",
            "records are written by the tool only",
        ));
    };
    match number(entry.value.text()).and_then(|number| number.as_u64()) {
        Some(format) if format > FORMAT => Err(entry.value.error(
            source,
            ReadErrorKind::NewerFormat,
            format!("this record has format {format}; this version of adr reads {FORMAT}"),
            "it was made by a newer version: upgrade adr",
        )),
        _ => Ok(()),
    }
}

/// Where a record and its canonical form part ways, with what stands in both from there to the line's end.
fn first_difference(expected: &str, found: &str) -> ReadError {
    let offset = expected
        .char_indices()
        .zip(found.chars())
        .find(|((_, wanted), there)| wanted != there)
        .map_or(expected.len().min(found.len()), |((offset, _), _)| offset);
    let message = format!(
        "the record is not in canonical form: expected {}, found {}",
        rest_of_line(expected, offset),
        rest_of_line(found, offset)
    );
    Place::of(found, offset).error(
        ReadErrorKind::NotCanonical,
        message,
        "records are written by the tool only; restore the file as it was committed",
    )
}

fn rest_of_line(text: &str, offset: usize) -> String {
    match text.get(offset..) {
        None | Some("") => "the end of the file".to_owned(),
        Some(rest) => match rest.split('\n').next() {
            None | Some("") => "the end of the line".to_owned(),
            Some(line) => format!("`{}`", shown(line)),
        },
    }
}
