//! `adr ci` as a command: what it writes where, what it fills in, and what it refuses.

use serde_json::Value;

use super::super::adr;
use crate::support::Repo;
use crate::support::team::Team;

const GITHUB: &str = ".github/workflows/adr.yml";

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_workflow_is_written_to_its_place_and_never_over_something_else() {
    let team = Team::new();
    let told = adr(&team.repo, &["ci", "github"]);
    assert_eq!(told.fine(), format!("wrote {GITHUB}\n"));
    let set = format!("gh variable set ADR_TRUST_ROOT --body {}", team.root);
    for step in [&set, "require the status check `adr check`", "guards"] {
        assert!(told.said.contains(step), "{}", told.said);
    }
    let written = team.repo.read(GITHUB);
    let again = adr(&team.repo, &["ci", "github"]).fine();
    assert_eq!(again, format!("{GITHUB} says so already\n"));
    team.repo.write(GITHUB, "name: mine\n");
    let refused = adr(&team.repo, &["ci", "github"]);
    assert_eq!(refused.code, 2);
    assert!(refused.said.contains("--force"), "{}", refused.said);
    assert_eq!(team.repo.read(GITHUB), "name: mine\n");
    let forced = adr(&team.repo, &["ci", "github", "--force"]).fine();
    assert_eq!(forced, format!("overwrote {GITHUB}\n"));
    assert_eq!(team.repo.read(GITHUB), written);
}

#[test]
fn the_workflow_keeps_the_contract() {
    let team = Team::new();
    let workflow = yaml(&adr(&team.repo, &["ci", "github", "-o", "-"]).fine());
    let triggers: Vec<&String> = workflow["on"].as_object().unwrap().keys().collect();
    // Each runs the workflow as the base has it, or as a queue has it that the first has let in.
    assert_eq!(triggers, ["pull_request_target", "merge_group", "push"]);
    assert_eq!(
        workflow["permissions"],
        serde_json::json!({"contents": "read"})
    );
    let text = workflow["jobs"].to_string();
    for never in [
        "actions/checkout",
        "git checkout",
        "--depth",
        "write",
        "secrets.",
    ] {
        assert!(!text.contains(never), "{never} in {text}");
    }
    assert_eq!(workflow["jobs"]["check"]["name"], "adr check");
}

#[test]
fn the_binary_can_be_pinned_by_its_digest_or_a_commit() {
    let repo = &Team::new().repo;
    let digest = "ab".repeat(32);
    let address = "https://example.com/adr?v=1&x=2";
    for system in ["github", "gitlab", "generic"] {
        let download = [
            "ci",
            system,
            "-o",
            "-",
            "--download",
            address,
            "--sha256",
            &digest,
        ];
        let text = adr(repo, &download).answer;
        assert!(text.contains(&format!("'{address}'")), "{text}");
        assert!(text.contains(&format!(
            "echo \"{digest}  $HOME/adr/bin/adr\" | sha256sum --check --strict -"
        )));
        let commit = "cd".repeat(20);
        let source = [
            "ci",
            system,
            "-o",
            "-",
            "--git",
            "https://example.com/a.git",
            "--rev",
            &commit,
        ];
        let text = adr(repo, &source).answer;
        assert!(text.contains(&format!(
            "--git 'https://example.com/a.git' --rev {commit} adr-sign"
        )));
        if system != "generic" {
            yaml(&text);
        }
    }
    // Nothing that only names what somebody may move, and nothing that leaves its quotes.
    for bad in [
        ["--git", "https://example.com/a.git", "--rev", "main"],
        ["--download", "http://example.com/adr", "--sha256", &digest],
        [
            "--download",
            "https://example.com/'; x '",
            "--sha256",
            &digest,
        ],
        ["--download", "https://example.com/adr", "--sha256", "ab"],
    ] {
        let arguments = [&["ci", "github", "-o", "-"][..], &bad].concat();
        assert_eq!(adr(repo, &arguments).code, 2, "{bad:?}");
    }
    assert_eq!(adr(repo, &["ci", "github", "--download", address]).code, 2);
}

#[test]
fn the_trust_root_can_stand_in_the_file() {
    let team = Team::new();
    for system in ["github", "gitlab", "generic"] {
        let told = adr(&team.repo, &["ci", system, "-o", "-", "--root-in-file"]);
        assert!(
            told.answer.contains(&team.root.to_string()),
            "{}",
            told.answer
        );
        assert!(!told.said.contains("pin the trust root"), "{}", told.said);
    }
}

#[test]
fn the_branch_is_the_base_or_the_one_that_is_named() {
    let team = Team::new();
    let named = adr(
        &team.repo,
        &["ci", "github", "-o", "-", "--branch", "release/2.0"],
    );
    let workflow = yaml(&named.answer);
    assert_eq!(workflow["on"]["push"]["branches"][0], "release/2.0");
    for bad in ["a b", "$(x)", "main\"]", "-x", "*", ""] {
        let branch = format!("--branch={bad}");
        let told = adr(&team.repo, &["ci", "github", "-o", "-", &branch]);
        assert_eq!(told.code, 2, "{bad}: {}", told.answer);
    }
}

#[test]
fn a_link_does_not_lead_out_of_the_repository() {
    let team = Team::new();
    let elsewhere = team.repo.around().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, team.repo.root().join(".github")).unwrap();
    let told = adr(&team.repo, &["ci", "github"]);
    assert_eq!(told.code, 2, "{}", told.answer);
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn without_a_log_there_is_nothing_to_guard() {
    let told = adr(&Repo::with_history(), &["ci", "github"]);
    assert_ne!(told.code, 0);
    assert!(told.said.contains("no decision log"), "{}", told.said);
}

#[test]
fn programs_get_the_workflow_and_the_steps() {
    let team = Team::new();
    let answer = adr(&team.repo, &["ci", "gitlab", "-o", "-", "--json"]).json(0);
    assert_eq!(answer["system"], "gitlab");
    assert_eq!(answer["trust_root"], team.root.to_string());
    assert!(answer["text"].as_str().unwrap().contains("adr check:"));
    assert!(answer["steps"].as_array().unwrap().len() >= 4);
}
