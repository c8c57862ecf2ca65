//! What honest people do is no incident, however it lands.

use adr_sign::action::check::Report;
use adr_sign::check::Verdict;
use adr_sign::record::charter::KeyState;
use adr_sign::record::resolution::Outcome;

use super::{audit, is_clean};
use crate::support::team::{Team, entry, line};

/// The check let it through.
#[track_caller]
fn passes(report: &Report) {
    assert_eq!(report.verdict, Verdict::Pass, "{report:#?}");
}

#[test]
fn an_auditor_reads_what_is_proved_and_what_nobody_can_know() {
    let team = Team::new();
    team.settle(1);
    team.branch("code");
    team.repo.write("src/main.rs", "fn main() { orders(); }\n");
    team.commit("eli", "Keep orders in one place");
    team.merge();
    insta::assert_snapshot!(audit(&team, &[]).fine(), @r"
    audit of main
      commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      tree   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

    trust root (as pinned):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter revision 1: the first, judged under itself; approved by bob, carol

    #  TITLE       STATUS    PROOF  APPROVED BY
    0  Decision 0  accepted  key    bob, carol
    1  Decision 1  accepted  key    bob, carol

    history: 6 commits by first parents, back to the beginning of the branch; 4 of
      them touch the log

    landed commit by commit, and would have passed only together
      - xxxxxxxxxx to xxxxxxxxxx (3 commits); meanwhile root-not-held

    not known
      - what only the moment of a merge could tell: how long a text had been open to
        comment, what lay in outboxes, and whether the dates of commits are true
      - whether guarded code changed only with a decision: a squash drops the
        trailers that say so

    clean: 8 records verified, and nothing landed unagreed
    ");
}

#[test]
fn merged_squashed_and_rebased_changes_are_all_in_order() {
    let team = Team::new();
    team.settle(1);
    for number in [2, 3] {
        team.branch(&format!("adr/{number}"));
        team.propose_text("ann", number, &team.text(number, "ann"));
        // The words change and are put up in commits of their own.
        let mut text = team.text(number, "ann");
        text.title = line("A better title");
        team.write_draft(number, &text);
        team.commit("ann", "Edit the title");
        team.revise("ann", number, |text| text.title = line("A better title"));
        team.approve("bob", number);
        team.approve("carol", number);
        team.accept(number);
        team.switch("main");
        if number == 2 {
            team.repo.git(&["merge", "-q", "--squash", "adr/2"]);
            team.commit("dana", "Decide 2");
        } else {
            team.repo.git(&["rebase", "-q", "main", "adr/3"]);
            team.switch("main");
            team.repo.git(&["merge", "-q", "--ff-only", "adr/3"]);
        }
    }
    let report = is_clean(&team);
    // The charter came commit by commit as well.
    let in_parts = report["history"]["in_parts"].as_array().unwrap();
    assert_eq!(in_parts.len(), 2, "{report:#}");
    assert_eq!(in_parts[1]["commits"], 6, "{report:#}");
    assert!(
        in_parts[1]["meanwhile"]
            .as_array()
            .unwrap()
            .contains(&"unpublished-edits".into()),
        "{report:#}"
    );
}

#[test]
fn the_charter_changes_and_keys_are_rotated() {
    let team = Team::new();
    team.settle(1);
    team.branch("adr/charter");
    team.revise_charter("ann", |charter| {
        let bob = charter.people.get_mut(&"bob".parse().unwrap()).unwrap();
        bob.keys[0].state = KeyState::Retired;
        let new = entry("Bob Ito", "bob-again").keys.remove(0);
        bob.keys.push(new);
    });
    team.approve("carol", 0);
    team.approve("bob", 0);
    team.resolve("ann", 0, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept the charter");
    passes(&team.check());
    team.switch("main");
    team.repo.git(&["merge", "-q", "--ff-only", "adr/charter"]);
    team.branch("adr/2");
    team.propose_text("ann", 2, &team.text(2, "ann"));
    team.approve("dana", 2);
    team.approve("carol", 2);
    team.accept(2);
    team.merge();
    let report = is_clean(&team);
    let chain = report["logs"][0]["chain"].as_array().unwrap();
    assert_eq!(chain.len(), 2);
    assert_eq!(chain[1]["accepted_under"], team.root.to_string());
    assert_eq!(chain[1]["approved_by"], serde_json::json!(["bob", "carol"]));
}

#[test]
fn an_approval_by_a_key_that_is_lost_later_is_to_be_affirmed() {
    let team = Team::new();
    team.settle(1);
    team.branch("adr/charter");
    team.revise_charter("ann", |charter| {
        let bob = charter.people.get_mut(&"bob".parse().unwrap()).unwrap();
        bob.keys[0].state = KeyState::Compromised;
        bob.keys.push(entry("Bob Ito", "bob-again").keys.remove(0));
    });
    team.approve("carol", 0);
    team.approve("bob", 0);
    team.resolve("ann", 0, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept the charter");
    team.merge();
    let report = is_clean(&team);
    assert_eq!(
        report["logs"][0]["decisions"][1]["reaffirm"],
        serde_json::json!(["bob"])
    );
    let told = audit(&team, &[]).fine();
    assert!(
        told.contains("decision 1 rests on the approval of bob"),
        "{told}"
    );
}

#[test]
fn a_proposal_that_was_taken_back_and_an_import_land_as_well() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.approve("bob", 1);
    team.resolve("ann", 1, Outcome::Withdrawn, |_| {});
    team.commit("ann", "Withdraw decision 1");
    passes(&team.check());
    team.merge();
    team.branch("adr/2");
    team.propose_import("ann", 2);
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.resolve("ann", 2, Outcome::Historical, |_| {});
    team.commit("ann", "Take decision 2 over");
    passes(&team.check());
    team.merge();
    is_clean(&team);
}
