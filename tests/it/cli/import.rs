//! Records of another format come into the log.

use serde_json::Value;

use super::people::{Log, Said};

/// Ann's log, a folder of three KEPs beside the repository, and a rule by which a maintainer takes imports over.
fn log() -> Log {
    let log = Log::of_three();
    let rule = "    - name: imports\n      when: {kind: [import]}\n      need: [{from: maintainers, count: 1}]\n";
    let path = "decisions/0000-charter/decision.yaml";
    let text = log.repo.read(path);
    log.repo.git(&["switch", "-q", "-c", "adr/rule"]);
    log.becomes("ann", "Ann Owner");
    log.repo.write(path, format!("{text}{rule}"));
    log.repo.commit_all("A rule for imports");
    log.adr(&["revise", "0", "-m", "A rule for imports"]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "0"]).ok();
    log.adr(&["accept", "0"]).ok();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", "--ff-only", "adr/rule"]);
    log.becomes("ann", "Ann Owner");
    kep(
        &log,
        "1-queues",
        "title: Queues\nkep-number: 1\nstatus: implemented\nauthors: [\"@bob\"]\napprovers: [\"@cy\", \"@zoe\"]\n",
    );
    kep(
        &log,
        "2-streams",
        "title: Streams\nkep-number: 2\nstatus: provisional\nauthors: [\"@zoe\"]\napprovers: [\"@ann\"]\nreplaces: [keps/1-queues]\n",
    );
    kep(
        &log,
        "3-batches",
        "title: Batches\nkep-number: 3\nstatus: rejected\nauthors: [\"@bob\"]\napprovers: [\"@bob\", \"@team-b\"]\n",
    );
    write(
        &log,
        "OWNERS_ALIASES",
        "aliases:\n  team-b:\n    - cy\n    - dan\n",
    );
    log
}

fn kep(log: &Log, folder: &str, fields: &str) {
    write(log, &format!("keps/{folder}/kep.yaml"), fields);
    let readme = "## Summary\n\nWhy it matters.\n\n## Motivation\n\nIt hurts.\n\n## Proposal\n\nWhat we do.\n";
    write(log, &format!("keps/{folder}/README.md"), readme);
}

fn write(log: &Log, path: &str, content: &str) {
    let file = log.repo.around().join("source").join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, content).unwrap();
}

fn import(log: &Log, more: &[&str]) -> Said {
    let mut arguments = vec!["import", "kep", "../source"];
    arguments.extend(more);
    log.adr(&arguments)
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

#[test]
fn a_dry_run_says_what_each_file_becomes_and_does_nothing() {
    let log = log();
    let said = import(&log, &["--dry-run"]).ok();
    insta::assert_snapshot!(said.out, @r"
    #  TITLE    STATUS THERE  OWNER  SOURCE
    1  Queues   implemented   bob    keps/1-queues/kep.yaml
    2  Streams  provisional   ann    keps/2-streams/kep.yaml
    3  Batches  rejected      bob    keps/3-batches/kep.yaml
    ");
    insta::assert_snapshot!(said.err, @"keps/3-batches/kep.yaml:5: bob is author and approver; who wrote a text cannot approve it, so name somebody else before it is proposed");
    assert_eq!(log.branch(), "main");
    log.assert_tidy();
}

#[test]
fn every_source_becomes_a_decision_with_its_words_and_its_status_in_one_commit() {
    let log = log();
    let said = import(&log, &[]).ok();
    assert!(said.err.contains("adr-sign approve 1-3"), "{}", said.err);
    assert_eq!(log.branch(), "adr/import-kep");
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "1");
    let message = log.repo.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.starts_with("Import 3 decisions from KEP\n"),
        "{message}"
    );
    log.assert_tidy();

    let streams = log.repo.read("decisions/0002-streams/revisions/1.yaml");
    let (said, _) = streams.split_once("signature:").unwrap();
    let said: Vec<&str> = said.lines().filter(|line| !line.contains("01")).collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    format: 1
    revision: 1
    kind: import
    by: ann
    refers:
    imported:
      - format: kep
        path: keps/2-streams/kep.yaml
        number: 2
        status: provisional
        people:
          - "author: @zoe"
          - "approver: @ann"
    text:
      title: Streams
      owner: ann
      context: |
        ## Summary

        Why it matters.

        ## Motivation

        It hurts.
      decision: |
        What we do.
      supersedes:
        - 1
    "#);
    // Bob owns what he wrote there, Ann may correct it, and nobody approves their own words.
    let batches = log.repo.read("decisions/0003-batches/decision.yaml");
    assert!(
        batches.contains("owner: bob\neditors:\n  - ann\n"),
        "{batches}"
    );
    assert!(!batches.contains("approvers:"), "{batches}");
}

