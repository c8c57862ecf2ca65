//! HEAD, branches, what a name means, and what git's configuration says.

use adr_sign::store::{Head, StoreError, Target};

use super::{adding, object, open, process};
use crate::support::{NOW, Repo};

#[test]
fn head_is_unborn_on_a_branch_or_detached() {
    let repo = Repo::new();
    let unborn = Head::Branch {
        name: "refs/heads/main".into(),
        tip: None,
    };
    assert_eq!(open(repo.root()).head().unwrap(), unborn);
    let tip = object(&repo.commit_all("Begin"));
    let on_main = Head::Branch {
        name: "refs/heads/main".into(),
        tip: Some(tip),
    };
    assert_eq!(open(repo.root()).head().unwrap(), on_main);
    repo.git(&["checkout", "-q", "--detach"]);
    assert_eq!(open(repo.root()).head().unwrap(), Head::Detached(tip));
    assert_eq!(Head::Detached(tip).tip(), Some(tip));
}

#[test]
fn branches_local_and_of_every_remote() {
    let repo = Repo::with_history();
    repo.git(&["branch", "adr/0007-postgres"]);
    let clone = repo.around().join("clone");
    repo.git(&["clone", "-q", ".", &clone.display().to_string()]);
    repo.git_in(
        &clone,
        &[
            "remote",
            "add",
            "-f",
            "teams/east",
            &repo.root().display().to_string(),
        ],
    );
    let branches = open(&clone).branches().unwrap();
    let shown: Vec<_> = branches
        .iter()
        .map(|branch| {
            (
                branch.name.as_str(),
                branch.short.as_str(),
                branch.remote.as_deref(),
                branch.upstream.as_deref(),
            )
        })
        .collect();
    let origin = Some("origin");
    let east = Some("teams/east");
    assert_eq!(
        shown,
        [
            (
                "refs/heads/main",
                "main",
                None,
                Some("refs/remotes/origin/main")
            ),
            (
                "refs/remotes/origin/adr/0007-postgres",
                "origin/adr/0007-postgres",
                origin,
                None
            ),
            ("refs/remotes/origin/main", "origin/main", origin, None),
            (
                "refs/remotes/teams/east/adr/0007-postgres",
                "teams/east/adr/0007-postgres",
                east,
                None
            ),
            (
                "refs/remotes/teams/east/main",
                "teams/east/main",
                east,
                None
            ),
        ]
    );
    assert!(
        branches
            .iter()
            .all(|branch| branch.tip == object(&repo.git(&["rev-parse", "main"])))
    );
}

#[test]
fn packed_refs_are_refs() {
    let repo = Repo::with_history();
    repo.git(&["branch", "side"]);
    repo.git(&["pack-refs", "--all"]);
    let store = open(repo.root());
    assert_eq!(store.branches().unwrap().len(), 2);
    let mut change = adding(&store, &[("a.yaml", "a: b\n")]);
    change.target = Target::Branch("refs/heads/side".into());
    store.commit(&change).unwrap();
    assert_eq!(repo.git(&["rev-list", "--count", "side"]), "2");
    repo.assert_sound();
}

#[test]
fn a_name_is_resolved_to_what_it_means() {
    let repo = Repo::with_history();
    let first = repo.git(&["rev-parse", "HEAD"]);
    let second = repo.commit_all("Second");
    repo.git(&["tag", "-a", "-m", "One", "v1", &first]);
    let store = open(repo.root());
    let cases = [
        ("main", &second, Some("refs/heads/main")),
        ("refs/heads/main", &second, Some("refs/heads/main")),
        ("HEAD", &second, Some("HEAD")),
        ("v1", &first, Some("refs/tags/v1")),
        ("main~1", &first, None),
        ("HEAD^", &first, None),
        ("@", &second, None),
        (first.as_str(), &first, None),
        (&first[..8], &first, None),
    ];
    for (rev, commit, name) in cases {
        let found = store
            .resolve(rev)
            .unwrap()
            .unwrap_or_else(|| panic!("{rev}"));
        assert_eq!(
            (found.commit, found.name.as_deref()),
            (object(commit), name),
            "{rev}"
        );
    }
    for absent in [
        "none",
        "refs/heads/none",
        "main~9",
        "",
        "--help",
        "a..b",
        &"0".repeat(40),
    ] {
        assert_eq!(store.resolve(absent).unwrap(), None, "{absent}");
    }
    assert!(matches!(
        store.resolve("HEAD:README.md").unwrap_err(),
        StoreError::NotACommit { .. }
    ));
}

