//! Three values into one.

use super::super::merge::{Merged, merge};
use super::arbitrary::document as any_value;
use proptest::prelude::*;
use serde_yaml::Value;

fn value(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    merge(Some(&value(base)), Some(&value(ours)), Some(&value(theirs)))
}

#[track_caller]
fn clean(base: &str, ours: &str, theirs: &str, expected: &str) {
    let merged = merged(base, ours, theirs);
    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    assert_eq!(merged.ours, Some(value(expected)));
    assert_eq!(merged.theirs, merged.ours);
    assert_eq!(merged.base, merged.ours);
}

#[track_caller]
fn conflicts(base: &str, ours: &str, theirs: &str) -> Vec<String> {
    let merged = merged(base, ours, theirs);
    let paths = merged.conflicts.iter().map(|path| path.join("/"));
    paths.collect()
}

#[test]
fn what_one_side_changed_is_taken_from_it() {
    clean(
        "{a: 1, b: 1}",
        "{a: 2, b: 1}",
        "{a: 1, b: 2}",
        "{a: 2, b: 2}",
    );
    clean(
        "{a: 1}",
        "{a: 1, x: 1}",
        "{a: 1, y: 1}",
        "{a: 1, x: 1, y: 1}",
    );
    clean("{a: 1, b: 1}", "{b: 1}", "{a: 1, b: 2}", "{b: 2}");
    clean("{m: {a: 1}}", "{m: {a: 1, b: 1}}", "{m: {}}", "{m: {b: 1}}");
}

#[test]
fn lists_are_merged_item_by_item() {
    clean("[a, b]", "[a, b, x]", "[b, y]", "[b, x, y]");
    clean("[a, b, c]", "[c, a, b]", "[a, b, c, d]", "[c, d, a, b]");
    clean("[]", "[x, same]", "[same, y]", "[x, same, y]");
    clean(
        "[{name: p, pros: [a]}, {name: q}]",
        "[{name: p, pros: [a, b]}, {name: q}]",
        "[{name: q, cons: [d]}, {name: p, pros: [a]}]",
        "[{name: q, cons: [d]}, {name: p, pros: [a, b]}]",
    );
    // A key that is retired becomes a map, and is still the same key.
    clean(
        "[k1]",
        "[{key: k1, state: retired}]",
        "[k1, k2]",
        "[{key: k1, state: retired}, k2]",
    );
}

#[test]
fn people_disagree_where_they_changed_one_thing_differently() {
    assert_eq!(
        conflicts("{a: 1, b: 1}", "{a: 2, b: 1}", "{a: 3, b: 2}"),
        ["a"]
    );
    assert_eq!(conflicts("{a: 1}", "{a: 2}", "{}"), ["a"]);
    assert_eq!(conflicts("{}", "{a: 1}", "{a: 2}"), ["a"]);
    assert_eq!(
        conflicts(
            "{o: [{name: p, s: 1}]}",
            "{o: [{name: p, s: 2}]}",
            "{o: [{name: p, s: 3}]}"
        ),
        ["o/p/s"]
    );
    assert_eq!(
        conflicts("{o: [{n: p, s: 1}]}", "{o: [{n: p, s: 2}]}", "{o: []}"),
        ["o/p"]
    );
    assert_eq!(conflicts("[a, b, c]", "[b, a, c]", "[a, c, b]"), [""]);
    assert_eq!(conflicts("[a, a]", "[a]", "[a, a, b]"), [""]);
}

/// A map of a few keys, so that two of them often have something to do with each other.
fn text() -> impl Strategy<Value = Value> {
    let list = prop::collection::vec("[a-d]", 0..5).prop_map(|items| {
        let items = items.into_iter().map(Value::from);
        Value::Sequence(items.collect())
    });
    let leaf = prop_oneof![list, "[x-z]{1,2}".prop_map(Value::from), any_value()];
    prop::collection::btree_map("[k-n]", leaf, 0..4).prop_map(|map| {
        let entries = map.into_iter().map(|(key, value)| (key.into(), value));
        Value::Mapping(entries.collect())
    })
}

/// Every scalar in a value, with the keys above it.
fn leaves(value: Option<&Value>, path: &str, found: &mut Vec<String>) {
    match value {
        Some(Value::Mapping(map)) => {
            for (key, value) in map {
                leaves(Some(value), &format!("{path}/{key:?}"), found);
            }
        }
        Some(Value::Sequence(items)) => {
            for item in items {
                leaves(Some(item), path, found);
            }
        }
        Some(scalar) => found.push(format!("{path}={scalar:?}")),
        None => {}
    }
}

proptest! {
    #[test]
    fn a_side_without_changes_gives_the_other(base in text(), side in text()) {
        for (ours, theirs) in [(&base, &side), (&side, &base), (&side, &side)] {
            let merged = merge(Some(&base), Some(ours), Some(theirs));
            prop_assert!(merged.conflicts.is_empty());
            prop_assert_eq!(merged.ours.as_ref(), Some(&side));
            prop_assert_eq!(merged.theirs.as_ref(), Some(&side));
        }
    }

    #[test]
    fn no_value_is_lost_silently(base in text(), ours in text(), theirs in text()) {
        let merged = merge(Some(&base), Some(&ours), Some(&theirs));
        let all = |value: Option<&Value>| {
            let mut found = Vec::new();
            leaves(value, "", &mut found);
            found
        };
        let old = all(Some(&base));
        let kept = [all(merged.ours.as_ref()), all(merged.theirs.as_ref())].concat();
        for leaf in [all(Some(&ours)), all(Some(&theirs))].concat() {
            // What a side has added is in one version of the result at least, and where the versions differ
            // there is a conflict.
            prop_assert!(old.contains(&leaf) || kept.contains(&leaf), "{leaf} of {merged:?}");
        }
        prop_assert_eq!(merged.conflicts.is_empty(), merged.ours == merged.theirs);
    }

    #[test]
    fn sides_are_equal(base in text(), ours in text(), theirs in text()) {
        let one = merge(Some(&base), Some(&ours), Some(&theirs));
        let other = merge(Some(&base), Some(&theirs), Some(&ours));
        prop_assert_eq!(one.conflicts.len(), other.conflicts.len());
        if one.conflicts.is_empty() {
            let sorted = |value: Option<&Value>| {
                let mut found = Vec::new();
                leaves(value, "", &mut found);
                found.sort();
                found
            };
            prop_assert_eq!(sorted(one.ours.as_ref()), sorted(other.ours.as_ref()));
        }
    }
}
