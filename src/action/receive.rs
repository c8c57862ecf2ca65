//! `adr receive`: sign-offs and delegations that were signed elsewhere come to where they belong.
//!
//! A sign-off proves itself, so anybody may bring it in: from files that were mailed, or from the outboxes
//! that this clone has fetched. It goes to the branch on which its decision is open. What is about something
//! that the base has settled goes to one branch of its own, `adr/received`, ready for one pull request,
//! however many people said something.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground};
use super::locate::Located;
use super::selector::Selector;
use super::{Error, Kind};
use crate::agreement::people::signing_key_state;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::log::tree::ObjectId;
use crate::record::charter::{Charter, KeyState};
use crate::record::delegation::{Delegation, Grant};
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, Place, SignoffName};
use crate::record::name::Handle;
use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::yaml::ReadError;
use crate::store::{Head, Retry, Target};

/// The branch for what is about settled decisions; once it was merged, the next one gets a number.
const RECEIVED: &str = "adr/received";

/// Something that was signed elsewhere.
pub struct Parcel {
    /// Where it came from, for people: a file, or a branch and a path.
    pub from: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What is to come in.
pub enum Request {
    /// These, or nothing: what cannot come in is an error.
    Parcels(Vec<Parcel>),
    /// What waits in outboxes. One that cannot come in must not keep the others out.
    Outboxes,
}

/// What came in, one commit for each branch.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was committed.
    pub commits: Vec<Done>,
    /// What was there already.
    pub known: usize,
    /// What stays in its outbox, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
}

/// Something that cannot come in.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// Where it is.
    pub from: String,
    /// Why not.
    pub why: String,
}

enum Record {
    Signoff(Stored<Signoff>),
    Delegation(Stored<Delegation>),
}

/// A record with where it goes.
struct Sorted {
    place: Place,
    signer: Handle,
    number: Number,
    stops: Vec<Stop>,
}

/// A branch that something goes to.
struct Stop {
    branch: String,
    target: Target,
    tip: ObjectId,
    /// Where the local branch is, if that is behind `tip`.
    behind: Option<ObjectId>,
}

/// What one commit brings to a branch.
struct Delivery {
    stop: Stop,
    files: Files,
    signers: BTreeSet<Handle>,
    numbers: BTreeSet<Number>,
}

/// Brings it in.
pub fn run(
    ground: &Ground<'_>,
    actor: &Actor,
    request: Request,
    branch: Option<&str>,
) -> Result<Report, Error> {
    let (parcels, is_lenient) = match request {
        Request::Parcels(parcels) => (parcels, false),
        Request::Outboxes => {
            let kept = ground.outboxes().kept()?.into_iter();
            let parcels = kept.map(|one| Parcel {
                from: one.from,
                bytes: one.bytes,
            });
            (parcels.collect(), true)
        }
    };
    let mut deliveries: BTreeMap<String, Delivery> = BTreeMap::new();
    let mut known = 0;
    let mut refused = Vec::new();
    for parcel in parcels {
        match sort(ground, &parcel, branch) {
            Ok(sorted) => {
                if !load(ground, &mut deliveries, sorted, &parcel.bytes)? {
                    known += 1;
                }
            }
            Err(error) if is_lenient && error.kind() != Kind::Environment => {
                let why = match error {
                    Error::NotReceived { why, .. } => why,
                    error => error.to_string(),
                };
                refused.push(Refused {
                    from: parcel.from,
                    why,
                });
            }
            Err(error) => return Err(error),
        }
    }
    let commits = deliveries
        .into_values()
        .map(|delivery| deliver(ground, actor, delivery))
        .collect::<Result<_, _>>()?;
    Ok(Report {
        commits,
        known,
        refused,
    })
}

/// Puts a record with what goes the same way. `false` where it is there already.
fn load(
    ground: &Ground<'_>,
    deliveries: &mut BTreeMap<String, Delivery>,
    sorted: Sorted,
    bytes: &[u8],
) -> Result<bool, Error> {
    let path = ground.dir.join(&sorted.place);
    // What the base holds under that name is known, even if it was redacted since.
    if let Some(base) = ground.base_tree()?
        && ground.store.entry(base, &path)?.is_some()
    {
        return Ok(false);
    }
    let mut is_new = false;
    for stop in sorted.stops {
        let tree = ground.store.root_tree(stop.tip)?;
        if ground.store.entry(tree, &path)?.is_some() {
            continue;
        }
        is_new = true;
        let delivery = deliveries
            .entry(stop.branch.clone())
            .or_insert_with(|| Delivery {
                stop,
                files: Files::new(),
                signers: BTreeSet::new(),
                numbers: BTreeSet::new(),
            });
        delivery.files.insert(path.clone(), Some(bytes.to_vec()));
        delivery.signers.insert(sorted.signer.clone());
        delivery.numbers.insert(sorted.number);
    }
    Ok(is_new)
}

