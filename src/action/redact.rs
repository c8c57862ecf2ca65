//! `adr redact`: takes out what must not stay, once its people have agreed.
//!
//! In two steps. The first puts up a revision of decision 0 of kind `redaction`, its text unchanged, that
//! names the record and its digest. Once that is accepted, the second replaces the record with a gap, so that
//! chains and counts that named it still hold. What stays in Git's history is the administrator's to rewrite.

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::charter::seat::{Proposal, PutUp, Seat};
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::write;
use crate::log::decision::Decision;
use crate::log::redaction::{Stays, agreed, digest_of, stays};
use crate::log::tree::ObjectId;
use crate::record::digest::Digest;
use crate::record::format::Format;
use crate::record::id::Number;
use crate::record::layout::{Folder, Part, Place};
use crate::record::prose::Line;
use crate::record::redaction::{Redacted, Redaction};
use crate::record::revision::{Redacts, RevisionKind};
use crate::store::{Retry, Target};

/// What is to go.
pub struct Request {
    /// The record, from the root of the repository or of the log.
    pub path: String,
    /// Why it must go. It stays for all to read.
    pub reason: Line,
}

/// How far it got.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The record, from the root of the repository.
    pub path: String,
    /// The digest by which others name it.
    pub sha256: Digest,
    /// What was done.
    #[serde(flatten)]
    pub step: Step,
}

/// One of the two steps.
#[derive(Debug, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// It was asked for.
    Asked(Box<PutUp>),
    /// It was agreed, and done.
    TakenOut(Done),
}

/// A record that is to go, as the base holds it.
struct Doomed {
    number: Number,
    in_log: String,
    path: String,
    digest: Digest,
}

/// Takes the next of the two steps.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let seat = Seat::at_base(ground)?;
    let doomed = find(ground, &seat, &request.path)?;
    let step = match agreement(ground, &seat, &doomed)? {
        Some(agreement) => Step::TakenOut(take_out(ground, actor, &seat, &doomed, agreement)?),
        None => Step::Asked(Box::new(ask(
            ground,
            actor,
            &seat,
            &doomed,
            &request.reason,
        )?)),
    };
    Ok(Report {
        path: doomed.path,
        sha256: doomed.digest,
        step,
    })
}

fn find(ground: &Ground<'_>, seat: &Seat, typed: &str) -> Result<Doomed, Error> {
    let no_record = |what: String| Error::Usage {
        what,
        hint: "name a revision, sign-off, resolution or attachment by its path; see `adr show N`"
            .to_owned(),
    };
    let in_log = ground.dir.strip(typed).unwrap_or(typed).to_owned();
    let Ok(Place::In(folder, part)) = in_log.parse::<Place>() else {
        return Err(no_record(format!(
            "`{}` is no record of a decision",
            typed.escape_debug()
        )));
    };
    let number = folder.number;
    if part == Part::Draft {
        return Err(Error::Declined {
            what: format!("`{in_log}` is the living text, which is edited"),
            hint: format!(
                "put up a text without it (adr edit {number}, adr revise {number} -m SUMMARY), then redact the \
                 revisions that hold it"
            ),
        });
    }
    let log = ground.load(seat.tree, [number])?;
    let decision = log.decision(number).filter(|one| one.folder == folder);
    if decision.is_some_and(|decision| decision.redacted.contains_key(&in_log)) {
        return Err(Error::Declined {
            what: format!("`{in_log}` is taken out already"),
            hint: "what is left of it is in Git's history: see docs/redaction.md".to_owned(),
        });
    }
    let held = decision.and_then(|decision| Some((decision, digest_of(decision, &part)?)));
    let Some((decision, digest)) = held else {
        return Err(not_in_base(ground, &in_log, &folder));
    };
    if let Some(why) = stays(decision, decision, &part) {
        return Err(must_stay(number, &in_log, why));
    }
    Ok(Doomed {
        number,
        path: format!("{}/{in_log}", ground.dir),
        in_log,
        digest,
    })
}

fn not_in_base(ground: &Ground<'_>, in_log: &str, folder: &Folder) -> Error {
    let base = ground.base.as_ref().map_or("HEAD", |base| &base.name);
    Error::Declined {
        what: format!("{base} holds no `{in_log}`: only what is merged has to be redacted"),
        hint: format!(
            "take it out of its branch and rewrite that: nothing else stands on it; see `adr show {}`",
            folder.number
        ),
    }
}

