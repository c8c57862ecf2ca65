//! What of a decision is searched: passages, each of one field.

use std::fmt;

use serde::Serialize;

use crate::log::decision::Decision;
use crate::record::name::Party;
use crate::record::revision::{Imported, RevisionKind};
use crate::record::signoff::{Act, Stance, Statement};
use crate::record::text::Text;

/// A field that can be searched, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The title.
    Title,
    /// The tags.
    Tags,
    /// What we will do.
    Decision,
    /// What was agreed or changed, in a line: of revisions and of how they ended.
    Summary,
    /// Why something must be decided.
    Context,
    /// What matters in the choice.
    Drivers,
    /// The alternatives that were weighed.
    Options,
    /// What follows.
    Consequences,
    /// What must stay true.
    Assumptions,
    /// How we will know.
    Confirmation,
    /// What people said when they signed.
    Said,
    /// Further reading and attachments.
    References,
    /// Paths that it binds.
    Governs,
    /// Who drives it and who was asked.
    People,
    /// Where it was imported from.
    Imported,
    /// An organisation's own fields.
    Custom,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Title,
        Self::Tags,
        Self::Decision,
        Self::Summary,
        Self::Context,
        Self::Drivers,
        Self::Options,
        Self::Consequences,
        Self::Assumptions,
        Self::Confirmation,
        Self::Said,
        Self::References,
        Self::Governs,
        Self::People,
        Self::Imported,
        Self::Custom,
    ];

    /// The name for `--field`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Tags => "tags",
            Self::Decision => "decision",
            Self::Summary => "summary",
            Self::Context => "context",
            Self::Drivers => "drivers",
            Self::Options => "options",
            Self::Consequences => "consequences",
            Self::Assumptions => "assumptions",
            Self::Confirmation => "confirmation",
            Self::Said => "said",
            Self::References => "references",
            Self::Governs => "governs",
            Self::People => "people",
            Self::Imported => "imported",
            Self::Custom => "custom",
        }
    }

    /// How much a word in this field tells of what the decision is about.
    pub(super) const fn weight(self) -> f64 {
        match self {
            Self::Title => 8.0,
            Self::Tags => 5.0,
            Self::Decision => 3.0,
            Self::Summary | Self::Context | Self::Drivers => 2.0,
            Self::Options | Self::Consequences => 1.5,
            Self::Assumptions | Self::Confirmation | Self::Said | Self::Governs | Self::People => {
                1.0
            }
            Self::References | Self::Imported | Self::Custom => 0.5,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The passages of a decision: of the text in force, else of the newest, and of what was said about it.
pub(super) fn passages(decision: &Decision) -> Vec<(Field, String)> {
    let mut passages = Vec::new();
    if let Some(text) = decision.text_in_force().or_else(|| decision.text()) {
        of_text(text, &mut passages);
    }
    let mut add = |field, words: &dyn fmt::Display| passages.push((field, words.to_string()));
    for stored in decision.revisions.values() {
        if let Some(summary) = &stored.value.summary {
            add(Field::Summary, summary);
        }
        if let RevisionKind::Import(sources) = &stored.value.kind {
            for words in sources.iter().flat_map(of_import) {
                add(Field::Imported, words);
            }
        }
    }
    for stored in decision.resolutions.values() {
        if let Some(summary) = &stored.value.summary {
            add(Field::Summary, summary);
        }
    }
    for stored in &decision.signoffs {
        if let Some(reason) = &stored.value.reason {
            add(Field::Said, reason);
        }
        match &stored.value.statement {
            Statement::Act(Act::Challenge { evidence }) => add(Field::Said, evidence),
            Statement::Stance(Stance::Approve { conditions }) => {
                for condition in conditions {
                    add(Field::Said, &condition.text);
                }
            }
            _ => {}
        }
    }
    passages
}

fn of_text(text: &Text, passages: &mut Vec<(Field, String)>) {
    let mut add = |field, words: String| passages.push((field, words));
    add(Field::Title, text.title.to_string());
    text.tags
        .iter()
        .for_each(|tag| add(Field::Tags, tag.to_string()));
    let prose = [
        (Field::Decision, &text.decision),
        (Field::Context, &text.context),
        (Field::Consequences, &text.consequences),
        (Field::Confirmation, &text.confirmation),
    ];
    for (field, prose) in prose {
        if let Some(prose) = prose {
            add(field, prose.to_string());
        }
    }
    for driver in &text.drivers {
        add(Field::Drivers, driver.to_string());
    }
    for option in &text.options {
        add(Field::Options, option.name.to_string());
        option
            .summary
            .iter()
            .for_each(|prose| add(Field::Options, prose.to_string()));
        for line in option.pros.iter().chain(&option.cons) {
            add(Field::Options, line.to_string());
        }
    }
    for one in &text.assumptions {
        for line in std::iter::once(&one.claim).chain(&one.revisit_when) {
            add(Field::Assumptions, line.to_string());
        }
    }
    for one in &text.references {
        for line in std::iter::once(&one.title).chain(&one.url) {
            add(Field::References, line.to_string());
        }
    }
    for one in &text.attachments {
        add(Field::References, one.path.to_string());
        one.title
            .iter()
            .for_each(|title| add(Field::References, title.to_string()));
    }
    for glob in &text.governs {
        add(Field::Governs, glob.to_string());
    }
    for person in text.owner.iter().chain(&text.editors) {
        add(Field::People, person.to_string());
    }
    let asked = text.approvers.iter().chain(&text.consulted);
    for party in asked.chain(&text.informed) {
        add(
            Field::People,
            match party {
                Party::Person(handle) => handle.to_string(),
                Party::Team(team) => team.to_string(),
            },
        );
    }
    if !text.custom.is_empty() {
        add(Field::Custom, crate::record::yaml::write(&text.custom));
    }
}

fn of_import(source: &Imported) -> impl Iterator<Item = &dyn fmt::Display> {
    let lines = std::iter::once(&source.path).chain(&source.status);
    lines
        .chain(&source.links)
        .chain(&source.people)
        .map(|line| line as &dyn fmt::Display)
}
