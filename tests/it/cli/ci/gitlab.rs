//! GitLab CI: merge requests as they are, as merged results, in a train, and from forks; pushes.

use serde_json::Value;

use super::Forge;
use crate::cli::Told;
use crate::support::team::Team;

/// Runs the script of the written job, but for the installation of `adr`.
fn run(forge: &Forge<'_>, head: &str, variables: &[(&str, &str)]) -> (Told, String) {
    let pipeline = "4711";
    forge.push(head, &format!("refs/pipelines/{pipeline}"));
    let mut runner = forge.runner();
    let folder = forge.bare.parent().unwrap().display().to_string();
    for (name, value) in [
        ("CI", "true"),
        ("GITLAB_CI", "true"),
        ("CI_SERVER_URL", &folder),
        ("CI_PROJECT_PATH", "forge"),
        ("CI_PROJECT_ID", "12"),
        ("CI_JOB_TOKEN", "a-token"),
        ("CI_PIPELINE_ID", pipeline),
        ("CI_COMMIT_SHA", head),
        ("CI_COMMIT_TITLE", "Decide \u{1b}[31m $(touch pwned)"),
        ("ADR_TRUST_ROOT", &forge.team.root.to_string()),
    ]
    .iter()
    .chain(variables)
    {
        runner.set(name, *value);
    }
    let file: Value = serde_yaml::from_str(&forge.workflow("gitlab")).unwrap();
    let lines = file["adr check"]["script"].as_array().unwrap();
    let lines: Vec<&str> = lines.iter().map(|line| line.as_str().unwrap()).collect();
    assert!(lines[0].contains("cargo install"), "{}", lines[0]);
    let told = runner.script(&lines[1..].join("\n"), &[]);
    assert!(!runner.file("work/pwned").exists());
    let junit = std::fs::read_to_string(runner.file("work/adr-check.xml")).unwrap();
    (told, junit)
}

const MERGE_REQUEST: [(&str, &str); 4] = [
    ("CI_PIPELINE_SOURCE", "merge_request_event"),
    ("CI_MERGE_REQUEST_PROJECT_ID", "12"),
    ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
    (
        "CI_COMMIT_BEFORE_SHA",
        "0000000000000000000000000000000000000000",
    ),
];

/// A merge request, whose pipeline is of this type.
fn of_type(kind: &str) -> Vec<(&str, &str)> {
    let mut variables = MERGE_REQUEST.to_vec();
    variables.push(("CI_MERGE_REQUEST_EVENT_TYPE", kind));
    variables
}

#[test]
fn a_merge_request_waits_for_agreement_and_then_passes() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.propose(1);
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    let (blocked, junit) = run(&forge, &head, &of_type("detached"));
    assert!(blocked.with_code(1).contains("approval-missing"));
    assert!(
        junit.contains("tests=\"2\" failures=\"1\" errors=\"0\""),
        "{junit}"
    );
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    let (passed, junit) = run(&forge, &head, &of_type("detached"));
    passed.with_code(0);
    assert!(
        junit.contains("tests=\"2\" failures=\"0\" errors=\"0\""),
        "{junit}"
    );
}

#[test]
fn merged_results_pass_until_the_target_moves_and_trains_go_on() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.branch("code");
    team.repo.write("src/other.rs", "// Other.\n");
    team.commit("eli", "Something else");
    team.repo.git(&["switch", "-q", "--detach", "main"]);
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", "code"]);
    let merge = team.repo.git(&["rev-parse", "HEAD"]);
    run(&forge, &merge, &of_type("merged_result"))
        .0
        .with_code(0);
    team.switch("main");
    team.repo.write("README.md", "Read me first.\n");
    team.commit("ann", "Say more");
    forge.push("main", "refs/heads/main");
    let (stale, _) = run(&forge, &merge, &of_type("merged_result"));
    assert!(stale.with_code(4).contains("stale-merge"));
    // A train's merge stands on the entry ahead, and is judged against the branch.
    run(&forge, &merge, &of_type("merge_train")).0.with_code(0);
}

#[test]
fn a_forks_own_pipeline_has_no_answer() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.branch("code");
    team.commit("eli", "Something else");
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    let mut variables = of_type("detached");
    variables.push(("CI_PROJECT_ID", "666"));
    let (told, _) = run(&forge, &head, &variables);
    assert_eq!(told.code, 4);
    assert!(told.said.contains("runs in a fork"), "{}", told.said);
}

#[test]
fn a_push_past_the_gate_is_noticed() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let begin = team.repo.git(&["rev-parse", "main"]);
    team.settle(1);
    let merged = forge.push("main", "refs/heads/main");
    let of_push = |before| {
        vec![
            ("CI_PIPELINE_SOURCE", "push"),
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_COMMIT_BEFORE_SHA", before),
        ]
    };
    run(&forge, &merged, &of_push(&begin)).0.with_code(0);
    team.repo
        .git(&["rm", "-q", "-r", "decisions/0001-decision-1/signoffs"]);
    team.commit("mallory", "Tidy up");
    let past = forge.push("main", "refs/heads/main");
    run(&forge, &past, &of_push(&merged)).0.with_code(3);
}
