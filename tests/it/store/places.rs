//! The places a repository can be in: each takes a commit, and `git status` tells no tale afterwards.

use std::fs;

use adr_sign::store::{Limits, Store, StoreError, Target};

use super::{adding, committed, object, open, process};
use crate::support::{Repo, run};

const SIGNOFF: &str = "decisions/0007-postgres/signoffs/alice.r2.3f9a1c7e.yaml";
const TEXT: &str = "stance: approve\n";

#[test]
fn before_the_first_commit() {
    let repo = Repo::new();
    repo.write("staged.txt", "staged\n");
    repo.git(&["add", "staged.txt"]);
    let store = open(repo.root());
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(repo.git(&["rev-list", "--count", "main"]), "1");
    assert_eq!(repo.git(&["ls-tree", "-r", "--name-only", "HEAD"]), SIGNOFF);
    assert!(
        repo.status().starts_with("1 A. N... 000000 100644 100644"),
        "{}",
        repo.status()
    );
    assert_eq!(repo.status().lines().count(), 1);
    repo.assert_sound();
}

#[test]
fn a_new_branch_before_the_first_commit() {
    let repo = Repo::new();
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, TEXT)]);
    change.target = Target::NewBranch {
        name: "refs/heads/adr/0000-charter".into(),
        switch: true,
    };
    store.commit(&change).unwrap();
    assert_eq!(
        repo.git(&["symbolic-ref", "HEAD"]),
        "refs/heads/adr/0000-charter"
    );
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn a_detached_head_moves_and_no_branch_does() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "--detach"]);
    let main = repo.git(&["rev-parse", "main"]);
    let store = open(repo.root());
    let done = store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(done.reference, "HEAD");
    assert_eq!(object(&repo.git(&["rev-parse", "HEAD"])), done.commit);
    assert_eq!(repo.git(&["rev-parse", "main"]), main);
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn a_bare_repository() {
    let repo = Repo::with_history();
    let bare = repo.around().join("bare.git");
    repo.git(&["clone", "-q", "--bare", ".", &bare.display().to_string()]);
    let store = open(&bare);
    assert!(store.is_bare() && store.work_dir().is_none());
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(
        repo.git_in(&bare, &["show", &format!("main:{SIGNOFF}")]),
        TEXT.trim_end()
    );
    assert!(!bare.join("index").exists());
    assert_eq!(repo.git_in(&bare, &["fsck", "--strict"]), "");
}

#[test]
fn a_linked_work_tree_and_the_main_one_beside_it() {
    let repo = Repo::with_history();
    let linked = repo.around().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "side",
        &linked.display().to_string(),
    ]);
    let store = open(&linked);
    assert_ne!(store.git_dir(), store.common_dir());
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(fs::read_to_string(linked.join(SIGNOFF)).unwrap(), TEXT);
    assert_eq!(repo.git_in(&linked, &["status", "--porcelain"]), "");
    assert_eq!(repo.status(), "");
    assert!(!repo.root().join(SIGNOFF).exists());
    repo.assert_sound();
}

#[test]
fn a_branch_that_is_checked_out_elsewhere_gets_its_files_there() {
    let repo = Repo::with_history();
    let linked = repo.around().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "side",
        &linked.display().to_string(),
    ]);
    fs::write(linked.join("README.md"), "Being changed there.\n").unwrap();
    let before = repo.git_in(&linked, &["status", "--porcelain=v2"]);
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, TEXT)]);
    change.target = Target::Branch("refs/heads/side".into());
    store.commit(&change).unwrap();
    assert_eq!(repo.git_in(&linked, &["status", "--porcelain=v2"]), before);
    assert_eq!(fs::read_to_string(linked.join(SIGNOFF)).unwrap(), TEXT);
    assert_eq!(repo.status(), "");

    // And from there to the main one.
    let store = open(&linked);
    let mut change = adding(&store, &[("decisions/other.yaml", TEXT)]);
    change.base = store.tip("refs/heads/main").unwrap();
    change.target = Target::Branch("refs/heads/main".into());
    store.commit(&change).unwrap();
    assert_eq!(repo.read("decisions/other.yaml"), TEXT);
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn a_branch_whose_work_tree_was_deleted_takes_a_commit_all_the_same() {
    let repo = Repo::with_history();
    let linked = repo.around().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "side",
        &linked.display().to_string(),
    ]);
    fs::remove_dir_all(&linked).unwrap();
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, TEXT)]);
    change.target = Target::Branch("refs/heads/side".into());
    let done = store.commit(&change).unwrap();
    assert_eq!(done.pending, None);
    assert_eq!(committed(&repo, "side", SIGNOFF), TEXT.trim_end());
}

