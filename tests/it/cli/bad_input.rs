//! What cannot be done is said in one sentence, with what to do and an exit code, and nothing is lost.

use std::fs;

use super::Told;
use super::office::Desk;
use crate::support::Repo;
use crate::support::team::Team;

/// Every command that writes, with arguments that would do about decision 1.
const WRITING: [&[&str]; 23] = [
    &["propose", "1"],
    &["revise", "1", "-m", "Why"],
    &["retire", "1", "-m", "Why"],
    &["accept", "1"],
    &["reject", "1", "-m", "Why"],
    &["withdraw", "1", "-m", "Why"],
    &["supersede", "1", "Another"],
    &["edit", "1"],
    &["renumber", "1"],
    &["sign", "approve", "1"],
    &["sign", "object", "1", "-m", "Why"],
    &["sign", "abstain", "1"],
    &["sign", "recuse", "1"],
    &["sign", "dissent", "1"],
    &["sign", "withdraw", "1"],
    &["sign", "hold", "1", "--until", "2026-11-20"],
    &["sign", "clear", "1"],
    &["sign", "answer", "1", "-m", "Why"],
    &["sign", "acknowledge", "1"],
    &["sign", "endorse", "1"],
    &["sign", "challenge", "1", "--evidence", "What"],
    &["new", "Another"],
    &["charter", "add-team", "dba", "bob"],
];

/// Every command that reads.
const READING: [&[&str]; 5] = [
    &["status", "1"],
    &["show", "1"],
    &["log", "1"],
    &["verify", "1"],
    &["list"],
];

/// Insists on one sentence, a hint and the exit code, in words and as JSON.
#[track_caller]
fn assert_told(told: &Told, code: i32, command: &[&str]) {
    let (answer, said) = (&told.answer, &told.said);
    assert_eq!(told.code, code, "{command:?}: {answer}{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        matches!(lines.as_slice(), [error, hint] if error.starts_with("error: ") && hint.starts_with("hint: ")),
        "{command:?}: {said}"
    );
    assert!(answer.is_empty(), "{command:?}: {answer}");
    assert!(
        !said.contains("panicked") && !said.contains("libgit2"),
        "{said}"
    );
}

/// Runs commands that must all fail the same way, and insists that the repository does not change.
#[track_caller]
fn all_fail(desk: &Desk<'_>, commands: &[&[&str]], code: i32) {
    let before = everything(desk);
    for command in commands {
        let told = desk.adr(command);
        assert_told(&told, code, command);
        let mut with_json = command.to_vec();
        with_json.push("--json");
        let json = desk.adr(&with_json).json(code);
        assert_eq!(json["error"]["code"], code, "{command:?}");
        assert!(json["error"]["message"].is_string(), "{command:?}");
    }
    assert_eq!(everything(desk), before);
}

/// Refs, index and work tree.
fn everything(desk: &Desk<'_>) -> [String; 3] {
    if desk
        .command("git", &["rev-parse", "--git-dir"])
        .output()
        .is_ok_and(|told| !told.status.success())
    {
        return Default::default();
    }
    [
        &["for-each-ref"][..],
        &["ls-files", "--stage"],
        &["status", "--porcelain", "--untracked-files=all"],
    ]
    .map(|arguments| desk.git(arguments))
}

fn numbered(number: &str) -> Vec<Vec<&str>> {
    let about_one = WRITING
        .iter()
        .chain(&READING)
        .filter(|command| command.contains(&"1"));
    about_one
        .map(|command| {
            let swap = |word: &&'static str| if *word == "1" { number } else { word };
            command.iter().map(swap).collect()
        })
        .collect()
}

fn slices<'a>(commands: &'a [Vec<&'a str>]) -> Vec<&'a [&'a str]> {
    commands.iter().map(Vec::as_slice).collect()
}

#[test]
fn outside_of_a_repository() {
    let repo = Repo::new();
    let ann = Desk::at(&repo, "ann").within(repo.around());
    all_fail(&ann, &WRITING, 4);
    all_fail(&ann, &READING, 4);
    all_fail(&ann, &[&["init"]], 4);
}

#[test]
fn without_a_log() {
    let repo = Repo::with_history();
    let ann = Desk::at(&repo, "ann");
    all_fail(&ann, &WRITING, 4);
    for command in READING {
        let told = ann.adr(command);
        assert_ne!(told.code, 1, "{command:?}: {}", told.said);
    }
}

#[test]
fn a_number_that_is_nowhere() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    for name in [
        "7",
        "nothing-like-it",
        "01jdxk3v8q5t9w2m7r4c6y1zab",
        "a b",
        "99999999999",
    ] {
        all_fail(&ann, &slices(&numbered(name)), 2);
    }
}

