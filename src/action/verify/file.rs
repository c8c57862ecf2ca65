//! A sign-off that came by mail: what it proves before anybody takes it in.

use serde::Serialize;

use super::records::{self, Verifier};
use super::{Charters, Fault, Proved, Signature, What};
use crate::action::Error;
use crate::action::find;
use crate::action::ground::{Ground, chain_of};
use crate::action::selector::Selector;
use crate::log::stored::Stored;
use crate::record::digest::Digest;
use crate::record::id::Number;
use crate::record::signoff::Signoff;

/// What a file proves.
#[derive(Debug, Serialize)]
pub struct FileReport {
    /// Whether it is what it says: signed by its signer, about a text that this repository holds.
    pub holds: bool,
    /// The decision that it is about, where this clone knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Number>,
    /// That decision's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The branch that holds that decision, where it is not HEAD's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Whether the decision holds this sign-off already.
    pub received: bool,
    /// What it says, in its signer's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it proves.
    #[serde(flatten)]
    pub proved: Proved,
    /// What is broken.
    pub faults: Vec<Fault>,
}

/// Verifies the bytes of a sign-off, whoever brought them. `path` is what the person typed.
pub fn file(
    ground: &Ground<'_>,
    path: &str,
    bytes: Vec<u8>,
    trust_root: Option<Digest>,
) -> Result<FileReport, Error> {
    let stored = Stored::<Signoff>::read(path, bytes).map_err(|error| Error::Usage {
        what: format!("{path} is no sign-off: {error}"),
        hint: if error.hint.is_empty() {
            "ask its signer for the file as `adr-sign --out FILE` wrote it".to_owned()
        } else {
            error.hint
        },
    })?;
    let signoff = &stored.value;
    let found = find::find(ground, &Selector::Id(signoff.decision), None);
    let (number, tree, branch) = match found {
        Ok((number, tree, branch)) => (Some(number), tree, branch),
        Err(Error::NoSuchDecision { .. }) => (None, find::tree_at(ground, None)?, None),
        Err(error) => return Err(error),
    };
    let judging = ground.judging_tree(tree)?;
    let base = ground.load(judging, [Number::CHARTER])?;
    let log = ground.load(tree, number)?;
    let chain = chain_of(&base, ground.trust_root)?;
    let mut verifier = Verifier {
        log: &log,
        charters: Charters::of(&chain),
        records: Vec::new(),
        faults: Vec::new(),
    };
    if let Some(pinned) = trust_root
        && chain.root() != pinned
    {
        let what = format!("the charter goes back to {}, not to {pinned}", chain.root());
        verifier.fault(path, what, "this log is not the one that you trust");
    }
    let judge = verifier.charters.get(signoff.charter);
    if judge.is_none() {
        let hint = format!("{} must sign again", signoff.signer);
        verifier.fault(
            path,
            "it names a charter that was never in force here",
            hint,
        );
    }
    let signature = verifier.signature(judge, &signoff.signer, stored.proof());
    if signature == Signature::Unsigned {
        let hint = format!("it counts for nothing; ask {} to sign it", signoff.signer);
        verifier.fault(path, "it is not signed", hint);
    }
    let decision = number.and_then(|number| log.decision(number));
    let flaws = match decision {
        Some(decision) => verifier.misplacements(decision, signoff),
        None => vec!["it is about a decision that this clone does not know".to_owned()],
    };
    for flaw in flaws {
        verifier.fault(
            path,
            flaw,
            "see that it is the right repository, and up to date: git fetch",
        );
    }
    let standing = decision
        .map(|decision| records::standing(decision, &stored, Some(chain.in_force().charter)));
    let proved = Proved {
        path: path.to_owned(),
        number,
        what: What::Signoff {
            statement: signoff.statement.word(),
            revision: signoff.revision,
            digest: signoff.digest,
        },
        person: signoff.signer.clone(),
        signature,
        standing,
    };
    verifier.add(proved);
    let Verifier {
        mut records,
        faults,
        ..
    } = verifier;
    Ok(FileReport {
        holds: faults.is_empty(),
        decision: number,
        title: decision
            .and_then(|one| one.text())
            .map(|text| text.title.to_string()),
        branch,
        received: decision.is_some_and(|decision| decision.signoff(stored.signed).is_some()),
        reason: signoff
            .reason
            .as_ref()
            .map(|reason| reason.as_str().trim_end().to_owned()),
        proved: records.remove(0),
        faults,
    })
}
