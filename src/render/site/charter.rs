//! Who takes part in a log and by which rules it decides: a part of the page of decision 0.

use minijinja::{Value, context};

use super::leaf::Leaf;
use crate::record::charter::{Assurance, MergePolicy};
use crate::render::{count, rules};

/// People, teams, rules and settings of the charter in force.
pub(super) fn charter(leaf: &Leaf<'_, '_>) -> Value {
    let site = leaf.pages.site;
    let charter = &site.charter;
    let (revision, digest) = site.charter_revision;
    let teams: Vec<Value> = charter
        .teams
        .iter()
        .map(|(name, parties)| {
            context! {
                team => leaf.team(name.as_str()),
                parties => parties.iter().map(|party| leaf.party(party)).collect::<Vec<_>>(),
            }
        })
        .collect();
    let rules: Vec<Value> = charter
        .rules
        .iter()
        .map(|rule| context! { name => rule.name.to_string(), says => rules::rule(rule) })
        .collect();
    let merged = match charter.merge {
        MergePolicy::Accepted => "Only settled decisions are merged.",
        MergePolicy::Proposed => "Open decisions may be merged.",
    };
    let proof = match charter.assurance {
        Assurance::Key => "A signature by any active key of a person counts.",
        Assurance::Hardware => "Only signatures by hardware keys count.",
    };
    let hold = format!(
        "Whoever needs time may ask for {} at most.",
        count(
            usize::try_from(charter.hold_days).unwrap_or(usize::MAX),
            "day"
        )
    );
    let editorial: Vec<&str> = charter.editorial.iter().map(|field| field.key()).collect();
    let editorial = (!editorial.is_empty()).then(|| {
        format!(
            "Approvals hold when nothing changes but: {}.",
            editorial.join(", ")
        )
    });
    let overrule = charter.overrule.as_ref().map(|overrule| {
        format!(
            "Objections may be answered by {}.",
            rules::overruling(overrule)
        )
    });
    let settings: Vec<String> = [
        Some(merged.to_owned()),
        Some(proof.to_owned()),
        Some(hold),
        editorial,
        overrule,
    ]
    .into_iter()
    .flatten()
    .collect();
    context! {
        revision => revision,
        digest => digest.to_string(),
        trust_root => site.trust_root.to_string(),
        teams => teams,
        rules => rules,
        settings => settings,
        guards => charter.guards.iter().map(rules::guard).collect::<Vec<_>>(),
    }
}
