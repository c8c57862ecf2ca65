//! `adr charter retire-key`: a key proves what it has signed, and nothing new.

use serde::Serialize;

use super::{Amendment, has_active_key};
use crate::action::Error;
use crate::action::actor::Actor;
use crate::action::commit::Done;
use crate::action::ground::Ground;
use crate::record::charter::{CharterKey, KeyState};
use crate::record::key::PublicKey;
use crate::record::name::Handle;

/// Which key.
pub struct Request {
    /// Whose.
    pub handle: Handle,
    /// Which of theirs.
    pub key: KeyName,
    /// Whether it is in somebody else's hands.
    pub compromised: bool,
    /// The branch, where decision 0 is being changed on another than HEAD's.
    pub branch: Option<String>,
}

/// How a key is named.
pub enum KeyName {
    /// In full.
    Key(PublicKey),
    /// The one that is active, where there is only one.
    Only,
    /// `SHA256:...`, or as much of it as tells it from the person's others.
    Fingerprint(String),
}

/// The key that was retired.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whose.
    pub handle: Handle,
    /// The fingerprint.
    pub fingerprint: String,
    /// What it is now.
    pub state: KeyState,
    /// Whether the person has another that is active.
    pub has_active_key: bool,
    /// What was committed.
    #[serde(flatten)]
    pub done: Done,
}

/// Retires a key.
pub fn run(ground: &Ground<'_>, actor: &Actor, request: &Request) -> Result<Report, Error> {
    let mut amendment = Amendment::open(ground, request.branch.as_deref())?;
    let handle = request.handle.clone();
    let state = if request.compromised {
        KeyState::Compromised
    } else {
        KeyState::Retired
    };
    let person = amendment.person(&handle)?;
    let entry = find(&handle, &mut person.keys, &request.key)?;
    let fingerprint = entry.key.fingerprint();
    if entry.state >= state {
        return Err(Error::Declined {
            what: format!(
                "{handle}'s key {fingerprint} is {} already",
                word(entry.state)
            ),
            hint: "nothing is left to do; see `adr charter show`".to_owned(),
        });
    }
    entry.state = state;
    let has_active_key = has_active_key(person);
    amendment.refuse_flaw(format!(
        "add {handle}'s new key first: adr charter add-key {handle} KEY; or ask for fewer: adr charter edit"
    ))?;
    let subject = match state {
        KeyState::Compromised => format!("Mark a key of {handle} as compromised"),
        _ => format!("Retire a key of {handle}"),
    };
    let done = amendment.commit(ground, actor, subject)?;
    Ok(Report {
        handle,
        fingerprint,
        state,
        has_active_key,
        done,
    })
}

fn find<'k>(
    handle: &Handle,
    keys: &'k mut [CharterKey],
    name: &KeyName,
) -> Result<&'k mut CharterKey, Error> {
    let theirs: Vec<String> = keys.iter().map(|entry| entry.key.fingerprint()).collect();
    let is_named = |entry: &CharterKey| match name {
        KeyName::Key(key) => entry.key == *key,
        KeyName::Only => entry.state == KeyState::Active,
        KeyName::Fingerprint(part) => {
            let fingerprint = entry.key.fingerprint();
            let hash = fingerprint.strip_prefix("SHA256:").unwrap_or_default();
            let part = part.strip_prefix("SHA256:").unwrap_or(part);
            !part.is_empty() && hash.starts_with(part)
        }
    };
    let hint = format!("{handle}'s keys are {}", theirs.join(", "));
    let mut named = keys.iter_mut().filter(|entry| is_named(entry));
    match (named.next(), named.next()) {
        (Some(entry), None) => Ok(entry),
        (Some(_), Some(_)) => Err(Error::Usage {
            what: match name {
                KeyName::Only => format!("{handle} has several active keys: say which"),
                _ => "several keys begin so".to_owned(),
            },
            hint,
        }),
        (None, _) => Err(Error::Usage {
            what: match name {
                KeyName::Only => format!("{handle} has no active key"),
                _ => format!("{handle} has no such key"),
            },
            hint,
        }),
    }
}

const fn word(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Retired => "retired",
        KeyState::Compromised => "compromised",
    }
}
