//! What honest people do, which must pass, or be told exactly what is missing.

use adr_sign::check::Verdict::{Blocked, CannotEvaluate, Rejected};
use adr_sign::record::digest::Digest;
use adr_sign::record::id::Number;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Statement};
use adr_sign::record::text::Text;

use super::{found, passes};
use crate::support::team::Team;

#[test]
fn a_decision_goes_from_proposal_to_merge() {
    let team = Team::new();
    team.propose(1);
    let report = team.check();
    found(&report, Blocked, "approval-missing")
        .saying("rule `every decision` needs 2 approvals of leads and has none")
        .fixed_by("bob, carol or dana: adr-sign approve 1");
    assert_eq!(report.findings.len(), 1);

    team.approve("bob", 1);
    team.approve("dana", 1);
    let report = team.check();
    found(&report, Blocked, "not-accepted").fixed_by("adr accept 1");
    assert_eq!(report.findings.len(), 1);

    team.accept(1);
    let report = team.check();
    passes(&report);
    assert_eq!(report.decisions.len(), 1);
    assert_eq!(report.decisions[0].status, "accepted");
    team.merge();
    team.branch("code");
    team.repo.write("src/main.rs", "fn main() { orders(); }\n");
    team.commit("eli", "Keep orders in one place\n\nDecision: 1");
    passes(&team.check());
}

#[test]
fn the_change_that_brings_the_log_is_judged_by_the_pinned_charter() {
    let team = Team::new();
    let before = team.repo.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let report = team.check_with(|request| request.base.clone_from(&before));
    passes(&report);
    let report = team.check_with(|request| {
        request.base.clone_from(&before);
        request.trust_root = Some(Digest::of(b"other"));
    });
    found(&report, Rejected, "root-not-held");
    let report = team.check_with(|request| {
        request.base = before;
        request.trust_root = None;
    });
    found(&report, CannotEvaluate, "no-charter").fixed_by("--trust-root");
}

#[test]
fn a_draft_is_not_merged() {
    let team = Team::new();
    team.branch("adr/1");
    team.begin(1, &team.text(1, "ann"));
    team.commit("ann", "Draft decision 1");
    found(&team.check(), Blocked, "draft").fixed_by("adr propose 1");
}

#[test]
fn what_somebody_objects_to_is_rejected_and_kept() {
    let team = Team::new();
    team.propose(1);
    team.object("bob", 1);
    team.resolve("ann", 1, Outcome::Rejected, |_| {});
    team.commit("ann", "Reject decision 1");
    passes(&team.check());
}

#[test]
fn an_objection_is_answered_and_the_decision_goes_through() {
    let team = Team::new();
    team.propose(1);
    let objection = team.object("eli", 1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    found(&team.check(), Blocked, "objection")
        .at(&team.signoff_of("eli", 1))
        .saying("eli objects to revision 1: I have read it.")
        .fixed_by("eli, once convinced: adr-sign approve 1; or bob, carol or dana: adr-sign answer 1 -m REASON");

    let targets = vec![objection];
    let answer = team.say("dana", 1, Statement::Act(Act::Answer { targets }));
    team.resolve("ann", 1, Outcome::Accepted, |resolution| {
        resolution.signoffs.push(answer);
        resolution.signoffs.sort();
    });
    team.commit("ann", "Accept decision 1");
    passes(&team.check());
}

#[test]
fn one_decision_takes_the_place_of_another() {
    let team = Team::new();
    team.settle(1);
    team.branch("adr/2");
    let text = Text {
        supersedes: vec![Number(1)],
        ..team.text(2, "ann")
    };
    team.propose_text("ann", 2, &text);
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.accept(2);
    found(&team.check(), Rejected, "accepted-alone");
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(text.id);
        resolution.signoffs.clear();
    });
    team.commit("ann", "Decision 1 has ended");
    passes(&team.check());
}

#[test]
fn a_decision_in_force_is_revised_and_challenged() {
    let team = Team::new();
    team.settle(1);
    team.branch("late");
    let evidence = Prose::new("It is slow.").unwrap();
    team.say("eli", 1, Statement::Act(Act::Challenge { evidence }));
    passes(&team.check());
    team.merge();

    team.branch("again");
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new("Keep them in a fast place.").unwrap());
    });
    found(&team.check(), Blocked, "approval-missing");
    team.approve("carol", 1);
    team.approve("dana", 1);
    team.accept(1);
    passes(&team.check());
}

#[test]
fn the_same_change_gets_the_same_answer() {
    let team = Team::new();
    team.propose(1);
    team.object("eli", 1);
    team.approve("bob", 1);
    let answer = || serde_json::to_string(&team.check()).unwrap();
    assert_eq!(answer(), answer());
}
