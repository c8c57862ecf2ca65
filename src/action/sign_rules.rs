//! What a person may say about a decision as it stands, and what they should know before they do.

use std::collections::BTreeSet;

use super::Error;
use super::statement::{Desk, Intent};
use crate::agreement::case::Case;
use crate::agreement::evaluation::{Blocker, Evaluation, Reason};
use crate::agreement::stances::{Stances, is_active_key};
use crate::agreement::status::Word;
use crate::agreement::{challenges, delegations, people};
use crate::record::charter::PersonKind;
use crate::record::digest::Digest;
use crate::record::name::{ConditionId, Handle};
use crate::record::signoff::{Act, ClearTarget, Stance, Statement};

/// Refuses what the check would refuse, before it is signed.
pub(super) fn check(desk: &Desk<'_>, evaluation: Option<&Evaluation>) -> Result<(), Error> {
    check_stage(desk, evaluation)?;
    check_reason(desk)?;
    check_capacity(desk)?;
    match &desk.request.intent {
        Intent::Hold(_) if has_held(desk) => Err(cannot(
            desk,
            "you have asked for time on this revision already",
            &format!(
                "object if it cannot go ahead: adr-sign object {} -m REASON",
                desk.number
            ),
        )),
        Intent::Hold(until) if desk.case.clock.day().is_some_and(|day| *until < day) => {
            Err(cannot(
                desk,
                "that day is over",
                "name a day to come: --until YYYY-MM-DD",
            ))
        }
        Intent::Answer(_) => check_may_answer(desk, evaluation),
        _ => Ok(()),
    }
}

fn check_stage(desk: &Desk<'_>, evaluation: Option<&Evaluation>) -> Result<(), Error> {
    let number = desk.number;
    let status = desk.decision.status();
    let is_open = status.open.is_some() || status.word == Word::Historical;
    let is_in_force = status.in_force.is_some();
    match &desk.request.intent {
        Intent::Withdraw => Ok(()),
        Intent::Challenge(_) if is_in_force => Ok(()),
        Intent::Challenge(_) => Err(cannot(
            desk,
            &format!("it is {status}; only a decision in force is challenged"),
            &format!("object while it is open: adr-sign object {number} -m REASON"),
        )),
        Intent::Endorse if is_in_force || evaluation.is_some_and(Evaluation::is_met) => Ok(()),
        Intent::Endorse => Err(cannot(
            desk,
            "it is endorsed only once its rules are met",
            &format!("see what is missing: adr status {number}"),
        )),
        Intent::Acknowledge | Intent::Dissent | Intent::Answer(_) if is_open || is_in_force => {
            Ok(())
        }
        _ if is_open => Ok(()),
        Intent::Object | Intent::Hold(_) if is_in_force => Err(cannot(
            desk,
            "it is accepted, and what is settled stays settled",
            &format!(
                "challenge it with new evidence: adr-sign challenge {number} -m REASON --evidence TEXT"
            ),
        )),
        Intent::Approve(_) if is_in_force => Err(cannot(
            desk,
            "it is accepted already",
            &format!("say that you go along: adr-sign acknowledge {number}"),
        )),
        _ => Err(cannot(
            desk,
            &format!("it is {status}, and closed"),
            &format!("see adr show {number}"),
        )),
    }
}

fn check_reason(desk: &Desk<'_>) -> Result<(), Error> {
    let needs_reason = matches!(desk.request.intent, Intent::Object | Intent::Answer(_));
    if needs_reason && desk.request.reason.is_none() {
        return Err(Error::Usage {
            what: "this needs a reason: the others will read it".to_owned(),
            hint: "say why: -m REASON".to_owned(),
        });
    }
    Ok(())
}

/// As whom somebody speaks: for a team that they are in, or for somebody who let them.
fn check_capacity(desk: &Desk<'_>) -> Result<(), Error> {
    let charter = desk.case.charter;
    if let Some(team) = &desk.request.team {
        if !charter.teams.contains_key(team) {
            return Err(cannot(
                desk,
                &format!("there is no team {team}"),
                "see adr charter show",
            ));
        }
        let speaks_for = desk.request.on_behalf_of.as_ref().unwrap_or(desk.signer);
        if !people::members(charter, team).contains(speaks_for) {
            return Err(cannot(
                desk,
                &format!("{speaks_for} is not in team {team}"),
                "leave `--as` out",
            ));
        }
    }
    let Some(delegator) = &desk.request.on_behalf_of else {
        return Ok(());
    };
    let lets = desk.case.clock.day().is_none_or(|day| {
        delegations::speaks_for(charter, &desk.case.delegations, delegator, desk.signer, day)
    });
    if lets {
        return Ok(());
    }
    Err(cannot(
        desk,
        &format!("{delegator} has not asked you to speak for them"),
        &format!(
            "they can: adr-sign delegate --to {} --until DATE",
            desk.signer
        ),
    ))
}

/// Objections are answered by those who may overrule, challenges by the owner.
fn check_may_answer(desk: &Desk<'_>, evaluation: Option<&Evaluation>) -> Result<(), Error> {
    let owner = desk.decision.text().and_then(|text| text.owner.as_ref());
    let mut may: BTreeSet<String> = BTreeSet::new();
    for blocker in evaluation
        .map(|evaluation| evaluation.blockers.as_slice())
        .unwrap_or_default()
    {
        if let Blocker::Objection {
            could_answer,
            answers,
            ..
        } = blocker
        {
            if could_answer.contains(desk.signer) || answers.contains(desk.signer) {
                return Ok(());
            }
            may.extend(could_answer.iter().map(ToString::to_string));
        }
    }
    let has_challenge = !challenges::open(desk.case, &Stances::of(desk.case)).is_empty();
    if may.is_empty() && (!has_challenge || owner == Some(desk.signer)) {
        return Ok(());
    }
    if may.is_empty() {
        may.extend(owner.map(ToString::to_string));
    }
    Err(Error::WrongPerson {
        handle: desk.signer.clone(),
        what: format!("answer on decision {}", desk.number),
        may: may.into_iter().collect(),
    })
}

