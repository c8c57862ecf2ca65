//! What honest people do is no incident, however it lands.

use adr_sign::action::check::Report;
use adr_sign::check::Verdict;
use adr_sign::record::charter::KeyState;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Stance, Statement};

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
    insta::assert_snapshot!(audit(&team, &[]).fine(), @r"");
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
    team.approve("ann", 0);
    team.resolve("ann", 0, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept the charter");
    // Its author stands behind it, so that it takes another maintainer.
    assert_eq!(audit(&team, &[]).code, 0);
    team.approve("bob", 0);
    team.repo.git(&["rm", "-q", "decisions/0000-charter/resolutions/2.yaml"]);
    team.resolve("ann", 0, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept the charter again");
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
    assert_eq!(chain[1]["approved_by"], serde_json::json!(["ann", "bob", "carol"]));
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
    assert_eq!(report["logs"][0]["decisions"][1]["reaffirm"], serde_json::json!(["bob"]));
    let told = audit(&team, &[]).fine();
    assert!(told.contains("decision 1 rests on the approval of bob"), "{told}");
}

#[test]
fn an_agreement_made_anew_after_an_objection_is_one_pull_request() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let late = team.object("dana", 1);
    team.revise("ann", 1, |text| text.title = line("What Dana asked for"));
    team.sign_off("dana", 1, |signoff| {
        let conditions = Vec::new();
        signoff.statement = Statement::Stance(Stance::Approve { conditions });
        signoff.replaces = vec![late];
    });
    team.approve("carol", 1);
    team.accept(1);
    passes(&team.check());
    team.switch("main");
    team.repo.git(&["merge", "-q", "--ff-only", "adr/1"]);
    is_clean(&team);
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
