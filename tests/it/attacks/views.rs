//! One change, seen through another clone, another folder, another configuration: the verdict is the same,
//! or there is none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use adr_sign::action::check::{Report, Request, run};
use adr_sign::check::Verdict::{Blocked, CannotEvaluate, Pass, Rejected};
use adr_sign::store::Store;

use super::found;
use crate::support::run as run_command;
use crate::support::team::{Team, now};

/// What the check says in a folder of a clone.
fn check_in(team: &Team, folder: &Path, base: &str, head: &str) -> Report {
    let request = Request {
        base: base.to_owned(),
        head: head.to_owned(),
        head_is_merge: false,
        trust_root: Some(team.root),
        now: now().moment(),
        first_seen: BTreeMap::new(),
    };
    run(&Store::open(folder).unwrap(), &request)
}

/// The whole answer, to be compared.
fn answer(report: &Report) -> String {
    serde_json::to_string(report).unwrap()
}

/// A clone of the team's repository beside it.
fn clone(team: &Team, name: &str, options: &[&str]) -> std::path::PathBuf {
    let folder = team.repo.around().join(name);
    let url = format!("file://{}", team.repo.root().display());
    run_command(
        team.repo
            .command("git")
            .args(["clone", "-q"])
            .args(options)
            .arg(url)
            .arg(&folder),
    );
    folder
}

/// Decision 1 on `adr/1` with one approval of two, and an odd file beside it.
fn half_agreed(team: &Team) -> [String; 2] {
    team.propose(1);
    team.approve("bob", 1);
    team.repo.write("decisions/stray.txt", "psst\n");
    team.commit("ann", "A stray");
    ["main", "HEAD"].map(|name| team.repo.git(&["rev-parse", name]))
}

#[test]
fn the_answer_is_the_same_in_every_folder_of_every_clone() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    let here = check_in(&team, team.repo.root(), &base, &head);
    found(&here, Rejected, "stray-file");
    let here = answer(&here);

    team.switch("main");
    assert_eq!(
        answer(&check_in(&team, team.repo.root(), &base, &head)),
        here
    );
    for (name, branch) in [("on-base", "main"), ("on-head", "adr/1")] {
        let folder = team.repo.around().join(name);
        let path = folder.to_str().unwrap();
        team.repo
            .git(&["worktree", "add", "-q", "-f", path, branch]);
        // What lies in a work tree says nothing: not in the files, not in the index.
        fs::remove_dir_all(folder.join("decisions")).unwrap();
        team.repo.git_in(&folder, &["add", "-A"]);
        fs::write(
            folder.join(".gitattributes"),
            "* text eol=crlf merge=union -diff\n",
        )
        .unwrap();
        assert_eq!(
            answer(&check_in(&team, &folder, &base, &head)),
            here,
            "{name}"
        );
    }
    for (name, options) in [
        ("bare.git", &["--bare"][..]),
        ("mirror.git", &["--mirror"]),
        ("unchecked-out", &["--no-checkout"]),
        ("packed", &["--no-local"]),
        ("shared", &["--shared"]),
    ] {
        let folder = clone(&team, name, options);
        assert_eq!(
            answer(&check_in(&team, &folder, &base, &head)),
            here,
            "{name}"
        );
    }
}

#[test]
fn attributes_of_the_clone_change_no_answer() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    let here = answer(&check_in(&team, team.repo.root(), &base, &head));
    let attributes = "* text eol=crlf ident working-tree-encoding=UTF-16 filter=evil merge=ours\n";
    for file in [
        ".git/info/attributes",
        ".gitattributes",
        "decisions/.gitattributes",
    ] {
        team.repo.write(file, attributes);
        assert_eq!(
            answer(&check_in(&team, team.repo.root(), &base, &head)),
            here,
            "{file}"
        );
    }
    team.repo.git(&["config", "core.autocrlf", "true"]);
    team.repo.git(&["config", "merge.default", "ours"]);
    assert_eq!(
        answer(&check_in(&team, team.repo.root(), &base, &head)),
        here
    );
}

#[test]
fn row_46_grafts() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    team.repo
        .write(".git/info/grafts", format!("{head} {base}\n"));
    let report = check_in(&team, team.repo.root(), &base, &head);
    found(&report, CannotEvaluate, "wrong-environment")
        .saying("rewrites history")
        .fixed_by(".git/info/grafts");
}

