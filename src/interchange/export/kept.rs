//! What each format keeps of a text, field by field. `docs/export.md` shows this table, and every export lists what of
//! it matters for the decisions at hand.

use serde::Serialize;
use serde_yaml::Value;

use super::Format;
use crate::record::field::Field;
use crate::record::text::Text;

/// What a format keeps of a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    /// It has a place of its own. Where we import the format, an import takes it back from there.
    Whole,
    /// It stands there for people to read.
    Words,
    /// It is left out.
    Nothing,
}

/// What a format keeps of a field.
pub const fn kept(format: Format, field: Field) -> Kept {
    match format {
        Format::Json => Kept::Whole,
        Format::InToto => Kept::Nothing,
        Format::Csv => in_csv(field),
        Format::Madr => in_document(
            field,
            matches!(
                field,
                Field::Owner | Field::Tags | Field::Approvers | Field::Consulted | Field::Informed
            ),
        ),
        Format::Nygard => in_document(field, false),
        Format::JsonAdr => in_document(
            field,
            matches!(field, Field::Tags | Field::Consulted | Field::Informed),
        ),
    }
}

/// A document has sections for the argument and its links; what else it has a place for is the format's own.
const fn in_document(field: Field, has_a_place: bool) -> Kept {
    match field {
        Field::Title
        | Field::Context
        | Field::Drivers
        | Field::Options
        | Field::Decision
        | Field::Consequences
        | Field::Confirmation
        | Field::Supersedes
        | Field::Amends
        | Field::DependsOn
        | Field::RelatesTo => Kept::Whole,
        Field::Charter => Kept::Nothing,
        _ if has_a_place => Kept::Whole,
        _ => Kept::Words,
    }
}

/// What has several parts stands in one cell.
const fn in_csv(field: Field) -> Kept {
    match field {
        Field::Options
        | Field::Assumptions
        | Field::References
        | Field::Attachments
        | Field::Custom => Kept::Words,
        Field::Charter => Kept::Nothing,
        _ => Kept::Whole,
    }
}

/// The fields in which a text says something, in the format's order.
pub fn said(text: &Text) -> impl Iterator<Item = Field> {
    Field::ALL
        .into_iter()
        .filter(|field| !is_empty(&field.value(text)))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(map) => map.is_empty(),
        _ => false,
    }
}
