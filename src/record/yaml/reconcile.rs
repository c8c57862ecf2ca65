//! From one value to another with as few edits as possible, so that a file keeps everything its author wrote
//! around what changed.

use super::edit::{Document, EditError};
use super::layout::Step;
use super::write::write_value;
use serde_yaml::{Mapping, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The longest list that is changed item by item. Each step reads the file anew, so that a long list would cost its
/// square; it is written as a whole instead.
const MAX_ITEMS: usize = 200;

/// Changes a file that says `old` into one that says `new`.
///
/// Only what differs between the two is touched: maps key by key, lists item by item (very long ones as a whole), a text as a whole. What
/// the file says and `old` does not (a key that is left out when empty, for one) stays. A new key goes where
/// the order of `new`'s keys puts it. Where a part cannot be changed without losing a comment, the map or list
/// around it is written anew with its comments.
///
/// # Errors
///
/// See [`EditError`].
pub fn reconcile(source: &str, old: &Value, new: &Value) -> Result<String, EditError> {
    let mut document = Document::parse(source)?;
    step_into(&mut document, &mut Vec::new(), &[], (old, new))?;
    Ok(document.into_source())
}

fn step_into(
    document: &mut Document,
    path: &mut Vec<Step>,
    order: &[&str],
    (old, new): (&Value, &Value),
) -> Result<(), EditError> {
    if old == new {
        return Ok(());
    }
    let before = document.clone();
    let in_parts = match (old, new) {
        (Value::Mapping(old), Value::Mapping(new)) => maps(document, path, old, new),
        (Value::Sequence(old), Value::Sequence(new))
            if !new.is_empty() && old.len().max(new.len()) <= MAX_ITEMS =>
        {
            lists(document, path, old, new)
        }
        _ => return document.set(path, new, order),
    };
    in_parts.or_else(|error| {
        *document = before;
        if path.is_empty() {
            return Err(error);
        }
        document.set(path, new, order)
    })
}

fn maps(
    document: &mut Document,
    path: &mut Vec<Step>,
    old: &Mapping,
    new: &Mapping,
) -> Result<(), EditError> {
    let names: Vec<String> = new.keys().map(key_text).collect();
    let order: Vec<&str> = names.iter().map(String::as_str).collect();
    // Additions come first, so that a map whose keys all change is never empty on the way.
    for (key, value) in new {
        path.push(Step::Key(key_text(key)));
        let done = match old.get(key) {
            Some(before) => step_into(document, path, &order, (before, value)),
            None => document.set(path, value, &order),
        };
        path.pop();
        done?;
    }
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        path.push(Step::Key(key_text(key)));
        // A key that only a default gave the old value is not in the file.
        let done = match document.remove(path) {
            Err(EditError::NoPlace(_)) => Ok(()),
            done => done,
        };
        path.pop();
        done?;
    }
    Ok(())
}

fn lists(
    document: &mut Document,
    path: &mut Vec<Step>,
    old: &[Value],
    new: &[Value],
) -> Result<(), EditError> {
    let texts = |items: &[Value]| items.iter().map(write_value).collect::<Vec<_>>();
    let operations = capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new));
    // From the end, so that the indices of what is still to be changed stay true.
    for operation in operations.into_iter().rev() {
        let (old_range, new_range) = match operation {
            DiffOp::Equal { .. } => continue,
            other => (other.old_range(), other.new_range()),
        };
        let both = old_range.len().min(new_range.len());
        let from = old_range.start + both;
        for value in new
            .get(new_range.start + both..new_range.end)
            .unwrap_or_default()
            .iter()
            .rev()
        {
            document.insert(path, from, value)?;
        }
        for index in (from..old_range.end).rev() {
            path.push(Step::Index(index));
            let done = document.remove(path);
            path.pop();
            done?;
        }
        for (index, other) in old_range.zip(new_range) {
            path.push(Step::Index(index));
            let done = match (old.get(index), new.get(other)) {
                (Some(before), Some(after)) => step_into(document, path, &[], (before, after)),
                _ => Ok(()),
            };
            path.pop();
            done?;
        }
    }
    Ok(())
}

/// A key as it stands in the file, where every key is a text.
fn key_text(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        scalar => write_value(scalar).trim_end().to_owned(),
    }
}
