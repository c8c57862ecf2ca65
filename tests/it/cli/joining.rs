//! People come, change their keys and go: each at a clone of their own, over one bare repository.

use super::Told;
use super::office::Desk;
use crate::support::ssh_key;
use crate::support::team::Team;

const CHARTER: &str = "decisions/0000-decision-0";

/// What the check says of a pushed branch, from this clone.
fn check(desk: &Desk<'_>, branch: &str) -> Told {
    desk.git(&["fetch", "-q", "origin"]);
    let head = format!("origin/{branch}");
    desk.adr(&["check", "--base", "origin/main", "--head", &head])
}

/// The forge merges a branch, and everybody fetches.
fn merge(desk: &Desk<'_>, branch: &str, everybody: &[&Desk<'_>]) {
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
fn agreed(team: &Team, branch: &str, everybody: &[&Desk<'_>]) {
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

#[test]
fn somebody_new_brings_their_own_entry_and_signs_once_it_is_merged() {
    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    fay.git(&["switch", "-q", "-c", "something-else"]);

    let told = fay.adr(&["charter", "join", "--name", "Fay Kern", "--push"]);
    insta::assert_snapshot!(told.fine(), @r"
    [adr/0000-join-fay xxxxxxxxxx] Ask to join the charter as fay
    fay: Fay Kern <fay@example.com>
    SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ");
    insta::assert_snapshot!(told.said, @r"
    for you to join, it needs:
      every decision: 2 more of leads (bob, carol, dana)
      charter: 2 more of maintainers (bob, carol)
    pushed adr/0000-join-fay to origin
    ");
    assert_eq!(fay.git(&["branch", "--show-current"]), "something-else");
    let changed = fay.git(&["diff", "--name-only", "origin/main", "adr/0000-join-fay"]);
    assert_eq!(
        changed,
        format!("{CHARTER}/decision.yaml\n{CHARTER}/revisions/2.yaml")
    );
    fay.assert_tidy();

    // Until it is agreed she is nobody, and is told so.
    let told = fay.sign(&["acknowledge", "0"]);
    assert_eq!(told.code, 4);
    assert!(
        told.said.contains("adr charter join --push"),
        "{}",
        told.said
    );

    agreed(&team, "adr/0000-join-fay", &[&fay]);
    fay.git(&["merge", "-q", "--ff-only", "origin/main"]);
    fay.sign(&["acknowledge", "0"]).fine();
}

#[test]
fn joining_is_for_people_whom_the_charter_does_not_know() {
    let team = Team::new();
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.adr(&["charter", "join"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said.contains("in the charter already, as bob"),
        "{}",
        told.said
    );

    let fay = Desk::with_clone(&team, "fay");
    for (arguments, what) in [
        (
            vec!["--as", "bob"],
            "the charter knows a bob already: Bob Ito",
        ),
        (vec!["--email", "BOB@example.com"], "your address is bob's"),
    ] {
        let told = fay.adr(&[vec!["charter", "join"], arguments].concat());
        assert_eq!(told.code, 1);
        assert!(told.said.contains(what), "{}", told.said);
        assert!(
            told.said.contains("adr charter add-key bob KEY"),
            "{}",
            told.said
        );
    }
    fay.adr(&["charter", "join", "--as", "fay-k"]).fine();
    let told = fay.adr(&["charter", "join", "--as", "fay-k"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said.contains("git push -u origin adr/0000-join-fay-k"),
        "{}",
        told.said
    );
    fay.assert_tidy();
}

#[test]
fn an_entry_that_joins_a_team_is_for_the_charters_editors() {
    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    fay.adr(&["charter", "join"]).fine();
    fay.git(&["switch", "-q", "adr/0000-join-fay"]);
    let told = fay.adr(&["charter", "add-team", "leads", "fay"]);
    assert_eq!(told.code, 0, "{}", told.said);
    // What she adds to her own request cannot be put up by her: a maintainer would have to.
    let told = fay.adr(&["revise", "0", "-m", "And lead"]);
    assert_ne!(told.code, 0);
    let told = fay.adr(&["check", "--base", "origin/main"]);
    assert_eq!(told.code, 3, "{}{}", told.answer, told.said);
    assert!(told.answer.contains("unpublished-edits"), "{}", told.answer);
}
