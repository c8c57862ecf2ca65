//! `adr receive`: sign-offs and delegations that were signed elsewhere come to where they belong.
//!
//! A sign-off proves itself, so anybody may bring it in: from files that were mailed, or from the outboxes
//! that this clone has fetched. What does not prove itself is refused with its reason, and nothing of the same
//! call is committed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::actor::Actor;
use super::commit::{self, Done, Files, Message};
use super::ground::{Docket, Ground, OUTBOX_PREFIX};
use super::locate::Located;
use super::selector::Selector;
use crate::agreement::people::signing_key_state;
use crate::log::stored::Stored;
use crate::record::charter::Charter;
use crate::record::delegation::Delegation;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::{Part, Place, SignoffName};
use crate::record::name::Handle;
use crate::record::signoff::Signoff;
use crate::record::yaml::ReadError;
use crate::store::{Limits, Retry, Target};

/// Something that was signed elsewhere.
pub struct Parcel {
    /// Where it came from, for people: a file, or a branch and a path.
    pub from: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What came in, one commit for each branch.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What was committed.
    pub commits: Vec<Done>,
    /// What was there already.
    pub known: usize,
}

enum Record {
    Signoff(Stored<Signoff>),
    Delegation(Stored<Delegation>),
}

/// What a commit to one branch brings.
struct Delivery {
    target: Target,
    base: crate::log::tree::ObjectId,
    files: Files,
    signers: Vec<Handle>,
    number: Number,
}

/// What lies in the outboxes that this clone knows and not yet in the base.
pub fn gather(ground: &Ground<'_>) -> Result<Vec<Parcel>, Error> {
    let base = ground.base_tree()?;
    let mut parcels = Vec::new();
    for branch in ground.store.branches()? {
        let short = match &branch.remote {
            Some(remote) => branch
                .short
                .strip_prefix(&format!("{remote}/"))
                .unwrap_or(&branch.short),
            None => &branch.short,
        };
        if !short.starts_with(OUTBOX_PREFIX) {
            continue;
        }
        let tree = ground.store.root_tree(branch.tip)?;
        let differences =
            ground
                .store
                .compare(base, Some(tree), ground.dir.as_str(), Limits::default())?;
        for difference in differences {
            let place = ground
                .dir
                .strip(&difference.path)
                .and_then(|path| path.parse::<Place>().ok());
            let (Some(Place::In(_, Part::Signoff(_)) | Place::Delegation { .. }), Some(entry)) =
                (place, difference.after)
            else {
                continue;
            };
            let bytes = ground
                .store
                .blob(entry.id, crate::log::size_limit(&difference.path))?;
            parcels.push(Parcel {
                from: format!("{}:{}", branch.short, difference.path),
                bytes,
            });
        }
    }
    Ok(parcels)
}

/// Brings parcels in.
pub fn run(ground: &Ground<'_>, actor: &Actor, parcels: Vec<Parcel>) -> Result<Report, Error> {
    let mut deliveries: BTreeMap<String, Delivery> = BTreeMap::new();
    let mut known = 0;
    for parcel in parcels {
        let record = read(&parcel)?;
        let (branch, place, delivery) = match &record {
            Record::Signoff(stored) => signoff(ground, &parcel.from, stored)?,
            Record::Delegation(stored) => delegation(ground, &parcel.from, stored)?,
        };
        let path = ground.dir.join(&place);
        let tree = ground.store.root_tree(delivery.base)?;
        if ground.store.entry(tree, &path)?.is_some() {
            known += 1;
            continue;
        }
        let signer = match &record {
            Record::Signoff(stored) => stored.value.signer.clone(),
            Record::Delegation(stored) => stored.value.from.clone(),
        };
        let delivery = deliveries.entry(branch).or_insert(delivery);
        delivery.files.insert(path, Some(parcel.bytes));
        if !delivery.signers.contains(&signer) {
            delivery.signers.push(signer);
        }
    }
    let commits = deliveries
        .into_values()
        .map(|delivery| deliver(ground, actor, delivery))
        .collect::<Result<_, _>>()?;
    Ok(Report { commits, known })
}

fn deliver(ground: &Ground<'_>, actor: &Actor, delivery: Delivery) -> Result<Done, Error> {
    let Delivery {
        target,
        base,
        files,
        signers,
        number,
    } = delivery;
    let names = signers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let mut message = Message::new(format!("Receive what {names} signed"), number);
    for signer in &signers {
        message = message.trailer("Adr-Signer", signer);
    }
    commit::commit(
        ground.store,
        actor,
        target,
        Some(base),
        files,
        &message,
        Retry::WhileUntouched,
    )
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

/// Where a sign-off belongs: on the branch on which its decision is alive.
fn signoff(
    ground: &Ground<'_>,
    from: &str,
    stored: &Stored<Signoff>,
) -> Result<(String, Place, Delivery), Error> {
    let value = &stored.value;
    let number = ground.number_of(&Selector::Id(value.decision))?;
    let located = ground.locate(number, None)?;
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
    let charter = docket.chain()?.in_force().charter.clone();
    check_log(&docket, from, value.log)?;
    check_proof(&charter, from, &value.signer, stored)?;
    let name = SignoffName::new(value.signer.clone(), value.revision, stored.signed);
    let place = Place::In(located.decision.folder.clone(), Part::Signoff(name));
    ground.catch_up(&located)?;
    let Located {
        branch,
        target,
        tip,
        ..
    } = located;
    Ok((
        branch,
        place,
        Delivery {
            target,
            base: tip,
            files: Files::new(),
            signers: Vec::new(),
            number,
        },
    ))
}

/// A delegation comes to where HEAD is: it helps the proposal that one is working on.
fn delegation(
    ground: &Ground<'_>,
    from: &str,
    stored: &Stored<Delegation>,
) -> Result<(String, Place, Delivery), Error> {
    let tip = ground.head.tip().ok_or_else(|| Error::NoLog {
        dir: ground.dir.clone(),
    })?;
    let docket = Docket::load(
        ground,
        ground.store.root_tree(tip)?,
        &std::collections::BTreeSet::new(),
    )?;
    check_log(&docket, from, stored.value.log)?;
    check_proof(
        docket.chain()?.in_force().charter,
        from,
        &stored.value.from,
        stored,
    )?;
    let place = Place::Delegation {
        from: stored.value.from.clone(),
        short: stored.signed.short(),
    };
    let delivery = Delivery {
        target: Target::Head,
        base: tip,
        files: Files::new(),
        signers: Vec::new(),
        number: Number::CHARTER,
    };
    let branch = match &ground.head {
        crate::store::Head::Branch { name, .. } => {
            name.trim_start_matches("refs/heads/").to_owned()
        }
        crate::store::Head::Detached(_) => "HEAD".to_owned(),
    };
    Ok((branch, place, delivery))
}

fn check_log(docket: &Docket, from: &str, log: DecisionId) -> Result<(), Error> {
    let here = docket.base.charter().and_then(|charter| charter.id());
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
        Some(_) => Ok(()),
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
