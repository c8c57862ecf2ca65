//! A sign-off's file, key by key, and back: which keys go with which statement.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Act, ClearTarget, Condition, Signoff, Stance, Statement};
use crate::record::armor::Armor;
use crate::record::digest::Digest;
use crate::record::distinct::{distinct, repeated, twice};
use crate::record::format::Format;
use crate::record::id::DecisionId;
use crate::record::name::{Handle, TeamName};
use crate::record::prose::Prose;
use crate::record::time::Timestamp;

/// The file, key by key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignoffFile {
    format: Format,
    log: DecisionId,
    charter: Digest,
    decision: DecisionId,
    revision: u32,
    digest: Digest,
    signer: Handle,
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<Handle>,
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    team: Option<TeamName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stance: Option<StanceWord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    act: Option<ActWord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Prose>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Prose>,
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    targets: Vec<Target>,
    #[serde(
        default,
        deserialize_with = "distinct",
        skip_serializing_if = "Vec::is_empty"
    )]
    replaces: Vec<Digest>,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Armor>,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StanceWord {
    Approve,
    Object,
    Abstain,
    Recuse,
    Dissent,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ActWord {
    Withdraw,
    Hold,
    Clear,
    Answer,
    Acknowledge,
    Endorse,
    Challenge,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a target is a digest, or {signoff, condition} with `clear`"
)]
enum Target {
    Signoff(Digest),
    Condition(ClearTarget),
}

fn digests(targets: Vec<Target>) -> Result<Vec<Digest>, String> {
    let digest = |target| match target {
        Target::Signoff(digest) => Ok(digest),
        Target::Condition(_) => Err("only `clear` names conditions".to_owned()),
    };
    some(targets)?.into_iter().map(digest).collect()
}

fn some<T>(targets: Vec<T>) -> Result<Vec<T>, String> {
    if targets.is_empty() {
        Err("`targets` is missing".to_owned())
    } else {
        Ok(targets)
    }
}

/// Takes the fields that only some statements have, and complains of what is left over.
struct Extras {
    conditions: Vec<Condition>,
    until: Option<NaiveDate>,
    evidence: Option<Prose>,
    targets: Vec<Target>,
}

impl Extras {
    fn statement(
        &mut self,
        stance: Option<StanceWord>,
        act: Option<ActWord>,
    ) -> Result<Statement, String> {
        let missing = |key: &str| format!("`{key}` is missing");
        Ok(match (stance, act) {
            (Some(stance), None) => Statement::Stance(match stance {
                StanceWord::Approve => Stance::Approve {
                    conditions: std::mem::take(&mut self.conditions),
                },
                StanceWord::Object => Stance::Object,
                StanceWord::Abstain => Stance::Abstain,
                StanceWord::Recuse => Stance::Recuse,
                StanceWord::Dissent => Stance::Dissent,
            }),
            (None, Some(act)) => Statement::Act(match act {
                ActWord::Withdraw => Act::Withdraw {
                    targets: digests(std::mem::take(&mut self.targets))?,
                },
                ActWord::Hold => Act::Hold {
                    until: self.until.take().ok_or_else(|| missing("until"))?,
                },
                ActWord::Clear => {
                    let condition = |target| match target {
                        Target::Condition(target) => Ok(target),
                        Target::Signoff(_) => Err("`clear` names {signoff, condition}".to_owned()),
                    };
                    let targets = some(std::mem::take(&mut self.targets))?;
                    Act::Clear {
                        targets: targets
                            .into_iter()
                            .map(condition)
                            .collect::<Result<_, _>>()?,
                    }
                }
                ActWord::Answer => Act::Answer {
                    targets: digests(std::mem::take(&mut self.targets))?,
                },
                ActWord::Acknowledge => Act::Acknowledge,
                ActWord::Endorse => Act::Endorse,
                ActWord::Challenge => Act::Challenge {
                    evidence: self.evidence.take().ok_or_else(|| missing("evidence"))?,
                },
            }),
            _ => return Err("a sign-off has either a `stance` or an `act`".to_owned()),
        })
    }

