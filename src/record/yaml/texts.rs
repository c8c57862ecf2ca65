//! What a file says, with every scalar as its text: the measure of an edit. The type of a scalar depends on a
//! schema that is not known here, and the order of keys is the author's, so neither is compared.

use super::layout::Step;
use super::node::{Kind, Node};
use super::write::write_value;
use serde_yaml::{Mapping, Value};

/// What a node says.
pub(super) fn texts_of_node(node: &Node<'_>) -> Value {
    match &node.kind {
        Kind::Scalar { text, .. } => Value::String(text.to_string()),
        Kind::List { items, .. } => items.iter().map(texts_of_node).collect(),
        Kind::Map { entries, .. } => entries
            .iter()
            .map(|entry| (texts_of_node(&entry.key), texts_of_node(&entry.value)))
            .collect::<Mapping>()
            .into(),
    }
}

/// What a value will say once it is written.
pub(super) fn texts_of_value(value: &Value) -> Value {
    match value {
        Value::String(_) => value.clone(),
        Value::Sequence(items) => items.iter().map(texts_of_value).collect(),
        Value::Mapping(map) => map
            .iter()
            .map(|(key, value)| (texts_of_value(key), texts_of_value(value)))
            .collect::<Mapping>()
            .into(),
        Value::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.strip_prefix('!').unwrap_or(&name).to_owned();
            Mapping::from_iter([(Value::String(name), texts_of_value(&tagged.value))]).into()
        }
        scalar => Value::String(write_value(scalar).trim_end().to_owned()),
    }
}

/// The value at a path.
fn at<'v>(root: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Index(index) => value.get_mut(*index),
    })
}

/// The value with one at a path replaced, or added to its map.
pub(super) fn set(root: &Value, path: &[Step], value: &Value) -> Option<Value> {
    let mut root = root.clone();
    match path.split_last() {
        Some((Step::Key(key), parent)) => {
            let map = at(&mut root, parent)?.as_mapping_mut()?;
            map.insert(key.as_str().into(), value.clone());
        }
        _ => *at(&mut root, path)? = value.clone(),
    }
    Some(root)
}

/// The value with an item inserted into the list at a path.
pub(super) fn insert(root: &Value, path: &[Step], index: usize, value: &Value) -> Option<Value> {
    let mut root = root.clone();
    let list = at(&mut root, path)?.as_sequence_mut()?;
    if index > list.len() {
        return None;
    }
    list.insert(index, value.clone());
    Some(root)
}

/// The value without the key or item at a path.
pub(super) fn remove(root: &Value, path: &[Step]) -> Option<Value> {
    let mut root = root.clone();
    let (step, parent) = path.split_last()?;
    match (at(&mut root, parent)?, step) {
        (Value::Mapping(map), Step::Key(key)) => drop(map.remove(key.as_str())?),
        (Value::Sequence(list), Step::Index(index)) if *index < list.len() => {
            list.remove(*index);
        }
        _ => return None,
    }
    Some(root)
}
