//! The histories that some corpora bring, as `history.bundle`: imported as a person would, and held against what
//! `git log --follow` says of every record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::people::Log;

/// A log, and beside it a clone of a corpus's history.
struct Setting {
    log: Log,
    source: PathBuf,
    folder: &'static str,
}

impl Setting {
    fn of(corpus: &str, folder: &'static str) -> Self {
        let log = Log::new();
        let bundle = super::folder(corpus).join("history.bundle");
        let bundle = bundle.to_str().expect("the path is UTF-8");
        log.repo.git(&["clone", "-q", bundle, "../source"]);
        let source = log.repo.around().join("source");
        Self {
            log,
            source,
            folder,
        }
    }

    fn import(&self, format: &str, more: &[&str]) -> Value {
        let path = format!("../source/{}", self.folder);
        let mut arguments = vec!["import", format, &path, "--history", "--json"];
        arguments.extend(more);
        let said = self.log.adr(&arguments).ok();
        serde_json::from_str(&said.out).expect("the report is JSON")
    }

    /// What git follows of a file: each commit with the letter of what it did to it, newest first. A commit that only
    /// removed it has no version of it.
    fn followed(&self, path: &str) -> Vec<(String, char)> {
        let whole = Path::new(self.folder).join(path);
        let whole = whole.to_str().expect("the path is UTF-8");
        let arguments = [
            "-c",
            "core.quotePath=false",
            "log",
            "--follow",
            "-M50%",
            "--first-parent",
        ];
        let told = self.log.repo.git_in(
            &self.source,
            &[
                &arguments[..],
                &["--name-status", "--format=%H", "--", whole],
            ]
            .concat(),
        );
        let lines: Vec<&str> = told.lines().filter(|line| !line.is_empty()).collect();
        let pairs = lines.chunks(2).map(|pair| {
            let letter = pair[1].chars().next().expect("a letter");
            (pair[0].to_owned(), letter)
        });
        pairs.filter(|(_, letter)| *letter != 'D').collect()
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

/// All steps of a decision, oldest first.
fn steps(decision: &Value) -> Vec<&Value> {
    let revisions = list(&decision["history"], "revisions").iter();
    revisions
        .flat_map(|revision| list(revision, "steps"))
        .collect()
}

/// How many steps of each kind there are, with `!` after acceptance.
fn counted<'a>(steps: impl Iterator<Item = &'a Value>) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for step in steps {
        let mark = if step["after_acceptance"] == true {
            "!"
        } else {
            ""
        };
        let kind = step["kind"].as_str().expect("a word");
        *kinds.entry(format!("{kind}{mark}")).or_default() += 1;
    }
    kinds
}

/// Every version that git follows is there, but for what came before a file was copied: a copy begins anew.
fn agrees_with_git(setting: &Setting, report: &Value) {
    for decision in list(report, "decisions") {
        if !decision["history"]["unread"].is_null() {
            continue;
        }
        let source = decision["source"].as_str().expect("a path");
        let ours: Vec<&str> = steps(decision)
            .iter()
            .rev()
            .map(|step| step["commit"].as_str().expect("a commit"))
            .collect();
        let followed = setting.followed(source);
        let theirs: Vec<&str> = followed.iter().map(|(commit, _)| commit.as_str()).collect();
        assert_eq!(theirs.get(..ours.len()), Some(&ours[..]), "{source}");
        if followed.len() > ours.len() {
            assert_eq!(followed[ours.len() - 1].1, 'C', "{source}");
        }
    }
}

/// What one commit did to the records, each kind with its count.
fn did(report: &Value, commit: &str) -> String {
    let steps = list(report, "decisions").iter().flat_map(steps);
    let of_commit = steps.filter(|step| {
        step["commit"]
            .as_str()
            .is_some_and(|id| id.starts_with(commit))
    });
    let kinds = counted(of_commit).into_iter();
    kinds
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Prints what became of a history, and insists that git knows the same versions.
fn measured(corpus: &str, folder: &'static str, format: &str) -> Value {
    let setting = Setting::of(corpus, folder);
    let report = setting.import(format, &["--dry-run"]);
    agrees_with_git(&setting, &report);
    let decisions = list(&report, "decisions");
    let revisions: usize = decisions
        .iter()
        .map(|one| list(&one["history"], "revisions").len())
        .sum();
    let kinds = counted(decisions.iter().flat_map(steps));
    println!(
        "{corpus}: {} records, {revisions} revisions, {kinds:?}",
        decisions.len()
    );
    report
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn every_version_that_git_follows_is_found_and_big_commits_are_what_they_say() {
    for (corpus, folder, format, commits) in [
        (
            "govuk-aws",
            "docs/architecture/decisions",
            "markdown",
            // The folder is renamed.
            &[("9c992a70", "37 renamed")] as &[_],
        ),
        (
            "semantic-kernel",
            "docs/decisions",
            "markdown",
            // All that is merged is accepted, and gets a contact.
            &[("3da6788d", "4 bulk, 10 status")],
        ),
        (
            "jabref",
            "docs/decisions",
            "markdown",
            // Another site, and twice another linter of Markdown.
            &[
                ("efedba12", "25 bulk"),
                ("d7393158", "8 bulk"),
                ("fc6e4276", "23 bulk, 3 substance"),
            ],
        ),
        (
            "hydra",
            "docs/adr",
            "markdown",
            // Typos (`payed` is too far from `paid`), another generator of the site, another owner of the repository.
            &[
                ("d79580dc", "7 editorial, 1 substance!"),
                ("174b5c83", "8 reformatted"),
                ("d2e183d3", "11 reformatted"),
            ],
        ),
        (
            "opendatahub",
            "architecture-decision-records",
            "markdown",
            &[("ace0d6ee", "9 created, 4 renamed")],
        ),
        // Numbers are filled in.
        (
            "kep-slice",
            "",
            "kep",
            &[("e8da61e0", "1 created, 5 renamed")],
        ),
    ] {
        let report = measured(corpus, folder, format);
        for (commit, told) in commits {
            assert_eq!(did(&report, commit), *told, "{corpus} {commit}");
        }
    }
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn a_real_history_is_imported_taken_over_and_imported_again() {
    let setting = Setting::of("hydra", "docs/adr");
    let log = &setting.log;
    let report = setting.import("markdown", &[]);
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "1");
    let numbers: Vec<String> = list(&report, "decisions")
        .iter()
        .map(|one| one["number"].to_string())
        .collect();
    let mut arguments = vec!["sign", "approve"];
    arguments.extend(numbers.iter().map(String::as_str));
    log.adr(&arguments).ok();
    log.adr(&["accept", "--ready"]).ok();
    log.adr(&["check", "--base", "main"]).ok();
    log.adr(&["verify"]).ok();
    let again = setting.import("markdown", &[]);
    assert_eq!(list(&again, "decisions").len(), 0);
    assert_eq!(
        list(&again, "known").len(),
        list(&report, "decisions").len()
    );
    assert!(
        again["revised"].is_null() && again["commit"].is_null(),
        "{again}"
    );
}
