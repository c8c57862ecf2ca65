//! Who acts, when, and with which key: everything of the outside world that a use case may depend on.

use chrono::{DateTime, FixedOffset};

use crate::record::charter::{Charter, KeyState};
use crate::record::id::DecisionId;
use crate::record::name::Handle;
use crate::record::time::Timestamp;
use crate::signing::{SigningConfig, SigningKey, Surroundings};
use crate::store::{Identity, Store};

use super::Error;
use crate::agreement::people;

/// The person at the keyboard, as Git knows them.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Under whose name commits are made.
    pub identity: Identity,
    /// 80 bits of chance and more, for ids.
    pub entropy: u128,
    /// `--key`
    pub key: Option<String>,
    /// What signing depends on.
    pub surroundings: Surroundings,
}

/// What Git's settings say of signing; `key` is what `--key` names.
pub fn signing_config(store: &Store, key: Option<String>) -> Result<SigningConfig, Error> {
    Ok(SigningConfig {
        key,
        signing_key: store.get("user.signingkey")?,
        format: store.get("gpg.format")?,
        default_key_command: store.get("gpg.ssh.defaultkeycommand")?,
        program: store.get("gpg.ssh.program")?,
        known_keys: Vec::new(),
    })
}

/// Somebody of the charter with the key that proves it.
pub struct Signatory {
    /// Who.
    pub handle: Handle,
    /// Their key.
    pub key: SigningKey,
}

impl Actor {
    /// The time of the act: that of the commit's author, as Git would have it.
    pub fn now(&self) -> Timestamp {
        let author = &self.identity.author;
        let moment = DateTime::from_timestamp(author.seconds, 0).unwrap_or_default();
        Timestamp::new(match FixedOffset::east_opt(author.offset_minutes * 60) {
            Some(offset) => moment.with_timezone(&offset),
            None => moment.fixed_offset(),
        })
    }

    /// An id for a new decision. `nth` tells apart those made in one run.
    pub fn new_id(&self, nth: u32) -> DecisionId {
        let millis = u64::try_from(self.now().moment().timestamp_millis()).unwrap_or(0);
        DecisionId::new(millis, self.entropy.wrapping_add(u128::from(nth)))
    }

    /// The key at hand. `known` are the keys that a charter knows, preferred where several are.
    pub fn signing_key(
        &self,
        store: &Store,
        charter: Option<&Charter>,
    ) -> Result<SigningKey, Error> {
        let known_keys = charter
            .into_iter()
            .flat_map(|charter| charter.people.values())
            .flat_map(|person| &person.keys)
            .filter(|entry| entry.state == KeyState::Active)
            .map(|entry| entry.key.clone())
            .collect();
        let config = SigningConfig {
            known_keys,
            ..signing_config(store, self.key.clone())?
        };
        Ok(SigningKey::find(&config, &self.surroundings)?)
    }

    /// The person of the charter who owns the key at hand. A key that the charter does not know, or knows
    /// as retired, signs nothing: it would count for nothing.
    pub fn signatory(&self, store: &Store, charter: &Charter) -> Result<Signatory, Error> {
        let key = self.signing_key(store, Some(charter))?;
        let fingerprint = key.public().fingerprint();
        let email = &self.identity.author.email;
        let Some((handle, entry)) = people::owner_of(charter, key.public()) else {
            return Err(match people::person_with_address(charter, email) {
                Some(handle) => Error::KeyNotInCharter {
                    handle: handle.clone(),
                    fingerprint,
                },
                None => Error::NotInCharter {
                    email: email.clone(),
                    fingerprint,
                },
            });
        };
        if entry.state != KeyState::Active {
            return Err(Error::KeyNotActive {
                handle: handle.clone(),
                fingerprint,
                state: entry.state,
            });
        }
        Ok(Signatory {
            handle: handle.clone(),
            key,
        })
    }

    /// The person of the charter, by key or else by address, for what need not be signed.
    pub fn person(&self, store: &Store, charter: &Charter) -> Result<Handle, Error> {
        if let Some(handle) = people::person_with_address(charter, &self.identity.author.email) {
            return Ok(handle.clone());
        }
        Ok(self.signatory(store, charter)?.handle)
    }
}
