//! Links between decisions, in both directions.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::agreement::status::Word;
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::record::id::Number;
use crate::record::text::Text;

/// A link from one decision to another.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// `supersedes`, `amends`, `depends_on` or `relates_to`, as the one that links says.
    pub verb: &'static str,
    /// The other decision.
    pub number: Number,
    /// Its title, where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Word>,
}

fn verbs(text: &Text) -> [(&'static str, &[Number]); 4] {
    [
        ("supersedes", &text.supersedes),
        ("amends", &text.amends),
        ("depends_on", &text.depends_on),
        ("relates_to", &text.relates_to),
    ]
}

/// What a text refers to.
pub(in crate::action) fn links(text: &Text, log: &DecisionLog) -> Vec<Link> {
    let named = verbs(text)
        .into_iter()
        .flat_map(|(verb, numbers)| numbers.iter().map(move |number| (verb, *number)));
    named
        .map(|(verb, number)| link(verb, number, log.decision(number)))
        .collect()
}

/// Decisions whose text in force, or else newest text, names this one.
pub(super) fn linked_from(number: Number, log: &DecisionLog) -> Vec<Link> {
    all_linked_from(log).remove(&number).unwrap_or_default()
}

/// For each decision those that name it, by number.
pub(in crate::action) fn all_linked_from(log: &DecisionLog) -> BTreeMap<Number, Vec<Link>> {
    let mut links: BTreeMap<Number, Vec<Link>> = BTreeMap::new();
    for other in log.decisions.values() {
        let Some(text) = other.text_in_force().or_else(|| other.text()) else {
            continue;
        };
        for (verb, numbers) in verbs(text) {
            for number in numbers.iter().filter(|number| **number != other.number()) {
                let link = link(verb, other.number(), Some(other));
                links.entry(*number).or_default().push(link);
            }
        }
    }
    links
}

fn link(verb: &'static str, number: Number, decision: Option<&Decision>) -> Link {
    let text = decision.and_then(|decision| decision.text_in_force().or_else(|| decision.text()));
    Link {
        verb,
        number,
        title: text.map(|text| text.title.to_string()),
        status: decision.map(|decision| decision.status().word),
    }
}
