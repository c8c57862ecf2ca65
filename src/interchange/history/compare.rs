//! What differs between two versions of a record, as what the importer read of them.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::spelling;
use super::words::{Word, words};
use super::{Kind, Standing, Version};
use crate::interchange::{ImportedDecision, Naming, Role};
use crate::record::field::Field;
use crate::record::id::{DecisionId, Number};
use crate::record::prose::Line;
use crate::record::text::Text;

/// A text of at least this many words is prose, wherever it stands.
const PROSE: usize = 25;

/// What the step from `before` to `after` changed. A change counts as spelling only if it is no more than that
/// against `first` as well, with which the revision began.
pub(super) fn kind(before: &Version, first: &Version, after: &Version) -> Kind {
    let (old, new) = (Content::of(&before.decision), Content::of(&after.decision));
    let wording = wording((before, &old), (after, &new));
    let since_first = || {
        let content = Content::of(&first.decision);
        self::wording((first, &content), (after, &new))
    };
    if wording == Wording::Other || wording == Wording::Respelled && since_first() == Wording::Other
    {
        return Kind::Substance;
    }
    let (before, after) = (&before.decision, &after.decision);
    if Standing::is_other(before.source.status.as_ref(), after.source.status.as_ref()) {
        return Kind::Status;
    }
    if old.agreed != new.agreed {
        return Kind::People;
    }
    if old.details != new.details {
        return Kind::Details;
    }
    if wording == Wording::Respelled {
        return Kind::Editorial;
    }
    if before.source.path != after.source.path || before.source.number != after.source.number {
        return Kind::Renamed;
    }
    Kind::Reformatted
}

/// Whether somebody whom a record names as this stands for the decision: who they are is part of what it says.
const fn agrees(role: Role) -> bool {
    matches!(role, Role::Approver | Role::Decider)
}

/// How two texts differ in their words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    Same,
    Respelled,
    Other,
}

/// Of the texts as they stand, or of what they say field by field: whichever has changed less.
fn wording(old: (&Version, &Content), new: (&Version, &Content)) -> Wording {
    let whole = |version: &Version| words(body(&version.text));
    let (old_whole, new_whole) = (whole(old.0), whole(new.0));
    let fields = || old.1.prose.iter().zip(&new.1.prose);
    let (old, new) = (old_whole.as_slice(), new_whole.as_slice());
    let has_words = !old.is_empty();
    if has_words && spelling::is_same(old, new)
        || fields().all(|(old, new)| spelling::is_same(old, new))
    {
        Wording::Same
    } else if has_words && spelling::is_respelled(old, new)
        || fields().all(|(old, new)| spelling::is_respelled(old, new))
    {
        Wording::Respelled
    } else {
        Wording::Other
    }
}

/// A text without the front matter, whose values are fields.
fn body(text: &str) -> &str {
    let front = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"));
    let rest = front.and_then(|front| front.split_once("\n---"));
    rest.map_or(text, |(_, body)| body)
}

/// A record, sorted by what a change of it means.
#[derive(Default)]
struct Content {
    /// What it says, one item a field.
    prose: Vec<Vec<Word>>,
    /// Whom it names as having agreed or having to agree, without regard to case and order.
    agreed: BTreeSet<String>,
    /// What else stands beside the text.
    details: Vec<String>,
}

impl Content {
    fn of(decision: &ImportedDecision) -> Self {
        let mut content = Self::default();
        // Links are told by their paths below: which number one gets here says nothing of the source.
        let text = decision.text(DecisionId::new(0, 0), |_| None::<Number>);
        let mut elsewhere = Vec::new();
        for field in Field::ALL {
            content.add(field, &text, &mut elsewhere);
        }
        content.prose.push(elsewhere);
        let links = decision.refers_to().map(String::as_str);
        let unresolved = decision.source.links.iter().map(Line::as_str);
        content.details.extend(links.chain(unresolved).map(tidied));
        // Sorted, so that another order says nothing new.
        let mut others = BTreeSet::new();
        for Naming { role, verbatim, .. } in &decision.namings {
            let named = format!("{role}: {}", handle_of(verbatim));
            if agrees(*role) {
                content.agreed.insert(named);
            } else {
                others.insert(named);
            }
        }
        content.details.extend(others);
        content
    }

    /// `elsewhere` takes the words of long texts in fields that are no prose.
    fn add(&mut self, field: Field, text: &Text, elsewhere: &mut Vec<Word>) {
        let value = field.value(text);
        match field {
            // The id says nothing here, and whom a text names is told by `namings`, word for word.
            Field::Id
            | Field::Owner
            | Field::Editors
            | Field::Approvers
            | Field::Consulted
            | Field::Informed
            | Field::Charter => {}
            Field::Title
            | Field::Context
            | Field::Drivers
            | Field::Options
            | Field::Decision
            | Field::Consequences
            | Field::Assumptions
            | Field::Confirmation => {
                let mut prose = Vec::new();
                each_text(&value, &mut |text| prose.extend(words(text)));
                self.prose.push(prose);
            }
            Field::Impact
            | Field::Tags
            | Field::Governs
            | Field::ReviewBy
            | Field::Supersedes
            | Field::Amends
            | Field::DependsOn
            | Field::RelatesTo
            | Field::References
            | Field::Attachments
            | Field::Custom => {
                each_text(&value, &mut |text| {
                    let found = words(text);
                    if found.len() >= PROSE {
                        elsewhere.extend(found);
                    } else {
                        self.details.push(tidied(text));
                    }
                });
            }
        }
    }
}

/// Every text in a value, with keys and plain values as texts.
fn each_text(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::Null => {}
        Value::Bool(value) => take(&value.to_string()),
        Value::Number(value) => take(&value.to_string()),
        Value::String(text) => take(text),
        Value::Sequence(items) => items.iter().for_each(|item| each_text(item, take)),
        Value::Mapping(map) => {
            for (key, value) in map {
                each_text(key, take);
                each_text(value, take);
            }
        }
        Value::Tagged(tagged) => each_text(&tagged.value, take),
    }
}

/// A text without the white space in which it may differ.
fn tidied(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is compared: in one case, without what marks it as a handle.
fn handle_of(verbatim: &str) -> String {
    tidied(verbatim).trim_start_matches('@').to_lowercase()
}