#[test]
fn a_tag_that_shadows_a_branch_is_not_taken_for_it() {
    let repo = Repo::with_history();
    let first = repo.git(&["rev-parse", "HEAD"]);
    let second = repo.commit_all("Second");
    repo.git(&["tag", "main", &first]);
    let store = open(repo.root());
    for rev in ["main", "main~1"] {
        let error = store.resolve(rev).unwrap_err();
        let StoreError::Ambiguous { candidates, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(candidates, &["refs/tags/main", "refs/heads/main"]);
        assert!(error.hint().contains("refs/tags/main"), "{}", error.hint());
    }
    assert_eq!(
        store.resolve("refs/heads/main").unwrap().unwrap().commit,
        object(&second)
    );
    assert_eq!(store.default_base().unwrap().unwrap().tip, object(&second));

    repo.git(&["tag", "-f", "main", &second]);
    let agreed = open(repo.root()).resolve("main").unwrap().unwrap();
    assert_eq!(
        agreed.name.as_deref(),
        Some("refs/heads/main"),
        "where they agree, the branch is meant"
    );
}

#[test]
fn the_base_is_what_is_set_then_what_origin_says_then_what_is_usual() {
    let repo = Repo::with_history();
    repo.git(&["branch", "trunk"]);
    repo.git(&["branch", "release"]);
    let base = |repo: &Repo| {
        open(repo.root())
            .default_base()
            .unwrap()
            .map(|base| base.name)
    };
    assert_eq!(base(&repo).as_deref(), Some("refs/heads/main"));
    repo.git(&["config", "init.defaultBranch", "trunk"]);
    assert_eq!(base(&repo).as_deref(), Some("refs/heads/trunk"));
    repo.git(&["update-ref", "refs/remotes/origin/develop", "main"]);
    repo.git(&[
        "symbolic-ref",
        "refs/remotes/origin/HEAD",
        "refs/remotes/origin/develop",
    ]);
    assert_eq!(base(&repo).as_deref(), Some("refs/remotes/origin/develop"));
    for (setting, name) in [
        ("release", "refs/heads/release"),
        ("origin/develop", "refs/remotes/origin/develop"),
        ("refs/heads/trunk", "refs/heads/trunk"),
    ] {
        repo.git(&["config", "adr.base", setting]);
        assert_eq!(base(&repo).as_deref(), Some(name));
    }
    repo.git(&["config", "adr.base", "gone"]);
    let error = open(repo.root()).default_base().unwrap_err();
    assert!(matches!(error, StoreError::NoSuchBase { .. }), "{error}");
    assert_eq!(base(&Repo::new()), None);
}

#[test]
fn ancestors_and_merge_bases() {
    let repo = Repo::with_history();
    let first = object(&repo.git(&["rev-parse", "HEAD"]));
    let second = object(&repo.commit_all("Second"));
    repo.git(&["checkout", "-q", "-b", "side", &first.to_string()]);
    let side = object(&repo.commit_all("Side"));
    let store = open(repo.root());
    assert!(store.is_ancestor(first, second).unwrap() && store.is_ancestor(first, first).unwrap());
    assert!(
        !store.is_ancestor(second, first).unwrap() && !store.is_ancestor(second, side).unwrap()
    );
    assert_eq!(store.merge_bases(second, side).unwrap(), [first]);
}

#[test]
fn a_branch_is_made_once_and_head_goes_there() {
    let repo = Repo::with_history();
    let store = open(repo.root());
    let tip = store.head().unwrap().tip().unwrap();
    store
        .create_branch("refs/heads/adr/0007-x", tip, "adr: new")
        .unwrap();
    assert!(matches!(
        store.create_branch("refs/heads/adr/0007-x", tip, "again"),
        Err(StoreError::BranchExists { .. })
    ));
    store.point_head_at("refs/heads/adr/0007-x").unwrap();
    assert_eq!(repo.git(&["symbolic-ref", "HEAD"]), "refs/heads/adr/0007-x");
    assert_eq!(repo.status(), "");
    let error = store
        .create_branch("refs/heads/adr", tip, "in the way")
        .unwrap_err();
    assert!(
        matches!(error, StoreError::BranchCollides { .. }),
        "{error}"
    );
}

#[test]
fn settings_are_those_that_git_sees() {
    let repo = Repo::with_history();
    let included = repo.around().join("included");
    std::fs::write(&included, "[adr]\n\tmarkdown\n\tbase = from-include\n").unwrap();
    repo.git(&["config", "include.path", &included.display().to_string()]);
    repo.git(&["config", "adr.base", "main"]);
    repo.git(&["config", "adr.Two Words.key", "sub section"]);
    let store = open(repo.root());
    assert_eq!(store.get("adr.base").unwrap().as_deref(), Some("main"));
    assert_eq!(
        store.get("adr.Two Words.key").unwrap().as_deref(),
        Some("sub section")
    );
    assert_eq!(store.get_bool("adr.markdown").unwrap(), Some(true));
    assert_eq!(store.get("adr.none").unwrap(), None);
    assert_eq!(store.get_bool("adr.none").unwrap(), None);
    assert!(store.get_bool("adr.base").is_err());
}

#[test]
fn the_identity_is_the_one_that_git_commits_under() {
    let repo = Repo::with_history();
    repo.git(&["config", "author.name", "Ann the Author"]);
    let output = process::order_after(
        &repo,
        "export GIT_COMMITTER_NAME='Cy Committer'",
        "Identity:",
    );
    let said = String::from_utf8_lossy(&output.stdout);
    let ident = |name: &str| {
        format!(
            "Ident {{ name: {name:?}, email: \"ann@example.com\", seconds: {NOW}, offset_minutes: 60 }}"
        )
    };
    assert!(
        said.contains(&format!("author: {}", ident("Ann the Author"))),
        "{said}"
    );
    assert!(
        said.contains(&format!("committer: {}", ident("Cy Committer"))),
        "{said}"
    );

    repo.git(&["config", "--unset", "user.email"]);
    repo.git(&["config", "user.useConfigOnly", "true"]);
    let output = process::order(&repo, "Identity:");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("refused: Git knows no identity to commit under: no email was given"),
        "{said}"
    );
}

