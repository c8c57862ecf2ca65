//! A value on one line, for lists in brackets and maps in braces that people wrote. Records never have it.

use super::scalar::{is_plain, push_quoted};
use super::write::write_value;
use serde_yaml::Value;

/// Writes a value on one line, as it may stand within brackets or braces.
pub(super) fn write_flow(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) && !text.contains([',', '[', ']', '{', '}', '?']) => {
            text.clone()
        }
        Value::String(text) => {
            let mut out = String::new();
            push_quoted(&mut out, text);
            out
        }
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(write_flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", write_flow(key), write_flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.strip_prefix('!').unwrap_or(&name);
            format!(
                "{{{}: {}}}",
                write_flow(&name.into()),
                write_flow(&tagged.value)
            )
        }
        scalar => write_value(scalar).trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_on_one_line() {
        let value: Value = serde_yaml::from_str(
            "{a: [x, 'y, z', 12, '12', true], b c: {}, 'no': \"p\\nq\", d: [], e: team:x}",
        )
        .unwrap();
        assert_eq!(
            write_flow(&value),
            r#"{a: [x, "y, z", 12, "12", true], b c: {}, "no": "p\nq", d: [], e: team:x}"#
        );
    }
}
