//! `adr inbox`

use adr_sign::action::ground::{Ground, LogChoice};
use adr_sign::action::inbox::{self, Report, Request};
use adr_sign::record::signoff::{Act, Condition, Stance, Statement};
use adr_sign::store::Store;

use crate::cli::{adr, adr_as};
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

/// The inbox of somebody at noon of a day.
fn on(team: &Team, who: &str, day: &str) -> Report {
    let store = Store::open(team.repo.root()).unwrap();
    let ground = Ground::open(&store, &LogChoice::default()).unwrap();
    let request = Request {
        person: Some(who.parse().unwrap()),
        actor: None,
        now: format!("{day}T12:00:00+00:00").parse().unwrap(),
    };
    inbox::run(&ground, &request).unwrap()
}

fn commands(report: &Report) -> Vec<&str> {
    report
        .items
        .iter()
        .map(|item| item.command.as_str())
        .collect()
}

#[test]
fn whoever_is_asked_finds_the_decision_wherever_it_is() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    insta::assert_snapshot!(adr_as(&team.repo, "bob", &["inbox"]).fine(), @r"
    one thing waits for you, bob

    1  Decision 1  on adr/1
       approve    every decision asks leads
                  adr-sign approve 1
    ");
    insta::assert_snapshot!(adr_as(&team.repo, "eli", &["inbox"]).fine(), @"nothing waits for you, eli");
}