fn deliver(ground: &Ground<'_>, actor: &Actor, delivery: Delivery) -> Result<Done, Error> {
    let Delivery {
        stop,
        files,
        signers,
        numbers,
    } = delivery;
    if let (Some(from), Target::Branch(name)) = (stop.behind, &stop.target) {
        ground.store.fast_forward(name, from, stop.tip)?;
    }
    let names: Vec<String> = signers.iter().map(ToString::to_string).collect();
    let mut numbers = numbers.into_iter();
    let first = numbers.next().unwrap_or(Number::CHARTER);
    let mut message = Message::new(format!("Receive what {} signed", names.join(", ")), first);
    for number in numbers {
        message = message.trailer("Adr-Decision", number);
    }
    for signer in &signers {
        message = message.trailer("Adr-Signer", signer);
    }
    commit::commit(
        ground.store,
        actor,
        stop.target,
        Some(stop.tip),
        files,
        &message,
        Retry::WhileUntouched,
    )
}

fn sort(ground: &Ground<'_>, parcel: &Parcel, branch: Option<&str>) -> Result<Sorted, Error> {
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

/// The branches that hold a delegation which the base does not.
fn holding(ground: &Ground<'_>, from: &Handle, short: &str) -> Result<Vec<Stop>, Error> {
    let path = ground.dir.join(&Place::Delegation {
        from: from.clone(),
        short: short.to_owned(),
    });
    let holds = |tip: ObjectId| -> Result<bool, Error> {
        let tree = ground.store.root_tree(tip)?;
        Ok(ground.store.entry(tree, &path)?.is_some())
    };
    if let Some(base) = &ground.base
        && holds(base.tip)?
    {
        return Ok(Vec::new());
    }
    let mut stops = Vec::new();
    for place in ground.places()? {
        if holds(place.tip)? {
            stops.push(Stop {
                branch: place.name,
                target: place.target,
                tip: place.tip,
                behind: place.behind,
            });
        }
    }
    Ok(stops)
}

/// Where HEAD is, unless that is no branch, or the one that is merged into.
fn here(ground: &Ground<'_>) -> Result<Stop, Error> {
    match &ground.head {
        Head::Branch {
            name,
            tip: Some(tip),
        } if !is_base(ground, name) => Ok(Stop {
            branch: name.trim_start_matches("refs/heads/").to_owned(),
            target: Target::Head,
            tip: *tip,
            behind: None,
        }),
        _ => received(ground),
    }
}

/// The branch for what is about settled decisions. It begins at the base.
fn received(ground: &Ground<'_>) -> Result<Stop, Error> {
    let base = ground.base.as_ref().ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let branches = ground.store.branches()?;
    let mut branch = RECEIVED.to_owned();
    let mut attempt = 1;
    loop {
        let full = format!("refs/heads/{branch}");
        let at_a_remote = branches
            .iter()
            .any(|other| other.remote.is_some() && other.short.ends_with(&format!("/{branch}")));
        match ground.store.tip(&full)? {
            Some(tip) if !ground.store.is_ancestor(tip, base.tip)? => {
                return Ok(Stop {
                    branch,
                    target: Target::Branch(full),
                    tip,
                    behind: None,
                });
            }
            None if !at_a_remote => {
                return Ok(Stop {
                    branch,
                    target: Target::NewBranch {
                        name: full,
                        switch: false,
                    },
                    tip: base.tip,
                    behind: None,
                });
            }
            _ => {
                attempt += 1;
                branch = format!("{RECEIVED}-{attempt}");
            }
        }
    }
}

/// Whether a decision is looked at on the branch that decisions are merged into.
fn is_base_branch(ground: &Ground<'_>, located: &Located) -> bool {
    match (&located.target, &ground.head) {
        (Target::Branch(name) | Target::NewBranch { name, .. }, _)
        | (Target::Head, Head::Branch { name, .. }) => is_base(ground, name),
        (Target::Head, Head::Detached(_)) => false,
    }
}

/// Whether a local branch is the one that decisions are merged into.
fn is_base(ground: &Ground<'_>, name: &str) -> bool {
    let Some(base) = &ground.base else {
        return false;
    };
    let of_remote = base
        .name
        .strip_prefix("refs/remotes/")
        .and_then(|rest| rest.split_once('/'))
        .map(|(_, name)| name);
    base.name == name || (of_remote.is_some() && name.strip_prefix("refs/heads/") == of_remote)
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
    use crate::record::proof::Proof;
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
