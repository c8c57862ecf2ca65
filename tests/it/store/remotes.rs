//! Fetch and push through the user's own git.

use adr_sign::store::{Pushed, StoreError};

use super::{adding, object, open};
use crate::support::{Repo, run};

/// A repository with a bare `origin` beside it that holds its `main`.
fn with_origin() -> (Repo, std::path::PathBuf) {
    let repo = Repo::with_history();
    let origin = repo.around().join("origin.git");
    repo.git(&["clone", "-q", "--bare", ".", &origin.display().to_string()]);
    repo.git(&["remote", "add", "origin", &origin.display().to_string()]);
    repo.git(&["fetch", "-q"]);
    (repo, origin)
}

const MAIN: &str = "refs/heads/main:refs/heads/main";

#[test]
fn a_push_lands_or_says_that_the_branch_moved() {
    let (repo, origin) = with_origin();
    let store = open(repo.root());
    let first = store.head().unwrap().tip();
    let done = store
        .commit(&adding(&store, &[("decisions/a.yaml", "a: b\n")]))
        .unwrap();
    assert_eq!(
        store.push("origin", MAIN, None, false, false).unwrap(),
        Pushed::Landed
    );
    assert_eq!(
        object(&repo.git_in(&origin, &["rev-parse", "main"])),
        done.commit
    );

    repo.git(&["reset", "-q", "--hard", "HEAD^"]);
    store
        .commit(&adding(&store, &[("decisions/b.yaml", "a: b\n")]))
        .unwrap();
    let moved = store.push("origin", MAIN, None, false, false).unwrap();
    assert!(matches!(moved, Pushed::Moved { .. }), "{moved:?}");
    let stale = store.push("origin", MAIN, first, false, false).unwrap();
    assert!(matches!(stale, Pushed::Moved { .. }), "{stale:?}");
    assert_eq!(
        store
            .push("origin", MAIN, Some(done.commit), false, false)
            .unwrap(),
        Pushed::Landed
    );
}

#[test]
fn what_the_server_refuses_is_told_in_its_words() {
    let (repo, origin) = with_origin();
    let hook = origin.join("hooks/pre-receive");
    std::fs::create_dir_all(origin.join("hooks")).unwrap();
    std::fs::write(&hook, "#!/bin/sh\necho 'main is protected' >&2\nexit 1\n").unwrap();
    run(repo.command("chmod").arg("+x").arg(&hook));
    let store = open(repo.root());
    store
        .commit(&adding(&store, &[("decisions/a.yaml", "a: b\n")]))
        .unwrap();
    let refused = store.push("origin", MAIN, None, false, false).unwrap();
    assert_eq!(
        refused,
        Pushed::Refused {
            message: "main is protected".into()
        }
    );
}

#[test]
fn a_remote_that_is_not_there_is_an_error() {
    let (repo, origin) = with_origin();
    std::fs::remove_dir_all(&origin).unwrap();
    let store = open(repo.root());
    let error = store.push("origin", MAIN, None, false, false).unwrap_err();
    assert!(
        matches!(&error, StoreError::GitFailed { command, .. } if command.starts_with("push")),
        "{error}"
    );
    assert!(store.fetch("origin", &[], false).is_err());
    assert!(
        store
            .fetch("--upload-pack=touch hacked", &[], false)
            .is_err()
    );
    assert!(!repo.root().join("hacked").exists());
}

#[test]
fn a_fetch_brings_what_is_asked_for() {
    let (repo, origin) = with_origin();
    repo.git_in(&origin, &["branch", "adr-signoffs/bob", "main"]);
    let store = open(repo.root());
    store
        .fetch(
            "origin",
            &["+refs/heads/adr-signoffs/*:refs/remotes/origin/adr-signoffs/*"],
            false,
        )
        .unwrap();
    assert_eq!(
        store.tip("refs/remotes/origin/adr-signoffs/bob").unwrap(),
        store.head().unwrap().tip()
    );
}
