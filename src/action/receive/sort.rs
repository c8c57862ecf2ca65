//! What a parcel is, whether it proves its signer, and where it goes.

use std::collections::BTreeSet;

use super::Parcel;
use super::stop::{Stop, here, holding, is_base_branch, received};
use crate::action::Error;
use crate::action::ground::{Docket, Ground};
use crate::action::selector::Selector;
use crate::agreement::people::signing_key_state;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::{Charter, KeyState};
use crate::record::delegation::{Delegation, Grant};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, Place, SignoffName};
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::yaml::ReadError;

enum Record {
    Signoff(Stored<Signoff>),
    Delegation(Stored<Delegation>),
}

/// A record with where it goes.
pub(super) struct Sorted {
    pub place: Place,
    pub signer: Handle,
    pub number: Number,
    pub stops: Vec<Stop>,
}

/// Says what a parcel is and where it goes.
pub(super) fn sort(
    ground: &Ground<'_>,
    parcel: &Parcel,
    branch: Option<&str>,
) -> Result<Sorted, Error> {
    match read(parcel)? {
        Record::Signoff(stored) => signoff(ground, &parcel.from, &stored, branch),
        Record::Delegation(stored) => delegation(ground, &parcel.from, &stored),
    }
}

fn read(parcel: &Parcel) -> Result<Record, Error> {
    let bytes = &parcel.bytes;
    let signoff = match Stored::<Signoff>::read(&parcel.from, bytes.clone()) {
        Ok(stored) => return Ok(Record::Signoff(stored)),
        Err(error) => error,
    };
    let delegation = match Stored::<Delegation>::read(&parcel.from, bytes.clone()) {
        Ok(stored) => return Ok(Record::Delegation(stored)),
        Err(error) => error,
    };
    // The reader that came further says what is wrong.
    let came_further = |error: &ReadError| (error.line, error.column);
    let error = if came_further(&delegation) > came_further(&signoff) {
        delegation
    } else {
        signoff
    };
    Err(Error::Draft {
        path: parcel.from.clone(),
        error,
    })
}

/// Where a sign-off belongs: on the branch on which its decision is open, or with what is about settled
/// ones.
fn signoff(
    ground: &Ground<'_>,
    from: &str,
    stored: &Stored<Signoff>,
    branch: Option<&str>,
) -> Result<Sorted, Error> {
    let value = &stored.value;
    let number = ground.number_of(&Selector::Id(value.decision))?;
    let located = ground.locate(number, branch)?;
    if located.decision.revision_digest(value.revision) != Some(value.digest) {
        return Err(refused(
            from,
            format!(
                "it signs other words than revision {} of decision {number}",
                value.revision
            ),
        ));
    }
    let docket = Docket::load(ground, located.tree, &[number].into())?;
    check_log(&docket, from, value.log)?;
    check_proof(
        docket.chain()?.in_force().charter,
        from,
        &value.signer,
        stored,
    )?;
    let in_base = match ground.base_tree()? {
        Some(tree) if ground.has_charter(tree)? => docket.base.by_id(value.decision),
        _ => None,
    };
    let settled = in_base.filter(|decision| !decision.status().is_open());
    if settled.is_some() && is_too_late(&value.statement) {
        return Err(refused(
            from,
            format!("decision {number} was settled meanwhile; what is left is to challenge it"),
        ));
    }
    let name = SignoffName::new(value.signer.clone(), value.revision, stored.signed);
    let folder = settled.map_or(&located.decision, |settled: &Decision| settled);
    let place = Place::In(folder.folder.clone(), Part::Signoff(name));
    let stop = if settled.is_some() || is_base_branch(ground, &located) {
        received(ground)?
    } else {
        Stop {
            branch: located.branch,
            target: located.target,
            tip: located.tip,
            behind: located.behind,
        }
    };
    Ok(Sorted {
        place,
        signer: value.signer.clone(),
        number,
        stops: vec![stop],
    })
}

/// What the check refuses once a decision is settled.
const fn is_too_late(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Stance(Stance::Object) | Statement::Act(Act::Hold { .. })
    )
}

/// A delegation comes to where HEAD is: it helps the proposal that one is working on. The taking back of one
/// comes to every branch that holds it.
fn delegation(
    ground: &Ground<'_>,
    from: &str,
    stored: &Stored<Delegation>,
) -> Result<Sorted, Error> {
    let tree = match ground.head_tree()? {
        Some(tree) => Some(tree),
        None => ground.base_tree()?,
    };
    let tree = tree.ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let docket = Docket::load(ground, tree, &BTreeSet::new())?;
    check_log(&docket, from, stored.value.log)?;
    let charter = docket.chain()?.in_force().charter;
    check_proof(charter, from, &stored.value.from, stored)?;
    let mut stops = match &stored.value.grant {
        Grant::Revoke(revoked) => holding(ground, &stored.value.from, &revoked.short())?,
        Grant::Speak { .. } => Vec::new(),
    };
    if stops.is_empty() {
        stops.push(here(ground)?);
    }
    Ok(Sorted {
        place: Place::Delegation {
            from: stored.value.from.clone(),
            short: stored.signed.short(),
        },
        signer: stored.value.from.clone(),
        number: Number::CHARTER,
        stops,
    })
}

fn check_log(docket: &Docket, from: &str, log: DecisionId) -> Result<(), Error> {
    let here = docket.base.charter().and_then(Decision::id);
    if here == Some(log) {
        Ok(())
    } else {
        Err(refused(from, "it was made for another log".to_owned()))
    }
}

fn check_proof<T>(
    charter: &Charter,
    from: &str,
    signer: &Handle,
    stored: &Stored<T>,
) -> Result<(), Error> {
    match signing_key_state(charter, signer, stored.proof()) {
        Some(KeyState::Active | KeyState::Retired) => Ok(()),
        Some(KeyState::Compromised) => Err(refused(
            from,
            format!("the key of {signer} that signed it is in somebody else's hands"),
        )),
        None => Err(refused(
            from,
            format!(
                "it does not prove that {signer} signed it: {}",
                flaw(stored)
            ),
        )),
    }
}

fn flaw<T>(stored: &Stored<T>) -> String {
    match stored.proof() {
        Proof::Unsigned => "it carries no signature".to_owned(),
        Proof::Broken { flaw } => flaw.to_string(),
        Proof::Signed { key, .. } => format!(
            "the key {} is none of theirs in the charter",
            key.fingerprint()
        ),
    }
}

fn refused(from: &str, why: String) -> Error {
    Error::NotReceived {
        from: from.to_owned(),
        why,
    }
}
