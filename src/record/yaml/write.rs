//! The one style in which records are written. Keys in order, two-space indent, block style, prose as literal
//! blocks: small diffs, and the same bytes for the same value for as long as format 1 is written.

use super::characters::is_printable;
use super::scalar::{is_plain, push_quoted};
use serde::Serialize;
use serde_yaml::{Mapping, Value};

/// How far each level is indented, in spaces.
const STEP: usize = 2;

/// Writes a value in the style of record format 1.
///
/// Maps keep the order in which the type lists its fields. A text with several lines becomes a literal block,
/// a text that is clearly a word or a phrase stands plain, every other text is double-quoted.
/// A variant that carries data is written as a map with the variant's name as its only key.
///
/// # Panics
///
/// If the type's own `Serialize` fails, which is a mistake in the type and never a matter of its value:
/// no record type does.
pub fn write<T: Serialize + ?Sized>(value: &T) -> String {
    match serde_yaml::to_value(value) {
        Ok(value) => write_value(&value),
        Err(error) => panic!("a record type failed to serialize itself: {error}"),
    }
}

/// Writes a value that has already been taken apart, in the same style as [`write()`].
pub fn write_value(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Mapping(map) if !map.is_empty() => push_map(&mut out, map, 0, false),
        Value::Sequence(items) if !items.is_empty() => push_list(&mut out, items, 0, false),
        Value::Tagged(tagged) => push_map(&mut out, &untag(tagged), 0, false),
        Value::String(text) => {
            push_one_line(&mut out, text);
            out.push('\n');
        }
        scalar => push_scalar(&mut out, scalar, 0),
    }
    out
}

/// Writes the entries of a map at this indent. `inline` says that the first one continues a line.
fn push_map(out: &mut String, map: &Mapping, indent: usize, mut inline: bool) {
    for (key, value) in map {
        if !std::mem::take(&mut inline) {
            push_spaces(out, indent);
        }
        push_key(out, key);
        out.push(':');
        match value {
            Value::Mapping(inner) if !inner.is_empty() => {
                out.push('\n');
                push_map(out, inner, indent + STEP, false);
            }
            Value::Sequence(items) if !items.is_empty() => {
                out.push('\n');
                push_list(out, items, indent + STEP, false);
            }
            Value::Tagged(tagged) => {
                out.push('\n');
                push_map(out, &untag(tagged), indent + STEP, false);
            }
            scalar => {
                out.push(' ');
                push_scalar(out, scalar, indent + STEP);
            }
        }
    }
}

/// Writes the items of a list at this indent. `inline` says that the first one continues a line.
fn push_list(out: &mut String, items: &[Value], indent: usize, mut inline: bool) {
    for item in items {
        if !std::mem::take(&mut inline) {
            push_spaces(out, indent);
        }
        out.push_str("- ");
        match item {
            Value::Mapping(map) if !map.is_empty() => push_map(out, map, indent + STEP, true),
            Value::Sequence(inner) if !inner.is_empty() => {
                push_list(out, inner, indent + STEP, true);
            }
            Value::Tagged(tagged) => push_map(out, &untag(tagged), indent + STEP, true),
            scalar => push_scalar(out, scalar, indent + STEP),
        }
    }
}

/// Writes a scalar, or an empty map or list, with the newline that ends it. `indent` is that of a block's lines.
fn push_scalar(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::String(text) if is_block(text) => {
            push_block(out, text, indent);
            return;
        }
        other => push_short(out, other),
    }
    out.push('\n');
}

/// Writes what fits on one line whatever it is: a key, a scalar, an empty map or list.
fn push_short(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => push_one_line(out, text),
        Value::Sequence(_) => out.push_str("[]"),
        Value::Mapping(_) | Value::Tagged(_) => out.push_str("{}"),
    }
}

/// Writes a key. A key is a scalar in every record; a longer one is written as the text of its own YAML, so
/// that nothing is lost silently.
fn push_key(out: &mut String, key: &Value) {
    match key {
        Value::Mapping(_) | Value::Sequence(_) | Value::Tagged(_) => {
            push_quoted(out, &write_value(key));
        }
        scalar => push_short(out, scalar),
    }
}

