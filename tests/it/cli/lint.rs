//! `adr lint [N|FILE...]`

use adr_sign::record::id::Number;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::text::{Alternative, Impact, Text};
use serde_json::Value;

use super::{adr, command, told};
use crate::support::team::{Team, line};

const ADR: &str = env!("CARGO_BIN_EXE_adr");

fn prose(words: &str) -> Prose {
    Prose::new(words).unwrap()
}

fn option(name: &str, pros: &[&str], cons: &[&str]) -> Alternative {
    Alternative {
        name: line(name),
        summary: None,
        pros: pros.iter().copied().map(line).collect(),
        cons: cons.iter().copied().map(line).collect(),
    }
}

/// A text that nobody has anything against.
fn sound(team: &Team, number: u32) -> Text {
    Text {
        title: line("PostgreSQL for orders"),
        context: Some(prose("Orders are lost twice a month.")),
        decision: Some(prose("Orders move to PostgreSQL by May.")),
        consequences: Some(prose("Backups are ours to run.")),
        options: vec![
            option("PostgreSQL", &["we know it"], &["one more server"]),
            option("A file", &["is there"], &["loses orders"]),
        ],
        ..team.text(number, "ann")
    }
}

/// What is found, as code, field and line.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| {
            let line = one["line"]
                .as_u64()
                .map_or(String::new(), |line| line.to_string());
            format!(
                "{} {}:{line}",
                one["code"].as_str().unwrap(),
                one["field"].as_str().unwrap()
            )
        })
        .collect()
}

fn lint(team: &Team, arguments: &[&str]) -> Value {
    adr(&team.repo, &[&["lint", "--json"], arguments].concat()).json(0)
}

#[test]
fn of_a_sound_record_nothing_is_said() {
    let team = Team::new();
    team.branch("adr/one");
    team.propose_text("ann", 1, &sound(&team, 1));
    assert_eq!(
        adr(&team.repo, &["lint", "1", "--strict"]).fine(),
        "nothing weak found in 1 text\n"
    );
}

#[test]
fn a_weak_record_is_told_why_and_what_to_do() {
    let team = Team::new();
    team.branch("adr/one");
    let text = Text {
        decision: Some(prose(
            "We will log errors, timeouts, etc.\nThe limit is TBD.",
        )),
        consequences: None,
        options: Vec::new(),
        impact: Some(Impact::High),
        ..sound(&team, 1)
    };
    team.propose_text("ann", 1, &text);
    insta::assert_snapshot!(adr(&team.repo, &["lint", "1"]).fine(), @r"
    1  PostgreSQL for orders
    decisions/0001-decision-1/decision.yaml
      warning: options: no alternative is named [no-options]
        why: whoever comes later cannot tell whether another way was weighed, and
        will propose it again
        fix: add the ways that were weighed under `options`, doing nothing included,
        and what spoke against each
      warning: decision, line 10: `TBD` [unfinished]
        why: people sign exact words, and what is decided afterwards is not what
        they signed
        fix: decide it, or say under `assumptions` what is left open and what would
        settle it
      hint: decision, line 9: `etc.` [vague]
        why: two people who have both agreed to it will do different things
        fix: say who does what, in which cases, by when
      warning: consequences: nothing says what follows from the decision
        [no-consequences]
        why: who signs agrees to the price as well, and later nobody can tell an
        expected pain from a mistake
        fix: say under `consequences` what becomes easier, what becomes harder and
        who has to do something now
      hint: review_by: the impact is high, and nothing says when to look at it
        again [no-review-date]
        why: what is hard to undo outlives the reasons for it, unless somebody is
        reminded
        fix: set `review_by` to a day on which its reasons can be judged anew

    3 warnings, 2 hints in 1 text
    ");
    assert_eq!(adr(&team.repo, &["lint", "--strict"]).code, 1);
    let allowed = [
        "lint",
        "--strict",
        "--allow",
        "no-options",
        "--allow",
        "no-consequences",
        "--allow",
        "unfinished",
    ];
    let left = adr(&team.repo, &allowed).fine();
    assert!(left.contains("0 warnings, 3 hints"), "{left}");
}

#[test]
fn options_that_are_seen_from_one_side_are_named_together() {
    let team = Team::new();
    team.branch("adr/one");
    let mut text = sound(&team, 1);
    text.options = vec![
        option("PostgreSQL", &["we know it"], &[]),
        option("A file", &[], &["loses orders"]),
        option("Paper", &[], &["burns"]),
    ];
    team.propose_text("ann", 1, &text);
    let report = lint(&team, &["1"]);
    let said: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "`PostgreSQL` has advantages only",
            "`A file`, `Paper` have drawbacks only"
        ]
    );
}

