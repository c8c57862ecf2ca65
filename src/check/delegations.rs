//! New delegations: signed by the one who is away, to somebody of the same team.

use crate::agreement::people;
use crate::log::stored::Stored;
use crate::record::delegation::{Delegation, Grant};
use crate::record::name::TeamName;

use super::finding::{Finding, codes};
use super::input::Input;
use super::signatures::{self, PERSON_UNKNOWN};

codes! {
    DELEGATION_OF_ANOTHER_LOG = Rejected "delegation-of-another-log" {
        what: "A delegation was made for another log.",
        why: "Who may speak for whom is said in each log.",
        fix: "Take it out, and delegate here: adr delegate --to PERSON --until DATE",
    }
    DELEGATION_OUTSIDE_TEAM = Rejected "delegation-outside-team" {
        what: "A delegation is to somebody who shares no such team with the delegator.",
        why: "A seat in a team is filled by people of that team.",
        fix: "Delegate to somebody of the same team.",
    }
    NO_DELEGATION_TO_REVOKE = Rejected "no-delegation-to-revoke" {
        what: "A delegation is taken back that is not there, or is somebody else's.",
        why: "Only the one who delegated can take it back.",
        fix: "Name an own delegation.",
    }
}

/// Looks at every delegation that is new.
pub(super) fn judge(input: &Input<'_>, findings: &mut Vec<Finding>) {
    for stored in input
        .setting
        .result
        .delegations
        .iter()
        .filter(|stored| input.is_changed(&stored.path))
    {
        findings.extend(one(input, stored));
    }
}

fn one(input: &Input<'_>, stored: &Stored<Delegation>) -> Option<Finding> {
    let delegation = &stored.value;
    let path = &stored.path;
    if input.log_id().is_some_and(|log| log != delegation.log) {
        let what = format!("`{path}` was made for the log {}", delegation.log);
        return Some(input.finding_at(&DELEGATION_OF_ANOTHER_LOG, path, what));
    }
    let unsigned = signatures::flaw(input, path, &delegation.from, stored.proof());
    unsigned
        .or_else(|| unknown(input, stored))
        .or_else(|| granted(input, stored))
}

fn unknown(input: &Input<'_>, stored: &Stored<Delegation>) -> Option<Finding> {
    let to = &stored.value.to;
    input.person(to).is_none().then(|| {
        let what = format!(
            "`{}` is to {to}, whom the charter does not know",
            stored.path
        );
        input.finding_at(&PERSON_UNKNOWN, &stored.path, what)
    })
}

fn granted(input: &Input<'_>, stored: &Stored<Delegation>) -> Option<Finding> {
    let delegation = &stored.value;
    match &delegation.grant {
        Grant::Revoke(revoked) => {
            let is_own = input
                .setting
                .result
                .delegations
                .iter()
                .any(|other| other.signed == *revoked && other.value.from == delegation.from);
            (!is_own).then(|| {
                let what = format!(
                    "`{}` takes back {revoked}, which is no delegation of {}",
                    stored.path, delegation.from
                );
                input.finding_at(&NO_DELEGATION_TO_REVOKE, &stored.path, what)
            })
        }
        Grant::Speak { teams, .. } => {
            let charter = input.charter();
            let shared = |team: &TeamName| {
                let members = people::members(charter, team);
                members.contains(&delegation.from) && members.contains(&delegation.to)
            };
            let is_right = if teams.is_empty() {
                charter.teams.keys().any(shared)
            } else {
                teams.iter().all(shared)
            };
            (!is_right).then(|| {
                let what = format!(
                    "`{}` lets {} speak for {}, and they are not in these teams together",
                    stored.path, delegation.to, delegation.from
                );
                input.finding_at(&DELEGATION_OUTSIDE_TEAM, &stored.path, what)
            })
        }
    }
}
