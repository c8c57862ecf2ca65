//! The life of a decision, from the command line alone.

use super::office::Desk;
use crate::support::Repo;
use crate::support::team::Team;

const FIRST: &str = "decisions/0001-postgresql-for-orders";

/// A decision by Ann, proposed on its own branch.
fn proposed(ann: &Desk<'_>) {
    ann.adr(&["new", "PostgreSQL for orders"]).fine();
    ann.write_text(&format!("{FIRST}/decision.yaml"));
    ann.adr(&["propose", "1"]).fine();
}

/// The same, in force on `main`.
fn settled(team: &Team) {
    let ann = Desk::at(&team.repo, "ann");
    proposed(&ann);
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "1"]).fine();
    }
    ann.adr(&["accept", "1"]).fine();
    team.merge();
}

#[test]
fn somebody_alone_starts_a_log() {
    let repo = Repo::with_history();
    let ann = Desk::at(&repo, "ann");
    let told = ann.adr(&["init", "docs/decisions"]);
    insta::assert_snapshot!(told.fine(), @r"
    [main xxxxxxxxxx] Start the decision log
    trust root: sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ");
    insta::assert_snapshot!(told.said, @r#"
    ann is alone so far, so every rule lets the proposer count (`proposer: allow`)
    next: adr charter add-person HANDLE --name NAME --key KEY   for each other person
    next: adr new "TITLE"   for the first decision
    "#);
    assert_eq!(repo.read(".adr-dir"), "docs/decisions\n");
    assert_eq!(ann.adr(&["init"]).code, 1);
    ann.assert_tidy();

    ann.adr(&["new", "Alone"]).fine();
    ann.write_text("docs/decisions/0001-alone/decision.yaml");
    ann.adr(&["propose", "1"]).fine();
    ann.sign(&["approve", "1"]).fine();
    ann.adr(&["accept", "1"]).fine();
    let check = ann.adr(&["check", "--base", "main"]);
    assert_eq!(check.code, 0, "{}{}", check.answer, check.said);
    ann.assert_tidy();
}

#[test]
fn from_a_title_to_an_acceptance_that_passes_the_check() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    let told = ann.adr(&["new", "PostgreSQL for orders"]);
    insta::assert_snapshot!(told.fine(), @r"
    [adr/0001-postgresql-for-orders xxxxxxxxxx] Draft decision 1: PostgreSQL for orders
    decisions/0001-postgresql-for-orders/decision.yaml
    ");
    insta::assert_snapshot!(told.said, @"next: write the text (adr edit 1), then: adr propose 1");
    ann.write_text(&format!("{FIRST}/decision.yaml"));

    let told = ann.adr(&["propose", "1"]);
    insta::assert_snapshot!(told.fine(), @"[adr/0001-postgresql-for-orders xxxxxxxxxx] Propose decision 1: PostgreSQL for orders");
    insta::assert_snapshot!(told.said, @r"
    still needed:
      every decision: 2 more of leads (bob, carol, dana)
    next: they sign with: adr-sign approve 1
    ");

    let told = ann.adr(&["accept", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1 cannot be accepted: its rules are not met
    hint: see what is missing: adr status 1
    ");

    Desk::at(&team.repo, "bob").sign(&["approve", "1"]).fine();
    let told = Desk::at(&team.repo, "carol").sign(&["approve", "1", "-m", "Fits."]);
    insta::assert_snapshot!(told.fine(), @"[adr/0001-postgresql-for-orders xxxxxxxxxx] Approve decision 1, revision 1");
    insta::assert_snapshot!(told.said, @"next: decision 1 has everything it needs: adr accept 1");

    let told = ann.adr(&["accept", "1", "-m", "Orders move in Q1"]);
    insta::assert_snapshot!(told.fine(), @"[adr/0001-postgresql-for-orders xxxxxxxxxx] Accept decision 1, revision 1");
    insta::assert_snapshot!(told.said, @"next: adr check   then merge");
    insta::assert_snapshot!(ann.git(&["log", "-1", "--format=%B"]), @r"
    Accept decision 1, revision 1

    Orders move in Q1

    Adr-Decision: 1
    Adr-Revision: 1
    Adr-Outcome: accepted
    ");
    assert_eq!(ann.adr(&["check", "--base", "main"]).code, 0);
    ann.assert_tidy();
}

#[test]
fn programs_get_what_was_done_as_json() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    let drafted = ann.adr(&["new", "PostgreSQL for orders", "--json"]).json(0);
    assert_eq!(drafted["number"], 1);
    assert_eq!(drafted["path"], format!("{FIRST}/decision.yaml"));
    ann.write_text(&format!("{FIRST}/decision.yaml"));
    let proposed = ann.adr(&["propose", "1", "--json"]).json(0);
    assert_eq!(proposed["revision"], 1);
    assert_eq!(proposed["branch"], "adr/0001-postgresql-for-orders");
    let signed = Desk::at(&team.repo, "bob")
        .sign(&["approve", "1", "--json"])
        .json(0);
    assert_eq!(signed["signed"][0]["signer"], "bob");
    let refused = ann.adr(&["accept", "1", "--json"]).json(1);
    assert_eq!(refused["error"]["code"], 1);
    assert!(refused["error"]["hint"].is_string());
}

#[test]
fn accepting_a_successor_ends_the_one_before_in_one_commit() {
    let team = Team::new();
    settled(&team);
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["supersede", "1", "MySQL for orders"]).fine();
    ann.adr(&["propose", "2"]).fine();
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "2"]).fine();
    }
    let told = ann.adr(&["accept", "2"]);
    told.fine();
    assert!(
        told.said.contains("decision 1 is superseded with it"),
        "{}",
        told.said
    );
    insta::assert_snapshot!(ann.git(&["show", "--name-status", "--format=%s", "HEAD"]), @r"
    Accept decision 2, revision 1

    A	decisions/0001-postgresql-for-orders/resolutions/2.yaml
    A	decisions/0002-mysql-for-orders/resolutions/1.yaml
    ");
    assert_eq!(ann.adr(&["check", "--base", "main"]).code, 0);
    team.merge();
    let told = ann.adr(&["revise", "1", "-m", "Once more"]);
    assert_eq!(told.code, 1);
    assert!(told.said.contains("superseded"), "{}", told.said);
    ann.assert_tidy();
}

#[test]
fn a_decision_in_force_stays_in_force_while_a_new_text_is_argued() {
    let team = Team::new();
    settled(&team);
    let ann = Desk::at(&team.repo, "ann");
    ann.rewrite(&format!("{FIRST}/decision.yaml"), "one place", "two places");
    let told = ann.adr(&["revise", "1", "-m", "One place is not enough"]);
    insta::assert_snapshot!(told.fine(), @"[adr/0001-postgresql-for-orders-r2 xxxxxxxxxx] Revise decision 1, revision 2");
    insta::assert_snapshot!(told.said, @r"
    must look again: bob, carol (adr-sign approve 1 --again)
    still needed:
      every decision: 2 more of leads (bob, carol, dana)
    next: they sign with: adr-sign approve 1
    ");
    ann.assert_tidy();
    let shown = ann.adr(&["show", "1", "--json"]).json(0);
    assert_eq!(shown["status"]["in_force"], 1, "{shown}");
    // The base never saw the text that is argued about.
    assert!(
        !team
            .repo
            .git(&["show", &format!("main:{FIRST}/decision.yaml")])
            .contains("two places")
    );
}

#[test]
fn a_decision_is_retired_by_agreement() {
    let team = Team::new();
    settled(&team);
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["retire", "1", "-m", "The orders service is gone"])
        .fine();
    assert_eq!(ann.adr(&["accept", "1"]).code, 1);
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "1"]).fine();
    }
    let ended = ann.adr(&["accept", "1", "--json"]).json(0);
    assert_eq!(ended["outcome"], "deprecated");
    assert_eq!(ann.adr(&["check", "--base", "main"]).code, 0);
    ann.assert_tidy();
}

