//! `adr status`

use adr_sign::record::signoff::{Act, Condition, Stance, Statement};

use super::people::Log;
use super::{adr, adr_as};
use crate::support::team::{Team, line};

/// Carol objects, Bob approves on a condition, on a branch that is not checked out.
fn argued() -> Team {
    let team = Team::new();
    team.propose(1);
    let condition = Condition {
        id: "load-test".parse().unwrap(),
        text: line("A load test at twice the peak before launch"),
    };
    let conditions = vec![condition];
    team.say("bob", 1, Statement::Stance(Stance::Approve { conditions }));
    team.object("carol", 1);
    team.switch("main");
    team
}

#[test]
fn an_argument_is_shown_with_who_can_settle_it() {
    let team = argued();
    insta::assert_snapshot!(adr(&team.repo, &["status"]).fine(), @r"
    1  Decision 1
       status     proposed, 0 of 2 seats filled, owner ann, revision 1 since
                  2026-11-18, on adr/1
       needs      every decision: 2 more of leads (bob, carol, dana),
                  since 2026-11-18
       objection  carol objects (revision 1, since 2026-11-18): I have read it.
                  could be answered by bob, dana
       condition  bob approves once load-test is met (since 2026-11-18): A load test
                  at twice the peak before launch
                  (adr-sign clear 1 --condition load-test)
       next       adr revise 1 -m SUMMARY
    ");
}

#[test]
fn the_next_command_is_for_the_person_who_asks() {
    let team = argued();
    let next = |who: &str| {
        let status = adr_as(&team.repo, who, &["status", "1", "--json"]).json(0);
        let next = &status["decisions"][0]["next"];
        (
            next["command"].as_str().unwrap().to_owned(),
            next["yours"].as_bool().unwrap(),
        )
    };
    let revise = "adr revise 1 -m SUMMARY".to_owned();
    assert_eq!(next("ann"), (revise.clone(), true));
    assert_eq!(
        next("bob"),
        ("adr-sign clear 1 --condition load-test".into(), true)
    );
    assert_eq!(
        next("carol"),
        (revise.clone(), false),
        "who objects waits for the owner"
    );
    assert_eq!(next("dana"), ("adr-sign approve 1".into(), true));
    assert_eq!(next("stranger"), (revise, false));
}

#[test]
fn an_approval_of_an_earlier_text_is_asked_for_again() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise("ann", 1, |text| {
        text.tags = vec!["database".parse().unwrap()];
    });
    team.approve("dana", 1);
    insta::assert_snapshot!(adr_as(&team.repo, "bob", &["status", "1"]).fine(), @r"
    1  Decision 1
       status     proposed, 1 of 2 seats filled, owner ann, revision 2 since
                  2026-11-18, on this branch (adr/1)
       needs      every decision: 1 more of leads (bob, carol), since 2026-11-18
       stale      you approved revision 1; revision 2 changed tags:
                  adr-sign approve 1 --again
       agreed     dana
       next       adr-sign approve 1 --again
    ");
}

#[test]
fn what_everybody_agreed_to_only_wants_accepting() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    insta::assert_snapshot!(adr(&team.repo, &["status"]).fine(), @r"
    1  Decision 1
       status     proposed, 2 of 2 seats filled, owner ann, revision 1 since
                  2026-11-18, on this branch (adr/1)
       agreed     bob, carol
       next       adr accept 1
    ");
    team.accept(1);
    assert_eq!(adr(&team.repo, &["status"]).fine(), "no decision is open\n");
    insta::assert_snapshot!(adr(&team.repo, &["status", "1"]).fine(), @r"
    1  Decision 1
       status     accepted, owner ann, on this branch (adr/1)
       waits      to be merged into main
    ");
    team.merge();
    insta::assert_snapshot!(adr(&team.repo, &["status", "1"]).fine(), @r"
    1  Decision 1
       status     accepted, owner ann, on this branch (main)
    ");
}

#[test]
fn an_edit_that_nobody_could_sign_is_told() {
    let team = Team::new();
    team.propose(1);
    let mut text = team.text(1, "ann");
    text.title = line("Another title");
    team.write_draft(1, &text);
    let status = adr(&team.repo, &["status", "--json"]).json(0);
    assert_eq!(status["decisions"][0]["unpublished_edits"], true);
    assert_eq!(
        status["decisions"][0]["next"]["command"],
        "adr revise 1 -m SUMMARY"
    );
}

#[test]
fn a_draft_says_what_it_lacks() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.decision = None;
    team.branch("adr/0001-draft");
    team.begin(1, &text);
    team.commit("ann", "Draft decision 1");
    team.switch("main");
    insta::assert_snapshot!(adr(&team.repo, &["status"]).fine(), @r"
    1  Decision 1
       status     draft, owner ann, on adr/0001-draft
       lacks      decision
       next       adr edit 1
    ");
}

#[test]
fn a_branch_that_was_merged_or_squashed_holds_nothing_open() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["branch", "before-the-end"]);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    let branch = team.repo.git(&["branch", "--show-current"]);
    team.switch("main");
    team.repo.git(&["merge", "-q", "--squash", &branch]);
    team.commit("ann", "Decision 1 (#12)");
    assert_eq!(adr(&team.repo, &["status"]).fine(), "no decision is open\n");
    let one = adr(&team.repo, &["status", "1"]).fine();
    assert!(
        one.contains("accepted, owner ann, on this branch (main)"),
        "{one}"
    );
}

#[test]
fn a_branch_that_was_only_fetched_is_looked_at() {
    let team = argued();
    let clone = team.repo.around().join("clone");
    let url = team.repo.root().display().to_string();
    team.repo
        .git(&["clone", "-q", &url, clone.to_str().unwrap()]);
    let told = adr(&team.repo, &["-C", clone.to_str().unwrap(), "status"]).fine();
    assert!(told.contains("on origin/adr/1"), "{told}");
    assert_eq!(told.matches("Decision 1").count(), 1, "{told}");
}

#[test]
fn an_objection_in_an_outbox_is_heard() {
    let team = Team::new();
    team.propose(1);
    team.branch("adr-signoffs/carol");
    team.object("carol", 1);
    team.switch("main");
    let told = adr(&team.repo, &["status"]).fine();
    assert!(
        told.contains("carol objects (revision 1, since 2026-11-18, in their outbox)"),
        "{told}"
    );
    assert!(
        !told.contains("adr-signoffs"),
        "an outbox is no branch of a proposal: {told}"
    );
}

#[test]
fn two_branches_that_disagree_are_both_named() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["branch", "other"]);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.switch("other");
    team.object("dana", 1);
    team.switch("main");
    let told = adr(&team.repo, &["status"]).fine();
    assert!(
        told.contains("it is open on other as well, and not the same there"),
        "{told}"
    );
    let there = adr(&team.repo, &["status", "1", "--branch", "other"]).fine();
    assert!(there.contains("dana objects"), "{there}");
}

