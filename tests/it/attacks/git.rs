//! What git itself can be made to show.

use std::fs;

use adr_sign::check::Verdict::{CannotEvaluate, Rejected};

use super::{found, passes};
use crate::support::team::Team;

#[test]
fn row_41_ours_drops_what_the_base_has_brought() {
    let team = Team::new();
    team.propose(2);
    team.switch("main");
    team.settle(1);
    team.switch("adr/2");
    team.repo
        .git(&["merge", "-q", "-s", "ours", "--no-edit", "main"]);
    found(&team.check(), Rejected, "record-removed")
        .at("decisions/0001-decision-1/revisions/1.yaml");
}

#[test]
fn row_43_two_branches_claim_one_number() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.switch("main");
    team.branch("rival");
    let mut rival = team.text(9, "bob");
    rival.title = crate::support::team::line("Decision 1");
    team.propose_text("bob", 1, &rival);
    for who in ["carol", "dana"] {
        team.approve(who, 1);
    }
    team.accept(1);
    passes(&team.check());
    team.merge();
    team.switch("adr/1");
    found(&team.check(), Rejected, "conflict")
        .at("decisions/.numbers/0001")
        .fixed_by("adr renumber 1");
}

#[test]
fn row_46_a_shallow_clone() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team.repo.write("README.md", "Read me first.\n");
    team.commit("ann", "Say more");
    team.switch("adr/1");
    let clone = team.repo.around().join("shallow");
    let source = format!("file://{}", team.repo.root().display());
    team.repo.git(&[
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-single-branch",
        &source,
        clone.to_str().unwrap(),
    ]);
    let store = adr_sign::store::Store::open(&clone).unwrap();
    let request = adr_sign::action::check::Request {
        base: "origin/main".into(),
        head: "HEAD".into(),
        trust_root: None,
        now: crate::support::team::now().moment(),
        first_seen: std::collections::BTreeMap::new(),
    };
    let report = adr_sign::action::check::run(&store, &request);
    found(&report, CannotEvaluate, "wrong-environment").fixed_by("--unshallow");
}

#[test]
fn row_46_replace_refs() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["replace", "HEAD", "HEAD~1"]);
    found(&team.check(), CannotEvaluate, "wrong-environment")
        .fixed_by("git update-ref -d refs/replace/");
}

#[test]
fn row_47_head_is_the_base_and_other_names_that_say_nothing() {
    let team = Team::new();
    found(&team.check(), CannotEvaluate, "wrong-environment");
    team.propose(1);
    let report = team.check_with(|request| request.base = "nowhere".into());
    found(&report, CannotEvaluate, "no-such-commit").saying("`nowhere`");
    team.repo.git(&["tag", "main"]);
    found(&team.check(), CannotEvaluate, "wrong-environment").saying("ambiguous");
}

#[test]
fn row_47_another_trust_root() {
    let team = Team::new();
    team.propose(1);
    let report = team.check_with(|request| {
        request.trust_root = Some(adr_sign::record::digest::Digest::of(b"other"));
    });
    found(&report, CannotEvaluate, "untrusted-charter");
}

#[cfg(unix)]
#[test]
fn row_49_links_executables_and_strays() {
    let team = Team::new();
    team.propose(1);
    let draft = team
        .repo
        .root()
        .join("decisions/0001-decision-1/decision.yaml");
    fs::remove_file(&draft).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &draft).unwrap();
    team.repo.write("decisions/notes.txt", "psst\n");
    team.repo.git(&["add", "-A"]);
    team.repo
        .git(&["update-index", "--chmod=+x", "decisions/.numbers/0001"]);
    team.repo.git(&["commit", "-q", "-m", "Odd things"]);
    let report = team.check();
    found(&report, Rejected, "not-a-file").at("decisions/0001-decision-1/decision.yaml");
    found(&report, Rejected, "not-a-file").at("decisions/.numbers/0001");
    found(&report, Rejected, "stray-file").at("decisions/notes.txt");
}
