//! What was pushed past the check is named, with the commit that did it.

use adr_sign::record::layout::Part;
use adr_sign::record::resolution::Outcome;
use serde_json::Value;

use super::{audit, incidents};
use crate::support::team::{Team, entry, line};

/// What an audit says after something was pushed past the check and honest work has gone on: the incident of
/// that commit, and nothing else.
#[track_caller]
fn found(team: &Team, bad: &str, outcome: &str, code: &str) -> Value {
    let report = audit(team, &["--json"]).json_of(outcome);
    let incidents = incidents(&report);
    assert_eq!(incidents.len(), 1, "{report:#}");
    assert_eq!(incidents[0].0, bad, "{report:#}");
    assert!(
        incidents[0].1.iter().any(|found| found == code),
        "{report:#}"
    );
    report
}

fn tip(team: &Team) -> String {
    team.repo.git(&["rev-parse", "HEAD"])
}

#[test]
fn an_acceptance_that_nobody_signed() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    team.resolve("ann", 2, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept decision 2");
    team.merge();
    let bad = tip(&team);
    team.settle(3);
    found(&team, &bad, "broken", "accepted-without-agreement");
    let told = audit(&team, &[]).with_code(3);
    insta::assert_snapshot!(told, @r"
    audit of main
      commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      tree   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

    trust root (as pinned):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter revision 1: the first, judged under itself; approved by bob, carol

    #  TITLE       STATUS    PROOF   APPROVED BY
    0  Decision 0  accepted  key     bob, carol
    1  Decision 1  accepted  key     bob, carol
    2  Decision 2  accepted  broken
    3  Decision 3  accepted  key     bob, carol

    broken    decisions/0002-decision-2/resolutions/1.yaml
              the acceptance does not hold: the sign-offs that it lists do not meet
              the rules (`every decision` unmet)
              to do: what it lists must be there unchanged; else it was never
              accepted: see `adr show 2`

    history: 7 commits by first parents, back to the beginning of the branch; 6 of
      them touch the log

    incident  xxxxxxxxxx  Merge branch 'adr/2'
              Ann Owner <ann@example.com>, 2026-11-18T11:06:40+00:00, as it says
              accepted-without-agreement, decision 2
                `0002-decision-2/resolutions/1.yaml` says accepted, and the
                sign-offs that it lists do not meet the rules
                fix: once everything that is missing is there: adr accept 2
              approval-missing, decision 2
                rule `every decision` needs 2 approvals of leads and has none
                fix: bob, carol or dana: adr-sign approve 2

    landed commit by commit, and would have passed only together
      - xxxxxxxxxx to xxxxxxxxxx (3 commits); meanwhile root-not-held

    not known
      - what only the moment of a merge could tell: how long a text had been open to
        comment, what lay in outboxes, and whether the dates of commits are true
      - whether guarded code changed only with a decision: a squash drops the
        trailers that say so

    broken: of 14 records, 1 thing does not hold; 1 incident
    ");
}

#[test]
fn a_signoff_that_was_removed_and_brought_back() {
    let team = Team::new();
    team.settle(1);
    // It counts for nothing, so that the tree alone does not miss it.
    team.branch("late");
    team.sign_off("eli", 1, |signoff| {
        signoff.statement = adr_sign::record::signoff::Statement::Stance(
            adr_sign::record::signoff::Stance::Dissent,
        );
    });
    team.merge();
    let path = team.signoff_of("eli", 1);
    team.repo.git(&["rm", "-q", &path]);
    team.commit("ann", "Tidy up");
    let bad = tip(&team);
    team.settle(2);
    let report = found(&team, &bad, "incidents", "record-removed");
    assert_eq!(
        report["history"]["incidents"][0]["findings"][0]["path"],
        path
    );
    assert_eq!(report["logs"][0]["faults"], serde_json::json!([]));

    team.repo
        .git(&["checkout", "-q", &format!("{bad}~"), "--", &path]);
    team.commit("bob", "Bring Eli's dissent back");
    let mended = tip(&team);
    team.settle(3);
    let report = found(&team, &bad, "incidents", "record-removed");
    let by = &report["history"]["incidents"][0]["mended_by"];
    assert_eq!(*by, serde_json::json!([mended]));
    insta::assert_snapshot!(audit(&team, &[]).with_code(1), @r"
    audit of main
      commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      tree   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

    trust root (as pinned):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter revision 1: the first, judged under itself; approved by bob, carol

    #  TITLE       STATUS    PROOF  APPROVED BY
    0  Decision 0  accepted  key    bob, carol
    1  Decision 1  accepted  key    bob, carol
    2  Decision 2  accepted  key    bob, carol
    3  Decision 3  accepted  key    bob, carol

    history: 10 commits by first parents, back to the beginning of the branch; 9
      of them touch the log

    incident  xxxxxxxxxx  Tidy up
              ann <ann@example.com>, 2026-11-18T11:06:40+00:00, as it says
              record-removed, decision 1
                `0001-decision-1/signoffs/eli.r1.xxxxxxxx.yaml` is in the base and
                is gone: removed or renamed
                fix: restore it: git checkout xxxxxxxxxx --
                decisions/0001-decision-1/signoffs/eli.r1.xxxxxxxx.yaml; only eli
                can take it back: adr-sign withdraw 1
              put right by xxxxxxxxxx

    landed commit by commit, and would have passed only together
      - xxxxxxxxxx to xxxxxxxxxx (3 commits); meanwhile root-not-held

    not known
      - what only the moment of a merge could tell: how long a text had been open to
        comment, what lay in outboxes, and whether the dates of commits are true
      - whether guarded code changed only with a decision: a squash drops the
        trailers that say so

    1 incident: 17 records verified, which hold, but see what that commit did
    ");
}

#[test]
fn words_that_were_edited_in_an_agreed_text_and_put_back() {
    let team = Team::new();
    team.settle(1);
    let mut text = team.text(1, "ann");
    text.title = line("Something else");
    team.write_draft(1, &text);
    team.commit("ann", "Fix a typo");
    let bad = tip(&team);
    team.settle(2);
    found(&team, &bad, "incidents", "unpublished-edits");
    team.write_draft(1, &team.text(1, "ann"));
    team.commit("bob", "Put the words back");
    team.settle(3);
    let report = found(&team, &bad, "incidents", "unpublished-edits");
    assert_eq!(
        report["history"]["incidents"][0]["mended_by"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_text_that_was_rewritten_under_its_signatures() {
    let team = Team::new();
    team.settle(1);
    let path = team.path(1, Part::Revision(1));
    let rewritten = team.repo.read(&path).replace("one place", "two places");
    team.repo.write(&path, rewritten);
    team.commit("ann", "Fix a typo");
    let bad = tip(&team);
    team.settle(2);
    found(&team, &bad, "broken", "record-changed");
}

#[test]
fn a_charter_that_its_people_did_not_agree_to() {
    let team = Team::new();
    team.settle(1);
    team.branch("coup");
    team.revise_charter("ann", |charter| {
        charter
            .people
            .insert("mallory".parse().unwrap(), entry("Mallory", "mallory"));
        charter.rules[0].proposer = Some(adr_sign::record::charter::Proposer::Allow);
    });
    team.resolve("ann", 0, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept the charter");
    team.merge();
    let bad = tip(&team);
    let report = found(&team, &bad, "broken", "accepted-without-agreement");
    assert_eq!(report["logs"][0]["chain"], serde_json::json!([]));
    // Whatever is decided under it is not agreed either.
    team.settle(2);
    let report = audit(&team, &["--json"]).json_of("broken");
    let incidents = incidents(&report);
    assert_eq!(incidents.len(), 2, "{report:#}");
    assert_eq!(incidents[1].0, tip(&team));
}

#[test]
fn an_evil_merge() {
    let team = Team::new();
    team.settle(1);
    team.branch("adr/2");
    team.propose_text("ann", 2, &team.text(2, "ann"));
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.accept(2);
    team.switch("main");
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-commit", "adr/2"]);
    let path = team.signoff_of("bob", 1);
    team.repo.git(&["rm", "-q", "-f", &path]);
    team.repo.git(&["commit", "-q", "-m", "Merge branch adr/2"]);
    let bad = tip(&team);
    found(&team, &bad, "broken", "record-removed");
}

#[test]
fn a_proposal_that_was_merged_while_it_was_open() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.merge();
    let bad = tip(&team);
    team.settle(2);
    found(&team, &bad, "incidents", "approval-missing");
}

#[test]
fn another_log_in_the_place_of_the_first() {
    let team = Team::new();
    team.settle(1);
    let other = Team::with(&Team::charter().replace("count: 2", "count: 1"));
    team.repo.git(&["rm", "-q", "-r", "decisions"]);
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(other.repo.root().join("decisions"))
        .arg(team.repo.root())
        .status()
        .unwrap();
    assert!(copied.success());
    team.commit("ann", "Start over");
    let bad = tip(&team);
    // Nobody says which log it should be: the tree is fine, the history is not.
    let told = super::adr(&team.repo, &["audit", "main", "--json"]);
    let report = told.json_of("incidents");
    assert_eq!(incidents(&report)[0].0, bad);
    assert!(
        report["unknown"]
            .as_array()
            .unwrap()
            .contains(&"trust-root".into())
    );
    let report = audit(&team, &["--json"]).json_of("broken");
    assert_eq!(incidents(&report)[0].0, bad);
}
