//! `delegations/PERSON.HASH.yaml`: "alice speaks for me until the 20th", signed by the one who is away.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::armor::Armor;
use super::digest::Digest;
use super::distinct::distinct;
use super::format::Format;
use super::id::DecisionId;
use super::name::{Handle, TeamName};

/// A delegation, or the taking back of one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "DelegationFile", into = "DelegationFile")]
pub struct Delegation {
    /// Id of decision 0 of the log.
    pub log: DecisionId,
    /// Who lets somebody speak for them, and signs.
    pub from: Handle,
    /// Who may speak.
    pub to: Handle,
    /// What is said.
    pub grant: Grant,
    /// By `from`.
    pub signature: Option<Armor>,
}

/// What a delegation says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Grant {
    /// From the first day to the last, both included; for these teams, or for all where there are none.
    Speak {
        /// For these teams only.
        teams: Vec<TeamName>,
        /// First day.
        starts: NaiveDate,
        /// Last day.
        ends: NaiveDate,
    },
    /// No longer: takes back the delegation with this digest.
    Revoke(Digest),
}

/// The file, key by key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DelegationFile {
    format: Format,
    log: DecisionId,
    from: Handle,
    to: Handle,
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    teams: Vec<TeamName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revokes: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Armor>,
}

impl TryFrom<DelegationFile> for Delegation {
    type Error = String;

    fn try_from(file: DelegationFile) -> Result<Self, String> {
        if file.from == file.to {
            return Err("nobody delegates to themselves".to_owned());
        }
        let grant = match (file.starts, file.ends, file.revokes) {
            (Some(starts), Some(ends), None) if starts <= ends => Grant::Speak {
                teams: file.teams,
                starts,
                ends,
            },
            (Some(_), Some(_), None) => return Err("a delegation ends before it starts".to_owned()),
            (None, None, Some(revoked)) if file.teams.is_empty() => Grant::Revoke(revoked),
            _ => return Err("a delegation has `starts` and `ends`, or `revokes` alone".to_owned()),
        };
        Ok(Self {
            log: file.log,
            from: file.from,
            to: file.to,
            grant,
            signature: file.signature,
        })
    }
}

impl From<Delegation> for DelegationFile {
    fn from(delegation: Delegation) -> Self {
        let (teams, starts, ends, revokes) = match delegation.grant {
            Grant::Speak {
                teams,
                starts,
                ends,
            } => (teams, Some(starts), Some(ends), None),
            Grant::Revoke(revoked) => (Vec::new(), None, None, Some(revoked)),
        };
        Self {
            format: Format::One,
            log: delegation.log,
            from: delegation.from,
            to: delegation.to,
            teams,
            starts,
            ends,
            revokes,
            signature: delegation.signature,
        }
    }
}
