//! `adr due`

use adr_sign::record::prose::Prose;
use adr_sign::record::signoff::{Act, Condition, Stance, Statement};

use super::{Told, adr, command, told};
use crate::support::Repo;
use crate::support::team::{Team, line};

/// Decision 1 is to be looked at again and is challenged; 2 is open, with a hold and a condition; Bob is away.
fn team() -> Team {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("PostgreSQL for orders");
    text.review_by = Some("2026-11-10".parse().unwrap());
    team.settle_text(1, &text);
    team.say(
        "eli",
        1,
        Statement::Act(Act::Challenge {
            evidence: Prose::new("The licence has changed.").unwrap(),
        }),
    );
    team.delegate("bob", "carol", "bob", "2026-11-01", "2026-12-01");
    team.commit("bob", "Carol speaks for Bob");
    team.propose(2);
    let until = "2026-11-24".parse().unwrap();
    team.say("carol", 2, Statement::Act(Act::Hold { until }));
    let condition = Condition {
        id: "rollback".parse().unwrap(),
        text: line("The way back has been tried"),
    };
    let conditions = vec![condition];
    team.say("dana", 2, Statement::Stance(Stance::Approve { conditions }));
    team.switch("main");
    team
}

/// `adr due` on a day.
fn due(team: &Team, day: &str, arguments: &[&str]) -> Told {
    let arguments = [&["due"], arguments].concat();
    let mut command = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &arguments);
    command.env("ADR_NOW", format!("{day}T18:00:00+01:00"));
    told(command)
}

#[test]
fn what_is_due_is_told_by_its_date_with_the_command_that_deals_with_it() {
    insta::assert_snapshot!(due(&team(), "2026-11-18", &[]).fine(), @r"
    2026-11-10  to be looked at again, 8 days ago
                1 PostgreSQL for orders
                ann: adr edit 1
    2026-11-18  no answer yet to eli's challenge: The licence has changed.
                1 PostgreSQL for orders
                ann: adr-sign answer 1 --to eli -m REASON
    2026-11-18  condition rollback is still open: The way back has been tried
                2 Decision 2, on adr/2
                dana: adr-sign clear 2 --condition rollback
    2026-11-24  carol's hold ends, in 6 days
                2 Decision 2, on adr/2
                carol: adr-sign approve 2
    2026-12-01  last day on which carol speaks for bob, in 13 days
                bob: adr delegate --to carol --until DATE
    ");
}

#[test]
fn how_far_ahead_is_looked_can_be_said() {
    let team = team();
    let told = |within: &str| -> Vec<String> {
        let told = due(&team, "2026-11-18", &["--within", within, "--json"]).json(0);
        let items = told["items"].as_array().unwrap().iter();
        items
            .map(|item| format!("{} {}", item["due"].as_str().unwrap(), item["days"]))
            .collect()
    };
    let waiting = ["challenge null", "condition null"];
    assert_eq!(told("0"), ["review -8", waiting[0], waiting[1]]);
    assert_eq!(told("6"), ["review -8", waiting[0], waiting[1], "hold 6"]);
    assert_eq!(told("4294967295").len(), 5);
}

#[test]
fn what_was_dealt_with_is_no_longer_due() {
    let team = team();
    team.say(
        "ann",
        1,
        Statement::Act(Act::Answer {
            targets: vec![team.digest_of(&team.signoff_of("eli", 1))],
        }),
    );
    team.revise("ann", 1, |text| {
        text.review_by = Some("2027-11-10".parse().unwrap());
    });
    team.approve("carol", 1);
    team.approve("dana", 1);
    team.accept(1);
    let due = due(&team, "2026-11-18", &["--json"]).json(0);
    let items = due["items"].as_array().unwrap();
    assert!(
        items.iter().all(|item| item["decision"]["number"] != 1),
        "{due}"
    );
}

#[test]
fn with_nothing_due_there_is_nothing_to_do() {
    let team = Team::new();
    insta::assert_snapshot!(
        due(&team, "2026-11-18", &[]).fine(),
        @"nothing is due, and nothing will be within 30 days"
    );
    let nowhere = adr(&Repo::with_history(), &["due"]);
    assert_eq!(nowhere.code, 4, "{}", nowhere.said);
}

#[test]
fn a_hold_that_has_lapsed_asks_for_nothing() {
    let team = team();
    let due = due(&team, "2026-11-25", &["--json"]).json(0);
    let items = due["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["due"] != "hold"), "{due}");
}