#[test]
fn somebody_who_asks_for_time_is_told_with_the_day() {
    let team = Team::new();
    team.propose(1);
    let until = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    team.say("dana", 1, Statement::Act(Act::Hold { until }));
    let store = adr_sign::store::Store::open(team.repo.root()).unwrap();
    let ground = adr_sign::action::ground::Ground::open(
        &store,
        &adr_sign::action::ground::LogChoice::default(),
    )
    .unwrap();
    let told_on = |day: &str| {
        let request = adr_sign::action::status::Request {
            number: None,
            branch: None,
            actor: None,
            now: format!("{day}T12:00:00+00:00").parse().unwrap(),
        };
        let report = adr_sign::action::status::run(&ground, &request).unwrap();
        let page = adr_sign::render::status::page(&report, 80);
        anstream::adapter::strip_str(&page).to_string()
    };
    assert!(
        told_on("2026-11-20")
            .contains("hold       dana asked on 2026-11-18 for time until 2026-11-20")
    );
    assert!(
        !told_on("2026-11-21").contains("hold"),
        "it lapses by itself"
    );
}

#[test]
fn a_decision_that_is_nowhere_is_said_to_be_nowhere() {
    let team = Team::new();
    let told = adr(&team.repo, &["status", "9"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said.contains("there is no decision 9"),
        "{}",
        told.said
    );
}

#[test]
fn it_can_be_pasted_into_a_chat() {
    let team = argued();
    let told = adr_as(&team.repo, "bob", &["status", "--format", "markdown"]).fine();
    insta::assert_snapshot!(told, @r"
    **one decision**

    - **1** `Decision 1`
      - status: `proposed, 0 of 2 seats filled, owner ann, revision 1 since 2026-11-18, on adr/1`
      - needs: `every decision: 2 more of leads (bob, carol, dana), since 2026-11-18`
      - objection: `carol objects (revision 1, since 2026-11-18): I have read it.`
      - `could be answered by bob, dana`
      - condition: `bob approves once load-test is met (since 2026-11-18): A load test at twice the peak before launch (adr-sign clear 1 --condition load-test)`
      - next: bob: `adr-sign clear 1 --condition load-test`
    ");
    let none = adr(&Team::new().repo, &["status", "--format", "markdown"]).fine();
    assert_eq!(none, "**no decision is open**\n");
}

#[test]
fn a_branch_that_nobody_touches_is_stale() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team.repo.write("else.txt", "x");
    team.commit("ann", "Something else");
    let told_on = |day: &str| {
        let program = env!("CARGO_BIN_EXE_adr");
        let mut status = super::command(&team.repo, program, &["status"]);
        status.env("ADR_NOW", format!("{day}T12:00:00+00:00"));
        super::told(status).fine()
    };
    assert!(!told_on("2026-12-01").contains("stale"));
    let told = told_on("2027-01-18");
    assert!(
        told.contains("branch     stale: nobody has touched it for 61 days, and 1 commit behind"),
        "{told}"
    );
    assert_eq!(told.matches("Decision 1").count(), 1, "{told}");
}

#[test]
fn a_branch_whose_upstream_was_deleted_is_gone() {
    let team = Team::new();
    team.propose(1);
    let git = |arguments: &[&str]| team.repo.git(arguments);
    git(&["remote", "add", "origin", "https://example.com/x.git"]);
    git(&["update-ref", "refs/remotes/origin/adr/1", "adr/1"]);
    git(&["branch", "-q", "--set-upstream-to=origin/adr/1", "adr/1"]);
    let json = || adr(&team.repo, &["status", "--json"]).json(0)["decisions"][0].clone();
    assert!(json()["branch_state"].is_null());
    git(&["update-ref", "-d", "refs/remotes/origin/adr/1"]);
    assert_eq!(json()["branch_state"]["state"], "gone");
    assert_eq!(json()["branch_state"]["upstream"], "origin/adr/1");
    let told = adr(&team.repo, &["status"]).fine();
    assert!(
        told.contains("origin/adr/1, which it follows, is gone"),
        "{told}"
    );
}

#[test]
fn a_branch_that_was_merged_with_its_open_decision_says_so() {
    let team = Team::new();
    team.propose(1);
    team.merge();
    team.switch("adr/1");
    let told = adr(&team.repo, &["status"]).fine();
    assert!(
        told.contains("it is merged into main, where this is open too"),
        "{told}"
    );
    team.switch("main");
    let told = adr(&team.repo, &["status"]).fine();
    assert!(!told.contains("branch  "), "{told}");
}

/// The maintainers' log, with a clock that the story moves.
struct Clock(Log);

impl Clock {
    fn on(&self, day: &str, who: &str, arguments: &[&str]) -> String {
        self.0.becomes(who, who);
        let mut command = self.0.command();
        let moment = format!("{day}T12:00:00+00:00");
        for clock in ["ADR_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
            command.env(clock, &moment);
        }
        self.0.run(command.args(arguments)).ok().out
    }
}

#[test]
fn each_need_says_since_when_it_is_open() {
    let clock = Clock(Log::of_three());
    let log = &clock.0;
    log.draft("Postgres");
    clock.on("2026-03-02", "ann", &["propose", "1"]);
    let needs = |day: &str| {
        let status = clock.on(day, "ann", &["status", "1"]);
        let lines = status.lines().map(str::trim);
        lines
            .filter_map(|line| Some(line.strip_prefix("needs ")?.trim().to_owned()))
            .collect::<Vec<_>>()
    };
    let since = |day: &str| {
        [format!(
            "every decision: 1 more of maintainers (bob, cy), since {day}"
        )]
    };
    assert_eq!(needs("2026-03-20"), since("2026-03-02"));
    // What does not count opens nothing anew.
    clock.on("2026-03-03", "bob", &["sign", "abstain", "1"]);
    assert_eq!(needs("2026-03-20"), since("2026-03-02"));
    clock.on("2026-03-04", "cy", &["sign", "approve", "1"]);
    assert_eq!(needs("2026-03-20"), [""; 0]);
    clock.on("2026-03-09", "cy", &["sign", "withdraw", "1"]);
    assert_eq!(needs("2026-03-20"), since("2026-03-09"));
    clock.on("2026-03-10", "cy", &["sign", "approve", "1"]);
    log.becomes("ann", "ann");
    log.edit("sed -i s/Why/Wherefore/", &["edit", "1"]).ok();
    clock.on(
        "2026-03-12",
        "ann",
        &["revise", "1", "-m", "In other words"],
    );
    assert_eq!(needs("2026-03-20"), since("2026-03-12"));
    let json = clock.on("2026-03-20", "ann", &["status", "1", "--json"]);
    let need = r#""state":"unmet","since":"2026-03-12T12:00:00+00:00""#;
    assert!(json.contains(need), "{json}");
}

#[test]
fn objections_holds_and_conditions_say_since_when_they_stand() {
    let clock = Clock(Log::of_three());
    clock.0.draft("Postgres");
    clock.on("2026-03-02", "ann", &["propose", "1"]);
    let object = ["sign", "object", "1", "-m", "It binds us"];
    clock.on("2026-03-03", "bob", &object);
    let hold = [
        "sign",
        "hold",
        "1",
        "--until",
        "2026-03-09",
        "-m",
        "Let me read it",
    ];
    clock.on("2026-03-04", "cy", &hold);
    let condition = [
        "sign",
        "approve",
        "1",
        "--condition",
        "load-test:A load test",
    ];
    clock.on("2026-03-05", "cy", &condition);
    let status = clock.on("2026-03-06", "ann", &["status", "1"]);
    for line in [
        "bob objects (revision 1, since 2026-03-03): It binds us\n",
        "cy asked on 2026-03-04 for time until 2026-03-09\n",
        "cy approves once load-test is met (since 2026-03-05): A load test",
    ] {
        assert!(status.contains(line), "{line}: {status}");
    }
    let markdown = clock.on(
        "2026-03-06",
        "ann",
        &["status", "1", "--format", "markdown"],
    );
    assert!(
        markdown
            .contains("  - objection: `bob objects (revision 1, since 2026-03-03): It binds us`\n"),
        "{markdown}"
    );
    let json = clock.on("2026-03-06", "ann", &["status", "1", "--json"]);
    for day in ["03", "04", "05"] {
        let since = format!(r#""since":"2026-03-{day}T12:00:00+00:00""#);
        assert!(json.contains(&since), "{since}: {json}");
    }
}

#[test]
fn more_than_somebody_reads_is_told_in_a_line_each() {
    let team = Team::new();
    team.branch("adr/many");
    for number in 1..=26 {
        team.propose_text("ann", number, &team.text(number, "ann"));
    }
    team.object("carol", 3);
    let short = adr_as(&team.repo, "bob", &["status"]);
    let told = short.fine();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[0],
        "26 decisions open, 26 can be brought on by you, 1 blocked"
    );
    assert_eq!(lines.len(), 3 + 26);
    for words in [
        " 3  Decision 3",
        "0/2",
        "carol objects",
        "adr-sign approve 3",
    ] {
        assert!(lines[5].contains(words), "{}", lines[5]);
    }
    assert!(short.said.contains("adr status --full"), "{}", short.said);
    let full = adr_as(&team.repo, "bob", &["status", "--full"]).fine();
    assert_eq!(full.matches("needs      every decision").count(), 26);
    let inbox = adr_as(&team.repo, "bob", &["inbox"]);
    assert_eq!(inbox.fine().matches("adr-sign approve").count(), 26);
    assert!(!inbox.fine().contains("\n   approve"), "{}", inbox.fine());
    let full = adr_as(&team.repo, "bob", &["inbox", "--full"]).fine();
    assert!(
        full.contains("\n   approve    every decision asks leads\n"),
        "{full}"
    );
}
