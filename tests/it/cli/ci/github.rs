//! GitHub Actions: pull requests, from forks too, the merge queue, pushes, and runs that are started again.

use std::fs;

use serde_json::{Value, json};

use super::Forge;
use crate::cli::Told;
use crate::support::team::Team;

/// What GitHub tells of a run.
struct Run<'r> {
    event: &'r str,
    payload: Value,
    /// `GITHUB_REF`
    reference: String,
    /// `GITHUB_SHA`
    sha: String,
}

/// A pull request as GitHub's payload describes it, as far as the check could look; with words of its author in it.
fn pull_request(forge: &Forge<'_>, head: &str, fork: bool) -> Value {
    let main = forge.git(&["rev-parse", "refs/heads/main"]);
    let repository = |name: &str, fork: bool| {
        json!({"full_name": name, "fork": fork, "default_branch": "main",
               "clone_url": format!("https://github.com/{name}.git")})
    };
    let from = if fork { "mallory/it" } else { "acme/it" };
    json!({
        "action": "synchronize",
        "number": 1,
        "pull_request": {
            "number": 1,
            "title": "Decide \u{1b}[31m::error::$(touch pwned) ${{ github.token }}",
            "body": null,
            "draft": false,
            "merged": false,
            "merge_commit_sha": null,
            "base": {"label": "acme:main", "ref": "main", "sha": main, "repo": repository("acme/it", false)},
            "head": {"label": "mallory:main", "ref": "main", "sha": head, "repo": repository(from, fork)},
        },
        "repository": repository("acme/it", false),
        "sender": {"login": "mallory"},
    })
}

/// A run for a pull request, by the workflow of the base.
fn for_target<'r>(forge: &Forge<'_>, head: &str, fork: bool) -> Run<'r> {
    Run {
        event: "pull_request_target",
        payload: pull_request(forge, head, fork),
        reference: "refs/heads/main".to_owned(),
        sha: forge.git(&["rev-parse", "refs/heads/main"]),
    }
}

fn pushed<'r>(before: &str, after: &str) -> Run<'r> {
    Run {
        event: "push",
        payload: json!({"ref": "refs/heads/main", "before": before, "after": after, "created": false,
                        "deleted": false, "forced": false, "base_ref": null, "commits": []}),
        reference: "refs/heads/main".to_owned(),
        sha: after.to_owned(),
    }
}

/// A group of the merge queue that puts `head` on top of `ahead`.
fn queued<'r>(ahead: &str, head: &str) -> Run<'r> {
    let branch = format!("refs/heads/gh-readonly-queue/main/pr-1-{ahead}");
    Run {
        event: "merge_group",
        payload: json!({"action": "checks_requested", "merge_group": {
            "head_sha": head, "head_ref": branch, "base_sha": ahead, "base_ref": "refs/heads/main",
            "head_commit": {"id": head},
        }}),
        reference: branch,
        sha: head.to_owned(),
    }
}

/// Runs every step of the written workflow but the one that installs `adr`.
fn run(forge: &Forge<'_>, run: &Run<'_>) -> (Told, String) {
    let mut runner = forge.runner();
    let event = runner.file("event.json");
    let summary = runner.file("summary.md");
    fs::write(&event, run.payload.to_string()).unwrap();
    fs::write(&summary, "").unwrap();
    for (name, value) in [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", run.event),
        ("GITHUB_EVENT_PATH", event.to_str().unwrap()),
        ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
        ("GITHUB_REF", &run.reference),
        ("GITHUB_SHA", &run.sha),
        ("GITHUB_REPOSITORY", "acme/it"),
        ("GITHUB_SERVER_URL", "https://github.com"),
    ] {
        runner.set(name, value);
    }
    let workflow: Value = serde_yaml::from_str(&forge.workflow("github")).unwrap();
    let steps = workflow["jobs"]["check"]["steps"].as_array().unwrap();
    let mut last = None;
    for step in steps {
        assert!(step.get("uses").is_none(), "an action of somebody else's");
        if step["name"] == "Install adr" {
            continue;
        }
        let variables: Vec<(String, String)> = step["env"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), value_of(forge, run, value.as_str().unwrap())))
            .collect();
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "words of others in a script");
        let told = runner.script(script, &variables);
        let is_over = told.code != 0;
        last = Some(told);
        if is_over {
            break;
        }
    }
    assert!(!runner.file("work/pwned").exists());
    (last.unwrap(), fs::read_to_string(summary).unwrap())
}

