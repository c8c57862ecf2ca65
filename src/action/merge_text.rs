//! Three versions of a `decision.yaml` become one, field by field: what Git's merge driver does.
//!
//! Git's own merge, line by line, comes first: where it is clean and says what the fields say, it keeps the
//! comments and the layout of both sides best. Where lines get in each other's way and fields do not, the fields
//! decide, in the file of one side with its comments. What people really disagree about is left as an ordinary
//! conflict, in the lines of that field alone. Whatever cannot be read, or would lose a comment, is left to Git.

use serde_yaml::Value;

use super::Error;
use crate::record::text::Text;
use crate::record::yaml::{self, Merged};
use crate::store::ThreeTexts;

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// The file.
    pub merged: Vec<u8>,
    /// Whether people have to look at it.
    pub has_conflicts: bool,
    /// Whether the places are marked in it. They are not where Git's merge by lines is clean, and says something
    /// else than the fields of both sides do.
    pub is_marked: bool,
    /// The fields about which the sides disagree, where fields could be told apart.
    pub fields: Vec<String>,
}

/// One side: the file, what it says, and that as plain values.
struct Side<'t> {
    source: &'t str,
    value: Value,
    comments: Vec<String>,
}

/// Merges.
pub fn run(texts: &ThreeTexts<'_>) -> Result<Report, Error> {
    let (by_line, line_conflicts) = texts.merge()?;
    let left_to_git = |has_conflicts| Report {
        merged: by_line.clone(),
        has_conflicts,
        is_marked: line_conflicts,
        fields: Vec::new(),
    };
    let sides = [texts.base, texts.ours, texts.theirs].map(side);
    let [Some(base), Some(ours), Some(theirs)] = sides else {
        return Ok(left_to_git(line_conflicts));
    };
    let merged = yaml::merge(Some(&base.value), Some(&ours.value), Some(&theirs.value));
    let fields: Vec<String> = merged.conflicts.iter().map(|path| path.join(".")).collect();
    if !line_conflicts && says(&by_line, &merged) {
        return Ok(left_to_git(false));
    }
    let Some(frame) = frame(&base, &ours, &theirs) else {
        return Ok(left_to_git(true));
    };
    let Some(versions) = versions(frame, &merged) else {
        return Ok(left_to_git(true));
    };
    if merged.conflicts.is_empty() {
        return Ok(Report {
            merged: versions[1].clone().into_bytes(),
            has_conflicts: false,
            is_marked: false,
            fields,
        });
    }
    // Both sides may have changed other lines of one field: Git decides whether they get on.
    let (bytes, is_marked) = ThreeTexts {
        base: versions[0].as_bytes(),
        ours: versions[1].as_bytes(),
        theirs: versions[2].as_bytes(),
        ..*texts
    }
    .merge()?;
    Ok(Report {
        has_conflicts: is_marked || !says(&bytes, &merged),
        merged: bytes,
        is_marked,
        fields,
    })
}

/// A file, if it is a decision's text.
fn side(bytes: &[u8]) -> Option<Side<'_>> {
    let text = yaml::read::<Text>(bytes).ok()?;
    let source = std::str::from_utf8(bytes).ok()?;
    Some(Side {
        source,
        value: serde_yaml::to_value(&text).ok()?,
        comments: yaml::comments_of(source)?,
    })
}

/// The side in whose file the result is written: the one that has written comments of its own; ours where none
/// has. `None` where both have, since one file cannot hold the places of both.
fn frame<'s, 't>(
    base: &Side<'t>,
    ours: &'s Side<'t>,
    theirs: &'s Side<'t>,
) -> Option<&'s Side<'t>> {
    let adds = |one: &Side<'_>, other: &Side<'_>| {
        let known = |comment| base.comments.contains(comment) || other.comments.contains(comment);
        !one.comments.iter().all(known)
    };
    match (adds(ours, theirs), adds(theirs, ours)) {
        (true, true) => None,
        (false, true) => Some(theirs),
        (_, false) => Some(ours),
    }
}

/// The three versions of the result in one side's file: base, ours, theirs. `None` where one is no text of a
/// decision, or cannot be written into that file.
fn versions(frame: &Side<'_>, merged: &Merged) -> Option<[String; 3]> {
    let write = |value: &Option<Value>| -> Option<String> {
        // Through the type, so that keys stand in the order of the format and nothing is there twice.
        let text: Text = serde_yaml::from_value(value.clone()?).ok()?;
        let value = serde_yaml::to_value(&text).ok()?;
        let source = yaml::reconcile(frame.source, &frame.value, &value).ok()?;
        let written = yaml::read::<Text>(source.as_bytes()).ok()?;
        (written == text).then_some(source)
    };
    Some([
        write(&merged.base)?,
        write(&merged.ours)?,
        write(&merged.theirs)?,
    ])
}

/// Whether a file says what the fields say, wherever they do not disagree.
fn says(bytes: &[u8], merged: &Merged) -> bool {
    let (Some(side), Some(Value::Mapping(wanted))) = (side(bytes), &merged.ours) else {
        return false;
    };
    let Value::Mapping(found) = &side.value else {
        return false;
    };
    let is_open = |key: &Value| {
        let first = merged.conflicts.iter().map(|path| path.first());
        first
            .into_iter()
            .flatten()
            .any(|name| Some(name.as_str()) == key.as_str())
    };
    wanted
        .iter()
        .map(|(key, _)| key)
        .chain(found.keys())
        .filter(|key| !is_open(key))
        .all(|key| wanted.get(key) == found.get(key))
}
