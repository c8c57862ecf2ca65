//! Two branches have taken one number; one of the decisions moves.

use super::people::Log;

#[test]
fn a_decision_moves_to_the_next_free_number_and_every_signature_holds() {
    let log = Log::of_three();
    log.draft("Postgres");
    log.adr(&["propose", "1"]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "1"]).ok();
    let before = log.repo.git(&["rev-parse", "HEAD:decisions/0001-postgres"]);

    let said = log.adr(&["renumber", "1"]).ok();
    assert!(
        said.out.contains("Renumber decision 1 as 2"),
        "{}",
        said.out
    );
    assert!(
        said.err.contains("keeps its name, adr/0001-postgres"),
        "{}",
        said.err
    );

    // The same folder, byte for byte, under another name; the claims went along.
    assert_eq!(
        log.repo.git(&["rev-parse", "HEAD:decisions/0002-postgres"]),
        before
    );
    assert_eq!(log.repo.git(&["ls-files", "decisions/0001-postgres"]), "");
    let id = log
        .repo
        .read("decisions/.numbers/0002")
        .trim_end()
        .to_owned();
    let shard = &id[24..];
    assert_eq!(
        log.repo.read(&format!("decisions/.ids/{shard}/{id}")),
        "0002\n"
    );
    assert_eq!(log.repo.git(&["ls-files", "decisions/.numbers/0001"]), "");
    log.assert_tidy();

    // Bob's approval still counts.
    log.adr(&["accept", "2"]).ok();
}

#[test]
fn a_number_that_any_branch_claims_is_taken() {
    let log = Log::of_three();
    log.draft("Postgres");
    log.repo.git(&["switch", "-q", "main"]);
    log.draft("Kafka");
    let said = log.adr(&["renumber", "2", "1"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.err,
        "error: number 1 is taken on adr/0001-postgres\n\
         hint: leave it out for the next free number: adr renumber 2\n"
    );
    // The next free number counts every branch, and a remote-tracking one as well.
    log.repo.git(&[
        "update-ref",
        "refs/remotes/origin/theirs",
        "adr/0001-postgres",
    ]);
    let said = log.adr(&["renumber", "2"]).ok();
    assert!(
        said.out.contains("Renumber decision 2 as 3"),
        "{}",
        said.out
    );
    // A number beyond ninety-nine lies in a group.
    log.adr(&["renumber", "3", "107"]).ok();
    assert!(
        log.repo
            .git(&["ls-files"])
            .contains("decisions/01xx/0107-kafka/decision.yaml")
    );
    assert!(
        log.repo
            .git(&["ls-files"])
            .contains("decisions/.numbers/01xx/0107")
    );
    log.assert_tidy();
}

#[test]
fn what_is_merged_keeps_its_number() {
    let log = Log::of_three();
    log.draft("Postgres");
    log.adr(&["propose", "1"]).ok();
    let branch = log.branch();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", &branch]);
    let said = log.adr(&["renumber", "1"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(
        said.err.starts_with("error: decision 1 is merged already"),
        "{}",
        said.err
    );
}

#[test]
fn the_charter_and_nonsense_are_refused() {
    let log = Log::new();
    log.draft("Postgres");
    let refused = |arguments: &[&str], code: i32, what: &str| {
        let said = log.adr(arguments);
        assert_eq!(said.code, code, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(what), "{arguments:?}: {}", said.err);
    };
    refused(&["renumber", "0"], 1, "decision 0 is the charter");
    refused(&["renumber", "1", "0"], 2, "number 0 is the charter's");
    refused(&["renumber", "1", "1"], 2, "has that number already");
    refused(&["renumber", "9"], 2, "no decision 9");
    refused(&["renumber", "1", "x"], 2, "invalid value");
    log.assert_tidy();
}

#[test]
fn edits_that_are_not_committed_would_be_left_behind() {
    let log = Log::new();
    log.draft("Postgres");
    let path = log.draft_path();
    let text = format!("{}impact: high\n", log.repo.read(&path));
    log.repo.write(&path, &text);
    let said = log.adr(&["renumber", "1"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("adr edit 1"), "{}", said.err);
    assert_eq!(log.repo.read(&path), text);
}

#[test]
fn whoever_still_says_the_old_number_is_named() {
    let log = Log::new();
    log.draft("Postgres");
    log.draft("Kafka");
    let path = log.draft_path();
    log.repo
        .write(&path, format!("{}depends_on: [1]\n", log.repo.read(&path)));
    log.repo.commit_all("Link");
    let said = log.adr(&["renumber", "1"]).ok();
    assert!(
        said.err.contains("decision 2 still refers to number 1"),
        "{}",
        said.err
    );
}

#[test]
fn an_objection_that_waits_in_an_outbox_finds_the_decision_under_its_new_number() {
    let log = Log::of_three();
    log.draft("Postgres");
    log.adr(&["propose", "1"]).ok();
    log.becomes("bob", "Bob Ito");
    let object = ["sign", "object", "1", "-m", "Not now", "--outbox"];
    log.adr(&object).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["renumber", "1"]).ok();

    let status = log.adr(&["status", "2"]).ok();
    let words: Vec<&str> = status.out.split_whitespace().collect();
    assert!(
        words
            .join(" ")
            .contains("bob objects (revision 1, since 2026-11-18, in their outbox): Not now"),
        "{}",
        status.out
    );
    assert_eq!(log.adr(&["accept", "2"]).code, 1);
    log.adr(&["receive"]).ok();
    log.assert_tidy();
}
