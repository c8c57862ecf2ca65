//! Signing where one may not push, or does not want to: into a file that somebody else brings in, or into the
//! signer's own outbox. And the way back: what waits in outboxes and is needed for a statement comes along
//! with it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Error;
use super::actor::{Actor, Signatory};
use super::commit::Files;
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::sign::{Prepared, Request};
use super::status;
use super::write::signed;
use crate::agreement::people;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::KeyState;
use crate::record::delegation::{Delegation, Grant};
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::layout::{Part, Place, SignoffName};
use crate::record::name::Handle;
use crate::record::signoff::Signoff;

/// A statement that was signed and is in no branch.
#[derive(Debug, Serialize)]
pub struct Loose {
    /// The decision.
    pub number: Number,
    /// The word of the statement.
    pub statement: &'static str,
    /// The digest of the signed bytes, by which others name it.
    pub digest: Digest,
    /// The name that its file has in the log.
    pub name: String,
    /// The file.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Signs what was prepared, and commits nothing.
pub fn loose(signatory: &Signatory, prepared: &Prepared) -> Result<Loose, Error> {
    let record = signed(&prepared.signoff, &signatory.key)?;
    let name = SignoffName::new(
        signatory.handle.clone(),
        prepared.signoff.revision,
        record.signed,
    );
    Ok(Loose {
        number: prepared.located.number,
        statement: prepared.signoff.statement.word(),
        digest: record.signed,
        name: Part::Signoff(name)
            .to_string()
            .trim_start_matches("signoffs/")
            .to_owned(),
        bytes: record.bytes,
    })
}

/// Whether it goes to the outbox without being asked to: the base has settled what is signed, nobody commits
/// to the base directly, and no other branch is about it but one that was named.
pub(super) fn belongs_there(
    ground: &Ground<'_>,
    located: &Located,
    request: &Request,
) -> Result<bool, Error> {
    if !is_settled(ground, located)? {
        return Ok(false);
    }
    Ok(request.branch.is_none() || Some(located.tip) == ground.base.as_ref().map(|base| base.tip))
}

fn is_settled(ground: &Ground<'_>, located: &Located) -> Result<bool, Error> {
    if located.decision.status().is_open() {
        return Ok(false);
    }
    let (Some(base), Some(id)) = (ground.base_tree()?, located.decision.id()) else {
        return Ok(false);
    };
    if !ground.has_charter(base)? {
        return Ok(false);
    }
    let Some(number) = ground.store.number_of_id(base, &ground.dir, id)? else {
        return Ok(false);
    };
    let log = ground.store.log_of(base, &ground.dir, &[number].into())?;
    Ok(log
        .by_id(id)
        .is_some_and(|decision| !decision.status().is_open()))
}

/// Takes into a docket what the signer's statement rests on and what only outboxes hold: the delegation under
/// which they speak, and what they said on the decision before. It is to be committed with the statement.
pub(super) fn bring_along(
    ground: &Ground<'_>,
    actor: &Actor,
    docket: &mut Docket,
    number: Number,
    signer: &Handle,
    request: &Request,
) -> Result<Files, Error> {
    let mut files = Files::new();
    if let Some(delegator) = &request.on_behalf_of {
        let today = actor.now().day();
        for stored in ground.outboxes().delegations()? {
            let delegation = &stored.value;
            let is_meant = delegation.from == *delegator && delegation.to == *signer;
            let is_over = matches!(&delegation.grant, Grant::Speak { ends, .. } if *ends < today);
            if is_meant && !is_over && !holds(docket, &stored) {
                let place = Place::Delegation {
                    from: delegation.from.clone(),
                    short: stored.signed.short(),
                };
                files.insert(ground.dir.join(&place), Some(stored.bytes().to_vec()));
                docket.result.delegations.push(stored);
            }
        }
    }
    for stored in own_in_outboxes(docket, number, signer)? {
        let Some(decision) = docket.result.decisions.get_mut(&number) else {
            continue;
        };
        let name = SignoffName::new(signer.clone(), stored.value.revision, stored.signed);
        let place = Place::In(decision.folder.clone(), Part::Signoff(name));
        files.insert(ground.dir.join(&place), Some(stored.bytes().to_vec()));
        decision.signoffs.push(stored);
    }
    Ok(files)
}

fn holds(docket: &Docket, stored: &Stored<Delegation>) -> bool {
    let mut known = docket
        .result
        .delegations
        .iter()
        .chain(&docket.base.delegations);
    known.any(|other| other.signed == stored.signed)
}

/// What somebody has said on a decision in an outbox, and on its branch not yet.
fn own_in_outboxes(
    docket: &Docket,
    number: Number,
    signer: &Handle,
) -> Result<Vec<Stored<Signoff>>, Error> {
    let Some(decision) = docket.result.decision(number) else {
        return Ok(Vec::new());
    };
    let chain = docket.chain()?;
    let charter = chain.in_force().charter;
    let mut seen = BTreeSet::new();
    let own = docket.outboxes.iter().filter(|stored| {
        let signoff = &stored.value;
        signoff.signer == *signer
            && Some(signoff.decision) == decision.id()
            && decision.revision_digest(signoff.revision) == Some(signoff.digest)
            && decision.signoff(stored.signed).is_none()
            && people::signing_key_state(charter, signer, stored.proof()) == Some(KeyState::Active)
    });
    Ok(own
        .filter(|stored| seen.insert(stored.signed))
        .cloned()
        .collect())
}

/// Why an answer is refused: a challenge that waits in an outbox is in no log yet that could hold its answer.
pub(super) fn received_first(
    docket: &Docket,
    decision: &Decision,
    people: &[Handle],
    error: Error,
) -> Error {
    let Ok(waiting) = status::waiting(docket, decision) else {
        return error;
    };
    let challenge = waiting
        .into_iter()
        .find(|one| one.word == "challenge" && (people.is_empty() || people.contains(&one.person)));
    match challenge {
        Some(challenge) => Error::CannotSign {
            number: decision.number(),
            what: format!(
                "the challenge of {} is only in their outbox, where it cannot be answered",
                challenge.person
            ),
            hint: "bring it in, then answer it: adr receive".to_owned(),
        },
        None => error,
    }
}
