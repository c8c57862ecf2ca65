//! One rule against what was said: its needs, with seats filled as well as can be.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::charter::{Assurance, Charter, Count, Need, Proposer, Rule, Source};
use crate::record::name::{Handle, Party};

use super::case::Case;
use super::evaluation::{Discount, NeedResult, Problem, Reason, Seat, State};
use super::people;
use super::seats;
use super::voices::{Approval, Voices};

/// How deep alternatives may nest.
pub const MAX_DEPTH: usize = 5;

/// How many combinations of alternatives and of delegates are tried at the most.
const MAX_PLANS: usize = 512;

/// A need that asks people: a seat or several, and who may fill them.
#[derive(Debug)]
pub struct Ask<'a> {
    /// As the charter or the text names it.
    pub from: String,
    /// Who is asked.
    pub people: BTreeSet<&'a Handle>,
    /// The team's own name, where it is one.
    team: Option<&'a str>,
    /// How many seats.
    pub wanted: u32,
    /// The least that a signature must prove.
    assurance: Assurance,
}

/// The answer to a rule's needs.
pub struct Answer {
    /// Of all needs together.
    pub state: State,
    /// Each need.
    pub needs: Vec<NeedResult>,
    /// Everybody whom a need asks.
    pub asked: BTreeSet<Handle>,
}

/// Evaluates the needs of a rule. `excluded` are the people behind the text.
pub fn evaluate(
    case: &Case<'_>,
    rule: &Rule,
    voices: &Voices<'_>,
    behind: &BTreeSet<&Handle>,
    problems: &mut Vec<Problem>,
) -> Answer {
    let nobody = BTreeSet::new();
    let excluded = if rule.proposer == Some(Proposer::Allow) {
        &nobody
    } else {
        behind
    };
    let mut outline = Outline {
        case,
        rule,
        excluded,
        asks: Vec::new(),
        problems: Vec::new(),
    };
    let tree = outline.all(&rule.need, 0);
    let Outline {
        asks,
        problems: found,
        ..
    } = outline;
    let is_broken = !found.is_empty();
    problems.extend(found);
    let plans = plans(&tree, rule, problems);
    let seating = best_seating(case, &asks, &plans, voices, excluded);
    let needs: Vec<NeedResult> = tree
        .iter()
        .map(|node| result(case, node, &asks, &seating, voices, excluded))
        .collect();
    let state = if is_broken || plans.is_empty() {
        State::Error
    } else {
        State::all(needs.iter().map(|need| need.state))
    };
    let asked = asks
        .iter()
        .flat_map(|ask| ask.people.iter().map(|person| (*person).clone()))
        .collect();
    Answer {
        state,
        needs,
        asked,
    }
}

/// Evaluates one approver whom the text names.
pub fn evaluate_approver(
    case: &Case<'_>,
    approver: &Party,
    voices: &Voices<'_>,
    behind: &BTreeSet<&Handle>,
) -> NeedResult {
    let ask = Ask {
        from: approver.to_string(),
        people: countable(case.charter, people::party(case.charter, approver), behind),
        team: match approver {
            Party::Person(_) => None,
            Party::Team(team) => Some(team.as_str()),
        },
        wanted: 1,
        assurance: case.charter.assurance,
    };
    let asks = [ask];
    let seating = best_seating(case, &asks, &[vec![0]], voices, behind);
    result(case, &Node::Ask(0), &asks, &seating, voices, behind)
}

/// A need, with its asks numbered.
enum Node {
    Ask(usize),
    Any(Vec<Node>),
    Broken(String),
}

