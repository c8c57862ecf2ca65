//! A typo after the approval: who is asked again is said before, and agreeing again takes a key each.

use super::people::Log;
use crate::support::terminal::{Session, at_terminal};

/// Three proposals of Ann's, all approved by Bob, each on a branch of its own.
fn approved() -> Log {
    let log = Log::of_three();
    for (number, title) in [("1", "Postgres"), ("2", "Redis"), ("3", "Kafka")] {
        log.repo.git(&["switch", "-q", "main"]);
        log.adr(&["new", title]).ok();
        let path = format!(
            "decisions/000{number}-{}/decision.yaml",
            title.to_lowercase()
        );
        let text = format!(
            "{}context: |\n  Teh reason.\ndecision: |\n  We take it.\n",
            log.repo.read(&path)
        );
        log.repo.write(&path, text);
        log.adr(&["propose", number]).ok();
    }
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "1-3"]).ok();
    log.becomes("ann", "Ann Owner");
    log
}

/// Ann corrects her typo in these decisions.
fn corrected(numbers: &[&str]) -> Log {
    let log = approved();
    for number in numbers {
        log.edit("sed -i s/Teh/The/", &["edit", number]).ok();
        log.adr(&["revise", number, "-m", "Correct a typo"]).ok();
    }
    log
}

fn bob_presses(log: &Log, keys: &[&str]) -> Session {
    log.becomes("bob", "Bob Ito");
    let mut command = log.repo.command(env!("CARGO_BIN_EXE_adr-sign"));
    at_terminal(
        command.args(["approve", "--again"]).env("NO_COLOR", "1"),
        keys,
    )
}

fn signoffs(log: &Log, branch: &str) -> usize {
    let files = log.repo.git(&["ls-tree", "-r", "--name-only", branch]);
    files
        .lines()
        .filter(|path| path.contains("/signoffs/bob.r2."))
        .count()
}

/// Ann revises at a terminal, and presses these keys.
fn ann_revises(log: &Log, number: &str, keys: &[&str]) -> Session {
    let mut command = log.command();
    command.args(["revise", number, "-m", "Say it better"]);
    let session = at_terminal(command.env("NO_COLOR", "1"), keys);
    assert_eq!(session.code, 0, "{}", session.seen);
    session
}

#[test]
fn a_revision_says_beforehand_whom_it_asks_again() {
    let log = approved();
    log.edit("sed -i s/Teh/The/", &["edit", "1"]).ok();
    let session = ann_revises(&log, "1", &["\r"]);
    assert!(
        session.seen.starts_with(
            "changed: `context`; that ends the approval of bob, who will be asked again\n\
             Put it up? [Y/n/q] yes\n[adr/0001-postgres "
        ),
        "{}",
        session.seen
    );
    // What the charter calls editorial costs nothing, and what nobody approved costs nobody: no question.
    let editor = "sh -c 'printf \"references:\\n  - title: The manual\\n\" >> \"$0\"'";
    log.edit(editor, &["edit", "2"]).ok();
    let session = ann_revises(&log, "2", &[]);
    assert!(
        session.seen.starts_with(
            "changed: `references`; that is editorial, and every approval holds\n[adr/0002-redis "
        ),
        "{}",
        session.seen
    );
    log.edit("sed -i s/take/use/", &["edit", "1"]).ok();
    let session = ann_revises(&log, "1", &[]);
    assert!(
        session.seen.starts_with("[adr/0001-postgres "),
        "{}",
        session.seen
    );
    log.assert_tidy();
}

#[test]
fn one_may_think_better_of_it() {
    let log = approved();
    log.edit("sed -i s/Teh/The/", &["edit", "1"]).ok();
    let tip = log.repo.git(&["rev-parse", "adr/0001-postgres"]);
    let session = ann_revises(&log, "1", &["n"]);
    assert!(
        session
            .seen
            .ends_with("Put it up? [Y/n/q] no\nnothing was put up\n"),
        "{}",
        session.seen
    );
    assert_eq!(log.repo.git(&["rev-parse", "adr/0001-postgres"]), tip);
    log.assert_tidy();
}

#[test]
fn one_key_each_over_everything_that_went_stale() {
    let log = corrected(&["1", "2", "3"]);
    let session = bob_presses(&log, &["y", "x\x1b[An", "\r"]);
    assert_eq!(session.code, 0, "{}", session.seen);
    assert_eq!(session.questions, 3, "{}", session.seen);
    assert!(
        session.seen.contains("Since you last signed decision 1:")
            && session.seen.contains("[-Teh-]{+The+} reason."),
        "{}",
        session.seen
    );
    assert!(
        session.seen.contains("decision 2 is not signed\n"),
        "{}",
        session.seen
    );
    let branches = ["adr/0001-postgres", "adr/0002-redis", "adr/0003-kafka"];
    assert_eq!(branches.map(|branch| signoffs(&log, branch)), [1, 0, 1]);
    // What was left out is all that is asked the next time.
    let session = bob_presses(&log, &["y"]);
    assert_eq!(session.questions, 1, "{}", session.seen);
    assert_eq!(branches.map(|branch| signoffs(&log, branch)), [1, 1, 1]);
    let session = bob_presses(&log, &[]);
    assert_eq!(session.questions, 0);
    assert!(
        session
            .seen
            .contains("nothing that you approved has changed since"),
        "{}",
        session.seen
    );
    log.assert_tidy();
}

#[test]
fn whoever_stops_keeps_what_they_have_agreed_to() {
    let log = corrected(&["1", "2"]);
    // Ctrl-C at the second question: the first was agreed to.
    let session = bob_presses(&log, &["y", "\x03"]);
    assert_eq!(
        (session.code, session.questions),
        (0, 2),
        "{}",
        session.seen
    );
    assert_eq!(signoffs(&log, "adr/0001-postgres"), 1);
    assert_eq!(signoffs(&log, "adr/0002-redis"), 0);
    log.assert_tidy();
}

#[test]
fn without_a_terminal_everything_that_changed_is_signed_and_shown() {
    let log = corrected(&["1", "2"]);
    log.becomes("bob", "Bob Ito");
    let said = log.adr(&["sign", "approve", "--again"]).ok();
    assert!(
        said.err.contains("Since you last signed decision 2:"),
        "{}",
        said.err
    );
    assert_eq!(
        signoffs(&log, "adr/0001-postgres") + signoffs(&log, "adr/0002-redis"),
        2
    );
    log.assert_tidy();
}