fn has_held(desk: &Desk<'_>) -> bool {
    let Some(target) = desk.case.target() else {
        return false;
    };
    desk.case.heard.iter().any(|heard| {
        heard.signoff.signer == *desk.signer
            && heard.signoff.digest == target.digest
            && matches!(heard.signoff.statement, Statement::Act(Act::Hold { .. }))
    })
}

fn cannot(desk: &Desk<'_>, what: &str, hint: &str) -> Error {
    Error::CannotSign {
        number: desk.number,
        what: what.to_owned(),
        hint: hint.to_owned(),
    }
}

/// Everything that the signer has said, that stands, and that can be taken back.
pub(super) fn own_statements(desk: &Desk<'_>, stances: &Stances<'_>) -> Vec<Digest> {
    let own_stances = stances
        .standing
        .iter()
        .filter(|((signer, _), _)| *signer == desk.signer)
        .flat_map(|(_, standing)| standing.iter().map(|one| one.heard.digest));
    let own_acts = stances.acts.iter().filter_map(|(heard, act)| {
        let is_kept = matches!(
            act,
            Act::Hold { .. } | Act::Answer { .. } | Act::Challenge { .. }
        );
        (is_kept && heard.signoff.signer == *desk.signer).then_some(heard.digest)
    });
    own_stances.chain(own_acts).collect()
}

/// The signer's own open conditions: those named, or all.
pub(super) fn own_conditions(
    desk: &Desk<'_>,
    stances: &Stances<'_>,
    wanted: &[ConditionId],
) -> Vec<ClearTarget> {
    let approvals = stances
        .standing
        .iter()
        .filter(|((signer, _), _)| *signer == desk.signer);
    approvals
        .flat_map(|(_, standing)| standing)
        .flat_map(|one| {
            let open = stances.open_conditions(desk.case, &one.heard);
            open.into_iter()
                .filter_map(|id| id.parse::<ConditionId>().ok())
                .map(|condition| ClearTarget {
                    signoff: one.heard.digest,
                    condition,
                })
        })
        .filter(|target| wanted.is_empty() || wanted.contains(&target.condition))
        .collect()
}

/// The objections that are open, and for the owner the challenges: of the people named, or all.
pub(super) fn answerable(
    desk: &Desk<'_>,
    stances: &Stances<'_>,
    evaluation: Option<&Evaluation>,
    people: &[Handle],
) -> Vec<Digest> {
    let is_wanted = |person: &Handle| people.is_empty() || people.contains(person);
    let objections = evaluation
        .into_iter()
        .flat_map(|evaluation| &evaluation.blockers)
        .filter_map(|blocker| match blocker {
            Blocker::Objection {
                person, signoff, ..
            } if is_wanted(person) => Some(*signoff),
            _ => None,
        });
    let owner = desk.decision.text().and_then(|text| text.owner.as_ref());
    let challenges = challenges::open(desk.case, stances)
        .into_iter()
        .filter(|one| owner == Some(desk.signer) && is_wanted(&one.heard.signoff.signer))
        .map(|one| one.heard.digest);
    objections.chain(challenges).collect()
}

/// Whether an approval of somebody counts no more, and would if they signed again: it is of an earlier text,
/// or was signed with a key that has been given up since.
pub(super) fn is_stale(case: &Case<'_>, signer: &Handle) -> bool {
    let stances = Stances::of(case);
    let own: Vec<_> = stances
        .standing
        .iter()
        .filter(|((who, _), _)| *who == signer)
        .flat_map(|(_, all)| all)
        .collect();
    let has_given_up = stances.void.iter().any(|(heard, why)| {
        heard.signoff.signer == *signer
            && heard.signoff.on_behalf_of.is_none()
            && matches!(
                heard.signoff.statement,
                Statement::Stance(Stance::Approve { .. })
            )
            && matches!(why, Reason::KeyRetired | Reason::KeyCompromised)
    });
    (has_given_up || !own.is_empty())
        && own.iter().all(|one| {
            let counts = one.current && is_active_key(case, &one.heard);
            matches!(one.stance, Stance::Approve { .. }) && !counts
        })
}

/// What the signer should know before they sign.
pub(super) fn warnings(
    desk: &Desk<'_>,
    evaluation: Option<&Evaluation>,
    statement: &Statement,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let is_approval = matches!(statement, Statement::Stance(Stance::Approve { .. }));
    let is_behind = evaluation.is_some_and(|evaluation| {
        evaluation
            .behind
            .iter()
            .any(|one| one.person == *desk.signer)
    });
    let some_rule_minds = desk
        .case
        .charter
        .rules
        .iter()
        .any(|rule| rule.proposer.is_none());
    if is_approval && is_behind && some_rule_minds {
        warnings.push(
            "you own or wrote this text: your approval counts only for rules with `proposer: allow`".to_owned(),
        );
    }
    let kind = desk
        .case
        .charter
        .people
        .get(desk.signer)
        .map(|person| person.kind);
    if kind == Some(PersonKind::Agent) {
        warnings.push("an agent may speak, and never counts".to_owned());
    }
    warnings
}
