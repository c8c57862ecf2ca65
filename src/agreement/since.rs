//! Since when each need of an open decision has been open, as the records say.
//!
//! A need opens with the first text that a rule asks it of, and opens again where a later text, or a person who
//! takes something back, ends what had met it. Dates are claims of those who wrote them: they tell the story and
//! decide nothing. The charter that judges today is applied to all of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::signoff::{Act, Signoff, Stance, Statement};
use crate::record::time::Timestamp;

use super::case::Case;
use super::evaluate::evaluate as without_dates;
use super::evaluation::{Evaluation, NeedResult, State};

/// Evaluates the last revision of a case, and says of each need and quorum that is unmet since when it is. `None` for
/// a decision without a revision.
pub fn evaluate(case: &Case<'_>) -> Option<Evaluation> {
    let mut evaluation = without_dates(case)?;
    let times = Times::of(case);
    for moment in times.openings(case).into_iter().rev() {
        let before = evaluate_before(case, &times, moment);
        if !date(&mut evaluation, before.as_ref(), moment) {
            break;
        }
    }
    Some(evaluation)
}

/// When each revision was there, by its number: never before the one it follows, whatever its author's clock said.
struct Times(BTreeMap<u32, Timestamp>);

impl Times {
    fn of(case: &Case<'_>) -> Self {
        let mut latest: Option<Timestamp> = None;
        let mut times = BTreeMap::new();
        for facts in &case.revisions {
            let at = latest.map_or(facts.revision.at, |latest| latest.max(facts.revision.at));
            latest = Some(at);
            times.insert(facts.revision.revision, at);
        }
        Self(times)
    }

    /// When something was said: never before the text that it is about.
    fn of_signoff(&self, signoff: &Signoff) -> Timestamp {
        self.0
            .get(&signoff.revision)
            .map_or(signoff.at, |text| signoff.at.max(*text))
    }

    /// The moments at which a need may have opened, the earliest first.
    fn openings(&self, case: &Case<'_>) -> BTreeSet<Timestamp> {
        let texts = case
            .since_acceptance()
            .filter_map(|facts| self.0.get(&facts.revision.revision).copied());
        let said = case
            .heard
            .iter()
            .filter(|heard| may_open(heard.signoff))
            .map(|heard| self.of_signoff(heard.signoff));
        texts.chain(said).collect()
    }
}

/// Whether a need that was met may be unmet by this.
fn may_open(signoff: &Signoff) -> bool {
    match &signoff.statement {
        Statement::Stance(Stance::Approve { conditions }) => {
            !conditions.is_empty() || !signoff.replaces.is_empty()
        }
        Statement::Stance(_) | Statement::Act(Act::Withdraw { .. }) => true,
        Statement::Act(_) => false,
    }
}

/// What the rules said with what was there before a moment. `None` where nothing was proposed then.
fn evaluate_before(case: &Case<'_>, times: &Times, moment: Timestamp) -> Option<Evaluation> {
    let mut earlier = case.clone();
    let was_there = |revision: &u32| times.0.get(revision).is_some_and(|at| *at < moment);
    earlier
        .revisions
        .retain(|facts| was_there(&facts.revision.revision));
    earlier
        .heard
        .retain(|heard| times.of_signoff(heard.signoff) < moment);
    earlier.since_acceptance().next()?;
    without_dates(&earlier)
}

/// Dates what opened at a moment: what is unmet after it and was not before. Says whether anything is left to date.
fn date(now: &mut Evaluation, before: Option<&Evaluation>, moment: Timestamp) -> bool {
    let mut is_left = false;
    for rule in &mut now.rules {
        let earlier =
            before.and_then(|before| before.rules.iter().find(|one| one.name == rule.name));
        for (at, need) in rule.needs.iter_mut().enumerate() {
            let earlier = earlier.and_then(|earlier| earlier.needs.get(at));
            is_left |= date_need(need, earlier, moment);
        }
        if let Some(quorum) = &mut rule.quorum {
            let earlier = earlier.and_then(|earlier| earlier.quorum.as_ref());
            let was_open = earlier.is_some_and(|quorum| quorum.state == State::Unmet);
            is_left |= opened(quorum.state, &mut quorum.since, was_open, moment);
        }
    }
    for approver in &mut now.approvers {
        let earlier = before.and_then(|before| {
            let mut named = before.approvers.iter();
            named.find(|one| one.approver == approver.approver)
        });
        is_left |= date_need(&mut approver.need, earlier.map(|one| &one.need), moment);
    }
    is_left
}

fn date_need(need: &mut NeedResult, earlier: Option<&NeedResult>, moment: Timestamp) -> bool {
    let was_open = earlier.is_some_and(|earlier| earlier.state == State::Unmet);
    let mut is_left = opened(need.state, &mut need.since, was_open, moment);
    for (at, alternative) in need.alternatives.iter_mut().enumerate() {
        let earlier = earlier.and_then(|earlier| earlier.alternatives.get(at));
        is_left |= date_need(alternative, earlier, moment);
    }
    is_left
}

/// Dates one need; says whether it is still without a date.
fn opened(state: State, since: &mut Option<Timestamp>, was_open: bool, moment: Timestamp) -> bool {
    if state != State::Unmet || since.is_some() {
        return false;
    }
    if !was_open {
        *since = Some(moment);
    }
    was_open
}
