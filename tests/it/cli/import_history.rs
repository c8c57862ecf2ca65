//! Records come into the log with their past.

use std::path::PathBuf;

use serde_json::Value;

use super::people::{Log, Said};

/// The log of three people, and beside it a repository of records that Zoe wrote.
struct Setting {
    log: Log,
    source: PathBuf,
}

impl Setting {
    /// One record that was put up, spelled better, accepted, moved and quietly changed.
    fn new() -> Self {
        let log = Log::of_three();
        log.becomes("ann", "Ann Owner");
        let source = log.repo.around().join("source");
        let setting = Self { log, source };
        setting
            .log
            .repo
            .git(&["init", "-q", "-b", "main", "../source"]);
        setting.git(&["config", "user.name", "Zoe Writer"]);
        setting.git(&["config", "user.email", "zoe@example.com"]);
        setting.says(
            "1-timeouts",
            "provisional",
            "Every call to anoter service ends after 30 seconds.",
        );
        setting.commit("2019-03-02", "Propose timeouts");
        setting.says(
            "1-timeouts",
            "provisional",
            "Every call to another service ends after 30 seconds.",
        );
        setting.commit("2019-03-03", "Fix a typo");
        setting.says(
            "1-timeouts",
            "implementable",
            "Every call to another service ends after 30 seconds.",
        );
        setting.commit("2019-04-01", "Accept timeouts");
        setting.git(&["mv", "keps", "proposals"]);
        setting.git(&["mv", "proposals/1-timeouts", "proposals/0001-timeouts"]);
        setting.commit("2019-05-01", "Tidy up");
        setting.write(
            "proposals/0001-timeouts/README.md",
            &prose("Every call to another service ends after 90 seconds."),
        );
        setting.commit("2020-02-02", "Bump");
        setting
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.log.repo.git_in(&self.source, arguments)
    }

