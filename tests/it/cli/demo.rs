//! The first thing that a newcomer runs, and the first thing that they read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;
use std::process::Command;

use super::{Told, adr, adr_sign, command, told};
use crate::support::{Repo, run};

/// The demonstration in this folder, seen from the folder around the repository.
fn demo(repo: &Repo, arguments: &[&str], path: Option<&Path>) -> Told {
    let mut command = command(repo, env!("CARGO_BIN_EXE_adr"), &["demo"]);
    command.args(arguments).current_dir(repo.around());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    told(command)
}

/// A search path with git and a shell, and without OpenSSH.
#[cfg(unix)]
fn without_openssh(repo: &Repo) -> PathBuf {
    let folder = repo.around().join("programs");
    fs::create_dir(&folder).expect("a folder");
    let path = std::env::var_os("PATH").expect("a search path");
    for program in ["git", "sh"] {
        let file = std::env::split_paths(&path)
            .map(|folder| folder.join(program))
            .find(|file| file.is_file())
            .expect("the program");
        std::os::unix::fs::symlink(file, folder.join(program)).expect("a link");
    }
    folder
}

/// Git and `adr` in a repository that the demonstration left, by somebody who has nothing configured.
fn in_shop(repo: &Repo, program: &str, arguments: &[&str]) -> Command {
    let mut command = command(repo, program, arguments);
    command.current_dir(repo.around().join("shop"));
    command
}

#[track_caller]
fn assert_that_it_holds(repo: &Repo) {
    let adr = env!("CARGO_BIN_EXE_adr");
    let git = |arguments: &[&str]| run(&mut in_shop(repo, "git", arguments));
    assert_eq!(
        git(&["fsck", "--strict", "--no-dangling", "--no-progress"]),
        ""
    );
    assert_eq!(git(&["status", "--porcelain"]), "");
    told(in_shop(repo, adr, &["verify"])).fine();
    let branch = "adr/0001-orders-in-postgres";
    let head = ["check", "--base", "main~1", "--head"];
    told(in_shop(repo, adr, &[&head[..], &[branch]].concat())).fine();
    // Before the acceptance, before the revision, before anybody had signed.
    for earlier in ["~1", "~4", "~6"] {
        let earlier = format!("{branch}{earlier}");
        told(in_shop(repo, adr, &[&head[..], &[&earlier]].concat())).with_code(1);
    }
}

#[test]
fn a_team_takes_a_decision_from_proposal_to_merge() {
    let repo = Repo::new();
    let told = demo(&repo, &[], None);
    let mut rest = &*told.fine();
    for step in [
        "alice$ adr init",
        "alice$ adr charter add-person bob",
        "alice$ adr propose 1",
        "bob$ adr-sign approve 1",
        "fix: dana: adr-sign approve 1",
        "blocked: HEAD",
        "dana$ adr-sign object 1",
        "must look again: bob",
        "dana objects: ",
        "bob$ adr-sign approve --again",
        "[-and customer profiles -]",
        "alice$ adr accept 1",
        "pass: HEAD",
        "alice$ git merge",
        "alice$ adr verify",
        "everything holds",
    ] {
        let Some((_, after)) = rest.split_once(step) else {
            panic!("`{step}` is missing, or too early: {}", told.answer)
        };
        rest = after;
    }
    let narration: Vec<&str> = told
        .answer
        .lines()
        .filter(|line| line.starts_with('#'))
        .collect();
    assert!(narration.len() > 10);
    assert!(
        narration.iter().all(|line| line.len() <= 80),
        "{narration:?}"
    );
    let lines = told.answer.lines().count();
    assert!(lines < 90, "{lines} lines are too many for a minute");
    assert_eq!(told.said, "");
}

#[test]
fn the_repository_stays_where_it_was_asked_for() {
    let repo = Repo::new();
    let told = demo(&repo, &["shop"], None);
    assert!(told.fine().contains("\ncd /"), "{}", told.answer);
    assert_that_it_holds(&repo);
    // Somebody without any configuration goes on as Alice.
    let new = in_shop(&repo, env!("CARGO_BIN_EXE_adr"), &["new", "Another"]);
    super::told(new).fine();
    let author = run(&mut in_shop(&repo, "git", &["log", "-1", "--format=%an"]));
    assert_eq!(author, "Alice Ng\n");
}

