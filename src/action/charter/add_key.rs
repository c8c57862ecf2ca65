//! `adr charter add-key`: somebody signs with another key as well.

use serde::Serialize;

use super::Amendment;
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::agreement::people;
use crate::record::charter::{CharterKey, KeyState};
use crate::record::key::PublicKey;
use crate::record::name::Handle;

/// Whose key.
pub struct Request {
    /// Who.
    pub handle: Handle,
    /// The key.
    pub key: PublicKey,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// The key that was added.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whose.
    pub handle: Handle,
    /// The fingerprint.
    pub fingerprint: String,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Adds a key.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: Request) -> Result<Report, Error> {
    let mut amendment = Amendment::open(ground, request.branch.as_deref())?;
    let Request { handle, key, .. } = request;
    let fingerprint = key.fingerprint();
    if let Some((owner, entry)) = people::owner_of(&amendment.charter, &key) {
        let state = match entry.state {
            KeyState::Active => "",
            KeyState::Retired => ", as retired",
            KeyState::Compromised => ", as compromised",
        };
        return Err(Error::Declined {
            what: format!("key {fingerprint} is {owner}'s already{state}"),
            hint: "one key belongs to one person, and none comes back: add another".to_owned(),
        });
    }
    amendment.person(&handle)?.keys.push(CharterKey {
        key,
        state: KeyState::Active,
    });
    let done = amendment.commit(
        ground,
        actor,
        format!("Add a key of {handle} to the charter"),
    )?;
    Ok(Report {
        handle,
        fingerprint,
        done,
    })
}
