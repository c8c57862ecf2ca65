//! What each person holds now: which of their stances stand, and which of those is in effect.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::charter::{KeyState, PersonKind};
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::signoff::{Act, Stance, Statement};

use super::case::{Case, Heard, HeardIn};
use super::editorial;
use super::evaluation::Reason;

/// Who speaks, and for whom: a signer holds one stance for themselves and one for each delegator.
pub type Speaker<'a> = (&'a Handle, Option<&'a Handle>);

/// A stance that nothing has replaced or taken back.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The sign-off.
    pub heard: Heard<'a>,
    /// Its stance.
    pub stance: &'a Stance,
    /// Whether it holds for the revision that is judged.
    pub current: bool,
}

/// Everything that was said on a decision, sorted out.
#[derive(Debug)]
pub struct Stances<'a> {
    /// The standing stances of each speaker, in the order of their digests.
    pub standing: BTreeMap<Speaker<'a>, Vec<Standing<'a>>>,
    /// What proves nothing under this charter, and why.
    pub void: Vec<(Heard<'a>, Reason)>,
    /// Acts that are proved and were not taken back.
    pub acts: Vec<(Heard<'a>, &'a Act)>,
}

impl<'a> Stances<'a> {
    /// Sorts out what was heard.
    pub fn of(case: &Case<'a>) -> Self {
        let mut void = Vec::new();
        let mut proved = Vec::new();
        for heard in without_repeats(&case.heard) {
            match proof_flaw(case, &heard) {
                Some(why) => void.push((heard, why)),
                None => proved.push(heard),
            }
        }
        let withdrawn = withdrawn(&proved);
        let replaced = replaced(&proved);
        let mut standing: BTreeMap<Speaker<'a>, Vec<Standing<'a>>> = BTreeMap::new();
        let mut acts = Vec::new();
        for heard in proved
            .into_iter()
            .filter(|heard| !withdrawn.contains(&heard.digest))
        {
            match &heard.signoff.statement {
                Statement::Stance(stance) if !replaced.contains(&heard.digest) => {
                    let signoff = heard.signoff;
                    let current = editorial::carries(
                        case.charter,
                        &case.revisions,
                        signoff.revision,
                        signoff.digest,
                    );
                    standing
                        .entry(speaker(signoff))
                        .or_default()
                        .push(Standing {
                            heard,
                            stance,
                            current,
                        });
                }
                Statement::Stance(_) => {}
                Statement::Act(act) => acts.push((heard, act)),
            }
        }
        Self {
            standing,
            void,
            acts,
        }
    }

    /// Conditions of an approval that its signer has not cleared, in the order they were made. Where a
    /// resolution is verified, only listed clears count.
    pub fn open_conditions(&self, case: &Case<'_>, approval: &Heard<'_>) -> Vec<String> {
        let Statement::Stance(Stance::Approve { conditions }) = &approval.signoff.statement else {
            return Vec::new();
        };
        conditions
            .iter()
            .filter(|condition| {
                !self
                    .clears_of(case, approval)
                    .any(|(_, cleared)| cleared == condition.id.as_str())
            })
            .map(|condition| condition.id.to_string())
            .collect()
    }

    /// The clears that belong to an approval: the sign-off that clears, and the condition it names.
    pub fn clears_of<'s>(
        &'s self,
        case: &'s Case<'_>,
        approval: &'s Heard<'_>,
    ) -> impl Iterator<Item = (Digest, &'s str)> + 's {
        self.acts
            .iter()
            .filter(|(heard, _)| is_listed(case, heard.digest))
            .flat_map(move |(heard, act)| {
                let targets = match act {
                    Act::Clear { targets } if heard.signoff.signer == approval.signoff.signer => {
                        targets.as_slice()
                    }
                    _ => &[],
                };
                targets
                    .iter()
                    .filter(|target| target.signoff == approval.digest)
                    .map(move |target| (heard.digest, target.condition.as_str()))
            })
    }
}

/// Whether a sign-off may be counted where only listed ones are.
pub fn is_listed(case: &Case<'_>, digest: Digest) -> bool {
    case.listed
        .as_ref()
        .is_none_or(|listed| listed.contains(&digest))
}

/// Who speaks in a sign-off.
pub fn speaker(signoff: &crate::record::signoff::Signoff) -> Speaker<'_> {
    (&signoff.signer, signoff.on_behalf_of.as_ref())
}

