//! The versions of files along a branch, under all the names that they had.

use adr_sign::store::{Limits, Past, Store};

use super::{object, open};
use crate::support::Repo;

/// Words enough that one changed line leaves a file mostly the same.
fn text(first: &str) -> String {
    format!(
        "# {first}\n\nWe keep the orders in one place.\nIt is backed up each night.\nIt costs little.\n"
    )
}

fn past(repo: &Repo, paths: &[&str]) -> Past {
    let head = repo.git(&["rev-parse", "HEAD"]);
    open(repo.root())
        .past(object(&head), paths.iter().copied(), Limits::default())
        .unwrap()
}

/// Each version of a file, newest first, as `path: subject`.
fn told(repo: &Repo, past: &Past, file: &str) -> Vec<String> {
    let store = open(repo.root());
    let subject = |commit| store.authorship(commit).unwrap().subject;
    past.files[file]
        .iter()
        .map(|version| format!("{}: {}", version.path, subject(version.commit)))
        .collect()
}

#[test]
fn every_version_of_a_file_is_found_under_all_its_names() {
    let repo = Repo::with_history();
    repo.write("doc/adr/0001-orders.md", text("Orders"));
    repo.commit_all("Write it");
    repo.write("src/main.rs", "fn main() { one(); }\n");
    repo.commit_all("Elsewhere");
    repo.write("doc/adr/0001-orders.md", text("All orders"));
    repo.commit_all("Edit it");
    repo.git(&["mv", "doc", "docs"]);
    repo.commit_all("Move the folder");
    repo.git(&[
        "mv",
        "docs/adr/0001-orders.md",
        "docs/adr/0002-all-orders.md",
    ]);
    repo.write("docs/adr/0002-all-orders.md", text("All the orders"));
    repo.commit_all("Number it anew");
    repo.git(&[
        "mv",
        "docs/adr/0002-all-orders.md",
        "docs/adr/0002-All-Orders.md",
    ]);
    repo.write("docs/adr/0002-All-Orders.md", "nothing of it is left\n");
    repo.commit_all("Spell and write it anew");

    let file = "docs/adr/0002-All-Orders.md";
    let past = past(&repo, &[file]);
    assert_eq!(
        told(&repo, &past, file),
        [
            "docs/adr/0002-All-Orders.md: Spell and write it anew",
            "docs/adr/0002-all-orders.md: Number it anew",
            "docs/adr/0001-orders.md: Move the folder",
            "doc/adr/0001-orders.md: Edit it",
            "doc/adr/0001-orders.md: Write it",
        ]
    );
    assert_eq!(past.cut, None);
}

#[test]
fn of_several_files_each_comes_from_the_one_most_like_it() {
    let repo = Repo::with_history();
    repo.write("old/a.md", text("A"));
    repo.write("old/b.md", text("B"));
    repo.write("old/c.md", "something else altogether\n");
    repo.commit_all("Three");
    repo.git(&["rm", "-q", "-r", "old"]);
    repo.write("new/1.md", text("B"));
    repo.write("new/a.md", text("A, again"));
    repo.write("new/c.md", text("Not the C that was"));
    repo.commit_all("Anew");

    let past = past(
        &repo,
        &["new/1.md", "new/a.md", "new/c.md", "new/none.md", "new"],
    );
    assert_eq!(
        told(&repo, &past, "new/1.md"),
        ["new/1.md: Anew", "old/b.md: Three"]
    );
    assert_eq!(
        told(&repo, &past, "new/a.md"),
        ["new/a.md: Anew", "old/a.md: Three"]
    );
    assert_eq!(told(&repo, &past, "new/c.md"), ["new/c.md: Anew"]);
    assert_eq!(past.files.len(), 3);
}

#[test]
fn two_files_that_change_names_keep_their_pasts() {
    let repo = Repo::with_history();
    let other = "Another text, about files.\nIt has nothing in common.\n";
    repo.write("1.md", text("A"));
    repo.write("2.md", other);
    repo.commit_all("Two");
    repo.write("2.md", text("A"));
    repo.write("1.md", other);
    repo.commit_all("Swap");
    repo.write("1.md", "A third one, quite new.\n");
    repo.write("3.md", other);
    repo.commit_all("Make room");
    let past = past(&repo, &["1.md", "2.md", "3.md"]);
    assert_eq!(told(&repo, &past, "1.md"), ["1.md: Make room"]);
    assert_eq!(told(&repo, &past, "2.md"), ["2.md: Swap", "1.md: Two"]);
    assert_eq!(
        told(&repo, &past, "3.md"),
        ["3.md: Make room", "1.md: Swap", "2.md: Two"]
    );
}

