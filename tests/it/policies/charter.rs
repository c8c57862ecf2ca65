//! Charters as stories write them: handles in place of entries, names in place of keys.

use std::collections::BTreeMap;
use std::sync::Mutex;

use adr_sign::record::charter::{
    Assurance, Charter, CharterKey, KeyState, MergePolicy, Overrule, Person, PersonKind, Rule,
};
use adr_sign::record::field::Field;
use adr_sign::record::key::PublicKey;
use adr_sign::record::name::{Handle, Party, TeamName};
use adr_sign::record::prose::Line;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// A charter. Everybody has one active key, called like them, unless `keys` says more.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoryCharter {
    #[serde(default)]
    assurance: Assurance,
    #[serde(default)]
    hold_days: Option<u32>,
    #[serde(default)]
    editorial: Vec<Field>,
    people: Vec<Handle>,
    #[serde(default)]
    agents: Vec<Handle>,
    /// People who have left.
    #[serde(default)]
    left: Vec<Handle>,
    /// People without any key.
    #[serde(default)]
    keyless: Vec<Handle>,
    #[serde(default)]
    keys: Vec<StoryKey>,
    #[serde(default)]
    email: BTreeMap<Handle, Vec<Line>>,
    #[serde(default)]
    teams: BTreeMap<TeamName, Vec<Party>>,
    #[serde(default)]
    overrule: Option<Overrule>,
    #[serde(default)]
    rules: Vec<Rule>,
}

/// A further key, or the one called like its owner in another state.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoryKey {
    name: String,
    of: Handle,
    #[serde(default = "active")]
    state: KeyState,
}

const fn active() -> KeyState {
    KeyState::Active
}

impl StoryCharter {
    pub fn charter(&self) -> Charter {
        let everybody = self.people.iter().chain(&self.agents).chain(&self.left);
        Charter {
            assurance: self.assurance,
            merge: MergePolicy::Accepted,
            hold_days: self.hold_days.unwrap_or(7),
            editorial: self.editorial.clone(),
            people: everybody
                .map(|handle| (handle.clone(), self.person(handle)))
                .collect(),
            teams: self.teams.clone(),
            logs: BTreeMap::new(),
            overrule: self.overrule.clone(),
            rules: self.rules.clone(),
            guards: Vec::new(),
            continues: None,
        }
    }

    fn person(&self, handle: &Handle) -> Person {
        let mut keys = BTreeMap::new();
        if !self.keyless.contains(handle) {
            keys.insert(handle.as_str(), KeyState::Active);
        }
        let own = self.keys.iter().filter(|key| key.of == *handle);
        keys.extend(own.map(|key| (key.name.as_str(), key.state)));
        Person {
            name: Line::new(handle.as_str()).unwrap(),
            kind: if self.agents.contains(handle) {
                PersonKind::Agent
            } else {
                PersonKind::Person
            },
            active: !self.left.contains(handle),
            email: self.email.get(handle).cloned().unwrap_or_default(),
            keys: keys
                .into_iter()
                .map(|(name, state)| CharterKey {
                    key: key(name),
                    state,
                })
                .collect(),
        }
    }
}

/// The key of this name: always the same one. Names that end in `-token` are those of security keys.
pub fn key(name: &str) -> PublicKey {
    // Deriving a key takes milliseconds without optimisation, and stories ask for the same few.
    static KEYS: Mutex<BTreeMap<String, PublicKey>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().unwrap();
    keys.entry(name.to_owned())
        .or_insert_with(|| derived(name))
        .clone()
}

fn derived(name: &str) -> PublicKey {
    let seed: [u8; 32] = Sha256::digest(name).into();
    let pair = ssh_key::private::Ed25519Keypair::from_seed(&seed);
    let mut blob = Vec::new();
    let mut put = |bytes: &[u8]| {
        blob.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        blob.extend(bytes);
    };
    if name.ends_with("-token") {
        put(b"sk-ssh-ed25519@openssh.com");
        put(&pair.public.0);
        put(b"ssh:");
    } else {
        put(b"ssh-ed25519");
        put(&pair.public.0);
    }
    PublicKey::from_bytes(&blob).unwrap()
}
