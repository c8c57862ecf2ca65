//! `--at REV`: the log as it was.

use super::adr;
use crate::support::team::{Team, line};

/// Decision 1 is proposed on its branch, agreed and merged; decision 2 is proposed after that.
fn moving() -> Team {
    let team = Team::new();
    team.repo.git(&["tag", "start"]);
    team.propose(1);
    team.approve("bob", 1);
    team.repo.git(&["tag", "half"]);
    team.approve("carol", 1);
    team.accept(1);
    team.merge();
    team.repo.git(&["tag", "v1"]);
    team.branch("adr/2");
    team.propose_text("ann", 2, &team.text(2, "ann"));
    team
}

#[test]
fn every_reading_command_reads_what_was_there() {
    let team = moving();
    let read = |arguments: &[&str]| adr(&team.repo, arguments).fine();
    assert!(read(&["list", "--at", "half"]).contains("proposed"));
    assert!(read(&["list", "--at", "half"]).contains("1/2"));
    assert!(read(&["list", "--at", "v1"]).contains("accepted"));
    assert!(!read(&["list", "--at", "v1"]).contains("Decision 2"));
    assert!(read(&["log", "1", "--at", "half"]).ends_with("bob approved\n    I have read it.\n"));
    assert!(read(&["show", "1", "--at", "half"]).contains("proposed"));
    assert!(read(&["blame", "1", "--at", "half"]).contains("bob"));
    assert!(!read(&["blame", "1", "--at", "half"]).contains("carol"));
    let status = read(&["status", "--at", "half"]);
    assert!(
        status.contains("Decision 1") && status.contains("carol"),
        "{status}"
    );
    assert!(!read(&["status", "--at", "v1"]).contains("Decision 1"));
}

#[test]
fn what_was_not_there_yet_is_said_to_be_missing() {
    let team = moving();
    for command in ["show", "log", "diff", "blame", "status"] {
        let told = adr(&team.repo, &[command, "1", "--at", "start"]);
        assert_eq!(told.code, 2, "{command}: {}", told.said);
        assert!(
            told.said.contains("there is no decision 1 at start"),
            "{command}: {}",
            told.said
        );
    }
    let told = adr(&team.repo, &["list", "--at", "nowhere"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said.contains("`nowhere` is no commit or branch"),
        "{}",
        told.said
    );
}

#[test]
fn the_charter_of_that_time_judges() {
    let team = moving();
    team.switch("main");
    team.branch("adr/0000-charter-r2");
    team.revise_charter("ann", |charter| {
        charter
            .teams
            .get_mut(&"leads".parse().unwrap())
            .unwrap()
            .retain(|party| party.to_string() != "bob");
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    // Bob is no lead any more, and was one when he signed.
    assert!(
        adr(&team.repo, &["list", "--at", "half"])
            .fine()
            .contains("1/2")
    );
}

#[test]
fn unpublished_edits_of_today_are_not_of_that_time() {
    let team = moving();
    team.revise("ann", 2, |text| text.title = line("Two"));
    let mut text = team.newest(2).value.text;
    text.title = line("Three");
    team.write_draft(2, &text);
    let told = adr(&team.repo, &["diff", "2", "--at", "HEAD"]).fine();
    assert!(told.contains("revision 1 → revision 2"), "{told}");
    assert!(!told.contains("Three"), "{told}");
}
