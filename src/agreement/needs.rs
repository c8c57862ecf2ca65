//! One rule against what was said: its seats filled as well as can be, and the result explained.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::charter::Charter;
use crate::record::digest::Digest;
use crate::record::name::{Handle, Party, TeamName};

use super::asks::{Ask, Node, Outline};
use super::case::Case;
use super::evaluation::{Discount, NeedResult, Reason, Seat, State};
use super::people;
use super::seating::{Seating, best_seating};
use super::voices::{Approval, Voices};

/// Evaluates the needs of a rule that was laid out without those `excluded`: their state together, and
/// each.
pub fn evaluate<'a>(
    case: &Case<'a>,
    outline: &Outline<'a>,
    voices: &Voices<'a>,
    excluded: &BTreeSet<&Handle>,
) -> (State, Vec<NeedResult>) {
    let hearing = Hearing::of(case, &outline.asks, &outline.plans, voices, excluded);
    let needs: Vec<NeedResult> = outline.tree.iter().map(|node| hearing.tell(node)).collect();
    let state = if outline.problems.is_empty() {
        State::all(needs.iter().map(|need| need.state))
    } else {
        State::Error
    };
    (state, needs)
}

/// Evaluates one approver whom the text names.
pub fn evaluate_approver<'a>(
    case: &Case<'a>,
    approver: &'a Party,
    voices: &Voices<'a>,
    behind: &BTreeSet<&Handle>,
) -> NeedResult {
    let asks = [Ask::of_approver(case.charter, approver, behind)];
    Hearing::of(case, &asks, &[vec![0]], voices, behind).tell(&Node::Ask(0))
}

/// The asks, the approvals and who sits where.
struct Hearing<'h, 'a> {
    asks: &'h [Ask<'a>],
    voices: &'h Voices<'a>,
    /// For each ask and approval, why it does not count there; `None` where it does.
    unsuited: Vec<Vec<Option<Reason>>>,
    seating: Seating,
}

impl<'h, 'a> Hearing<'h, 'a> {
    fn of(
        case: &Case<'a>,
        asks: &'h [Ask<'a>],
        plans: &[Vec<usize>],
        voices: &'h Voices<'a>,
        excluded: &BTreeSet<&Handle>,
    ) -> Self {
        let approvals = &voices.approvals;
        let named: BTreeSet<Digest> = approvals.iter().map(|one| one.signoff.charter).collect();
        let unsuited: Vec<Vec<Option<Reason>>> = asks
            .iter()
            .map(|ask| {
                let rosters = rosters(case, ask, &named);
                let why = |approval| unsuited(case, ask, &rosters, approval, excluded);
                approvals.iter().map(why).collect()
            })
            .collect();
        let wanted: Vec<u32> = asks.iter().map(|ask| ask.wanted).collect();
        let suits = |ask: usize, approval: usize| unsuited[ask][approval].is_none();
        let seating = best_seating(&voices.approvals, &wanted, plans, suits);
        Self {
            asks,
            voices,
            unsuited,
            seating,
        }
    }

    fn tell(&self, node: &Node) -> NeedResult {
        match node {
            Node::Ask(index) => self.tell_ask(*index),
            Node::Any(alternatives) => {
                let alternatives: Vec<_> =
                    alternatives.iter().map(|node| self.tell(node)).collect();
                let state = State::any(alternatives.iter().map(|alternative| alternative.state));
                NeedResult {
                    alternatives,
                    ..bare("any of", state)
                }
            }
            Node::Broken(from) => bare(from, State::Error),
        }
    }

    fn tell_ask(&self, index: usize) -> NeedResult {
        let ask = &self.asks[index];
        let seated = self.seating.at(index);
        let state = State::from_met(seated.len() >= ask.wanted as usize);
        let counted = seated
            .iter()
            .map(|&approval| &self.voices.approvals[approval])
            .map(|approval| Seat {
                person: approval.seat_of.clone(),
                by: (approval.signer != approval.seat_of).then(|| approval.signer.clone()),
                signoff: approval.digest,
            })
            .collect();
        let mut discounted = self.voices.discounted.clone();
        for (approval, why) in self.unsuited[index].iter().enumerate() {
            if seated.contains(&approval) {
                continue;
            }
            // Of a single person nobody else is expected; that they are somebody else says nothing.
            if ask.team.is_none() && *why == Some(Reason::NotInTeam) {
                continue;
            }
            let is_held = self.seating.holds(approval);
            let approval = &self.voices.approvals[approval];
            let otherwise = if is_held {
                Reason::SeatedElsewhere
            } else if self.is_counted(approval) {
                Reason::AlreadyCounted
            } else {
                Reason::NotNeeded
            };
            discounted.push(Discount {
                person: approval.signer.clone(),
                signoff: approval.digest,
                why: why.clone().unwrap_or(otherwise),
            });
        }
        discounted.sort();
        let could_sign = if state == State::Met {
            Vec::new()
        } else {
            let taken = self.taken();
            ask.people
                .union(&ask.unasked)
                .filter(|who| !taken.contains(*who))
                .map(|who| (*who).clone())
                .collect()
        };
        NeedResult {
            wanted: ask.wanted,
            counted,
            discounted,
            could_sign,
            ..bare(&ask.from, state)
        }
    }

    /// Whether another approval by the same person, or for the same person, is counted in this rule.
    fn is_counted(&self, approval: &Approval<'_>) -> bool {
        let mut seated = self.seating.seated().map(|one| &self.voices.approvals[one]);
        seated.any(|one| one.signer == approval.signer || one.seat_of == approval.seat_of)
    }

    /// Those who fill a seat of this rule already, and those who take no part.
    fn taken(&self) -> BTreeSet<&Handle> {
        let seated = self.seating.seated().map(|one| &self.voices.approvals[one]);
        seated
            .flat_map(|approval| [approval.seat_of, approval.signer])
            .chain(self.voices.recused.iter().copied())
            .collect()
    }
}