#[test]
fn a_branch_that_is_being_rebased_is_left_alone() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("README.md", "Side.\n");
    repo.commit_all("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("README.md", "Main.\n");
    repo.commit_all("Main");
    assert!(
        !repo.try_git(&["rebase", "main", "side"]).status.success(),
        "it stops at the conflict"
    );
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, TEXT)]);
    change.base = store.tip("refs/heads/side").unwrap();
    change.target = Target::Branch("refs/heads/side".into());
    let error = store.commit(&change).unwrap_err();
    assert!(matches!(error, StoreError::BranchBusy { .. }), "{error}");
    assert!(error.hint().contains("git rebase --continue"));
}

#[test]
fn a_branch_that_a_rebase_brings_along_is_left_alone_too() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "below"]);
    repo.write("README.md", "Side.\n");
    repo.commit_all("Below");
    repo.git(&["checkout", "-q", "-b", "above"]);
    repo.commit_all("Above");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("README.md", "Main.\n");
    repo.commit_all("Main");
    assert!(
        !repo
            .try_git(&["rebase", "--update-refs", "main", "above"])
            .status
            .success()
    );
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, TEXT)]);
    change.base = store.tip("refs/heads/below").unwrap();
    change.target = Target::Branch("refs/heads/below".into());
    let error = store.commit(&change).unwrap_err();
    assert!(matches!(error, StoreError::BranchBusy { .. }), "{error}");
}

#[test]
fn a_merge_under_way_stays_under_way() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("README.md", "Side.\n");
    repo.write("clean.txt", "merges\n");
    repo.commit_all("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("README.md", "Main.\n");
    repo.commit_all("Main");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let (status, stages) = (repo.status(), repo.git(&["ls-files", "-u"]));

    let store = open(repo.root());
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();

    assert_eq!(repo.status(), status);
    assert_eq!(repo.git(&["ls-files", "-u"]), stages);
    let mut elsewhere = adding(&store, &[("decisions/new.yaml", TEXT)]);
    elsewhere.target = Target::NewBranch {
        name: "refs/heads/adr/new".into(),
        switch: true,
    };
    let error = store.commit(&elsewhere).unwrap_err();
    assert!(
        matches!(error, StoreError::UnderWay { what: "merge" }),
        "{error}"
    );
    assert_eq!(
        repo.git(&["branch", "--list", "adr/*"]),
        "",
        "HEAD does not leave a merge behind"
    );

    repo.write("README.md", "Both.\n");
    repo.git(&["add", "README.md"]);
    repo.git(&["commit", "-q", "-m", "Merge side"]);
    assert_eq!(repo.git(&["rev-list", "--count", "--merges", "HEAD"]), "1");
    assert_eq!(committed(&repo, "HEAD", SIGNOFF), TEXT.trim_end());
    repo.assert_sound();
}

#[test]
fn a_path_in_conflict_is_left_for_its_user() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("README.md", "Side.\n");
    repo.commit_all("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("README.md", "Main.\n");
    repo.commit_all("Main");
    assert!(!repo.try_git(&["merge", "side"]).status.success());
    let (stages, text) = (repo.git(&["ls-files", "-u"]), repo.read("README.md"));
    let store = open(repo.root());
    let done = store
        .commit(&adding(&store, &[("README.md", "Ours.\n")]))
        .unwrap();
    assert_eq!(done.left, ["README.md"]);
    assert_eq!(repo.git(&["ls-files", "-u"]), stages);
    assert_eq!(repo.read("README.md"), text);
}

#[test]
fn a_sparse_checkout_stays_sparse() {
    for (kind, options) in [
        ("cone", &["--cone"][..]),
        ("sparse index", &["--cone", "--sparse-index"]),
        ("patterns", &["--no-cone"]),
    ] {
        let repo = Repo::with_history();
        repo.write("docs/deep/page.md", "Page.\n");
        repo.commit_all("More");
        let mut arguments = vec!["sparse-checkout", "set"];
        arguments.extend(options);
        arguments.push("src");
        repo.git(&arguments);
        assert!(!repo.root().join("decisions").exists(), "{kind}");
        let store = open(repo.root());
        store
            .commit(&adding(
                &store,
                &[(SIGNOFF, TEXT), ("src/inside.yaml", TEXT)],
            ))
            .unwrap();
        assert!(
            !repo.root().join("decisions").exists(),
            "{kind}: outside, so only in the index"
        );
        assert_eq!(repo.read("src/inside.yaml"), TEXT, "{kind}");
        assert_eq!(repo.status(), "", "{kind}");
        assert_eq!(repo.git(&["diff-index", "--cached", "HEAD"]), "", "{kind}");
        repo.git(&["sparse-checkout", "disable"]);
        assert_eq!(repo.read(SIGNOFF), TEXT, "{kind}");
        assert_eq!(repo.status(), "", "{kind}");
        repo.assert_sound();
    }
}

