//! `adr blame`

use adr_sign::record::prose::Prose;
use adr_sign::record::signoff::{Act, Statement};

use super::adr;
use crate::support::team::Team;

/// A text of Ann's and Bob's; Carol has approved the first, Dana the second, and Eli has thought better of it.
fn written() -> Team {
    let team = Team::new();
    team.propose(1);
    team.approve("carol", 1);
    let elis = team.approve("eli", 1);
    team.say(
        "eli",
        1,
        Statement::Act(Act::Withdraw {
            targets: vec![elis],
        }),
    );
    team.revise("bob", 1, |text| {
        text.context = Some(Prose::new("Orders are lost.\nNobody knows why.").unwrap());
    });
    team.approve("dana", 1);
    team
}

#[test]
fn each_line_says_who_brought_it_and_who_signed_it() {
    let team = written();
    insta::assert_snapshot!(adr(&team.repo, &["blame", "1"]).fine(), @r"
    1  Decision 1  revision 2
    REV  BY   SIGNED BY    │
    r1   ann  carol, dana  │ id: 01jdekpz800000000000000080
                           │ title: Decision 1
                           │ owner: ann
                           │ context: |
                           │   Orders are lost.
    r2   bob  dana         │   Nobody knows why.
    r1   ann  carol, dana  │ decision: |
                           │   Keep them in one place.
    ");
}

#[test]
fn the_markdown_view_can_be_told_as_well() {
    let team = written();
    let told = adr(&team.repo, &["blame", "1", "--markdown"]).fine();
    assert!(told.contains("│ ## Context"), "{told}");
    let line = told
        .lines()
        .find(|line| line.contains("Nobody knows why."))
        .unwrap();
    assert!(line.starts_with("r2   bob"), "{told}");
}

#[test]
fn a_program_gets_each_line_and_each_revision() {
    let team = written();
    let told = adr(&team.repo, &["blame", "1", "--json"]).json(0);
    let lines = told["lines"].as_array().unwrap();
    let line = |text: &str| lines.iter().find(|line| line["text"] == text).unwrap();
    let old = line("  Orders are lost.");
    assert_eq!((&old["revision"], &old["by"]), (&1.into(), &"ann".into()));
    assert_eq!(old["signed"], serde_json::json!(["carol", "dana"]));
    let new = line("  Nobody knows why.");
    assert_eq!((&new["revision"], &new["by"]), (&2.into(), &"bob".into()));
    assert_eq!(new["signed"], serde_json::json!(["dana"]));
    assert_eq!(told["revisions"]["1"]["signed"][0]["revision"], 1);
    // As of the first revision nobody else had signed.
    let first = adr(&team.repo, &["blame", "1", "--revision", "1", "--json"]).json(0);
    assert_eq!(first["lines"][0]["signed"], serde_json::json!(["carol"]));
}

#[test]
fn it_is_the_same_after_a_squash() {
    let team = written();
    let before = adr(&team.repo, &["blame", "1"]).fine();
    team.switch("main");
    team.repo.git(&["merge", "-q", "--squash", "adr/1"]);
    team.repo.git(&["commit", "-q", "-m", "Squashed"]);
    team.repo.git(&["branch", "-q", "-D", "adr/1"]);
    assert_eq!(adr(&team.repo, &["blame", "1"]).fine(), before);
}

#[test]
fn a_draft_has_no_history() {
    let team = Team::new();
    team.begin(1, &team.text(1, "ann"));
    team.commit("ann", "Draft");
    let told = adr(&team.repo, &["blame", "1"]);
    assert_eq!(told.code, 1);
    assert!(told.said.contains("decision 1 is a draft"), "{}", told.said);
}
