//! Why a rule applies to a decision, and why somebody does not count: the reasons behind [`rules`] and
//! `evaluate`, for people who ask.
//!
//! Nothing here decides. Which rules match is what [`rules::matching`] says; this only finds the words of
//! which text it was that matched.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::case::Case;
use super::evaluation::Part;
use super::{people, rules};
use crate::record::charter::{ChangeKind, Rule};
use crate::record::glob::Glob;
use crate::record::id::{DecisionId, Number};
use crate::record::name::Handle;
use crate::record::text::{Impact, Text};

/// Which rules apply to a decision, and who is left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// What the change does, in the words of `when: {kind: ...}`.
    pub kinds: Vec<ChangeKind>,
    /// Every rule of the charter, in its order.
    pub rules: Vec<RuleReasons>,
    /// The people behind the text.
    pub excluded: Vec<Excluded>,
}

/// Why a rule applies, or does not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleReasons {
    /// Its name.
    pub rule: String,
    /// Whether it applies.
    pub applies: bool,
    /// The rules of this kind that stand in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside_for: Option<ChangeKind>,
    /// Its keys under `when`, all of which must match; none matches everything.
    pub keys: Vec<KeyReasons>,
}

/// What one key of a `when` asks, and what it found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct KeyReasons {
    /// The key.
    pub key: &'static str,
    /// What it asks for; one of these is enough.
    pub wanted: Vec<String>,
    /// What matched; nothing where the rule does not apply because of this key.
    pub found: Vec<Found>,
}

/// Something that matched, and where it stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Found {
    /// The value.
    pub value: String,
    /// The texts that say it; empty where it is what the change does.
    pub texts: Vec<Origin>,
}

/// Which text it was.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "text")]
pub enum Origin {
    /// The text in force of the decision itself.
    InForce,
    /// A revision since then.
    Revision {
        /// Which.
        revision: u32,
    },
    /// The text in force of a decision that is superseded or amended.
    Related {
        /// Its number, where the log knows it.
        number: Option<Number>,
    },
}

/// Somebody behind the text, and since which revision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Excluded {
    /// Who.
    pub person: Handle,
    /// In which part.
    pub part: Part,
    /// The revisions, since the last acceptance, of which that is true.
    pub revisions: Vec<u32>,
}

/// Explains a case. `numbers` says what the decisions around it are called.
pub fn explain(case: &Case<'_>, numbers: &BTreeMap<DecisionId, Number>) -> Explanation {
    let kinds = rules::kinds(case);
    let matching = rules::matching(case);
    let texts = texts(case, numbers);
    // A kind that stands in place of all others: then no rule without it can match.
    let special = [ChangeKind::OwnEntry, ChangeKind::Redact, ChangeKind::Import]
        .into_iter()
        .find(|special| {
            kinds.contains(special)
                && !matching.is_empty()
                && matching.iter().all(|rule| rule.when.kind.contains(special))
        });
    let rules = case
        .charter
        .rules
        .iter()
        .map(|rule| {
            let applies = matching.iter().any(|other| std::ptr::eq(*other, rule));
            let keys = keys(case, rule, &texts, &kinds);
            let would = keys.iter().all(|key| !key.found.is_empty());
            RuleReasons {
                rule: rule.name.to_string(),
                applies,
                set_aside_for: special.filter(|_| !applies && would),
                keys,
            }
        })
        .collect();
    Explanation {
        kinds: kinds.into_iter().collect(),
        rules,
        excluded: excluded(case),
    }
}

/// The texts of the union, each with where it stands.
fn texts<'a>(case: &Case<'a>, numbers: &BTreeMap<DecisionId, Number>) -> Vec<(Origin, &'a Text)> {
    let in_force = case.in_force.map(|text| (Origin::InForce, text));
    let proposed = case.since_acceptance().map(|facts| {
        let revision = facts.revision.revision;
        (Origin::Revision { revision }, &facts.revision.text)
    });
    let related = case.related.iter().map(|text| {
        let number = numbers.get(&text.id).copied();
        (Origin::Related { number }, *text)
    });
    in_force
        .into_iter()
        .chain(proposed)
        .chain(related)
        .collect()
}

