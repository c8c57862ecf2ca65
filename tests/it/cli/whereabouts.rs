//! Decisions are found wherever they are, and what somebody is working on stays as it is.

use std::fs;

use super::office::{Desk, origin};
use crate::support::run;
use crate::support::team::Team;

/// Decision 1, open on a branch that is not checked out.
fn elsewhere() -> Team {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team
}

#[test]
fn a_decision_on_another_branch_is_signed_there_under_work_in_progress() {
    let team = elsewhere();
    team.repo.write("src/main.rs", "fn main() { todo() }\n");
    team.repo.git(&["add", "src/main.rs"]);
    team.repo.write("src/main.rs", "fn main() { half done }\n");
    team.repo.write("notes.txt", "untracked\n");
    let (status, index) = (team.repo.status(), team.repo.git(&["ls-files", "-s"]));
    let bob = Desk::at(&team.repo, "bob");
    insta::assert_snapshot!(bob.sign(&["approve", "1"]).fine(), @"[adr/1 xxxxxxxxxx] Approve decision 1, revision 1");
    assert_eq!(team.repo.status(), status);
    assert_eq!(team.repo.git(&["ls-files", "-s"]), index);
    assert_eq!(team.repo.git(&["branch", "--show-current"]), "main");
    assert_eq!(
        team.repo.git(&["log", "-1", "--format=%an %s", "adr/1"]),
        "bob Approve decision 1, revision 1"
    );
    team.repo.assert_sound();
}

#[test]
fn a_branch_that_was_only_fetched_is_signed_on_a_local_one() {
    let team = elsewhere();
    let bob = Desk::with_clone(&team, "bob");
    let signed = bob.sign(&["approve", "1", "--json"]).json(0);
    assert_eq!(signed["commits"][0]["branch"], "adr/1");
    assert_eq!(
        bob.git(&["rev-list", "--count", "origin/adr/1..adr/1"]),
        "1"
    );
    bob.assert_tidy();
}

#[test]
fn a_local_branch_behind_its_remote_is_brought_up() {
    let team = elsewhere();
    let bob = Desk::with_clone(&team, "bob");
    let carol = Desk::with_clone(&team, "carol");
    carol.git(&["branch", "-q", "adr/1", "origin/adr/1"]);
    bob.sign(&["approve", "1", "--push"]).fine();
    carol.git(&["fetch", "-q"]);
    carol.sign(&["approve", "1"]).fine();
    assert_eq!(
        carol.git(&["rev-list", "--count", "origin/adr/1..adr/1"]),
        "1"
    );
    assert_eq!(
        carol.git(&["rev-list", "--count", "adr/1..origin/adr/1"]),
        "0"
    );
}