#[test]
fn row_46_an_object_that_is_not_there() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    for path in [
        "decisions/0001-decision-1/revisions/1.yaml",
        "decisions/0001-decision-1",
        "decisions/0000-decision-0/resolutions/1.yaml",
    ] {
        let object = team.repo.git(&["rev-parse", &format!("HEAD:{path}")]);
        let file = team
            .repo
            .root()
            .join(".git/objects")
            .join(&object[..2])
            .join(&object[2..]);
        let kept = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        let report = check_in(&team, team.repo.root(), &base, &head);
        found(&report, CannotEvaluate, "wrong-environment")
            .saying(&format!("object {object} is missing"))
            .fixed_by("git fetch");
        fs::write(&file, kept).unwrap();
    }
    found(
        &check_in(&team, team.repo.root(), &base, &head),
        Rejected,
        "stray-file",
    );
}

#[cfg(unix)]
#[test]
fn row_46_a_partial_clone_has_no_answer_and_fetches_nothing() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    team.repo.git(&["config", "uploadpack.allowFilter", "true"]);
    team.repo
        .git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let evil = Evil::new(&team);
    for filter in ["blob:none", "tree:0"] {
        let name = filter.replace(':', "-");
        let clone = clone(&team, &name, &["--bare", &format!("--filter={filter}")]);
        for setting in [
            "remote.origin.uploadpack",
            "core.sshCommand",
            "credential.helper",
        ] {
            team.repo
                .git_in(&clone, &["config", setting, &evil.program]);
        }
        let report = check_in(&team, &clone, &base, &head);
        found(&report, CannotEvaluate, "wrong-environment")
            .saying("is missing from this clone")
            .fixed_by("--no-filter");
    }
    assert!(!evil.has_run());
}

#[test]
fn a_partial_clone_that_holds_the_records_gives_the_whole_answer() {
    let team = Team::new();
    team.repo.write("video.bin", "frame\n".repeat(20_000));
    team.commit("ann", "A film of the last meeting");
    let [base, half] = half_agreed(&team);
    team.repo.git(&["rm", "-q", "decisions/stray.txt"]);
    team.commit("ann", "No stray");
    team.approve("dana", 1);
    team.accept(1);
    let whole = team.repo.git(&["rev-parse", "HEAD"]);
    team.repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = clone(&team, "partial", &["--bare", "--filter=blob:limit=10k"]);
    let film = team.repo.git(&["rev-parse", &format!("{base}:video.bin")]);
    let absent = team.repo.git_in(
        &partial,
        &["rev-list", "--objects", "--missing=print", &whole],
    );
    assert!(absent.contains(&format!("?{film}")), "{absent}");

    for (head, verdict) in [(&half, Rejected), (&whole, Pass)] {
        let here = check_in(&team, team.repo.root(), &base, head);
        let there = check_in(&team, &partial, &base, head);
        assert_eq!(there.verdict, verdict, "{there:?}");
        assert_eq!(answer(&there), answer(&here));
    }
}

#[test]
fn row_47_a_branch_that_is_called_like_a_commit() {
    let team = Team::new();
    let [base, head] = half_agreed(&team);
    let here = answer(&check_in(&team, team.repo.root(), &base, &head));
    for kind in ["heads", "tags"] {
        team.repo
            .git(&["update-ref", &format!("refs/{kind}/{base}"), &head]);
        team.repo
            .git(&["update-ref", &format!("refs/{kind}/{head}"), &base]);
    }
    assert_eq!(
        answer(&check_in(&team, team.repo.root(), &base, &head)),
        here
    );
    let before = check_in(&team, team.repo.root(), &base, &format!("{head}~1"));
    found(&before, Blocked, "approval-missing");
}

#[test]
fn row_47_a_base_that_moves_during_the_run() {
    let team = Team::new();
    team.settle(1);
    let (before, after) = (
        team.repo.git(&["rev-parse", "main~1"]),
        team.repo.git(&["rev-parse", "main"]),
    );
    team.branch("code");
    team.repo.write("src/a.rs", "// A.\n");
    team.commit("eli", "Something\n\nDecision: 1");
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    let by_id = |base: &str| answer(&check_in(&team, team.repo.root(), base, &head));
    let known = BTreeMap::from([&before, &after].map(|id| (id.clone(), by_id(id))));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for nth in 0..60 {
                let to = if nth % 2 == 0 { &before } else { &after };
                team.repo.git(&["update-ref", "refs/heads/main", to]);
            }
        });
        for _ in 0..60 {
            let report = check_in(&team, team.repo.root(), "main", &head);
            assert_eq!(report.verdict, Pass);
            // Whichever it was: the answer is that of the commit which it names.
            let base = report.base.commit.clone().unwrap();
            assert_eq!(
                answer(&report).replace("\"main\"", &format!("\"{base}\"")),
                known[&base]
            );
        }
    });
}

