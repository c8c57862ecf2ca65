//! What each person holds now, and which of it may be counted at all, before any rule is looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::charter::{Assurance, Charter, KeyState};
use crate::record::delegation::{Delegation, Grant};
use crate::record::digest::Digest;
use crate::record::name::{Handle, TeamName};
use crate::record::proof::Proof;
use crate::record::signoff::{Signoff, Stance};

use super::case::{Case, Clock, DelegationFacts, Heard};
use super::evaluation::{Discount, Reason, Voice};
use super::people;
use super::stances::{self, Stances, Standing, is_listed};

/// An approval that counts for whichever needs it suits.
#[derive(Clone, Debug)]
pub struct Approval<'a> {
    /// Who signed.
    pub signer: &'a Handle,
    /// Whose seat it may fill: the signer's own, or that of somebody who delegated.
    pub seat_of: &'a Handle,
    /// The sign-off.
    pub digest: Digest,
    /// What it says.
    pub signoff: &'a Signoff,
    /// What its signature proves.
    pub assurance: Assurance,
    /// For a delegate, the teams they speak in; empty for all.
    pub delegated_teams: Option<Vec<&'a TeamName>>,
}

/// Everything that was said, before rules.
#[derive(Debug, Default)]
pub struct Voices<'a> {
    /// What each speaker holds, for showing.
    pub all: Vec<Voice>,
    /// What may be counted.
    pub approvals: Vec<Approval<'a>>,
    /// What may not, whatever the rule.
    pub discounted: Vec<Discount>,
    /// Who was heard: those with a stance on this text, but for those who recused themselves.
    pub heard: BTreeSet<&'a Handle>,
    /// Who has recused themselves.
    pub recused: BTreeSet<&'a Handle>,
}

impl<'a> Voices<'a> {
    /// Sorts out what was said. `closed` are the objections that were answered.
    pub fn of(case: &Case<'a>, stances: &Stances<'a>, closed: &BTreeSet<Digest>) -> Self {
        let in_effect: BTreeMap<_, _> = stances
            .standing
            .iter()
            .map(|(speaker, standing)| {
                (
                    *speaker,
                    stances::in_effect(standing, |digest| closed.contains(&digest)),
                )
            })
            .collect();
        let mut voices = Self::default();
        for ((signer, on_behalf_of), standing) in &stances.standing {
            let effective = in_effect.get(&(*signer, *on_behalf_of)).copied().flatten();
            let delegator_spoke = on_behalf_of.is_some_and(|delegator| {
                in_effect
                    .get(&(delegator, None))
                    .copied()
                    .flatten()
                    .is_some()
            });
            voices.add_speaker(case, stances, standing, effective, delegator_spoke);
        }
        for (heard, why) in &stances.void {
            if heard.signoff.statement.stance().is_some() {
                voices.discount(heard, why.clone());
                voices.all.push(voice(heard, Some(why.clone())));
            }
        }
        voices
    }

