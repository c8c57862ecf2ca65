//! `adr show N`: one decision as a page, with its agreement, its arguments and its links both ways.

use serde::Serialize;

use super::Error;
use super::ground::{Ground, chain_of};
use super::selector::Selector;
use super::survey::{self, Unreadable};
use crate::agreement::people;
use crate::agreement::status::{Status, Word};
use crate::log::DecisionLog;
use crate::log::decision::Decision;
use crate::log::stored::Stored;
use crate::record::charter::{Charter, KeyState};
use crate::record::digest::Digest;
use crate::record::id::{DecisionId, Number};
use crate::record::layout::Part;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::resolution::{Outcome, Resolution};
use crate::record::revision::Revision;
use crate::record::signoff::{Act, Condition, Signoff, Stance, Statement};
use crate::record::text::Text;
use crate::record::time::Timestamp;

/// Which decision, and which text of it.
pub struct Request {
    /// The decision.
    pub selector: Selector,
    /// Another revision than the one in force, or else the newest.
    pub revision: Option<u32>,
    /// Another commit or branch than HEAD.
    pub at: Option<String>,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The number.
    pub number: Number,
    /// The id.
    pub id: DecisionId,
    /// Where the decision stands.
    pub status: Status,
    /// The branch it was read from, where that is another than what was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The revision that is shown; none for a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Shown>,
    /// The newest revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<u32>,
    /// Where it has gone further, if it has: the branch, and the newest revision there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub further: Option<Further>,
    /// Whether `decision.yaml` says something that no revision holds.
    pub unpublished_edits: bool,
    /// The text.
    pub text: Text,
    /// What people hold and did, in the order of revisions.
    pub signoffs: Vec<Said>,
    /// How it ended, so far.
    pub resolutions: Vec<Ended>,
    /// What the text refers to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What refers to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked_from: Vec<Link>,
    /// Files of it that cannot be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
}

/// A branch that has gone further with a decision.
#[derive(Debug, Serialize)]
pub struct Further {
    /// The branch.
    pub branch: String,
    /// The newest revision there.
    pub revision: u32,
}

/// The revision that is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Its number.
    pub revision: u32,
    /// Digest of its file.
    pub digest: Digest,
    /// What it is for.
    pub kind: &'static str,
    /// Who put it up.
    pub by: Handle,
    /// Who wrote with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Handle>,
    /// When, as they say.
    pub at: Timestamp,
    /// What changed, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

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

/// How a revision ended.
#[derive(Debug, Serialize)]
pub struct Ended {
    /// How.
    pub outcome: Outcome,
    /// Which revision.
    pub revision: u32,
    /// Who wrote it down.
    pub by: Handle,
    /// When, as they say.
    pub at: Timestamp,
    /// What was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The decision that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_decision: Option<DecisionId>,
}

/// A link from one decision to another.
#[derive(Debug, Serialize)]
pub struct Link {
    /// `supersedes`, `amends`, `depends_on` or `relates_to`, as the one that links says.
    pub verb: &'static str,
    /// The other decision.
    pub number: Number,
    /// Its title, where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Word>,
}

/// Shows a decision.
pub fn run(ground: &Ground<'_>, request: &Request) -> Result<Report, Error> {
    let (number, tree, branch) = survey::find(ground, &request.selector, request.at.as_deref())?;
    // Links in the other direction can come from anywhere.
    let log = ground.store.whole_log(tree, &ground.dir)?;
    let decision = log.decision(number).ok_or_else(|| Error::NoSuchDecision {
        selector: request.selector.to_string(),
    })?;
    let unreadable: Vec<Unreadable> = log
        .all_problems()
        .map(|problem| Unreadable::of(problem, &log, branch.as_deref()))
        .filter(|one| one.number == Some(number))
        .collect();
    let stored = match request.revision {
        Some(wanted) => Some(revision(ground, decision, wanted)?),
        None => decision.in_force().or_else(|| decision.newest()),
    };
    let text = stored
        .map(|stored| &stored.value.text)
        .or(decision.draft.as_ref());
    let Some(text) = text else {
        return Err(unreadable_error(ground, &log, number));
    };
    let further = match request.at {
        Some(_) => None,
        None => further(ground, decision)?,
    };
    let chain = chain_of(&log).ok();
    let charter = chain.as_ref().map(|chain| chain.in_force().charter);
    Ok(Report {
        number,
        id: text.id,
        status: decision.status(),
        branch,
        revision: stored.map(shown),
        newest: decision.newest().map(|stored| stored.value.revision),
        further,
        unpublished_edits: decision.has_unpublished_edits(),
        text: text.clone(),
        signoffs: said(decision, charter),
        resolutions: decision
            .resolutions
            .values()
            .map(|stored| ended(&stored.value))
            .collect(),
        links: links(text, &log),
        linked_from: linked_from(number, &log),
        unreadable,
    })
}

/// The branch that holds a newer revision than the one that was read, if any does.
fn further(ground: &Ground<'_>, decision: &Decision) -> Result<Option<Further>, Error> {
    let newest = |decision: &Decision| decision.newest().map_or(0, |one| one.value.revision);
    let sightings = survey::survey(ground, Some(decision.number()))?.open;
    Ok(sightings
        .into_iter()
        .filter(|other| other.decision.id() == decision.id())
        .map(|other| Further {
            revision: newest(&other.decision),
            branch: other.branch,
        })
        .find(|other| other.revision > newest(decision)))
}

