//! How far an audit goes, and that it says so.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::super::{command, told};
use super::{NOW, audit, incidents, is_clean};
use crate::cli::Told;
use crate::support::run;
use crate::support::team::Team;

/// A clone of `main` with so many commits.
fn shallow(team: &Team, depth: &str) -> PathBuf {
    let folder = team.repo.around().join(format!("depth-{depth}"));
    let source = format!("file://{}", team.repo.root().display());
    let target = folder.display().to_string();
    team.repo.git(&[
        "clone", "-q", "--depth", depth, "-b", "main", &source, &target,
    ]);
    folder
}

fn audit_in(team: &Team, folder: &std::path::Path, arguments: &[&str]) -> Told {
    let root = team.root.to_string();
    let all = [&["audit", "--trust-root", &root, "--now", NOW], arguments].concat();
    let mut command: Command = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &all);
    command.current_dir(folder);
    told(command)
}

/// A team whose first decision was tampered with, and whose second was not.
fn tampered() -> (Team, String) {
    let team = Team::new();
    team.settle(1);
    let path = team.signoff_of("bob", 1);
    team.repo.git(&["rm", "-q", &path]);
    team.commit("ann", "Tidy up");
    let bad = team.repo.git(&["rev-parse", "HEAD"]);
    team.settle(2);
    (team, bad)
}

#[test]
fn an_audit_goes_on_from_a_verified_commit() {
    let (team, bad) = tampered();
    let report = audit(&team, &["--since", &bad, "--json"]).json_of("broken");
    assert!(incidents(&report).is_empty(), "{report:#}");
    assert_eq!(report["history"]["reach"], "since");
    assert_eq!(report["history"]["start"], bad);
    assert_eq!(report["history"]["commits"], 1);
    assert_eq!(report["history"]["touching"], 1);
    let report = audit(&team, &["--since", &format!("{bad}~"), "--json"]).json_of("broken");
    assert_eq!(incidents(&report)[0].0, bad);
    let report = audit(&team, &["--since", "main", "--json"]).json_of("broken");
    assert_eq!(report["history"]["commits"], 0);
}

#[test]
fn commits_that_leave_the_log_alone_are_passed_over() {
    let team = Team::new();
    let start = team.repo.git(&["rev-parse", "main"]);
    for number in 0..20 {
        team.repo
            .write("src/main.rs", format!("fn main() {{ {number} }}\n"));
        team.commit("eli", "Write code");
    }
    team.settle(1);
    let report = audit(&team, &["--since", &start, "--json"]).json_of("clean");
    assert_eq!(report["history"]["commits"], 21);
    assert_eq!(report["history"]["touching"], 1);
}

#[test]
fn a_commit_that_is_not_on_the_line_is_no_start() {
    let team = Team::new();
    team.settle(1);
    let told = audit(&team, &["--since", "adr/1"]);
    assert_eq!(told.code, 2, "{}", told.said);
    assert!(
        told.said.contains("not among the first parents"),
        "{}",
        told.said
    );
}