    fn write(&self, path: &str, content: &str) {
        let file = self.source.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    fn says(&self, folder: &str, status: &str, decision: &str) {
        let fields =
            format!("title: Timeouts\nkep-number: 1\nstatus: {status}\napprovers: [\"@cy\"]\n");
        self.write(&format!("keps/{folder}/kep.yaml"), &fields);
        self.write(&format!("keps/{folder}/README.md"), &prose(decision));
    }

    fn commit(&self, day: &str, subject: &str) {
        self.git(&["add", "-A"]);
        let date = format!("{day}T10:00:00+0100");
        self.git(&["commit", "-q", "--date", &date, "-m", subject]);
    }

    fn import(&self, path: &str, more: &[&str]) -> Said {
        let mut arguments = vec!["import", "kep", path, "--history"];
        arguments.extend(more);
        self.log.adr(&arguments)
    }

    /// Without what differs from run to run.
    fn told(&self, arguments: &[&str]) -> String {
        let out = self.log.adr(arguments).ok().out;
        let commits = self.git(&["log", "--format=%H", "-1"]);
        out.replace(&commits[..10], "COMMIT")
    }
}

fn prose(decision: &str) -> String {
    format!(
        "## Summary\n\nCalls hang.\n\n## Motivation\n\nPeople wait.\n\n## Proposal\n\n{decision}\n"
    )
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
}

/// The kinds of the steps of each revision, with `!` after acceptance.
fn kinds(history: &Value) -> Vec<String> {
    let revisions = history["revisions"].as_array().unwrap().iter();
    let kinds = revisions.map(|revision| {
        let steps = revision["steps"].as_array().unwrap().iter();
        let steps = steps.map(|step| {
            let mark = if step["after_acceptance"] == true {
                "!"
            } else {
                ""
            };
            format!("{}{mark}", step["kind"].as_str().unwrap())
        });
        steps.collect::<Vec<_>>().join(" ")
    });
    kinds.collect()
}

#[test]
fn what_was_quietly_changed_is_seen_before_and_after_the_import() {
    let setting = Setting::new();
    let log = &setting.log;
    insta::assert_snapshot!(setting.told(&["import", "kep", "../source", "--history", "--dry-run"]), @r"
    #  TITLE     STATUS THERE   OWNER  VERSIONS  REVISIONS  SOURCE
    1  Timeouts  implementable  ann           5          3  proposals/0001-timeouts/kep.yaml
    5 versions become 3 revisions, by the first parents of 5 commits

    1 change came after acceptance:
    #  REV  ON          BY          COMMIT      WHAT       SUBJECT
    1  r3   2020-02-02  Zoe Writer  COMMIT  substance  Bump
    ");
    assert_eq!(log.branch(), "main");
    setting.import("../source", &[]).ok();
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "1");
    insta::assert_snapshot!(setting.told(&["log", "1"]), @r"
    1  Timeouts
    2026-11-18 12:06  r1  ann imported it
        Written by Zoe Writer on 2019-03-02: Propose timeouts
    2026-11-18 12:06  r2  ann imported it
        Its status from provisional to implementable, by Zoe Writer on 2019-04-01:
        Accept timeouts
    2026-11-18 12:06  r3  ann imported it
        Changed after acceptance by Zoe Writer on 2020-02-02: Bump
    ");
    insta::assert_snapshot!(setting.told(&["diff", "1", "2..3"]), @r"
    1  Timeouts
      revision 2 → revision 3
      revision 3 by ann, 2026-11-18 imports it: Changed after acceptance by Zoe
      Writer on 2020-02-02: Bump

    decision:
      Every call to another service ends after [-30-]{+90+} seconds.
    ");
    let blame = setting.told(&["blame", "1"]);
    let (_, blame) = blame.split_once("decision: |\n").unwrap();
    insta::assert_snapshot!(blame, @r"
    r3   ann             │   Every call to another service ends after 90 seconds.

    r1   Written by Zoe Writer on 2019-03-02: Propose timeouts
    r3   Changed after acceptance by Zoe Writer on 2020-02-02: Bump
    ");

    log.becomes("cy", "Cy Dee");
    log.adr(&["sign", "approve", "1-1"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    log.adr(&["verify"]).ok();
    log.assert_tidy();
}

#[test]
fn a_log_of_markdown_records_shows_what_was_edited_after_acceptance() {
    let setting = Setting::new();
    let log = &setting.log;
    let record = |status: &str, decider: &str, words: &str| {
        let text = format!(
            "---\nstatus: {status}\ndecision-makers: {decider}\n---\n# Keep the orders\n\n## Context and Problem Statement\n\nOrders are lost.\n\n## Decision Outcome\n\n{words}\n"
        );
        setting.write("docs/adr/0003-keep-the-orders.md", &text);
    };
    record(
        "proposed",
        "Zoe Writer",
        "Orders go to the databse, twice a day.",
    );
    setting.commit("2021-01-01", "Propose it");
    record(
        "accepted",
        "Zoe Writer",
        "Orders go to the databse, twice a day.",
    );
    setting.commit("2021-02-01", "Accept it");
    record(
        "accepted",
        "Zoe Writer",
        "Orders go to the *database*,\ntwice a day.",
    );
    setting.commit("2021-02-02", "Spell it");
    record(
        "accepted",
        "Zoe Writer",
        "Orders go to the database, once a day.",
    );
    setting.commit("2021-06-01", "Minor edits");
    record(
        "accepted",
        "Max Boss",
        "Orders go to the database, once a day.",
    );
    setting.commit("2022-06-01", "Update names");

    let said = log
        .adr(&["import", "madr", "../source/docs/adr", "--history"])
        .ok();
    assert!(
        said.out.contains("2 changes came after acceptance"),
        "{}",
        said.out
    );
    let told = log.adr(&["log", "3"]).ok().out;
    let words: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("    "))
        .map(str::trim)
        .collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    Written by Zoe Writer on 2021-01-01: Propose it
    Its status from proposed to accepted, by Zoe Writer on 2021-02-01: Accept it
    Changed after acceptance by Zoe Writer on 2021-06-01: Minor edits
    Whom it names as agreeing changed after acceptance by Zoe Writer on
    2022-06-01: Update names
    ");
    let diff = setting.told(&["diff", "3", "2..3"]);
    assert!(diff.contains("{+ once +}a day."), "{diff}");
    let blame = setting.told(&["blame", "3"]);
    assert!(
        blame.contains("r3   ann             │   Orders go to the database, once a day."),
        "{blame}"
    );
    // Named, and nobody is made to have signed.
    let newest = log
        .repo
        .read("decisions/0003-keep-the-orders/revisions/4.yaml");
    assert!(newest.contains("decider: Max Boss"), "{newest}");
    assert!(
        !log.repo
            .root()
            .join("decisions/0003-keep-the-orders/signoffs")
            .exists()
    );

    log.becomes("cy", "Cy Dee");
    log.adr(&["sign", "approve", "3-3"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
}

#[test]
fn each_revision_says_where_it_comes_from() {
    let setting = Setting::new();
    let report = json(&setting.import("../source", &["--json"]).ok());
    let history = &report["decisions"][0]["history"];
    assert_eq!(history["versions"], 5);
    assert_eq!(
        kinds(history),
        ["created editorial", "status renamed", "substance!"]
    );
    let renamed = &history["revisions"][1]["steps"][1];
    assert_eq!(renamed["at"], "2019-05-01T10:00:00+01:00");
    assert_eq!(renamed["author"], "Zoe Writer");
    assert_eq!(renamed["subject"], "Tidy up");
    assert_eq!(renamed["path"], "proposals/0001-timeouts/kep.yaml");

    let written = setting
        .log
        .repo
        .read("decisions/0001-timeouts/revisions/2.yaml");
    let accepted = setting.git(&["rev-parse", "HEAD~2"]);
    let renamed = setting.git(&["rev-parse", "HEAD~1"]);
    for words in [
        "previous: sha256:",
        "kind: import",
        "summary: \"Its status from provisional to implementable, by Zoe Writer on 2019-04-01: Accept timeouts\"",
        "path: keps/1-timeouts/kep.yaml",
        "path: proposals/0001-timeouts/kep.yaml",
        "status: implementable",
        &accepted,
        &renamed,
        "commit author: Zoe Writer",
        "ends after 30 seconds",
    ] {
        assert!(written.contains(words), "{words}: {written}");
    }
    assert!(!written.contains("zoe@example.com"), "{written}");
}

#[test]
fn a_second_import_adds_only_the_revisions_that_are_new() {
    let setting = Setting::new();
    let log = &setting.log;
    setting.import("../source", &[]).ok();
    let said = setting.import("../source", &[]).ok();
    assert_eq!(said.out, "1 source was imported before and left alone\n");
    assert!(said.err.ends_with("nothing is new\n"), "{}", said.err);

    // Moved and wrapped anew, which is nothing new; then spelled anew, and changed.
    setting.git(&["mv", "proposals", "keps"]);
    setting.write(
        "keps/0001-timeouts/README.md",
        &prose("Every call to another service\nends after *90* seconds."),
    );
    setting.commit("2021-01-01", "Back");
    let said = setting.import("../source", &[]).ok();
    assert!(said.err.ends_with("nothing is new\n"), "{}", said.err);
    setting.write(
        "keps/0001-timeouts/README.md",
        &prose("Every call to another service ends after 60 seconds."),
    );
    setting.commit("2021-02-02", "Lower it");

    let path = "decisions/0001-timeouts/decision.yaml";
    let commented = log.repo.read(path).replacen("title:", "# Ours.\ntitle:", 1);
    log.repo.write(path, &commented);
    log.repo.commit_all("A comment");
    let report = json(&setting.import("../source", &["--json"]).ok());
    assert_eq!(report["decisions"].as_array().unwrap().len(), 0);
    assert_eq!(report["subject"], "Import revisions of 1 decision from KEP");
    let revised = &report["revised"][0];
    assert_eq!(revised["history"]["revisions"][0]["revision"], 4);
    assert_eq!(kinds(&revised["history"]), ["substance!"]);
    let text = log.repo.read(path);
    assert!(
        text.contains("# Ours.\ntitle:") && text.contains("60 seconds"),
        "{text}"
    );

    log.becomes("cy", "Cy Dee");
    log.adr(&["sign", "approve", "1"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    log.assert_tidy();
}

#[test]
fn what_is_no_longer_only_an_import_is_left_alone_and_said_why() {
    let setting = Setting::new();
    let log = &setting.log;
    log.adr(&["import", "kep", "../source"]).ok();
    let said = setting.import("../source", &[]).ok();
    assert_eq!(
        said.out,
        "1 (proposals/0001-timeouts/kep.yaml) was left alone: it was imported without its history, which cannot come before it any more\n"
    );

    let setting = Setting::new();
    let log = &setting.log;
    setting.import("../source", &[]).ok();
    let path = "decisions/0001-timeouts/decision.yaml";
    let edited = log.repo.read(path).replace("90", "45");
    log.repo.write(path, &edited);
    log.repo.commit_all("An edit");
    setting.write(
        "proposals/0001-timeouts/README.md",
        &prose("Calls never end."),
    );
    setting.commit("2021-01-01", "Give up");
    let left = |setting: &Setting| {
        let report = json(&setting.import("../source", &["--json"]).ok());
        report["known"][0]["left"].clone()
    };
    assert_eq!(left(&setting), "unpublished-edits");
    log.adr(&["revise", "1", "-m", "Ours"]).ok();
    assert_eq!(left(&setting), "decided-here");
}

#[test]
fn a_name_that_another_record_takes_over_does_not_make_it_that_record() {
    let setting = Setting::new();
    setting.import("../source", &[]).ok();
    setting.git(&["mv", "proposals/0001-timeouts", "proposals/0002-timeouts"]);
    setting.write(
        "proposals/0001-timeouts/kep.yaml",
        "title: Retries\nkep-number: 1\nstatus: provisional\nauthors: [\"@somebody\"]\ncreation-date: 2021-01-01\n",
    );
    setting.commit("2021-01-01", "Make room");
    let report = json(&setting.import("../source", &["--json"]).ok());
    assert_eq!(report["decisions"][0]["title"], "Retries");
    assert_eq!(report["decisions"][0]["number"], 2);
    assert_eq!(
        report["known"][0]["source"],
        "proposals/0002-timeouts/kep.yaml"
    );
}

#[test]
fn bare_shallow_and_partial_sources_are_read_as_far_as_they_go() {
    let setting = Setting::new();
    let around = setting.log.repo.around();
    let url = format!("file://{}", setting.source.display());
    setting.git(&["clone", "-q", "--bare", &url, "../bare.git"]);
    let report = json(&setting.import("../bare.git", &["--dry-run", "--json"]).ok());
    assert_eq!(report["decisions"][0]["history"]["versions"], 5);

    setting.git(&["clone", "-q", "--depth", "2", &url, "../shallow"]);
    let said = setting.import("../shallow", &["--dry-run"]).ok();
    assert!(said.out.contains("the clone is shallow"), "{}", said.out);
    let report = json(&setting.import("../shallow", &["--dry-run", "--json"]).ok());
    let history = &report["decisions"][0]["history"];
    assert_eq!(history["is_cut"], true);
    assert_eq!(kinds(history), ["created", "substance!"]);

    // Only a folder of it: what lay outside is named from the root.
    let report = json(
        &setting
            .import("../source/proposals", &["--dry-run", "--json"])
            .ok(),
    );
    let steps = &report["decisions"][0]["history"]["revisions"][0]["steps"];
    assert_eq!(report["decisions"][0]["source"], "0001-timeouts/kep.yaml");
    assert_eq!(steps[0]["path"], "/keps/1-timeouts/kep.yaml");

    std::fs::create_dir(around.join("plain")).unwrap();
    let said = setting.import("../plain", &[]);
    assert_eq!(said.code, 4, "{}", said.err);
    assert!(said.err.contains("no Git repository"), "{}", said.err);
    std::fs::create_dir(setting.source.join("new")).unwrap();
    let said = setting.import("../source/new", &[]);
    assert!(
        said.err.contains("HEAD holds no folder `new`"),
        "{}",
        said.err
    );
    setting.git(&["init", "-q", "../empty"]);
    let said = setting.import("../empty", &[]);
    assert!(
        said.err
            .contains("import what lies there without --history"),
        "{}",
        said.err
    );
}

#[test]
fn what_commits_say_of_themselves_cannot_deceive_a_reader() {
    let setting = Setting::new();
    setting.git(&["config", "user.name", "Zoe\u{202e} Writer"]);
    setting.write("proposals/0001-timeouts/README.md", &prose("Nothing ends."));
    let subject = format!("\u{1b}[31mred {}", "x".repeat(5000));
    setting.commit("2021-01-01", &subject);
    let report = json(&setting.import("../source", &["--json"]).ok());
    let revisions = report["decisions"][0]["history"]["revisions"]
        .as_array()
        .unwrap();
    let step = &revisions.last().unwrap()["steps"][0];
    assert_eq!(step["author"], "Zoe Writer");
    let subject = step["subject"].as_str().unwrap();
    assert!(
        subject.starts_with("[31mred xxx") && subject.len() < 400,
        "{subject}"
    );
    setting.log.adr(&["verify"]).ok();
}