fn must_stay(number: Number, in_log: &str, why: Stays) -> Error {
    Error::Declined {
        what: format!("`{in_log}` cannot be taken out: {why}"),
        hint: match why {
            Stays::NewestText => {
                format!("put up a text without it first: adr revise {number} -m SUMMARY")
            }
            Stays::TextInForce => {
                format!("have a text without it accepted first: adr revise {number} -m SUMMARY")
            }
            Stays::Objection | Stays::Unsaid => format!(
                "its signer must say the same anew without what is to go, naming it in `replaces`; or let \
                 decision {number} be settled first"
            ),
            Stays::Ending => "it can go once the decision stands elsewhere".to_owned(),
            Stays::Charter => {
                "rewriting it means to begin the log anew, with another trust root: see docs/redaction.md"
                    .to_owned()
            }
        },
    }
}

/// An accepted revision that names the record, and where a commit on top of it goes.
struct Agreement {
    reason: Line,
    target: Target,
    tip: ObjectId,
}

/// Where it has been agreed: in the base, else on the branch that asks for it.
fn agreement(
    ground: &Ground<'_>,
    seat: &Seat,
    doomed: &Doomed,
) -> Result<Option<Agreement>, Error> {
    if let Some(redacts) = named(&seat.decision, doomed) {
        let stem = format!(
            "adr/{}-redact-{}",
            doomed.number.padded(),
            doomed.digest.short()
        );
        return Ok(Some(Agreement {
            reason: redacts.reason.clone(),
            target: Target::NewBranch {
                name: format!("refs/heads/{}", Seat::free_branch(ground, &stem)?),
                switch: false,
            },
            tip: seat.tip,
        }));
    }
    for place in ground.places()? {
        let tree = ground.store.root_tree(place.tip)?;
        let log = ground.load(tree, [])?;
        let Some(charter) = log.charter() else {
            continue;
        };
        if let Some(redacts) = named(charter, doomed) {
            return Ok(Some(Agreement {
                reason: redacts.reason.clone(),
                target: place.target,
                tip: place.tip,
            }));
        }
        let is_open = charter.status().open.is_some();
        let asks = charter
            .newest()
            .is_some_and(|newest| match &newest.value.kind {
                RevisionKind::Redaction(all) => all.iter().any(|one| names(one, doomed)),
                _ => false,
            });
        if is_open && asks {
            return Err(Error::Declined {
                what: format!(
                    "that `{}` is taken out is asked for already, on {}",
                    doomed.in_log, place.name
                ),
                hint: "see what is missing: adr status 0".to_owned(),
            });
        }
    }
    Ok(None)
}

fn named<'d>(charter: &'d Decision, doomed: &Doomed) -> Option<&'d Redacts> {
    agreed(charter).find(|one| names(one, doomed))
}

fn names(redacts: &Redacts, doomed: &Doomed) -> bool {
    redacts.path.as_str() == doomed.in_log && redacts.sha256 == doomed.digest
}

fn ask(
    ground: &Ground<'_>,
    actor: &Actor,
    seat: &Seat,
    doomed: &Doomed,
    reason: &Line,
) -> Result<PutUp, Error> {
    let path = Line::new(&doomed.in_log).map_err(|error| Error::Usage {
        what: error.to_string(),
        hint: "name the record by its path".to_owned(),
    })?;
    let signatory = actor.signatory(ground.store, &seat.charter)?;
    let stem = format!("adr/0000-redact-r{}", seat.next_revision());
    let proposal = Proposal {
        kind: RevisionKind::Redaction(vec![Redacts {
            path,
            sha256: doomed.digest,
            reason: reason.clone(),
        }]),
        text: seat.text.clone(),
        source: seat.source.clone(),
        summary: Some(reason.clone()),
        subject: format!("Ask to redact a record of decision {}", doomed.number),
        branch: Seat::free_branch(ground, &stem)?,
    };
    seat.put_up(ground, actor, &signatory, proposal)
}

fn take_out(
    ground: &Ground<'_>,
    actor: &Actor,
    seat: &Seat,
    doomed: &Doomed,
    agreement: Agreement,
) -> Result<Done, Error> {
    let gap = Redaction {
        format: Format::One,
        redacted: Redacted {
            sha256: doomed.digest,
            reason: agreement.reason,
            by: actor.person(ground.store, &seat.charter)?,
        },
    };
    let files = Files::from([(doomed.path.clone(), Some(write::record(&gap)))]);
    let subject = format!("Redact a record of decision {}", doomed.number);
    let message = Message::new(subject, doomed.number).body(Some(&doomed.path));
    commit::commit(
        ground.store,
        actor,
        agreement.target,
        Some(agreement.tip),
        files,
        &message,
        Retry::Never,
    )
}
