//! Trees that no git command writes: an author can push any bytes that hash.

use std::io::Write;
use std::process::Stdio;

use adr_sign::check::Verdict::Rejected;

use super::{found, passes};
use crate::support::team::Team;

/// An entry of a hand-written tree: mode, name and object, in the order given.
type Entry<'a> = (&'a str, &'a str, String);

const REVISION: &str = "decisions/0001-decision-1/revisions/1.yaml";

/// Writes a tree of exactly these entries, whatever git thinks of them.
fn tree(team: &Team, entries: &[Entry<'_>]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        bytes.extend(
            (0..id.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()),
        );
    }
    let mut child = team
        .repo
        .command("git")
        .args(["hash-object", "-t", "tree", "--literally", "-w", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The entries of a folder of HEAD, in git's order.
fn entries(team: &Team, folder: &str) -> Vec<(String, String, String)> {
    let listing = team.repo.git(&["ls-tree", &format!("HEAD:{folder}")]);
    let line = |line: &str| {
        let (about, name) = line.split_once('\t').unwrap();
        let mut about = about.split(' ');
        let mode = about.next().unwrap().trim_start_matches('0').to_owned();
        (mode, name.to_owned(), about.nth(1).unwrap().to_owned())
    };
    listing.lines().map(line).collect()
}

/// A commit on HEAD in which the folder at a path is this change of what it was.
fn commit(
    team: &Team,
    folder: &str,
    change: impl FnOnce(&mut Vec<(String, String, String)>),
) -> String {
    let mut changed = entries(team, folder);
    change(&mut changed);
    let written = |entries: &[(String, String, String)]| {
        let borrowed: Vec<Entry<'_>> = entries
            .iter()
            .map(|(mode, name, id)| (mode.as_str(), name.as_str(), id.clone()))
            .collect();
        tree(team, &borrowed)
    };
    let mut id = written(&changed);
    let mut below = folder;
    while !below.is_empty() {
        let (above, name) = below.rsplit_once('/').unwrap_or(("", below));
        let mut around = entries(team, above);
        for entry in around.iter_mut().filter(|entry| entry.1 == name) {
            entry.2.clone_from(&id);
        }
        id = written(&around);
        below = above;
    }
    team.repo
        .git(&["commit-tree", &id, "-p", "HEAD", "-m", "By hand"])
}

fn add(mode: &str, name: &str, id: &str) -> impl FnOnce(&mut Vec<(String, String, String)>) {
    let entry = (mode.to_owned(), name.to_owned(), id.to_owned());
    move |entries| entries.push(entry)
}

fn empty(team: &Team) -> String {
    tree(team, &[])
}

#[test]
fn an_empty_folder_in_the_place_of_a_record_to_come() {
    // Git never writes empty folders: whoever merged after it would seem to remove something.
    let team = Team::new();
    team.settle(1);
    team.branch("empty");
    let empty = empty(&team);
    for folder in ["revisions", "signoffs", "resolutions"] {
        let name = match folder {
            "signoffs" => "bob.r1.00000000.yaml",
            _ => "9.yaml",
        };
        let folder = format!("decisions/0001-decision-1/{folder}");
        let head = commit(&team, &folder, add("40000", name, &empty));
        let report = team.check_with(|request| request.head = head);
        found(&report, Rejected, "not-a-file").at(&format!("{folder}/{name}"));
    }
    let head = commit(
        &team,
        "decisions/0001-decision-1",
        add("40000", "attachments", &empty),
    );
    let report = team.check_with(|request| request.head = head);
    found(&report, Rejected, "not-a-file").at("decisions/0001-decision-1/attachments");
}

#[test]
fn a_mode_that_git_takes_for_a_submodule() {
    // To git whatever is no file, link or folder is a submodule, and checked out as an empty folder.
    let team = Team::new();
    team.settle(1);
    team.branch("odd");
    for mode in ["60644", "644", "10644"] {
        let head = commit(&team, "decisions/0001-decision-1/revisions", |entries| {
            mode.clone_into(&mut entries[0].0);
        });
        let report = team.check_with(|request| request.head = head);
        found(&report, Rejected, "not-a-file").at(REVISION);
    }
    // What git itself once wrote for a file that the group may change is still a file.
    let head = commit(&team, "decisions/0001-decision-1/revisions", |entries| {
        "100664".clone_into(&mut entries[0].0);
    });
    passes(&team.check_with(|request| request.head = head));
}

#[test]
fn a_slash_in_a_name_puts_a_file_where_nobody_looked() {
    let guards = "guards:\n  - {paths: [\"infra/**\"]}\n";
    let team = Team::with(&format!("{}{guards}", Team::charter()));
    team.branch("slash");
    let blob = team.repo.git(&["hash-object", "-w", "README.md"]);
    let head = commit(&team, "", add("100644", "infra/main.tf", &blob));
    let report = team.check_with(|request| request.head = head);
    found(&report, adr_sign::check::Verdict::Blocked, "path-guarded");

    let head = commit(&team, "", add("100644", "decisions/.numbers/0007", &blob));
    let report = team.check_with(|request| request.head = head);
    found(&report, Rejected, "name-collision").saying("decisions/.numbers/0007");
}

#[test]
fn a_twin_of_a_folder_that_leads_to_the_log() {
    // The branch changes nothing in the log itself.
    let team = Team::new();
    team.branch("twin");
    let blob = team.repo.git(&["hash-object", "-w", "README.md"]);
    let folder = tree(&team, &[("100644", "decision.yaml", blob.clone())]);
    for twin in ["Decisions", "deci\u{17f}ions", "DECISIONS"] {
        let head = commit(&team, "", add("40000", twin, &folder));
        let report = team.check_with(|request| request.head = head);
        found(&report, Rejected, "name-collision").saying("are one name on some systems");
    }
}

#[test]
fn a_twin_of_a_log_that_lies_two_folders_deep() {
    let team = Team::new();
    std::fs::create_dir(team.repo.root().join("docs")).unwrap();
    team.repo.git(&["mv", "decisions", "docs/decisions"]);
    team.repo.write(".adr-dir", "docs/decisions\n");
    team.commit("ann", "The log lies here");
    team.branch("twin");
    let blob = team.repo.git(&["hash-object", "-w", "README.md"]);
    let folder = tree(&team, &[("100644", "decision.yaml", blob)]);
    let head = commit(&team, "docs", add("40000", "Decisions", &folder));
    let report = team.check_with(|request| request.head = head);
    found(&report, Rejected, "name-collision").saying("docs/Decisions");
}

#[test]
fn the_file_that_names_the_logs_twice() {
    let team = Team::new();
    team.switch("main");
    team.repo.write(".adr-dir", "decisions\n");
    team.commit("ann", "Name the log");
    team.branch("twice");
    let line = "other\n";
    team.repo.write("line", line);
    let blob = team.repo.git(&["hash-object", "-w", "line"]);
    for twin in [".adr-dir", ".ADR-DIR"] {
        let head = commit(&team, "", add("100644", twin, &blob));
        let report = team.check_with(|request| request.head = head);
        found(&report, Rejected, "name-collision");
    }
    // A link says one thing to whoever follows it and another to whoever reads it.
    let followed = commit(&team, "", |entries| {
        for entry in entries.iter_mut().filter(|entry| entry.1 == ".adr-dir") {
            "120000".clone_into(&mut entry.0);
        }
    });
    let report = team.check_with(|request| request.head = followed);
    found(&report, Rejected, "log-file-unreadable").at(".adr-dir");
}

#[test]
fn an_outbox_that_cannot_be_read_blocks_nobody() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.accept(2);
    // Three hundred folders inside each other, in a branch that anybody may push.
    let mut deep = empty(&team);
    for _ in 0..300 {
        deep = tree(&team, &[("40000", "deeper", deep)]);
    }
    let log = tree(&team, &[("40000", "decisions", deep)]);
    let tip = team.repo.git(&["commit-tree", &log, "-m", "Deep"]);
    team.repo
        .git(&["update-ref", "refs/heads/adr-signoffs/mallory", &tip]);
    let report = team.check();
    passes(&report);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.code.name == "outbox-unreadable"),
        "it is told all the same"
    );
}
