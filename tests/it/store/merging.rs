//! What a merge would give, and when that cannot be said.

use adr_sign::log::tree::ObjectId;
use adr_sign::store::{Computed, Limits, MergeResult, Store, StoreError};

use super::{object, open};
use crate::support::{Repo, run};

fn merge(repo: &Repo, base: &str, head: &str) -> Result<MergeResult, StoreError> {
    merge_in(&open(repo.root()), base, head)
}

fn merge_in(store: &Store, base: &str, head: &str) -> Result<MergeResult, StoreError> {
    let commit = |rev: &str| {
        store
            .resolve(rev)
            .unwrap()
            .unwrap_or_else(|| panic!("{rev}"))
            .commit
    };
    store.merge_result(commit(base), commit(head), Limits::default())
}

fn paths(result: &MergeResult) -> Vec<&str> {
    result
        .differences
        .iter()
        .map(|difference| difference.path.as_str())
        .collect()
}

fn tree(repo: &Repo, rev: &str) -> ObjectId {
    object(&repo.git(&["rev-parse", &format!("{rev}^{{tree}}")]))
}

/// `main` and `side`, each with a file of its own since they parted.
fn parted() -> Repo {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("decisions/side.yaml", "side\n");
    repo.commit_all("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("decisions/main.yaml", "main\n");
    repo.commit_all("Main");
    repo
}

#[test]
fn what_head_changed_is_laid_over_the_base() {
    let repo = parted();
    let store = open(repo.root());
    let result = merge_in(&store, "main", "side").unwrap();
    assert_eq!(paths(&result), ["decisions/side.yaml"]);
    assert!(result.conflicts.is_empty());
    assert!(matches!(result.computed, Computed::Since(_)));
    assert_eq!(
        store
            .read(result.tree, "decisions/main.yaml", 100)
            .unwrap()
            .unwrap(),
        b"main\n"
    );
    assert_eq!(
        store
            .read(result.tree, "decisions/side.yaml", 100)
            .unwrap()
            .unwrap(),
        b"side\n"
    );
    assert_eq!(store.list(result.tree, "decisions").unwrap().len(), 3);

    repo.git(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(
        result.tree,
        tree(&repo, "HEAD"),
        "git's own merge gives the same tree"
    );
}

#[test]
fn nothing_is_written_into_the_repository() {
    let repo = parted();
    let objects = repo.git(&["count-objects"]);
    merge(&repo, "main", "side").unwrap();
    assert_eq!(repo.git(&["count-objects"]), objects);
}

#[test]
fn a_branch_that_is_ahead_gives_its_own_tree_and_one_that_is_behind_changes_nothing() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("decisions/side.yaml", "side\n");
    repo.commit_all("Side");
    assert_eq!(
        merge(&repo, "main", "side").unwrap().tree,
        tree(&repo, "side")
    );
    let behind = merge(&repo, "side", "main").unwrap();
    assert_eq!(behind.tree, tree(&repo, "side"));
    assert!(behind.differences.is_empty());
    assert!(matches!(
        merge(&repo, "side", "side"),
        Err(StoreError::SameCommit { .. })
    ));
}

#[test]
fn what_both_changed_is_a_conflict_unless_they_agree() {
    let repo = parted();
    repo.write("README.md", "Main.\n");
    repo.write("both.yaml", "agreed\n");
    repo.git(&["rm", "-q", "src/main.rs"]);
    repo.write("src/main.rs/now-a-folder", "x\n");
    repo.commit_all("Main again");
    repo.git(&["checkout", "-q", "side"]);
    repo.write("README.md", "Side.\n");
    repo.write("both.yaml", "agreed\n");
    repo.write("src/main.rs", "fn main() { side(); }\n");
    repo.commit_all("Side again");
    let result = merge(&repo, "main", "side").unwrap();
    let conflicts: Vec<_> = result
        .conflicts
        .iter()
        .map(|conflict| conflict.path.as_str())
        .collect();
    assert_eq!(conflicts, ["README.md", "src/main.rs"]);
    assert_eq!(
        paths(&result),
        ["decisions/side.yaml"],
        "in the result the base's stays"
    );
}

#[test]
fn what_one_removed_and_the_other_changed_is_a_conflict() {
    let repo = parted();
    repo.git(&["rm", "-q", "-r", "decisions"]);
    repo.commit_all("Remove");
    repo.git(&["checkout", "-q", "side"]);
    repo.write("decisions/README.md", "Changed.\n");
    repo.commit_all("Change");
    let result = merge(&repo, "main", "side").unwrap();
    let conflicts: Vec<_> = result
        .conflicts
        .iter()
        .map(|conflict| conflict.path.as_str())
        .collect();
    assert_eq!(conflicts, ["decisions/README.md"]);
    assert_eq!(paths(&result), ["decisions/side.yaml"]);
}

#[test]
fn a_forges_merge_counts_as_it_is_whatever_it_holds() {
    let repo = parted();
    repo.git(&["checkout", "-q", "--detach", "main"]);
    repo.git(&["merge", "-q", "--no-commit", "side"]);
    repo.write("decisions/evil.yaml", "in neither\n");
    repo.commit_all("Evil merge");
    let result = merge(&repo, "main", "HEAD").unwrap();
    assert_eq!(result.computed, Computed::HeadIsTheMerge);
    assert_eq!(
        paths(&result),
        ["decisions/evil.yaml", "decisions/side.yaml"]
    );

    // The other way round (main merged into the branch) it is a branch like any other.
    repo.git(&["checkout", "-q", "side"]);
    repo.git(&["merge", "-q", "-s", "ours", "-m", "Ours", "main"]);
    let result = merge(&repo, "main", "side").unwrap();
    assert!(matches!(result.computed, Computed::Since(_)));
    assert_eq!(
        paths(&result),
        ["decisions/main.yaml", "decisions/side.yaml"],
        "what `-s ours` dropped is seen"
    );
    assert!(result.differences[0].after.is_none());
}

#[test]
fn merge_bases_that_disagree_on_what_is_at_stake_give_no_answer() {
    let repo = parted();
    let (main, side) = (
        repo.git(&["rev-parse", "main"]),
        repo.git(&["rev-parse", "side"]),
    );
    repo.git(&["merge", "-q", "--no-edit", &side]);
    repo.git(&["checkout", "-q", "side"]);
    repo.git(&["merge", "-q", "--no-edit", &main]);
    repo.write("decisions/new.yaml", "new\n");
    repo.commit_all("After the cross");
    let result = merge(&repo, "main", "side").unwrap();
    assert_eq!(
        paths(&result),
        ["decisions/new.yaml"],
        "they disagree only where base and head agree"
    );

    repo.write("decisions/main.yaml", "changed\n");
    repo.commit_all("Touches what they disagree on");
    let error = merge(&repo, "main", "side").unwrap_err();
    assert!(
        matches!(&error, StoreError::SeveralMergeBases { paths, .. } if paths == &["decisions/main.yaml"]),
        "{error}"
    );
}

#[test]
fn no_common_history_is_said() {
    let repo = Repo::with_history();
    repo.git(&["checkout", "-q", "--orphan", "other"]);
    repo.commit_all("Another beginning");
    assert!(matches!(
        merge(&repo, "main", "other"),
        Err(StoreError::NoMergeBase { .. })
    ));
}

#[test]
fn a_shallow_clone_is_refused_where_it_hides_what_matters() {
    let repo = parted();
    let url = format!("file://{}", repo.root().display());
    let clone = |depth: &str| {
        let path = repo.around().join(format!("depth-{depth}"));
        repo.git(&[
            "clone",
            "-q",
            "--no-single-branch",
            "--depth",
            depth,
            &url,
            &path.display().to_string(),
        ]);
        path
    };
    let error = merge_in(&open(&clone("1")), "origin/main", "origin/side").unwrap_err();
    assert!(matches!(error, StoreError::Shallow { .. }), "{error}");
    assert!(error.hint().contains("fetch-depth: 0"));
    assert!(
        merge_in(&open(&clone("2")), "origin/main", "origin/side").is_ok(),
        "deep enough"
    );
}

#[test]
fn grafts_and_replace_refs_are_refused() {
    let repo = parted();
    repo.git(&["replace", "main", "side"]);
    let error = merge(&repo, "refs/heads/main", "refs/heads/side").unwrap_err();
    assert!(
        matches!(&error, StoreError::ReplaceRefs { name } if name.starts_with("refs/replace/")),
        "{error}"
    );
    repo.git(&["replace", "-d", "main"]);
    std::fs::write(
        repo.root().join(".git/info/grafts"),
        format!("{}\n", repo.git(&["rev-parse", "side"])),
    )
    .unwrap();
    assert!(matches!(
        merge(&repo, "main", "side"),
        Err(StoreError::Grafts { .. })
    ));
}

#[test]
fn a_name_that_stands_twice_in_the_head_stands_twice_in_the_result() {
    let repo = parted();
    let blob = repo.git(&["rev-parse", "side:README.md"]);
    let mut bytes = Vec::new();
    for _ in 0..2 {
        bytes.extend_from_slice(b"100644 twice\0");
        bytes.extend_from_slice(object(&blob).as_bytes());
    }
    std::fs::write(repo.around().join("tree"), &bytes).unwrap();
    let file = repo.around().join("tree").display().to_string();
    let twice = repo.git(&["hash-object", "-w", "--literally", "-t", "tree", &file]);
    let commit = repo.git(&["commit-tree", "-p", "side~1", "-m", "Twice", &twice]);
    repo.git(&["update-ref", "refs/heads/side", &commit]);
    let result = merge(&repo, "main", "side").unwrap();
    assert_eq!(
        paths(&result)
            .iter()
            .filter(|path| **path == "twice")
            .count(),
        2
    );
}

#[test]
fn folders_inside_each_other_without_end_are_refused_before_the_stack_is() {
    let repo = Repo::with_history();
    let blob = repo.git(&["rev-parse", "HEAD:README.md"]);
    let deep = |name: &str| {
        let mut tree = make_tree(&repo, &format!("100644 blob {blob}\t{name}\n"));
        for _ in 0..300 {
            tree = make_tree(&repo, &format!("040000 tree {tree}\td\n"));
        }
        tree
    };
    let commit =
        |tree: &str, parent: &str| repo.git(&["commit-tree", "-m", "Deep", "-p", parent, tree]);
    let since = commit(&deep("a"), "HEAD");
    let (base, head) = (commit(&deep("b"), &since), commit(&deep("c"), &since));
    let error = merge(&repo, &base, &head).unwrap_err();
    assert!(
        matches!(error, StoreError::TooMany { limit: 256, .. }),
        "{error}"
    );
}

fn make_tree(repo: &Repo, listing: &str) -> String {
    std::fs::write(repo.around().join("listing"), listing).unwrap();
    let file = std::fs::File::open(repo.around().join("listing")).unwrap();
    run(repo.command("git").arg("mktree").stdin(file))
        .trim()
        .to_owned()
}
