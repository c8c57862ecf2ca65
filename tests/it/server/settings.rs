//! What decides: the server's own configuration file, and no other.

use std::fs;

use super::{Server, told_by_hook};
use crate::support::team::Team;

/// Something that may not be pushed.
fn stray(team: &Team) {
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("eli", "A stray");
}

#[test]
fn without_a_setting_the_branch_that_head_names_is_protected() {
    let team = Team::new();
    let server = Server::new(&team);
    server.git(&["config", "--unset", "adr.protect"]);
    stray(&team);
    server.push(&["HEAD:main"]).refused(&["stray-file"]);
    server.push(&["HEAD:other"]).taken();
}

#[test]
fn what_the_pusher_configures_decides_nothing() {
    let team = Team::new();
    let server = Server::new(&team);
    stray(&team);
    let other = adr_sign::record::digest::Digest::of(b"other");
    fs::write(
        team.repo.around().join("home/.gitconfig"),
        format!("[adr]\n\tprotect = nothing\n\ttrustRoot = {other}\n"),
    )
    .unwrap();
    let mut push = team.repo.command("git");
    push.args(["push", "-q"])
        .arg(&server.folder)
        .arg("HEAD:main");
    for (nth, (key, value)) in [("adr.protect", "nothing"), ("adr.trustRoot", "none")]
        .into_iter()
        .enumerate()
    {
        push.env(format!("GIT_CONFIG_KEY_{nth}"), key);
        push.env(format!("GIT_CONFIG_VALUE_{nth}"), value);
    }
    let output = push.env("GIT_CONFIG_COUNT", "2").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        !output.status.success() && said.contains("stray-file"),
        "{said}"
    );
    // Nor does it stand in the way of what is right.
    team.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    team.settle(1);
    server.push(&["main"]).taken();
}

#[test]
fn settings_that_say_nothing_let_nothing_through() {
    let team = Team::new();
    let server = Server::new(&team);
    team.settle(1);
    for (key, value, told) in [
        (
            "adr.protect",
            "refs/tags/v1",
            "only branches can be protected",
        ),
        ("adr.protect", "", "only branches can be protected"),
        ("adr.protect", "main[", "is not a path pattern"),
        (
            "adr.trustRoot",
            "none",
            "adr.trustRoot is `none`, and not one digest",
        ),
        ("adr.trustRoot", "", "not one digest"),
    ] {
        let before = server.git(&["config", key]);
        server.git(&["config", key, value]);
        server.push(&["main"]).refused(&[told, "on the server"]);
        server.push(&["main:other"]).refused(&[told]);
        server.git(&["config", key, &before]);
    }
    server.git(&["config", "--add", "adr.trustRoot", &team.root.to_string()]);
    server.push(&["main"]).refused(&["not one digest"]);
    server.git(&["config", "--unset-all", "adr.trustRoot"]);
    server.push(&["main"]).taken();
}

#[test]
fn what_git_would_not_say_is_not_believed() {
    let team = Team::new();
    let server = Server::new(&team);
    let tip = server.tip("refs/heads/main");
    for odd in [
        "nothing\n".to_owned(),
        format!("{tip} {tip} main\n"),
        format!("{tip} main refs/heads/main\n"),
        format!("{} {tip} refs/heads/x\n", &tip[..39]),
    ] {
        let (code, said) = told_by_hook(&server, &odd);
        assert_eq!(code, 4, "{odd}: {said}");
        assert!(said.contains("which is no update of a ref"), "{said}");
    }
    assert_eq!(told_by_hook(&server, "").0, 0);
}

#[test]
fn hooks_that_are_there_stay() {
    let team = Team::new();
    let server = Server::bare(&team);
    server.install();
    server.install();
    let hook = server.folder.join("hooks/pre-receive");
    fs::write(&hook, "#!/bin/sh\nexit 0\n").unwrap();
    let output = team
        .repo
        .command(env!("CARGO_BIN_EXE_adr"))
        .current_dir(&server.folder)
        .args(["hook", "pre-receive", "--install"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("pre-receive: there is another hook, which stays; let it call this: exec '"),
        "{told}"
    );
    assert_eq!(fs::read_to_string(&hook).unwrap(), "#!/bin/sh\nexit 0\n");
}