#[test]
fn a_slug_that_means_two() {
    let team = Team::new();
    team.branch("several");
    for number in [1, 2] {
        team.propose_text("ann", number, &team.text(number, "ann"));
    }
    let ann = Desk::at(&team.repo, "ann");
    all_fail(&ann, &slices(&numbered("decision")), 2);
}

#[test]
fn a_record_that_cannot_be_read() {
    let team = Team::new();
    team.propose(1);
    team.repo.write(
        "decisions/0001-decision-1/revisions/1.yaml",
        "format: 1\nrevision: [\n",
    );
    team.commit("ann", "Break it");
    let ann = Desk::at(&team.repo, "ann");
    let commands: Vec<&[&str]> = WRITING
        .into_iter()
        .filter(|command| {
            command.contains(&"1") && !["edit", "renumber", "supersede"].contains(&command[0])
        })
        .collect();
    all_fail(&ann, &commands, 3);
}

#[test]
fn a_draft_that_cannot_be_read() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["new", "First"]).fine();
    team.repo
        .write("decisions/0001-first/decision.yaml", "id: [\n");
    all_fail(&ann, &[&["propose", "1"]], 3);
    team.repo
        .write("draft.yaml", "title: First\ncontent: Why\n");
    let told = ann.adr(&["new", "--from", "draft.yaml"]);
    assert_told(&told, 3, &["new"]);
    insta::assert_snapshot!(told.said, @r"
    error: draft.yaml: line 2, column 1: there is no key `content` here
    hint: did you mean `context`?
    ");
    let told = ann.adr(&["new", "--from", "nowhere.yaml"]);
    assert_told(&told, 4, &["new"]);
    insta::assert_snapshot!(told.said, @r"
    error: nowhere.yaml: No such file or directory (os error 2)
    hint: see that the file exists and may be read and written
    ");
}

#[test]
fn options_that_do_not_go_together() {
    let team = Team::new();
    let ann = Desk::at(&team.repo, "ann");
    let commands: [&[&str]; 8] = [
        &["accept"],
        &["accept", "1", "--ready"],
        &["accept", "--ready", "--branch", "main"],
        &["new"],
        &["revise", "1"],
        &["sign", "approve"],
        &["sign", "hold", "1"],
        &["sign", "approve", "1", "--condition", "no-text"],
    ];
    for command in commands {
        let told = ann.adr(command);
        assert_eq!(told.code, 2, "{command:?}: {}{}", told.answer, told.said);
        assert_told(&told, 2, command);
    }
}

#[test]
fn nobody_whom_git_or_the_charter_knows() {
    let team = Team::new();
    team.propose(1);
    let signing: Vec<&[&str]> = WRITING
        .into_iter()
        .filter(|command| command[0] == "sign")
        .collect();
    // No key at all.
    let bob = Desk::at(&team.repo, "bob");
    let before = everything(&bob);
    let told = |change: fn(&mut std::process::Command), command: &[&str]| {
        let mut process = bob.command(env!("CARGO_BIN_EXE_adr"), command);
        change(&mut process);
        super::told(process)
    };
    for command in &signing {
        let without_key = told(
            |process| {
                process.env("GIT_CONFIG_COUNT", "0");
            },
            command,
        );
        assert_told(&without_key, 4, command);
    }
    // No name.
    let nameless = told(
        |process| {
            for name in [
                "GIT_AUTHOR_NAME",
                "GIT_AUTHOR_EMAIL",
                "GIT_COMMITTER_NAME",
                "GIT_COMMITTER_EMAIL",
            ] {
                process.env_remove(name);
            }
            process.env("GIT_CONFIG_COUNT", "3").envs([
                ("GIT_CONFIG_KEY_1", "user.name"),
                ("GIT_CONFIG_VALUE_1", ""),
                ("GIT_CONFIG_KEY_2", "user.email"),
                ("GIT_CONFIG_VALUE_2", ""),
            ]);
        },
        &["sign", "approve", "1"],
    );
    assert_told(&nameless, 4, &["approve"]);
    // A key that the charter does not know.
    let zoe = Desk::at(&team.repo, "zoe");
    let told = zoe.adr(&["sign", "approve", "1"]);
    assert_told(&told, 4, &["approve"]);
    // A key file that is not there.
    let told = bob.adr(&["sign", "approve", "1", "--key", "nowhere"]);
    assert_told(&told, 4, &["approve"]);
    assert_eq!(everything(&bob), before);
}

#[test]
fn a_decision_that_is_closed() {
    let team = Team::new();
    team.propose(1);
    let ann = Desk::at(&team.repo, "ann");
    ann.adr(&["withdraw", "1", "-m", "Overtaken"]).fine();
    let commands: Vec<&[&str]> = WRITING
        .into_iter()
        .filter(|command| command.contains(&"1") && !["edit", "renumber"].contains(&command[0]))
        .collect();
    all_fail(&ann, &commands, 1);
}

#[test]
fn a_person_who_may_not() {
    let team = Team::new();
    team.propose(1);
    let eli = Desk::at(&team.repo, "eli");
    team.repo.git(&["branch", "-q", "before"]);
    all_fail(
        &eli,
        &[&["withdraw", "1", "-m", "No"], &["reject", "1", "-m", "No"]],
        1,
    );
    eli.rewrite(
        "decisions/0001-decision-1/decision.yaml",
        "one place",
        "two places",
    );
    all_fail(&eli, &[&["revise", "1", "-m", "Two"]], 1);
    let bot = Desk::at(&team.repo, "bot");
    all_fail(&bot, &[&["revise", "1", "-m", "Two"]], 1);
}

#[test]
fn edits_that_nobody_could_sign_are_not_accepted() {
    let team = Team::new();
    team.propose(1);
    for who in ["bob", "carol"] {
        team.approve(who, 1);
    }
    let ann = Desk::at(&team.repo, "ann");
    // Whether the edit is only in the work tree or committed.
    ann.rewrite(
        "decisions/0001-decision-1/decision.yaml",
        "one place",
        "two places",
    );
    all_fail(&ann, &[&["accept", "1"], &["retire", "1", "-m", "Why"]], 1);
    team.commit("ann", "Edit");
    all_fail(&ann, &[&["accept", "1"]], 1);
}

#[test]
fn a_ref_that_is_held_by_another() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    let bob = Desk::at(&team.repo, "bob");
    // Nobody would wait for this one to end: it is old.
    let lock = team.repo.root().join(".git/refs/heads/adr/1.lock");
    fs::write(&lock, "").unwrap();
    let long_ago =
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(&lock)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    all_fail(&bob, &[&["sign", "approve", "1"]], 4);
    fs::remove_file(lock).unwrap();
    bob.sign(&["approve", "1"]).fine();
}