#[test]
fn a_single_option_was_no_choice() {
    let team = Team::new();
    team.branch("adr/one");
    let mut text = sound(&team, 1);
    text.options = vec![option("PostgreSQL", &["we know it"], &["one more server"])];
    team.propose_text("ann", 1, &text);
    let found = found(&lint(&team, &["1"]));
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("single-option options:")),
        "{found:?}"
    );
}

#[test]
fn what_is_pointed_at_has_to_be_there() {
    let team = Team::new();
    team.settle_text(1, &sound(&team, 1));
    team.settle_text(2, &sound(&team, 2));
    team.branch("adr/end");
    team.resolve("ann", 2, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(team.text(1, "ann").id);
    });
    team.commit("ann", "End 2");
    team.repo.write("src/orders/db.rs", "");
    team.repo.write("docs/why.md", "");
    team.repo.commit_all("Code");
    let mut text = sound(&team, 3);
    text.depends_on = vec![Number(1), Number(2), Number(9)];
    text.governs = vec![
        "src/orders/**".parse().unwrap(),
        "src/order/**".parse().unwrap(),
    ];
    text.context = Some(prose(
        "See [why](../../docs/why.md), [how](../../docs/how.md), [b](https://b.example/x.md).",
    ));
    team.begin(3, &text);
    team.commit("ann", "Draft decision 3");
    let report = lint(&team, &["3"]);
    let said: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{}: {}",
                one["code"].as_str().unwrap(),
                one["message"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "governs-nothing: `src/order/**` matches no file",
            "dead-link: there is no file at `../../docs/how.md`",
            "stands-on-ended: decision 2 is superseded",
            "unknown-decision: there is no decision 9",
        ]
    );
}

#[test]
fn who_is_asked_must_be_able_to_sign_and_an_owner_must_be_there() {
    let team = Team::new();
    team.branch("adr/charter");
    team.revise_charter("ann", |charter| {
        charter
            .people
            .get_mut(&"bob".parse().unwrap())
            .unwrap()
            .active = false;
    });
    for who in ["ann", "carol", "dana"] {
        team.approve(who, 0);
    }
    team.accept(0);
    team.merge();
    team.branch("adr/one");
    let mut text = sound(&team, 1);
    text.owner = Some("bob".parse().unwrap());
    text.approvers = vec!["bob".parse().unwrap(), "carol".parse().unwrap()];
    team.write_draft(1, &text);
    team.repo.commit_all("A draft");
    let codes = found(&lint(&team, &["1"]));
    assert_eq!(
        codes,
        ["owner-gone owner:4", "approver-cannot-sign approvers:6"]
    );
}

#[test]
fn a_charter_under_which_not_everything_can_be_decided_is_told() {
    let team = Team::new();
    team.branch("adr/charter");
    team.revise_charter("ann", |charter| {
        for rule in &mut charter.rules {
            rule.when.tags = vec!["orders".parse().unwrap()];
        }
    });
    let codes = found(&lint(&team, &["0"]));
    assert!(
        codes
            .iter()
            .any(|code| code.starts_with("no-catch-all charter:")),
        "{codes:?}"
    );
}

#[test]
fn what_is_settled_or_quoted_is_looked_at_only_when_asked_for() {
    let team = Team::new();
    let weak = Text {
        options: Vec::new(),
        ..sound(&team, 1)
    };
    team.settle_text(1, &weak);
    team.branch("adr/import");
    team.propose_import("ann", 2);
    assert_eq!(lint(&team, &[])["texts"], 1);
    let all = lint(&team, &["--all"]);
    assert_eq!(all["texts"], 3);
    assert_eq!(
        found(&all),
        [
            "charter-stuck charter:65",
            "no-options options:",
            "no-options options:",
            "no-consequences consequences:",
        ]
    );
}

#[test]
fn a_text_on_disk_is_looked_at_before_it_is_a_decision() {
    let team = Team::new();
    team.repo.write("notes/a.md", "");
    team.repo.write(
        "notes/queue.md",
        "# A queue\n\n## Context\n\nOrders are lost. See [a](a.md) and [b](b.md).\n\n## Decision\n\nWe use a queue instead of a file.\nIts size is TBD.\n\n## Consequences\n\nOne more server.\n",
    );
    team.repo.write("notes/broken.yaml", "title: [\n");
    let mut program = command(
        &team.repo,
        ADR,
        &["lint", "queue.md", "broken.yaml", "--json"],
    );
    program.current_dir(team.repo.root().join("notes"));
    let report = told(program).json(0);
    assert_eq!(
        found(&report),
        ["dead-link context:5", "unfinished decision:10"]
    );
    assert_eq!(report["findings"][0]["path"], "queue.md");
    assert_eq!(report["unreadable"][0]["path"], "broken.yaml");
    assert_eq!(adr(&team.repo, &["lint", "--allow", "nonsense"]).code, 2);
}