fn push_one_line(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        push_quoted(out, text);
    }
}

/// Whether the text is prose: several lines, of which a literal block keeps every character.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && text.contains(|character| !matches!(character, ' ' | '\t' | '\n'))
        && is_printable(text)
}

/// Writes a literal block. YAML 1.2, 8.1.1: the indentation is written out where the first line cannot show it.
fn push_block(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    if text.starts_with([' ', '\t', '\n']) {
        out.push_str(&STEP.to_string());
    }
    if text.ends_with("\n\n") {
        out.push('+');
    } else if !text.ends_with('\n') {
        out.push('-');
    }
    out.push('\n');
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            push_spaces(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn push_spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// A variant with data as a map with one key.
fn untag(tagged: &serde_yaml::value::TaggedValue) -> Mapping {
    let tag = tagged.tag.to_string();
    let name = tag.strip_prefix('!').unwrap_or(&tag).to_owned();
    Mapping::from_iter([(Value::String(name), tagged.value.clone())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(value: &serde_json::Value) -> String {
        write(value)
    }

    #[test]
    fn a_record_reads_like_one_written_by_hand() {
        let text = style(&serde_json::json!({
            "format": 1,
            "id": "01jdxk3v8q5t9w2m7r4c6y1zab",
            "title": "Use PostgreSQL",
            "at": "2026-11-24T09:12:33+01:00",
            "tags": ["no", "security"],
            "options": [{"name": "SQLite", "pros": ["small", "known"]}, {"name": "12"}],
            "context": "One line.\n\n  Another, indented.\n",
            "people": {"alice": {"active": false, "keys": []}},
        }));
        insta::assert_snapshot!(text, @r#"
        format: 1
        id: 01jdxk3v8q5t9w2m7r4c6y1zab
        title: Use PostgreSQL
        at: "2026-11-24T09:12:33+01:00"
        tags:
          - "no"
          - security
        options:
          - name: SQLite
            pros:
              - small
              - known
          - name: "12"
        context: |
          One line.

            Another, indented.
        people:
          alice:
            active: false
            keys: []
        "#);
    }

    #[test]
    fn prose_says_how_it_ends_and_where_it_starts() {
        assert_eq!(
            style(&serde_json::json!({"a": "x\ny"})),
            "a: |-\n  x\n  y\n"
        );
        assert_eq!(style(&serde_json::json!({"a": "x\n\n"})), "a: |+\n  x\n\n");
        assert_eq!(style(&serde_json::json!({"a": "\nx\n"})), "a: |2\n\n  x\n");
        assert_eq!(
            style(&serde_json::json!({"a": ["  x\ny\n"]})),
            "a:\n  - |2\n      x\n    y\n"
        );
    }

    #[test]
    fn what_a_block_cannot_hold_is_quoted_with_escapes() {
        assert_eq!(style(&serde_json::json!({"a": "\n"})), "a: \"\\n\"\n");
        assert_eq!(
            style(&serde_json::json!({"a": "x\u{1b}\ny"})),
            "a: \"x\\x1B\\ny\"\n"
        );
        assert_eq!(
            style(&serde_json::json!({"a": "x\u{2028}\u{fffe}"})),
            "a: \"x\\u2028\\uFFFE\"\n"
        );
    }

    #[test]
    fn keys_follow_the_same_rule_and_are_never_blocks() {
        assert_eq!(
            style(&serde_json::json!({"no": 1, "12": 2, "a b": 3, "c\nd": 4})),
            "\"no\": 1\n\"12\": 2\na b: 3\n\"c\\nd\": 4\n"
        );
    }

    #[test]
    fn a_variant_with_data_is_a_map_with_one_key() {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "lowercase")]
        enum Need {
            Any(Vec<u8>),
            All,
        }
        assert_eq!(
            write(&[Need::Any(vec![1]), Need::All]),
            "- any:\n    - 1\n- all\n"
        );
    }
}