struct Outline<'c, 'a> {
    case: &'c Case<'a>,
    rule: &'c Rule,
    excluded: &'c BTreeSet<&'c Handle>,
    asks: Vec<Ask<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Outline<'_, 'a> {
    fn all(&mut self, needs: &[Need], depth: usize) -> Vec<Node> {
        if needs.is_empty() {
            let rule = self.rule.name.to_string();
            self.problems.push(if depth == 0 {
                Problem::EmptyNeed { rule }
            } else {
                Problem::EmptyAny { rule }
            });
        }
        needs.iter().map(|need| self.one(need, depth)).collect()
    }

    fn one(&mut self, need: &Need, depth: usize) -> Node {
        match need {
            Need::Any(_) if depth >= MAX_DEPTH => {
                self.problems.push(Problem::TooManyAlternatives {
                    rule: self.rule.name.to_string(),
                });
                Node::Broken("any of".to_owned())
            }
            Need::Any(alternatives) => Node::Any(self.all(alternatives, depth + 1)),
            Need::From {
                from,
                count,
                assurance,
            } => self.ask(from, *count, *assurance),
        }
    }

    fn ask(&mut self, from: &Source, count: Count, assurance: Option<Assurance>) -> Node {
        let charter = self.case.charter;
        let team = charter.teams.get_key_value(&from.0).map(|(team, _)| team);
        let person = people::person_named(charter, from.as_str());
        let everyone = match (team, person) {
            (Some(team), _) => people::members(charter, team),
            (None, Some(person)) => BTreeSet::from([person]),
            (None, None) => {
                let rule = self.rule.name.to_string();
                self.problems.push(Problem::UnknownSource {
                    rule,
                    from: from.to_string(),
                });
                return Node::Broken(from.to_string());
            }
        };
        let people = countable(charter, everyone, self.excluded);
        let size = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let wanted = match count {
            Count::Number(number) => number,
            Count::Majority => size / 2 + 1,
            // An empty team is unmet: one seat that nobody can fill.
            Count::All => size.max(1),
        };
        let least = [Some(charter.assurance), self.rule.assurance, assurance];
        self.asks.push(Ask {
            from: from.to_string(),
            people,
            team: team.map(|team| team.as_str()),
            wanted,
            assurance: least.into_iter().flatten().max().unwrap_or_default(),
        });
        Node::Ask(self.asks.len() - 1)
    }
}

fn countable<'a>(
    charter: &Charter,
    people: BTreeSet<&'a Handle>,
    excluded: &BTreeSet<&Handle>,
) -> BTreeSet<&'a Handle> {
    people
        .into_iter()
        .filter(|who| people::counts(charter, who) && !excluded.contains(*who))
        .collect()
}

/// Every way to meet the needs, as the asks that it takes: one alternative of each `any`. Empty where
/// there are too many, which is an error.
fn plans(tree: &[Node], rule: &Rule, problems: &mut Vec<Problem>) -> Vec<Vec<usize>> {
    let mut plans = vec![Vec::new()];
    for node in tree {
        let ways = ways(node);
        if plans.len().saturating_mul(ways.len()) > MAX_PLANS {
            problems.push(Problem::TooManyAlternatives {
                rule: rule.name.to_string(),
            });
            return Vec::new();
        }
        plans = plans
            .iter()
            .flat_map(|plan: &Vec<usize>| ways.iter().map(|way| [plan.as_slice(), way].concat()))
            .collect();
    }
    plans
}

fn ways(node: &Node) -> Vec<Vec<usize>> {
    match node {
        Node::Ask(ask) => vec![vec![*ask]],
        Node::Any(alternatives) => alternatives.iter().flat_map(ways).collect(),
        Node::Broken(_) => vec![Vec::new()],
    }
}

/// Who sits where, under the plan that leaves the fewest seats empty.
struct Seating<'a> {
    plan: Vec<usize>,
    seats: BTreeMap<usize, Vec<Approval<'a>>>,
}

impl<'a> Seating<'a> {
    fn at(&self, ask: usize) -> &[Approval<'a>] {
        self.seats.get(&ask).map_or(&[], Vec::as_slice)
    }

    fn empty_seats(&self, asks: &[Ask<'_>]) -> u32 {
        self.plan
            .iter()
            .map(|&ask| {
                asks[ask]
                    .wanted
                    .saturating_sub(u32::try_from(self.at(ask).len()).unwrap_or(u32::MAX))
            })
            .fold(0, u32::saturating_add)
    }

    fn holds(&self, approval: &Approval<'_>) -> bool {
        self.seats
            .values()
            .flatten()
            .any(|seated| seated.digest == approval.digest)
    }
}

fn best_seating<'a>(
    case: &Case<'a>,
    asks: &[Ask<'_>],
    plans: &[Vec<usize>],
    voices: &Voices<'a>,
    excluded: &BTreeSet<&Handle>,
) -> Seating<'a> {
    let casts = casts(voices, excluded);
    let seatings = plans.iter().take(MAX_PLANS).flat_map(|plan| {
        casts
            .iter()
            .take(MAX_PLANS)
            .map(move |cast| seat(case, asks, plan, cast, excluded))
    });
    seatings
        .min_by_key(|seating| seating.empty_seats(asks))
        .unwrap_or(Seating {
            plan: Vec::new(),
            seats: BTreeMap::new(),
        })
}

