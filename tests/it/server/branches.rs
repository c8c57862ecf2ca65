//! Protected branches that are made, removed, rewound or reached under another name.

use super::Server;
use crate::support::team::Team;

#[test]
fn a_protected_branch_is_neither_removed_nor_rewound() {
    let team = Team::new();
    team.settle(1);
    let server = Server::new(&team);
    let tip = server.tip("refs/heads/main");
    server.push(&[":main"]).refused(&[
        "main: is protected, and is not removed by a push",
        "git branch -D main",
    ]);
    server.push(&["+main~1:main"]).refused(&[
        "this push would take commits away",
        &format!("it does not go on from {}", &tip[..10]),
    ]);
    // Not for the same content either: what is gone from the history is gone.
    team.repo
        .git(&["commit", "-q", "--amend", "-m", "The same, in other words"]);
    server
        .push(&["+main"])
        .refused(&["would take commits away"]);
    assert_eq!(server.tip("refs/heads/main"), tip);
}

#[test]
fn whoever_was_not_there_to_see_a_move_pushes_again() {
    let team = Team::new();
    let server = Server::new(&team);
    let old = server.tip("refs/heads/main");
    team.repo.write("src/a.rs", "// A.\n");
    team.commit("eli", "A");
    server.push(&["main"]).taken();
    team.repo.git(&["reset", "-q", "--hard", &old]);
    team.repo.write("src/b.rs", "// B.\n");
    team.commit("eli", "B");
    let new = team.repo.git(&["rev-parse", "HEAD"]);
    // The pusher's word for where the branch is: git believes it until the hook has run.
    let told = super::told_by_hook(&server, &format!("{old} {new} refs/heads/main\n"));
    assert_eq!(told.0, 3, "{}", told.1);
    assert!(
        told.1.contains("has moved since this clone looked"),
        "{}",
        told.1
    );
}

#[test]
fn a_branch_under_another_name_is_the_branch() {
    let team = Team::new();
    let server = Server::new(&team);
    server.git(&["symbolic-ref", "refs/heads/master", "refs/heads/main"]);
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("eli", "A stray");
    server
        .push(&["main:master"])
        .refused(&["master: is protected", "stray-file"]);
    server
        .push(&[":master"])
        .refused(&["is not removed by a push"]);
}

#[test]
fn a_branch_that_is_called_like_the_commit_it_is_judged_by_changes_nothing() {
    let team = Team::new();
    let server = Server::new(&team);
    let tip = server.tip("refs/heads/main");
    team.branch("wild");
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("eli", "A stray");
    let stray = team.repo.git(&["rev-parse", "HEAD"]);
    for kind in ["heads", "tags"] {
        server.push(&[&format!("HEAD:refs/{kind}/{tip}")]).taken();
        server
            .push(&[&format!("{tip}:refs/{kind}/{stray}")])
            .taken();
    }
    team.repo.write("src/a.rs", "// A.\n");
    team.commit("eli", "Something else");
    server.push(&["HEAD:main"]).refused(&["stray-file"]);
}

#[test]
fn nobody_makes_the_server_show_another_object() {
    let team = Team::new();
    let server = Server::new(&team);
    team.settle(1);
    let replace = format!("main:refs/replace/{}", server.tip("refs/heads/main"));
    server
        .push(&["main", &replace])
        .refused(&["would make this server show one object in place of another"]);
    // One that is there, by whatever way, stops every answer until it is gone.
    server.git(&["replace", "main", "main~1"]);
    server
        .push(&["main"])
        .refused(&["main: is protected", "refs/replace/"]);
    server
        .push(&[&format!(":refs/replace/{}", server.tip("refs/heads/main"))])
        .taken();
    server.push(&["main"]).taken();
}

#[test]
fn a_new_protected_branch_goes_on_from_one_that_is() {
    let team = Team::new();
    let server = Server::new(&team);
    server.git(&["config", "--add", "adr.protect", "release/*"]);
    server.push(&["main:refs/heads/release/1"]).taken();
    team.settle(1);
    server.push(&["main"]).taken();

    // An older commit may hold an older charter, and what was taken back before anybody judged it.
    server.push(&["main~2:refs/heads/release/0"]).refused(&[
        "release/0: would be a new protected branch, and goes on from none that is: main, release/1",
        "git branch release/0 COMMIT",
    ]);
    team.branch("bump");
    team.repo.write("VERSION", "2\n");
    team.commit("eli", "Version 2");
    server.push(&["HEAD:refs/heads/release/2"]).taken();
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("eli", "A stray");
    server
        .push(&["HEAD:refs/heads/release/3"])
        .refused(&["stray-file"]);
    // What the pattern does not name is nobody's concern.
    server.push(&["HEAD:refs/heads/releases"]).taken();
}

#[test]
fn the_first_push_speaks_for_itself_by_its_records() {
    let team = Team::new();
    team.settle(1);
    let server = Server::bare(&team);
    server.install();
    server.git(&["config", "--unset", "adr.trustRoot"]);
    server.push(&["main"]).refused(&[
        "main: is the first protected branch, and the server does not know whom to trust",
        "git config adr.trustRoot",
    ]);
    let other = adr_sign::record::digest::Digest::of(b"other").to_string();
    server.git(&["config", "adr.trustRoot", &other]);
    server
        .push(&["main"])
        .refused(&["its records do not hold", "not to the trust root"]);
    server.git(&["config", "adr.trustRoot", &team.root.to_string()]);

    team.branch("forged");
    let revision = "decisions/0001-decision-1/revisions/1.yaml";
    team.repo.write(
        revision,
        team.repo.read(revision).replace("one place", "two places"),
    );
    team.commit("eli", "Other words");
    server
        .push(&["HEAD:main"])
        .refused(&["its records do not hold", revision]);
    server.push(&["main"]).taken();
}