/// One of each, from the first place it was found in, so that neither the order of files nor a copy in an
/// outbox matters. Of outboxes, only what blocks is heard.
fn without_repeats<'a>(heard: &[Heard<'a>]) -> Vec<Heard<'a>> {
    let mut by_digest: BTreeMap<Digest, Heard<'a>> = BTreeMap::new();
    for one in heard {
        if one.place == HeardIn::Outbox && !blocks_from_outbox(&one.signoff.statement) {
            continue;
        }
        let kept = by_digest.entry(one.digest).or_insert(*one);
        if (one.place, signature(one)) < (kept.place, signature(kept)) {
            *kept = *one;
        }
    }
    by_digest.into_values().collect()
}

/// Two files may hold the same signed bytes and differ in the signature; the order of files must not
/// decide which one is looked at.
fn signature<'a>(heard: &Heard<'a>) -> (u8, Option<&'a str>) {
    let rank = match heard.proof {
        Proof::Signed { .. } => 0,
        Proof::Broken { .. } => 1,
        Proof::Unsigned => 2,
    };
    (
        rank,
        heard.signoff.signature.as_ref().map(|armor| armor.as_str()),
    )
}

const fn blocks_from_outbox(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Stance(Stance::Object) | Statement::Act(Act::Hold { .. } | Act::Withdraw { .. })
    )
}

/// Why a sign-off proves nothing under this charter. What the base already holds was proved when it came:
/// a key that was retired since still proves it (though no approval by it counts for anything new), and a
/// key that was lost since still proves what blocks. People who left still object.
fn proof_flaw(case: &Case<'_>, heard: &Heard<'_>) -> Option<Reason> {
    let signer = &heard.signoff.signer;
    let Some(person) = case.charter.people.get(signer) else {
        return Some(Reason::UnknownPerson);
    };
    let key = match heard.proof {
        Proof::Unsigned => return Some(Reason::Unsigned),
        Proof::Broken { .. } => return Some(Reason::BrokenSignature),
        Proof::Signed { key, .. } => key,
    };
    let Some(entry) = person.key(key) else {
        return Some(Reason::NotTheirKey);
    };
    let is_settled = heard.place == HeardIn::Base;
    match entry.state {
        KeyState::Retired if !is_settled => Some(Reason::KeyRetired),
        KeyState::Compromised if !(is_settled && is_blocker(&heard.signoff.statement)) => {
            Some(Reason::KeyCompromised)
        }
        _ if person.kind == PersonKind::Agent => Some(Reason::Agent),
        _ => None,
    }
}

const fn is_blocker(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Stance(Stance::Object) | Statement::Act(Act::Hold { .. })
    )
}

/// What its own signers have taken back.
fn withdrawn(proved: &[Heard<'_>]) -> BTreeSet<Digest> {
    let signer_of = signers(proved);
    let mut withdrawn = BTreeSet::new();
    for heard in proved {
        if let Statement::Act(Act::Withdraw { targets }) = &heard.signoff.statement {
            let own = |target: &&Digest| signer_of.get(target) == Some(&&heard.signoff.signer);
            withdrawn.extend(targets.iter().filter(own).copied());
        }
    }
    withdrawn
}

/// What was replaced by a later stance of the same speaker, be that one withdrawn since or not.
fn replaced(proved: &[Heard<'_>]) -> BTreeSet<Digest> {
    let speaker_of: BTreeMap<Digest, Speaker<'_>> = proved
        .iter()
        .map(|heard| (heard.digest, speaker(heard.signoff)))
        .collect();
    let mut replaced = BTreeSet::new();
    for heard in proved {
        let own = |earlier: &&Digest| speaker_of.get(earlier) == Some(&speaker(heard.signoff));
        replaced.extend(heard.signoff.replaces.iter().filter(own).copied());
    }
    replaced
}

fn signers<'a>(proved: &[Heard<'a>]) -> BTreeMap<Digest, &'a Handle> {
    proved
        .iter()
        .map(|heard| (heard.digest, &heard.signoff.signer))
        .collect()
}

/// The stance in effect of several that stand: the most blocking of those that hold for the text.
/// Objections hold for every later text. `None` where all are stale.
pub fn in_effect<'a, 's>(
    standing: &'s [Standing<'a>],
    is_closed: impl Fn(Digest) -> bool,
) -> Option<&'s Standing<'a>> {
    standing
        .iter()
        .filter(|one| match one.stance {
            Stance::Object => !is_closed(one.heard.digest),
            _ => one.current,
        })
        .min_by_key(|one| rank(one.stance))
}

const fn rank(stance: &Stance) -> u8 {
    match stance {
        Stance::Object => 0,
        Stance::Recuse => 1,
        Stance::Abstain => 2,
        Stance::Dissent => 3,
        Stance::Approve { .. } => 4,
    }
}
