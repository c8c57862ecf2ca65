//! Asking for time: once per person and revision, and not from the future.

use std::collections::BTreeMap;

use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::name::Handle;
use crate::record::signoff::{Act, Signoff, Statement};

use super::finding::{Finding, codes};
use super::input::Input;

codes! {
    HOLD_AGAIN = Rejected "hold-again" {
        what: "A person asks for time again on one revision.",
        why: "A hold lapses by itself; one after another would be a veto.",
        fix: "Object, with a reason, or let the hold lapse.",
    }
    HOLD_IN_FUTURE = Rejected "hold-in-future" {
        what: "A hold is dated in the future.",
        why: "It would last longer than the charter allows.",
        fix: "Set the clock right, and sign again.",
    }
}

/// A hold that is dated after the time of the check.
pub(super) fn in_future(input: &Input<'_>, stored: &Stored<Signoff>) -> Option<Finding> {
    let at = stored.value.at;
    (at.moment() > input.setting.now).then(|| {
        let what = format!(
            "`{}` asks for time from {at} on, which is still to come",
            stored.path
        );
        input.finding_at(&HOLD_IN_FUTURE, &stored.path, what)
    })
}

/// Looks for more than one hold per person and revision.
pub(super) fn again(input: &Input<'_>, decision: &Decision, findings: &mut Vec<Finding>) {
    let mut holds: BTreeMap<(&Handle, u32), Vec<&Stored<Signoff>>> = BTreeMap::new();
    for stored in &decision.signoffs {
        if matches!(stored.value.statement, Statement::Act(Act::Hold { .. })) {
            let key = (&stored.value.signer, stored.value.revision);
            holds.entry(key).or_default().push(stored);
        }
    }
    for ((who, revision), all) in holds.into_iter().filter(|(_, all)| all.len() > 1) {
        for stored in all
            .into_iter()
            .filter(|stored| input.is_changed(&stored.path))
        {
            let what = format!(
                "`{}`: {who} asks for time on revision {revision} more than once",
                stored.path
            );
            findings.push(input.finding_at(&HOLD_AGAIN, &stored.path, what));
        }
    }
}
