//! Counting: what the rules say about a revision, given what people said about it.
//!
//! The numbered rules are those of the charter's documentation (*Counting*). Three values come out: met,
//! unmet, and error where the charter itself makes no sense; an error is never a pass.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use crate::record::charter::{KeyState, Rule};
use crate::record::digest::Digest;
use crate::record::name::{Handle, Party};
use crate::record::signoff::Stance;

use super::asks::{self, Outline};
use super::blockers::Blockers;
use super::case::{Case, Clock, RevisionFacts};
use super::evaluation::{
    ApproverResult, Behind, CommentClock, CommentPeriod, Evaluation, FallsAway, NeedResult, Part,
    Problem, Quorum, RuleResult, State,
};
use super::needs;
use super::people;
use super::rules;
use super::stances::{self, Stances};
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
    let stances = Stances::of(case);
    let authors = Authors::of(case, &stances, &behind);
    let excluded = &authors.all;
    let blockers = Blockers::of(case, &stances, &matching, excluded);
    let voices = Voices::of(case, &stances, &blockers.closed);
    let (rules, heard_by): (Vec<RuleResult>, Vec<Vec<Digest>>) = matching
        .iter()
        .map(|rule| rule_result(case, rule, &voices, &authors, &mut problems))
        .unzip();
    let approvers = if rules::are_of_imports(case, &matching) {
        Vec::new()
    } else {
        approvers(case, &voices, excluded, &mut problems)
    };
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
    counted.extend(heard_by.into_iter().flatten());
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

/// The people behind a text, and who of them has signed it.
struct Authors<'p> {
    all: BTreeSet<&'p Handle>,
    /// Those who are behind it by somebody else's word alone: named as owner or writer. They fill no seat all
    /// the same; but were a majority smaller for it, an author could name colleagues until one friend is one.
    unasked: BTreeSet<&'p Handle>,
    /// The approvals of those who were named and say the same.
    consents: BTreeMap<&'p Handle, Digest>,
}

impl<'p> Authors<'p> {
    fn of(case: &Case<'_>, stances: &Stances<'_>, behind: &'p [Behind]) -> Self {
        let has_revised = |who: &Handle| {
            case.since_acceptance().any(|facts| {
                facts.revision.by == *who
                    && people::signing_key_state(case.charter, who, facts.proof).is_some()
            })
        };
        let approval = |who: &Handle| {
            let mut standing = stances.standing.get(&(who, None))?.iter();
            let approval = standing.find(|one| {
                one.current
                    && matches!(one.stance, Stance::Approve { .. })
                    && stances::is_listed(case, one.heard.digest)
                    && stances::is_active_key(case, &one.heard)
            });
            approval.map(|one| one.heard.digest)
        };
        let all: BTreeSet<&Handle> = behind.iter().map(|one| &one.person).collect();
        let mut unasked: BTreeSet<&Handle> = all
            .iter()
            .copied()
            .filter(|who| !has_revised(who))
            .collect();
        let consents: BTreeMap<&Handle, Digest> = unasked
            .iter()
            .filter_map(|who| Some((*who, approval(who)?)))
            .collect();
        unasked.retain(|who| !consents.contains_key(who));
        Self {
            all,
            unasked,
            consents,
        }
    }

    /// The consents for which a count of a rule is smaller.
    fn consents_to(&self, outline: &Outline<'_>) -> impl Iterator<Item = Digest> {
        let asks = outline.asks.iter();
        asks.flat_map(|ask| &ask.stood_back)
            .filter_map(|who| self.consents.get(who).copied())
    }
}

/// One rule, and the sign-offs by which its quorum was heard and its counts came about.
fn rule_result<'a>(
    case: &Case<'a>,
    rule: &'a Rule,
    voices: &Voices<'a>,
    authors: &Authors<'_>,
    problems: &mut Vec<Problem>,
) -> (RuleResult, Vec<Digest>) {
    let nobody = BTreeSet::new();
    let excluded = if asks::excludes(rule) {
        &authors.all
    } else {
        &nobody
    };
    let outline = Outline::of(case.charter, rule, excluded, &authors.unasked);
    let (state, needs) = needs::evaluate(case, &outline, voices, excluded);
    let mut heard_by: Vec<Digest> = authors.consents_to(&outline).collect();
    let quorum = rule.quorum.map(|wanted| {
        let mut asked: BTreeMap<Digest, BTreeSet<&Handle>> = BTreeMap::new();
        let mut heard = BTreeSet::new();
        for voice in &voices.heard {
            let charter = case.charters.get(&voice.charter);
            let asked = asked.entry(voice.charter).or_insert_with(|| {
                charter.map_or_else(BTreeSet::new, |charter| outline.asked_under(charter))
            });
            if !asked.contains(voice.person) {
                continue;
            }
            heard.insert(voice.person.clone());
            heard_by.push(voice.digest);
        }
        Quorum {
            wanted,
            state: State::from_met(heard.len() >= wanted as usize),
            since: None,
            heard: heard.into_iter().collect(),
        }
    });
    let comment = rule
        .comment_days
        .map(|days| comment_period(case.clock, days));
    let state = State::all(
        std::iter::once(state)
            .chain(quorum.as_ref().map(|quorum| quorum.state))
            .chain(comment.as_ref().map(|comment| comment.state)),
    );
    problems.extend(outline.problems);
    let result = RuleResult {
        name: rule.name.to_string(),
        state,
        needs,
        quorum,
        comment,
    };
    (result, heard_by)
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
fn approvers<'a>(
    case: &Case<'a>,
    voices: &Voices<'a>,
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
        let is_dropped = !newest.contains(approver);
        let mut need = needs::evaluate_approver(case, approver, voices, excluded);
        let falls_away = falls_away(case, approver, is_dropped);
        if falls_away.is_some() {
            need.state = State::Met;
            need.could_sign.clear();
        } else if !is_known {
            problems.push(Problem::UnknownApprover {
                approver: approver.clone(),
            });
            need.state = State::Error;
        }
        results.push(ApproverResult {
            approver: approver.clone(),
            falls_away,
            need,
        });
    }
    results
}

/// Why an approver is not needed after all. Only what they did themselves lets a dropped one fall away:
/// to be named as owner or writer by somebody else does not.
fn falls_away(case: &Case<'_>, approver: &Party, is_dropped: bool) -> Option<FallsAway> {
    let handle = match approver {
        Party::Person(handle) => handle,
        Party::Team(team) => {
            let is_gone = !case.charter.teams.contains_key(team);
            return (is_dropped && is_gone).then_some(FallsAway::NoSuchTeam);
        }
    };
    let person = case.charter.people.get(handle)?;
    if !person.active {
        return Some(FallsAway::Inactive);
    }
    let has_signed = |facts: RevisionFacts<'_>| {
        facts.revision.by == *handle
            && people::signing_key_state(case.charter, handle, facts.proof)
                == Some(KeyState::Active)
    };
    (is_dropped && case.target().is_some_and(has_signed)).then_some(FallsAway::SignedTheText)
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
