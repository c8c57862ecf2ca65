//! What an evaluation asks of one person.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Item;
use super::task::{Need, Task};
use crate::action::speaking::Speaking;
use crate::action::status::{OpenCondition, Standing, Waiting};
use crate::agreement::evaluation::{Blocker, Evaluation, NeedResult, Reason, RuleResult, State};
use crate::agreement::status::Word;
use crate::record::name::Handle;

/// What an open decision asks of a person, the most pressing first.
pub(super) fn of(
    standing: &Standing,
    person: &Handle,
    speaks_for: &[Speaking],
    today: NaiveDate,
) -> Vec<Item> {
    let mut tasks = Vec::new();
    if standing.drivers.contains(person) {
        tasks.extend(driving(standing));
    }
    if let Some(evaluation) = &standing.evaluation {
        tasks.extend(conditions(&standing.conditions, person));
        tasks.extend(holds(evaluation, person, today));
        tasks.extend(approvals(standing, evaluation, person, None));
        for delegation in speaks_for.iter().filter(|one| one.starts <= today) {
            tasks.extend(approvals(standing, evaluation, person, Some(delegation)));
        }
        let is_asked = tasks
            .iter()
            .any(|task| matches!(task, Task::Approve { .. }));
        if standing.unheard.contains(person) && !is_asked {
            tasks.push(Task::Consult);
        }
        tasks.extend(objections(evaluation, person));
    }
    tasks
        .into_iter()
        .map(|task| Item::of(standing, task))
        .collect()
}

/// What waits for whoever owns the text, or may edit it.
fn driving(standing: &Standing) -> Vec<Task> {
    let mut tasks = Vec::new();
    let people = senders(&standing.in_outboxes);
    if !people.is_empty() {
        tasks.push(Task::Receive { people });
    }
    if let Some(error) = &standing.draft_error {
        tasks.push(Task::Edit {
            missing: Vec::new(),
            error: Some(error.clone()),
        });
        return tasks;
    }
    if standing.unpublished_edits {
        tasks.push(Task::Publish);
        return tasks;
    }
    let Some(evaluation) = &standing.evaluation else {
        if standing.status.word == Word::Draft {
            tasks.push(if standing.missing.is_empty() {
                Task::Propose
            } else {
                Task::Edit {
                    missing: standing.missing.clone(),
                    error: None,
                }
            });
        }
        return tasks;
    };
    if evaluation.is_met() {
        tasks.push(Task::Accept);
    }
    for blocker in &evaluation.blockers {
        if let Blocker::Objection { person, text, .. } = blocker {
            tasks.push(Task::Revise {
                by: person.clone(),
                reason: text.clone(),
            });
        }
    }
    tasks
}

/// Who has something in an outbox, each once.
pub(super) fn senders(waiting: &[Waiting]) -> Vec<Handle> {
    let people: BTreeSet<&Handle> = waiting.iter().map(|one| &one.person).collect();
    people.into_iter().cloned().collect()
}

fn conditions(open: &[OpenCondition], person: &Handle) -> Vec<Task> {
    open.iter()
        .filter(|condition| condition.person == *person)
        .map(|condition| Task::Clear {
            condition: condition.id.clone(),
            text: condition.text.clone(),
        })
        .collect()
}

fn holds(evaluation: &Evaluation, person: &Handle, today: NaiveDate) -> Vec<Task> {
    evaluation
        .blockers
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Hold {
                person: who, until, ..
            } if who == person => Some(Task::EndHold {
                until: *until,
                days: (*until - today).num_days(),
            }),
            _ => None,
        })
        .collect()
}

