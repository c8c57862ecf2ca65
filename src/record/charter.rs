//! The charter: who takes part in a log, and by which rules it decides.
//!
//! These are the values as they stand in the text of decision 0. Whether they make sense together (known
//! people, rules that can be met) is for `agreement::charter` to say.

use std::collections::BTreeMap;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::digest::Digest;
use super::distinct::distinct;
use super::field::Field;
use super::glob::Glob;
use super::key::PublicKey;
use super::layout::LogDir;
use super::name::{Handle, Party, Tag, TeamName};
use super::prose::Line;
use super::text::Impact;

mod need;

pub use need::{Count, Need};

/// People, teams and rules of a log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charter {
    /// The least assurance that counts, where a rule or need asks for no more.
    #[serde(default)]
    pub assurance: Assurance,
    /// Whether open decisions may be merged.
    #[serde(default)]
    pub merge: MergePolicy,
    /// How many days a hold lasts at most.
    #[serde(default = "default_hold_days")]
    pub hold_days: u32,
    /// Fields that may change without asking for approvals again.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub editorial: Vec<Field>,
    /// Everybody who takes part or ever took part.
    pub people: BTreeMap<Handle, Person>,
    /// Teams of people and other teams.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<TeamName, Vec<Party>>,
    /// Further logs of the repository, with their trust roots.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub logs: BTreeMap<LogDir, Digest>,
    /// Who may answer objections, where a rule names nobody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overrule: Option<Overrule>,
    /// What a decision needs.
    pub rules: Vec<Rule>,
    /// Paths that change only under a decision that governs them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<Guard>,
    /// The revision of decision 0 that a new trust root goes on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Digest>,
}

const fn default_hold_days() -> u32 {
    7
}

/// What a signature must prove at least.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Assurance {
    /// An active key of the signer.
    #[default]
    Key,
    /// A hardware key whose owner was present.
    Hardware,
}

/// Which decisions may be merged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MergePolicy {
    /// Only settled ones.
    #[default]
    Accepted,
    /// Open ones too.
    Proposed,
}

/// A person of the charter, or an agent that may speak and never counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What people call them.
    pub name: Line,
    /// Whether a human being.
    #[serde(default, skip_serializing_if = "PersonKind::is_person")]
    pub kind: PersonKind,
    /// Whether they still take part.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub active: bool,
    /// Addresses by which commits are recognised.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub email: Vec<Line>,
    /// Keys they sign with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<CharterKey>,
}

const fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
const fn is_true(value: &bool) -> bool {
    *value
}

impl Person {
    /// Whether they may be counted at all: active, and not an agent.
    pub fn counts(&self) -> bool {
        self.active && self.kind == PersonKind::Person
    }

    /// The entry of exactly this key, if it is theirs.
    pub fn key(&self, key: &PublicKey) -> Option<&CharterKey> {
        self.keys.iter().find(|entry| entry.key == *key)
    }
}

/// Whether somebody is a human being.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonKind {
    /// A human being.
    #[default]
    Person,
    /// A program.
    Agent,
}

impl PersonKind {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature serde asks for"
    )]
    const fn is_person(&self) -> bool {
        matches!(self, Self::Person)
    }
}

/// A key of a person, with what it still proves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(into = "KeyEntry")]
pub struct CharterKey {
    /// The public key.
    pub key: PublicKey,
    /// What it still proves.
    pub state: KeyState,
}

/// What a key still proves. States only ever move downwards in this list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// New signatures count.
    Active,
    /// Proves what the base already holds, and nothing new.
    Retired,
    /// In somebody else's hands.
    Compromised,
}

/// How a key is written: an active one as its line alone.
#[derive(Serialize)]
#[serde(untagged)]
enum KeyEntry {
    Active(PublicKey),
    Other { key: PublicKey, state: KeyState },
}

impl From<CharterKey> for KeyEntry {
    fn from(CharterKey { key, state }: CharterKey) -> Self {
        match state {
            KeyState::Active => Self::Active(key),
            KeyState::Retired | KeyState::Compromised => Self::Other { key, state },
        }
    }
}

/// Written out by hand: an untagged enum would lose the place of an error.
impl<'de> Deserialize<'de> for CharterKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            key: PublicKey,
            #[serde(default = "active")]
            state: KeyState,
        }
        const fn active() -> KeyState {
            KeyState::Active
        }
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = CharterKey;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a public key, or {key, state}")
            }
            fn visit_str<E: de::Error>(self, line: &str) -> Result<CharterKey, E> {
                let key = PublicKey::try_from(line.to_owned()).map_err(E::custom)?;
                Ok(CharterKey {
                    key,
                    state: KeyState::Active,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CharterKey, A::Error> {
                let Long { key, state } =
                    Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(CharterKey { key, state })
            }
        }
        deserializer.deserialize_any(KeyVisitor)
    }
}

/// Who may answer objections, and how many of them it takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overrule {
    /// A team, or a person.
    pub from: Source,
    /// How many people of it.
    pub count: u32,
}

/// A team or a person by bare name, as needs write it. Teams and people share one name space.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(pub TeamName);

impl Source {
    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// One rule: which decisions it is about, and what they need.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What people call it.
    pub name: Line,
    /// Which decisions it is about; everything where left out.
    #[serde(default, skip_serializing_if = "When::is_empty")]
    pub when: When,
    /// What they need; all of it.
    pub need: Vec<Need>,
    /// Whether the people behind the text count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<Proposer>,
    /// The least assurance that counts here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// How many people must be heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u32>,
    /// How many days the text must have been open to comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment_days: Option<u32>,
    /// Who may answer objections here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overrule: Option<Overrule>,
}

/// Whether the people behind a text count towards a rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proposer {
    /// They count.
    Allow,
}

/// Which decisions a rule is about: AND across the keys, OR within one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// With one of these tags.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tags: Vec<Tag>,
    /// Of one of these impacts.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub impact: Vec<Impact>,
    /// Driven by one of these people, or by somebody of these teams.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub owner: Vec<Party>,
    /// Governing paths that overlap these.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub governs: Vec<Glob>,
    /// Of one of these kinds.
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub kind: Vec<ChangeKind>,
}

impl When {
    /// Whether it matches everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a change does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Proposes a decision.
    New,
    /// Proposes a new text for a decision in force.
    Revise,
    /// Proposes to end a decision in force.
    Retire,
    /// Ends another decision when accepted.
    Supersede,
    /// Brings a decision from another format.
    Import,
    /// Changes decision 0.
    Charter,
    /// Changes nothing of decision 0 but the author's own name, address and keys.
    OwnEntry,
    /// Takes out what must not stay.
    Redact,
}

/// Paths that change only under a decision that governs them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Which paths.
    #[serde(deserialize_with = "distinct")]
    pub paths: Vec<Glob>,
    /// Why they are guarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Line>,
}
