//! Texts to start from, and the places in them that somebody has to fill in.
//!
//! A placeholder is a line of its own in double braces, `{{Why must something be decided?}}`, by itself or as an
//! item of a list. It says what belongs there and is replaced by that, or taken out; a text that still holds one
//! that came from nowhere else is not put up. Inside a block of code, braces are code.

use serde_yaml::Value;

use super::sections::Fences;
use crate::record::field::Field;
use crate::record::text::Text;

/// The templates that come with the tool: name, what it is for, and the Markdown text.
pub const BUILT_IN: [(&str, &str, &str); 3] = [
    (
        "short",
        "the problem and the decision, nothing else",
        include_str!("templates/short.md"),
    ),
    (
        "nygard",
        "context, decision and consequences",
        include_str!("templates/nygard.md"),
    ),
    (
        "madr",
        "options with their pros and cons, and how it will be confirmed",
        include_str!("templates/madr.md"),
    ),
];

/// The first placeholder of a text that an earlier text does not hold, and the field that it is in.
pub fn placeholder(text: &Text, before: Option<&Text>) -> Option<(Field, String)> {
    Field::ALL.into_iter().find_map(|field| {
        let known = before.map(|before| placeholders(&field.value(before)));
        let mut found = placeholders(&field.value(text)).into_iter();
        let unknown = |mark: &String| known.as_ref().is_none_or(|known| !known.contains(mark));
        found.find(unknown).map(|mark| (field, mark))
    })
}

/// Whether a line is a placeholder and nothing else.
pub fn is_placeholder(line: &str) -> bool {
    mark(line).is_some()
}

fn placeholders(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => {
            let mut fences = Fences::default();
            let lines = text.lines().filter(|line| !fences.is_code(line));
            lines.filter_map(mark).map(str::to_owned).collect()
        }
        Value::Sequence(items) => items.iter().flat_map(placeholders).collect(),
        Value::Mapping(map) => map.values().flat_map(placeholders).collect(),
        _ => Vec::new(),
    }
}

fn mark(line: &str) -> Option<&str> {
    let line = line.trim();
    let item = line.strip_prefix(['-', '*', '+']).map(str::trim_start);
    let mark = item.unwrap_or(line);
    let inside = mark.strip_prefix("{{")?.strip_suffix("}}")?;
    (!inside.contains("{{") && !inside.trim().is_empty()).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::markdown;
    use crate::record::id::DecisionId;
    use crate::record::prose::{Line, Prose};
    use serde_yaml::Mapping;

    fn text(context: &str) -> Text {
        let mut text = Text::new(DecisionId::new(1, 1), Line::new("T").unwrap());
        text.context = Prose::new(context).ok();
        text
    }

    #[test]
    fn what_is_to_be_filled_in_is_found_and_what_only_looks_like_it_is_not() {
        let found = |context| placeholder(&text(context), None).map(|(_, mark)| mark);
        assert_eq!(found("a\n\n{{Why?}}\n").as_deref(), Some("{{Why?}}"));
        assert_eq!(found("* {{Why?}}").as_deref(), Some("{{Why?}}"));
        assert_eq!(found("We write {{name}} there"), None);
        assert_eq!(found("{{a}} and {{b}}"), None);
        assert_eq!(found("```\n{{ .Values.x }}\n```"), None);
        let before = text("{{Why?}}");
        assert_eq!(placeholder(&before, Some(&before)), None);
    }

    #[test]
    fn each_built_in_template_can_be_read_and_fits_its_fields() {
        for (name, _, source) in BUILT_IN {
            let read = markdown::read(source).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(read.remarks, [], "{name}");
            let id = DecisionId::new(1, 1).to_string();
            let given = Mapping::from_iter([("id".into(), id.into())]);
            let text = read.text_with(&given).unwrap();
            assert!(is_placeholder(text.title.as_str()), "{name}");
            assert!(text.decision.is_some() && text.context.is_some(), "{name}");
        }
    }
}