/// A program that leaves a trace.
#[cfg(unix)]
struct Evil {
    program: String,
    trace: std::path::PathBuf,
}

#[cfg(unix)]
impl Evil {
    fn new(team: &Team) -> Self {
        use std::os::unix::fs::PermissionsExt;

        let trace = team.repo.around().join("it-ran");
        let program = team.repo.around().join("evil");
        fs::write(
            &program,
            format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\n", trace.display()),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self {
            program: program.display().to_string(),
            trace,
        }
    }

    fn has_run(&self) -> bool {
        self.trace.exists()
    }
}

#[cfg(unix)]
#[test]
fn row_55_nothing_that_a_clone_configures_is_run_by_the_commands_that_judge() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    team.repo
        .write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    team.commit("ann", "Attributes");
    let evil = Evil::new(&team);
    let hooks = team.repo.around().join("hooks");
    fs::create_dir(&hooks).unwrap();
    for hook in [
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "fsmonitor-watchman",
    ] {
        fs::copy(&evil.program, hooks.join(hook)).unwrap();
    }
    team.repo
        .git(&["remote", "add", "origin", "ssh://evil.invalid/x"]);
    let git_still_runs_it = || {
        let _ = team.repo.try_git(&["status"]);
        let ran = evil.has_run();
        let _ = fs::remove_file(&evil.trace);
        ran
    };
    let hooks = hooks.display().to_string();
    for (setting, value) in [
        ("core.hooksPath", hooks.as_str()),
        ("core.fsmonitor", &evil.program),
        ("core.pager", &evil.program),
        ("core.editor", &evil.program),
        ("core.askPass", &evil.program),
        ("core.sshCommand", &evil.program),
        ("core.gitProxy", &evil.program),
        ("core.alternateRefsCommand", &evil.program),
        ("pager.config", "true"),
        ("alias.config", &format!("!{}", evil.program)),
        ("alias.var", &format!("!{}", evil.program)),
        ("sequence.editor", &evil.program),
        ("credential.helper", &evil.program),
        ("diff.external", &evil.program),
        ("diff.evil.textconv", &evil.program),
        ("diff.evil.command", &evil.program),
        ("merge.evil.driver", &evil.program),
        ("filter.evil.clean", &evil.program),
        ("filter.evil.smudge", &evil.program),
        ("filter.evil.process", &evil.program),
        ("filter.evil.required", "true"),
        ("gpg.program", &evil.program),
        ("gpg.ssh.program", &evil.program),
        ("gpg.ssh.defaultKeyCommand", &evil.program),
        ("user.signingkey", "key::ssh-ed25519 AAAA"),
        ("commit.gpgSign", "true"),
        ("remote.origin.uploadpack", &evil.program),
        ("uploadpack.packObjectsHook", &evil.program),
    ] {
        team.repo.git(&["config", setting, value]);
    }
    assert!(git_still_runs_it(), "the trap is set");

    let head = team.repo.git(&["rev-parse", "HEAD"]);
    let base = team.repo.git(&["rev-parse", "main"]);
    let adr = |arguments: &[&str], input: &str| {
        use std::io::Write as _;
        let mut child = team
            .repo
            .command(env!("CARGO_BIN_EXE_adr"))
            .args(arguments)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait().unwrap().code()
    };
    let _ = fs::remove_file(&evil.trace);
    assert_eq!(adr(&["check", "--base", "main"], ""), Some(1));
    assert_eq!(adr(&["check"], ""), Some(1));
    assert_eq!(adr(&["verify"], ""), Some(0));
    let update = format!("{base} {head} refs/heads/main\n");
    team.repo.git(&["config", "adr.protect", "main"]);
    let _ = fs::remove_file(&evil.trace);
    assert_eq!(adr(&["hook", "pre-receive"], &update), Some(1));
    assert_eq!(adr(&["hook", "post-receive"], &update), Some(0));
    let trace = fs::read_to_string(&evil.trace).unwrap_or_default();
    assert!(!evil.has_run(), "{trace}");
}
