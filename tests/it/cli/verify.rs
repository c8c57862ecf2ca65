//! `adr verify`

use std::fs;

use adr_sign::record::resolution::Outcome;

use super::{adr, adr_sign};
use crate::support::Repo;
use crate::support::team::{Team, line};

#[test]
fn each_record_of_a_decision_says_what_proves_it() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise("ann", 1, |text| text.title = line("A better title"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    insta::assert_snapshot!(adr(&team.repo, &["verify", "1"]).fine(), @r"
    trust root (pin it with --trust-root):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter in force: revision 1

    revisions/1.yaml
        ann: puts up text 1 (xxxxxxxx)
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    revisions/2.yaml
        ann: puts up text 2 (xxxxxxxx)
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    signoffs/bob.r1.xxxxxxxx.yaml
        bob: approve, text 1 (xxxxxxxx), stale
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    signoffs/bob.r2.xxxxxxxx.yaml
        bob: approve, text 2 (xxxxxxxx), listed
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    signoffs/carol.r2.xxxxxxxx.yaml
        carol: approve, text 2 (xxxxxxxx), listed
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    resolutions/1.yaml
        ann: text 2 accepted, with 2 sign-offs
        needs no signature: what it lists decides

    everything holds: 2 revisions, 3 sign-offs, 1 resolution looked at
    ");
    let told = adr(&team.repo, &["verify"]);
    assert!(
        told.fine()
            .ends_with("everything holds: 3 revisions, 5 sign-offs, 2 resolutions looked at\n"),
        "{}",
        told.answer
    );
}

#[test]
fn one_tree_is_enough() {
    let team = Team::new();
    team.settle(1);
    // The same files in a repository that has never seen how they came about.
    let other = Repo::new();
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(team.repo.root().join("decisions"))
        .arg(other.root())
        .status()
        .unwrap();
    assert!(copied.success());
    other.commit_all("Somebody's export");
    let told = adr(&other, &["verify", "--trust-root", &team.root.to_string()]);
    assert!(told.fine().contains("(as pinned)"), "{}", told.answer);
}

#[test]
fn another_trust_root_is_no_trust() {
    let team = Team::new();
    let other = format!("sha256:{}", "0".repeat(64));
    let told = adr(&team.repo, &["verify", "--trust-root", &other]);
    assert_eq!(told.code, 3);
    assert!(
        told.answer.contains("not to the trust root"),
        "{}",
        told.answer
    );
}

#[test]
fn a_stance_that_was_changed_is_named_with_its_file() {
    let team = Team::new();
    team.settle(1);
    let path = team.signoff_of("bob", 1);
    let changed = team
        .repo
        .read(&path)
        .replace("stance: approve", "stance: dissent");
    team.repo.write(&path, changed);
    team.commit("ann", "Bob dissents, does he not?");
    let report = adr(&team.repo, &["verify", "--json"]).json(3);
    let faults = report["faults"].as_array().unwrap();
    assert!(
        faults.iter().any(|fault| fault["path"] == path.as_str()),
        "{report}"
    );
    assert_eq!(report["holds"], false);
    insta::assert_snapshot!(adr(&team.repo, &["verify"]).with_code(3), @r"
    trust root (pin it with --trust-root):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter in force: revision 1

    broken  decisions/0001-decision-1/signoffs/bob.r1.xxxxxxxx.yaml
            it says something else than its name: it was changed, or renamed
            to do: bring it back as it was made; see who changed it: git log -p --
            decisions/0001-decision-1/signoffs/bob.r1.xxxxxxxx.yaml

    broken  decisions/0001-decision-1/resolutions/1.yaml
            the acceptance does not hold: the sign-offs that it lists do not meet
            the rules (`every decision` unmet)
            to do: what it lists must be there unchanged; else it was never
            accepted: see `adr show 1`

    2 things do not hold: 2 revisions, 3 sign-offs, 2 resolutions looked at
    ");
}

#[test]
fn an_acceptance_without_its_signoffs_does_not_hold() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.resolve("ann", 1, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept decision 1");
    insta::assert_snapshot!(adr(&team.repo, &["verify", "1"]).with_code(3), @r"
    trust root (pin it with --trust-root):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter in force: revision 1

    revisions/1.yaml
        ann: puts up text 1 (xxxxxxxx)
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    signoffs/bob.r1.xxxxxxxx.yaml
        bob: approve, text 1 (xxxxxxxx), listed
        signed with their key, active in charter revision 1:
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    resolutions/1.yaml
        ann: text 1 accepted, with 1 sign-off
        needs no signature: what it lists decides

    broken  decisions/0001-decision-1/resolutions/1.yaml
            the acceptance does not hold: the sign-offs that it lists do not meet
            the rules (`every decision` unmet)
            to do: what it lists must be there unchanged; else it was never
            accepted: see `adr show 1`

    1 thing does not hold: 1 revision, 1 sign-off, 1 resolution looked at
    ");
}

#[test]
fn a_signature_by_somebody_else_is_named() {
    let team = Team::new();
    team.propose(1);
    // Eli signs under Bob's name.
    let (path, bytes, _) =
        team.signoff("eli", 1, |signoff| signoff.signer = "bob".parse().unwrap());
    team.repo.write(&path, bytes);
    team.commit("eli", "Approve decision 1, revision 1");
    let told = adr(&team.repo, &["verify", "1"]);
    assert_eq!(told.code, 3, "{}", told.answer);
    assert!(
        told.answer.contains("it is signed by eli's key"),
        "{}",
        told.answer
    );
}

#[test]
fn a_mailed_signoff_is_verified_before_it_is_taken_in() {
    let team = Team::new();
    team.propose(1);
    let (_, bytes, _) = team.signoff("bob", 1, |_| {});
    let file = team.repo.around().join("from-bob.yaml");
    fs::write(&file, &bytes).unwrap();
    let file = file.to_str().unwrap();
    team.switch("main");
    let told = adr_sign(&team.repo, &["verify", file]);
    insta::assert_snapshot!(told.fine(), @r"
    bob: object, revision 1 of decision 1 (Decision 1), xxxxxxxx
      I have read it.
    signed with their key, active in charter revision 1:
    SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ");

    let forged = String::from_utf8(bytes)
        .unwrap()
        .replace("stance: object", "stance: dissent");
    fs::write(file, forged).unwrap();
    let told = adr_sign(&team.repo, &["verify", file]);
    assert_eq!(told.code, 3, "{}", told.answer);
    fs::write(file, "hello\n").unwrap();
    let told = adr_sign(&team.repo, &["verify", file]);
    assert_eq!(told.code, 2, "{}", told.answer);
    assert!(told.said.contains("is no sign-off"), "{}", told.said);
}

#[test]
fn a_decision_rests_on_the_one_that_took_its_place() {
    let team = Team::new();
    team.settle(1);
    team.switch("main");
    let mut text = team.text(2, "ann");
    text.supersedes = vec![adr_sign::record::id::Number(1)];
    let successor = text.id;
    team.settle_text(2, &text);
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(successor);
        resolution.signoffs.clear();
    });
    team.commit("ann", "Decision 2 supersedes decision 1");
    for arguments in [&["verify", "1"][..], &["verify"]] {
        assert_eq!(
            adr(&team.repo, arguments).code,
            0,
            "{}",
            adr(&team.repo, arguments).answer
        );
    }
    team.repo
        .git(&["rm", "-q", "-r", "decisions/0002-decision-2"]);
    team.commit("ann", "Forget decision 2");
    for arguments in [&["verify", "1"][..], &["verify"]] {
        let told = adr(&team.repo, arguments);
        assert_eq!(told.code, 3);
        assert!(
            told.answer.contains("no accepted decision supersedes it"),
            "{}",
            told.answer
        );
    }
}

#[test]
fn a_number_that_is_claimed_for_another_is_named() {
    let team = Team::new();
    team.settle(1);
    team.repo
        .write("decisions/.numbers/0001", "01jdxk3v8q5t9w2m7r4c6y1zab\n");
    team.commit("ann", "Claim number 1 for something else");
    let report = adr(&team.repo, &["verify", "--json"]).json(3);
    assert_eq!(report["faults"][0]["path"], "decisions/.numbers/0001");
}

#[test]
fn a_file_that_is_not_there_is_not_taken_for_a_decision() {
    let team = Team::new();
    let told = adr_sign(&team.repo, &["verify", "mails/alice.yaml"]);
    assert_eq!(told.code, 4);
    assert!(told.said.contains("mails/alice.yaml"), "{}", told.said);
}

#[test]
fn a_record_of_a_newer_format_asks_for_an_upgrade() {
    let team = Team::new();
    team.propose(1);
    let (path, bytes, _) = team.signoff("bob", 1, |_| {});
    let newer = String::from_utf8(bytes)
        .unwrap()
        .replacen("format: 1", "format: 2", 1);
    team.repo.write(&path, newer);
    team.commit("bob", "Approve decision 1 with a newer tool");
    let told = adr(&team.repo, &["verify"]);
    assert_eq!(told.code, 4, "{}", told.answer);
    assert!(told.answer.contains("upgrade adr"), "{}", told.answer);
}