#[cfg(unix)]
#[test]
fn it_plays_without_openssh() {
    use std::os::unix::fs::PermissionsExt;

    let repo = Repo::new();
    let path = without_openssh(&repo);
    demo(&repo, &["shop"], Some(&path)).fine();
    assert_that_it_holds(&repo);
    let key = fs::metadata(repo.around().join("shop/.git/demo/alice")).expect("a key");
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_lies_in_a_folder_is_left_alone() {
    let repo = Repo::new();
    repo.write("notes.txt", "mine");
    let root = repo.root().display().to_string();
    let told = demo(&repo, &[&root], None);
    assert_eq!(told.code, 2, "{}", told.said);
    assert!(told.said.contains("not empty"), "{}", told.said);
    assert_eq!(repo.read("notes.txt"), "mine");
}

/// A git that fails at one command.
#[cfg(unix)]
#[test]
fn a_step_that_fails_ends_it_with_its_exit_code() {
    use std::os::unix::fs::PermissionsExt;

    let repo = Repo::new();
    let path = without_openssh(&repo);
    let real = fs::read_link(path.join("git")).expect("git");
    fs::remove_file(path.join("git")).expect("the link");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = merge ] && exit 42\nexec '{}' \"$@\"\n",
        real.display()
    );
    fs::write(path.join("git"), script).expect("a script");
    fs::set_permissions(path.join("git"), PermissionsExt::from_mode(0o755)).expect("its rights");
    let told = demo(&repo, &[], Some(&path));
    assert_eq!(told.code, 42, "{}", told.said);
    let line = "stopped at `git merge adr/0000-charter-r2`";
    assert!(told.said.contains(line), "{}", told.said);
}

#[test]
fn its_signer_signs_and_does_nothing_else() {
    let repo = Repo::new();
    let told = adr(&repo, &["demo-sign", "-Y", "find-principals", "-n", "x"]);
    assert_eq!(told.code, 2, "{}", told.said);
    let help = adr(&repo, &["--help"]).fine();
    assert!(!help.contains("demo-sign"), "{help}");
}

fn readme() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(file).expect("README.md")
}

/// The blocks between fences, which the README sets apart.
fn blocks(readme: &str) -> Vec<&str> {
    readme.split("```\n").skip(1).step_by(2).collect()
}

#[test]
fn the_readme_names_commands_and_options_that_exist() {
    let repo = Repo::new();
    let readme = readme();
    let inline = readme.split('`').skip(1).step_by(2);
    let lines = blocks(&readme).into_iter().flat_map(str::lines);
    let commands: BTreeSet<Vec<&str>> = lines
        .map(|line| line.split_once("$ ").map_or(line, |(_, typed)| typed))
        .chain(inline)
        .map(|line| line.split(" #").next().unwrap_or(line))
        .filter(|line| line.starts_with("adr ") || line.starts_with("adr-sign "))
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    for words in commands {
        let mut named = vec![words[1]];
        if words[1] == "charter" {
            named.push(words[2]);
        }
        named.push("--help");
        let help = match words[0] {
            "adr" => adr(&repo, &named),
            _ => adr_sign(&repo, &named),
        };
        let help = help.fine();
        for option in words.iter().filter(|word| word.starts_with('-')) {
            assert!(help.contains(option), "{words:?}: {help}");
        }
    }
}

#[test]
fn the_readme_shows_what_the_demonstration_prints() {
    let repo = Repo::new();
    let printed = demo(&repo, &[], None).fine();
    let readme = readme();
    let session = blocks(&readme)
        .into_iter()
        .find(|block| block.starts_with("alice$"))
        .expect("a session");
    let session = Told {
        code: 0,
        answer: session.to_owned(),
        said: String::new(),
    };
    let mut rest = printed.lines();
    for line in session.fine().lines().filter(|line| !line.is_empty()) {
        assert!(
            rest.any(|other| other == line),
            "the demonstration does not print, or not here: {line}\n{printed}"
        );
    }
}

#[test]
fn the_readme_links_to_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = readme();
    let links: Vec<&str> = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    assert!(links.len() > 5, "{links:?}");
    for link in links {
        assert!(root.join(link).exists(), "{link}");
    }
}
