//! Two decisions that take the place of one: both agreed, and only one can.

use super::forge::{check, merge};
use super::office::Desk;
use crate::support::team::Team;

/// Somebody proposes what supersedes decision 1, it is agreed, and pushed with its acceptance.
fn successor(desk: &Desk<'_>, number: &str, title: &str, leads: [&Desk<'_>; 2]) {
    let name = format!("{title}.md");
    let text =
        format!("---\nsupersedes: [1]\n---\n# {title}\n\nIt is full.\n\n## Decision\n\n{title}.\n");
    std::fs::write(desk.folder.join("..").join(&name), text).expect("a file");
    desk.adr(&["propose", &format!("../{name}"), "--push"])
        .fine();
    for lead in leads {
        lead.git(&["fetch", "-q"]);
        lead.sign(&["approve", number, "--push"]).fine();
    }
    desk.git(&["pull", "-q"]);
    desk.adr(&["accept", number, "--push"]).fine();
}

#[test]
fn the_second_of_two_successors_is_told_of_the_first_and_takes_its_place_instead() {
    let team = Team::new();
    team.settle(1);
    team.switch("main");
    let [ann, eli, carol, dana] =
        ["ann", "eli", "carol", "dana"].map(|who| Desk::with_clone(&team, who));
    successor(&ann, "2", "Streams", [&carol, &dana]);
    eli.git(&["fetch", "-q"]);
    successor(&eli, "3", "Tables", [&carol, &dana]);
    merge(&ann, "adr/0002-streams", &[&eli, &carol, &dana]);

    // Git itself sees that one decision ends twice, and the check says by what.
    let merging = eli
        .command("git", &["merge", "--no-edit", "origin/main"])
        .output()
        .expect("git runs");
    assert!(!merging.status.success());
    assert_eq!(
        eli.git(&["diff", "--name-only", "--diff-filter=U"]),
        "decisions/0001-decision-1/resolutions/2.yaml"
    );
    eli.git(&["merge", "--abort"]);
    let told = check(&eli, "adr/0003-tables");
    assert_eq!(told.code, 3, "{}", told.answer);
    for what in [
        "accepts what supersedes decision 1, which has ended by decision 2 already",
        "let the text supersede decision 2: adr revise 3 -m SUMMARY",
    ] {
        assert!(told.answer.contains(what), "{}", told.answer);
    }

    // What the check says works as it is told.
    eli.git(&["revert", "--no-edit", "HEAD"]);
    eli.git(&["merge", "-q", "--no-edit", "origin/main"]);
    eli.rewrite(
        "decisions/0003-tables/decision.yaml",
        "supersedes: [1]",
        "supersedes: [2]",
    );
    eli.adr(&["revise", "3", "-m", "In place of streams", "--push"])
        .fine();
    for lead in [&carol, &dana] {
        lead.git(&["fetch", "-q"]);
        lead.sign(&["approve", "3", "--again", "--push"]).fine();
    }
    eli.git(&["pull", "-q"]);
    eli.adr(&["accept", "3", "--push"]).fine();
    let told = check(&eli, "adr/0003-tables");
    assert_eq!(told.code, 0, "{}", told.answer);
    merge(&ann, "adr/0003-tables", &[&eli]);
    let listed = ann.adr(&["list", "--status", "superseded"]).fine();
    assert!(
        listed.contains("Decision 1") && listed.contains("Streams"),
        "{listed}"
    );
    ann.adr(&["verify"]).fine();
    eli.assert_tidy();
}
