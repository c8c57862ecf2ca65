//! The text of a decision: what people write in `decision.yaml`, and what a revision freezes.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::charter::Charter;
use super::custom::Custom;
use super::digest::Digest;
use super::distinct::{distinct, repeated, twice};
use super::field::Field;
use super::glob::Glob;
use super::id::{DecisionId, Number};
use super::layout::AttachmentPath;
use super::name::{Handle, Party, Tag};
use super::prose::{Line, Prose};

/// The whole text of a decision. Keys and their order are those of the format; what is empty is left out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Given at birth; identity is this, not the number.
    pub id: DecisionId,
    /// One line that says what is decided.
    pub title: Line,
    /// Drives the decision; accountable. Needed for proposing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// May revise it besides the owner.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub editors: Vec<Handle>,
    /// How far it reaches and how hard it is to undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    /// What it is about, for rules and for finding it.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tags: Vec<Tag>,
    /// Paths of the repository that it binds.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub governs: Vec<Glob>,
    /// Whose approval is needed on top of what the charter asks.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub approvers: Vec<Party>,
    /// Asked, never counted.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub consulted: Vec<Party>,
    /// Told, never counted.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub informed: Vec<Party>,
    /// Why something must be decided. Needed for proposing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Prose>,
    /// What matters in the choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drivers: Vec<Line>,
    /// The alternatives that were weighed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Alternative>,
    /// What we will do. Needed for proposing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Prose>,
    /// What follows from it, good and bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequences: Option<Prose>,
    /// What must stay true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
    /// How we will know that it is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Prose>,
    /// When to look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_by: Option<chrono::NaiveDate>,
    /// Decisions that end when this one is accepted.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub supersedes: Vec<Number>,
    /// Decisions that this one changes in part.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub amends: Vec<Number>,
    /// Decisions that this one stands on.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub depends_on: Vec<Number>,
    /// Decisions worth reading with this one.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub relates_to: Vec<Number>,
    /// Further reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// Pictures and data that the text refers to, pinned by digest.
    #[serde(
        default,
        deserialize_with = "distinct_paths",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub attachments: Vec<Attachment>,
    /// People and rules; in decision 0 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<Charter>,
    /// An organisation's own fields.
    #[serde(default, skip_serializing_if = "Custom::is_empty")]
    pub custom: Custom,
}

/// How far a decision reaches, and how hard it is to undo.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Easy to undo.
    Low,
    /// Some work to undo.
    Medium,
    /// Hard to undo.
    High,
}

/// One alternative that was weighed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// What people call it.
    pub name: Line,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Prose>,
    /// What speaks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pros: Vec<Line>,
    /// What speaks against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cons: Vec<Line>,
}

/// Something that must stay true for the decision to stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// What must stay true.
    pub claim: Line,
    /// What would make us look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisit_when: Option<Line>,
}

/// Further reading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it is.
    pub title: Line,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Line>,
}

/// A file in the decision's `attachments/` folder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Inside `attachments/`.
    pub path: AttachmentPath,
    /// Of the file's bytes.
    pub sha256: Digest,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
}

/// Attachments whose paths differ in more than case: some file systems keep only one of the two.
fn distinct_paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Attachment>, D::Error> {
    let attachments = Vec::<Attachment>::deserialize(deserializer)?;
    let paths = attachments
        .iter()
        .map(|one| one.path.as_str().to_lowercase());
    repeated(paths).map_or(Ok(attachments), |path| Err(de::Error::custom(twice(path))))
}

impl Text {
    /// A text with nothing but an id and a title.
    pub fn new(id: DecisionId, title: Line) -> Self {
        Self {
            id,
            title,
            owner: None,
            editors: Vec::new(),
            impact: None,
            tags: Vec::new(),
            governs: Vec::new(),
            approvers: Vec::new(),
            consulted: Vec::new(),
            informed: Vec::new(),
            context: None,
            drivers: Vec::new(),
            options: Vec::new(),
            decision: None,
            consequences: None,
            assumptions: Vec::new(),
            confirmation: None,
            review_by: None,
            supersedes: Vec::new(),
            amends: Vec::new(),
            depends_on: Vec::new(),
            relates_to: Vec::new(),
            references: Vec::new(),
            attachments: Vec::new(),
            charter: None,
            custom: Custom::default(),
        }
    }

    /// Every decision number that the text names, in order and without repeats.
    pub fn refers_to(&self) -> Vec<Number> {
        let lists = [
            &self.supersedes,
            &self.amends,
            &self.depends_on,
            &self.relates_to,
        ];
        let mut numbers: Vec<Number> = lists.into_iter().flatten().copied().collect();
        numbers.sort();
        numbers.dedup();
        numbers
    }

    /// The fields that a proposal needs and this text lacks.
    pub fn missing_for_proposal(&self) -> Vec<Field> {
        let needed = [
            (Field::Owner, self.owner.is_none()),
            (Field::Context, self.context.is_none()),
            (Field::Decision, self.decision.is_none()),
        ];
        needed
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(field, _)| field)
            .collect()
    }

    /// The fields in which two texts differ, in the format's order.
    pub fn differing_fields(&self, other: &Self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|&field| field.value(self) != field.value(other))
            .collect()
    }
}
