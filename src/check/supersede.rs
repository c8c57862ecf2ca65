//! One decision takes the place of another in a single step: it is accepted, and what its text supersedes
//! ends. Either alone is refused.

use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::id::{DecisionId, Number};
use crate::record::resolution::{Outcome, Resolution};

use super::finding::{Finding, codes};
use super::input::Input;

codes! {
    SUPERSEDED_ALONE = Rejected "superseded-alone" {
        what: "A decision is superseded by one that is not accepted in the same change, or does not say so.",
        why: "A decision in force ends only when what takes its place is agreed.",
        fix: "Let `adr accept` of the new decision write both.",
    }
    SUPERSEDES_NOTHING = Rejected "accepted-alone" {
        what: "A decision is accepted, and what its text supersedes does not end with it.",
        why: "Two decisions in force that contradict each other bind nobody.",
        fix: "Let `adr accept` write both resolutions; if another decision was faster, revise the text.",
    }
}

/// Looks at the pairs from both sides.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for decision in input.touched() {
        for stored in decision
            .resolutions
            .values()
            .filter(|stored| input.is_changed(&stored.path))
        {
            match stored.value.outcome {
                Outcome::Superseded => findings.extend(ended(input, decision, stored)),
                Outcome::Accepted => findings.extend(taken_over(input, decision, stored)),
                _ => {}
            }
        }
    }
}

/// What ends must be named by a text that is accepted in this change.
fn ended(input: &Input<'_>, decision: &Decision, stored: &Stored<Resolution>) -> Option<Finding> {
    let successor = stored
        .value
        .by_decision
        .and_then(|id| input.setting.result.by_id(id));
    let is_named = successor.is_some_and(|successor| {
        newly_accepted_text(input, successor)
            .is_some_and(|supersedes| supersedes.contains(&decision.number()))
    });
    (!is_named).then(|| {
        let what = format!(
            "`{}` ends decision {}, and no decision that is accepted in this change supersedes it",
            stored.path,
            decision.number()
        );
        input.finding_at(&SUPERSEDED_ALONE, &stored.path, what)
    })
}

fn newly_accepted_text<'a>(input: &Input<'_>, decision: &'a Decision) -> Option<&'a [Number]> {
    let accepted = decision.resolutions.values().rfind(|stored| {
        input.is_changed(&stored.path) && stored.value.outcome == Outcome::Accepted
    })?;
    let revision = decision.revisions.get(&accepted.value.revision)?;
    Some(&revision.value.text.supersedes)
}

/// What the accepted text supersedes must end by it, now or before.
fn taken_over(input: &Input<'_>, decision: &Decision, stored: &Stored<Resolution>) -> Vec<Finding> {
    let (Some(id), Some(revision)) = (
        decision.id(),
        decision.revisions.get(&stored.value.revision),
    ) else {
        return Vec::new();
    };
    let stands = |number: &&Number| !is_ended_by(input, **number, id);
    let left = revision.value.text.supersedes.iter().filter(stands);
    left.map(|number| {
        if let Some(other) = ended_by_another(input, *number) {
            let what = format!(
                "`{}` accepts what supersedes decision {number}, which has ended by decision {other} already",
                stored.path
            );
            return input
                .finding_at(&SUPERSEDES_NOTHING, &stored.path, what)
                .fixed_by(format!(
                    "take the acceptance out of the branch (git revert COMMIT), bring it up to date with the base, and \
                     let the text supersede decision {other}: adr revise {} -m SUMMARY; or leave the branch unmerged",
                    decision.number()
                ));
        }
        let what = format!(
            "`{}` accepts what supersedes decision {number}, and that does not end by it",
            stored.path
        );
        input
            .finding_at(&SUPERSEDES_NOTHING, &stored.path, what)
            .fixed_by(format!(
                "let one command write both: adr accept {}",
                decision.number()
            ))
    })
    .collect()
}

/// The decision that was faster: in the base, it has taken the place already.
fn ended_by_another(input: &Input<'_>, number: Number) -> Option<Number> {
    let ended = input.setting.base.decision(number)?;
    let successor = ended
        .resolutions
        .values()
        .find_map(|stored| stored.value.by_decision)?;
    Some(input.setting.base.by_id(successor)?.number())
}

fn is_ended_by(input: &Input<'_>, number: Number, successor: DecisionId) -> bool {
    input
        .setting
        .result
        .decision(number)
        .is_some_and(|decision| {
            decision
                .resolutions
                .values()
                .any(|stored| stored.value.by_decision == Some(successor))
        })
}