#[test]
fn every_kind_of_index() {
    let kinds: [(&str, &[&str]); 4] = [
        ("split", &["update-index", "--split-index"]),
        ("version 4", &["update-index", "--index-version", "4"]),
        (
            "untracked cache",
            &["update-index", "--force-untracked-cache"],
        ),
        (
            "assume unchanged",
            &["update-index", "--assume-unchanged", "README.md"],
        ),
    ];
    for (kind, arguments) in kinds {
        let repo = Repo::with_history();
        repo.git(arguments);
        repo.write("src/main.rs", "fn main() { changed(); }\n");
        repo.write("notes.txt", "untracked\n");
        let status = repo.status();
        let store = open(repo.root());
        store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
        assert_eq!(repo.status(), status, "{kind}");
        repo.assert_sound();
    }
}

#[test]
fn more_paths_than_one_command_line_takes_in_a_sparse_checkout() {
    let repo = Repo::with_history();
    repo.git(&["sparse-checkout", "set", "--no-cone", "/inside/"]);
    let store = open(repo.root());
    let mut change = adding(&store, &[]);
    for number in 0..1200 {
        let long = "a-name-that-is-long-enough-to-fill-the-pipes".repeat(2);
        for folder in ["inside", "outside"] {
            change.files.insert(
                format!("{folder}/{long}/{number}.yaml"),
                Some(number.to_string().into_bytes()),
            );
        }
    }
    store.commit(&change).unwrap();
    assert_eq!(repo.status(), "");
    assert!(repo.root().join("inside").exists() && !repo.root().join("outside").exists());
    assert_eq!(repo.git(&["ls-files", "outside"]).lines().count(), 1200);
}