/// The expressions of the workflow.
fn value_of(forge: &Forge<'_>, run: &Run<'_>, expression: &str) -> String {
    match expression {
        "${{ github.event.pull_request.head.sha || github.sha }}" => {
            let head = run.payload.pointer("/pull_request/head/sha");
            head.and_then(Value::as_str).unwrap_or(&run.sha).to_owned()
        }
        "${{ github.server_url }}/${{ github.repository }}" => forge.bare.display().to_string(),
        "${{ github.token }}" => "a-token".to_owned(),
        "${{ vars.ADR_TRUST_ROOT }}" => forge.team.root.to_string(),
        other => panic!("what is {other}?"),
    }
}

#[test]
fn a_pull_request_waits_for_agreement_and_then_passes() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.propose(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    let (blocked, summary) = run(&forge, &for_target(&forge, &head, false));
    let answer = blocked.with_code(1);
    assert!(
        answer.starts_with(
            "::error file=decisions/0001-decision-1/revisions/1.yaml,title=approval-missing%3A decision 1::"
        ),
        "{answer}"
    );
    assert!(answer.contains("%0Afix: "), "{answer}");
    assert!(answer.contains("before origin/main ("), "{answer}");
    assert!(
        summary.starts_with("## `adr check`: ⏳ blocked\n"),
        "{summary}"
    );
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    let (passed, summary) = run(&forge, &for_target(&forge, &head, false));
    assert_eq!(passed.with_code(0).lines().count(), 1, "{}", passed.answer);
    assert!(
        summary.contains("### Decision 1: `Decision 1`"),
        "{summary}"
    );
}

#[test]
fn an_objection_in_an_outbox_is_fetched_and_heard() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    team.branch("adr-signoffs/dana");
    team.object("dana", 1);
    forge.push("adr-signoffs/dana", "refs/heads/adr-signoffs/dana");
    let (told, _) = run(&forge, &for_target(&forge, &head, false));
    assert!(told.with_code(1).contains("dana"), "{}", told.answer);
}

#[test]
fn a_pull_request_from_a_fork_is_judged_by_the_base() {
    let team = Team::new();
    let forge = Forge::new(&team);
    // The fork's `main` brings rules of its own, and what is to be merged is that branch.
    team.branch("fork");
    team.revise_charter("ann", |charter| charter.rules[0].need.clear());
    team.propose(1);
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    // GitHub keeps a fork's commits under a ref that no clone fetches by itself.
    forge.push("HEAD", "refs/pull/1/head");
    let (told, summary) = run(&forge, &for_target(&forge, &head, true));
    assert_ne!(told.code, 0, "{}", told.answer);
    assert!(
        told.answer
            .contains("title=approval-missing%3A decision 1::"),
        "{}",
        told.answer
    );
    assert!(!told.answer.contains('\u{1b}'));
    assert!(!summary.contains("pwned"), "nothing of the title is said");
}

#[test]
fn a_run_that_is_started_again_is_about_the_base_as_it_is_now() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let head = forge.push("adr/1", "refs/heads/adr/1");
    // What GitHub said once is what it says again, to the last byte.
    let first = for_target(&forge, &head, false);
    run(&forge, &first).0.with_code(0);
    // Meanwhile the rules have become stricter.
    team.switch("main");
    team.branch("stricter");
    team.revise_charter("ann", |charter| {
        let rule =
            "{name: dana or eli, need: [{any: [{from: dana, count: 1}, {from: eli, count: 1}]}]}";
        charter.rules.push(serde_yaml::from_str(rule).unwrap());
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    forge.push("main", "refs/heads/main");
    let (told, _) = run(&forge, &first);
    assert_eq!(told.code, 1, "{}", told.answer);
}

#[test]
fn the_forges_own_merge_passes_until_the_base_moves() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.branch("code");
    team.repo.write("src/other.rs", "// Other.\n");
    team.commit("eli", "Something else");
    let head = forge.push("code", "refs/heads/code");
    team.repo.git(&["switch", "-q", "--detach", "main"]);
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", "code"]);
    let merge = forge.push("HEAD", "refs/pull/1/merge");
    // A workflow of somebody's own that runs for `pull_request`, on what that checks out.
    let ask = || {
        let mut runner = forge.runner();
        let event = runner.file("event.json");
        fs::write(&event, pull_request(&forge, &head, false).to_string()).unwrap();
        runner.set("GITHUB_ACTIONS", "true");
        runner.set("GITHUB_EVENT_NAME", "pull_request");
        runner.set("GITHUB_EVENT_PATH", event.to_str().unwrap());
        runner.set("GITHUB_REF", "refs/pull/1/merge");
        runner.set("GITHUB_SHA", &merge);
        runner.set("BARE", forge.bare.to_str().unwrap());
        let fetch = "git init -q . && git remote add origin \"$BARE\" && git fetch -q origin \
                     '+refs/heads/*:refs/remotes/origin/*' \"$GITHUB_SHA\" && \"$HOME/adr/bin/adr\" check";
        runner.script(fetch, &[])
    };
    assert!(
        ask()
            .with_code(0)
            .contains("may be merged into origin/main")
    );
    team.switch("main");
    team.repo.write("README.md", "Read me first.\n");
    team.commit("ann", "Say more");
    forge.push("main", "refs/heads/main");
    let stale = ask().with_code(4);
    assert!(stale.contains("stale-merge"), "{stale}");
    assert!(stale.contains("Bring the branch up to date"), "{stale}");
}

