//! What git itself can be made to show.

use std::fs;

use adr_sign::check::Verdict::{CannotEvaluate, Rejected};

use super::{found, passes};
use crate::support::team::Team;

#[test]
fn row_41_ours_drops_what_the_base_has_brought() {
    let team = Team::new();
    team.propose(2);
    team.switch("main");
    team.settle(1);
    team.switch("adr/2");
    team.repo
        .git(&["merge", "-q", "-s", "ours", "--no-edit", "main"]);
    found(&team.check(), Rejected, "record-removed")
        .at("decisions/0001-decision-1/revisions/1.yaml");
}

#[test]
fn row_43_two_branches_claim_one_number() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.switch("main");
    team.branch("rival");
    let mut rival = team.text(9, "bob");
    rival.title = crate::support::team::line("Decision 1");
    team.propose_text("bob", 1, &rival);
    for who in ["carol", "dana"] {
        team.approve(who, 1);
    }
    team.accept(1);
    passes(&team.check());
    team.merge();
    team.switch("adr/1");
    found(&team.check(), Rejected, "conflict")
        .at("decisions/.numbers/0001")
        .fixed_by("adr renumber 1");
}

#[test]
fn row_46_a_shallow_clone() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team.repo.write("README.md", "Read me first.\n");
    team.commit("ann", "Say more");
    team.switch("adr/1");
    let clone = team.repo.around().join("shallow");
    let source = format!("file://{}", team.repo.root().display());
    team.repo.git(&[
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-single-branch",
        &source,
        clone.to_str().unwrap(),
    ]);
    let store = adr_sign::store::Store::open(&clone).unwrap();
    let request = adr_sign::action::check::Request {
        base: "origin/main".into(),
        head: "HEAD".into(),
        head_is_merge: false,
        trust_root: None,
        now: crate::support::team::now().moment(),
        first_seen: std::collections::BTreeMap::new(),
    };
    let report = adr_sign::action::check::run(&store, &request);
    found(&report, CannotEvaluate, "wrong-environment").fixed_by("--unshallow");
}

#[test]
fn row_46_replace_refs() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["replace", "HEAD", "HEAD~1"]);
    found(&team.check(), CannotEvaluate, "wrong-environment")
        .fixed_by("git update-ref -d refs/replace/");
}

#[test]
fn row_47_head_is_the_base_and_other_names_that_say_nothing() {
    let team = Team::new();
    found(&team.check(), CannotEvaluate, "wrong-environment");
    team.propose(1);
    let report = team.check_with(|request| request.base = "nowhere".into());
    found(&report, CannotEvaluate, "no-such-commit").saying("`nowhere`");
    team.repo.git(&["tag", "main"]);
    found(&team.check(), CannotEvaluate, "wrong-environment").saying("ambiguous");
}

#[test]
fn row_47_another_trust_root() {
    let team = Team::new();
    team.propose(1);
    let report = team.check_with(|request| {
        request.trust_root = Some(adr_sign::record::digest::Digest::of(b"other"));
    });
    found(&report, CannotEvaluate, "untrusted-charter");
}

#[cfg(unix)]
#[test]
fn row_49_links_executables_and_strays() {
    let team = Team::new();
    team.propose(1);
    let draft = team
        .repo
        .root()
        .join("decisions/0001-decision-1/decision.yaml");
    fs::remove_file(&draft).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &draft).unwrap();
    team.repo.write("decisions/notes.txt", "psst\n");
    team.repo.git(&["add", "-A"]);
    team.repo
        .git(&["update-index", "--chmod=+x", "decisions/.numbers/0001"]);
    team.repo.git(&["commit", "-q", "-m", "Odd things"]);
    let report = team.check();
    found(&report, Rejected, "not-a-file").at("decisions/0001-decision-1/decision.yaml");
    found(&report, Rejected, "not-a-file").at("decisions/.numbers/0001");
    found(&report, Rejected, "stray-file").at("decisions/notes.txt");
}

#[test]
fn row_48_names_that_some_systems_take_for_one() {
    let team = Team::new();
    team.branch("twice");
    let blob = team.repo.git(&["hash-object", "-w", "README.md"]);
    let tree = team.repo.git(&["rev-parse", "HEAD:decisions"]);
    let listing = format!("{}\n", team.repo.git(&["ls-tree", "HEAD"]));
    let with = |entry: &str| {
        let tree = team.repo.mktree(&format!("{listing}{entry}\n"));
        let commit = team
            .repo
            .git(&["commit-tree", &tree, "-p", "HEAD", "-m", "Twice"]);
        team.check_with(|request| request.head = commit)
    };
    found(
        &with(&format!("040000 tree {tree}\tDecisions")),
        Rejected,
        "name-collision",
    )
    .saying("are one name on some systems");
    found(
        &with(&format!("100644 blob {blob}\tdecisions")),
        Rejected,
        "name-collision",
    )
    .saying("twice");
}

#[test]
fn row_50_names_that_mean_something_elsewhere() {
    let team = Team::new();
    let odd = ["0001-a\\b", "0001-a:b", "0001-end.", "CON", "0001-Upper"];
    for (nth, name) in odd.into_iter().enumerate() {
        team.switch("main");
        team.branch(&format!("odd-{nth}"));
        team.repo
            .write(&format!("decisions/{name}/decision.yaml"), "psst\n");
        team.commit("ann", "An odd name");
        found(&team.check(), Rejected, "stray-file");
    }
}

#[test]
fn row_51_a_text_that_readers_take_apart_differently() {
    let team = Team::new();
    team.propose(1);
    let draft = "decisions/0001-decision-1/decision.yaml";
    let text = team.repo.read(draft);
    for (odd, line) in [
        (format!("{text}title: Another\n"), 8),
        (format!("{text}custom: &a {{b: 1}}\n"), 8),
        (format!("{text}---\ntitle: Another\n"), 8),
        (format!("{text}titel: Another\n"), 8),
    ] {
        team.repo.write(draft, odd);
        team.commit("ann", "Odd");
        let report = team.check();
        found(&report, Rejected, "unreadable").at(draft);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.code.name == "unreadable")
            .unwrap();
        assert!(finding.line >= Some(line), "{finding:?}");
    }
    let revision = "decisions/0001-decision-1/revisions/1.yaml";
    team.repo.write(draft, text);
    team.repo.write(
        revision,
        team.repo
            .read(revision)
            .replace("kind: text", "kind: \"text\""),
    );
    team.commit("ann", "Odd quoting");
    found(&team.check(), Rejected, "not-canonical").at(revision);
    team.repo.write(
        revision,
        team.repo.read(revision).replace("format: 1", "format: 2"),
    );
    team.commit("ann", "From the future");
    found(&team.check(), CannotEvaluate, "newer-format")
        .at(revision)
        .fixed_by("upgrade");
}

#[test]
fn row_54_escapes_in_a_path_are_shown_and_not_obeyed() {
    let team = Team::new();
    team.branch("odd");
    team.repo.write("decisions/\u{1b}[2Jgone", "psst\n");
    team.commit("ann", "Clear the screen");
    let report = team.check();
    found(&report, Rejected, "stray-file");
    let shown = adr_sign::render::check::human(&report);
    assert!(!shown.contains("\u{1b}[2J"), "{shown:?}");
    assert!(shown.contains("\\u{1b}[2Jgone"), "{shown:?}");
}
