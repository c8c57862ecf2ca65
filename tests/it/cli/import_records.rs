//! Logs of Markdown records come into ours: as a team would move in, and come back for what has changed.

use std::fmt::Write as _;

use serde_json::Value;

use super::people::{Log, Said};

const FIRST: &str = "---\nstatus: superseded by [ADR-0002](0002-streams.md)\ndate: 2020-01-02\ndeciders: Bob Ito, Zoe Far\n---\n\n# Queues\n\n## Context and Problem Statement\n\nOrders pile up.\n\n## Considered Options\n\n* Kafka\n* A table\n\n## Decision Outcome\n\nA table.\n\n### Consequences\n\n* Good, because we have one\n\n## Pros and Cons of the Options\n\n### Kafka\n\n* Good, because fast\n* Bad, because new to us\n\n## More Information\n\nNone yet.\n";

const SECOND: &str = "---\nstatus: accepted\ndate: 2021-03-04\ndecision-makers: cy\n---\n\n# Streams\n\n## Context and Problem Statement\n\nThe table is slow.\n\n## Decision Outcome\n\nKafka after all.\n";

const COLLIDING: &str = "---\nstatus: rejected\ndate: 2021-05-06\n---\n\n# Batches\n\n## Context and Problem Statement\n\nNights are long.\n\n## Decision Outcome\n\nBatches, superseding [ADR-9](0009-gone.md).\n\n## Links\n\n- Supersedes [ADR-9](0009-gone.md)\n";

/// Ann's log of three, and beside it a folder with three MADR records, their template and an index.
fn log() -> Log {
    let log = Log::of_three();
    log.becomes("ann", "Ann Owner");
    for (name, text) in [
        ("0001-queues.md", FIRST),
        ("0002-streams.md", SECOND),
        ("0002-batches.md", COLLIDING),
        (
            "adr-template.md",
            "---\nstatus: {proposed | accepted | rejected}\n---\n\n# {short title}\n\n## Context and Problem Statement\n",
        ),
        (
            "README.md",
            "# Our decisions\n\n- [Queues](0001-queues.md)\n",
        ),
    ] {
        write(&log, name, text);
    }
    log
}

