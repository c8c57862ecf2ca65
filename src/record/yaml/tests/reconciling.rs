//! Any file can be turned from one value into another, and no comment is ever lost.

use super::super::{read, reconcile, write_value};
use super::arbitrary::document;
use proptest::prelude::*;
use serde_yaml::Value;

/// Puts comments wherever the writer's style lets one stand: on own lines, and behind short values.
fn with_comments(source: &str, choices: &[u8]) -> String {
    let mut out = String::new();
    let mut block: Option<usize> = None;
    let mut choices = choices.iter().cycle();
    for (number, line) in source.lines().enumerate() {
        let depth = line.len() - line.trim_start_matches(' ').len();
        if block.is_some_and(|start| line.is_empty() || depth > start) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let header = line
            .rsplit_once(' ')
            .is_some_and(|(_, last)| ["|", "|-", "|+", "|2", "|2-", "|2+"].contains(&last));
        block = header.then_some(dash_depth(line, depth));
        let choice = choices.next().copied().unwrap_or_default();
        if choice & 1 != 0 && number > 0 {
            out.extend([" ".repeat(depth), format!("# above {number}: é\n")]);
        }
        out.push_str(line);
        if choice & 2 != 0 {
            out.extend(["  # behind ".to_owned(), number.to_string()]);
        }
        out.push('\n');
    }
    out.push_str("# end\n");
    out
}

/// The indentation that a block's lines exceed: that of the innermost dash or key on the line.
fn dash_depth(line: &str, depth: usize) -> usize {
    let mut rest = &line[depth..];
    let mut depth = depth;
    while let Some(behind) = rest.strip_prefix("- ") {
        if behind.starts_with('|') {
            return depth;
        }
        rest = behind;
        depth += 2;
    }
    depth
}

fn comments(source: &str) -> Vec<String> {
    let mut found: Vec<String> = source
        .match_indices("# ")
        .map(|(at, _)| source[at..].lines().next().unwrap_or_default().to_owned())
        .filter(|text| {
            text.starts_with("# above ") || text.starts_with("# behind ") || text == "# end"
        })
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
        own in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let source = with_comments(&write_value(&old), &own);
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