#[test]
fn of_two_branches_one_has_to_be_named() {
    let team = elsewhere();
    team.repo.git(&["branch", "-m", "adr/1", "one"]);
    team.switch("one");
    team.branch("two");
    team.revise("ann", 1, |text| {
        text.decision = adr_sign::record::prose::Prose::new("Differently.").ok();
    });
    team.switch("one");
    team.revise("ann", 1, |text| {
        text.decision = adr_sign::record::prose::Prose::new("Otherwise.").ok();
    });
    team.switch("main");
    let bob = Desk::at(&team.repo, "bob");
    let told = bob.sign(&["approve", "1"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1 is open on several branches: one, two
    hint: say which with `--branch`
    ");
    let signed = bob
        .sign(&["approve", "1", "--branch", "two", "--json"])
        .json(0);
    assert_eq!(signed["commits"][0]["branch"], "two");
    let told = bob.sign(&["approve", "1", "--branch", "three"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: branch three does not hold decision 1
    hint: leave `--branch` out, or see `adr show 1`
    ");
}

#[test]
fn a_detached_head_is_no_hindrance() {
    let team = elsewhere();
    team.repo.git(&["switch", "-q", "--detach", "main"]);
    let bob = Desk::at(&team.repo, "bob");
    bob.sign(&["approve", "1"]).fine();
    assert_eq!(
        team.repo.git(&["log", "-1", "--format=%an", "adr/1"]),
        "bob"
    );
    let drafted = Desk::at(&team.repo, "ann")
        .adr(&["new", "Another", "--json"])
        .json(0);
    assert_eq!(drafted["branch"], "adr/0002-another");
}

#[test]
fn a_bare_repository_is_written_to_as_well() {
    let team = elsewhere();
    let bob = Desk::at(&team.repo, "bob").within(origin(&team));
    bob.sign(&["approve", "1"]).fine();
    assert_eq!(bob.git(&["log", "-1", "--format=%an", "adr/1"]), "bob");
    let drafted = bob.adr(&["new", "Another", "--json"]).json(0);
    assert_eq!(drafted["branch"], "adr/0002-another");
    assert_eq!(bob.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
}

#[test]
fn a_linked_worktree_sees_the_same_decisions() {
    let team = elsewhere();
    let linked = team.repo.around().join("linked");
    team.repo
        .git(&["worktree", "add", "-q", linked.to_str().unwrap(), "adr/1"]);
    // From the main work tree, onto the branch that is checked out in the other.
    Desk::at(&team.repo, "bob").sign(&["approve", "1"]).fine();
    let carol = Desk::at(&team.repo, "carol").within(&linked);
    carol.assert_tidy();
    carol.sign(&["approve", "1"]).fine();
    Desk::at(&team.repo, "ann").adr(&["accept", "1"]).fine();
    carol.assert_tidy();
    assert_eq!(
        fs::read_dir(linked.join("decisions/0001-decision-1/signoffs"))
            .unwrap()
            .count(),
        2
    );
}

#[test]
fn a_subfolder_and_a_folder_that_is_named_will_do() {
    let team = elsewhere();
    let bob = Desk::at(&team.repo, "bob");
    bob.within("src").sign(&["approve", "1"]).fine();
    let root = team.repo.root().to_str().unwrap();
    bob.within(team.repo.around())
        .sign(&["-C", root, "abstain", "1"])
        .fine();
    assert_eq!(team.repo.git(&["rev-list", "--count", "main..adr/1"]), "3");
}

#[test]
fn each_log_of_a_repository_has_numbers_of_its_own() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["init", "services/pay/decisions"]).fine();
    assert_eq!(
        team.repo.read(".adr-dir"),
        "decisions\nservices/pay/decisions\n"
    );
    let drafted = ann.adr(&["new", "Here", "--json"]).json(0);
    assert_eq!(drafted["path"], "decisions/0001-here/decision.yaml");
    let told = ann
        .adr(&["new", "There", "--log", "services/pay/decisions", "--json"])
        .json(0);
    assert_eq!(
        told["path"],
        "services/pay/decisions/0001-there/decision.yaml"
    );
    let near = ann
        .within("services/pay")
        .adr(&["new", "Near", "--json"])
        .json(0);
    assert_eq!(
        near["path"],
        "services/pay/decisions/0002-near/decision.yaml"
    );
    let told = ann.adr(&["new", "Nowhere", "--log", "elsewhere"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: `elsewhere` is not a log of this repository; its logs are `decisions`, `services/pay/decisions`
    hint: the file `.adr-dir` names the logs of a repository
    ");
}

#[test]
fn numbers_are_free_over_every_branch_that_is_known() {
    let team = elsewhere();
    let ann = Desk::with_clone(&team, "ann");
    let drafted = ann.adr(&["new", "Another", "--json"]).json(0);
    assert_eq!(drafted["number"], 2);
}

#[test]
fn a_text_on_another_branch_is_put_up_there() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["new", "Another"]).fine();
    ann.write_text("decisions/0001-another/decision.yaml");
    team.commit("ann", "Write it");
    team.switch("main");
    ann.adr(&["propose", "another"]).fine();
    assert_eq!(team.repo.git(&["branch", "--show-current"]), "main");
    assert_eq!(
        team.repo
            .git(&["log", "-1", "--format=%s", "adr/0001-another"]),
        "Propose decision 1: Another"
    );
    ann.assert_tidy();
}

#[test]
fn the_charter_may_be_on_the_current_branch_only() {
    let team = Team::new();
    team.branch("start");
    team.repo.git(&[
        "branch",
        "-q",
        "-f",
        "main",
        &team.repo.git(&["rev-list", "--max-parents=0", "HEAD"]),
    ]);
    let ann = Desk::at(&team.repo, "ann");
    // The charter is not in the base yet, so the draft stays beside it.
    let drafted = ann.adr(&["new", "First", "--json"]).json(0);
    assert_eq!(drafted["branch"], "start");
    team.switch("main");
    let told = ann.adr(&["new", "Second"]);
    assert_eq!(told.code, 4);
    insta::assert_snapshot!(told.said, @r"
    error: there is no decision log in this repository (looked in `decisions`)
    hint: start one with `adr init`, or name its folder with `--log DIR`
    ");
}

#[test]
fn nothing_is_known_of_what_was_not_fetched() {
    let team = elsewhere();
    let dana = Desk::with_clone(&team, "dana");
    dana.git(&["update-ref", "-d", "refs/remotes/origin/adr/1"]);
    let told = dana.sign(&["approve", "1"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: there is no decision 1 on this branch or any other that this clone knows
    hint: see `adr list --all-branches`; perhaps it wants a `git fetch`
    ");
    run(&mut dana.command("git", &["fetch", "-q"]));
    dana.sign(&["approve", "1"]).fine();
}
