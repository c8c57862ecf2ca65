//! Two at once, a branch that moves, a lock that stays, a disk that is full, and death at any step.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use adr_sign::store::{Retry, Step, StoreError, Target};

use super::{adding, committed, open, process};
use crate::support::{Repo, run, ssh_key};

#[test]
fn many_at_once_all_land() {
    const WRITERS: usize = 6;
    const EACH: usize = 5;
    let repo = Repo::with_history();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let root = repo.root();
            scope.spawn(move || {
                for number in 0..EACH {
                    let store = open(root);
                    let mut change = adding(
                        &store,
                        &[(&format!("decisions/{writer}.{number}.yaml"), "a: b\n")],
                    );
                    change.retry = Retry::WhileUntouched;
                    let done = store
                        .commit(&change)
                        .unwrap_or_else(|error| panic!("{writer}.{number}: {error}"));
                    assert_eq!(done.pending, None);
                }
            });
        }
    });
    let listed = repo.git(&["ls-tree", "--name-only", "HEAD", "decisions/"]);
    assert_eq!(listed.lines().count(), WRITERS * EACH + 1);
    assert_eq!(
        repo.git(&["rev-list", "--count", "HEAD"]),
        (WRITERS * EACH + 1).to_string()
    );
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn two_processes_that_sign_at_the_same_moment_both_land() {
    const EACH: usize = 6;
    let repo = Repo::with_history();
    let key = ssh_key(&repo.around(), "ann", "ed25519");
    fs::write(
        repo.around().join("allowed"),
        format!("ann@example.com {}\n", key.line),
    )
    .unwrap();
    repo.git(&["config", "gpg.format", "ssh"]);
    repo.git(&[
        "config",
        "user.signingkey",
        &key.private.display().to_string(),
    ]);
    repo.git(&[
        "config",
        "gpg.ssh.allowedSignersFile",
        &repo.around().join("allowed").display().to_string(),
    ]);
    repo.git(&["config", "commit.gpgsign", "true"]);
    let first = repo.git(&["rev-parse", "HEAD"]);
    std::thread::scope(|scope| {
        for process in ["one", "two"] {
            let repo = &repo;
            scope.spawn(move || {
                for number in 0..EACH {
                    let output =
                        process::order(repo, &format!("Add:decisions/{process}.{number}.yaml"));
                    assert!(
                        output.status.success(),
                        "{}",
                        String::from_utf8_lossy(&output.stderr)
                    );
                }
            });
        }
    });
    let commits = repo.git(&["rev-list", &format!("{first}..main")]);
    assert_eq!(commits.lines().count(), 2 * EACH);
    for commit in commits.lines() {
        repo.git(&["verify-commit", commit]);
    }
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn a_branch_that_moved_is_told_when_the_change_was_decided_on_the_old_tip() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let change = adding(&store, &[("decisions/a.yaml", "a: b\n")]);
    let tip = repo.commit_all("Somebody else");
    let error = store.commit(&change).unwrap_err();
    assert!(matches!(error, StoreError::BranchMoved { .. }), "{error}");
    assert!(error.to_string().contains(&tip[..10]), "{error}");
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), tip);
    assert_eq!(repo.status(), "");
}

#[test]
fn a_change_is_redone_on_the_new_tip_only_while_its_paths_are_untouched() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let mut change = adding(&store, &[("decisions/a.yaml", "ours\n")]);
    change.retry = Retry::WhileUntouched;

    repo.write("decisions/a.yaml", "theirs\n");
    repo.commit_all("Took the path");
    let error = store.commit(&change).unwrap_err();
    assert!(matches!(error, StoreError::BranchMoved { .. }), "{error}");

    repo.git(&["mv", "decisions/a.yaml", "decisions/b.yaml"]);
    repo.commit_all("Gave it back");
    store.commit(&change).unwrap();
    assert_eq!(committed(&repo, "HEAD", "decisions/a.yaml"), "ours");
    assert_eq!(committed(&repo, "HEAD", "decisions/b.yaml"), "theirs");
    assert_eq!(repo.status(), "");
}