fn objections(evaluation: &Evaluation, person: &Handle) -> Vec<Task> {
    evaluation
        .blockers
        .iter()
        .filter_map(|blocker| match blocker {
            Blocker::Objection {
                person: who,
                text,
                answers,
                could_answer,
                ..
            } if who != person && could_answer.contains(person) => Some(Task::AnswerObjection {
                by: who.clone(),
                reason: text.clone(),
                answered_by: answers.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// The approval of a person that is needed, for themselves or in the seat of somebody who is away.
fn approvals(
    standing: &Standing,
    evaluation: &Evaluation,
    person: &Handle,
    delegation: Option<&Speaking>,
) -> Option<Task> {
    let on_behalf_of = delegation.map(|one| &one.from);
    let seat_of = on_behalf_of.unwrap_or(person);
    let has_spoken = standing.in_outboxes.iter().any(|waiting| {
        waiting.person == *person
            && waiting.on_behalf_of.as_ref() == on_behalf_of
            && waiting.word != "acknowledge"
            && waiting.revision == evaluation.revision
    });
    let asked_for_time = on_behalf_of.is_none()
        && evaluation
            .blockers
            .iter()
            .any(|blocker| matches!(blocker, Blocker::Hold { person: who, .. } if who == person));
    if has_spoken || asked_for_time || has_another_stance(evaluation, person, on_behalf_of) {
        return None;
    }
    let needs = needs(evaluation, |rule, need| {
        let asked = need.could_sign.contains(seat_of);
        match delegation {
            None => asked,
            Some(delegation) => asked && may_fill(evaluation, rule, need, person, delegation),
        }
    });
    let stale = standing.stale.iter().find(|stale| {
        stale.person == *person
            && stale.on_behalf_of.as_ref() == on_behalf_of
            && stale.stance == "approve"
    });
    // Of somebody who wrote the text nothing is asked where that does not count.
    let wrote_it = evaluation.behind.iter().any(|one| one.person == *seat_of);
    if wrote_it && needs.is_empty() {
        return None;
    }
    if let Some(stale) = stale {
        return Some(Task::ApproveAgain {
            revision: stale.revision,
            changed: stale.changed.clone(),
            needed: !needs.is_empty(),
            on_behalf_of: on_behalf_of.cloned(),
        });
    }
    (!needs.is_empty()).then(|| Task::Approve {
        needs,
        on_behalf_of: on_behalf_of.cloned(),
    })
}

/// Whether somebody has said something else than approval on this text, or approved on a condition.
fn has_another_stance(
    evaluation: &Evaluation,
    person: &Handle,
    on_behalf_of: Option<&Handle>,
) -> bool {
    evaluation
        .voices
        .iter()
        .filter(|voice| voice.person == *person && voice.on_behalf_of.as_ref() == on_behalf_of)
        .any(|voice| {
            matches!(
                voice.discounted,
                Some(
                    Reason::Objected
                        | Reason::Abstained
                        | Reason::Recused
                        | Reason::Dissented
                        | Reason::ConditionOpen { .. }
                )
            )
        })
}

/// Whether a delegate may fill the delegator's seat: in a team they were given, not behind the text, and
/// neither seated in that rule nor asked in it themselves.
fn may_fill(
    evaluation: &Evaluation,
    rule: Option<&RuleResult>,
    need: &NeedResult,
    delegate: &Handle,
    delegation: &Speaking,
) -> bool {
    let in_team = delegation.teams.is_empty()
        || delegation.teams.iter().any(|team| {
            need.from == team.as_str() || need.from == format!("team:{}", team.as_str())
        });
    let is_behind = evaluation.behind.iter().any(|one| one.person == *delegate);
    let all = rule.map_or(std::slice::from_ref(need), |rule| rule.needs.as_slice());
    in_team && !is_behind && !all.iter().any(|need| seats_or_asks(need, delegate))
}

fn seats_or_asks(need: &NeedResult, person: &Handle) -> bool {
    need.could_sign.contains(person)
        || need
            .counted
            .iter()
            .any(|seat| seat.person == *person || seat.by.as_ref() == Some(person))
        || need
            .alternatives
            .iter()
            .any(|need| seats_or_asks(need, person))
}

/// The needs that are not met and that fit, of rules and of approvers.
fn needs(
    evaluation: &Evaluation,
    fits: impl Fn(Option<&RuleResult>, &NeedResult) -> bool,
) -> Vec<Need> {
    let mut found = BTreeSet::new();
    for rule in &evaluation.rules {
        for need in &rule.needs {
            collect(Some(rule), need, &fits, &mut found);
        }
    }
    for approver in &evaluation.approvers {
        collect(None, &approver.need, &fits, &mut found);
    }
    found.into_iter().collect()
}

fn collect(
    rule: Option<&RuleResult>,
    need: &NeedResult,
    fits: &impl Fn(Option<&RuleResult>, &NeedResult) -> bool,
    found: &mut BTreeSet<Need>,
) {
    if need.state != State::Unmet {
        return;
    }
    if need.alternatives.is_empty() && fits(rule, need) {
        found.insert(Need {
            rule: rule.map(|rule| rule.name.clone()),
            from: need.from.clone(),
        });
    }
    for alternative in &need.alternatives {
        collect(rule, alternative, fits, found);
    }
}
