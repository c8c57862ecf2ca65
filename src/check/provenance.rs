//! Who really wrote a text: the authors of the branch's commits must be named in it, so that they do not
//! count. Authors of commits are claims; they are only ever used to ask for more.

use std::collections::BTreeSet;

use crate::agreement::people;
use crate::log::decision::Decision;
use crate::record::layout::{Folder, Part, Place};
use crate::record::name::Handle;
use crate::record::resolution::Outcome;

use super::finding::{Finding, codes};
use super::input::{Change, Commit, Input};
use super::words::all_of;

codes! {
    AUTHOR_NOT_NAMED = Blocked "author-not-named" {
        what: "Somebody wrote a commit that changes the text, and the text does not name them.",
        why: "Nobody's approval counts for words they wrote themselves.",
        fix: "Put the text up again with `adr revise`, which takes its writers from the branch.",
    }
}

/// Looks at every commit of the branch that changes a text and adds no sign-off.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input
        .touched()
        .filter(|decision| decision.newest().is_some())
    {
        let named = named(input, decision);
        for commit in input
            .commits
            .iter()
            .filter(|commit| writes(input, commit, decision))
        {
            let unnamed: BTreeSet<&Handle> = commit
                .addresses
                .iter()
                .filter_map(|address| person(input, address))
                .filter(|who| !named.contains(who))
                .collect();
            if !unnamed.is_empty() {
                findings.push(finding(input, decision, commit, &unnamed));
            }
        }
    }
}

fn finding(
    input: &Input<'_>,
    decision: &Decision,
    commit: &Commit,
    unnamed: &BTreeSet<&Handle>,
) -> Finding {
    let number = decision.number();
    let newest = decision.newest().map_or(0, |newest| newest.value.revision);
    let path = Place::In(decision.folder.clone(), Part::Revision(newest)).to_string();
    let what = format!(
        "{} wrote commit {} of decision {number}, and its revisions name them neither as `by` nor as `with`",
        all_of(unnamed),
        commit.name
    );
    input
        .finding_at(&AUTHOR_NOT_NAMED, &path, what)
        .fixed_by(format!(
            "adr revise {number} -m SUMMARY, which names everybody who wrote it"
        ))
}

/// The people behind the text since the last acceptance in the base.
fn named<'a>(input: &Input<'a>, decision: &'a Decision) -> BTreeSet<&'a Handle> {
    let held = input.setting.base_decision(decision).into_iter();
    let accepted = held
        .flat_map(|held| held.resolutions.values())
        .filter(|stored| stored.value.outcome == Outcome::Accepted)
        .map(|stored| stored.value.revision)
        .max()
        .unwrap_or(0);
    decision
        .revisions
        .range(accepted.saturating_add(1)..)
        .flat_map(|(_, stored)| stored.value.authors().chain(&stored.value.text.owner))
        .collect()
}

/// Whether a commit writes the text. A decision that only the branch holds may have lain elsewhere before
/// it was renumbered, so that for it every folder counts that is there no more.
fn writes(input: &Input<'_>, commit: &Commit, decision: &Decision) -> bool {
    let changes = commit
        .changes
        .iter()
        .filter_map(|change| Change::of(input.dir(), change));
    let log = input.setting.result;
    let is_new = input.setting.base_decision(decision).is_none();
    let is_gone = |folder: &Folder| {
        log.decision(folder.number)
            .is_none_or(|there| there.folder != *folder)
    };
    let mut writes = false;
    for change in changes.filter(|change| change.after.is_some()) {
        match &change.place {
            Some(Place::In(_, Part::Signoff(_))) => return false,
            // A text that is taken out is not written.
            Some(Place::In(..)) if decision.redacted.contains_key(&change.path) => {}
            Some(Place::In(folder, Part::Draft | Part::Revision(_))) => {
                writes |= *folder == decision.folder || (is_new && is_gone(folder));
            }
            _ => {}
        }
    }
    writes
}

fn person<'a>(input: &Input<'a>, address: &str) -> Option<&'a Handle> {
    people::person_with_address(input.charter(), address).or_else(|| {
        input
            .proposed_charters()
            .find_map(|charter| people::person_with_address(charter, address))
    })
}
