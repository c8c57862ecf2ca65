//! `adr log`

use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::time::Timestamp;

use super::adr;
use crate::support::team::{Team, line, now};

fn argued() -> Team {
    let team = Team::new();
    team.propose(1);
    let objection = team.object("dana", 1);
    team.say(
        "carol",
        1,
        Statement::Act(Act::Answer {
            targets: vec![objection],
        }),
    );
    team.revise("ann", 1, |text| text.title = line("A better title"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    team
}

#[test]
fn one_decision_is_told_with_what_everybody_said() {
    let team = argued();
    insta::assert_snapshot!(adr(&team.repo, &["log", "1"]).fine(), @r"
    1  A better title
    2026-11-18 11:06  r1  ann proposed it
    2026-11-18 11:06  r1  dana objected
        I have read it.
    2026-11-18 11:06  r1  carol answered (dana r1)
        I have read it.
    2026-11-18 11:06  r2  ann revised it
    2026-11-18 11:06  r2  bob approved
        I have read it.
    2026-11-18 11:06  r2  carol approved
        I have read it.
    2026-11-18 11:06  r2  ann accepted it, with 2 sign-offs
    ");
}

#[test]
fn the_whole_log_is_told_in_lines() {
    let team = argued();
    insta::assert_snapshot!(adr(&team.repo, &["log"]).fine(), @r"
    WHEN              #  REV  WHO    WHAT                             TITLE
    2026-11-18 11:06  0  r1   ann    proposed it                      Decision 0
    2026-11-18 11:06  0  r1   bob    approved: I have read it.        Decision 0
    2026-11-18 11:06  0  r1   carol  approved: I have read it.        Decision 0
    2026-11-18 11:06  0  r1   ann    accepted it, with 2 sign-offs    Decision 0
    2026-11-18 11:06  1  r1   ann    proposed it                      A better title
    2026-11-18 11:06  1  r1   dana   objected: I have read it.        A better title
    2026-11-18 11:06  1  r1   carol  answered (dana r1): I have rea…  A better title
    2026-11-18 11:06  1  r2   ann    revised it                       A better title
    2026-11-18 11:06  1  r2   bob    approved: I have read it.        A better title
    2026-11-18 11:06  1  r2   carol  approved: I have read it.        A better title
    2026-11-18 11:06  1  r2   ann    accepted it, with 2 sign-offs    A better title
    ");
}

#[test]
fn dates_never_turn_the_order_of_revisions_round() {
    let team = Team::new();
    team.propose(1);
    let earlier = "2001-01-01T00:00:00+00:00".parse().unwrap();
    team.revise_as(
        "ann",
        1,
        |text| text.title = line("B"),
        |revision| revision.at = earlier,
    );
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.resolve("ann", 1, Outcome::Accepted, |resolution| {
        resolution.at = earlier;
    });
    team.commit("ann", "Accept decision 1");
    let told = adr(&team.repo, &["log", "1", "--json"]).json(0);
    let events: Vec<String> = told["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let word = event["statement"].as_str().or(event["outcome"].as_str());
            word.or(event["event"].as_str()).unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        events,
        ["proposed", "revised", "approve", "approve", "accepted"]
    );
}

#[test]
fn one_person_and_one_day_can_be_picked_out() {
    let team = argued();
    let count = |arguments: &[&str]| {
        let mut all = vec!["log", "--json"];
        all.extend(arguments);
        adr(&team.repo, &all).json(0)["events"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count(&["1", "--by", "carol"]), 2);
    assert_eq!(count(&["1", "--by", "carol", "--by", "dana"]), 3);
    let today = now().day().to_string();
    assert_eq!(count(&["1", "--since", &today]), count(&["1"]));
    assert_eq!(count(&["1", "--since", "2999-01-01"]), 0);
    assert_eq!(
        adr(&team.repo, &["log", "--by", "eli"]).fine(),
        "nothing has happened that matches\n"
    );
}

#[test]
fn a_reader_who_leaves_early_ends_it_quietly() {
    let team = argued();
    let line = format!(
        "set -o pipefail; {} log | head -n 1",
        env!("CARGO_BIN_EXE_adr")
    );
    let output = team
        .repo
        .command("bash")
        .args(["-c", &line])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn it_is_the_same_on_main_after_a_squash_as_on_the_branch() {
    let team = argued();
    let told = || {
        let one = adr(&team.repo, &["log", "1"]).fine();
        (one, adr(&team.repo, &["log", "--json"]).json(0))
    };
    let on_the_branch = told();
    team.switch("main");
    team.repo.git(&["merge", "-q", "--squash", "adr/1"]);
    team.repo.git(&["commit", "-q", "-m", "Decide it"]);
    team.repo.git(&["branch", "-q", "-D", "adr/1"]);
    assert_eq!(told(), on_the_branch);
}

#[test]
fn the_whole_life_of_a_decision_is_told() {
    let team = Team::new();
    team.branch("import");
    team.propose_import("ann", 1);
    team.merge();
    team.settle(2);
    team.settle(3);
    let by = team.newest(3).value.text.id;
    team.resolve("ann", 2, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(by);
    });
    team.commit("ann", "Supersede decision 2");
    let what = |number: &str| -> Vec<String> {
        let told = adr(&team.repo, &["log", number]).fine();
        let words = told
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once("  r1  "));
        words.map(|(_, words)| words.to_owned()).collect()
    };
    assert_eq!(what("1"), ["ann imported it"]);
    assert_eq!(
        what("2"),
        [
            "ann proposed it",
            "bob approved",
            "carol approved",
            "ann accepted it, with 2 sign-offs",
            "ann marked it superseded by 3",
        ]
    );
}

/// What happened, as `2 approve`, in the order in which it is told.
fn told(team: &Team) -> Vec<String> {
    let told = adr(&team.repo, &["log", "--json"]).json(0);
    let events = told["events"].as_array().unwrap().iter();
    let words = events.filter(|event| event["number"] != 0).map(|event| {
        let word = event["statement"].as_str().or(event["outcome"].as_str());
        let word = word.or(event["event"].as_str()).unwrap();
        format!("{} {word}", event["number"])
    });
    words.collect()
}

#[test]
fn within_one_second_what_is_named_comes_before_what_names_it() {
    let team = Team::new();
    team.propose(1);
    // All of it at once, and each in place of the one before.
    let objection = team.object("dana", 1);
    let abstention = team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Abstain);
        signoff.replaces = vec![objection];
    });
    let dissent = team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Dissent);
        signoff.replaces = vec![abstention];
    });
    team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Recuse);
        signoff.replaces = vec![dissent];
    });
    assert_eq!(
        told(&team),
        [
            "1 proposed",
            "1 object",
            "1 abstain",
            "1 dissent",
            "1 recuse"
        ]
    );
}

#[test]
fn a_decision_is_superseded_once_the_other_is_accepted() {
    let team = Team::new();
    team.settle(1);
    team.settle(2);
    let by = team.newest(2).value.text.id;
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(by);
    });
    team.commit("ann", "Supersede decision 1");
    let told = told(&team);
    assert_eq!(told.last().unwrap(), "1 superseded", "{told:?}");
}

#[test]
fn a_late_word_on_an_earlier_text_is_told_when_it_was_said() {
    let team = argued();
    let later = Timestamp::new(now().moment() + chrono::Duration::days(1));
    team.sign_off("eli", 1, |signoff| {
        signoff.statement = Statement::Act(Act::Acknowledge);
        signoff.at = later;
    });
    assert_eq!(told(&team).last().unwrap(), "1 acknowledge");
}
