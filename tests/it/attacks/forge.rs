//! Merges that say more than they seem to, and what a repository can be made to run.

use std::fs;

use adr_sign::check::Verdict::{Blocked, CannotEvaluate, Rejected};

use super::{found, passes};
use crate::support::team::Team;

const DRAFT: &str = "decisions/0001-decision-1/decision.yaml";

/// The merge that a forge would show for the current branch: its first parent is `main`.
fn merge_ref(team: &Team) -> String {
    let branch = team.repo.git(&["branch", "--show-current"]);
    team.repo.git(&["switch", "-q", "--detach", "main"]);
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", &branch]);
    branch
}

#[test]
fn row_41_a_text_changed_inside_a_merge() {
    let team = Team::new();
    team.settle(1);
    team.branch("evil");
    team.repo.write("src/other.rs", "// Other.\n");
    team.commit("eli", "Something else");
    team.switch("main");
    team.repo.write("README.md", "Read me first.\n");
    team.commit("ann", "Say more");
    team.switch("evil");
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-commit", "main"]);
    team.repo.write(
        DRAFT,
        team.repo.read(DRAFT).replace("one place", "two places"),
    );
    team.commit("eli", "Merge main");
    found(&team.check(), Rejected, "unpublished-edits").at(DRAFT);
}

#[test]
fn what_only_the_forges_merge_holds_is_judged_too() {
    let team = Team::new();
    team.settle(1);
    team.branch("code");
    team.repo.write("src/other.rs", "// Other.\n");
    team.commit("eli", "Something else");
    merge_ref(&team);
    passes(&team.check());
    team.repo
        .write(DRAFT, team.repo.read(DRAFT).replace("one", "two"));
    team.repo.git(&["add", "-A"]);
    team.repo.git(&["commit", "-q", "--amend", "--no-edit"]);
    found(&team.check(), Rejected, "unpublished-edits").at(DRAFT);
}

#[test]
fn a_guarded_path_that_the_base_has_changed_too() {
    let guards = "guards:\n  - {paths: [\"infra/**\"]}\n";
    let team = Team::with(&format!("{}{guards}", Team::charter()));
    let lines = "one\n\n\n\ntwo\n";
    team.repo.write("infra/main.tf", lines);
    team.commit("ann", "Infrastructure");
    team.branch("slip");
    team.repo
        .write("infra/main.tf", lines.replace("one", "all to mallory"));
    team.commit("eli", "A small thing");
    found(&team.check(), Blocked, "path-guarded");
    team.switch("main");
    team.repo
        .write("infra/main.tf", lines.replace("two", "three"));
    team.commit("ann", "Another small thing");
    team.switch("slip");
    // To git this is no conflict: it takes both.
    found(&team.check(), Blocked, "path-guarded").at("infra/main.tf");
    team.merge();
    assert!(team.repo.read("infra/main.tf").contains("mallory"));
}

#[test]
fn the_names_of_the_logs_changed_on_both_sides() {
    let team = Team::new();
    team.repo.write(".adr-dir", "decisions\n\n\n\n");
    team.commit("ann", "Name the log");
    team.branch("first");
    team.repo.write(".adr-dir", "other\ndecisions\n\n\n\n");
    team.commit("eli", "Name another first");
    team.switch("main");
    team.repo.write(".adr-dir", "decisions\n\n\n\n\n");
    team.commit("ann", "A line more");
    team.switch("first");
    found(&team.check(), Rejected, "log-file-conflict").at(".adr-dir");
    team.merge();
    assert!(team.repo.read(".adr-dir").starts_with("other"));
}

#[test]
fn row_42_criss_cross_merges_that_disagree_about_a_record() {
    let team = Team::with(&format!("merge: proposed\n{}", Team::charter()));
    team.repo.git(&["branch", "other"]);
    team.repo.write("a.txt", "main\n");
    team.commit("ann", "On main");
    team.switch("other");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    let (main, other) = (
        team.repo.git(&["rev-parse", "main"]),
        team.repo.git(&["rev-parse", "other"]),
    );
    team.repo.git(&["merge", "-q", "--no-edit", &main]);
    team.switch("main");
    team.repo.git(&["merge", "-q", "--no-edit", &other]);
    // Each side goes on by itself with what both hold.
    team.object("bob", 1);
    team.switch("other");
    team.repo
        .git(&["rm", "-q", "-r", "decisions/0001-decision-1"]);
    team.repo.write("a.txt", "other\n");
    team.commit("ann", "Away with it");
    found(&team.check(), CannotEvaluate, "wrong-environment").fixed_by("merge");
}

#[test]
fn row_44_attributes_change_no_verdict() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.accept(2);
    team.repo.write(
        ".gitattributes",
        "decisions/** text eol=crlf ident working-tree-encoding=UTF-16 merge=union filter=evil -diff\n",
    );
    team.repo.git(&["add", ".gitattributes"]);
    team.repo
        .git(&["commit", "-q", "-m", "Attributes", ".gitattributes"]);
    passes(&team.check());

    // What they do to stored bytes is seen.
    team.repo
        .write(DRAFT, team.repo.read(DRAFT).replace('\n', "\r\n"));
    let blob = team.repo.git(&["hash-object", "-w", "--no-filters", DRAFT]);
    team.repo.git(&[
        "update-index",
        "--cacheinfo",
        &format!("100644,{blob},{DRAFT}"),
    ]);
    team.repo
        .git(&["commit", "-q", "-m", "Other ends of lines"]);
    assert_eq!(team.check().verdict, Rejected);

    // In the log itself they have no place.
    team.repo.git(&["switch", "-q", "-f", "main"]);
    team.branch("inside");
    team.repo.write("decisions/.gitattributes", "* ident\n");
    team.commit("ann", "Attributes of the log");
    found(&team.check(), Rejected, "stray-file").at("decisions/.gitattributes");
}

#[cfg(unix)]
#[test]
fn row_55_nothing_that_the_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let team = Team::new();
    team.propose(1);
    team.repo
        .write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    team.commit("ann", "Attributes");
    let traces = team.repo.around().join("hacked");
    let evil = team.repo.around().join("evil");
    fs::write(&evil, format!("#!/bin/sh\ntouch '{}'\n", traces.display())).unwrap();
    fs::set_permissions(&evil, fs::Permissions::from_mode(0o755)).unwrap();
    let evil = evil.display().to_string();
    for setting in [
        "core.fsmonitor",
        "core.pager",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "merge.evil.driver",
        "gpg.ssh.program",
        "gpg.ssh.defaultKeyCommand",
    ] {
        team.repo.git(&["config", setting, &evil]);
    }
    let report = team.check();
    found(&report, Blocked, "approval-missing");
    assert!(!traces.exists());
}
