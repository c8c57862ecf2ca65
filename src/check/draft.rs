//! The living text, `decision.yaml`: it says what the newest revision says, and once the base holds a
//! revision it changes only together with a new one.

use crate::log::decision::Decision;
use crate::record::layout::{Part, Place};

use super::finding::{Finding, codes};
use super::input::Input;

codes! {
    UNPUBLISHED_EDITS = Rejected "unpublished-edits" {
        what: "The living text says something else than the newest revision.",
        why: "Readers would see words that nobody agreed to.",
        fix: "Put the edits up with `adr revise`, or drop them.",
    }
    DRAFT_CHANGED = Rejected "draft-changed" {
        what: "The living text of a decision changed without a new revision, be it in a comment only.",
        why: "A comment can say the opposite of what was agreed, and nobody would have signed it.",
        fix: "Restore it, or put a new revision up with `adr revise`.",
    }
    DRAFT_MISSING = Rejected "draft-missing" {
        what: "A decision has no `decision.yaml`.",
        why: "It is what people read, edit and review.",
        fix: "Restore `decision.yaml`; it says the same as the newest revision.",
    }
}

/// Looks at the living text of every decision that is touched.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        findings.extend(one(input, decision));
    }
}

fn one(input: &Input<'_>, decision: &Decision) -> Option<Finding> {
    let number = decision.number();
    let path = Place::In(decision.folder.clone(), Part::Draft).to_string();
    let is_unreadable = decision.problems.iter().any(|problem| problem.path == path);
    if decision.draft.is_none() {
        let what = format!("decision {number} has no `{path}`");
        return (!is_unreadable).then(|| input.finding_at(&DRAFT_MISSING, &path, what));
    }
    if decision.has_unpublished_edits() {
        let what = format!(
            "`{path}` says something else than revision {} of decision {number}",
            decision.newest().map_or(0, |newest| newest.value.revision)
        );
        return Some(input.finding_at(&UNPUBLISHED_EDITS, &path, what).fixed_by(format!(
            "put the edits up: adr revise {number} -m SUMMARY; or make `{path}` say what the revision says"
        )));
    }
    let held = input.setting.base_decision(decision)?;
    let is_replaced = input
        .changes
        .iter()
        .any(|change| change.path == path && change.before.is_some() && change.after.is_some());
    let newest = |decision: &Decision| decision.newest().map(|newest| newest.value.revision);
    let stands_still = newest(held).is_some() && newest(held) == newest(decision);
    (is_replaced && stands_still).then(|| {
        let what = format!(
            "`{path}` has other bytes than in the base, and decision {number} has no new revision that says so"
        );
        input.finding_at(&DRAFT_CHANGED, &path, what).fixed_by(format!(
            "{}; a new text is a new revision: adr revise {number} -m SUMMARY",
            input.restore(&path)
        ))
    })
}
