//! From a text to Markdown.

use serde_yaml::{Mapping, Value};

use super::headings::SECTIONS;
use super::{FENCE, body, read};
use crate::record::field::Field;
use crate::record::text::Text;
use crate::record::yaml;

/// The text as Markdown with front matter, from which [`read`] gives back the same text.
pub fn write(text: &Text) -> String {
    let in_body: Vec<Field> = std::iter::once(Field::Title)
        .chain(SECTIONS.map(|(field, _)| field))
        .filter(|field| comes_back(text, *field))
        .collect();
    document(text, &in_body)
}

/// Whether a field that stands in the body is read back as it is, with other sections around it. Prose that
/// has a heading of ours in it, or a block of code that never ends, is not.
fn comes_back(text: &Text, field: Field) -> bool {
    if is_empty(&field.value(text)) {
        return false;
    }
    let mut sample = Text::new(text.id, text.title.clone());
    let end = crate::record::prose::Prose::new("end").ok();
    for (other, prose) in [
        (Field::Context, &mut sample.context),
        (Field::Decision, &mut sample.decision),
        (Field::Consequences, &mut sample.consequences),
        (Field::Confirmation, &mut sample.confirmation),
    ] {
        *prose = if other == field {
            prose_of(text, other)
        } else {
            end.clone()
        };
    }
    sample.drivers.clone_from(&text.drivers);
    sample.options.clone_from(&text.options);
    sample.assumptions.clone_from(&text.assumptions);
    let around = [
        Field::Context,
        Field::Decision,
        Field::Consequences,
        Field::Confirmation,
    ];
    let in_body: Vec<Field> = around
        .into_iter()
        .filter(|other| *other != field)
        .chain([field])
        .collect();
    read(&document(&sample, &in_body)).is_ok_and(|read| {
        // A heading that is none of ours is remarked on, and stays where it is.
        read.text().is_ok_and(|back| back == sample)
    })
}

fn prose_of(text: &Text, field: Field) -> Option<crate::record::prose::Prose> {
    match field {
        Field::Context => text.context.clone(),
        Field::Decision => text.decision.clone(),
        Field::Consequences => text.consequences.clone(),
        Field::Confirmation => text.confirmation.clone(),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
        _ => false,
    }
}

fn document(text: &Text, in_body: &[Field]) -> String {
    let front = front_matter(text, in_body);
    let mut document = format!(
        "{FENCE}\n{}{FENCE}\n",
        yaml::write_value(&Value::Mapping(front))
    );
    if in_body.contains(&Field::Title) {
        document.push_str(&format!("\n# {}\n", text.title));
    }
    for (field, heading) in SECTIONS {
        if in_body.contains(&field) {
            document.push_str(&format!(
                "\n## {heading}\n\n{}\n",
                section(text, field).trim_end_matches('\n')
            ));
        }
    }
    document
}

fn front_matter(text: &Text, in_body: &[Field]) -> Mapping {
    Field::ALL
        .into_iter()
        .filter(|field| !in_body.contains(field))
        .map(|field| (Value::from(field.key()), field.value(text)))
        .filter(|(_, value)| !is_empty(value))
        .collect()
}

fn section(text: &Text, field: Field) -> String {
    match field {
        Field::Drivers => {
            body::write_lines(text.drivers.iter().map(crate::record::prose::Line::as_str))
        }
        Field::Options => body::write_options(&text.options),
        Field::Assumptions => body::write_assumptions(&text.assumptions),
        prose => prose_of(text, prose).map(String::from).unwrap_or_default(),
    }
}
