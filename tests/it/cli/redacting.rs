//! What must not stay is taken out once that is agreed; what named it still holds.

use super::office::Desk;
use crate::support::team::Team;

const CHARTER: &str = "
people:
  ann: {name: Ann Owner, email: [ann@example.com], keys: [KEY-ann]}
  bob: {name: Bob Ito, email: [bob@example.com], keys: [KEY-bob]}
  carol: {name: Carol Diaz, email: [carol@example.com], keys: [KEY-carol]}
  dana: {name: Dana Roy, email: [dana@example.com], keys: [KEY-dana]}
teams:
  maintainers: [ann, bob, carol]
  leads: [bob, carol, dana]
overrule: {from: leads, count: 1}
rules:
  - name: every decision
    need: [{from: leads, count: 2}]
  - name: redact
    when: {kind: [redact]}
    need: [{from: leads, count: 1}]
";

fn desk<'t>(team: &'t Team, who: &str) -> Desk<'t> {
    Desk::at(&team.repo, who)
}

/// A log in which decision 1 is agreed.
fn settled() -> Team {
    let team = Team::with(CHARTER);
    team.settle(1);
    team
}

/// The check of a branch against `main`: its exit code and what it answers.
fn check(team: &Team, branch: &str) -> (i32, String) {
    let told = desk(team, "ann").adr(&["check", "--base", "main", "--head", branch]);
    (told.code, told.answer)
}

fn agree(team: &Team) {
    desk(team, "bob").sign(&["approve", "0"]).fine();
    desk(team, "ann").adr(&["accept", "0"]).fine();
}

fn merge(team: &Team, branch: &str) {
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", branch]);
}

