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
    insta::assert_snapshot!(there(&team, "adr/0002-another"), @"");
    ann.assert_tidy();
}

#[test]
fn a_signoff_that_comes_second_is_made_again_on_the_new_tip() {
    let team = shared();
    let bob = Desk::with_clone(&team, "bob");
    let carol = Desk::with_clone(&team, "carol");
    carol.sign(&["approve", "1", "--push"]).fine();
    let told = bob.sign(&["approve", "1", "--push"]);
    insta::assert_snapshot!(told.fine(), @"");
    insta::assert_snapshot!(told.said, @"");
    insta::assert_snapshot!(there(&team, "adr/1"), @"");
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
fn a_text_that_changed_meanwhile_has_to_be_read_first() {
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
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @"");
    insta::assert_snapshot!(there(&team, "adr/1"), @"");
    // What was signed is not lost, and what to do works.
    assert_eq!(
        bob.git(&["log", "-1", "--format=%s", "adr/1"]),
        "Approve decision 1, revision 1"
    );
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
    insta::assert_snapshot!(told.said, @"");
}

#[test]
fn where_the_proposals_branch_is_closed_it_goes_to_the_signers_own() {
    let team = shared();
    protect(&team, "refs/heads/adr/*");
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.sign(&["object", "1", "-m", "It does not scale", "--push"]);
    insta::assert_snapshot!(told.fine(), @"");
    insta::assert_snapshot!(told.said, @"");
    insta::assert_snapshot!(there(&team, "adr-signoffs/bob"), @"");
    assert_eq!(there(&team, "adr/1").lines().count(), 1);
}

#[test]
fn where_nothing_is_taken_the_commit_stands_here() {
    let team = shared();
    protect(&team, "*");
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.sign(&["approve", "1", "--push"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @"");
    assert_eq!(
        bob.git(&["log", "-1", "--format=%s", "adr/1"]),
        "Approve decision 1, revision 1"
    );
    bob.assert_tidy();
}
