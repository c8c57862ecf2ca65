//! Which decisions bind a path: those in force whose `governs` matches it, and those that took the place of one
//! whose `governs` did and say nothing on paths themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::DecisionLog;
use super::decision::Decision;
use crate::record::glob::Glob;
use crate::record::id::{DecisionId, Number};

/// A decision in force that binds a path.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'l> {
    /// The decision.
    pub decision: &'l Decision,
    /// The pattern that matches.
    pub pattern: &'l Glob,
    /// The decision whose pattern it is, where that is one which this took the place of.
    pub inherited: Option<Number>,
}

/// What is asked about.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A file, by its path from the root of the repository.
    File(String),
    /// Whatever lies in a folder.
    Folder(String),
}

impl Asked {
    /// The path from the root of the repository.
    pub fn path(&self) -> &str {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }

    /// Whether a pattern matches the file, or may match something in the folder.
    pub fn is_matched(&self, pattern: &Glob) -> bool {
        match self {
            Self::File(path) => pattern.matches(path),
            Self::Folder(path) => {
                // Characters that mean something in a pattern are any character here: rather one too many.
                let literal: String = path
                    .chars()
                    .map(|letter| {
                        if "*?[]{}\\!".contains(letter) {
                            '?'
                        } else {
                            letter
                        }
                    })
                    .collect();
                let everything = if literal.is_empty() {
                    "**".to_owned()
                } else {
                    format!("{literal}/**")
                };
                everything
                    .parse::<Glob>()
                    .is_ok_and(|everything| pattern.overlaps(&everything))
            }
        }
    }
}

/// The decisions in force that bind a path, by number.
pub fn binding<'l>(log: &'l DecisionLog, asked: &Asked) -> Vec<Binding<'l>> {
    let mut found: Vec<Binding<'l>> = Vec::new();
    for decision in log.decisions.values() {
        let Some(accepted) = decision.last_accepted() else {
            continue;
        };
        let mut patterns = accepted.value.text.governs.iter();
        let Some(pattern) = patterns.find(|pattern| asked.is_matched(pattern)) else {
            continue;
        };
        if decision.in_force().is_some() {
            found.push(Binding {
                decision,
                pattern,
                inherited: None,
            });
        } else if let Some(heir) = heir(log, decision) {
            found.push(Binding {
                decision: heir,
                pattern,
                inherited: Some(decision.number()),
            });
        }
    }
    // What a decision says itself comes before what it inherits.
    found.sort_by_key(|binding| (binding.decision.number(), binding.inherited));
    found.dedup_by_key(|binding| binding.decision.number());
    found
}

/// The decision in force at the end of the chain of those that took each other's place, if none of them says
/// anything on paths: one that does has the word from there on.
fn heir<'l>(log: &'l DecisionLog, superseded: &Decision) -> Option<&'l Decision> {
    let mut seen = BTreeSet::new();
    let mut next = superseded.superseded_by()?;
    while seen.insert(next) {
        let decision = log.by_id(next)?;
        let accepted = decision.last_accepted()?;
        if !accepted.value.text.governs.is_empty() {
            return None;
        }
        if decision.in_force().is_some() {
            return Some(decision);
        }
        next = decision.superseded_by()?;
    }
    None
}

/// Which decisions change or have replaced which, looked up once for a whole log.
pub struct Lineage<'l> {
    amending: BTreeMap<Number, Vec<&'l Decision>>,
    replaced: BTreeMap<DecisionId, Vec<&'l Decision>>,
    by_id: BTreeMap<DecisionId, &'l Decision>,
}

impl<'l> Lineage<'l> {
    /// Of a log.
    pub fn of(log: &'l DecisionLog) -> Self {
        let mut lineage = Self {
            amending: BTreeMap::new(),
            replaced: BTreeMap::new(),
            by_id: BTreeMap::new(),
        };
        for decision in log.decisions.values() {
            let amends = decision.text_in_force().map(|text| &text.amends);
            for number in amends.into_iter().flatten() {
                lineage.amending.entry(*number).or_default().push(decision);
            }
            if let Some(id) = decision.superseded_by() {
                lineage.replaced.entry(id).or_default().push(decision);
            }
            if let Some(id) = decision.id() {
                lineage.by_id.entry(id).or_insert(decision);
            }
        }
        lineage
    }

    /// A decision by id.
    pub fn by_id(&self, id: DecisionId) -> Option<&'l Decision> {
        self.by_id.get(&id).copied()
    }

    /// The decisions in force that amend this one, by number.
    pub fn amending(&self, number: Number) -> &[&'l Decision] {
        self.amending.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The decisions that this one took the place of, those that they had taken the place of included, by number.
    pub fn superseded(&self, decision: &Decision) -> Vec<&'l Decision> {
        let mut found: BTreeMap<Number, &Decision> = BTreeMap::new();
        let mut open: Vec<_> = decision.id().into_iter().collect();
        while let Some(id) = open.pop() {
            for other in self.replaced.get(&id).into_iter().flatten() {
                if found.insert(other.number(), other).is_none() {
                    open.extend(other.id());
                }
            }
        }
        found.into_values().collect()
    }
}
