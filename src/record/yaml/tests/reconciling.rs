//! Any file can be turned from one value into another, and no comment is ever lost.

use super::super::{read, reconcile, write_value};
use super::arbitrary::document;
use super::people::by_hand;
use proptest::prelude::*;
use serde_yaml::Value;

/// The comments of a file, known by how [`by_hand`] words them.
fn comments(source: &str) -> Vec<String> {
    let mut found: Vec<String> = ["# by hand", "# own ", "# end "]
        .iter()
        .flat_map(|start| source.match_indices(start))
        .map(|(at, _)| source[at..].lines().next().unwrap_or_default().to_owned())
        .collect();
    found.sort();
    found
}

/// A value near another: some parts changed, some gone, some new.
fn near(value: &Value, other: &Value, choices: &mut impl Iterator<Item = u8>) -> Value {
    match (value, choices.next().unwrap_or_default() % 8) {
        (_, 0) => other.clone(),
        (Value::Mapping(map), choice) => {
            let mut out = serde_yaml::Mapping::new();
            for (key, value) in map {
                if !choices.next().unwrap_or_default().is_multiple_of(6) {
                    out.insert(key.clone(), near(value, other, choices));
                }
            }
            if choice < 4 {
                out.insert("new key".into(), other.clone());
            }
            Value::Mapping(out)
        }
        (Value::Sequence(items), choice) => {
            let mut out = Vec::new();
            for item in items {
                match choices.next().unwrap_or_default() % 6 {
                    0 => {}
                    1 => out.extend([other.clone(), item.clone()]),
                    _ => out.push(near(item, other, choices)),
                }
            }
            if choice < 4 {
                out.push(other.clone());
            }
            Value::Sequence(out)
        }
        _ => value.clone(),
    }
}

proptest! {
    #[test]
    fn any_value_becomes_any_other_and_comments_stay(
        old in document(),
        other in document(),
        choices in prop::collection::vec(any::<u8>(), 1..200),
        own in prop::collection::vec(any::<u8>(), 1..60),
    ) {
        let source = by_hand(&old, &own);
        prop_assert_eq!(&read::<Value>(source.as_bytes()).unwrap(), &old, "{}", source);
        let leaf = other.as_mapping().and_then(|map| map.values().next().cloned()).unwrap_or_default();
        let mut new = near(&old, &leaf, &mut choices.into_iter());
        if !new.is_mapping() || new.as_mapping().is_some_and(serde_yaml::Mapping::is_empty) {
            new = other;
        }
        let changed = reconcile(&source, &old, &new);
        prop_assert!(changed.is_ok(), "{changed:?}\n{source}\n{}", write_value(&new));
        let changed = changed.unwrap();
        let back = read::<Value>(changed.as_bytes()).unwrap();
        prop_assert_eq!(&back, &new, "{}\n{}", source, changed);
        prop_assert_eq!(comments(&changed), comments(&source), "{}\n{}", source, changed);
    }

    #[test]
    fn a_file_without_comments_that_the_tool_wrote_becomes_any_other(old in document(), new in document()) {
        let changed = reconcile(&write_value(&old), &old, &new).unwrap();
        prop_assert_eq!(read::<Value>(changed.as_bytes()).unwrap(), new);
    }
}

#[test]
fn a_list_in_brackets_may_come_to_hold_what_only_a_block_can_say() {
    let source = "b: [1, {c: d}]  # why\n";
    let old: Value = read(source.as_bytes()).unwrap();
    let text = "b:\n  - - '{|2026-11-24<<'\n    - no -\n    - - |\n        ? - {\"12\n  - x\n";
    let new: Value = read(text.as_bytes()).unwrap();
    let changed = reconcile(source, &old, &new).unwrap();
    assert_eq!(read::<Value>(changed.as_bytes()).unwrap(), new);
    assert_eq!(changed.matches("# why").count(), 1, "{changed}");
}