#[test]
fn an_argument_asks_something_else_of_everybody() {
    let team = argued();
    insta::assert_snapshot!(adr(&team.repo, &["inbox"]).fine(), @r"
    one thing waits for you, ann

    1  Decision 1  on adr/1
       blocked    carol objects: I have read it.
                  adr revise 1 -m SUMMARY
    ");
    insta::assert_snapshot!(adr_as(&team.repo, "bob", &["inbox"]).fine(), @r"
    2 things wait for you, bob

    1  Decision 1  on adr/1
       condition  the approval counts once load-test is met: A load test at twice
                  the peak before launch
                  adr-sign clear 1 --condition load-test
       answer     carol objects: I have read it.
                  adr-sign answer 1 --to carol -m REASON
    ");
    insta::assert_snapshot!(adr_as(&team.repo, "carol", &["inbox"]).fine(), @"nothing waits for you, carol");
    insta::assert_snapshot!(adr_as(&team.repo, "dana", &["inbox"]).fine(), @r"
    2 things wait for you, dana

    1  Decision 1  on adr/1
       approve    every decision asks leads
                  adr-sign approve 1
       answer     carol objects: I have read it.
                  adr-sign answer 1 --to carol -m REASON
    ");
}

#[test]
fn an_approval_that_went_stale_says_what_changed() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise("ann", 1, |text| {
        text.tags = vec!["database".parse().unwrap()];
    });
    insta::assert_snapshot!(adr_as(&team.repo, "bob", &["inbox"]).fine(), @r"
    one thing waits for you, bob

    1  Decision 1  on adr/1
       again      revision 1 was approved; revision 2 changed tags
                  adr-sign approve 1 --again
    ");
    let again = adr_as(&team.repo, "bob", &["inbox", "--json"]).json(0);
    assert_eq!(again["items"][0]["task"], "approve-again");
    assert_eq!(again["items"][0]["changed"][0]["fields"][0], "tags");
    team.approve("carol", 1);
    team.approve("dana", 1);
    let enough = adr_as(&team.repo, "bob", &["inbox", "--json"]).json(0);
    assert_eq!(enough["items"][0]["needed"], false);
}

#[test]
fn own_drafts_and_own_agreements_wait_for_their_owner() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.decision = None;
    team.branch("adr/0001-draft");
    team.begin(1, &text);
    team.commit("ann", "Draft decision 1");
    team.switch("main");
    team.branch("adr/2");
    team.begin(2, &team.text(2, "ann"));
    team.commit("ann", "Draft decision 2");
    team.switch("main");
    team.propose(3);
    team.approve("bob", 3);
    team.approve("carol", 3);
    team.switch("main");
    insta::assert_snapshot!(adr(&team.repo, &["inbox"]).fine(), @r"
    3 things wait for you, ann

    1  Decision 1  on adr/0001-draft
       edit       the draft lacks decision
                  adr edit 1

    2  Decision 2  on adr/2
       propose    the draft can be proposed
                  adr propose 2

    3  Decision 3  on adr/3
       accept     everything that it needs is there
                  adr accept 3
    ");
    assert_eq!(
        adr_as(&team.repo, "dana", &["inbox"]).fine(),
        "nothing waits for you, dana\n"
    );
}

#[test]
fn a_hold_counts_its_days() {
    let team = Team::new();
    team.propose(1);
    let until = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    team.say("dana", 1, Statement::Act(Act::Hold { until }));
    let told = |day: &str| {
        let page = adr_sign::render::inbox::page(&on(&team, "dana", day), 80);
        anstream::adapter::strip_str(&page).to_string()
    };
    assert!(told("2026-11-18").contains("asked for time until 2026-11-20: 2 more days"));
    assert!(told("2026-11-20").contains("the last day is today"));
    assert_eq!(
        on(&team, "dana", "2026-11-18").items.len(),
        1,
        "whoever asked for time is not pressed for an approval as well"
    );
    let lapsed = on(&team, "dana", "2026-11-21");
    assert_eq!(commands(&lapsed), ["adr-sign approve 1"], "it is over");
}

#[test]
fn a_delegate_is_asked_in_the_seat_of_whoever_is_away() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.approvers = vec!["bob".parse().unwrap()];
    team.branch("adr/1");
    team.delegate("bob", "dana", "bob", "2026-11-10", "2026-11-20");
    team.propose_text("ann", 1, &text);
    team.approve("dana", 1);
    team.approve("carol", 1);
    let dana = on(&team, "dana", "2026-11-18");
    assert_eq!(commands(&dana), ["adr-sign approve 1 --for bob"]);
    assert_eq!(dana.speaks_for.len(), 1);
    let bob = on(&team, "bob", "2026-11-18");
    assert_eq!(commands(&bob), ["adr-sign approve 1"]);
    assert_eq!(bob.spoken_for_by.len(), 1);
    let over = on(&team, "dana", "2026-11-21");
    assert!(over.items.is_empty() && over.speaks_for.is_empty());
    let before = on(&team, "dana", "2026-11-09");
    assert!(before.items.is_empty(), "it has not begun");
    assert_eq!(before.speaks_for.len(), 1, "and is known to come");
}

#[test]
fn it_can_be_pasted_into_a_chat() {
    let team = argued();
    let told = adr(&team.repo, &["inbox", "--for", "dana", "--markdown"]).fine();
    insta::assert_snapshot!(told, @r"
    **2 things wait for dana**

    - [ ] **1** `Decision 1` `every decision asks leads`: `adr-sign approve 1`
    - [ ] **1** `Decision 1` `carol objects: I have read it.`: `adr-sign answer 1 --to carol -m REASON`
    ");
    let arguments = ["inbox", "--for", "dana", "--format", "markdown"];
    assert_eq!(adr(&team.repo, &arguments).fine(), told);
}

#[test]
fn a_title_mentions_nobody_in_the_chat() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("`@everybody` [x](https://evil.example) <img src=x> #1");
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    for command in [vec!["inbox", "--for", "bob"], vec!["status"]] {
        let told = adr(
            &team.repo,
            &[command, vec!["--format", "markdown"]].concat(),
        )
        .fine();
        assert!(
            told.contains("`` `@everybody` [x](https://evil.example) <img src=x> #1 ``"),
            "{told}"
        );
    }
}

#[test]
fn somebody_whom_nobody_knows_is_told_so() {
    let team = Team::new();
    let told = adr(&team.repo, &["inbox", "--for", "zoe"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said.contains("the charter knows no zoe"),
        "{}",
        told.said
    );
    let stranger = adr_as(&team.repo, "stranger", &["inbox"]);
    assert_eq!(stranger.code, 4, "{}", stranger.said);
}
