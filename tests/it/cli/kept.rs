//! What lists keep between commands: nobody can tell that it is there, but for the time that it saves.

use std::fs;
use std::path::PathBuf;
use std::thread;

use super::adr;
use crate::support::team::Team;

/// Decisions 1 and 2 in force, 2 with a condition that is open, 3 proposed on a branch of its own.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    let mut text = team.text(2, "bob");
    text.governs = vec!["src/**".parse().unwrap()];
    team.settle_text(2, &text);
    team.propose(3);
    team.switch("main");
    team
}

/// What the commands say that keep something.
fn answers(team: &Team) -> Vec<String> {
    let commands: [&[&str]; 5] = [
        &["list", "--all-branches", "--json"],
        &["status", "--json"],
        &["inbox", "--for", "carol", "--json"],
        &["why", "src/lib.rs", "--json"],
        &["due", "--json"],
    ];
    let said = commands.map(|arguments| adr(&team.repo, arguments).fine());
    said.into()
}

fn file(team: &Team) -> PathBuf {
    team.repo.root().join(".git/adr/outlines.memo")
}

#[test]
fn the_answers_are_the_same_without_it_with_it_and_with_any_part_of_it() {
    let team = team();
    let first = answers(&team);
    let kept = fs::read(file(&team)).unwrap();
    assert_eq!(answers(&team), first);
    assert_eq!(fs::read(file(&team)).unwrap(), kept, "nothing new to keep");
    let mut altered = kept.clone();
    altered[kept.len() / 2] ^= 1;
    for bytes in [&kept[..kept.len() - 7], &altered, b"", b"something else\n"] {
        fs::write(file(&team), bytes).unwrap();
        assert_eq!(answers(&team), first);
        assert_eq!(fs::read(file(&team)).unwrap().len(), kept.len(), "mended");
    }
    fs::remove_dir_all(team.repo.root().join(".git/adr")).unwrap();
    assert_eq!(answers(&team), first);
}

#[test]
fn right_after_another_branch_is_checked_out_the_answer_is_that_branchs() {
    let team = team();
    let list = |team: &Team| adr(&team.repo, &["list"]).fine();
    let on_main = list(&team);
    team.switch("adr/3");
    assert!(list(&team).contains("3  proposed"), "{}", list(&team));
    team.approve("bob", 3);
    assert!(list(&team).contains("1/2"), "{}", list(&team));
    team.switch("main");
    assert_eq!(list(&team), on_main);
}

#[test]
fn several_commands_at_once_all_answer() {
    let team = team();
    let alone = adr(&team.repo, &["list"]).fine();
    fs::remove_file(file(&team)).unwrap();
    thread::scope(|scope| {
        let all: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| adr(&team.repo, &["list"]).fine()))
            .collect();
        for one in all {
            assert_eq!(one.join().unwrap(), alone);
        }
    });
    assert_eq!(adr(&team.repo, &["list"]).fine(), alone);
}

#[test]
fn no_verdict_looks_at_it() {
    let team = team();
    team.switch("adr/3");
    for arguments in [&["check", "--base", "main"][..], &["verify"], &["audit"]] {
        adr(&team.repo, arguments);
    }
    assert!(!file(&team).exists());
}

#[test]
fn a_record_that_cannot_be_read_is_told_each_time() {
    let team = team();
    let path = team.files(1, "resolutions").remove(0);
    team.repo.write(&path, "format: 1\nresolution: x\n");
    team.commit("ann", "Break it");
    for _ in 0..2 {
        let said = adr(&team.repo, &["list", "--json"]);
        assert!(
            said.answer.contains("resolutions/1.yaml"),
            "{}",
            said.answer
        );
    }
}
