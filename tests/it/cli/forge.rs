//! The bare repository as a forge: what it says of a pushed branch, and merging it.

use super::Told;
use super::office::Desk;
use crate::support::team::Team;

/// What the check says of a pushed branch, from this clone.
pub fn check(desk: &Desk<'_>, branch: &str) -> Told {
    desk.git(&["fetch", "-q", "origin"]);
    let head = format!("origin/{branch}");
    desk.adr(&["check", "--base", "origin/main", "--head", &head])
}

/// The forge merges a branch, and everybody fetches.
pub fn merge(desk: &Desk<'_>, branch: &str, everybody: &[&Desk<'_>]) {
    desk.git(&["fetch", "-q", "origin"]);
    desk.git(&["switch", "-q", "main"]);
    desk.git(&["merge", "-q", "--ff-only", "origin/main"]);
    let other = format!("origin/{branch}");
    desk.git(&["merge", "-q", "--no-ff", "--no-edit", &other]);
    desk.git(&["push", "-q", "origin", "main"]);
    for one in everybody {
        one.git(&["fetch", "-q", "origin"]);
    }
}

/// Bob and Carol approve what is open of decision 0, Ann accepts, and it passes and is merged.
pub fn agreed(team: &Team, branch: &str, everybody: &[&Desk<'_>]) {
    let [ann, bob, carol] = ["ann", "bob", "carol"].map(|who| Desk::with_clone(team, who));
    let all: Vec<&Desk<'_>> = everybody
        .iter()
        .copied()
        .chain([&ann, &bob, &carol])
        .collect();
    let blocked = check(&ann, branch);
    assert_eq!(blocked.code, 1, "{}{}", blocked.answer, blocked.said);
    bob.sign(&["approve", "0", "--branch", branch, "--push"])
        .fine();
    carol.git(&["fetch", "-q", "origin"]);
    carol
        .sign(&["approve", "0", "--branch", branch, "--push"])
        .fine();
    ann.git(&["fetch", "-q", "origin"]);
    ann.adr(&["accept", "0", "--branch", branch]).fine();
    ann.git(&["push", "-q", "origin", branch]);
    let passed = check(&bob, branch);
    assert_eq!(passed.code, 0, "{}{}", passed.answer, passed.said);
    merge(&ann, branch, &all);
}
