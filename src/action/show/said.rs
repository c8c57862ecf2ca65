//! What people said of a decision, with what proves it.

use serde::Serialize;

use crate::agreement::people;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::{Charter, KeyState};
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::signoff::{Act, Condition, Signoff, Stance, Statement};
use crate::record::time::Timestamp;

/// What somebody said.
#[derive(Debug, Serialize)]
pub struct Said {
    /// The sign-off, by the digest of its signed bytes.
    pub signoff: Digest,
    /// Who.
    pub person: Handle,
    /// For whom, as a delegate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Handle>,
    /// The word of the stance or act.
    pub word: &'static str,
    /// The revision.
    pub revision: u32,
    /// When, as they say.
    pub at: Timestamp,
    /// Why, in their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The conditions of an approval, and whether each is cleared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Conditional>,
    /// The last day of a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<chrono::NaiveDate>,
    /// What it takes back, clears or answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Digest>,
    /// Whether a later one of the same person took its place or took it back.
    pub replaced: bool,
    /// Whether a resolution rests on it.
    pub counted: bool,
    /// What its signature proves.
    pub proof: ProofWord,
    /// The key that signed, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A condition of an approval.
#[derive(Debug, Serialize)]
pub struct Conditional {
    /// What must happen.
    #[serde(flatten)]
    pub condition: Condition,
    /// Whether its signer says that it did.
    pub cleared: bool,
}

/// What a signature proves, in a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofWord {
    /// There is none.
    Unsigned,
    /// It is none of these bytes.
    Broken,
    /// The key is none of the signer's, as the charter knows them.
    NotTheirKey,
    /// A key of the signer's.
    Key,
    /// A hardware key of the signer's, and somebody touched it.
    Hardware,
    /// A key of the signer's that was retired since.
    RetiredKey,
    /// A key of the signer's that is in somebody else's hands.
    CompromisedKey,
}

/// Everything that was said, by revision, then by date; stances before acts of the same moment.
pub(in crate::action) fn said(decision: &Decision, charter: Option<&Charter>) -> Vec<Said> {
    let mut signoffs: Vec<&Stored<Signoff>> = decision.signoffs.iter().collect();
    signoffs.sort_by_key(|stored| {
        let signoff = &stored.value;
        let is_act = signoff.statement.stance().is_none();
        (
            signoff.revision,
            signoff.at,
            is_act,
            &signoff.signer,
            stored.signed,
        )
    });
    signoffs
        .into_iter()
        .map(|stored| said_one(decision, charter, stored))
        .collect()
}

fn said_one(decision: &Decision, charter: Option<&Charter>, stored: &Stored<Signoff>) -> Said {
    let signoff = &stored.value;
    let (reason, until, targets) = match &signoff.statement {
        Statement::Act(Act::Hold { until }) => (signoff.reason.as_ref(), Some(*until), Vec::new()),
        Statement::Act(Act::Withdraw { targets } | Act::Answer { targets }) => {
            (signoff.reason.as_ref(), None, targets.clone())
        }
        Statement::Act(Act::Clear { targets }) => (
            signoff.reason.as_ref(),
            None,
            targets.iter().map(|target| target.signoff).collect(),
        ),
        Statement::Act(Act::Challenge { evidence }) => (Some(evidence), None, Vec::new()),
        _ => (signoff.reason.as_ref(), None, Vec::new()),
    };
    let counted = decision
        .resolutions
        .values()
        .any(|resolution| resolution.value.signoffs.contains(&stored.signed));
    Said {
        signoff: stored.signed,
        person: signoff.signer.clone(),
        on_behalf_of: signoff.on_behalf_of.clone(),
        word: signoff.statement.word(),
        revision: signoff.revision,
        at: signoff.at,
        reason: reason.map(|reason| reason.as_str().to_owned()),
        conditions: conditions(decision, stored),
        until,
        targets,
        replaced: decision.is_replaced(stored),
        counted,
        proof: proof_word(charter, &signoff.signer, stored.proof()),
        key: match stored.proof() {
            Proof::Signed { key, .. } => Some(key.fingerprint()),
            Proof::Unsigned | Proof::Broken { .. } => None,
        },
    }
}

fn conditions(decision: &Decision, stored: &Stored<Signoff>) -> Vec<Conditional> {
    let Statement::Stance(Stance::Approve { conditions }) = &stored.value.statement else {
        return Vec::new();
    };
    let is_cleared = |condition: &Condition| {
        decision
            .signoffs
            .iter()
            .filter(|other| other.value.signer == stored.value.signer)
            .any(|other| match &other.value.statement {
                Statement::Act(Act::Clear { targets }) => targets.iter().any(|target| {
                    target.signoff == stored.signed && target.condition == condition.id
                }),
                _ => false,
            })
    };
    conditions
        .iter()
        .map(|condition| Conditional {
            cleared: is_cleared(condition),
            condition: condition.clone(),
        })
        .collect()
}

/// What a proof says of a claimed signer, by the charter in force.
fn proof_word(charter: Option<&Charter>, signer: &Handle, proof: &Proof) -> ProofWord {
    let (is_hardware, touched) = match proof {
        Proof::Unsigned => return ProofWord::Unsigned,
        Proof::Broken { .. } => return ProofWord::Broken,
        Proof::Signed { key, user_present } => (key.is_hardware(), *user_present),
    };
    let state = charter.and_then(|charter| people::signing_key_state(charter, signer, proof));
    match state {
        None => ProofWord::NotTheirKey,
        Some(KeyState::Retired) => ProofWord::RetiredKey,
        Some(KeyState::Compromised) => ProofWord::CompromisedKey,
        Some(KeyState::Active) if is_hardware && touched => ProofWord::Hardware,
        Some(KeyState::Active) => ProofWord::Key,
    }
}
