//! People come: each at a clone of their own, over one bare repository.

use super::forge::agreed;
use super::office::Desk;
use crate::support::team::Team;

const CHARTER: &str = "decisions/0000-decision-0";

#[test]
fn somebody_new_brings_their_own_entry_and_signs_once_it_is_merged() {
    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    fay.git(&["switch", "-q", "-c", "something-else"]);

    let told = fay.adr(&["charter", "join", "--name", "Fay Kern", "--push"]);
    insta::assert_snapshot!(told.fine(), @r"
    [adr/0000-join-fay xxxxxxxxxx] Ask to join the charter as fay
    fay: Fay Kern <fay@example.com>
    SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ");
    insta::assert_snapshot!(told.said, @r"
    for you to join, it needs:
      every decision: 2 more of leads (bob, carol, dana)
      charter: 2 more of maintainers (bob, carol)
    pushed adr/0000-join-fay to origin
    ");
    assert_eq!(fay.git(&["branch", "--show-current"]), "something-else");
    let changed = fay.git(&["diff", "--name-only", "origin/main", "adr/0000-join-fay"]);
    assert_eq!(
        changed,
        format!("{CHARTER}/decision.yaml\n{CHARTER}/revisions/2.yaml")
    );
    fay.assert_tidy();

    // Until it is agreed she is nobody, and is told so.
    let told = fay.sign(&["acknowledge", "0"]);
    assert_eq!(told.code, 4);
    assert!(
        told.said.contains("adr charter join --push"),
        "{}",
        told.said
    );

    agreed(&team, "adr/0000-join-fay", &[&fay]);
    fay.git(&["merge", "-q", "--ff-only", "origin/main"]);
    fay.sign(&["acknowledge", "0"]).fine();
}

#[test]
fn joining_is_for_people_whom_the_charter_does_not_know() {
    let team = Team::new();
    let bob = Desk::with_clone(&team, "bob");
    let told = bob.adr(&["charter", "join"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said.contains("in the charter already, as bob"),
        "{}",
        told.said
    );

    let fay = Desk::with_clone(&team, "fay");
    for (arguments, what) in [
        (
            vec!["--as", "bob"],
            "the charter knows a bob already: Bob Ito",
        ),
        (vec!["--email", "BOB@example.com"], "your address is bob's"),
    ] {
        let told = fay.adr(&[vec!["charter", "join"], arguments].concat());
        assert_eq!(told.code, 1);
        assert!(told.said.contains(what), "{}", told.said);
        assert!(
            told.said.contains("adr charter add-key bob KEY"),
            "{}",
            told.said
        );
    }
    fay.adr(&["charter", "join", "--as", "fay-k"]).fine();
    let told = fay.adr(&["charter", "join", "--as", "fay-k"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said.contains("git push -u origin adr/0000-join-fay-k"),
        "{}",
        told.said
    );
    fay.assert_tidy();
}

#[test]
fn an_entry_that_joins_a_team_is_for_the_charters_editors() {
    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    fay.adr(&["charter", "join"]).fine();
    fay.git(&["switch", "-q", "adr/0000-join-fay"]);
    let told = fay.adr(&["charter", "add-team", "leads", "fay"]);
    assert_eq!(told.code, 0, "{}", told.said);
    // What she adds to her own request cannot be put up by her: a maintainer would have to.
    let told = fay.adr(&["revise", "0", "-m", "And lead"]);
    assert_ne!(told.code, 0);
    let told = fay.adr(&["check", "--base", "origin/main"]);
    assert_eq!(told.code, 3, "{}{}", told.answer, told.said);
    assert!(told.answer.contains("unpublished-edits"), "{}", told.answer);
}

#[test]
fn without_a_terminal_whoever_has_nothing_is_told_the_commands() {
    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    let mut command = fay.command(env!("CARGO_BIN_EXE_adr-sign"), &["acknowledge", "0"]);
    command.env("GIT_CONFIG_COUNT", "0");
    let told = super::told(command);
    assert_eq!(told.code, 4);
    for command in ["ssh-keygen -t ed25519", "adr charter join --push"] {
        assert!(told.said.contains(command), "{}", told.said);
    }
}

/// On a terminal, which `script` of util-linux makes, with somebody who answers.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_whoever_is_not_in_the_charter_is_led_there() {
    use std::io::Write;
    use std::process::Stdio;

    let team = Team::new();
    let fay = Desk::with_clone(&team, "fay");
    let line = format!("{} acknowledge 0", env!("CARGO_BIN_EXE_adr-sign"));
    let answer = |answers: &str| {
        let mut child = fay
            .command("script", &["-qec", &line, "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script, of util-linux");
        let mut input = child.stdin.take().expect("an input");
        input.write_all(answers.as_bytes()).expect("it listens");
        let output = child.wait_with_output().expect("it ends");
        drop(input);
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), shown)
    };
    // A handle that is none, then a good one, and then no.
    let (code, shown) = answer("Fay!\nfay-k\nn\n");
    assert_eq!(code, Some(4), "{shown}");
    assert!(shown.contains("`Fay!` is not a handle"), "{shown}");
    assert!(fay.git(&["branch", "--list", "adr/*"]).is_empty());

    let (code, shown) = answer("fay-k\ny\ny\n");
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("adr charter join --name"), "{shown}");
    assert!(
        shown.contains("pushed adr/0000-join-fay-k to origin"),
        "{shown}"
    );
    assert!(
        shown.contains("sign with the same command as now"),
        "{shown}"
    );
    fay.git(&["fetch", "-q"]);
    fay.git(&["rev-parse", "--verify", "-q", "origin/adr/0000-join-fay-k"]);
}
