//! `adr-sign` alone: going through what waits at a terminal.

use std::process::Command;

use super::people::Log;
use crate::support::terminal::converse;

const PROPOSALS: [&str; 2] = ["adr/0001-postgres", "adr/0002-redis"];

/// Ann has put two decisions up; Bob is at the keyboard, on main.
fn proposed() -> Log {
    let log = Log::of_three();
    for (number, title) in [("1", "Postgres"), ("2", "Redis")] {
        log.repo.git(&["switch", "-q", "main"]);
        log.draft(title);
        log.adr(&["propose", number]).ok();
    }
    log.repo.git(&["switch", "-q", "main"]);
    log.becomes("bob", "Bob Ito");
    log
}

/// `adr-sign` alone, without colour.
fn alone(log: &Log) -> Command {
    let mut command = log.repo.command(env!("CARGO_BIN_EXE_adr-sign"));
    command.env("NO_COLOR", "1").env("COLUMNS", "80");
    command
}

/// What Bob has signed, as `approve 1`.
fn signed(log: &Log) -> Vec<String> {
    let mut signed = Vec::new();
    for branch in PROPOSALS {
        let range = format!("main..{branch}");
        let format = "--format=%(trailers:key=Adr-Stance,key=Adr-Act,key=Adr-Decision,valueonly,separator=%x20)";
        let said = log
            .repo
            .git(&["log", "--author=bob@", "--reverse", format, &range]);
        signed.extend(said.lines().map(str::to_owned));
    }
    signed
}

