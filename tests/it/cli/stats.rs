//! `adr stats`

use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::time::Timestamp;

use super::{Told, command, told};
use crate::support::team::{Team, line};

/// In the morning of a day of November 2026.
fn november(day: u32) -> Timestamp {
    format!("2026-11-{day:02}T09:00:00+00:00").parse().unwrap()
}

/// A proposal by Ann of a day in November, on a branch of its own.
fn propose(team: &Team, number: u32, day: u32, tag: &str) {
    let mut text = team.text(number, "ann");
    text.title = line(&format!("Orders, part {number}"));
    text.tags = vec![tag.parse().unwrap()];
    text.review_by = Some("2026-11-16".parse().unwrap());
    team.branch(&format!("adr/{number}"));
    team.begin(number, &text);
    team.revision(number, &text, |revision| revision.at = november(day));
}

fn say(team: &Team, who: &str, number: u32, day: u32, statement: Statement) {
    team.sign_off(who, number, |signoff| {
        signoff.statement = statement;
        signoff.at = november(day);
    });
}

fn approve(team: &Team, who: &str, number: u32, day: u32) {
    let conditions = Vec::new();
    let statement = Statement::Stance(Stance::Approve { conditions });
    say(team, who, number, day, statement);
}

/// Decision 1 took four days from proposal to acceptance and is challenged; 2 is objected to, and open.
fn team() -> Team {
    let team = Team::new();
    propose(&team, 1, 2, "database");
    approve(&team, "bob", 1, 3);
    approve(&team, "carol", 1, 6);
    team.resolve("ann", 1, Outcome::Accepted, |resolution| {
        resolution.at = november(6);
    });
    team.commit("ann", "Accept decision 1");
    let evidence = Prose::new("The licence has changed.").unwrap();
    say(
        &team,
        "eli",
        1,
        10,
        Statement::Act(Act::Challenge { evidence }),
    );
    team.merge();
    propose(&team, 2, 10, "queue");
    say(&team, "bob", 2, 13, Statement::Stance(Stance::Object));
    team.switch("main");
    team
}

/// `adr stats` on 18 November, at nine in the morning.
fn stats(team: &Team, arguments: &[&str]) -> Told {
    let arguments = [&["stats"], arguments].concat();
    let mut command = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &arguments);
    command.env("ADR_NOW", "2026-11-18T09:00:00+00:00");
    told(command)
}

#[test]
fn what_is_measured_is_told_with_what_it_means() {
    insta::assert_snapshot!(stats(&team(), &[]).fine(), @r"
    Time to agreement
    2 texts: median 2.0 days, from put up to accepted

    First word, in days
    WHO               REVISIONS  MEDIAN  9 IN 10
    team leads                5     1.0        –
    team maintainers          5     1.0        –
    bob                       3     1.0        –
    carol                     2     2.0        –
    From a revision's being put up to the first word of somebody who did not write
    it, by the dates in the records. Days of a clock: weekends, holidays and
    absences are not taken out, and who was asked and never signed is not in it.

    Objections and challenges
    1 objection: 1 standing
    1 challenge: 1 standing

    Under way
    #  TITLE           SINCE       DAYS
    2  Orders, part 2  2026-11-10   8.0

    Overdue
    2026-11-10  no answer yet to eli's challenge: The licence has changed.
                1 Orders, part 1
                ann: adr-sign answer 1 --to eli -m REASON
    2026-11-16  to be looked at again, 2 days ago
                1 Orders, part 1
                ann: adr edit 1
    ");
}

#[test]
fn a_time_and_a_tag_narrow_what_is_measured() {
    let team = team();
    let told = stats(&team, &["--tag", "database", "--json"]).json(0);
    assert_eq!(told["version"], 1);
    assert_eq!(told["agreement"]["median"], 4.0);
    assert_eq!(told["agreed"][0]["number"], 1);
    assert_eq!(told["objections"]["raised"], 0);
    assert_eq!(told["challenges"]["standing"], 1);
    assert_eq!(told["open"].as_array().unwrap().len(), 0);
    let told = stats(
        &team,
        &["--since", "2026-11-07", "--tag", "queue", "--json"],
    )
    .json(0);
    assert!(told["agreement"].is_null(), "{told}");
    assert_eq!(told["people"].as_array().unwrap().len(), 1);
    assert_eq!(told["people"][0]["person"], "bob");
    assert_eq!(told["people"][0]["median"], 3.0);
    assert_eq!(told["objections"]["standing"], 1);
    assert_eq!(told["open"][0]["days"], 8.0);
}

#[test]
fn words_put_into_somebodys_mouth_are_not_measured() {
    let team = team();
    team.branch("adr/3");
    let mut text = team.text(3, "ann");
    text.tags = vec!["forged".parse().unwrap()];
    team.propose_text("ann", 3, &text);
    let (path, bytes, _) = team.signoff("eli", 3, |signoff| {
        signoff.signer = "carol".parse().unwrap();
    });
    team.repo.write(&path, bytes);
    team.commit("eli", "A word of Carol's");
    let told = stats(&team, &["--tag", "forged", "--json"]).json(0);
    assert_eq!(told["people"].as_array().unwrap().len(), 0);
    assert_eq!(told["objections"]["raised"], 0);
    assert_eq!(told["unproved"], 1);
}

#[test]
fn dates_that_run_backwards_are_left_out_and_said_to_be() {
    let team = Team::new();
    propose(&team, 1, 9, "database");
    approve(&team, "bob", 1, 3);
    let told = stats(&team, &["--tag", "database"]);
    let answer = told.fine();
    assert!(
        answer.contains("Left out: 1 time whose dates run backwards."),
        "{answer}"
    );
    assert!(!answer.contains("bob"), "{answer}");
}
