//! Who speaks for whom on a day.
//!
//! A delegation holds when it was signed with an active key of the one who is away, has begun, is not over
//! and was not taken back. It is one step: nobody passes on what was given to them.

use chrono::NaiveDate;

use crate::record::charter::{Charter, KeyState};
use crate::record::delegation::Grant;
use crate::record::name::{Handle, TeamName};

use super::case::DelegationFacts;
use super::people;

/// Whether it was signed with an active key of the one who is away.
pub fn is_proved(charter: &Charter, facts: &DelegationFacts<'_>) -> bool {
    people::signing_key_state(charter, &facts.delegation.from, facts.proof)
        == Some(KeyState::Active)
}

/// Whether one of `all` takes it back. A key that was retired or lost since must not bring a delegation back
/// that it took away.
pub fn is_revoked(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    facts: &DelegationFacts<'_>,
) -> bool {
    all.iter().any(|other| {
        other.delegation.from == facts.delegation.from
            && other.delegation.grant == Grant::Revoke(facts.digest)
            && people::signing_key_state(charter, &other.delegation.from, other.proof).is_some()
    })
}

/// The teams (none for all of them) of a delegation that holds on this day.
pub fn teams_on<'a>(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    facts: &DelegationFacts<'a>,
    day: NaiveDate,
) -> Option<&'a [TeamName]> {
    let Grant::Speak {
        teams,
        starts,
        ends,
    } = &facts.delegation.grant
    else {
        return None;
    };
    (*starts <= day && day <= *ends && !is_revoked(charter, all, facts)).then_some(teams)
}

/// Whether `to` may speak for `from` on this day, in some team.
pub fn speaks_for(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    from: &Handle,
    to: &Handle,
    day: NaiveDate,
) -> bool {
    all.iter().any(|facts| {
        facts.delegation.from == *from
            && facts.delegation.to == *to
            && is_proved(charter, facts)
            && teams_on(charter, all, facts, day).is_some()
    })
}

/// Whether it is proved, was not taken back, and holds on this day or a later one.
pub fn is_standing(
    charter: &Charter,
    all: &[DelegationFacts<'_>],
    facts: &DelegationFacts<'_>,
    day: NaiveDate,
) -> bool {
    let Grant::Speak { ends, .. } = &facts.delegation.grant else {
        return false;
    };
    *ends >= day && is_proved(charter, facts) && !is_revoked(charter, all, facts)
}
