//! The folder that a site is written into.

use std::fs;

use super::{built, files, page, site};
use crate::cli::{adr, command, told};
use crate::support::team::Team;

#[test]
fn one_log_gives_the_same_bytes_whenever_and_wherever() {
    let team = Team::new();
    team.settle(1);
    let first = built(&team.repo, &[]);
    let clone = team.repo.around().join("clone");
    team.repo
        .git(&["clone", "-q", ".", &clone.display().to_string()]);
    let elsewhere = team.repo.around().join("elsewhere");
    let mut later = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &["site"]);
    later
        .arg(&elsewhere)
        .current_dir(&clone)
        .env_remove("ADR_NOW");
    let later = told(later);
    assert_eq!(later.code, 0, "{}", later.said);
    assert_eq!(files(&elsewhere), first);
}

#[test]
fn the_answer_says_what_was_written() {
    let team = Team::new();
    team.settle(1);
    let folder = team.repo.around().join("site");
    let first = site(&team.repo, &folder, &[]);
    assert!(
        first
            .answer
            .contains(": 2 decisions in 20 files (20 new or changed)"),
        "{}",
        first.answer
    );
    assert!(first.said.contains("next: open "), "{}", first.said);
    let again = site(&team.repo, &folder, &["--json"]);
    let answer: serde_json::Value = serde_json::from_str(&again.answer).unwrap();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["files"], 20);
    assert_eq!(answer["changed"], 0);
}

#[test]
fn pages_that_the_log_no_longer_has_go_and_files_of_others_stay() {
    let team = Team::new();
    team.settle(1);
    team.settle(2);
    let folder = team.repo.around().join("site");
    site(&team.repo, &folder, &[]).fine();
    fs::write(folder.join("CNAME"), "example.org").unwrap();
    fs::write(folder.join("decisions/mine.html"), "mine").unwrap();
    team.repo.git(&["tag", "then", "main~1"]);
    let told = site(&team.repo, &folder, &["--at", "then"]);
    assert!(
        told.answer.contains("1 stale file removed"),
        "{}",
        told.answer
    );
    let left = files(&folder);
    assert!(!left.contains_key("decisions/0002.html") && left.contains_key("decisions/0001.html"));
    assert_eq!(page(&left, "CNAME"), "example.org");
    assert_eq!(page(&left, "decisions/mine.html"), "mine");
}

#[test]
fn a_folder_of_somebody_else_is_refused_with_what_is_there() {
    let team = Team::new();
    let told = adr(&team.repo, &["site", "."]);
    assert_eq!(told.code, 2);
    assert!(
        told.said
            .contains("`.` has files that no `adr site` wrote: "),
        "{}",
        told.said
    );
    assert!(
        told.said.contains("hint: name an empty folder"),
        "{}",
        told.said
    );
}

#[test]
fn without_a_log_there_is_no_site() {
    let repo = crate::support::Repo::with_history();
    let told = site(&repo, &repo.around().join("site"), &[]);
    assert_ne!(told.code, 0);
    assert!(told.said.contains("adr init"), "{}", told.said);
    assert!(!repo.around().join("site").exists());
}
