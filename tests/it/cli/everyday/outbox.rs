//! Signing without push access, and bringing it in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use adr_sign::check::finding::Verdict;

use crate::cli::office::Desk;
use crate::support::run;
use crate::support::team::Team;

/// A bare repository with some branches of the team's.
fn bare(team: &Team, name: &str, options: &[&str]) -> PathBuf {
    let folder = team.repo.around().join(format!("{name}.git"));
    run(team
        .repo
        .command("git")
        .args(["clone", "-q", "--bare"])
        .args(options)
        .arg(team.repo.root())
        .arg(&folder));
    folder
}

/// Lets nobody but one person push there.
fn only_for(bare: &std::path::Path, who: &str) {
    let hook = bare.join("hooks/update");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script = format!(
        "#!/bin/sh\n[ \"$GIT_AUTHOR_NAME\" = {who} ] || {{ echo 'not yours' >&2; exit 1; }}\n"
    );
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Decision 1, open on `adr/1`, and HEAD on `main`.
fn proposed() -> Team {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team
}

#[test]
fn a_forks_pull_request_is_signed_by_somebody_who_cannot_push_to_the_fork() {
    let team = proposed();
    let upstream = bare(&team, "origin", &["--single-branch", "-b", "main"]);
    let of_ann = bare(&team, "fork-of-ann", &[]);
    let of_bob = bare(&team, "fork-of-bob", &["--single-branch", "-b", "main"]);
    only_for(&upstream, "nobody");
    only_for(&of_ann, "ann");
    only_for(&of_bob, "bob");

    // Bob has fetched the pull request's branch, and may push to his own fork only.
    let bob = Desk::with_clone(&team, "bob");
    bob.git(&["remote", "add", "ann", of_ann.to_str().unwrap()]);
    bob.git(&["remote", "add", "bob", of_bob.to_str().unwrap()]);
    bob.git(&["config", "remote.pushDefault", "bob"]);
    bob.git(&["fetch", "-q", "ann"]);
    let told = bob.sign(&["approve", "1", "--outbox", "--push"]);
    told.fine();
    assert!(
        told.said.contains("pushed adr-signoffs/bob to bob"),
        "{}",
        told.said
    );
    bob.assert_tidy();

    // Carol has no fork at all, and mails hers.
    let carol = Desk::with_clone(&team, "carol");
    carol.git(&["remote", "add", "ann", of_ann.to_str().unwrap()]);
    carol.git(&["fetch", "-q", "ann"]);
    let mail = team.repo.around().join("carol.yaml");
    carol
        .sign(&["approve", "1", "--out", mail.to_str().unwrap()])
        .fine();
    assert_eq!(carol.git(&["branch", "--list", "adr*"]), "");
    carol.assert_tidy();

    // Ann gathers both onto the branch of her pull request.
    let ann = Desk::with_clone(&team, "ann");
    ann.git(&["remote", "add", "mine", of_ann.to_str().unwrap()]);
    ann.git(&["remote", "add", "bob", of_bob.to_str().unwrap()]);
    ann.git(&["fetch", "-q", "--multiple", "mine", "bob"]);
    ann.git(&["switch", "-q", "adr/1"]);
    assert_eq!(
        ann.adr(&["check", "--base", "origin/main"]).code,
        1,
        "nobody has signed on the branch yet"
    );
    ann.adr(&["receive"]).fine();
    ann.adr(&["receive", mail.to_str().unwrap()]).fine();
    ann.adr(&["accept", "1"]).fine();
    ann.git(&["push", "-q", "mine", "adr/1"]);
    let checked = ann.adr(&["check", "--base", "origin/main"]);
    checked.fine();
    ann.assert_tidy();
}

#[test]
fn what_is_signed_into_a_file_is_nowhere_else() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    let before = bob.git(&["for-each-ref"]);
    let printed = bob.sign(&["approve", "1", "--out", "-"]);
    assert!(
        printed.answer.starts_with("format: 1\nlog: "),
        "{}",
        printed.answer
    );
    assert!(printed.answer.ends_with("-----END SSH SIGNATURE-----\n"));
    let folder = team.repo.around().join("signed");
    fs::create_dir(&folder).unwrap();
    bob.sign(&[
        "object",
        "1",
        "-m",
        "It does not scale",
        "--out",
        folder.to_str().unwrap(),
    ])
    .fine();
    let name = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    assert!(name.to_string_lossy().starts_with("bob.r1."), "{name:?}");
    assert_eq!(bob.git(&["for-each-ref"]), before);
    bob.assert_tidy();

    // Nothing of the person's is overwritten, and one file takes one sign-off.
    let mine = team.repo.around().join("mine.txt");
    fs::write(&mine, "mine").unwrap();
    let told = bob.sign(&["approve", "1", "--out", mine.to_str().unwrap()]);
    assert_eq!(told.code, 2, "{}", told.said);
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
    let both = bob.sign(&["approve", "1", "--out", "x", "--push"]);
    assert_eq!(both.code, 2, "{}", both.said);
}