    fn nothing_left(&self, word: &str) -> Result<(), String> {
        let left = [
            ("conditions", !self.conditions.is_empty()),
            ("until", self.until.is_some()),
            ("evidence", self.evidence.is_some()),
            ("targets", !self.targets.is_empty()),
        ];
        match left.iter().find(|(_, left)| *left) {
            Some((key, _)) => Err(format!("`{key}` does not go with `{word}`")),
            None => Ok(()),
        }
    }
}

impl TryFrom<SignoffFile> for Signoff {
    type Error = String;

    fn try_from(file: SignoffFile) -> Result<Self, String> {
        if file.revision == 0 {
            return Err("revisions count from 1".to_owned());
        }
        let ids = file
            .conditions
            .iter()
            .map(|condition| condition.id.to_string());
        if let Some(id) = repeated(ids) {
            return Err(format!("`conditions`: {}", twice(id)));
        }
        let mut extras = Extras {
            conditions: file.conditions,
            until: file.until,
            evidence: file.evidence,
            targets: file.targets,
        };
        let statement = extras.statement(file.stance, file.act)?;
        extras.nothing_left(statement.word())?;
        let needs_reason = matches!(
            statement,
            Statement::Stance(Stance::Object) | Statement::Act(Act::Answer { .. })
        );
        if needs_reason && file.reason.is_none() {
            return Err(format!("`{}` needs a `reason`", statement.word()));
        }
        if !file.replaces.is_empty() && statement.stance().is_none() {
            return Err("only a stance replaces another".to_owned());
        }
        Ok(Self {
            log: file.log,
            charter: file.charter,
            decision: file.decision,
            revision: file.revision,
            digest: file.digest,
            signer: file.signer,
            on_behalf_of: file.on_behalf_of,
            team: file.team,
            statement,
            reason: file.reason,
            replaces: file.replaces,
            at: file.at,
            signature: file.signature,
        })
    }
}

impl From<Signoff> for SignoffFile {
    fn from(signoff: Signoff) -> Self {
        let mut file = Self {
            format: Format::One,
            log: signoff.log,
            charter: signoff.charter,
            decision: signoff.decision,
            revision: signoff.revision,
            digest: signoff.digest,
            signer: signoff.signer,
            on_behalf_of: signoff.on_behalf_of,
            team: signoff.team,
            stance: None,
            act: None,
            reason: signoff.reason,
            conditions: Vec::new(),
            until: None,
            evidence: None,
            targets: Vec::new(),
            replaces: signoff.replaces,
            at: signoff.at,
            signature: signoff.signature,
        };
        match signoff.statement {
            Statement::Stance(stance) => file.write_stance(stance),
            Statement::Act(act) => file.write_act(act),
        }
        file
    }
}

impl SignoffFile {
    fn write_stance(&mut self, stance: Stance) {
        self.stance = Some(match stance {
            Stance::Approve { conditions } => {
                self.conditions = conditions;
                StanceWord::Approve
            }
            Stance::Object => StanceWord::Object,
            Stance::Abstain => StanceWord::Abstain,
            Stance::Recuse => StanceWord::Recuse,
            Stance::Dissent => StanceWord::Dissent,
        });
    }

    fn write_act(&mut self, act: Act) {
        let signoffs = |targets: Vec<Digest>| targets.into_iter().map(Target::Signoff).collect();
        self.act = Some(match act {
            Act::Withdraw { targets } => {
                self.targets = signoffs(targets);
                ActWord::Withdraw
            }
            Act::Hold { until } => {
                self.until = Some(until);
                ActWord::Hold
            }
            Act::Clear { targets } => {
                self.targets = targets.into_iter().map(Target::Condition).collect();
                ActWord::Clear
            }
            Act::Answer { targets } => {
                self.targets = signoffs(targets);
                ActWord::Answer
            }
            Act::Acknowledge => ActWord::Acknowledge,
            Act::Endorse => ActWord::Endorse,
            Act::Challenge { evidence } => {
                self.evidence = Some(evidence);
                ActWord::Challenge
            }
        });
    }
}