#[test]
fn the_editor_is_the_one_that_git_opens() {
    let repo = Repo::with_history();
    let output = process::order_after(&repo, "export GIT_EDITOR='vim -f'", "Editor:");
    assert!(String::from_utf8_lossy(&output.stdout).contains("vim -f\n"));
}

#[test]
fn every_way_to_say_where_the_repository_is() {
    let repo = Repo::with_history();
    let elsewhere = repo.around().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let root = repo.root().display().to_string();
    let go = |shell: &str, path: &str| process::order_after(&repo, shell, &format!("Add:{path}"));
    let lands = |shell: &str, path: &str| {
        let output = go(shell, path);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let from_outside = format!(
        "cd '{}'; export GIT_DIR='{root}/.git' GIT_WORK_TREE='{root}'",
        elsewhere.display()
    );
    lands(&from_outside, "decisions/a.yaml");
    lands(
        "cd src; export GIT_DIR=../.git GIT_WORK_TREE=..",
        "decisions/b.yaml",
    );
    lands("cd src", "decisions/c.yaml");
    assert_eq!(
        repo.status(),
        "",
        "in each case the files are in the work tree and in the index"
    );
    assert_eq!(repo.read("decisions/a.yaml"), "a: b\n");

    // Another index gets the new path, and the usual one is left as it was.
    lands(
        "export GIT_INDEX_FILE=.git/other-index; git read-tree HEAD",
        "decisions/d.yaml",
    );
    assert!(repo.git(&["ls-files", "decisions/d.yaml"]).is_empty());

    std::fs::create_dir_all(repo.root().join("deep/er")).unwrap();
    let ceiling = format!("cd deep/er; export GIT_CEILING_DIRECTORIES='{root}/deep'");
    let said = String::from_utf8_lossy(&go(&ceiling, "decisions/e.yaml").stderr).into_owned();
    assert!(
        said.contains("refused: no Git repository at or above"),
        "{said}"
    );
}
