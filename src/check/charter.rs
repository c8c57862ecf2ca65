//! Changes to the charter itself: each makes sense, loses nobody, and they come one at a time.

use crate::agreement::wellformed::{flaws, step_flaws};
use crate::record::id::Number;
use crate::record::resolution::Outcome;

use super::finding::{Finding, codes};
use super::input::Input;

codes! {
    CHARTER_NOT_WELL_FORMED = Rejected "charter-not-well-formed" {
        what: "A charter in this change does not make sense, or drops what must stay.",
        why: "People, keys and rules that do not fit together would decide by accident.",
        fix: "Correct it: adr charter edit",
    }
    CHARTER_BREAK = Note "charter-break" {
        what: "A charter in this change was not agreed under the one before it: it is the pinned trust root.",
        why: "Where all maintainers are gone, an administrator who pins it goes on; everybody should see that.",
        fix: "See that whoever pinned it was entitled to: adr charter show",
    }
    CHARTER_TWICE = Rejected "charter-twice" {
        what: "One change accepts more than one revision of decision 0.",
        why: "Each charter is accepted under the one before it, which must be in the base by then.",
        fix: "Merge the first, then accept the next.",
    }
}

/// Looks at the charters that the change brings.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    let Some(decision) = input.setting.result.charter() else {
        return;
    };
    let in_force = input.setting.chain.in_force();
    for stored in input.charter_revisions() {
        let Some(charter) = &stored.value.text.charter else {
            continue;
        };
        let is_first = in_force.digest == stored.digest;
        let steps = if is_first {
            Vec::new()
        } else {
            step_flaws(in_force.charter, charter)
        };
        for flaw in flaws(charter).into_iter().chain(steps) {
            let what = format!(
                "the charter of `{}` is not well-formed: {flaw}",
                stored.path
            );
            findings.push(
                input
                    .finding_at(&CHARTER_NOT_WELL_FORMED, &stored.path, what)
                    .on(Number::CHARTER),
            );
        }
    }
    for link in input.setting.chain.breaks() {
        let brought = input
            .charter_revisions()
            .find(|stored| stored.digest == link.digest);
        if let Some(stored) = brought {
            let what = format!(
                "`{}` goes on without the charter before it, and is judged under itself, as pinned",
                stored.path
            );
            findings.push(input.finding_at(&CHARTER_BREAK, &stored.path, what));
        }
    }
    let accepted = decision.resolutions.values().filter(|stored| {
        input.is_changed(&stored.path) && stored.value.outcome == Outcome::Accepted
    });
    for stored in accepted.skip(1) {
        let what = format!(
            "`{}` accepts a second revision of the charter in one change",
            stored.path
        );
        findings.push(input.finding_at(&CHARTER_TWICE, &stored.path, what));
    }
}
