//! What each person holds now, and which of it may be counted at all, before any rule is looked at.

use std::collections::BTreeSet;

use crate::record::charter::{Assurance, KeyState};
use crate::record::delegation::Grant;
use crate::record::digest::Digest;
use crate::record::name::{Handle, TeamName};
use crate::record::proof::Proof;
use crate::record::signoff::{Signoff, Stance, Statement};

use super::case::{Case, DelegationFacts, Heard};
use super::delegations;
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

/// Somebody who was heard: a person with a stance on this text that is no recusal.
#[derive(Clone, Copy, Debug)]
pub struct HeardPerson<'a> {
    /// Who: the signer, or the one they speak for.
    pub person: &'a Handle,
    /// The sign-off.
    pub digest: Digest,
    /// The charter that it names.
    pub charter: Digest,
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
    /// Who was heard.
    pub heard: Vec<HeardPerson<'a>>,
    /// Who has recused themselves.
    pub recused: BTreeSet<&'a Handle>,
}

impl<'a> Voices<'a> {
    /// Sorts out what was said. `closed` are the objections that were answered.
    pub fn of(case: &Case<'a>, stances: &Stances<'a>, closed: &BTreeSet<Digest>) -> Self {
        let in_effect = |standing: &'_ [Standing<'a>]| {
            stances::in_effect(standing, |digest| closed.contains(&digest)).copied()
        };
        let mut voices = Self::default();
        for ((_, on_behalf_of), standing) in &stances.standing {
            let own = on_behalf_of
                // In hindsight, what was counted stays counted, whatever the delegator said later.
                .filter(|_| {
                    !standing
                        .iter()
                        .any(|one| stances::is_settled(case, one.heard.digest))
                })
                .and_then(|delegator| stances.standing.get(&(delegator, None)));
            let delegator_differs = own.is_some_and(|own| {
                in_effect(own).is_some_and(|one| differs(case, stances, own, &one))
            });
            voices.add_speaker(
                case,
                stances,
                standing,
                in_effect(standing),
                delegator_differs,
            );
        }
        for (heard, why) in &stances.void {
            if heard.signoff.statement.stance().is_some() {
                voices.discount(heard, why.clone());
            }
        }
        voices
    }

    fn add_speaker(
        &mut self,
        case: &Case<'a>,
        stances: &Stances<'a>,
        standing: &[Standing<'a>],
        effective: Option<Standing<'a>>,
        delegator_differs: bool,
    ) {
        if let Some(signoff) = effective.map(|one| one.heard.signoff)
            && matches!(signoff.statement, Statement::Stance(Stance::Recuse))
        {
            self.recused.insert(seat_of(signoff));
        }
        // Several stand where they were made apart; the most blocking is in effect, and all are shown.
        let refusal = effective.and_then(|one| refusal(one.stance));
        for one in standing {
            let heard = &one.heard;
            self.hear(case, one, refusal.as_ref(), delegator_differs);
            if !one.current && !matches!(one.stance, Stance::Object) {
                let revision = heard.signoff.revision;
                self.discount(heard, Reason::Stale { revision });
            } else if let Some(why) = refusal.clone().or_else(|| self::refusal(one.stance)) {
                self.discount(heard, why);
            } else {
                match counted(case, stances, one, delegator_differs) {
                    Ok(approval) => {
                        self.approvals.push(approval);
                        self.all.push(voice(heard, None));
                    }
                    Err(why) => self.discount(heard, why),
                }
            }
        }
    }

    /// Notes that a person was heard, for quorums: on the same terms as those on which approvals count.
    fn hear(
        &mut self,
        case: &Case<'a>,
        one: &Standing<'a>,
        refusal: Option<&Reason>,
        delegator_differs: bool,
    ) {
        let signoff = one.heard.signoff;
        let speaks = match one.stance {
            Stance::Recuse => false,
            Stance::Object => true,
            Stance::Approve { .. } | Stance::Abstain | Stance::Dissent => one.current,
        };
        if speaks
            && refusal != Some(&Reason::Recused)
            && may_count(case, &one.heard, delegator_differs).is_ok()
        {
            self.heard.push(HeardPerson {
                person: seat_of(signoff),
                digest: one.heard.digest,
                charter: signoff.charter,
            });
        }
    }

    fn discount(&mut self, heard: &Heard<'_>, why: Reason) {
        self.all.push(voice(heard, Some(why.clone())));
        self.discounted.push(Discount {
            person: heard.signoff.signer.clone(),
            signoff: heard.digest,
            why,
        });
    }
}

/// Whether a delegator's own stance speaks against a delegate's approval. The own stance wins; where both
/// approve and no condition is open, they do not differ, and whichever suits fills the seat.
fn differs(
    case: &Case<'_>,
    stances: &Stances<'_>,
    own: &[Standing<'_>],
    in_effect: &Standing<'_>,
) -> bool {
    let is_plain_approval = |one: &Standing<'_>| {
        one.current
            && matches!(one.stance, Stance::Approve { .. })
            && stances.open_conditions(case, &one.heard).is_empty()
    };
    !matches!(in_effect.stance, Stance::Approve { .. }) || !own.iter().any(is_plain_approval)
}

/// Whose seat a sign-off is about.
fn seat_of(signoff: &Signoff) -> &Handle {
    signoff.on_behalf_of.as_ref().unwrap_or(&signoff.signer)
}

/// Why a stance is no approval, if it is none.
const fn refusal(stance: &Stance) -> Option<Reason> {
    match stance {
        Stance::Approve { .. } => None,
        Stance::Object => Some(Reason::Objected),
        Stance::Abstain => Some(Reason::Abstained),
        Stance::Recuse => Some(Reason::Recused),
        Stance::Dissent => Some(Reason::Dissented),
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
    delegator_differs: bool,
) -> Result<Approval<'a>, Reason> {
    let heard = &one.heard;
    let delegated_teams = may_count(case, heard, delegator_differs)?;
    let open = stances.open_conditions(case, heard);
    if !open.is_empty() {
        return Err(Reason::ConditionOpen { conditions: open });
    }
    Ok(Approval {
        signer: &heard.signoff.signer,
        seat_of: seat_of(heard.signoff),
        digest: heard.digest,
        signoff: heard.signoff,
        assurance: assurance(heard.proof),
        delegated_teams,
    })
}

/// Whether a sign-off may count for anything new, and for a delegate the teams they speak in.
fn may_count<'a>(
    case: &Case<'a>,
    heard: &Heard<'a>,
    delegator_differs: bool,
) -> Result<Option<Vec<&'a TeamName>>, Reason> {
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
    match &signoff.on_behalf_of {
        None => Ok(None),
        Some(_) if delegator_differs => Err(Reason::DelegatorSpoke),
        Some(delegator) => delegation(case, delegator, &signoff.signer).map(Some),
    }
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
        return Err(Reason::DelegationNotCurrent);
    }
    let given: Vec<_> = case
        .delegations
        .iter()
        .filter(|facts| facts.delegation.from == *from && facts.delegation.to == *to)
        .filter(|facts| delegations::is_proved(case.charter, facts))
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

/// The teams of a delegation that holds on the day of the check. In hindsight the day is not known, and
/// what was merged holds for good.
fn current_teams<'a>(case: &Case<'a>, facts: &DelegationFacts<'a>) -> Option<&'a [TeamName]> {
    match (case.clock.day(), &facts.delegation.grant) {
        (Some(day), _) => delegations::teams_on(case.charter, &case.delegations, facts, day),
        (None, Grant::Speak { teams, .. }) => Some(teams),
        (None, Grant::Revoke(_)) => None,
    }
}