fn bare(from: &str, state: State) -> NeedResult {
    NeedResult {
        from: from.to_owned(),
        wanted: 1,
        state,
        since: None,
        counted: Vec::new(),
        discounted: Vec::new(),
        could_sign: Vec::new(),
        alternatives: Vec::new(),
    }
}

/// Whom an ask asked under each of the charters that are named, as far as they were ever in force.
fn rosters<'a>(
    case: &Case<'a>,
    ask: &Ask<'a>,
    named: &BTreeSet<Digest>,
) -> BTreeMap<Digest, BTreeSet<&'a Handle>> {
    let known = named.iter().filter_map(|digest| {
        let charter = *case.charters.get(digest)?;
        // Most people sign under the charter in force, whose teams are unfolded already.
        let is_base = std::ptr::eq(charter, case.charter);
        let roster = if is_base {
            ask.people.clone()
        } else {
            ask.roster(charter)
        };
        Some((*digest, roster))
    });
    known.collect()
}

/// Why an approval does not count for this ask, if it does not.
fn unsuited(
    case: &Case<'_>,
    ask: &Ask<'_>,
    rosters: &BTreeMap<Digest, BTreeSet<&Handle>>,
    approval: &Approval<'_>,
    excluded: &BTreeSet<&Handle>,
) -> Option<Reason> {
    if excluded.contains(approval.signer) || excluded.contains(approval.seat_of) {
        return Some(Reason::WroteTheText);
    }
    if !ask.people.contains(approval.seat_of) {
        return Some(Reason::NotInTeam);
    }
    let Some(roster) = rosters.get(&approval.signoff.charter) else {
        return Some(Reason::UnknownCharter);
    };
    if !roster.contains(approval.seat_of) {
        return Some(Reason::NotInTeamWhenSigned);
    }
    if let Some(team) = &approval.signoff.team
        && ask.team != Some(team)
    {
        return Some(Reason::ForAnotherTeam { team: team.clone() });
    }
    if let Some(teams) = &approval.delegated_teams {
        if !is_delegate(case.charter, ask, approval, teams) {
            return Some(Reason::NoDelegation);
        }
        if ask.team.is_some() && !roster.contains(approval.signer) {
            return Some(Reason::NotInTeamWhenSigned);
        }
    }
    (approval.assurance < ask.assurance).then_some(Reason::BelowAssurance {
        wanted: ask.assurance,
    })
}

/// Whether a delegate may speak for this ask: of the same team as the person they speak for, and for a
/// team that the delegation is about. `teams` is empty where it is about all.
fn is_delegate(
    charter: &Charter,
    ask: &Ask<'_>,
    approval: &Approval<'_>,
    teams: &[&TeamName],
) -> bool {
    match ask.team {
        Some(team) => {
            (teams.is_empty() || teams.contains(&team)) && ask.people.contains(approval.signer)
        }
        None => {
            teams.is_empty() && people::share_a_team(charter, approval.signer, approval.seat_of)
        }
    }
}
