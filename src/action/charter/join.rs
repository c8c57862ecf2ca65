//! `adr charter join`: somebody whom the charter does not know brings their own entry.
//!
//! They join no team, so the entry asks for nothing but to be known: the charter's people approve it as they
//! would any change of it. One commit holds the changed text and its revision, signed with the newcomer's
//! own key, ready for a pull request.

use serde::Serialize;

use super::seat::{Proposal, PutUp, Seat};
use super::{edited, flaw};
use crate::action::Error;
use crate::action::actor::{Actor, Signatory};
use crate::action::ground::Ground;
use crate::action::init::handle_of;
use crate::agreement::people;
use crate::record::charter::{Charter, CharterKey, KeyState, Person, PersonKind};
use crate::record::key::PublicKey;
use crate::record::name::Handle;
use crate::record::prose::Line;
use crate::record::revision::RevisionKind;
use crate::signing::SigningError;

/// Who wants to join. What is left out comes from Git's configuration.
pub struct Request {
    /// What they want to be called in the log; made from their address or name where left out.
    pub handle: Option<Handle>,
    /// What people call them.
    pub name: Option<Line>,
    /// Addresses by which their commits are recognised.
    pub email: Vec<Line>,
}

/// An entry that is put up.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Their handle.
    pub handle: Handle,
    /// Their name.
    pub name: String,
    /// Their addresses.
    pub email: Vec<String>,
    /// The fingerprint of the key that they sign with.
    pub fingerprint: String,
    /// The revision of decision 0 that says so.
    #[serde(flatten)]
    pub put_up: PutUp,
}

/// What somebody lacks before they can sign in this log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lacks {
    /// A key.
    Key,
    /// An entry in the charter.
    Entry,
}

/// What the person at the keyboard lacks, where that is what stands between them and a signature. Whatever
/// else stands in the way, signing itself says.
pub fn lacks(ground: &Ground<'_>, actor: &Actor) -> Result<Option<Lacks>, Error> {
    let seat = Seat::at_base(ground)?;
    Ok(match actor.signatory(ground.store, &seat.charter) {
        Err(Error::Signing(SigningError::NoKey)) => Some(Lacks::Key),
        Err(Error::NotInCharter { .. }) => Some(Lacks::Entry),
        _ => None,
    })
}

/// Puts the newcomer's entry up as the next revision of decision 0, on the branch `adr/0000-join-HANDLE`,
/// which nothing is checked out for.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let seat = Seat::at_base(ground)?;
    let key = actor.signing_key(ground.store, Some(&seat.charter))?;
    let fingerprint = key.public().fingerprint();
    refuse_known_key(&seat.charter, key.public())?;
    let person = entry(actor, &request, key.public().clone())?;
    let handle = match request.handle {
        Some(handle) => handle,
        None => handle_of(actor, "adr charter join --as HANDLE")?,
    };
    refuse_known_person(&seat.charter, &handle, &person)?;
    refuse_second_request(ground, &seat, &handle)?;

    let mut text = seat.text.clone();
    let mut charter = seat.charter.clone();
    if let Some(newest) = &text.charter {
        charter = newest.clone();
    }
    charter.people.insert(handle.clone(), person.clone());
    if let Some(what) = flaw(Some(&seat.charter), &charter) {
        return Err(Error::BadCharter { what });
    }
    text.charter = Some(charter);
    let source = edited(&seat.path, &seat.source, &seat.text, &text)?;
    let signatory = Signatory {
        handle: handle.clone(),
        key,
    };
    let put_up = seat.put_up(
        ground,
        actor,
        &signatory,
        Proposal {
            kind: RevisionKind::Text,
            text,
            source: source.into_bytes(),
            summary: Line::new(&format!("{} joins as {handle}", person.name)).ok(),
            subject: format!("Ask to join the charter as {handle}"),
            branch: Seat::free_branch(ground, &branch_of(&handle))?,
        },
    )?;
    Ok(Report {
        handle,
        name: person.name.to_string(),
        email: person.email.iter().map(Line::to_string).collect(),
        fingerprint,
        put_up,
    })
}

/// The branch on which somebody asks to join.
fn branch_of(handle: &Handle) -> String {
    format!("adr/0000-join-{handle}")
}

fn entry(actor: &Actor, request: &Request, key: PublicKey) -> Result<Person, Error> {
    let author = &actor.identity.author;
    let line = |text: &str, setting: &str| {
        Line::new(text).map_err(|error| Error::Usage {
            what: format!("`{}`: {error}", text.escape_debug()),
            hint: format!("set it: git config --global {setting} ..."),
        })
    };
    let name = match &request.name {
        Some(name) => name.clone(),
        None => line(&author.name, "user.name")?,
    };
    let email = if request.email.is_empty() {
        vec![line(&author.email, "user.email")?]
    } else {
        request.email.clone()
    };
    Ok(Person {
        name,
        kind: PersonKind::Person,
        active: true,
        email,
        keys: vec![CharterKey {
            key,
            state: KeyState::Active,
        }],
    })
}

fn refuse_known_key(charter: &Charter, key: &PublicKey) -> Result<(), Error> {
    let Some((owner, entry)) = people::owner_of(charter, key) else {
        return Ok(());
    };
    if entry.state == KeyState::Active {
        return Err(Error::Declined {
            what: format!("you are in the charter already, as {owner}: your key is there"),
            hint: "nothing is left to do; see what waits for you: adr status".to_owned(),
        });
    }
    Err(Error::KeyNotActive {
        handle: owner.clone(),
        fingerprint: key.fingerprint(),
        state: entry.state,
    })
}

/// A handle, and an address, belong to one person for good. Whoever that is adds a key instead.
fn refuse_known_person(charter: &Charter, handle: &Handle, person: &Person) -> Result<(), Error> {
    let by_address = person
        .email
        .iter()
        .find_map(|email| people::person_with_address(charter, email.as_str()));
    let (known, how) = match (charter.people.get_key_value(handle), by_address) {
        (Some((known, _)), _) => (known, format!("the charter knows a {known} already")),
        (None, Some(known)) => (known, format!("your address is {known}'s in the charter")),
        (None, None) => return Ok(()),
    };
    let name = charter
        .people
        .get(known)
        .map(|person| person.name.to_string())
        .unwrap_or_default();
    Err(Error::Declined {
        what: format!("{how}: {name}"),
        hint: format!(
            "if that is you, add your new key: adr charter add-key {known} KEY; else choose another handle: \
             adr charter join --as HANDLE"
        ),
    })
}

/// Where a request is open, a second one would only collide with it.
fn refuse_second_request(ground: &Ground<'_>, seat: &Seat, handle: &Handle) -> Result<(), Error> {
    let stem = branch_of(handle);
    for branch in ground.store.branches()? {
        let is_own = branch.short == stem
            || branch.short.starts_with(&format!("{stem}-"))
            || branch.short.ends_with(&format!("/{stem}"));
        if !is_own {
            continue;
        }
        let tree = ground.store.root_tree(branch.tip)?;
        let log = ground.load(tree, [])?;
        let asked = log.charter().and_then(|decision| decision.newest());
        let is_open = asked.is_some_and(|stored| {
            stored.value.by == *handle && stored.value.revision == seat.next_revision()
        });
        if is_open {
            return Err(Error::Declined {
                what: format!("{handle} has asked to join already, on {}", branch.short),
                hint: format!(
                    "push it, if that is yours, and open its pull request: git push -u origin {}",
                    branch.short
                ),
            });
        }
    }
    Ok(())
}
