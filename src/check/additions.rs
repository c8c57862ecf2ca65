//! Everything in a log is only ever added. What the base holds stays as it is, but for the living text
//! and for what was agreed to be taken out.

use crate::log::redaction;
use crate::record::digest::Digest;
use crate::record::layout::{Part, Place};

use super::finding::{Finding, codes};
use super::input::{Change, Input};

codes! {
    RECORD_REMOVED = Rejected "record-removed" {
        what: "A file that the base holds is gone: removed or renamed.",
        why: "What was said and agreed stays, or nobody could rely on it.",
        fix: "Restore it. A decision ends by being retired or superseded, never by being removed.",
    }
    RECORD_CHANGED = Rejected "record-changed" {
        what: "A record that the base holds has other bytes.",
        why: "People signed what was there; a changed record makes them say what they never said.",
        fix: "Restore it, and say what is new in a record of its own.",
    }
    REDACTION_NOT_AGREED = Rejected "redaction-not-agreed" {
        what: "A record was taken out that must stay, or that no accepted revision of decision 0 names.",
        why: "Taking something out of the record is a decision of the charter's people.",
        fix: "Let `adr redact` propose it, and have it accepted first.",
    }
    CONFLICT = Rejected "conflict" {
        what: "The base and the branch changed one path of the log, each to something else.",
        why: "Two revisions, two outcomes or two decisions with one number cannot both stand.",
        fix: "Bring the branch up to date with the base, and say it anew on top of what is there.",
    }
}

/// Compares entry by entry; of the records only redactions are looked into.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for change in &input.changes {
        match (&change.place, change.before, change.after) {
            // Other text in the living text has rules of its own.
            (Some(Place::Readme), ..)
            | (Some(Place::In(_, Part::Draft)), Some(_), Some(_))
            | (_, None, None) => {}
            (_, Some(_), None) => findings.push(removed(input, change)),
            (_, before, Some(_)) => findings.extend(match (gap(input, change), before) {
                (Some(says), _) => taken_out(input, change, says),
                (None, Some(_)) => Some(changed(input, change)),
                // What is new is looked at elsewhere.
                (None, None) => None,
            }),
        }
    }
    for conflict in &input.conflicts {
        findings.push(conflicting(input, conflict));
    }
}

fn removed(input: &Input<'_>, change: &Change) -> Finding {
    let path = &change.path;
    let what = format!("`{path}` is in the base and is gone: removed or renamed");
    let fix = match &change.place {
        Some(Place::In(folder, Part::Draft | Part::Revision(_) | Part::Resolution(_))) => format!(
            "{}; to end the decision: adr retire {}",
            input.restore(path),
            folder.number
        ),
        Some(Place::In(folder, Part::Signoff(name))) => format!(
            "{}; only {} can take it back: adr-sign withdraw {}",
            input.restore(path),
            name.signer,
            folder.number
        ),
        _ => input.restore(path),
    };
    input.finding_at(&RECORD_REMOVED, path, what).fixed_by(fix)
}

fn changed(input: &Input<'_>, change: &Change) -> Finding {
    let path = &change.path;
    let what = format!("`{path}` has other bytes than in the base");
    let restore = input.restore(path);
    let fix = match &change.place {
        Some(Place::In(folder, Part::Revision(_))) => {
            format!(
                "{restore}; a new text is a new revision: adr revise {}",
                folder.number
            )
        }
        Some(Place::In(folder, Part::Signoff(name))) => {
            format!(
                "{restore}; {} says something new in a sign-off of its own: adr-sign approve {}",
                name.signer, folder.number
            )
        }
        Some(Place::NumberClaim(_) | Place::IdClaim(_)) => {
            format!("{restore}; then take another number: adr renumber NUMBER")
        }
        _ => restore,
    };
    input.finding_at(&RECORD_CHANGED, path, what).fixed_by(fix)
}

/// What a gap says stood there, if the result holds one at this path.
fn gap(input: &Input<'_>, change: &Change) -> Option<Digest> {
    let decision = input.setting.result.decision(change.number()?)?;
    Some(decision.redacted.get(&change.path)?.redacted.sha256)
}

/// A gap is right where it names what stood there, where that was agreed, and where nothing stands on it.
fn taken_out(input: &Input<'_>, change: &Change, says: Digest) -> Option<Finding> {
    let path = &change.path;
    let number = change.number()?;
    let Some(Place::In(_, part)) = &change.place else {
        return None;
    };
    let before = input.setting.base.decision(number);
    let stood = before.and_then(|before| redaction::digest_of(before, part));
    let reason_to_stay = || {
        let after = input.setting.result.decision(number)?;
        redaction::stays(before?, after, part)
    };
    let what = match stood {
        None => {
            format!("`{path}` is a gap, and the base holds no record there that it could stand for")
        }
        Some(digest) if digest != says => {
            format!("the gap at `{path}` names {says}, and {digest} stood there")
        }
        Some(digest) => match reason_to_stay() {
            Some(why) => format!("`{path}` of decision {number} cannot be taken out: {why}"),
            None if is_agreed(input, path, digest) => return None,
            None => format!(
                "`{path}` was taken out, and no accepted revision of decision 0 names it with its digest"
            ),
        },
    };
    Some(input.finding_at(&REDACTION_NOT_AGREED, path, what))
}

fn is_agreed(input: &Input<'_>, path: &str, digest: Digest) -> bool {
    input.setting.result.charter().is_some_and(|charter| {
        redaction::agreed(charter)
            .any(|redacts| redacts.path.as_str() == path && redacts.sha256 == digest)
    })
}

fn conflicting(input: &Input<'_>, conflict: &Change) -> Finding {
    let path = &conflict.path;
    let what = format!("the base and the branch both changed `{path}`, each to something else");
    let finding = input.finding_at(&CONFLICT, path, what);
    match &conflict.place {
        Some(Place::NumberClaim(number)) => finding.fixed_by(format!(
            "the base has another decision {number}; take the next free number: adr renumber {number}"
        )),
        Some(Place::In(folder, Part::Revision(_) | Part::Draft)) => finding.fixed_by(format!(
            "bring the branch up to date with the base, then put your text up on top: adr revise {}",
            folder.number
        )),
        Some(Place::In(folder, Part::Resolution(_))) => finding.fixed_by(format!(
            "decision {0} got another outcome in the base (adr show {0}): take the commit that gives it yours out of \
             the branch (git revert COMMIT), then bring the branch up to date with the base",
            folder.number
        )),
        _ => finding,
    }
}