    fn add_speaker(
        &mut self,
        case: &Case<'a>,
        stances: &Stances<'a>,
        standing: &[Standing<'a>],
        effective: Option<&Standing<'a>>,
        delegator_spoke: bool,
    ) {
        let Some(effective) = effective else {
            // All that stands is about earlier texts, or was answered: show the newest.
            if let Some(newest) = standing.iter().max_by_key(|one| one.heard.signoff.revision) {
                let why = match newest.stance {
                    Stance::Object => Reason::Objected,
                    _ => Reason::Stale {
                        revision: newest.heard.signoff.revision,
                    },
                };
                self.discount(&newest.heard, why.clone());
                self.all.push(voice(&newest.heard, Some(why)));
            }
            return;
        };
        let signoff = effective.heard.signoff;
        let seat_of = signoff.on_behalf_of.as_ref().unwrap_or(&signoff.signer);
        let refusal = match effective.stance {
            Stance::Approve { .. } => None,
            Stance::Object => Some(Reason::Objected),
            Stance::Abstain => Some(Reason::Abstained),
            Stance::Recuse => Some(Reason::Recused),
            Stance::Dissent => Some(Reason::Dissented),
        };
        if refusal == Some(Reason::Recused) {
            self.recused.insert(seat_of);
        } else {
            self.heard.insert(seat_of);
        }
        if let Some(why) = refusal {
            self.discount(&effective.heard, why);
            self.all.push(voice(&effective.heard, None));
            return;
        }
        for one in standing
            .iter()
            .filter(|one| one.current && matches!(one.stance, Stance::Approve { .. }))
        {
            match counted(case, stances, one, delegator_spoke) {
                Ok(approval) => {
                    self.approvals.push(approval);
                    self.all.push(voice(&one.heard, None));
                }
                Err(why) => {
                    self.discount(&one.heard, why.clone());
                    self.all.push(voice(&one.heard, Some(why)));
                }
            }
        }
    }

    fn discount(&mut self, heard: &Heard<'_>, why: Reason) {
        self.discounted.push(Discount {
            person: heard.signoff.signer.clone(),
            signoff: heard.digest,
            why,
        });
    }
}

fn voice(heard: &Heard<'_>, discounted: Option<Reason>) -> Voice {
    Voice {
        person: heard.signoff.signer.clone(),
        on_behalf_of: heard.signoff.on_behalf_of.clone(),
        stance: heard.signoff.statement.word(),
        revision: heard.signoff.revision,
        signoff: heard.digest,
        discounted,
    }
}

/// The approval as something to be counted, or why it never is.
fn counted<'a>(
    case: &Case<'a>,
    stances: &Stances<'a>,
    one: &Standing<'a>,
    delegator_spoke: bool,
) -> Result<Approval<'a>, Reason> {
    let heard = &one.heard;
    let signoff = heard.signoff;
    if !is_listed(case, heard.digest) {
        return Err(Reason::NotListed);
    }
    if !people::counts(case.charter, &signoff.signer) {
        return Err(Reason::Inactive);
    }
    match people::signing_key_state(case.charter, &signoff.signer, heard.proof) {
        Some(KeyState::Active) => {}
        Some(KeyState::Retired) => return Err(Reason::KeyRetired),
        Some(KeyState::Compromised) => return Err(Reason::KeyCompromised),
        None => return Err(Reason::NotTheirKey),
    }
    let open = stances.open_conditions(case, heard);
    if !open.is_empty() {
        return Err(Reason::ConditionOpen { conditions: open });
    }
    let delegated_teams = match &signoff.on_behalf_of {
        None => None,
        Some(_) if delegator_spoke => return Err(Reason::DelegatorSpoke),
        Some(delegator) => Some(delegation(case, delegator, &signoff.signer)?),
    };
    Ok(Approval {
        signer: &signoff.signer,
        seat_of: signoff.on_behalf_of.as_ref().unwrap_or(&signoff.signer),
        digest: heard.digest,
        signoff,
        assurance: assurance(heard.proof),
        delegated_teams,
    })
}

/// What a signature proves: hardware only where the key says that somebody touched it.
fn assurance(proof: &Proof) -> Assurance {
    match proof {
        Proof::Signed {
            key,
            user_present: true,
        } if key.is_hardware() => Assurance::Hardware,
        _ => Assurance::Key,
    }
}

/// The teams in which `to` speaks for `from` (none for all of them), or why not.
fn delegation<'a>(
    case: &Case<'a>,
    from: &Handle,
    to: &Handle,
) -> Result<Vec<&'a TeamName>, Reason> {
    if !people::counts(case.charter, from) {
        return Err(Reason::Inactive);
    }
    let given: Vec<_> = case
        .delegations
        .iter()
        .filter(|facts| facts.delegation.from == *from && facts.delegation.to == *to)
        .filter(|facts| is_proved(case.charter, facts))
        .collect();
    let current: Vec<_> = given
        .iter()
        .filter_map(|facts| current_teams(case, facts))
        .collect();
    if given.is_empty() {
        return Err(Reason::NoDelegation);
    }
    if current.is_empty() {
        return Err(Reason::DelegationNotCurrent);
    }
    // One delegation for all teams outweighs others that name some.
    if current.iter().any(|teams| teams.is_empty()) {
        return Ok(Vec::new());
    }
    Ok(current.into_iter().flatten().collect())
}

fn is_proved(charter: &Charter, facts: &DelegationFacts<'_>) -> bool {
    people::signing_key_state(charter, &facts.delegation.from, facts.proof)
        == Some(KeyState::Active)
}

/// The teams of a delegation that holds on the day of the check. In hindsight the day is not known, and
/// what was merged holds for good.
fn current_teams<'a>(case: &Case<'a>, facts: &DelegationFacts<'a>) -> Option<&'a [TeamName]> {
    let Delegation {
        grant: Grant::Speak {
            teams,
            starts,
            ends,
        },
        ..
    } = facts.delegation
    else {
        return None;
    };
    let Clock::At { now, .. } = case.clock else {
        return Some(teams);
    };
    let day = now.date_naive();
    let is_revoked = case.delegations.iter().any(|other| {
        other.delegation.from == facts.delegation.from
            && other.delegation.grant == Grant::Revoke(facts.digest)
            && is_proved(case.charter, other)
    });
    (*starts <= day && day <= *ends && !is_revoked).then_some(teams)
}