fn write(log: &Log, name: &str, text: &str) {
    let file = log.repo.around().join("decisions-of-old").join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

fn import(log: &Log, format: &str, more: &[&str]) -> Said {
    let mut arguments = vec!["import", format, "../decisions-of-old"];
    arguments.extend(more);
    log.adr(&arguments)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

/// Everything of a record before its signature, but for ids and the time.
fn without_ids(log: &Log, path: &str) -> String {
    let record = log.repo.read(path);
    let (record, _) = record.split_once("signature:").unwrap();
    let mut said = String::new();
    for line in record
        .lines()
        .filter(|line| !line.contains(": 01") && !line.starts_with("at:"))
    {
        let _ = writeln!(said, "{line}");
    }
    said
}

#[test]
fn the_format_is_recognised_and_the_plan_says_what_becomes_of_each_file() {
    let log = log();
    let said = import(&log, "auto", &["--dry-run"]).ok();
    insta::assert_snapshot!(said.out, @r"
    #  WAS  TITLE    STATUS THERE                               OWNER  SOURCE
    1       Queues   superseded by [ADR-0002](0002-streams.md)  ann    0001-queues.md
    3    2  Batches  rejected                                   ann    0002-batches.md
    2       Streams  accepted                                   ann    0002-streams.md
    ");
    insta::assert_snapshot!(said.err, @r"
    taken for madr: 3 of its 3 records have considered options, or say in front matter who decided
    0001-queues.md:2: superseded-by 0002-streams.md, which does not say so itself
    0001-queues.md:33: these sections are no field and stay in `consequences`: `More Information`
    0002-batches.md:16: these sections are no field and stay in `decision`: `Links`
    0002-batches.md:18: supersedes `[ADR-9](0009-gone.md)`: there is no such record; kept as it is
    0002-streams.md: has number 2, as 0002-batches.md has; links by that number find neither
    README.md: is an index, a README or the like, not a decision; left out
    adr-template.md: is the template, not a decision; left out
    ");
    assert_eq!(log.branch(), "main");
    log.assert_tidy();
}

#[test]
fn a_record_keeps_its_words_its_status_and_whom_it_names() {
    let log = log();
    import(&log, "madr", &[]).ok();
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "1");
    insta::assert_snapshot!(without_ids(&log, "decisions/0001-queues/revisions/1.yaml"), @r#"
    format: 1
    revision: 1
    kind: import
    by: ann
    imported:
      - format: madr
        path: "0001-queues.md"
        number: 1
        status: superseded by [ADR-0002](0002-streams.md)
        people:
          - "decider: Bob Ito"
          - "decider: Zoe Far"
    text:
      title: Queues
      owner: ann
      consulted:
        - bob
      context: |
        Orders pile up.
      options:
        - name: Kafka
          pros:
            - fast
          cons:
            - new to us
        - name: A table
      decision: |
        A table.
      consequences: |
        * Good, because we have one

        ## More Information

        None yet.
      custom:
        madr:
          date: "2020-01-02"
    "#);
    let streams = log.repo.read("decisions/0002-streams/revisions/1.yaml");
    assert!(streams.contains("  supersedes:\n    - 1\n"), "{streams}");
    let batches = log.repo.read("decisions/0003-batches/revisions/1.yaml");
    assert!(batches.contains("number: 2\n"), "{batches}");
    assert!(
        batches.contains("links:\n      - \"supersedes [ADR-9](0009-gone.md)\"\n")
            || batches.contains("- supersedes [ADR-9](0009-gone.md)\n"),
        "{batches}"
    );
}

#[test]
fn the_first_pull_request_passes_after_one_approval_of_the_range_and_one_accept() {
    let log = log();
    import(&log, "madr", &[]).ok();
    assert_eq!(log.adr(&["check", "--base", "main"]).code, 1);
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "1-3"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    let listed = json(&log.adr(&["list", "--json"]).ok());
    let words: Vec<&str> = listed["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"]["word"].as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        ["accepted", "historical", "historical", "historical"]
    );
    log.adr(&["verify"]).ok();
    // Asked for by number, what still holds comes into force.
    log.adr(&["accept", "3"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    log.assert_tidy();
}

#[test]
fn a_second_import_adds_what_is_new_and_what_has_changed() {
    let log = log();
    import(&log, "madr", &[]).ok();
    let said = import(&log, "madr", &[]).ok();
    assert_eq!(said.out, "3 sources were imported before and left alone\n");
    assert!(said.err.ends_with("nothing is new\n"), "{}", said.err);

    write(
        &log,
        "0002-streams.md",
        &SECOND.replace("after all", "in the cloud"),
    );
    write(
        &log,
        "0004-logs.md",
        "# Logs\n\n## Decision Outcome\n\nYes.\n",
    );
    let report = json(&import(&log, "madr", &["--json"]).ok());
    assert_eq!(
        report["subject"],
        "Import 1 decision from MADR, and revisions of 1 more"
    );
    assert_eq!(report["decisions"][0]["number"], 4);
    assert_eq!(report["revised"][0]["number"], 2);
    let revision = without_ids(&log, "decisions/0002-streams/revisions/2.yaml");
    assert!(revision.contains("kind: import\n"), "{revision}");
    assert!(
        revision.contains("summary: Changed at the source\n"),
        "{revision}"
    );
    assert!(revision.contains("Kafka in the cloud."), "{revision}");
    log.assert_tidy();
}

#[test]
fn what_changes_after_it_was_taken_over_is_history_again_and_not_in_force() {
    let log = log();
    import(&log, "madr", &[]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "1-3"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    write(
        &log,
        "0002-streams.md",
        &SECOND.replace("after all", "in the cloud"),
    );
    let said = import(&log, "madr", &[]).ok();
    assert!(
        said.out.contains(
            "2 (0002-streams.md) was left alone: it was taken over as history on this branch"
        ),
        "{}",
        said.out
    );

    log.repo.git(&["switch", "-q", "main"]);
    log.repo
        .git(&["merge", "-q", "--ff-only", "adr/import-madr"]);
    log.repo.git(&["branch", "-D", "-q", "adr/import-madr"]);
    import(&log, "madr", &[]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "2"]).ok();
    log.becomes("ann", "Ann Owner");
    let said = log.adr(&["accept", "--ready"]).ok();
    assert!(
        said.out.contains("Take over decision 2, revision 2"),
        "{}{}",
        said.out,
        said.err
    );
    log.adr(&["check", "--base", "main"]).ok();
}

#[test]
fn the_figures_need_no_log() {
    let log = log();
    let figures = json(&import(&log, "madr", &["--report", "json"]).ok());
    assert_eq!(figures["decisions"], 3);
    assert_eq!(figures["status"]["superseded"], 1);
    assert_eq!(figures["supersede_one_sided"], 1);
    assert_eq!(
        figures["number_collisions"]["2"].as_array().unwrap().len(),
        2
    );
    assert_eq!(figures["dangling_links"][0][2], "0009-gone.md");
    let said = import(&log, "kep", &["--report", "human"]);
    assert!(
        said.err.contains("there is no report on kep"),
        "{}",
        said.err
    );
}

#[test]
fn notes_of_git_are_read_where_they_lie() {
    let log = Log::of_three();
    log.becomes("ann", "Ann Owner");
    let note = "---\nid: 20251215-use-postgres\nstatus: accepted\ndate: 2025-12-15\n---\n\n# Use Postgres\n\n## Context\n\nWhy.\n\n## Decision\n\nYes.\n";
    log.repo.git(&["notes", "--ref", "adr", "add", "-m", note]);
    let said = log.adr(&["import", "git-adr", ".", "--dry-run"]).ok();
    assert!(
        said.out.contains("Use Postgres"),
        "{}{}",
        said.out,
        said.err
    );
    let said = log.adr(&["import", "git-adr", "..", "--dry-run"]);
    assert_ne!(said.code, 0);
}

#[test]
fn what_holds_no_decisions_is_said_and_hints_what_to_name() {
    let log = Log::of_three();
    std::fs::create_dir_all(log.repo.around().join("empty")).unwrap();
    let said = log.adr(&["import", "auto", "../empty"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err
            .contains("holds no decisions in a form that is known"),
        "{}",
        said.err
    );
}
