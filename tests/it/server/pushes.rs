//! Pushes to what is protected, and beside it.

use super::{Daemon, Server};
use crate::support::team::Team;

/// Decision 1 on its branch, approved by Bob and accepted: one approval is missing.
fn accepted_too_early(team: &Team) {
    team.propose(1);
    team.approve("bob", 1);
    team.accept(1);
}

#[test]
fn a_push_without_the_agreement_is_refused_at_the_pushers_terminal_over_every_transport() {
    let team = Team::new();
    let server = Server::new(&team);
    let daemon = Daemon::over(&team, server.folder.parent().unwrap());
    let before = server.tip("refs/heads/main");
    accepted_too_early(&team);
    let urls = [
        server.folder.display().to_string(),
        format!("file://{}", server.folder.display()),
        format!("git://127.0.0.1:{}/team.git", daemon.port),
    ];
    for url in &urls {
        server.push_to(url, &["HEAD:main"]).refused(&[
            "main: is protected, and may not be changed so",
            "decision 1  Decision 1: accepted, so far agreed by bob",
            "approval-missing",
            "rule `every decision` needs 2 approvals of leads and has bob",
            "fix: carol or dana: adr-sign approve 1",
            "nothing of this push was taken",
        ]);
        assert_eq!(server.tip("refs/heads/main"), before);
    }
    for (url, who) in urls.iter().zip(["carol", "dana", "eli"]) {
        if who == "carol" {
            team.repo
                .git(&["rm", "-q", &team.files(1, "resolutions")[0]]);
            team.approve(who, 1);
            team.accept(1);
        } else {
            team.repo.write(&format!("src/{who}.rs"), "// Orders.\n");
            team.commit(who, "Something else");
        }
        server.push_to(url, &["HEAD:main"]).taken();
        assert_eq!(
            server.tip("refs/heads/main"),
            team.repo.git(&["rev-parse", "HEAD"])
        );
    }
}

#[test]
fn what_is_refused_was_read_in_quarantine_and_leaves_nothing() {
    let team = Team::new();
    let server = Server::new(&team);
    accepted_too_early(&team);
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    // With and without a pack: small pushes are unpacked, each object for itself.
    for limit in ["1", "1000"] {
        server.git(&["config", "receive.unpackLimit", limit]);
        let before = server.git(&["count-objects", "-v"]);
        server.push(&["HEAD:main"]).refused(&["approval-missing"]);
        assert_eq!(server.git(&["count-objects", "-v"]), before);
        let kept = server.git(&["cat-file", "--batch-check", "--batch-all-objects"]);
        assert!(!kept.contains(&head));
    }
}

#[test]
fn other_branches_and_tags_pass_whatever_they_hold() {
    let team = Team::new();
    let server = Server::new(&team);
    // Were anything of it judged, this would stop it.
    server.git(&[
        "config",
        "adr.trustRoot",
        &team.newest_digest(0).to_string(),
    ]);
    std::fs::create_dir_all(server.arrivals()).unwrap();
    team.branch("wild");
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("eli", "Wild");
    team.repo.git(&["tag", "v1"]);
    team.repo.git(&["tag", "-a", "-m", "Main", "main", "main"]);
    server
        .push(&[
            "wild",
            "tag",
            "v1",
            "refs/tags/main",
            "wild:refs/heads/adr-signoffs/eli",
        ])
        .taken();
    server
        .push(&["+refs/heads/main:refs/heads/wild", ":v1"])
        .taken();
    server.push(&[":wild"]).taken();
    assert_eq!(server.tip("refs/heads/wild"), "");
    // A tag of the branch's name means nothing to the branch.
    std::fs::remove_dir(server.arrivals()).unwrap();
    team.switch("main");
    team.settle(1);
    server.push(&["refs/heads/main:refs/heads/main"]).taken();
}

#[test]
fn a_push_is_taken_as_a_whole_or_not_at_all() {
    let team = Team::new();
    let server = Server::new(&team);
    server.git(&["config", "--add", "adr.protect", "release/*"]);
    accepted_too_early(&team);
    server
        .push(&[
            "HEAD:adr/1",
            "HEAD:main",
            "HEAD:release/1",
            "main:release/2",
        ])
        .refused(&["main: is protected", "release/1: is protected"]);
    for name in ["adr/1", "release/1", "release/2"] {
        assert_eq!(server.tip(&format!("refs/heads/{name}")), "", "{name}");
    }
    server.push(&["HEAD:adr/1", "main:release/2"]).taken();
}

#[test]
fn tampering_is_told_with_the_file_and_a_commit_to_restore_it_from() {
    let team = Team::new();
    team.settle(1);
    let server = Server::new(&team);
    let before = server.tip("refs/heads/main");
    let revision = "decisions/0001-decision-1/revisions/1.yaml";
    team.repo.git(&["rm", "-q", revision]);
    team.commit("eli", "Away with it");
    let restore = format!("git checkout {before} -- {revision}");
    server
        .push(&["main"])
        .refused(&["record-removed", revision, &restore]);
}

#[test]
fn an_objection_in_an_outbox_of_the_server_is_heard() {
    let team = Team::new();
    let server = Server::new(&team);
    team.propose(1);
    team.branch("adr-signoffs/eli");
    team.object("eli", 1);
    server.push(&["adr-signoffs/eli"]).taken();
    team.switch("adr/1");
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    server
        .push(&["HEAD:main"])
        .refused(&["eli objects to revision 1"]);
    // Taking the outbox away with the same push helps nobody.
    server
        .push(&["HEAD:main", ":adr-signoffs/eli"])
        .refused(&["eli objects to revision 1"]);
}

#[test]
fn terminal_escapes_in_what_is_pushed_are_shown_and_not_obeyed() {
    let team = Team::new();
    let server = Server::new(&team);
    team.repo.write("decisions/\u{1b}[2Jgone", "psst\n");
    team.commit("eli", "Clear the screen");
    let pushed = server.push(&["main"]);
    pushed.refused(&["stray-file", "\\u{1b}[2Jgone"]);
    assert!(!pushed.said.contains("\u{1b}[2J"), "{}", pushed.said);
}
