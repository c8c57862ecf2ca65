//! Who wrote which commit of a branch.

use adr_sign::store::{Limits, StoreError};

use super::{object, open};
use crate::support::Repo;

#[test]
fn commits_of_a_branch_with_their_people_and_what_they_changed() {
    let repo = Repo::with_history();
    let base = repo.git(&["rev-parse", "HEAD"]);
    repo.write("decisions/0007/decision.yaml", "title: A\n");
    repo.write("src/main.rs", "fn main() { one(); }\n");
    repo.git(&["add", "."]);
    repo.git(&[
        "commit", "-q", "--author", "Bob Ito <bob@example.com>", "-m",
        "Write it\n\nWith a body.\n\nDecision: 7\nCo-Authored-By: Dana <dana@example.com>\nco-authored-by: Eli Ü <eli@example.com>\n",
    ]);
    repo.write("notes.txt", "elsewhere\n");
    let head = repo.commit_all("Elsewhere");

    let store = open(repo.root());
    let commits = store
        .branch_commits(object(&base), object(&head), "decisions", Limits::default())
        .unwrap();
    let [first, second] = commits.as_slice() else {
        panic!("two commits, oldest first")
    };
    assert_eq!(first.parents, [object(&base)]);
    assert_eq!(
        (first.subject.as_str(), first.author.name.as_str()),
        ("Write it", "Bob Ito")
    );
    let emails: Vec<_> = first
        .co_authors
        .iter()
        .map(|person| person.email.as_str())
        .collect();
    assert_eq!(emails, ["dana@example.com", "eli@example.com"]);
    assert_eq!(first.trailer("decision").collect::<Vec<_>>(), ["7"]);
    let paths: Vec<_> = first
        .differences
        .iter()
        .map(|difference| difference.path.as_str())
        .collect();
    assert_eq!(
        paths,
        ["decisions/0007/decision.yaml"],
        "what lies outside is not looked at"
    );
    assert!(second.differences.is_empty() && second.trailers.is_empty());

    let few = Limits {
        entries: 1,
        ..Limits::default()
    };
    let error = store
        .branch_commits(object(&base), object(&head), "", few)
        .unwrap_err();
    assert!(
        matches!(error, StoreError::TooMany { limit: 1, .. }),
        "{error}"
    );
}

#[test]
fn of_a_merge_only_what_is_like_none_of_its_parents() {
    let repo = Repo::with_history();
    let base = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("decisions/side.yaml", "side\n");
    repo.commit_all("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("decisions/main.yaml", "main\n");
    repo.commit_all("Main");
    repo.git(&["merge", "-q", "--no-commit", "side"]);
    repo.write("decisions/main.yaml", "changed in the merge\n");
    repo.write("decisions/evil.yaml", "added in the merge\n");
    let head = repo.commit_all("Merge side");
    let store = open(repo.root());
    let commits = store
        .branch_commits(object(&base), object(&head), "", Limits::default())
        .unwrap();
    let merge = commits.last().unwrap();
    assert_eq!(merge.parents.len(), 2);
    let paths: Vec<_> = merge
        .differences
        .iter()
        .map(|difference| difference.path.as_str())
        .collect();
    assert_eq!(paths, ["decisions/evil.yaml", "decisions/main.yaml"]);
}
