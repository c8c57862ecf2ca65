//! Reading and comparing trees, hostile ones included.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use adr_sign::log::tree::{Difference, FileMode, ObjectId};
use adr_sign::store::{Change, Limits, Retry, StoreError, Target};
use proptest::prelude::*;

use super::{ann, object, open};
use crate::support::Repo;

/// Stores an object as it is given, however wrong it may be.
fn store_object(repo: &Repo, kind: &str, bytes: &[u8]) -> String {
    let mut command = repo.command("git");
    command.args(["hash-object", "-w", "--literally", "-t", kind, "--stdin"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

/// A tree of these entries (mode, name, id), in this order.
fn store_tree(repo: &Repo, entries: &[(&str, &[u8], &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(mode.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend_from_slice(object(id).as_bytes());
    }
    store_object(repo, "tree", &bytes)
}

fn paths(differences: &[Difference]) -> Vec<&str> {
    differences
        .iter()
        .map(|difference| difference.path.as_str())
        .collect()
}

#[test]
fn files_folders_and_what_is_not_there() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let tree = store
        .root_tree(store.head().unwrap().tip().unwrap())
        .unwrap();
    assert_eq!(
        store.read(tree, "src/main.rs", 1000).unwrap().unwrap(),
        b"fn main() {}\n"
    );
    assert_eq!(store.read(tree, "src", 1000).unwrap(), None);
    for absent in [
        "none",
        "src/none",
        "README.md/x",
        "src//main.rs",
        "/src",
        "src/",
        "",
    ] {
        assert_eq!(store.entry(tree, absent).unwrap(), None, "{absent}");
    }
    let names: Vec<_> = store
        .list(tree, "")
        .unwrap()
        .into_iter()
        .map(|(name, entry)| (name, entry.mode))
        .collect();
    assert_eq!(
        names,
        [
            ("README.md".to_owned(), FileMode::Regular),
            ("decisions".into(), FileMode::Directory),
            ("src".into(), FileMode::Directory)
        ]
    );
    assert!(store.list(tree, "none").unwrap().is_empty());
    let walked: Vec<_> = store
        .walk(tree, "", Limits::default())
        .unwrap()
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(walked, ["README.md", "decisions/README.md", "src/main.rs"]);
}

#[test]
fn a_large_file_is_not_read() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let tree = store
        .root_tree(store.head().unwrap().tip().unwrap())
        .unwrap();
    let error = store.read(tree, "README.md", 5).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::TooLarge {
                size: 9,
                limit: 5,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_missing_object_is_an_error_and_not_an_absent_file() {
    let repo = Repo::with_history();
    let blob = repo.git(&["rev-parse", "HEAD:README.md"]);
    std::fs::remove_file(
        repo.root()
            .join(".git/objects")
            .join(&blob[..2])
            .join(&blob[2..]),
    )
    .unwrap();
    let store = open(repo.root());
    let tree = store
        .root_tree(store.head().unwrap().tip().unwrap())
        .unwrap();
    let error = store.read(tree, "README.md", 1000).unwrap_err();
    assert!(
        matches!(error, StoreError::MissingObject { id } if id == object(&blob)),
        "{error}"
    );
}

#[test]
fn a_partial_clone_says_what_it_lacks() {
    let repo = Repo::with_history();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.around().join("partial");
    let url = format!("file://{}", repo.root().display());
    repo.git(&[
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        &url,
        &clone.display().to_string(),
    ]);
    let store = open(&clone);
    let tree = store
        .root_tree(store.head().unwrap().tip().unwrap())
        .unwrap();
    assert!(store.entry(tree, "README.md").unwrap().is_some());
    let error = store.read(tree, "README.md", 1000).unwrap_err();
    assert!(matches!(error, StoreError::MissingObject { .. }), "{error}");
    assert!(error.hint().contains("git fetch --refetch --no-filter"));
    repo.git_in(&clone, &["fetch", "-q", "--refetch", "--no-filter"]);
    assert!(
        open(&clone)
            .read(tree, "README.md", 1000)
            .unwrap()
            .is_some(),
        "the hint helps"
    );
}

#[test]
fn every_kind_of_difference_is_named() {
    let repo = Repo::with_history();
    repo.write("a/same", "same\n");
    repo.write("a/changed", "old\n");
    repo.write("a/removed", "old\n");
    repo.write("kind", "a file\n");
    let before = repo.commit_all("Before");
    repo.write("a/changed", "new\n");
    repo.write("a/added/deep", "new\n");
    std::fs::remove_file(repo.root().join("a/removed")).unwrap();
    std::fs::remove_file(repo.root().join("kind")).unwrap();
    repo.write("kind/inside", "a folder now\n");
    repo.git(&["update-index", "--chmod=+x", "README.md"]);
    repo.git(&["add", "-A", "a", "kind"]);
    repo.git(&["commit", "-q", "-m", "After"]);

    let store = open(repo.root());
    let tree = |rev: &str| {
        Some(object(
            &repo.git(&["rev-parse", &format!("{rev}^{{tree}}")]),
        ))
    };
    let (before, after) = (tree(&before), tree("HEAD"));
    let found = store.compare(before, after, "", Limits::default()).unwrap();
    assert_eq!(
        paths(&found),
        [
            "README.md",
            "a/added/deep",
            "a/changed",
            "a/removed",
            "kind",
            "kind/inside"
        ]
    );
    let kind = found
        .iter()
        .find(|difference| difference.path == "kind")
        .unwrap();
    assert_eq!(kind.before.unwrap().mode, FileMode::Regular);
    assert_eq!(kind.after.unwrap().mode, FileMode::Directory);
    assert_eq!(found[0].after.unwrap().mode, FileMode::Executable);
    assert_eq!(found[0].before.unwrap().id, found[0].after.unwrap().id);

    let back = store
        .compare(after, before, "a", Limits::default())
        .unwrap();
    assert_eq!(paths(&back), ["a/added/deep", "a/changed", "a/removed"]);
    assert!(
        store
            .compare(after, after, "", Limits::default())
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store
            .compare(None, after, "", Limits::default())
            .unwrap()
            .len(),
        7
    );
    assert!(
        store
            .compare(before, after, "none", Limits::default())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn what_a_hostile_tree_hides_is_named() {
    let repo = Repo::with_history();
    let blob = store_object(&repo, "blob", b"one");
    let other = store_object(&repo, "blob", b"two");
    let empty = store_object(&repo, "tree", b"");
    let clean = store_tree(&repo, &[("100644", b"a", &blob)]);
    let hostile = store_tree(
        &repo,
        &[
            ("100644", b"a", &blob),
            ("100644", b"a", &other),
            ("100644", b"A", &other),
            ("120000", b"link", &blob),
            ("160000", b"module", &other),
            ("40000", b"empty", &empty),
            ("100644", b"x/y", &blob),
            ("100644", b"\xff", &blob),
            ("100644", b"..", &blob),
        ],
    );
    let store = open(repo.root());
    let found = store
        .compare(
            Some(object(&clean)),
            Some(object(&hostile)),
            "",
            Limits::default(),
        )
        .unwrap();
    assert_eq!(
        paths(&found),
        [
            "..", "A", "\\xff", "a", "empty", "link", "module", "x\\x2fy"
        ]
    );
    let names: Vec<_> = store
        .list(object(&hostile), "")
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names.iter().filter(|name| *name == "a").count(),
        2,
        "both are there to be seen"
    );
}

#[test]
fn names_that_some_systems_cannot_tell_apart() {
    let repo = Repo::with_history();
    let blob = store_object(&repo, "blob", b"one");
    let names = [
        "a",
        "a",
        "A",
        "b",
        "gr\u{f6}\u{df}e",
        "GRO\u{308}\u{df}E",
        "grosse",
    ];
    let entries: Vec<_> = names
        .iter()
        .map(|name| ("100644", name.as_bytes(), blob.as_str()))
        .collect();
    let folder = store_tree(&repo, &entries);
    let root = object(&store_tree(&repo, &[("40000", b"decisions", &folder)]));
    let store = open(repo.root());
    assert_eq!(
        store.clashing_names(root, "decisions").unwrap(),
        [
            vec!["a", "a", "A"],
            vec!["gr\u{f6}\u{df}e", "GRO\u{308}\u{df}E"]
        ]
    );
    assert!(store.clashing_names(root, "").unwrap().is_empty());
    assert!(store.clashing_names(root, "none").unwrap().is_empty());
}

#[test]
fn trees_that_are_no_trees_and_trees_without_end() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let damaged = object(&store_object(&repo, "tree", b"100644 name\0short"));
    let error = store.list(damaged, "").unwrap_err();
    assert!(
        matches!(error, StoreError::DamagedObject { id, .. } if id == damaged),
        "{error}"
    );
    let commit = store.head().unwrap().tip().unwrap();
    assert!(matches!(
        store.list(commit, "").unwrap_err(),
        StoreError::DamagedObject { .. }
    ));

    let blob = store_object(&repo, "blob", b"leaf");
    // Ten to the twelfth files in thirteen objects.
    let mut bomb = store_tree(&repo, &[("100644", b"leaf", &blob)]);
    for _ in 0..12 {
        let names: Vec<[u8; 1]> = (b'0'..=b'9').map(|name| [name]).collect();
        let entries: Vec<_> = names
            .iter()
            .map(|name| ("40000", name.as_slice(), bomb.as_str()))
            .collect();
        bomb = store_tree(&repo, &entries);
    }
    let limits = Limits {
        depth: 64,
        entries: 1000,
    };
    let error = store
        .compare(None, Some(object(&bomb)), "", limits)
        .unwrap_err();
    assert!(
        matches!(error, StoreError::TooMany { limit: 1000, .. }),
        "{error}"
    );
    assert!(matches!(
        store.walk(object(&bomb), "", limits).unwrap_err(),
        StoreError::TooMany { .. }
    ));

    let mut deep = store_tree(&repo, &[("100644", b"leaf", &blob)]);
    for _ in 0..300 {
        deep = store_tree(&repo, &[("40000", b"d", &deep)]);
    }
    let error = store
        .compare(None, Some(object(&deep)), "", Limits::default())
        .unwrap_err();
    assert!(
        matches!(error, StoreError::TooMany { limit: 256, .. }),
        "{error}"
    );
}

/// A change to a small world of names, so that paths meet.
fn changes() -> impl Strategy<Value = BTreeMap<String, Option<Vec<u8>>>> {
    let name = prop::sample::select(vec!["a", "a.b", "a-b", "a0", "b", "ü", "z z"]);
    let path = prop::collection::vec(name, 1..4).prop_map(|names| names.join("/"));
    prop::collection::btree_map(
        path,
        prop::option::weighted(0.8, prop::collection::vec(any::<u8>(), 0..20)),
        1..8,
    )
}

/// Whether no path of the world is both a file and a folder.
fn fits(world: &BTreeMap<String, Vec<u8>>) -> bool {
    let inside = |outer: &String, inner: &String| inner.starts_with(&format!("{outer}/"));
    world
        .keys()
        .all(|one| !world.keys().any(|other| inside(one, other)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_trees_are_the_trees_that_git_writes(steps in prop::collection::vec(changes(), 1..4)) {
        let repo = Repo::with(&["--bare"]);
        let store = open(repo.root());
        let mut world: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut tip: Option<ObjectId> = None;
        for files in steps {
            let mut next = world.clone();
            for (path, bytes) in &files {
                match bytes {
                    Some(bytes) => next.insert(path.clone(), bytes.clone()),
                    None => next.remove(path),
                };
            }
            let change = Change {
                target: Target::Head,
                base: tip,
                files: files.clone(),
                message: "Change\n".into(),
                identity: ann(),
                retry: Retry::Never,
            };
            let done = store.commit(&change);
            // What one change both takes away and puts below is refused too: it is never asked for.
            let Ok(done) = done else { continue };
            prop_assert!(fits(&next), "{next:?}");
            world = next;
            tip = Some(done.commit);
            prop_assert_eq!(store.root_tree(done.commit).unwrap(), tree_by_git(&repo, &world));
        }
        if tip.is_some() {
            repo.assert_sound();
        }
    }
}

/// The tree that `git update-index` and `git write-tree` make of these files.
fn tree_by_git(repo: &Repo, world: &BTreeMap<String, Vec<u8>>) -> ObjectId {
    let index = repo.around().join("index-of-git");
    let _ = std::fs::remove_file(&index);
    for (path, bytes) in world {
        let blob = store_object(repo, "blob", bytes);
        let status = repo
            .command("git")
            .env("GIT_INDEX_FILE", &index)
            .args([
                "update-index",
                "--add",
                "--cacheinfo",
                &format!("100644,{blob},{path}"),
            ])
            .status()
            .unwrap();
        assert!(status.success());
    }
    let output = repo
        .command("git")
        .env("GIT_INDEX_FILE", &index)
        .arg("write-tree")
        .output()
        .unwrap();
    object(String::from_utf8(output.stdout).unwrap().trim())
}
