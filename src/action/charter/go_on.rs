//! `adr charter continue`: a charter that an administrator pins when nobody is left who could agree to one.
//!
//! The draft of decision 0, edited beforehand, becomes the next revision with `continues`, which names the
//! charter in force; it is signed, approved and accepted in one commit, and judged under itself alone. That
//! counts for nothing by itself: only who pins its digest as the new trust root goes on with it, and whoever
//! pins the old one is told of the break.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Amendment, edited};
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::{Done, Files, Message};
use crate::action::ground::{Ground, chain_of};
use crate::action::publish::refers;
use crate::action::write::{self, signed};
use crate::agreement::case::HeardIn;
use crate::agreement::chain::{Chain, ChainFlaw};
use crate::log::case::delegations;
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, SignoffName};
use crate::record::name::Handle;
use crate::record::prose::Line;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::{Revision, RevisionKind};
use crate::record::signoff::{Signoff, Stance, Statement};
use crate::store::Retry;

/// Why the log goes on so.
pub struct Request {
    /// What happened.
    pub summary: Line,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// The charter that goes on.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Who went on.
    pub handle: Handle,
    /// The charter that it goes on from.
    pub continues: Digest,
    /// Digest of the revision, for CI and for everybody's `adr.trustRoot` to pin.
    pub trust_root: Digest,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Goes on from the charter in force with the one in the draft.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let amendment = Amendment::open(ground, request.branch.as_deref())?;
    let Amendment { desk, text, .. } = &amendment;
    let located = &desk.located;
    let log = ground.load(ground.judging_tree(located.tree)?, [])?;
    let continues = chain_of(&log, ground.trust_root)?.in_force().digest;
    if let Some(what) = amendment.flaw() {
        return Err(Error::BadCharter { what });
    }
    let mut charter = amendment.charter.clone();
    charter.continues = Some(continues);
    let signatory = actor.signatory(ground.store, &charter)?;
    let mut changed = text.clone();
    changed.charter = Some(charter);
    let source = edited(&desk.path, &desk.source, text, &changed)?;
    let newest = located.decision.newest().ok_or(Error::NotProposed {
        number: Number::CHARTER,
    })?;
    let handle = signatory.handle.clone();
    let number = newest.value.revision + 1;
    let id = changed.id;
    let revision = Revision {
        revision: number,
        previous: Some(newest.digest),
        kind: RevisionKind::Text,
        by: handle.clone(),
        with: Vec::new(),
        at: actor.now(),
        summary: Some(request.summary.clone()),
        refers: refers(ground, located.tree, Number::CHARTER, &changed)?,
        text: changed,
        signature: None,
    };
    let revision = signed(&revision, &signatory.key)?;
    let root = revision.digest;
    let signoff = approval(&handle, number, id, root, actor);
    let signoff = signed(&signoff, &signatory.key)?;
    let last = located.decision.resolutions.keys().next_back();
    let resolution = Resolution {
        resolution: last.map_or(1, |last| last + 1),
        outcome: Outcome::Accepted,
        revision: number,
        digest: root,
        by_decision: None,
        charter: root,
        signoffs: vec![signoff.signed],
        by: handle.clone(),
        at: actor.now(),
        summary: None,
        signature: None,
    };
    let parts = BTreeMap::from([
        (Part::Revision(number), revision.bytes),
        (
            Part::Signoff(SignoffName::new(handle.clone(), number, signoff.signed)),
            signoff.bytes,
        ),
        (
            Part::Resolution(resolution.resolution),
            write::record(&resolution),
        ),
    ]);
    hold(ground, &amendment, &parts, root)?;
    let files: Files = parts
        .into_iter()
        .map(|(part, bytes)| (ground.path_of(located, part), Some(bytes)))
        .collect();
    let message = Message::new(
        format!("Go on with revision {number} of the charter"),
        Number::CHARTER,
    )
    .body(Some(format!("{}\n\nTrust root: {root}", request.summary)))
    .trailer("Adr-Revision", number)
    .trailer("Adr-Signer", &handle);
    let done = ground.commit_text_with(
        desk,
        actor,
        source.as_bytes(),
        files,
        &message,
        Retry::Never,
    )?;
    Ok(Report {
        handle,
        continues,
        trust_root: root,
        done,
    })
}

/// The administrator's own approval, under the charter that it approves.
fn approval(
    signer: &Handle,
    revision: u32,
    log: DecisionId,
    root: Digest,
    actor: &Actor,
) -> Signoff {
    Signoff {
        log,
        charter: root,
        decision: log,
        revision,
        digest: root,
        signer: signer.clone(),
        on_behalf_of: None,
        team: None,
        statement: Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        }),
        reason: None,
        replaces: Vec::new(),
        at: actor.now(),
        signature: None,
    }
}

/// Refuses what would not hold once it is pinned, before it is committed.
fn hold(
    ground: &Ground<'_>,
    amendment: &Amendment,
    parts: &BTreeMap<Part, Vec<u8>>,
    root: Digest,
) -> Result<(), Error> {
    let log = ground.load(amendment.desk.located.tree, [Number::CHARTER])?;
    let mut decision = amendment.desk.located.decision.clone();
    for (part, bytes) in parts {
        let path = format!("{}/{part}", decision.folder);
        decision.add(part.clone(), &path, bytes.clone());
    }
    match Chain::verify(&decision.facts(HeardIn::Base), &delegations(&log), Some(root)) {
        Ok(_) => Ok(()),
        Err(ChainFlaw::NotAccepted { .. }) => Err(Error::Declined {
            what: "your approval alone does not meet the rules of the charter that you go on with".to_owned(),
            hint: "let it for now: count 1 of a team that you are in, with `proposer: allow` (adr charter edit)"
                .to_owned(),
        }),
        Err(flaw) => Err(Error::Charter(flaw)),
    }
}
