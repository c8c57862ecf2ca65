//! Which rules of a charter a decision must meet.
//!
//! Rules are matched against the union of the text in force, every revision since the last acceptance and
//! the texts of what is superseded or amended, so that dropping a tag or superseding from below dodges
//! nothing.

use std::collections::BTreeSet;

use crate::record::charter::{ChangeKind, Charter, KeyState, Rule, When};
use crate::record::field::Field;
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::record::revision::RevisionKind;
use crate::record::text::Text;

use super::case::{Case, Purpose, RevisionFacts};
use super::people;

/// The rules that match, in the order of the charter.
pub fn matching<'a>(case: &Case<'a>) -> Vec<&'a Rule> {
    let charter = case.charter;
    let kinds = kinds(case);
    let union = case.union();
    let matching: Vec<&Rule> = charter
        .rules
        .iter()
        .filter(|rule| matches(charter, &rule.when, &union, &kinds))
        .collect();
    // Rules of these kinds, where there are any, stand in place of all others.
    for special in [ChangeKind::OwnEntry, ChangeKind::Redact, ChangeKind::Import] {
        if kinds.contains(&special) {
            let is_special = |rule: &&&Rule| rule.when.kind.contains(&special);
            let special: Vec<&Rule> = matching.iter().filter(is_special).copied().collect();
            if !special.is_empty() {
                return special;
            }
        }
    }
    matching
}

/// Whether the matching rules are those for taking an import over as history. They ask for all that it takes:
/// whom the source names to approve was asked elsewhere, and is asked here once it is to be in force.
pub fn are_of_imports(case: &Case<'_>, matching: &[&Rule]) -> bool {
    let is_of_imports = |rule: &&Rule| rule.when.kind.contains(&ChangeKind::Import);
    case.purpose == Purpose::TakeOver && matching.iter().any(is_of_imports)
}

/// What the change does, in the words of `when: {kind: ...}`. Every revision since the last acceptance has
/// its say: what lightens the rules must be true of all of them, what adds rules of any.
pub fn kinds(case: &Case<'_>) -> BTreeSet<ChangeKind> {
    let Some(target) = case.target() else {
        return BTreeSet::new();
    };
    if case.number == Number::CHARTER {
        let mut kinds = BTreeSet::from([ChangeKind::Charter]);
        if is_redaction(case) {
            kinds.insert(ChangeKind::Redact);
        } else if is_own_entry(case, target) {
            kinds.insert(ChangeKind::OwnEntry);
        }
        return kinds;
    }
    let is_import =
        |facts: &RevisionFacts<'_>| matches!(facts.revision.kind, RevisionKind::Import(_));
    let mut kinds = BTreeSet::new();
    if case.purpose == Purpose::TakeOver && case.revisions.iter().all(is_import) {
        kinds.insert(ChangeKind::Import);
    }
    for facts in case.since_acceptance() {
        kinds.insert(match (&facts.revision.kind, case.in_force) {
            (RevisionKind::Retirement, _) => ChangeKind::Retire,
            (_, Some(_)) => ChangeKind::Revise,
            (_, None) => ChangeKind::New,
        });
        if !facts.revision.text.supersedes.is_empty() {
            kinds.insert(ChangeKind::Supersede);
        }
    }
    kinds
}

/// Whether every revision since the last acceptance only names what is to be taken out, with the text in
/// force unchanged.
fn is_redaction(case: &Case<'_>) -> bool {
    case.in_force.is_some_and(|before| {
        case.since_acceptance().all(|facts| {
            matches!(facts.revision.kind, RevisionKind::Redaction(_))
                && before.differing_fields(&facts.revision.text).is_empty()
        })
    })
}

fn matches(charter: &Charter, when: &When, union: &[&Text], kinds: &BTreeSet<ChangeKind>) -> bool {
    let one = |text_matches: &dyn Fn(&Text) -> bool| union.iter().any(|text| text_matches(text));
    let owned_by = |owner: &Handle| {
        when.owner
            .iter()
            .any(|party| people::party(charter, party).contains(owner))
    };
    (when.tags.is_empty() || one(&|text| text.tags.iter().any(|tag| when.tags.contains(tag))))
        && (when.impact.is_empty()
            || one(&|text| {
                text.impact
                    .is_some_and(|impact| when.impact.contains(&impact))
            }))
        && (when.owner.is_empty() || one(&|text| text.owner.as_ref().is_some_and(owned_by)))
        && (when.governs.is_empty()
            || one(&|text| {
                text.governs
                    .iter()
                    .any(|glob| when.governs.iter().any(|other| glob.overlaps(other)))
            }))
        && (when.kind.is_empty() || when.kind.iter().any(|kind| kinds.contains(kind)))
}

/// Whether every revision since the last acceptance changes nothing but the name, addresses and keys of
/// its author's own entry, and is signed with a key that is active in the base.
fn is_own_entry(case: &Case<'_>, target: RevisionFacts<'_>) -> bool {
    let Some(before) = case.in_force else {
        return false;
    };
    let by = &target.revision.by;
    let active = |facts: &RevisionFacts<'_>| {
        facts.revision.by == *by
            && facts.revision.kind == RevisionKind::Text
            && facts.revision.with.is_empty()
            && people::signing_key_state(case.charter, by, facts.proof) == Some(KeyState::Active)
    };
    case.since_acceptance().all(active)
        && case
            .since_acceptance()
            .all(|facts| changes_only_entry_of(before, &facts.revision.text, by))
}

/// Whether a text of decision 0 differs from another in nothing but the name, addresses and keys of one
/// person's entry.
pub fn changes_only_entry_of(before: &Text, after: &Text, person: &Handle) -> bool {
    let (Some(old), Some(new)) = (&before.charter, &after.charter) else {
        return false;
    };
    let (Some(old_entry), Some(new_entry)) = (old.people.get(person), new.people.get(person))
    else {
        return false;
    };
    // Put the three fields back that an own entry may change; then nothing may differ.
    let mut restored = after.clone();
    if let Some(entry) = restored
        .charter
        .as_mut()
        .and_then(|charter| charter.people.get_mut(person))
    {
        entry.name = old_entry.name.clone();
        entry.email.clone_from(&old_entry.email);
        entry.keys.clone_from(&old_entry.keys);
    }
    old_entry.kind == new_entry.kind && before.differing_fields(&restored).is_empty()
}

/// Whether a revision of decision 0 only brings in somebody whom only its own text knows: their entry, in
/// no team, and nothing else.
pub fn is_newcomer_entry(before: &Text, after: &Text, newcomer: &Handle) -> bool {
    let (Some(old), Some(new)) = (&before.charter, &after.charter) else {
        return false;
    };
    let mut restored = new.clone();
    let added = restored.people.remove(newcomer).is_some();
    added
        && !old.people.contains_key(newcomer)
        && restored == *old
        && before
            .differing_fields(after)
            .iter()
            .all(|&field| field == Field::Charter)
}