#[test]
fn each_proposal_is_shown_and_the_exact_statement_said_before_it_is_signed() {
    let log = proposed();
    let session = converse(
        &mut alone(&log),
        &[
            ("What do you say? [a/o/c/v/s/?/q] ", "a"),
            ("[Y/w/n/q] ", "\r"),
            ("What do you say?", "o"),
            ("Why? The others will read it: ", "It is too dear\n"),
            ("[Y/e/n/q] ", "y"),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
    for line in [
        "2 things wait for you, bob\n",
        "\n1 of 2: decision 1, revision 1, on adr/0001-postgres\nPostgres\nput up by ann on ",
        "\napprove: every decision asks maintainers\n",
        "\nContext\nWhy.\n\nDecision\nWhat.\n",
        "As bob, you approve revision 1 of decision 1 (",
        "As bob, you object to revision 1 of decision 2 (",
        "\nYour words:\n  It is too dear\n",
    ] {
        assert!(session.seen.contains(line), "{line}: {}", session.seen);
    }
    // Nothing moves the cursor, clears the screen or colours: it reads as well aloud.
    assert!(!session.seen.contains('\u{1b}'), "{}", session.seen);
    assert_eq!(signed(&log), ["1 approve", "2 object"]);
    log.assert_tidy();
    let session = converse(&mut alone(&log), &[]);
    assert_eq!(session.seen, "nothing waits for you, bob\n");
}

#[test]
fn what_changed_since_is_shown_instead_of_the_whole() {
    let log = proposed();
    log.adr(&["sign", "acknowledge", "1"]).ok();
    log.becomes("ann", "Ann Owner");
    log.edit("sed -i s/Why/Wherefore/", &["edit", "1"]).ok();
    log.adr(&["revise", "1", "-m", "In other words"]).ok();
    log.becomes("bob", "Bob Ito");
    let session = converse(&mut alone(&log), &[("What do you say?", "q")]);
    let (first, _) = session.seen.split_once("\nAs bob").expect("an offer");
    for line in [
        "put up by ann on ",
        ": In other words\n",
        "Since you last signed something about it:\n\ncontext:\n  [-Why-]{+Wherefore+}.",
    ] {
        assert!(first.contains(line), "{line}: {first}");
    }
    assert!(!first.contains("What."), "{first}");
}

#[test]
fn the_rest_is_behind_a_key() {
    let log = proposed();
    let session = converse(
        &mut alone(&log),
        &[
            ("[a/o/c/v/s/?/q] ", "?"),
            ("[a/o/c/i/b/u/d/h/v/s/q] ", "i"),
            ("What must be met first? ", "A load test\n"),
            ("[Y/w/n/q] ", "y"),
            // Enter and arrows are no choice.
            ("[a/o/c/v/s/?/q] ", "\r\x1b[A?"),
            ("[a/o/c/i/b/u/d/h/v/s/q] ", "h"),
            ("Until which day (YYYY-MM-DD)? ", "soon\n"),
            ("that is no day", ""),
            ("nothing is signed\n", ""),
            ("[a/o/c/i/b/u/d/h/v/s/q] ", "b"),
            ("[Y/w/n/q] ", "w"),
            ("Why? The others will read it: ", "Not my field\n"),
            ("[Y/e/n/q] ", "y"),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
    assert!(
        session.seen.contains(", if: A load test.\n"),
        "{}",
        session.seen
    );
    assert_eq!(signed(&log), ["1 approve", "2 abstain"]);
    let said = log.adr(&["show", "2"]).ok().out;
    assert!(said.contains("abstain"), "{said}");
}

#[test]
fn a_condition_that_is_met_comes_first() {
    let log = proposed();
    let condition = "load-test:A load test";
    log.adr(&["sign", "approve", "1", "--condition", condition])
        .ok();
    let session = converse(
        &mut alone(&log),
        &[
            ("[m/a/o/c/v/s/?/q] ", "m"),
            ("[Y/w/n/q] ", "y"),
            ("2 of 2", "q"),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
    assert_eq!(signed(&log), ["1 approve", "1 clear"]);
}

#[test]
fn leaving_at_any_point_keeps_what_was_signed_and_what_was_typed() {
    for leave in ["q", "\x03", "\x04", "\x1b"] {
        let log = proposed();
        let session = converse(
            &mut alone(&log),
            &[
                ("What do you say?", "a"),
                ("[Y/w/n/q] ", "y"),
                ("What do you say?", "o"),
                ("Why?", "It is too dear\n"),
                ("[Y/e/n/q] ", leave),
            ],
        );
        assert_eq!(session.code, 0, "{}", session.seen);
        assert!(
            session
                .seen
                .contains("nothing is signed; your words are kept, and offered again"),
            "{}",
            session.seen
        );
        assert_eq!(signed(&log), ["1 approve"]);
        let session = converse(
            &mut alone(&log),
            &[
                ("1 of 1: decision 2", ""),
                ("What do you say?", "o"),
                ("Enter alone takes it again:\n  It is too dear\nWhy?", "\n"),
                ("[Y/e/n/q] ", "y"),
            ],
        );
        assert_eq!(session.code, 0, "{}", session.seen);
        assert_eq!(signed(&log), ["1 approve", "2 object"]);
        log.assert_tidy();
        let kept = log.repo.root().join(".git/adr/unsigned");
        assert_eq!(kept.read_dir().expect("a folder").count(), 0);
    }
}

#[test]
fn words_of_several_lines_are_written_in_the_editor() {
    let log = proposed();
    let editor = r#"f() { test "$(cat "$1")" = "It is too dear" && printf '\nAnd slow:\n\n- in winter\n' >> "$1"; }; f"#;
    let session = converse(
        alone(&log).env("GIT_EDITOR", editor),
        &[
            ("What do you say?", "o"),
            ("Why?", "It is too dear\n"),
            ("Sign this (e: edit your words)? [Y/e/n/q] ", "e"),
            ("  It is too dear\n\n  And slow:\n\n  - in winter\n", ""),
            ("[Y/e/n/q] ", "y"),
            ("What do you say?", "q"),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
    assert_eq!(signed(&log), ["1 object"]);
    let told = log.adr(&["show", "1"]).ok().out;
    assert!(told.contains("in winter"), "{told}");
}

#[test]
fn an_editor_that_fails_or_leaves_nothing_takes_no_words() {
    for editor in ["false", "truncate -s 0"] {
        let log = proposed();
        let session = converse(
            alone(&log).env("GIT_EDITOR", editor),
            &[
                ("What do you say?", "o"),
                ("Why?", "It is too dear\n"),
                ("[Y/e/n/q] ", "e"),
                ("Your words:\n  It is too dear\n", ""),
                ("[Y/e/n/q] ", "y"),
                ("What do you say?", "q"),
            ],
        );
        assert_eq!(session.code, 0, "{}", session.seen);
        assert_eq!(signed(&log), ["1 object"]);
    }
}

#[test]
fn words_outlive_a_signature_that_fails() {
    let log = proposed();
    let config = |arguments: &[&str]| log.repo.git(arguments);
    config(&["config", "gpg.ssh.program", "false"]);
    let session = converse(
        &mut alone(&log),
        &[
            ("What do you say?", "o"),
            ("Why?", "It is too dear\n"),
            ("[Y/e/n/q] ", "y"),
            ("your words are kept", ""),
            ("What do you say?", "s"),
            ("2 of 2", "q"),
        ],
    );
    assert!(session.seen.contains("error: "), "{}", session.seen);
    assert_eq!(signed(&log), [""; 0]);
    config(&["config", "--unset", "gpg.ssh.program"]);
    converse(
        &mut alone(&log),
        &[
            ("What do you say?", "o"),
            ("It is too dear\nWhy?", "\n"),
            ("Sign this", "y"),
            ("What do you say?", "q"),
        ],
    );
    assert_eq!(signed(&log), ["1 object"]);
}

#[test]
fn the_whole_text_is_read_in_the_pager() {
    let log = proposed();
    let session = converse(
        alone(&log).env("GIT_PAGER", "sed s/^/paged:/"),
        &[
            ("What do you say?", "v"),
            ("paged:What.\n", ""),
            ("What do you say?", "q"),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
}

#[test]
fn every_screen_is_as_wide_as_the_terminal_then() {
    let log = proposed();
    let session = converse(
        alone(&log).env("COLUMNS", "40"),
        &[("What do you say?", "q")],
    );
    let (screen, _) = session
        .seen
        .split_once("What do you say?")
        .expect("a question");
    for line in screen.lines() {
        assert!(line.chars().count() <= 40, "{line}");
    }
}

#[test]
fn what_is_no_signature_is_named_with_its_command() {
    let log = proposed();
    log.adr(&["sign", "approve", "1"]).ok();
    log.becomes("ann", "Ann Owner");
    let session = converse(&mut alone(&log), &[]);
    assert!(
        session.seen.ends_with(
            "Waiting for you as well, by other commands:\n  1 everything that it needs is there\n    adr accept 1\n"
        ),
        "{}",
        session.seen
    );
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let log = proposed();
    let inbox = log.adr(&["inbox"]).ok().out;
    for said in [log.run(&mut alone(&log)), log.adr(&["sign"])] {
        let said = said.ok();
        assert_eq!(said.out, inbox);
        assert!(said.out.contains("adr-sign approve 1\n"), "{}", said.out);
    }
    let json = log.run(alone(&log).arg("--json")).ok().out;
    assert!(
        json.contains("\"command\":\"adr-sign approve 1\""),
        "{json}"
    );
}

#[test]
fn what_was_signed_can_be_pushed_at_the_end() {
    let log = proposed();
    let origin = log.repo.around().join("origin.git");
    let url = origin.display().to_string();
    log.repo.git(&["init", "-q", "--bare", &url]);
    log.repo.git(&["remote", "add", "origin", &url]);
    log.repo.git(&["push", "-q", "origin", "--all"]);
    let session = converse(
        &mut alone(&log),
        &[
            ("What do you say?", "a"),
            ("[Y/w/n/q] ", "y"),
            ("What do you say?", "q"),
            (
                "Push what you signed, so that the others see it? [Y/n/q] ",
                "y",
            ),
        ],
    );
    assert_eq!(session.code, 0, "{}", session.seen);
    let tip = |rev: &str| log.repo.git(&["rev-parse", rev]);
    assert_eq!(tip("origin/adr/0001-postgres"), tip("adr/0001-postgres"));
}
