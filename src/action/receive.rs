//! `adr receive`: sign-offs and delegations that were signed elsewhere come to where they belong.
//!
//! A sign-off proves itself, so anybody may bring it in: from files that were mailed, or from the outboxes
//! that this clone has fetched. It goes to the branch on which its decision is open. What is about something
//! that the base has settled goes to one branch of its own, `adr/received`, ready for one pull request,
//! however many people said something.

mod sort;
mod stop;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::Ground;
use super::{Error, Kind};
use crate::record::id::Number;
use crate::record::name::Handle;
use crate::store::{Retry, Target};
use sort::{Sorted, sort};
use stop::Stop;

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