#[test]
fn one_commit_is_audited_as_far_as_a_tree_allows() {
    let (team, _) = tampered();
    let folder = shallow(&team, "1");
    let report = audit_in(&team, &folder, &["--json"]).json_of("broken");
    assert_eq!(report["history"]["reach"], "cut");
    assert_eq!(report["history"]["commits"], 0);
    for word in ["before", "order"] {
        assert!(
            report["unknown"].as_array().unwrap().contains(&word.into()),
            "{report:#}"
        );
    }
    let team = Team::new();
    team.settle(1);
    let folder = shallow(&team, "1");
    insta::assert_snapshot!(audit_in(&team, &folder, &[]).fine(), @r"
    audit of origin/main
      commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      tree   xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

    trust root (as pinned):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter revision 1: the first, judged under itself; approved by bob, carol

    #  TITLE       STATUS    PROOF  APPROVED BY
    0  Decision 0  accepted  key    bob, carol
    1  Decision 1  accepted  key    bob, carol

    history: none, since this clone holds one commit alone

    not known
      - what happened before the start of this history: a clone with all of it tells
        (git fetch --unshallow)
      - in which order things came to be, what was deleted or rewritten, and which
        charter was in force when: that takes the history
      - what only the moment of a merge could tell: how long a text had been open to
        comment, what lay in outboxes, and whether the dates of commits are true
      - whether guarded code changed only with a decision: a squash drops the
        trailers that say so

    clean: 8 records verified
    ");
}

#[test]
fn a_cut_is_not_taken_for_a_beginning() {
    let (team, bad) = tampered();
    // With two commits of the line the tampering is seen, and what came before is not.
    let folder = shallow(&team, "3");
    let report = audit_in(&team, &folder, &["--json"]).json_of("broken");
    assert_eq!(report["history"]["reach"], "cut");
    assert_eq!(incidents(&report)[0].0, bad, "{report:#}");
}

#[test]
fn a_history_that_shows_something_else_is_refused() {
    let (team, bad) = tampered();
    let before = team.repo.git(&["rev-parse", &format!("{bad}~")]);
    team.repo.git(&["replace", &bad, &before]);
    let told = audit(&team, &[]);
    assert_eq!(told.code, 4, "{}", told.answer);
    assert!(
        told.said.contains("git update-ref -d refs/replace/"),
        "{}",
        told.said
    );
    team.repo.git(&["replace", "-d", &bad]);
    let tip = team.repo.git(&["rev-parse", "main"]);
    let grafts = team.repo.root().join(".git/info/grafts");
    fs::write(&grafts, format!("{tip} {before}\n")).unwrap();
    let told = audit(&team, &[]);
    assert_eq!(told.code, 4, "{}", told.answer);
    fs::remove_file(grafts).unwrap();
    // A clone that was made shallow by hand says that it is cut.
    fs::write(team.repo.root().join(".git/shallow"), format!("{tip}\n")).unwrap();
    let report = audit(&team, &["--json"]).json_of("broken");
    assert_eq!(report["history"]["reach"], "cut");
}

#[test]
fn an_archive_has_no_history_and_proves_itself() {
    let team = Team::new();
    team.settle(1);
    let folder = team.repo.around().join("archive");
    fs::create_dir(&folder).unwrap();
    let archive = folder.join("log.tar").display().to_string();
    team.repo
        .git(&["archive", "-o", &archive, "main", "decisions"]);
    run(team
        .repo
        .command("tar")
        .current_dir(&folder)
        .args(["xf", &archive]));
    let told = audit_in(&team, &folder, &[]);
    insta::assert_snapshot!(told.fine(), @r"
    audit of the files in .

    trust root (as pinned):
      sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    charter revision 1: the first, judged under itself; approved by bob, carol

    #  TITLE       STATUS    PROOF  APPROVED BY
    0  Decision 0  accepted  key    bob, carol
    1  Decision 1  accepted  key    bob, carol

    not known
      - which commit these files come from, and whether they are all of it
      - in which order things came to be, what was deleted or rewritten, and which
        charter was in force when: that takes the history
      - what only the moment of a merge could tell: how long a text had been open to
        comment, what lay in outboxes, and whether the dates of commits are true
      - whether guarded code changed only with a decision: a squash drops the
        trailers that say so

    clean: 8 records verified
    ");

    let path = folder.join(team.signoff_of("bob", 1));
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replace("approve", "dissent");
    fs::write(&path, changed).unwrap();
    let given = folder.display().to_string();
    let report = audit(&team, &["--json"]).json_of("clean");
    assert!(report["history"].is_object());
    let root = team.root.to_string();
    let told = crate::cli::adr(
        &team.repo,
        &["audit", "--folder", &given, "--trust-root", &root, "--json"],
    );
    let report = told.json_of("broken");
    assert!(report["history"].is_null());
    assert!(
        report["unknown"]
            .as_array()
            .unwrap()
            .contains(&"commit".into())
    );
}

#[test]
fn a_log_that_was_adopted_midway_begins_with_its_charter() {
    let team = Team::new();
    let report = is_clean(&team);
    // The first commit has a folder of that name, and no charter in it.
    assert_eq!(report["history"]["commits"], 4);
    assert_eq!(report["history"]["touching"], 3);
}