#[test]
fn the_merge_queue_is_judged_against_the_branch_with_all_that_is_ahead() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let main = team.repo.git(&["rev-parse", "main"]);
    // Ahead in the queue: rules that ask nobody, which nobody has agreed to.
    team.branch("lax");
    team.revise_charter("ann", |charter| {
        charter.rules[0].need[0] = serde_yaml::from_str("{from: leads, count: 1}").unwrap();
    });
    let lax = forge.push(
        "lax",
        &format!("refs/heads/gh-readonly-queue/main/pr-2-{main}"),
    );
    run(&forge, &queued(&main, &lax)).0.with_code(1);
    // Behind it: a decision that is good enough for those.
    team.propose(1);
    team.approve("bob", 1);
    team.accept(1);
    let behind = forge.push(
        "HEAD",
        &format!("refs/heads/gh-readonly-queue/main/pr-1-{lax}"),
    );
    let (told, _) = run(&forge, &queued(&lax, &behind));
    assert_ne!(told.code, 0, "{}", told.answer);
}

#[test]
fn two_good_entries_of_the_merge_queue_pass_one_after_the_other() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let main = team.repo.git(&["rev-parse", "main"]);
    team.settle(1);
    let first = forge.push(
        "main",
        &format!("refs/heads/gh-readonly-queue/main/pr-1-{main}"),
    );
    team.settle(2);
    let second = forge.push(
        "main",
        &format!("refs/heads/gh-readonly-queue/main/pr-2-{first}"),
    );
    run(&forge, &queued(&main, &first)).0.with_code(0);
    run(&forge, &queued(&first, &second)).0.with_code(0);
}

#[test]
fn a_push_past_the_gate_is_noticed_and_a_merge_is_not() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let begin = team.repo.git(&["rev-parse", "main"]);
    team.settle(1);
    let merged = forge.push("main", "refs/heads/main");
    run(&forge, &pushed(&begin, &merged)).0.with_code(0);
    team.repo
        .git(&["rm", "-q", "-r", "decisions/0001-decision-1/signoffs"]);
    team.commit("mallory", "Tidy up");
    let past = forge.push("main", "refs/heads/main");
    let (told, _) = run(&forge, &pushed(&merged, &past));
    assert!(
        told.with_code(3).contains("title=record-removed"),
        "{}",
        told.answer
    );
}

#[test]
fn without_a_trust_root_nothing_is_green() {
    let team = Team::new();
    let forge = Forge::new(&team);
    team.branch("code");
    team.commit("eli", "Something else");
    let head = forge.push("code", "refs/heads/code");
    let mut runner = forge.runner();
    let event = runner.file("event.json");
    fs::write(&event, pull_request(&forge, &head, false).to_string()).unwrap();
    runner.set("GITHUB_ACTIONS", "true");
    runner.set("GITHUB_EVENT_NAME", "pull_request_target");
    runner.set("GITHUB_EVENT_PATH", event.to_str().unwrap());
    // The variable is not set in the forge's settings, so that the expression is empty.
    let check = "\"$HOME/adr/bin/adr\" check --format github --trust-root \"$ADR_TRUST_ROOT\"";
    assert_eq!(runner.script(check, &[]).code, 2);
}

#[test]
fn an_event_that_is_about_no_merge_has_no_answer() {
    let team = Team::new();
    let forge = Forge::new(&team);
    let main = team.repo.git(&["rev-parse", "main"]);
    let schedule = Run {
        event: "schedule",
        payload: json!({"schedule": "0 4 * * *"}),
        reference: "refs/heads/main".to_owned(),
        sha: main,
    };
    let (told, _) = run(&forge, &schedule);
    assert_eq!(told.code, 4);
    assert!(told.said.contains("`schedule`"), "{}", told.said);
}
