//! What a text must be, and whose, before it is put up: what the check would refuse is refused here first.

use std::collections::BTreeSet;

use super::Error;
use super::actor::Signatory;
use super::draft::Draft;
use super::locate::Located;
use super::publish::What;
use crate::agreement::outcome::{may_act_as_owner, may_revise_charter};
use crate::agreement::{rules, wellformed};
use crate::interchange::template;
use crate::record::charter::{Charter, PersonKind};
use crate::record::id::Number;
use crate::record::name::{Handle, Party};
use crate::record::text::Text;

pub(super) fn check_stage(located: &Located, what: What) -> Result<(), Error> {
    let number = located.number;
    let status = located.decision.status();
    let newest = located
        .decision
        .newest()
        .map(|newest| newest.value.revision);
    if status.is_ended() {
        return Err(Error::BadText {
            number,
            what: format!("it is {status}; nothing follows that"),
            hint: "decide anew: adr new TITLE".to_owned(),
        });
    }
    match (what, newest) {
        (What::Proposal, Some(revision)) => Err(Error::AlreadyProposed { number, revision }),
        (What::Revision | What::Retirement, None) => Err(Error::NotProposed { number }),
        (What::Retirement, Some(_)) if number == Number::CHARTER => Err(Error::BadText {
            number,
            what: "decision 0 is the charter, and never ends".to_owned(),
            hint: "change it with `adr charter edit`".to_owned(),
        }),
        (What::Retirement, Some(_)) if status.in_force.is_none() => Err(Error::BadText {
            number,
            what: "it is not in force, so there is nothing to retire".to_owned(),
            hint: format!("take an open proposal back with `adr withdraw {number}`"),
        }),
        (What::Proposal, None) | (What::Revision | What::Retirement, Some(_)) => Ok(()),
    }
}

pub(super) fn check_text(
    number: Number,
    draft: &Draft,
    before: Option<&Text>,
) -> Result<(), Error> {
    let text = &draft.text;
    let bad = |what: &str, hint: &str| {
        Err(Error::BadText {
            number,
            what: what.to_owned(),
            hint: hint.to_owned(),
        })
    };
    let missing = text.missing_for_proposal();
    if !missing.is_empty() {
        let missing = missing
            .into_iter()
            .map(|field| format!("`{field}`"))
            .collect();
        return Err(Error::Incomplete {
            number,
            missing,
            path: draft.path.clone(),
        });
    }
    if let Some((field, placeholder)) = template::placeholder(text, before) {
        return Err(Error::BadText {
            number,
            what: format!("`{field}` still says {}", placeholder.escape_debug()),
            hint: format!("write what belongs there, or take the line out: adr edit {number}"),
        });
    }
    if before.is_some_and(|before| before.id != text.id) {
        return bad(
            "its `id` was changed",
            "put the old id back: a decision keeps it for life",
        );
    }
    if (number == Number::CHARTER) != text.charter.is_some() {
        return bad(
            "`charter` belongs into decision 0, and only there",
            "move people and rules to decision 0",
        );
    }
    if text
        .supersedes
        .iter()
        .chain(&text.amends)
        .any(|other| *other == Number::CHARTER)
    {
        return bad(
            "decision 0 is changed by revising it, never superseded or amended",
            "see `adr charter edit`",
        );
    }
    if text.refers_to().contains(&number) {
        return bad(
            "it refers to itself",
            "take its own number out of its links",
        );
    }
    Ok(())
}

/// Only an owner or editor revises: of the text before, or for a first revision of the new one.
pub(super) fn check_reviser(
    number: Number,
    located: &Located,
    text: &Text,
    charter: &Charter,
    signatory: &Signatory,
) -> Result<(), Error> {
    let by = &signatory.handle;
    let before = located.decision.newest().map(|stored| &stored.value.text);
    let named = before.unwrap_or(text);
    let may: BTreeSet<&Handle> = named.owner.iter().chain(&named.editors).collect();
    if charter
        .people
        .get(by)
        .is_some_and(|person| person.kind == PersonKind::Agent)
    {
        return Err(Error::WrongPerson {
            handle: by.clone(),
            what: format!("revise decision {number}: agents may speak, not put up a text"),
            may: may.into_iter().map(ToString::to_string).collect(),
        });
    }
    let of_charter = number == Number::CHARTER
        && (may_revise_charter(charter, by)
            || before.is_some_and(|before| rules::changes_only_entry_of(before, text, by)));
    if may.contains(by) || of_charter || may_act_as_owner(charter, may.iter().copied(), by) {
        return Ok(());
    }
    Err(Error::WrongPerson {
        handle: by.clone(),
        what: format!(
            "put up a text of decision {number}: they are neither its owner nor an editor"
        ),
        may: may.into_iter().map(ToString::to_string).collect(),
    })
}

/// Whoever has to approve, to drive or to edit must be somebody: a need of nobody could never be met.
pub(super) fn check_people(number: Number, text: &Text, charter: &Charter) -> Result<(), Error> {
    // Decision 0 brings its own people.
    let charter = text.charter.as_ref().unwrap_or(charter);
    let people = text.owner.iter().chain(&text.editors);
    let parties = people
        .cloned()
        .map(Party::Person)
        .chain(text.approvers.iter().cloned());
    let unknown: Vec<String> = parties
        .filter(|party| !knows(charter, party))
        .map(|party| party.to_string())
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::BadText {
        number,
        what: format!("the charter does not know {}", unknown.join(", ")),
        hint:
            "write them as `adr charter show` does, or let them join first: adr charter add-person"
                .to_owned(),
    })
}

fn knows(charter: &Charter, party: &Party) -> bool {
    match party {
        Party::Person(handle) => charter.people.contains_key(handle),
        Party::Team(team) => charter.teams.contains_key(team),
    }
}

pub(super) fn check_approvers(
    number: Number,
    text: &Text,
    by: &Handle,
    with: &[Handle],
) -> Result<(), Error> {
    let behind: BTreeSet<&Handle> = text.owner.iter().chain([by]).chain(with).collect();
    let own = text.approvers.iter().find_map(|party| match party {
        Party::Person(handle) if behind.contains(handle) => Some(handle),
        _ => None,
    });
    match own {
        Some(handle) => Err(Error::BadText {
            number,
            what: format!("{handle} wrote or owns the text, and cannot be its approver"),
            hint: format!("take {handle} out of `approvers`: writing it says enough"),
        }),
        None => Ok(()),
    }
}

pub(super) fn check_charter(text: &Text, before: &Charter) -> Result<(), Error> {
    let Some(after) = &text.charter else {
        return Ok(());
    };
    let flaws = wellformed::flaws(after)
        .into_iter()
        .chain(wellformed::step_flaws(before, after));
    match flaws.map(|flaw| flaw.to_string()).next() {
        Some(what) => Err(Error::BadCharter { what }),
        None => Ok(()),
    }
}

pub(super) fn unknown_people(text: &Text, charter: &Charter) -> Vec<String> {
    let named = text.consulted.iter().chain(&text.informed);
    named
        .filter(|party| !knows(charter, party))
        .map(ToString::to_string)
        .collect()
}