/// Who speaks for whom: each signer sits once, for themselves or for one who delegated to them, and
/// nobody is spoken for twice. Without delegates there is one such cast.
fn casts<'v, 'a>(
    voices: &'v Voices<'a>,
    excluded: &BTreeSet<&Handle>,
) -> Vec<Vec<&'v Approval<'a>>> {
    let mut by_signer: BTreeMap<&Handle, BTreeMap<&Handle, Vec<&Approval<'a>>>> = BTreeMap::new();
    for approval in &voices.approvals {
        if !excluded.contains(approval.signer) && !excluded.contains(approval.seat_of) {
            by_signer
                .entry(approval.signer)
                .or_default()
                .entry(approval.seat_of)
                .or_default()
                .push(approval);
        }
    }
    let mut casts: Vec<(BTreeSet<&Handle>, Vec<&Approval<'a>>)> =
        vec![(BTreeSet::new(), Vec::new())];
    for roles in by_signer.values() {
        let mut next = Vec::new();
        for (spoken_for, cast) in &casts {
            for (seat_of, approvals) in roles {
                if spoken_for.contains(*seat_of) {
                    continue;
                }
                let mut spoken_for = spoken_for.clone();
                spoken_for.insert(*seat_of);
                next.push((spoken_for, [cast.as_slice(), approvals].concat()));
            }
            if roles.keys().any(|seat_of| spoken_for.contains(*seat_of)) {
                next.push((spoken_for.clone(), cast.clone()));
            }
        }
        next.truncate(MAX_PLANS);
        casts = next;
    }
    casts.into_iter().map(|(_, cast)| cast).collect()
}

fn seat<'a>(
    case: &Case<'a>,
    asks: &[Ask<'_>],
    plan: &[usize],
    cast: &[&Approval<'a>],
    excluded: &BTreeSet<&Handle>,
) -> Seating<'a> {
    let mut signers: Vec<&Handle> = cast.iter().map(|approval| approval.signer).collect();
    signers.dedup();
    let fitting = |signer: &Handle, ask: usize| {
        cast.iter().find(|approval| {
            *approval.signer == *signer && unsuited(case, &asks[ask], approval, excluded).is_none()
        })
    };
    let wanted: Vec<u32> = plan.iter().map(|&ask| asks[ask].wanted).collect();
    let suits: Vec<Vec<usize>> = signers
        .iter()
        .map(|signer| {
            (0..plan.len())
                .filter(|&seat| fitting(signer, plan[seat]).is_some())
                .collect()
        })
        .collect();
    let mut seats: BTreeMap<usize, Vec<Approval<'a>>> = BTreeMap::new();
    for (signer, seat) in signers.iter().zip(seats::assign(&wanted, &suits)) {
        let Some(ask) = seat.map(|seat| plan[seat]) else {
            continue;
        };
        if let Some(approval) = fitting(signer, ask) {
            seats.entry(ask).or_default().push((*approval).clone());
        }
    }
    Seating {
        plan: plan.to_vec(),
        seats,
    }
}

/// Why an approval does not count for this need, if it does not.
fn unsuited(
    case: &Case<'_>,
    ask: &Ask<'_>,
    approval: &Approval<'_>,
    excluded: &BTreeSet<&Handle>,
) -> Option<Reason> {
    if excluded.contains(approval.signer) || excluded.contains(approval.seat_of) {
        return Some(Reason::WroteTheText);
    }
    if !ask.people.contains(approval.seat_of) {
        return Some(Reason::NotInTeam);
    }
    let Some(charter) = case.charters.get(&approval.signoff.charter) else {
        return Some(Reason::UnknownCharter);
    };
    if !was_asked(charter, ask, approval.seat_of) {
        return Some(Reason::NotInTeamWhenSigned);
    }
    if let Some(team) = &approval.signoff.team
        && ask.team != Some(team.as_str())
    {
        return Some(Reason::ForAnotherTeam { team: team.clone() });
    }
    if let Some(teams) = &approval.delegated_teams {
        let shares_team = match ask.team {
            Some(team) => {
                ask.people.contains(approval.signer)
                    && (teams.is_empty() || teams.iter().any(|one| one.as_str() == team))
            }
            None => {
                teams.is_empty() && share_a_team(case.charter, approval.signer, approval.seat_of)
            }
        };
        if !shares_team {
            return Some(Reason::NoDelegation);
        }
    }
    (approval.assurance < ask.assurance).then_some(Reason::BelowAssurance {
        wanted: ask.assurance,
    })
}

fn was_asked(charter: &Charter, ask: &Ask<'_>, person: &Handle) -> bool {
    match ask.team {
        None => charter.people.contains_key(person),
        Some(name) => charter
            .teams
            .keys()
            .find(|team| team.as_str() == name)
            .is_some_and(|team| people::members(charter, team).contains(person)),
    }
}

fn share_a_team(charter: &Charter, one: &Handle, other: &Handle) -> bool {
    charter.teams.keys().any(|team| {
        let members = people::members(charter, team);
        members.contains(one) && members.contains(other)
    })
}

fn result(
    case: &Case<'_>,
    node: &Node,
    asks: &[Ask<'_>],
    seating: &Seating<'_>,
    voices: &Voices<'_>,
    excluded: &BTreeSet<&Handle>,
) -> NeedResult {
    match node {
        Node::Ask(index) => ask_result(case, *index, asks, seating, voices, excluded),
        Node::Any(alternatives) => {
            let alternatives: Vec<_> = alternatives
                .iter()
                .map(|node| result(case, node, asks, seating, voices, excluded))
                .collect();
            NeedResult {
                from: "any of".to_owned(),
                wanted: 1,
                state: State::any(alternatives.iter().map(|alternative| alternative.state)),
                counted: Vec::new(),
                discounted: Vec::new(),
                could_sign: Vec::new(),
                alternatives,
            }
        }
        Node::Broken(from) => NeedResult {
            from: from.clone(),
            wanted: 1,
            state: State::Error,
            counted: Vec::new(),
            discounted: Vec::new(),
            could_sign: Vec::new(),
            alternatives: Vec::new(),
        },
    }
}

fn ask_result(
    case: &Case<'_>,
    index: usize,
    asks: &[Ask<'_>],
    seating: &Seating<'_>,
    voices: &Voices<'_>,
    excluded: &BTreeSet<&Handle>,
) -> NeedResult {
    let ask = &asks[index];
    let seated = seating.at(index);
    let state = State::from_met(seated.len() >= ask.wanted as usize);
    let counted: Vec<Seat> = seated
        .iter()
        .map(|approval| Seat {
            person: approval.seat_of.clone(),
            by: (approval.signer != approval.seat_of).then(|| approval.signer.clone()),
            signoff: approval.digest,
        })
        .collect();
    let mut discounted: Vec<Discount> = voices.discounted.clone();
    for approval in &voices.approvals {
        if seated.iter().any(|one| one.digest == approval.digest) {
            continue;
        }
        let why = unsuited(case, ask, approval, excluded).unwrap_or({
            if seating.holds(approval) {
                Reason::SeatedElsewhere
            } else {
                Reason::NotNeeded
            }
        });
        discounted.push(Discount {
            person: approval.signer.clone(),
            signoff: approval.digest,
            why,
        });
    }
    discounted.sort();
    let spoken: BTreeSet<&Handle> = seating
        .seats
        .values()
        .flatten()
        .flat_map(|one| [one.seat_of, one.signer])
        .collect();
    let could_sign = if state == State::Met {
        Vec::new()
    } else {
        let open = |who: &&&Handle| !spoken.contains(**who) && !voices.recused.contains(**who);
        ask.people
            .iter()
            .filter(open)
            .map(|who| (*who).clone())
            .collect()
    };
    NeedResult {
        from: ask.from.clone(),
        wanted: ask.wanted,
        state,
        counted,
        discounted,
        could_sign,
        alternatives: Vec::new(),
    }
}