fn keys(
    case: &Case<'_>,
    rule: &Rule,
    texts: &[(Origin, &Text)],
    kinds: &BTreeSet<ChangeKind>,
) -> Vec<KeyReasons> {
    let when = &rule.when;
    let mut keys = Vec::new();
    let mut add = |key, wanted: Vec<String>, values: &dyn Fn(&Text) -> Vec<String>| {
        if !wanted.is_empty() {
            let found = found(texts, values);
            keys.push(KeyReasons { key, wanted, found });
        }
    };
    add("tags", words(&when.tags), &|text| {
        let tags = text.tags.iter().filter(|tag| when.tags.contains(tag));
        tags.map(ToString::to_string).collect()
    });
    let impacts = when.impact.iter().copied().map(impact_word);
    add("impact", impacts.map(str::to_owned).collect(), &|text| {
        let impact = text.impact.filter(|impact| when.impact.contains(impact));
        impact
            .map(impact_word)
            .map(str::to_owned)
            .into_iter()
            .collect()
    });
    add("owner", words(&when.owner), &|text| {
        let asked = |owner: &&Handle| {
            let mut parties = when.owner.iter();
            parties.any(|party| people::party(case.charter, party).contains(owner))
        };
        let owner = text.owner.as_ref().filter(asked);
        owner.map(ToString::to_string).into_iter().collect()
    });
    add("governs", words(&when.governs), &|text| {
        let overlaps = |glob: &&Glob| when.governs.iter().any(|other| glob.overlaps(other));
        let governs = text.governs.iter().filter(overlaps);
        governs.map(ToString::to_string).collect()
    });
    if !when.kind.is_empty() {
        let does = when.kind.iter().filter(|kind| kinds.contains(kind));
        keys.push(KeyReasons {
            key: "kind",
            wanted: when
                .kind
                .iter()
                .map(|kind| kind_word(*kind).to_owned())
                .collect(),
            found: does
                .map(|kind| Found {
                    value: kind_word(*kind).to_owned(),
                    texts: Vec::new(),
                })
                .collect(),
        });
    }
    keys
}

fn found(texts: &[(Origin, &Text)], values: &dyn Fn(&Text) -> Vec<String>) -> Vec<Found> {
    let mut by_value: BTreeMap<String, Vec<Origin>> = BTreeMap::new();
    for (origin, text) in texts {
        for value in values(text) {
            by_value.entry(value).or_default().push(origin.clone());
        }
    }
    by_value
        .into_iter()
        .map(|(value, texts)| Found { value, texts })
        .collect()
}

fn words<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn excluded(case: &Case<'_>) -> Vec<Excluded> {
    let mut parts: BTreeMap<(Handle, Part), Vec<u32>> = BTreeMap::new();
    for facts in case.since_acceptance() {
        let revision = facts.revision;
        let owner = revision.text.owner.iter().map(|owner| (owner, Part::Owner));
        let writers = revision.with.iter().map(|writer| (writer, Part::Writer));
        let behind = owner.chain([(&revision.by, Part::Reviser)]).chain(writers);
        for (person, part) in behind {
            let revisions = parts.entry((person.clone(), part)).or_default();
            revisions.push(revision.revision);
        }
    }
    parts
        .into_iter()
        .map(|((person, part), revisions)| Excluded {
            person,
            part,
            revisions,
        })
        .collect()
}

/// An impact as the charter writes it.
pub const fn impact_word(impact: Impact) -> &'static str {
    match impact {
        Impact::Low => "low",
        Impact::Medium => "medium",
        Impact::High => "high",
    }
}

/// A kind of change as the charter writes it.
pub const fn kind_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::New => "new",
        ChangeKind::Revise => "revise",
        ChangeKind::Retire => "retire",
        ChangeKind::Supersede => "supersede",
        ChangeKind::Import => "import",
        ChangeKind::Charter => "charter",
        ChangeKind::OwnEntry => "own-entry",
        ChangeKind::Redact => "redact",
    }
}
