//! The main job on real input: thirty Kubernetes Enhancement Proposals go through their life as decisions of
//! the people whom they name, with the built binaries, real keys and the real `git`.
//!
//! The charter comes from the slice's `OWNERS_ALIASES`. Every proposal has a branch of its own; whoever signs
//! has `main` checked out, and never the branch that they sign on.

mod community;
mod proposal;
mod questions;

use std::collections::BTreeSet;
use std::time::Instant;

use community::Community;
use proposal::{Home, Open, chosen};

/// How many proposals are revised halfway.
const REVISED: usize = 5;

/// How many meet an objection.
const OBJECTED: usize = 3;

#[test]
#[ignore = "needs ADR_CORPUS"]
fn thirty_proposals_from_proposal_to_merge() {
    let start = Instant::now();
    let proposals = chosen();
    assert_eq!(proposals.len(), 30);
    let community = Community::gather(&proposals, "2026-11-18");

    // Two pairs are drafted where nobody sees the other's branch, and so take the same numbers.
    let (pairs, rest) = proposals.split_at(4);
    let elsewhere = community.clone_elsewhere();
    let mut open: Vec<Open> = Vec::new();
    for pair in pairs.chunks(2) {
        open.push(community.puts_up(&pair[0], &Home::Shared));
        open.push(community.puts_up(&pair[1], &Home::Clone(elsewhere.clone())));
    }
    community.fetches_from(&elsewhere);
    open.extend(
        rest.iter()
            .map(|proposal| community.puts_up(proposal, &Home::Shared)),
    );
    let numbers: Vec<u32> = open.iter().map(|one| one.number).collect();
    let expected: Vec<u32> = [1, 1, 2, 2].into_iter().chain(3..=28).collect();
    assert_eq!(numbers, expected);

    // Two desks at once, as people do not wait for each other.
    let (left, right): (Vec<_>, Vec<_>) =
        open.iter().enumerate().partition(|(nth, _)| nth % 2 == 0);
    std::thread::scope(|scope| {
        for desk in [left, right] {
            scope.spawn(|| {
                for (nth, one) in desk {
                    agree(&community, nth, one);
                }
            });
        }
    });

    for (nth, one) in open.iter_mut().enumerate() {
        if [1, 3].contains(&nth) {
            community.is_told_of_the_collision(one);
            community.renumbers(one);
        }
        community.may_be_merged(one);
        match nth % 3 {
            0 => community.merges(one),
            1 => community.squashes(one),
            _ => community.rebases(one),
        }
    }

    let landed: BTreeSet<u32> = open.iter().map(|one| one.number).collect();
    assert_eq!(landed, (1..=30).collect());
    community.is_tidy();
    community.proves_everything_from_the_tree_alone(&open);
    community.is_audited(&open);
    let approvals: usize = open.iter().map(|one| one.approvers().len()).sum();
    let signoffs = community.signoffs();
    // Each owner and each approver once, two of them again after a new text, an objection and its answer; and
    // the chair for the charter, twice.
    assert_eq!(signoffs, approvals + 30 + 2 * REVISED + 2 * OBJECTED + 2);
    println!(
        "{} proposals, {} people who act, {} commits, {signoffs} sign-offs in {:.0} s",
        open.len(),
        community.actors(),
        community.commits(),
        start.elapsed().as_secs_f64(),
    );
}

/// One proposal from waiting to accepted.
fn agree(community: &Community, nth: usize, one: &Open) {
    let mut left = one.approvers();
    community.waits_for_exactly(one, &left);
    if (4..4 + REVISED).contains(&nth) {
        left = community.argues_over_a_new_text(one);
    } else if (4 + REVISED..4 + REVISED + OBJECTED).contains(&nth) {
        community.answers_an_objection(one);
    }
    community.signs_one_by_one(one, left);
    community.accepts(one);
}