#[test]
fn a_disk_that_takes_no_more() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    let bob = Desk::at(&team.repo, "bob");
    // No file may grow: as on a full disk, every write fails.
    let before = everything(&bob);
    let mut shell = bob.command(
        "sh",
        &[
            "-c",
            "trap '' XFSZ; ulimit -f 0; exec \"$0\" approve 1 2>&1 | cat",
            env!("CARGO_BIN_EXE_adr-sign"),
        ],
    );
    let output = shell.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.starts_with("error: ") && said.contains("\nhint: "),
        "{said}"
    );
    assert_eq!(everything(&bob), before);
    team.repo.assert_sound();
    bob.sign(&["approve", "1"]).fine();
}

#[test]
fn an_answer_that_nobody_can_be_given_does_not_undo_what_was_done() {
    let team = Team::new();
    team.propose(1);
    let bob = Desk::at(&team.repo, "bob");
    let full = fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a device that is full");
    let mut command = bob.command(env!("CARGO_BIN_EXE_adr-sign"), &["approve", "1"]);
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(
        team.repo.git(&["log", "-1", "--format=%s"]),
        "Approve decision 1, revision 1"
    );
}

#[test]
fn somebody_who_would_be_called_like_a_team() {
    let repo = crate::support::Repo::new();
    let key = crate::support::ssh_key(&repo.around(), "ann", "ed25519");
    let key = key.private.display().to_string();
    let told = super::adr(&repo, &["init", "--as", "maintainers", "--key", &key]);
    assert_eq!(told.code, 2, "{}", told.said);
    assert!(
        told.said.contains("`maintainers` is a person and a team"),
        "{}",
        told.said
    );
    assert_eq!(repo.status(), "");
}
