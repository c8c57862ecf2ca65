//! Counting: what the rules say about a revision, given what people said about it.
//!
//! The numbered rules are those of the charter's documentation (*Counting*). Three values come out: met,
//! unmet, and error where the charter itself makes no sense; an error is never a pass.

use std::collections::BTreeSet;

use chrono::Days;

use crate::record::charter::Rule;
use crate::record::digest::Digest;
use crate::record::name::{Handle, Party};

use super::blockers::Blockers;
use super::case::{Case, Clock};
use super::evaluation::{
    ApproverResult, Behind, CommentClock, CommentPeriod, Evaluation, FallsAway, NeedResult, Part,
    Problem, Quorum, RuleResult, State,
};
use super::needs;
use super::people;
use super::rules;
use super::stances::Stances;
use super::voices::Voices;

/// Evaluates the last revision of a case. `None` for a decision without a revision.
pub fn evaluate(case: &Case<'_>) -> Option<Evaluation> {
    let target = case.target()?;
    let mut problems = Vec::new();
    let matching = rules::matching(case);
    if matching.is_empty() {
        problems.push(Problem::NoRuleMatches);
    }
    let behind = behind(case);
    let excluded: BTreeSet<&Handle> = behind.iter().map(|one| &one.person).collect();
    let stances = Stances::of(case);
    let blockers = Blockers::of(case, &stances, &matching, &excluded);
    let voices = Voices::of(case, &stances, &blockers.closed);
    let rules: Vec<RuleResult> = matching
        .iter()
        .map(|rule| rule_result(case, rule, &voices, &excluded, &mut problems))
        .collect();
    let approvers = approvers(case, &voices, &excluded, &mut problems);
    let state = State::all(
        rules
            .iter()
            .map(|rule| rule.state)
            .chain(approvers.iter().map(|approver| approver.need.state))
            .chain(blockers.open.iter().map(|_| State::Unmet))
            .chain(problems.iter().map(|_| State::Error)),
    );
    let mut counted: BTreeSet<Digest> = blockers.answers.iter().copied().collect();
    let needs = rules
        .iter()
        .flat_map(|rule| &rule.needs)
        .chain(approvers.iter().map(|one| &one.need));
    needs.for_each(|need| collect_counted(need, &mut counted));
    counted.extend(clears_of_counted(case, &stances, &voices, &counted));
    Some(Evaluation {
        revision: target.revision.revision,
        digest: target.digest,
        state,
        problems,
        rules,
        approvers,
        blockers: blockers.open,
        answered: blockers.answered,
        voices: voices.all,
        behind,
        counted: counted.into_iter().collect(),
    })
}

/// The owner, the reviser and the writers of every revision since the last acceptance.
pub fn behind(case: &Case<'_>) -> Vec<Behind> {
    let mut behind = BTreeSet::new();
    for facts in case.since_acceptance() {
        let revision = facts.revision;
        let owner = revision.text.owner.iter().map(|owner| (owner, Part::Owner));
        let reviser = std::iter::once((&revision.by, Part::Reviser));
        let writers = revision.with.iter().map(|writer| (writer, Part::Writer));
        behind.extend(
            owner
                .chain(reviser)
                .chain(writers)
                .map(|(person, part)| Behind {
                    person: person.clone(),
                    part,
                }),
        );
    }
    behind.into_iter().collect()
}

fn rule_result(
    case: &Case<'_>,
    rule: &Rule,
    voices: &Voices<'_>,
    excluded: &BTreeSet<&Handle>,
    problems: &mut Vec<Problem>,
) -> RuleResult {
    let answer = needs::evaluate(case, rule, voices, excluded, problems);
    let quorum = rule.quorum.map(|wanted| {
        let may = |who: &Handle| {
            answer.asked.contains(who)
                && people::counts(case.charter, who)
                && !excluded.contains(who)
        };
        let heard: Vec<Handle> = voices
            .heard
            .iter()
            .filter(|who| may(who))
            .map(|who| (*who).clone())
            .collect();
        let state = State::from_met(heard.len() >= wanted as usize);
        Quorum {
            wanted,
            heard,
            state,
        }
    });
    let comment = rule
        .comment_days
        .map(|days| comment_period(case.clock, days));
    let state = State::all(
        std::iter::once(answer.state)
            .chain(quorum.as_ref().map(|quorum| quorum.state))
            .chain(comment.as_ref().map(|comment| comment.state)),
    );
    RuleResult {
        name: rule.name.to_string(),
        state,
        needs: answer.needs,
        quorum,
        comment,
    }
}

