//! `--push`: what is signed reaches the others, also when they were faster.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::office::{Desk, origin};
use crate::support::team::Team;

/// Decision 1 at the bare repository, open on `adr/1`.
fn shared() -> Team {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    origin(&team);
    team
}

/// What the bare repository holds of the branch, newest first.
fn there(team: &Team, branch: &str) -> String {
    let origin = origin(team);
    team.repo.git_in(
        &origin,
        &["log", "--format=%an: %s", &format!("main..{branch}")],
    )
}

/// Lets the bare repository refuse what is pushed to these branches.
fn protect(team: &Team, pattern: &str) {
    let hook = origin(team).join("hooks/update");
    let script =
        format!("#!/bin/sh\ncase $1 in {pattern}) echo 'protected branch' >&2; exit 1;; esac\n");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_proposal_is_pushed() {
    let team = shared();
    let ann = Desk::with_clone(&team, "ann");
    ann.adr(&["new", "Another"]).fine();
    ann.write_text("decisions/0002-another/decision.yaml");
    let told = ann.adr(&["propose", "2", "--push"]);
    told.fine();
    assert!(
        told.said.contains("pushed adr/0002-another to origin"),
        "{}",
        told.said
    );
    insta::assert_snapshot!(there(&team, "adr/0002-another"), @r"
    ann: Propose decision 2: Another
    ann: Draft decision 2: Another
    ");
    ann.assert_tidy();
}

#[test]
fn a_branch_that_was_pushed_follows_its_copy_so_that_git_pull_brings_what_others_sign() {
    let team = shared();
    let ann = Desk::with_clone(&team, "ann");
    ann.adr(&["new", "Another"]).fine();
    ann.write_text("decisions/0002-another/decision.yaml");
    ann.adr(&["propose", "2", "--push"]).fine();
    let bob = Desk::with_clone(&team, "bob");
    bob.sign(&["approve", "2", "--push"]).fine();
    ann.git(&["pull", "-q"]);
    assert!(ann.adr(&["log", "2"]).answer.contains("bob approved"));
    assert_eq!(
        bob.git(&["config", "branch.adr/0002-another.merge"]),
        "refs/heads/adr/0002-another"
    );
}

#[test]
fn what_is_accepted_on_another_branch_is_checked_there() {
    let team = shared();
    for who in ["bob", "carol"] {
        let desk = Desk::with_clone(&team, who);
        desk.sign(&["approve", "1", "--push"]).fine();
    }
    let ann = Desk::with_clone(&team, "ann");
    let told = ann.adr(&["accept", "1"]);
    told.fine();
    assert_eq!(
        told.said,
        "next: adr check --head adr/1   then merge that\n"
    );
    ann.adr(&["check", "--head", "adr/1"]).fine();
}

#[test]
fn the_status_shows_what_was_fetched_and_not_merged() {
    let team = shared();
    let ann = Desk::with_clone(&team, "ann");
    ann.git(&["switch", "-q", "adr/1"]);
    let bob = Desk::with_clone(&team, "bob");
    bob.sign(&["approve", "1", "--push"]).fine();
    ann.git(&["fetch", "-q"]);
    insta::assert_snapshot!(ann.adr(&["status"]).answer, @r"
    1  Decision 1
       status     proposed, 1 of 2 seats filled, owner ann, revision 1 since
                  2026-11-18, on origin/adr/1
       needs      every decision: 1 more of leads (carol, dana), since 2026-11-18
       agreed     bob
       next       carol, dana: adr-sign approve 1
    ");
    let told = ann.adr(&["accept", "1"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said
            .contains("hint: bring it up to date: git merge origin/adr/1\n"),
        "{}",
        told.said
    );
    ann.git(&["merge", "-q", "origin/adr/1"]);
    let status = ann.adr(&["status"]).answer;
    assert!(status.contains("on this branch (adr/1)"), "{status}");
}

#[test]
fn a_signoff_that_comes_second_is_made_again_on_the_new_tip() {
    let team = shared();
    let bob = Desk::with_clone(&team, "bob");
    let carol = Desk::with_clone(&team, "carol");
    carol.sign(&["approve", "1", "--push"]).fine();
    let told = bob.sign(&["approve", "1", "--push"]);
    insta::assert_snapshot!(told.fine(), @"[adr/1 xxxxxxxxxx] Approve decision 1, revision 1");
    insta::assert_snapshot!(told.said, @r"
    decision 1 still needs:
      every decision: 1 more of leads (carol, dana)
    adr/1 had gone on there: made again on top of it
    pushed adr/1 to origin
    ");
    insta::assert_snapshot!(there(&team, "adr/1"), @r"
    bob: Approve decision 1, revision 1
    carol: Approve decision 1, revision 1
    ann: Propose decision 1
    ");
    assert_eq!(
        bob.git(&["rev-parse", "adr/1"]),
        bob.git(&["rev-parse", "origin/adr/1"])
    );
    bob.assert_tidy();
}

#[test]
fn it_is_made_again_under_work_in_progress_where_the_branch_is_checked_out() {
    let team = shared();
    let bob = Desk::with_clone(&team, "bob");
    let carol = Desk::with_clone(&team, "carol");
    bob.git(&["switch", "-q", "adr/1"]);
    carol.sign(&["approve", "1", "--push"]).fine();
    fs::write(bob.folder.join("src/main.rs"), "half done\n").unwrap();
    fs::write(bob.folder.join("notes.txt"), "untracked\n").unwrap();
    bob.sign(&["approve", "1", "--push"]).fine();
    assert_eq!(
        bob.git(&["status", "--porcelain"]),
        " M src/main.rs\n?? notes.txt"
    );
    assert_eq!(bob.git(&["rev-list", "--count", "main..adr/1"]), "3");
    assert_eq!(
        bob.git(&["rev-parse", "adr/1"]),
        bob.git(&["rev-parse", "origin/adr/1"])
    );
}

#[test]
fn a_text_that_changed_meanwhile_is_told() {
    let team = shared();
    let bob = Desk::with_clone(&team, "bob");
    let ann = Desk::with_clone(&team, "ann");
    ann.git(&["switch", "-q", "adr/1"]);
    ann.rewrite(
        "decisions/0001-decision-1/decision.yaml",
        "one place",
        "two places",
    );
    ann.adr(&["revise", "1", "-m", "Two", "--push"]).fine();
    let told = bob.sign(&["approve", "1", "--push"]);
    told.fine();
    insta::assert_snapshot!(told.said, @r"
    decision 1 still needs:
      every decision: 1 more of leads (carol, dana)
    adr/1 had gone on there: made again on top of it
    pushed adr/1 to origin
    next: decision 1 has a newer text: adr-sign approve 1 --again
    ");
    insta::assert_snapshot!(there(&team, "adr/1"), @r"
    bob: Approve decision 1, revision 1
    ann: Revise decision 1, revision 2
    ann: Propose decision 1
    ");
    // What to do next works as it is told.
    let told = bob.sign(&["approve", "1", "--again", "--push"]);
    told.fine();
    assert!(
        told.said.contains("[-one place-]{+two places+}"),
        "{}",
        told.said
    );
    bob.assert_tidy();
}

#[test]
fn commits_that_were_never_pushed_are_not_made_again_for_their_author() {
    let team = shared();
    let bob = Desk::with_clone(&team, "bob");
    let carol = Desk::with_clone(&team, "carol");
    bob.git(&["switch", "-q", "adr/1"]);
    bob.git(&["commit", "-q", "--allow-empty", "-m", "Something else"]);
    carol.sign(&["approve", "1", "--push"]).fine();
    let told = bob.sign(&["approve", "1", "--push"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    decision 1 still needs:
      every decision: 1 more of leads (carol, dana)
    error: origin has gone on: adr/1 there holds commits that yours does not
    hint: git pull --rebase origin adr/1, then git push origin adr/1; your commit stands
    ");
}

#[test]
fn where_the_proposals_branch_is_closed_it_goes_to_the_signers_own() {
    let team = shared();
    protect(&team, "refs/heads/adr/*");
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.sign(&["object", "1", "-m", "It does not scale", "--push"]);
    insta::assert_snapshot!(told.fine(), @"[adr/1 xxxxxxxxxx] Object to decision 1, revision 1");
    insta::assert_snapshot!(told.said, @r"
    decision 1 still needs:
      every decision: 2 more of leads (bob, carol, dana)
      bob objects: It does not scale; carol, dana could answer
    adr/1 is closed to you there (protected branch error: hook declined to update refs/heads/adr/1), so it goes to your own branch
    pushed adr-signoffs/bob to origin
    ");
    insta::assert_snapshot!(there(&team, "adr-signoffs/bob"), @"bob: Object to decision 1, revision 1");
    assert_eq!(there(&team, "adr/1").lines().count(), 1);
}

#[test]
fn where_nothing_is_taken_the_commit_stands_here() {
    let team = shared();
    protect(&team, "*");
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.sign(&["approve", "1", "--push"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    decision 1 still needs:
      every decision: 1 more of leads (carol, dana)
    adr/1 is closed to you there (protected branch error: hook declined to update refs/heads/adr/1), so it goes to your own branch
    error: origin does not take adr-signoffs/bob: protected branch error: hook declined to update refs/heads/adr-signoffs/bob
    hint: your commit stands on the local branch; push it where you may
    ");
    assert_eq!(
        bob.git(&["log", "-1", "--format=%s", "adr/1"]),
        "Approve decision 1, revision 1"
    );
    bob.assert_tidy();
}

#[test]
fn what_others_signed_on_a_branch_shows_once_it_is_fetched_and_can_be_pulled() {
    let team = shared();
    let [ann, carol] = ["ann", "carol"].map(|who| Desk::with_clone(&team, who));
    ann.adr(&["new", "Another"]).fine();
    ann.write_text("decisions/0002-another/decision.yaml");
    ann.adr(&["propose", "2", "--push"]).fine();
    carol.git(&["fetch", "-q"]);
    carol.sign(&["approve", "2", "--push"]).fine();

    ann.git(&["fetch", "-q"]);
    let status = ann.adr(&["status", "2"]).fine();
    assert!(status.contains("agreed     carol"), "{status}");
    assert!(status.contains("origin/adr/0002-another"), "{status}");
    ann.git(&["pull", "-q"]);
    let status = ann.adr(&["status", "2"]).fine();
    assert!(status.contains("on this"), "{status}");
    ann.assert_tidy();
}

#[test]
fn a_change_of_the_charter_is_put_up_and_pushed_in_one_command() {
    let team = shared();
    let ann = Desk::with_clone(&team, "ann");
    let told = ann.adr(&[
        "charter",
        "add-team",
        "quality",
        "eli",
        "-m",
        "Eli looks after quality",
        "--push",
        "--json",
    ]);
    let answer = told.json(0);
    assert_eq!(answer["team"], "quality");
    assert_eq!(answer["put_up"]["revision"], 2);
    let branch = answer["put_up"]["branch"].as_str().expect("a branch");
    insta::assert_snapshot!(there(&team, branch), @r"
    ann: Revise decision 0, revision 2
    ann: Add team quality to the charter
    ");
    // A push of what nobody can sign yet would help nobody.
    let told = ann.adr(&["charter", "add-team", "quality", "dana", "--push"]);
    assert_eq!(told.code, 2, "{}", told.said);
}
