//! What each person holds now: which of their stances stand, and which of those is in effect.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::record::armor::Armor;
use crate::record::charter::{KeyState, PersonKind};
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::proof::Proof;
use crate::record::signoff::{Act, Stance, Statement};

use super::case::{Case, Clock, Heard, HeardIn};
use super::editorial::Span;
use super::evaluation::Reason;
use super::people;

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
    /// Holds that were taken back: spent all the same.
    pub spent_holds: Vec<Heard<'a>>,
}

impl<'a> Stances<'a> {
    /// Sorts out what was heard.
    pub fn of(case: &Case<'a>) -> Self {
        let mut void = Vec::new();
        let mut proved = Vec::new();
        for (heard, flaw) in without_repeats(case) {
            match flaw {
                Some(why) => void.push((heard, why)),
                None => proved.push(heard),
            }
        }
        let withdrawn = withdrawn(&proved);
        let replaced = replaced(&proved);
        let span = Span::of(case.charter, &case.revisions);
        let mut stances = Self {
            standing: BTreeMap::new(),
            void,
            acts: Vec::new(),
            spent_holds: Vec::new(),
        };
        for heard in proved {
            let signoff = heard.signoff;
            // In hindsight, what was counted stays counted, whatever its signer did later.
            let is_settled = is_settled(case, heard.digest);
            let is_withdrawn = withdrawn.contains(&heard.digest) && !is_settled;
            match &signoff.statement {
                Statement::Act(Act::Hold { .. }) if is_withdrawn => {
                    stances.spent_holds.push(heard);
                }
                Statement::Act(act) if !is_withdrawn => stances.acts.push((heard, act)),
                Statement::Stance(stance)
                    if !is_withdrawn && (is_settled || !replaced.contains(&heard.digest)) =>
                {
                    stances
                        .standing
                        .entry(speaker(signoff))
                        .or_default()
                        .push(Standing {
                            heard,
                            stance,
                            current: span.holds(signoff.revision, signoff.digest),
                        });
                }
                Statement::Act(_) | Statement::Stance(_) => {}
            }
        }
        for standing in stances.standing.values_mut() {
            let is_settled = |one: &Standing<'_>| is_settled(case, one.heard.digest);
            if standing.iter().any(is_settled) {
                standing.retain(|one| is_settled(one) || matches!(one.stance, Stance::Object));
            }
        }
        stances
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
                    Act::Clear { targets }
                        if heard.signoff.signer == approval.signoff.signer
                            && is_active_key(case, heard) =>
                    {
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

/// Whether a sign-off belongs to an acceptance that is looked at in hindsight.
pub fn is_settled(case: &Case<'_>, digest: Digest) -> bool {
    let listed = case.listed.as_ref();
    case.clock == Clock::Settled && listed.is_some_and(|listed| listed.contains(&digest))
}

/// Whether the key that signed is active. What counts for something new must be signed with such a one.
pub fn is_active_key(case: &Case<'_>, heard: &Heard<'_>) -> bool {
    people::signing_key_state(case.charter, &heard.signoff.signer, heard.proof)
        == Some(KeyState::Active)
}

/// One of each, and what is wrong with it, so that neither the order of files nor a copy matters: the copy
/// that proves something, from the first place it was found in. (The same words with the signature taken
/// off or broken have the same digest; such a copy must not silence the true one.) Of outboxes, only what
/// blocks is heard.
fn without_repeats<'a>(case: &Case<'a>) -> Vec<(Heard<'a>, Option<Reason>)> {
    let mut by_digest: BTreeMap<Digest, (Heard<'a>, Option<Reason>)> = BTreeMap::new();
    for one in &case.heard {
        if one.place == HeardIn::Outbox && !blocks_from_outbox(&one.signoff.statement) {
            continue;
        }
        let copy = (*one, proof_flaw(case, one));
        match by_digest.entry(one.digest) {
            Entry::Vacant(entry) => {
                entry.insert(copy);
            }
            Entry::Occupied(mut kept) => {
                if preference(&copy) < preference(kept.get()) {
                    kept.insert(copy);
                }
            }
        }
    }
    by_digest.into_values().collect()
}

/// Which of several copies is looked at: the least.
fn preference<'c>(
    (heard, flaw): &'c (Heard<'_>, Option<Reason>),
) -> (bool, HeardIn, Option<&'c Reason>, Option<&'c str>) {
    let armor = heard.signoff.signature.as_ref();
    (
        flaw.is_some(),
        heard.place,
        flaw.as_ref(),
        armor.map(Armor::as_str),
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