#[test]
fn what_is_ready_is_accepted_in_one_go() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    team.branch("several");
    for title in ["First", "Second", "Third"] {
        ann.adr(&["new", title, "--here"]).fine();
    }
    for (number, slug) in [(1, "first"), (2, "second"), (3, "third")] {
        ann.write_text(&format!("decisions/000{number}-{slug}/decision.yaml"));
        ann.adr(&["propose", &number.to_string()]).fine();
    }
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "1-2"]).fine();
    }
    let told = ann.adr(&["accept", "--ready"]);
    insta::assert_snapshot!(told.fine(), @r"
    [several xxxxxxxxxx] Accept decision 1, revision 1
    [several xxxxxxxxxx] Accept decision 2, revision 1
    ");
    let told = ann.adr(&["accept", "--ready"]);
    assert_eq!(told.fine(), "");
    assert!(told.said.contains("no open decision"), "{}", told.said);
    // A program gets one answer, whatever was ready.
    let nothing = ann.adr(&["accept", "--ready", "--json"]).json(0);
    assert_eq!(nothing["accepted"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_proposal_is_turned_down_by_whoever_objects_and_taken_back_by_its_owner() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    proposed(&ann);
    let bob = Desk::at(&team.repo, "bob");
    let told = bob.adr(&["reject", "1", "-m", "No"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1 cannot be rejected: nobody whom its rules count objects; an objection must stand before it can be rejected
    hint: take it back instead, if it is yours: adr withdraw 1
    ");
    assert_eq!(bob.adr(&["withdraw", "1", "-m", "No"]).code, 1);
    bob.sign(&["object", "1", "-m", "It does not scale"]).fine();
    assert_eq!(bob.adr(&["reject", "1", "-m", "It does not scale"]).code, 0);
    let told = bob.sign(&["approve", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: it is rejected, and closed
    hint: see adr show 1
    ");

    team.switch("main");
    ann.adr(&["new", "Another"]).fine();
    ann.write_text("decisions/0002-another/decision.yaml");
    ann.adr(&["propose", "2"]).fine();
    let ended = ann
        .adr(&["withdraw", "2", "-m", "Overtaken", "--json"])
        .json(0);
    assert_eq!(ended["outcome"], "withdrawn");
    ann.assert_tidy();
}

#[test]
fn an_acceptance_under_a_charter_that_was_replaced_is_written_anew() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    proposed(&ann);
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "1"]).fine();
    }
    ann.adr(&["accept", "1"]).fine();
    // Meanwhile the charter changes in the base.
    team.switch("main");
    team.branch("charter");
    team.revise_charter("ann", |charter| charter.hold_days = 3);
    for who in ["bob", "carol"] {
        team.approve(who, 0);
    }
    team.accept(0);
    team.merge();
    team.switch("adr/0001-postgresql-for-orders");
    assert_eq!(ann.adr(&["check", "--base", "main"]).code, 1);
    ann.adr(&["accept", "1"]).fine();
    insta::assert_snapshot!(ann.git(&["show", "--name-status", "--format=%s", "HEAD"]), @r"
    Accept decision 1, revision 1

    M	decisions/0001-postgresql-for-orders/resolutions/1.yaml
    ");
    let check = ann.adr(&["check", "--base", "main"]);
    assert_eq!(check.code, 0, "{}", check.answer);
}

#[test]
fn people_whom_the_charter_does_not_know_cannot_be_asked() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["new", "PostgreSQL for orders"]).fine();
    let draft = format!("{FIRST}/decision.yaml");
    ann.write_text(&draft);
    ann.rewrite(
        &draft,
        "context: |\n  Orders",
        "approvers: [zoe, team:dba]\ncontext: |\n  Orders",
    );
    let told = ann.adr(&["propose", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: the charter does not know zoe, team:dba
    hint: write them as `adr charter show` does, or let them join first: adr charter add-person
    ");
    ann.rewrite(&draft, "approvers: [zoe, team:dba]\n", "");
    ann.rewrite(&draft, "owner: ann", "owner: zoe");
    let told = ann.adr(&["propose", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: the charter does not know zoe
    hint: write them as `adr charter show` does, or let them join first: adr charter add-person
    ");
}

#[test]
fn a_draft_that_was_deleted_is_missed() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["new", "PostgreSQL for orders"]).fine();
    let draft = format!("{FIRST}/decision.yaml");
    ann.write_text(&draft);
    team.commit("ann", "Write");
    std::fs::remove_file(team.repo.root().join(&draft)).unwrap();
    let told = ann.adr(&["propose", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: decisions/0001-postgresql-for-orders/decision.yaml is missing
    hint: bring it back: git checkout -- decisions/0001-postgresql-for-orders/decision.yaml
    ");
    // In a sparse checkout it is not missing: it was not asked for.
    team.repo.git(&["checkout", "-q", "--", "."]);
    team.repo.git(&["sparse-checkout", "set", "src"]);
    assert!(!team.repo.root().join(&draft).exists());
    ann.adr(&["propose", "1"]).fine();
}

#[test]
fn the_files_that_a_text_names_go_with_it() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["new", "PostgreSQL for orders"]).fine();
    let draft = format!("{FIRST}/decision.yaml");
    ann.write_text(&draft);
    let digest = adr_sign::record::digest::Digest::of(b"<svg/>");
    let attachments = format!("attachments:\n  - path: topology.svg\n    sha256: {digest}\n");
    let text = team.repo.read(&draft);
    team.repo.write(&draft, format!("{text}{attachments}"));
    let told = ann.adr(&["propose", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: the text names the attachment topology.svg, which is not there
    hint: put it at decisions/0001-postgresql-for-orders/attachments/topology.svg
    ");
    team.repo
        .write(&format!("{FIRST}/attachments/topology.svg"), "<svg/>");
    ann.adr(&["propose", "1"]).fine();
    assert_eq!(
        team.repo
            .git(&["show", &format!("HEAD:{FIRST}/attachments/topology.svg")]),
        "<svg/>"
    );
    ann.assert_tidy();
}

#[test]
fn everybody_whose_approval_held_looks_again_also_who_was_not_needed() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    proposed(&ann);
    for who in ["bob", "carol", "dana"] {
        Desk::at(&team.repo, who).sign(&["approve", "1"]).fine();
    }
    ann.rewrite(&format!("{FIRST}/decision.yaml"), "one place", "two places");
    let told = ann.adr(&["revise", "1", "-m", "One place is not enough", "--json"]);
    let asked = &told.json(0)["must_look_again"];
    assert_eq!(*asked, serde_json::json!(["bob", "carol", "dana"]));
}
