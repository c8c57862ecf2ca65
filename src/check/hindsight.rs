//! What the check's findings mean for steps of a branch that have landed already.
//!
//! A pull request may land commit by commit, so that a branch holds for a moment what is only half there: a
//! proposal nobody has signed yet, words that the next commit puts up. So steps that would not have passed
//! alone are looked at together, up to the commit with which they would have. What was done to records that
//! the branch held before is an incident at once, whatever follows.

use std::collections::{BTreeMap, BTreeSet};

use super::additions::{RECORD_CHANGED, RECORD_REMOVED, REDACTION_NOT_AGREED};
use super::finding::{Code, Finding, Severity};
use super::input::Change;
use super::missing::COMMENT_PERIOD;
use super::provenance::AUTHOR_NOT_NAMED;
use super::resolutions::{
    ACCEPTED_WITHOUT_AGREEMENT, CHARTER_MOVED, COUNTED_MISSING, WOULD_NOT_HOLD,
};
use crate::record::id::Number;
use crate::record::layout::{Part, Place};

/// What a finding about a landed step is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Nothing: a note, or something that hindsight cannot tell.
    Nothing,
    /// An incident, unless a later commit of the same pull request completes what is missing.
    Unfinished,
    /// An incident: something that was there has been tampered with.
    Incident,
}

/// Weighs a finding. In a step without the branch's own commits (`is_squash`) nobody can tell who wrote what.
pub fn weigh(finding: &Finding, is_squash: bool) -> Weight {
    let is = |code: &'static Code| finding.code == code;
    if finding.severity() == Severity::Note
        || is(&COMMENT_PERIOD)
        || (is_squash && is(&AUTHOR_NOT_NAMED))
    {
        Weight::Nothing
    } else if is(&RECORD_REMOVED) || is(&RECORD_CHANGED) || is(&REDACTION_NOT_AGREED) {
        Weight::Incident
    } else {
        Weight::Unfinished
    }
}

/// Whether a finding that agreement is missing is about a resolution that claims it.
pub fn is_about_a_resolution(finding: &Finding) -> bool {
    [
        &ACCEPTED_WITHOUT_AGREEMENT,
        &CHARTER_MOVED,
        &COUNTED_MISSING,
        &WOULD_NOT_HOLD,
    ]
    .contains(&finding.code)
}

/// What makes two findings the same: the kind, the file and the decision. Their words may differ from step to
/// step.
pub type Key = (&'static str, Option<String>, Option<Number>);

/// The key of a finding.
pub fn key(finding: &Finding) -> Key {
    (finding.code.name, finding.path.clone(), finding.decision)
}

/// Of several steps that never came to pass together, which brought what is wrong: for each finding that
/// stands after the last of them the step from which on it stood, by position.
pub fn causes(states: Vec<Vec<Finding>>) -> Vec<(usize, Finding)> {
    let keys: Vec<BTreeSet<Key>> = states
        .iter()
        .map(|state| state.iter().map(key).collect())
        .collect();
    let standing = states.into_iter().next_back().unwrap_or_default();
    standing
        .into_iter()
        .map(|finding| {
            let key = key(&finding);
            let since = keys.iter().rposition(|state| !state.contains(&key));
            (since.map_or(0, |absent| absent + 1), finding)
        })
        .collect()
}

/// Whether changes bring in one step what a pull request that lands commit by commit brings in several: a text
/// together with how it ended. Such a step stands for itself, and is no part of a longer one.
pub fn brings_a_whole_decision<'c>(changes: impl IntoIterator<Item = &'c Change>) -> bool {
    let mut brought: BTreeMap<Number, (bool, bool)> = BTreeMap::new();
    for change in changes {
        let (None, Some(_), Some(Place::In(folder, part))) =
            (change.before, change.after, &change.place)
        else {
            continue;
        };
        let (text, ending) = brought.entry(folder.number).or_default();
        match part {
            Part::Revision(_) => *text = true,
            Part::Resolution(_) => *ending = true,
            _ => {}
        }
    }
    brought.into_values().any(|(text, ending)| text && ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::codes;

    fn finding(code: &str, path: &str) -> Finding {
        let code = codes().find(|one| one.name == code).unwrap();
        Finding::new(code, "something").at(path)
    }

    #[test]
    fn what_was_there_is_never_unfinished() {
        for code in ["record-removed", "record-changed", "redaction-not-agreed"] {
            assert_eq!(weigh(&finding(code, "a"), false), Weight::Incident);
        }
        assert_eq!(weigh(&finding("draft", "a"), false), Weight::Unfinished);
        assert_eq!(weigh(&finding("stale", "a"), false), Weight::Nothing);
        assert_eq!(
            weigh(&finding("comment-period", "a"), false),
            Weight::Nothing
        );
        let author = finding("author-not-named", "a");
        assert_eq!(weigh(&author, true), Weight::Nothing);
        assert_eq!(weigh(&author, false), Weight::Unfinished);
    }

    #[test]
    fn the_step_is_named_from_which_on_a_finding_stood() {
        let (early, late) = (finding("draft", "a"), finding("not-accepted", "b"));
        let states = vec![
            vec![early.clone(), late.clone()],
            vec![early.clone()],
            vec![early.clone(), late.clone()],
        ];
        assert_eq!(causes(states), [(0, early), (2, late)]);
        assert_eq!(causes(Vec::new()), []);
    }
}