#[test]
fn a_signoff_is_taken_out_once_that_is_agreed() {
    let team = settled();
    let (ann, path) = (desk(&team, "ann"), team.signoff_of("bob", 1));
    let redact = ["redact", path.as_str(), "-m", "It names a customer"];

    let told = ann.adr(&redact);
    insta::assert_snapshot!(told.fine(), @"[adr/0000-redact-r2 xxxxxxxxxx] Ask to redact a record of decision 1");
    insta::assert_snapshot!(told.said, @r"
    still needed:
      redact: 1 more of leads (bob, carol, dana)
    next: they sign with: adr-sign approve 0; after `adr accept 0`, call this again
    ");
    let branch = "adr/0000-redact-r2";
    let (code, answer) = check(&team, branch);
    assert_eq!(code, 1, "{answer}");
    let told = ann.adr(&redact);
    assert_eq!(told.code, 1);
    assert!(
        told.said
            .contains("asked for already, on adr/0000-redact-r2"),
        "{}",
        told.said
    );

    agree(&team);
    let told = ann.adr(&redact);
    assert!(
        told.fine().contains("Redact a record of decision 1"),
        "{}",
        told.answer
    );
    assert!(told.said.contains("docs/redaction.md"), "{}", told.said);
    let (code, answer) = check(&team, branch);
    assert_eq!(code, 0, "{answer}");
    merge(&team, branch);

    let gap = team.repo.read(&path);
    assert!(gap.starts_with("format: 1\nredacted:\n"), "{gap}");
    assert!(gap.contains("reason: It names a customer"), "{gap}");
    let told = ann.adr(&redact);
    assert_eq!(told.code, 1);
    assert!(told.said.contains("taken out already"), "{}", told.said);
    // The decision is as agreed as before, and the gap is shown.
    let told = ann.adr(&["list"]);
    assert!(told.fine().contains("accepted"), "{}", told.answer);
    let told = ann.adr(&["verify", "1"]);
    assert!(
        told.fine()
            .contains("took out what stood here (xxxxxxxx): It names a customer"),
        "{}",
        told.answer
    );
    ann.adr(&["audit", "main"]).fine();
    ann.assert_tidy();
}

#[test]
fn the_gap_may_come_in_a_change_of_its_own() {
    let team = settled();
    let (ann, path) = (desk(&team, "ann"), team.signoff_of("carol", 1));
    let redact = ["redact", path.as_str(), "-m", "Health data"];
    ann.adr(&redact).fine();
    agree(&team);
    let (code, answer) = check(&team, "adr/0000-redact-r2");
    assert_eq!(code, 0, "{answer}");
    merge(&team, "adr/0000-redact-r2");
    let told = ann
        .adr(&["redact", &path, "-m", "Health data", "--json"])
        .json(0);
    assert_eq!(told["step"], "taken-out");
    let branch = told["branch"].as_str().expect("a branch");
    assert!(branch.starts_with("adr/0001-redact-"), "{branch}");
    let (code, answer) = check(&team, branch);
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn a_gap_that_nobody_agreed_to_is_rejected() {
    let team = settled();
    let (ann, path) = (desk(&team, "ann"), team.signoff_of("bob", 1));
    ann.adr(&["redact", &path, "-m", "It names a customer"])
        .fine();
    agree(&team);
    ann.adr(&["redact", &path, "-m", "It names a customer"])
        .fine();
    let gap = team
        .repo
        .git(&["show", &format!("adr/0000-redact-r2:{path}")]);

    // The honest gap, without what agrees to it.
    team.branch("alone");
    team.repo.write(&path, format!("{gap}\n"));
    team.commit("ann", "Take it out");
    let (code, answer) = check(&team, "alone");
    assert_eq!(code, 3);
    assert!(answer.contains("redaction-not-agreed"), "{answer}");

    let told = ann.adr(&["verify", "1"]);
    assert_eq!(told.code, 3, "{}", told.answer);

    // Under what was agreed for one record, another.
    team.repo.git(&["switch", "-q", "adr/0000-redact-r2"]);
    team.branch("another");
    team.repo
        .write(&team.signoff_of("carol", 1), format!("{gap}\n"));
    team.commit("ann", "Take another out");
    let (code, answer) = check(&team, "another");
    assert_eq!(code, 3);
    assert!(answer.contains("redaction-not-agreed"), "{answer}");
}

#[test]
fn what_the_log_stands_on_stays() {
    let team = settled();
    let ann = desk(&team, "ann");
    let (one, zero) = ("decisions/0001-decision-1", "decisions/0000-decision-0");
    let approval = team.signoff_of("bob", 0);
    for (path, code, what) in [
        (format!("{one}/revisions/1.yaml"), 1, "the text in force"),
        (
            format!("{one}/resolutions/1.yaml"),
            1,
            "where the decision stands",
        ),
        (format!("{one}/decision.yaml"), 1, "the living text"),
        (
            format!("{zero}/revisions/1.yaml"),
            1,
            "the charters are proved by it",
        ),
        (approval, 1, "the charters are proved by it"),
        (format!("{one}/revisions/7.yaml"), 1, "holds no"),
        ("README.md".to_owned(), 2, "no record of a decision"),
        ("../x".to_owned(), 2, "no record of a decision"),
    ] {
        let told = ann.adr(&["redact", &path, "-m", "Secret"]);
        assert_eq!(told.code, code, "{path}: {}", told.said);
        assert!(told.said.contains(what), "{path}: {}", told.said);
        assert!(told.said.contains("hint: "), "{path}: {}", told.said);
    }
    ann.assert_tidy();
}

#[test]
fn an_old_text_goes_once_another_is_accepted() {
    let team = settled();
    let ann = desk(&team, "ann");
    team.branch("adr/1-r2");
    team.revise("ann", 1, |text| text.context.clone_from(&text.decision));
    for who in ["bob", "carol"] {
        team.approve(who, 1);
    }
    team.accept(1);
    team.merge();
    let path = "decisions/0001-decision-1/revisions/1.yaml";
    ann.adr(&["redact", path, "-m", "A password"]).fine();
    agree(&team);
    ann.adr(&["redact", path, "-m", "A password"]).fine();
    let (code, answer) = check(&team, "adr/0000-redact-r2");
    assert_eq!(code, 0, "{answer}");
    merge(&team, "adr/0000-redact-r2");
    let told = ann.adr(&["verify", "1"]);
    assert_eq!(told.code, 0, "{}{}", told.answer, told.said);

    // Life goes on over the gap.
    team.branch("adr/1-r3");
    ann.rewrite(
        "decisions/0001-decision-1/decision.yaml",
        "one place",
        "two places",
    );
    ann.adr(&["revise", "1", "-m", "Two"]).fine();
    for who in ["bob", "carol"] {
        desk(&team, who).sign(&["approve", "1"]).fine();
    }
    ann.adr(&["accept", "1"]).fine();
    let (code, answer) = check(&team, "HEAD");
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn a_picture_is_taken_out_and_leaves_its_digest() {
    let team = Team::with(CHARTER);
    let ann = desk(&team, "ann");
    let path = "decisions/0001-decision-1/attachments/floor.svg";
    let mut text = team.text(1, "ann");
    text.attachments = serde_yaml::from_str(&format!(
        "- {{path: floor.svg, sha256: '{}'}}",
        adr_sign::record::digest::Digest::of(b"<svg/>")
    ))
    .expect("an attachment");
    team.repo.write(path, "<svg/>");
    team.settle_text(1, &text);
    ann.adr(&["redact", path, "-m", "Shows a face"]).fine();
    agree(&team);
    ann.adr(&["redact", path, "-m", "Shows a face"]).fine();
    let (code, answer) = check(&team, "adr/0000-redact-r2");
    assert_eq!(code, 0, "{answer}");
}
