//! Whether a rule can be met by its own people, whoever of them proposes, and by those whom a change of the charter
//! leaves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::record::charter::{Assurance, Charter, KeyState, Rule};
use crate::record::name::Handle;

use super::asks::{self, Ask, Outline};
use super::people;
use super::seats;
use super::wellformed::CharterFlaw;

/// What stands in the way of a rule, if anything. The rule must make sense otherwise.
pub(super) fn flaw(charter: &Charter, rule: &Rule) -> Option<CharterFlaw> {
    let name = || rule.name.to_string();
    let nobody = BTreeSet::new();
    let whole = Outline::of(charter, rule, &nobody, &nobody);
    if whole.plans.is_empty() {
        return Some(CharterFlaw::TooManyAlternatives { rule: name() });
    }
    if !can_be_met(charter, rule, &whole) {
        return Some(CharterFlaw::CannotBeMet {
            rule: name(),
            proposer: None,
        });
    }
    if !asks::excludes(rule) {
        return None;
    }
    let stopped = |proposer: &&Handle| {
        let without = Outline::of(charter, rule, &BTreeSet::from([*proposer]), &nobody);
        !can_be_met(charter, rule, &without)
    };
    // Who is asked for the same seats and has the same kinds of key leaves the same gap.
    let proposer = alike(charter, &whole).into_values().find(stopped)?;
    Some(CharterFlaw::CannotBeMet {
        rule: name(),
        proposer: Some(proposer.clone()),
    })
}

/// People whose changes of the charter can never be agreed: its owner never counts, and neither do they themselves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Stuck {
    /// The rules that too few are left to meet.
    pub rules: Vec<String>,
    /// The owner of decision 0.
    pub owner: Handle,
    /// Whoever else may put a change up, and leaves too few.
    pub people: Vec<Handle>,
}

/// Whether a charter lets only its owner change it, although its rules ask others as well. That is no flaw: it may
/// be meant, and the owner can always put a change up for somebody.
pub fn stuck(charter: &Charter, owner: &Handle) -> Option<Stuck> {
    let nobody = BTreeSet::new();
    let stops = |rule: &Rule, who: &Handle| {
        let outline = Outline::of(charter, rule, &BTreeSet::from([owner, who]), &nobody);
        asks::excludes(rule) && !can_be_met(charter, rule, &outline)
    };
    let others = people::asked_by_charter_rules(charter)
        .into_iter()
        .filter(|who| *who != owner && can_prove(charter, who, Assurance::Key));
    let people: Vec<Handle> = others
        .filter(|who| people::charter_rules(charter).any(|rule| stops(rule, who)))
        .cloned()
        .collect();
    if people.is_empty() {
        return None;
    }
    let rules = people::charter_rules(charter)
        .filter(|rule| people.iter().any(|who| stops(rule, who)))
        .map(|rule| rule.name.to_string())
        .collect();
    Some(Stuck {
        rules,
        owner: owner.clone(),
        people,
    })
}

/// One person for each way to be asked: in which asks, and able to fill which.
fn alike<'a>(charter: &Charter, outline: &Outline<'a>) -> BTreeMap<Vec<(bool, bool)>, &'a Handle> {
    let everyone: BTreeSet<&Handle> = outline
        .asks
        .iter()
        .flat_map(|ask| ask.people.iter().copied())
        .collect();
    let role = |who: &Handle| -> Vec<(bool, bool)> {
        let asks = outline.asks.iter();
        asks.map(|ask| (ask.people.contains(who), can_fill(charter, ask, who)))
            .collect()
    };
    // The first of each, so that the same person is named every time.
    everyone
        .into_iter()
        .rev()
        .map(|who| (role(who), who))
        .collect()
}

fn can_be_met(charter: &Charter, rule: &Rule, outline: &Outline<'_>) -> bool {
    let able: BTreeSet<&Handle> = outline
        .asks
        .iter()
        .flat_map(|ask| {
            ask.people
                .iter()
                .copied()
                .filter(|who| can_fill(charter, ask, who))
        })
        .collect();
    let quorum = rule.quorum.unwrap_or(0) as usize;
    let heard = outline
        .asks
        .iter()
        .flat_map(|ask| ask.people.iter().copied());
    let heard: BTreeSet<&Handle> = heard
        .filter(|who| can_prove(charter, who, Assurance::Key))
        .collect();
    heard.len() >= quorum
        && outline.plans.iter().any(|plan| {
            let wanted: Vec<u32> = plan.iter().map(|&ask| outline.asks[ask].wanted).collect();
            let seats: u64 = wanted.iter().copied().map(u64::from).sum();
            if seats > able.len() as u64 {
                return false;
            }
            let suits: Vec<Vec<usize>> = able
                .iter()
                .map(|who| {
                    (0..plan.len())
                        .filter(|&place| can_fill(charter, &outline.asks[plan[place]], who))
                        .collect()
                })
                .collect();
            let filled = seats::assign(&wanted, &suits).into_iter().flatten();
            filled.count() as u64 == seats
        })
}

fn can_fill(charter: &Charter, ask: &Ask<'_>, who: &Handle) -> bool {
    ask.people.contains(who) && can_prove(charter, who, ask.assurance)
}

/// Whether somebody has an active key that can prove as much.
fn can_prove(charter: &Charter, who: &Handle, wanted: Assurance) -> bool {
    charter.people.get(who).is_some_and(|person| {
        person.keys.iter().any(|entry| {
            entry.state == KeyState::Active && (wanted == Assurance::Key || entry.key.is_hardware())
        })
    })
}