#[cfg(unix)]
#[test]
fn new_files_have_the_rights_of_other_new_files() {
    use std::os::unix::fs::PermissionsExt;
    let repo = Repo::with_history();
    let store = open(repo.root());
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    repo.write("beside.txt", "as any program writes it\n");
    let rights = |path: &str| {
        fs::metadata(repo.root().join(path))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(rights(SIGNOFF), rights("beside.txt"));
}

#[test]
fn a_work_tree_with_other_line_ends() {
    let repo = Repo::new();
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.git(&["config", "core.safecrlf", "true"]);
    repo.write("decisions/draft.yaml", "title: One\r\ncontext: Two\r\n");
    repo.commit_all("Begin");
    assert_eq!(repo.status(), "");
    let store = open(repo.root());

    // A file that is new, and one whose work-tree form has CRLF where the stored form has LF.
    store
        .commit(&adding(
            &store,
            &[(SIGNOFF, TEXT), ("decisions/draft.yaml", "title: New\n")],
        ))
        .unwrap();
    assert_eq!(repo.status(), "");
    repo.git(&["update-index", "--really-refresh"]);
    assert_eq!(repo.status(), "");
    assert_eq!(
        committed(&repo, "HEAD", "decisions/draft.yaml"),
        "title: New"
    );

    // A draft typed with CRLF, committed by the tool with LF.
    repo.write("decisions/draft.yaml", "title: Typed\r\n");
    store
        .commit(&adding(
            &store,
            &[("decisions/draft.yaml", "title: Typed\n")],
        ))
        .unwrap();
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn paths_with_spaces_and_letters_of_every_alphabet() {
    let repo = Repo::with_history();
    let paths = [
        "Entscheidungen über uns/0001 größer.yaml",
        "決定/一.yaml",
        "решения/quote\"d.yaml",
        "-dash/--x.yaml",
        "star*/[a]?.yaml",
    ];
    let store = open(repo.root());
    store
        .commit(&adding(&store, &paths.map(|path| (path, TEXT))))
        .unwrap();
    for path in paths {
        assert_eq!(repo.read(path), TEXT);
        assert_eq!(committed(&repo, "HEAD", path), TEXT.trim_end());
    }
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn a_repository_whose_own_path_has_spaces() {
    let repo = Repo::with_history();
    let moved = repo.around().join("mein Verzeichnis ü");
    run(repo.command("cp").arg("-a").arg(repo.root()).arg(&moved));
    let store = open(&moved.join("src"));
    store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(repo.git_in(&moved, &["status", "--porcelain"]), "");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_work_tree_is_never_written_through() {
    let repo = Repo::with_history();
    let outside = repo.around().join("outside");
    fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, repo.root().join("decisions/0007-postgres")).unwrap();
    let store = open(repo.root());
    let done = store.commit(&adding(&store, &[(SIGNOFF, TEXT)])).unwrap();
    assert_eq!(done.left, [SIGNOFF]);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    assert_eq!(committed(&repo, "HEAD", SIGNOFF), TEXT.trim_end());
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let before = repo.git(&["rev-parse", "HEAD"]);
    for path in [
        "../out",
        "a//b",
        ".git/config",
        "x/.GIT/y",
        "git~1/x",
        "a\\b",
        "c:d",
        "/abs",
        "",
        "a\nb",
        "README.md/x",
        "src",
    ] {
        let error = store.commit(&adding(&store, &[(path, TEXT)])).unwrap_err();
        assert!(
            matches!(error, StoreError::BadPath { .. }),
            "{path}: {error}"
        );
    }
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(repo.status(), "");
}

#[test]
fn sha256_repositories_are_refused_by_name() {
    let repo = Repo::with(&["--object-format=sha256"]);
    let error = Store::open(repo.root()).err().expect("a refusal");
    assert!(matches!(error, StoreError::Sha256 { .. }), "{error}");
    assert!(
        error.hint().contains("--object-format=sha1"),
        "{}",
        error.hint()
    );
    assert_eq!(repo.status(), "");
}

#[test]
fn reftable_repositories_are_refused_by_name() {
    let repo = Repo::with(&["--ref-format=reftable"]);
    let error = Store::open(repo.root()).err().expect("a refusal");
    assert!(matches!(error, StoreError::RefFormat { .. }), "{error}");
    repo.git(&["commit", "-q", "--allow-empty", "-m", "Begin"]);
    let clone = repo.around().join("clone");
    repo.git(&[
        "clone",
        "-q",
        "--ref-format=files",
        ".",
        &clone.display().to_string(),
    ]);
    open(&clone);
}

#[test]
fn a_folder_without_a_repository_says_so() {
    let repo = Repo::new();
    let empty = repo.around().join("empty");
    fs::create_dir(&empty).unwrap();
    let error = Store::open(&empty).err().expect("a refusal");
    assert!(
        matches!(error, StoreError::NotARepository { .. }),
        "{error}"
    );
}

#[test]
fn a_repository_of_somebody_else_is_not_trusted_until_git_is_told() {
    let repo = Repo::with_history();
    let given_away = repo
        .command("chown")
        .args(["-R", "12345"])
        .arg(repo.root())
        .output()
        .unwrap();
    if !given_away.status.success() {
        // Only root can give files away. Where the tests run as somebody else, this cannot be arranged.
        return;
    }
    let error = Store::open(&repo.root().join("src"))
        .err()
        .expect("a refusal");
    let StoreError::NotOwned { path } = &error else {
        panic!("{error}")
    };
    assert_eq!(path, repo.root());
    // The hint, in the home of the test, makes the same command work.
    assert_eq!(
        error.hint().split(": ").last(),
        Some(&*format!(
            "git config --global --add safe.directory '{}'",
            path.display()
        ))
    );
    fs::write(
        repo.around().join("home/.gitconfig"),
        format!("[safe]\n\tdirectory = {}\n", path.display()),
    )
    .unwrap();
    let output = process::order(&repo, "Add:decisions/a.yaml");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(unix)]
#[test]
fn reading_runs_no_program_that_the_repository_names() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("decisions/side.yaml", "side\n");
    repo.write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    let head = object(&repo.commit_all("Side"));
    let evil = repo.around().join("evil");
    fs::write(
        &evil,
        format!("#!/bin/sh\ntouch '{}/hacked'\n", repo.around().display()),
    )
    .unwrap();
    run(repo.command("chmod").arg("+x").arg(&evil));
    let evil = evil.display().to_string();
    let settings = [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.gitProxy",
        "diff.external",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "merge.evil.driver",
        "credential.helper",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.ssh.defaultKeyCommand",
    ];
    for setting in settings {
        repo.git(&["config", setting, &evil]);
    }
    repo.git(&[
        "config",
        "core.hooksPath",
        &repo.around().display().to_string(),
    ]);
    for hook in [
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "pre-auto-gc",
    ] {
        fs::copy(&evil, repo.around().join(hook)).unwrap();
    }
    let store = open(repo.root());
    let base = store.default_base().unwrap().unwrap();
    store.branches().unwrap();
    let limits = Limits::default();
    let result = store.merge_result(base.tip, head, limits).unwrap();
    store.walk(result.tree, "", limits).unwrap();
    store.branch_commits(base.tip, head, "", limits).unwrap();
    assert_eq!(
        store
            .read(result.tree, "decisions/side.yaml", 100)
            .unwrap()
            .unwrap(),
        b"side\n"
    );
    assert!(!repo.around().join("hacked").exists());
}
