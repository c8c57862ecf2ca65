//! What blocks whatever the counts say: objections that nobody has answered, and holds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use crate::record::charter::{Charter, Overrule, Rule};
use crate::record::digest::Digest;
use crate::record::name::Handle;
use crate::record::signoff::{Act, Stance, Statement};

use super::asks;
use super::case::{Case, Clock, Heard, HeardIn};
use super::editorial::Span;
use super::evaluation::{Answered, Blocker};
use super::people;
use super::stances::{Stances, is_active_key, is_listed};

/// The objections and holds on a decision.
#[derive(Debug, Default)]
pub struct Blockers {
    /// What still blocks, in the order of people.
    pub open: Vec<Blocker>,
    /// Objections that were answered.
    pub answered: Vec<Answered>,
    /// The digests of the answered ones.
    pub closed: BTreeSet<Digest>,
    /// The sign-offs that answered them.
    pub answers: Vec<Digest>,
}

impl Blockers {
    /// Sorts them out. `excluded` are the people behind the text, who cannot answer.
    pub fn of(
        case: &Case<'_>,
        stances: &Stances<'_>,
        rules: &[&Rule],
        excluded: &BTreeSet<&Handle>,
    ) -> Self {
        let mut blockers = Self::default();
        for standing in stances.standing.values().flatten() {
            if matches!(standing.stance, Stance::Object) {
                blockers.add_objection(case, stances, rules, excluded, &standing.heard);
            }
        }
        if let Clock::At { now, .. } = case.clock {
            blockers.add_holds(case, stances, now);
        }
        blockers
    }

    fn add_objection(
        &mut self,
        case: &Case<'_>,
        stances: &Stances<'_>,
        rules: &[&Rule],
        excluded: &BTreeSet<&Handle>,
        objection: &Heard<'_>,
    ) {
        let person = &objection.signoff.signer;
        let given: Vec<&Heard<'_>> = stances
            .acts
            .iter()
            .filter(|(heard, act)| {
                matches!(act, Act::Answer { targets } if targets.contains(&objection.digest))
                    && is_listed(case, heard.digest)
                    && is_active_key(case, heard)
            })
            .map(|(heard, _)| heard)
            .collect();
        let mut by = BTreeSet::new();
        let mut could_answer = BTreeSet::new();
        let mut is_closed = !rules.is_empty();
        for rule in rules {
            let Some(overrule) = rule.overrule.as_ref().or(case.charter.overrule.as_ref()) else {
                is_closed = false;
                continue;
            };
            let may = |who: &&Handle| {
                people::counts(case.charter, who)
                    && !(asks::excludes(rule) && excluded.contains(*who))
            };
            let asked: BTreeSet<&Handle> = people::asked(case.charter, &overrule.from)
                .into_iter()
                .filter(may)
                .collect();
            let answered: BTreeSet<&Handle> = given
                .iter()
                .filter(|answer| asked_when_signed(case, overrule, answer))
                .map(|answer| &answer.signoff.signer)
                .filter(|signer| asked.contains(signer))
                .collect();
            let wanted = if is_active(case.charter, person) {
                overrule.count.max(1)
            } else {
                1
            };
            is_closed &= answered.len() >= wanted as usize;
            // Who objects need not answer: to take it back is theirs alone.
            let others = asked.difference(&answered).filter(|who| **who != person);
            could_answer.extend(others.map(|who| (*who).clone()));
            by.extend(answered.into_iter().cloned());
        }
        if is_closed {
            self.answers.extend(
                given
                    .iter()
                    .filter(|answer| by.contains(&answer.signoff.signer))
                    .map(|answer| answer.digest),
            );
            self.closed.insert(objection.digest);
            self.answered.push(Answered {
                person: person.clone(),
                signoff: objection.digest,
                by: by.into_iter().collect(),
            });
            return;
        }
        self.open.push(Blocker::Objection {
            person: person.clone(),
            signoff: objection.digest,
            revision: objection.signoff.revision,
            since: objection.signoff.at,
            text: objection
                .signoff
                .reason
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            answers: by.into_iter().collect(),
            could_answer: could_answer.into_iter().collect(),
            in_outbox: objection.place == HeardIn::Outbox,
        });
    }

    /// One hold per person and revision, the first by its own word, even if it was taken back; it lapses by
    /// itself. One from the future would lapse too late, and is none.
    fn add_holds(&mut self, case: &Case<'_>, stances: &Stances<'_>, now: DateTime<FixedOffset>) {
        let span = Span::of(case.charter, &case.revisions);
        let acts = stances.acts.iter().map(|(heard, _)| heard);
        let mut firsts: BTreeMap<(&Handle, u32), (&Heard<'_>, NaiveDate)> = BTreeMap::new();
        for heard in acts.chain(&stances.spent_holds) {
            let signoff = heard.signoff;
            let Statement::Act(Act::Hold { until }) = &signoff.statement else {
                continue;
            };
            if signoff.at.moment() > now || !span.holds(signoff.revision, signoff.digest) {
                continue;
            }
            let longest = Days::new(case.charter.hold_days.into());
            let end = signoff.at.day().checked_add_days(longest);
            let end = end.map_or(*until, |end| end.min(*until));
            let first = firsts
                .entry((&signoff.signer, signoff.revision))
                .or_insert((heard, end));
            if (signoff.at, heard.digest) < (first.0.signoff.at, first.0.digest) {
                *first = (heard, end);
            }
        }
        let mut standing: BTreeMap<&Handle, (&Heard<'_>, NaiveDate)> = BTreeMap::new();
        for ((person, _), (heard, until)) in firsts {
            let is_spent = stances
                .spent_holds
                .iter()
                .any(|spent| spent.digest == heard.digest);
            if is_spent || now.date_naive() > until {
                continue;
            }
            let longest = standing.entry(person).or_insert((heard, until));
            if until > longest.1 {
                *longest = (heard, until);
            }
        }
        let holds = standing
            .into_iter()
            .map(|(person, (heard, until))| Blocker::Hold {
                person: person.clone(),
                signoff: heard.digest,
                since: heard.signoff.at,
                until,
                in_outbox: heard.place == HeardIn::Outbox,
            });
        self.open.extend(holds);
    }
}

fn is_active(charter: &Charter, person: &Handle) -> bool {
    charter
        .people
        .get(person)
        .is_some_and(|person| person.active)
}

/// Whether somebody was already among those who may overrule under the charter that their answer names.
fn asked_when_signed(case: &Case<'_>, overrule: &Overrule, answer: &Heard<'_>) -> bool {
    case.charters
        .get(&answer.signoff.charter)
        .is_some_and(|charter| {
            people::asked(charter, &overrule.from).contains(&answer.signoff.signer)
        })
}