#[test]
fn what_waits_in_an_outbox_is_shown_and_brought_in_once() {
    let team = proposed();
    let (ann, bob) = (Desk::at(&team.repo, "ann"), Desk::at(&team.repo, "bob"));
    bob.sign(&["approve", "1", "--outbox"]).fine();
    insta::assert_snapshot!(ann.adr(&["status", "1"]).fine(), @r"
    1  Decision 1
       status     proposed, 0 of 2 seats filled, owner ann, revision 1 since
                  2026-11-18, on adr/1
       needs      every decision: 2 more of leads (bob, carol, dana),
                  since 2026-11-18
       outbox     bob: approve, waiting in outboxes: adr receive
       next       bob, carol, dana: adr-sign approve 1
    ");
    insta::assert_snapshot!(ann.adr(&["inbox"]).fine(), @r"
    one thing waits for you, ann

    1  Decision 1  on adr/1
       receive    bob signed elsewhere; it waits in outboxes
                  adr receive
    ");
    assert_eq!(bob.adr(&["inbox"]).fine(), "nothing waits for you, bob\n");
    insta::assert_snapshot!(ann.adr(&["receive"]).fine(), @"[adr/1 xxxxxxxxxx] Receive what bob signed");
    let again = ann.adr(&["receive"]);
    assert_eq!(again.fine(), "");
    assert!(again.said.contains("is here already"), "{}", again.said);
    let status = ann.adr(&["status", "1"]).fine();
    assert!(
        status.contains("agreed     bob") && !status.contains("outbox"),
        "{status}"
    );
    ann.assert_tidy();
}

#[test]
fn what_somebody_said_in_their_outbox_comes_along_when_they_say_something_else() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    bob.sign(&["abstain", "1", "--outbox"]).fine();
    bob.sign(&["approve", "1"]).fine();
    // An abstention that was not replaced would outweigh the approval.
    let status = bob.adr(&["status", "1"]).fine();
    assert!(status.contains("agreed     bob"), "{status}");
    team.switch("adr/1");
    assert_eq!(team.files(1, "signoffs").len(), 2);
    assert_ne!(team.check().verdict, Verdict::Rejected);
}

#[test]
fn one_bad_record_does_not_keep_the_others_out() {
    let team = proposed();
    let (ann, bob) = (Desk::at(&team.repo, "ann"), Desk::at(&team.repo, "bob"));
    team.switch("adr/1");
    let (path, bytes, _) = team.signoff("carol", 1, |_| {});
    team.switch("main");
    team.branch("adr-signoffs/carol");
    let text = String::from_utf8(bytes).unwrap();
    team.repo
        .write(&path, text.replace("stance: object", "stance: approve"));
    team.commit("carol", "Not what she signed");
    team.switch("main");
    bob.sign(&["approve", "1", "--outbox"]).fine();
    let told = ann.adr(&["receive"]);
    told.fine();
    assert!(
        told.said
            .contains("stays there: it does not prove that carol"),
        "{}",
        told.said
    );
    let status = ann.adr(&["status", "1"]).fine();
    assert!(status.contains("agreed     bob"), "{status}");
    // The same by name is an error, and nothing comes in.
    let file = team.repo.around().join("forged.yaml");
    fs::write(&file, text.replace("stance: object", "stance: approve")).unwrap();
    assert_eq!(ann.adr(&["receive", file.to_str().unwrap()]).code, 3);
}

#[test]
fn an_objection_that_comes_in_too_late_stays_where_it_is() {
    let team = proposed();
    let ann = Desk::at(&team.repo, "ann");
    team.switch("adr/1");
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let (path, bytes, _) = team.signoff("dana", 1, |_| {});
    team.merge();
    team.branch("adr-signoffs/dana");
    team.repo.write(&path, bytes);
    team.commit("dana", "Object");
    team.switch("main");
    let told = ann.adr(&["receive"]);
    told.fine();
    assert!(told.said.contains("was settled meanwhile"), "{}", told.said);
    assert_eq!(ann.git(&["branch", "--list", "adr/received*"]), "");
}
