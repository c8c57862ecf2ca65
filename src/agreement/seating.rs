//! Who sits where in one rule: the way to meet its needs, and the choice of who speaks for whom, that
//! leave the fewest seats empty.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::name::Handle;

use super::seats;
use super::voices::Approval;

/// How many choices of who speaks for whom are tried at the most. Nine people would each have to sign
/// for themselves and for somebody else before one is left out, and then seats stay empty.
const MAX_CASTS: usize = 512;

/// The seats of a rule and the approvals in them, both by index.
#[derive(Clone, Debug, Default)]
pub struct Seating {
    seats: BTreeMap<usize, Vec<usize>>,
}

impl Seating {
    /// The approvals that are counted for an ask.
    pub fn at(&self, ask: usize) -> &[usize] {
        self.seats.get(&ask).map_or(&[], Vec::as_slice)
    }

    /// Every approval that is counted for some ask.
    pub fn seated(&self) -> impl Iterator<Item = usize> {
        self.seats.values().flatten().copied()
    }

    /// Whether an approval is counted for some ask.
    pub fn holds(&self, approval: usize) -> bool {
        self.seated().any(|seated| seated == approval)
    }
}

/// Seats people. `wanted[ask]` is the number of seats of an ask; a plan is a list of asks that together
/// meet the rule; `suits(ask, approval)` says whether an approval counts there. Where seats of the best
/// plan stay empty, whoever is left over is shown where they would count under another.
pub fn best_seating(
    approvals: &[Approval<'_>],
    wanted: &[u32],
    plans: &[Vec<usize>],
    suits: impl Fn(usize, usize) -> bool,
) -> Seating {
    let counts_somewhere = |&approval: &usize| (0..wanted.len()).any(|ask| suits(ask, approval));
    let useful: Vec<usize> = (0..approvals.len()).filter(counts_somewhere).collect();
    let casts = casts(approvals, &useful);
    let mut best: Option<(usize, Seating, &Vec<usize>, &Vec<usize>)> = None;
    'search: for plan in plans {
        let seats: usize = plan.iter().map(|&ask| wanted[ask] as usize).sum();
        for cast in &casts {
            let seating = seat(approvals, wanted, plan, cast, &suits);
            let empty = seats - seating.seated().count();
            if best.as_ref().is_none_or(|(fewest, ..)| empty < *fewest) {
                best = Some((empty, seating, plan, cast));
            }
            if empty == 0 {
                break 'search;
            }
        }
    }
    match best {
        Some((0, seating, ..)) => seating,
        Some((_, mut seating, plan, cast)) => {
            let others: Vec<usize> = (0..wanted.len())
                .filter(|ask| !plan.contains(ask))
                .collect();
            let free: Vec<usize> = cast
                .iter()
                .copied()
                .filter(|&one| {
                    !seating
                        .seated()
                        .any(|seated| approvals[seated].signer == approvals[one].signer)
                })
                .collect();
            let left_over = seat(approvals, wanted, &others, &free, &suits);
            seating.seats.extend(left_over.seats);
            seating
        }
        // Without a plan the rule is an error; show all the same who would count where.
        None => {
            let all: Vec<usize> = (0..wanted.len()).collect();
            let cast = casts.first().map_or(&[][..], Vec::as_slice);
            seat(approvals, wanted, &all, cast, &suits)
        }
    }
}

/// Who speaks for whom: each signer sits once, for themselves or for one who delegated to them, and
/// nobody is spoken for twice. Without a choice there is one such cast.
fn casts(approvals: &[Approval<'_>], useful: &[usize]) -> Vec<Vec<usize>> {
    let mut roles_of: BTreeMap<&Handle, BTreeMap<&Handle, Vec<usize>>> = BTreeMap::new();
    let mut signers_for: BTreeMap<&Handle, BTreeSet<&Handle>> = BTreeMap::new();
    for &index in useful {
        let approval = &approvals[index];
        let roles = roles_of.entry(approval.signer).or_default();
        roles.entry(approval.seat_of).or_default().push(index);
        let signers = signers_for.entry(approval.seat_of).or_default();
        signers.insert(approval.signer);
    }
    let is_contested = |seat_of: &&Handle| signers_for.get(*seat_of).is_some_and(|s| s.len() > 1);
    let mut casts: Vec<(BTreeSet<&Handle>, Vec<usize>)> = vec![(BTreeSet::new(), Vec::new())];
    for roles in roles_of.values() {
        let may_stay_out = roles.keys().any(is_contested);
        let mut next = Vec::new();
        for (spoken_for, cast) in &casts {
            for (seat_of, indices) in roles {
                if !spoken_for.contains(*seat_of) {
                    let mut spoken_for = spoken_for.clone();
                    spoken_for.insert(*seat_of);
                    next.push((spoken_for, [cast.as_slice(), indices].concat()));
                }
            }
            if may_stay_out {
                next.push((spoken_for.clone(), cast.clone()));
            }
        }
        next.truncate(MAX_CASTS);
        casts = next;
    }
    casts.into_iter().map(|(_, cast)| cast).collect()
}

/// Fills the seats of some asks with a cast, as many as can be.
fn seat(
    approvals: &[Approval<'_>],
    wanted: &[u32],
    plan: &[usize],
    cast: &[usize],
    suits: &impl Fn(usize, usize) -> bool,
) -> Seating {
    // A signer has several approvals in a cast where they stand side by side; one seat all the same.
    let signers: Vec<&[usize]> = cast
        .chunk_by(|&a, &b| approvals[a].signer == approvals[b].signer)
        .collect();
    let fitting = |own: &[usize], ask: usize| own.iter().copied().find(|&one| suits(ask, one));
    let suited: Vec<Vec<usize>> = signers
        .iter()
        .map(|own| {
            (0..plan.len())
                .filter(|&place| fitting(own, plan[place]).is_some())
                .collect()
        })
        .collect();
    let places: Vec<u32> = plan.iter().map(|&ask| wanted[ask]).collect();
    let mut seats: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (own, place) in signers.iter().zip(seats::assign(&places, &suited)) {
        let ask = place.map(|place| plan[place]);
        if let Some((ask, approval)) = ask.and_then(|ask| Some((ask, fitting(own, ask)?))) {
            seats.entry(ask).or_default().push(approval);
        }
    }
    Seating { seats }
}