/// The stored bytes of the text that would be shown.
pub fn raw(ground: &Ground<'_>, request: &Request) -> Result<Vec<u8>, Error> {
    let (number, tree, _) = survey::find(ground, &request.selector, request.at.as_deref())?;
    let log = ground.load(tree, [number])?;
    let decision = log.decision(number).ok_or_else(|| Error::NoSuchDecision {
        selector: request.selector.to_string(),
    })?;
    let stored = match request.revision {
        Some(wanted) => Some(revision(ground, decision, wanted)?),
        None => decision.in_force().or_else(|| decision.newest()),
    };
    if let Some(stored) = stored {
        return Ok(stored.bytes().to_vec());
    }
    let path = format!("{}/{}/{}", ground.dir, decision.folder, Part::Draft);
    ground
        .store
        .read(tree, &path, crate::log::MAX_RECORD_BYTES)?
        .ok_or_else(|| Error::NoSuchDecision {
            selector: request.selector.to_string(),
        })
}

fn revision<'d>(
    ground: &Ground<'_>,
    decision: &'d Decision,
    wanted: u32,
) -> Result<&'d Stored<Revision>, Error> {
    if let Some(stored) = decision.revisions.get(&wanted) {
        return Ok(stored);
    }
    let number = decision.number();
    let path = format!("{}/{}", decision.folder, Part::Revision(wanted));
    if let Some(problem) = decision
        .problems
        .iter()
        .find(|problem| problem.path == path)
    {
        return Err(Error::Unreadable {
            dir: ground.dir.clone(),
            problem: problem.clone(),
        });
    }
    if let Some(gap) = decision.redacted.get(&path) {
        return Err(Error::Usage {
            what: format!(
                "revision {wanted} of decision {number} was taken out by {}: {}",
                gap.redacted.by, gap.redacted.reason
            ),
            hint: format!("see the others with `adr log {number}`"),
        });
    }
    let newest = decision.newest().map_or(0, |stored| stored.value.revision);
    Err(Error::Usage {
        what: match newest {
            0 => format!("decision {number} is a draft and has no revision"),
            newest => format!("decision {number} has no revision {wanted}; its newest is {newest}"),
        },
        hint: format!("see what there is with `adr log {number}`"),
    })
}

fn unreadable_error(ground: &Ground<'_>, log: &DecisionLog, number: Number) -> Error {
    let belongs = |problem: &&crate::log::problem::Problem| {
        Unreadable::of(problem, log, None).number == Some(number)
    };
    match log.all_problems().find(belongs) {
        Some(problem) => Error::Unreadable {
            dir: ground.dir.clone(),
            problem: problem.clone(),
        },
        None => Error::NoSuchDecision {
            selector: number.to_string(),
        },
    }
}

fn shown(stored: &Stored<Revision>) -> Shown {
    let revision = &stored.value;
    Shown {
        revision: revision.revision,
        digest: stored.digest,
        kind: revision.kind.word(),
        by: revision.by.clone(),
        with: revision.with.clone(),
        at: revision.at,
        summary: revision.summary.as_ref().map(ToString::to_string),
    }
}

fn ended(resolution: &Resolution) -> Ended {
    Ended {
        outcome: resolution.outcome,
        revision: resolution.revision,
        by: resolution.by.clone(),
        at: resolution.at,
        summary: resolution.summary.as_ref().map(ToString::to_string),
        by_decision: resolution.by_decision,
    }
}

fn said(decision: &Decision, charter: Option<&Charter>) -> Vec<Said> {
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
    let own = |other: &&Stored<Signoff>| other.value.signer == signoff.signer;
    let replaced = decision.signoffs.iter().filter(own).any(|other| {
        other.value.replaces.contains(&stored.signed)
            || matches!(&other.value.statement, Statement::Act(Act::Withdraw { targets })
                if targets.contains(&stored.signed))
    });
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
        replaced,
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
pub fn proof_word(charter: Option<&Charter>, signer: &Handle, proof: &Proof) -> ProofWord {
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

fn verbs(text: &Text) -> [(&'static str, &[Number]); 4] {
    [
        ("supersedes", &text.supersedes),
        ("amends", &text.amends),
        ("depends_on", &text.depends_on),
        ("relates_to", &text.relates_to),
    ]
}

fn links(text: &Text, log: &DecisionLog) -> Vec<Link> {
    let named = verbs(text)
        .into_iter()
        .flat_map(|(verb, numbers)| numbers.iter().map(move |number| (verb, *number)));
    named
        .map(|(verb, number)| link(verb, number, log.decision(number)))
        .collect()
}

/// Decisions whose text in force, or else newest text, names this one.
fn linked_from(number: Number, log: &DecisionLog) -> Vec<Link> {
    let mut links = Vec::new();
    for other in log
        .decisions
        .values()
        .filter(|other| other.number() != number)
    {
        let Some(text) = other.text_in_force().or_else(|| other.text()) else {
            continue;
        };
        for (verb, numbers) in verbs(text) {
            if numbers.contains(&number) {
                links.push(link(verb, other.number(), Some(other)));
            }
        }
    }
    links
}

fn link(verb: &'static str, number: Number, decision: Option<&Decision>) -> Link {
    let text = decision.and_then(|decision| decision.text_in_force().or_else(|| decision.text()));
    Link {
        verb,
        number,
        title: text.map(|text| text.title.to_string()),
        status: decision.map(|decision| decision.status().word),
    }
}