#[test]
fn a_branch_that_is_not_there_and_one_that_is() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let mut change = adding(&store, &[("decisions/a.yaml", "a: b\n")]);
    change.target = Target::Branch("refs/heads/none".into());
    assert!(matches!(
        store.commit(&change).unwrap_err(),
        StoreError::NoSuchBranch { .. }
    ));
    change.target = Target::NewBranch {
        name: "refs/heads/main".into(),
        switch: false,
    };
    assert!(matches!(
        store.commit(&change).unwrap_err(),
        StoreError::BranchExists { .. }
    ));
    for bad in [
        "main",
        "refs/tags/x",
        "refs/heads/a..b",
        "refs/heads/",
        "refs/heads/HEAD",
    ] {
        change.target = Target::NewBranch {
            name: bad.into(),
            switch: false,
        };
        let error = store.commit(&change).unwrap_err();
        assert!(
            matches!(error, StoreError::InvalidBranchName { .. }),
            "{bad}: {error}"
        );
    }
}

#[test]
fn a_lock_left_behind_is_named() {
    let new_branch = Target::NewBranch {
        name: "refs/heads/adr/new".into(),
        switch: true,
    };
    let cases = [
        ("refs/heads/main.lock", Target::Head),
        ("index.lock", Target::Head),
        ("index.lock", new_branch),
    ];
    for (lock, target) in cases {
        let repo = Repo::with_history();
        let refs = repo.git(&["for-each-ref"]);
        let path = repo.root().join(".git").join(lock);
        leave_lock(&path);
        let store = open(repo.root());
        let mut change = adding(&store, &[("decisions/a.yaml", "a: b\n")]);
        change.target = target;
        let error = store.commit(&change).unwrap_err();
        assert!(
            matches!(&error, StoreError::Locked { path: named } if *named == path),
            "{error}"
        );
        assert!(
            error.hint().contains(&path.display().to_string()),
            "{}",
            error.hint()
        );
        assert_eq!(repo.git(&["for-each-ref"]), refs);

        fs::remove_file(&path).unwrap();
        store.commit(&change).unwrap();
        assert_eq!(repo.status(), "");
        repo.assert_sound();
    }
}

/// A lock of a command that died an hour ago, so that nobody waits for it.
fn leave_lock(path: &Path) {
    let lock = fs::File::create(path).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_secs(3600))
        .unwrap();
}