#[test]
fn what_was_removed_and_came_back_is_one_file() {
    let repo = Repo::with_history();
    repo.write("1.md", text("A"));
    repo.commit_all("One");
    repo.git(&["rm", "-q", "1.md"]);
    repo.commit_all("Not yet");
    repo.write("2.md", text("B"));
    repo.commit_all("Two");
    repo.write("1.md", text("A, agreed"));
    repo.commit_all("Now");
    let past = past(&repo, &["1.md", "2.md"]);
    assert_eq!(told(&repo, &past, "1.md"), ["1.md: Now", "1.md: One"]);
    assert_eq!(told(&repo, &past, "2.md"), ["2.md: Two"]);
}

#[test]
fn a_copy_of_what_a_file_was_takes_no_past_away() {
    let repo = Repo::with_history();
    repo.write("1.md", text("A"));
    repo.commit_all("One");
    repo.write("1.md", text("A, edited"));
    repo.write("2.md", text("A"));
    repo.commit_all("Edit and copy");
    let past = past(&repo, &["1.md", "2.md"]);
    assert_eq!(
        told(&repo, &past, "1.md"),
        ["1.md: Edit and copy", "1.md: One"]
    );
    assert_eq!(told(&repo, &past, "2.md"), ["2.md: Edit and copy"]);
}

#[test]
fn a_merge_is_one_step() {
    let repo = Repo::with_history();
    repo.git(&["switch", "-q", "-c", "side"]);
    repo.write("adr/1.md", text("A"));
    repo.commit_all("A first try");
    repo.write("adr/1.md", text("B"));
    repo.commit_all("A second try");
    repo.git(&["switch", "-q", "main"]);
    repo.write("other.txt", "x\n");
    repo.commit_all("Meanwhile");
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merge it", "side"]);
    let past = past(&repo, &["adr/1.md"]);
    assert_eq!(told(&repo, &past, "adr/1.md"), ["adr/1.md: Merge it"]);
}

#[test]
fn a_shallow_clone_shows_where_it_was_cut() {
    let repo = Repo::with_history();
    for title in ["A", "B", "C"] {
        repo.write("adr/1.md", text(title));
        repo.commit_all(title);
    }
    let url = format!("file://{}", repo.root().display());
    repo.git(&["clone", "-q", "--depth", "2", &url, "../shallow"]);
    let store = Store::open_elsewhere(&repo.around().join("shallow/adr")).unwrap();
    let tip = store.head().unwrap().tip().unwrap();
    let past = store.past(tip, ["adr/1.md"], Limits::default()).unwrap();
    let cut: Vec<bool> = past.files["adr/1.md"]
        .iter()
        .map(|version| past.is_cut(version))
        .collect();
    assert_eq!(cut, [false, true]);
    assert_eq!(past.commits, 2);
}

#[test]
fn links_and_what_cannot_be_a_moment_do_no_harm() {
    let repo = Repo::with_history();
    repo.write("adr/1.md", text("A"));
    repo.commit_all("A file");
    let blob = repo.git(&["rev-parse", "HEAD:adr/1.md"]);
    let link = repo.git(&["hash-object", "-w", "README.md"]);
    let folder = repo.mktree(&format!("120000 blob {link}\t1.md\n"));
    let root = repo.mktree(&format!("040000 tree {folder}\tadr\n"));
    let linked = repo.git(&["commit-tree", &root, "-p", "HEAD", "-m", "A link"]);
    let folder = repo.mktree(&format!("100644 blob {blob}\t1.md\n"));
    let root = repo.mktree(&format!("040000 tree {folder}\tadr\n"));
    let back = repo.git(&["commit-tree", &root, "-p", &linked, "-m", "A file again"]);
    repo.git(&["update-ref", "HEAD", &back]);
    let past = past(&repo, &["adr/1.md"]);
    assert_eq!(
        told(&repo, &past, "adr/1.md"),
        ["adr/1.md: A file again", "adr/1.md: A file"],
        "the link in between is no version"
    );

    let raw = repo.git(&["cat-file", "commit", "HEAD"]);
    let late = raw.replace("1795000000 +0100", "999999999999999 +0100");
    repo.write("late", format!("{late}\n"));
    let late = repo.git(&["hash-object", "-t", "commit", "--literally", "-w", "late"]);
    let authorship = open(repo.root()).authorship(object(&late)).unwrap();
    assert_eq!(
        (authorship.at, authorship.author.name.as_str()),
        (None, "Ann Owner")
    );
}
