//! One change, one commit, and the user's own work untouched.

use adr_sign::store::{StoreError, Target};

use super::{adding, committed, object, open};
use crate::support::Repo;

const SIGNOFF: &str = "decisions/0007-postgres/signoffs/alice.r2.3f9a1c7e.yaml";

#[test]
fn a_commit_lands_on_the_branch_and_in_the_work_tree() {
    let repo = Repo::with_history();
    let before = repo.git(&["rev-parse", "HEAD"]);
    let store = open(repo.root());
    let done = store
        .commit(&adding(&store, &[(SIGNOFF, "stance: approve\n")]))
        .unwrap();

    assert_eq!(done.commit, object(&repo.git(&["rev-parse", "main"])));
    assert_eq!(repo.git(&["rev-parse", "HEAD^"]), before);
    assert_eq!(committed(&repo, "HEAD", SIGNOFF), "stance: approve");
    assert_eq!(repo.read(SIGNOFF), "stance: approve\n");
    assert_eq!(repo.status(), "");
    assert_eq!(
        repo.git(&["diff-index", "HEAD"]),
        "",
        "also for scripts that do not refresh the index"
    );
    assert_eq!(
        repo.git(&[
            "log",
            "-1",
            "--format=%an <%ae> %at %cn %s|%(trailers:unfold)"
        ]),
        "Ann Owner <ann@example.com> 1795000000 Ann Owner Approve decision 7, revision 2|Adr-Decision: 7\n"
    );
    assert!(repo.git(&["reflog", "-1"]).contains("Approve decision 7"));
    repo.assert_sound();
}

#[test]
fn staged_changed_and_untracked_work_is_as_it_was() {
    let repo = Repo::with_history();
    repo.write("src/main.rs", "fn main() { staged(); }\n");
    repo.git(&["add", "src/main.rs"]);
    repo.write("src/main.rs", "fn main() { staged(); changed(); }\n");
    repo.write("README.md", "Changed.\n");
    repo.write("src/new.rs", "// staged as new\n");
    repo.git(&["add", "src/new.rs"]);
    repo.git(&["add", "--intent-to-add", "."]);
    repo.write("notes.txt", "untracked\n");
    repo.git(&["rm", "-q", "--cached", "decisions/README.md"]);
    let (status, staged, unstaged) = (
        repo.status(),
        repo.git(&["diff", "--cached"]),
        repo.git(&["diff"]),
    );

    let store = open(repo.root());
    store
        .commit(&adding(&store, &[(SIGNOFF, "stance: approve\n")]))
        .unwrap();

    assert_eq!(repo.status(), status);
    assert_eq!(repo.git(&["diff", "--cached"]), staged);
    assert_eq!(repo.git(&["diff"]), unstaged);
    assert_eq!(repo.read("notes.txt"), "untracked\n");
    assert_eq!(
        repo.git(&["show", "--format=", "--name-only", "HEAD"]),
        SIGNOFF
    );
    repo.assert_sound();
}

#[test]
fn a_path_that_the_user_is_editing_stays_theirs() {
    let repo = Repo::with_history();
    repo.write("decisions/README.md", "My own draft.\n");
    let store = open(repo.root());
    let done = store
        .commit(&adding(&store, &[("decisions/README.md", "Ours.\n")]))
        .unwrap();
    assert_eq!(done.left, ["decisions/README.md"]);
    assert_eq!(repo.read("decisions/README.md"), "My own draft.\n");
    assert_eq!(committed(&repo, "HEAD", "decisions/README.md"), "Ours.");
    assert!(
        repo.status().contains(" .M "),
        "shown as changed, not staged: {}",
        repo.status()
    );
}

#[test]
fn what_the_user_typed_and_the_tool_commits_is_clean_afterwards() {
    let repo = Repo::with_history();
    repo.write("decisions/README.md", "Typed by hand.\n");
    let store = open(repo.root());
    let done = store
        .commit(&adding(
            &store,
            &[("decisions/README.md", "Typed by hand.\n")],
        ))
        .unwrap();
    assert!(done.left.is_empty());
    assert_eq!(repo.status(), "");
}

#[test]
fn a_file_taken_away_goes_from_tree_index_and_folder() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let mut change = adding(&store, &[]);
    change.files.insert("decisions/README.md".into(), None);
    store.commit(&change).unwrap();
    assert!(!repo.root().join("decisions").exists());
    assert_eq!(repo.git(&["ls-files", "decisions"]), "");
    assert_eq!(repo.status(), "");
    repo.assert_sound();
}

#[test]
fn another_branch_gets_its_commit_without_a_checkout() {
    let repo = Repo::with_history();
    repo.git(&["branch", "adr/0007-postgres"]);
    repo.write("README.md", "Changed.\n");
    let status = repo.status();
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, "stance: approve\n")]);
    change.target = Target::Branch("refs/heads/adr/0007-postgres".into());
    store.commit(&change).unwrap();
    assert_eq!(
        committed(&repo, "adr/0007-postgres", SIGNOFF),
        "stance: approve"
    );
    assert_eq!(repo.status(), status);
    assert!(!repo.root().join(SIGNOFF).exists());
    repo.assert_sound();
}

#[test]
fn a_new_branch_takes_head_along_and_leaves_work_alone() {
    let repo = Repo::with_history();
    repo.write("src/main.rs", "fn main() { staged(); }\n");
    repo.git(&["add", "src/main.rs"]);
    repo.write("README.md", "Changed.\n");
    repo.write("notes.txt", "untracked\n");
    let (status, main) = (repo.status(), repo.git(&["rev-parse", "main"]));
    let store = open(repo.root());
    let mut change = adding(&store, &[(SIGNOFF, "stance: approve\n")]);
    change.target = Target::NewBranch {
        name: "refs/heads/adr/0007-postgres".into(),
        switch: true,
    };
    store.commit(&change).unwrap();
    assert_eq!(
        repo.git(&["symbolic-ref", "HEAD"]),
        "refs/heads/adr/0007-postgres"
    );
    assert_eq!(repo.git(&["rev-parse", "HEAD^"]), main);
    assert_eq!(repo.git(&["rev-parse", "main"]), main);
    assert_eq!(repo.status(), status);
    repo.assert_sound();

    let error = store.commit(&change).unwrap_err();
    assert!(matches!(error, StoreError::BranchExists { .. }), "{error}");
}

#[test]
fn nothing_different_makes_no_commit() {
    let repo = Repo::with_history();
    let before = repo.git(&["rev-parse", "HEAD"]);
    let store = open(repo.root());
    let done = store
        .commit(&adding(&store, &[("README.md", "Read me.\n")]))
        .unwrap();
    assert_eq!(done.commit, object(&before));
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), before);
}