#[test]
fn the_rules_of_imports_turn_them_into_history() {
    let log = log();
    import(&log, &[]).ok();
    let said = log.adr(&["check", "--base", "main"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    log.becomes("cy", "Cy Dee");
    log.adr(&["sign", "approve", "1-3"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    let said = log.adr(&["list", "--json"]).ok();
    let listed = json(&said);
    let statuses: Vec<&str> = listed["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"]["word"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        ["accepted", "historical", "historical", "historical"]
    );
    log.adr(&["verify"]).ok();

    // Cy counts for every decision as well: asked for by number, Queues comes into force.
    log.adr(&["accept", "--ready"]).ok();
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "5");
    log.adr(&["accept", "1"]).ok();
    let said = log.adr(&["list"]).ok();
    assert!(said.out.contains("accepted    Queues"), "{}", said.out);
    log.adr(&["check", "--base", "main"]).ok();
    log.assert_tidy();
}

#[test]
fn a_second_import_adds_only_what_is_new_and_links_it_to_what_was_there() {
    let log = log();
    import(&log, &[]).ok();
    let said = import(&log, &[]).ok();
    assert_eq!(said.out, "3 sources were imported before and left alone\n");
    assert!(said.err.ends_with("nothing is new\n"), "{}", said.err);

    kep(
        &log,
        "4-logs",
        "title: Logs\nkep-number: 4\nstatus: provisional\nauthors: [\"@bob\"]\napprovers: [\"@cy\"]\nreplaces: [keps/2-streams]\n",
    );
    let said = import(&log, &["--json"]).ok();
    let report = json(&said);
    assert_eq!(report["subject"], "Import 1 decision from KEP");
    assert_eq!(report["decisions"][0]["number"], 4);
    assert_eq!(report["known"].as_array().unwrap().len(), 3);
    let id = log.repo.read("decisions/.numbers/0002");
    let revision = log.repo.read("decisions/0004-logs/revisions/1.yaml");
    assert!(
        revision.contains(&format!("refers:\n  2: {id}")),
        "{revision}"
    );
}

#[test]
fn people_and_teams_go_into_the_text_of_the_charter_and_nowhere_else() {
    let log = log();
    let path = "decisions/0000-charter/decision.yaml";
    log.repo.git(&["switch", "-q", "-c", "adr/people"]);
    let commented = log.repo.read(path).replacen("title:", "# Ours.\ntitle:", 1);
    log.repo.write(path, &commented);
    log.repo.commit_all("A comment");
    let said = import(&log, &["--people"]).ok();
    assert!(
        said.out.ends_with("people: dan\nteam team-b: cy, dan\n"),
        "{}",
        said.out
    );
    assert_eq!(log.branch(), "adr/people");
    let text = log.repo.read(path);
    assert!(text.contains("# Ours.\ntitle:"), "{text}");
    assert!(text.contains("    dan:\n      name: dan\n"), "{text}");
    assert!(
        text.contains("    team-b:\n      - cy\n      - dan\n"),
        "{text}"
    );
    log.adr(&["revise", "0", "-m", "People of the KEPs"]).ok();

    let said = import(&log, &["--people"]).ok();
    assert_eq!(said.out, "");
    log.assert_tidy();
}

#[test]
fn a_link_is_not_followed_and_a_missing_folder_is_said() {
    let log = log();
    let sources = log.repo.around().join("source/keps");
    std::fs::create_dir(sources.join("5-linked")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../1-queues/kep.yaml", sources.join("5-linked/kep.yaml")).unwrap();
    let report = json(&import(&log, &["--dry-run", "--json"]).ok());
    assert_eq!(report["decisions"].as_array().unwrap().len(), 3);
    #[cfg(unix)]
    assert_eq!(report["notes"][0]["code"], "not-a-file");

    let said = log.adr(&["import", "kep", "nowhere"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("nowhere: No such file"), "{}", said.err);
}