fn comment_period(clock: Clock, days: u32) -> CommentPeriod {
    let (clock, state) = match clock {
        Clock::Settled => (CommentClock::Settled, State::Met),
        Clock::At {
            first_seen: None, ..
        } => (CommentClock::NoTrustedStart, State::Unmet),
        Clock::At {
            now,
            first_seen: Some(start),
        } => match start.checked_add_days(Days::new(days.into())) {
            Some(end) => (CommentClock::Until { end }, State::from_met(end <= now)),
            None => (CommentClock::NoTrustedStart, State::Unmet),
        },
    };
    CommentPeriod { days, clock, state }
}

/// The approvers of the newest text, and those of the text in force, which still apply when a revision
/// drops them.
fn approvers(
    case: &Case<'_>,
    voices: &Voices<'_>,
    excluded: &BTreeSet<&Handle>,
    problems: &mut Vec<Problem>,
) -> Vec<ApproverResult> {
    let newest = case
        .target()
        .map(|target| target.revision.text.approvers.as_slice())
        .unwrap_or_default();
    let in_force = case
        .in_force
        .map(|text| text.approvers.as_slice())
        .unwrap_or_default();
    let dropped = in_force.iter().filter(|party| !newest.contains(party));
    let mut seen = BTreeSet::new();
    let mut results = Vec::new();
    for approver in newest.iter().chain(dropped) {
        if !seen.insert(approver) {
            continue;
        }
        let is_known = match approver {
            Party::Person(handle) => case.charter.people.contains_key(handle),
            Party::Team(team) => case.charter.teams.contains_key(team),
        };
        let mut need = needs::evaluate_approver(case, approver, voices, excluded);
        let falls_away = falls_away(case, approver, in_force, excluded);
        if !is_known {
            problems.push(Problem::UnknownApprover {
                approver: approver.clone(),
            });
            need.state = State::Error;
        } else if falls_away.is_some() {
            need.state = State::Met;
            need.could_sign.clear();
        }
        results.push(ApproverResult {
            approver: approver.clone(),
            falls_away,
            need,
        });
    }
    results
}

fn falls_away(
    case: &Case<'_>,
    approver: &Party,
    in_force: &[Party],
    excluded: &BTreeSet<&Handle>,
) -> Option<FallsAway> {
    let Party::Person(handle) = approver else {
        return None;
    };
    if case
        .charter
        .people
        .get(handle)
        .is_some_and(|person| !person.active)
    {
        return Some(FallsAway::Inactive);
    }
    // Their consent is in the text they now put up; nobody else was named in their place.
    (excluded.contains(handle) && in_force.contains(approver)).then_some(FallsAway::WroteTheText)
}

fn collect_counted(need: &NeedResult, counted: &mut BTreeSet<Digest>) {
    counted.extend(need.counted.iter().map(|seat| seat.signoff));
    need.alternatives
        .iter()
        .for_each(|alternative| collect_counted(alternative, counted));
}

/// The clears that made conditional approvals count.
fn clears_of_counted(
    case: &Case<'_>,
    stances: &Stances<'_>,
    voices: &Voices<'_>,
    counted: &BTreeSet<Digest>,
) -> Vec<Digest> {
    let approvals = voices
        .approvals
        .iter()
        .filter(|approval| counted.contains(&approval.digest));
    approvals
        .flat_map(|approval| {
            stances
                .standing
                .values()
                .flatten()
                .filter(|one| one.heard.digest == approval.digest)
        })
        .flat_map(|standing| {
            stances
                .clears_of(case, &standing.heard)
                .map(|(digest, _)| digest)
                .collect::<Vec<_>>()
        })
        .collect()
}