#[test]
fn a_new_branch_stands_although_head_could_not_go_there() {
    let repo = Repo::with_history();
    let lock = repo.root().join(".git/HEAD.lock");
    let store = open(repo.root());
    let mut change = adding(&store, &[("decisions/a.yaml", "a: b\n")]);
    change.target = Target::NewBranch {
        name: "refs/heads/adr/new".into(),
        switch: true,
    };
    let done = store
        .commit_watched(&change, &mut |step| {
            if step == Step::Head {
                leave_lock(&lock);
            }
        })
        .unwrap();
    let pending = done.pending.expect("HEAD is locked");
    assert!(pending.reason.contains("HEAD.lock"), "{}", pending.reason);
    assert_eq!(repo.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
    assert_eq!(repo.status(), "");
    fs::remove_file(&lock).unwrap();
    assert_eq!(pending.hint, "git switch adr/new");
    repo.git(&["switch", "-q", "adr/new"]);
    assert_eq!(repo.read("decisions/a.yaml"), "a: b\n");
}

#[test]
fn an_index_that_is_locked_too_late_is_brought_up_by_the_next_commit() {
    let repo = Repo::with_history();
    let lock = repo.root().join(".git/index.lock");
    let store = open(repo.root());
    let done = store
        .commit_watched(
            &adding(&store, &[("decisions/a.yaml", "a: b\n")]),
            &mut |step| {
                if step == Step::Place {
                    leave_lock(&lock);
                }
            },
        )
        .unwrap();
    let pending = done.pending.expect("the index could not be written");
    assert!(
        pending.reason.contains("index.lock") && pending.hint.contains("rm "),
        "{}",
        pending.reason
    );
    assert_eq!(committed(&repo, "HEAD", "decisions/a.yaml"), "a: b");

    fs::remove_file(&lock).unwrap();
    store
        .commit(&adding(&store, &[("decisions/b.yaml", "a: b\n")]))
        .unwrap();
    assert_eq!(repo.status(), "");
}

#[test]
fn killed_at_any_step_nothing_is_half_done_and_the_next_run_goes_through() {
    for step in Step::ALL {
        for (what, switch) in [("Kill", false), ("KillOnNewBranch", true)] {
            let repo = Repo::with_history();
            repo.write("src/main.rs", "fn main() { staged(); }\n");
            repo.git(&["add", "src/main.rs"]);
            repo.write("notes.txt", "untracked\n");
            let (status, before) = (repo.status(), repo.git(&["rev-parse", "main"]));

            let output = process::order(&repo, &format!("{what}:{step:?}"));
            let unreached = step == Step::Head && !switch;
            assert_eq!(output.status.success(), unreached, "{step:?}: it dies");
            repo.assert_sound();
            let branch = if switch { "adr/new" } else { "main" };
            let tip = repo.try_git(&["rev-parse", "--verify", "-q", branch]);
            let tip = String::from_utf8_lossy(&tip.stdout).trim().to_owned();
            if tip != before && !tip.is_empty() {
                assert_eq!(
                    committed(&repo, branch, "decisions/killed.yaml"),
                    "a: b",
                    "{step:?}: whole"
                );
                assert_eq!(repo.git(&["rev-parse", &format!("{branch}^")]), before);
            }

            let store = open(repo.root());
            store
                .commit(&adding(&store, &[("decisions/next.yaml", "a: b\n")]))
                .unwrap();
            assert_eq!(
                repo.status(),
                status,
                "{step:?}, {what}: nothing staged, changed or taken away"
            );
            assert_eq!(repo.read("notes.txt"), "untracked\n");
            assert_eq!(
                fs::read_dir(repo.root().join(".git/adr/under-way"))
                    .unwrap()
                    .count(),
                left_over(step, tip == before || tip.is_empty())
            );
            repo.assert_sound();
        }
    }
}

#[test]
fn killed_between_work_tree_and_index_the_next_run_finishes() {
    let repo = Repo::with_history();
    assert!(!process::order(&repo, "Kill:Place").status.success());
    repo.write("decisions/killed.yaml", "a: b\n");
    assert!(
        repo.status().contains("D. "),
        "until then the index seems to take it away"
    );
    let store = open(repo.root());
    store.settle();
    assert_eq!(repo.status(), "");
}

#[test]
fn what_the_user_took_away_after_a_crash_does_not_come_back() {
    let repo = Repo::with_history();
    process::order(&repo, "Kill:Place");
    repo.commit_all("Without it, since the index did not have it");
    assert!(
        repo.try_git(&["cat-file", "-e", "HEAD:decisions/killed.yaml"])
            .status
            .code()
            != Some(0)
    );
    let store = open(repo.root());
    store
        .commit(&adding(&store, &[("decisions/next.yaml", "a: b\n")]))
        .unwrap();
    assert!(!repo.root().join("decisions/killed.yaml").exists());
    assert_eq!(repo.status(), "");
}

/// Notes that the next run leaves: one whose ref never moved stays for a minute, since its writer may live.
fn left_over(step: Step, unmoved: bool) -> usize {
    usize::from(step == Step::Ref && unmoved)
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let repo = Repo::with_history();
    repo.write("README.md", "Changed.\n");
    let before = (repo.git(&["rev-parse", "HEAD"]), repo.status());
    // A file may have one block of 512 bytes: the blob does not fit.
    let output = process::order_after(
        &repo,
        "trap '' XFSZ; ulimit -f 1",
        "AddLarge:decisions/large.yaml",
    );
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("refused: "), "an error and no crash: {said}");
    assert_eq!((repo.git(&["rev-parse", "HEAD"]), repo.status()), before);
    repo.assert_sound();
    let store = open(repo.root());
    store
        .commit(&adding(&store, &[("decisions/small.yaml", "a: b\n")]))
        .unwrap();
    assert_eq!(repo.status(), before.1);
}

/// Objects of a commit that never came to be are no burden: git collects them.
#[test]
fn what_a_killed_run_leaves_behind_is_collected() {
    let repo = Repo::with_history();
    process::order(&repo, "Kill:Ref");
    assert!(
        repo.git(&["fsck", "--unreachable"])
            .contains("unreachable commit")
    );
    run(repo
        .command("git")
        .args(["-c", "gc.pruneExpire=now", "prune", "--expire=now"]));
    assert_eq!(repo.git(&["fsck", "--unreachable"]), "");
}
