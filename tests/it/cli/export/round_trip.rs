//! What `adr export` wrote and `adr import` reads in another log.

use serde_json::Value;

use crate::cli::people::Log;

/// The fields that each format gives back, as `docs/export.md` has them.
const FORMATS: [(&str, &str, &[&str]); 3] = [
    ("madr", "out", &["owner", "tags", "approvers"]),
    ("nygard", "doc/adr", &[]),
    ("json-adr", "out.json", &["tags"]),
];

/// Fields that all three give back.
const EVERYWHERE: [&str; 11] = [
    "title",
    "context",
    "drivers",
    "options",
    "decision",
    "consequences",
    "confirmation",
    "supersedes",
    "amends",
    "depends_on",
    "relates_to",
];

/// A text with something in every field that a format has a place for.
fn text(title: &str, links: &str) -> String {
    format!(
        "title: \"{title}\"\ntags: [\"no\", \"0012\"]\nconsulted: [team:maintainers]\n{links}context: |
  Orders | are \"lost\": <b>why</b>?

  ### Since when

  ```sh
  # Monday
  ```
drivers: [\"=cost\", \"a: b\", \"- time\"]
options:
  - name: \"C#\"
    summary: Known.
    pros: [fast, \"yes\"]
    cons: [\"- none\"]
  - name: Rust
decision: |
  1. Keep them.

  ---

  2. In one place.
consequences: Backups.
confirmation: |
  - A drill

  > each month
"
    )
}

/// A log in which decision 3 supersedes 1 and the others link to each other; 4 is open.
fn log() -> Log {
    let log = Log::new();
    for (nth, (title, links)) in [
        ("Orders: in one place #1", ""),
        ("Reports", "amends: [1]\nrelates_to: [1]\n"),
        ("Orders in Postgres", "supersedes: [1]\ndepends_on: [2]\n"),
        ("“Queues” für 订单", "depends_on: [2, 3]\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = (nth + 1).to_string();
        log.repo
            .git(&["switch", "-q", "-c", &format!("work-{number}")]);
        let file = log.repo.around().join("text.yaml");
        std::fs::write(&file, text(title, links)).unwrap();
        let file = file.display().to_string();
        log.adr(&["new", "--here", "--no-edit", "--from", &file])
            .ok();
        log.adr(&["propose", &number]).ok();
        if number != "4" {
            log.adr(&["sign", "approve", &number]).ok();
            log.adr(&["accept", &number]).ok();
        }
        log.repo.git(&["switch", "-q", "main"]);
        log.repo
            .git(&["merge", "-q", "--ff-only", &format!("work-{number}")]);
    }
    log
}

/// The newest text of each decision but the charter, and what it was imported from.
fn texts(log: &Log) -> Vec<(Value, Value)> {
    let said = log.adr(&["export", "json"]).ok();
    let document: Value = serde_json::from_str(&said.out).unwrap();
    let decisions = document["decisions"].as_array().unwrap();
    let newest = decisions.iter().skip(1).map(|decision| {
        let record = &decision["revisions"].as_array().unwrap().last().unwrap()["record"];
        (record["text"].clone(), record["imported"][0].clone())
    });
    newest.collect()
}

#[test]
fn an_import_of_an_export_gives_the_same_decisions() {
    let from = log();
    let before = texts(&from);
    assert_eq!(before.len(), 4);
    for (format, out, more) in FORMATS {
        let told = from.adr(&["export", format, "--out", out]).ok();
        assert!(
            !told.err.contains("would not give back"),
            "{format}: {}",
            told.err
        );
        let to = Log::new();
        let source = from.repo.root().join(out).display().to_string();
        to.adr(&["import", format, &source]).ok();
        let after = texts(&to);
        assert_eq!(after.len(), 4, "{format}");
        for ((old, _), (new, _)) in before.iter().zip(&after) {
            for field in EVERYWHERE.iter().chain(more) {
                assert_eq!(
                    old[field], new[field],
                    "{field} of {format}: {}",
                    old["title"]
                );
            }
        }
        let statuses: Vec<String> = after
            .iter()
            .map(|(_, source)| source["status"].as_str().unwrap().to_lowercase())
            .collect();
        assert!(
            statuses[0].starts_with("superseded"),
            "{format}: {statuses:?}"
        );
        for (status, word) in statuses[1..]
            .iter()
            .zip(["accepted", "accepted", "proposed"])
        {
            assert!(status.starts_with(word), "{format}: {statuses:?}");
        }
    }
}

#[test]
fn exporting_what_was_imported_says_what_it_was() {
    let from = log();
    from.adr(&["export", "madr", "--out", "out"]).ok();
    let to = Log::new();
    let source = from.repo.root().join("out").display().to_string();
    to.adr(&["import", "madr", &source]).ok();
    let again = to.adr(&["export", "madr", "2"]).ok();
    assert!(
        again
            .out
            .starts_with("---\nstatus: \"proposed (imported as: accepted)\"\n"),
        "{}",
        again.out
    );
}
