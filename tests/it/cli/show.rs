//! `adr show`

use adr_sign::record::prose::Prose;
use adr_sign::record::signoff::{Act, Statement};
use adr_sign::record::text::{Alternative, Reference};

use super::adr;
use crate::support::team::{Team, line};

#[test]
fn a_decision_is_a_page_with_its_agreement_its_arguments_and_its_links() {
    let team = Team::new();
    team.settle(1);
    team.switch("main");
    let mut text = team.text(2, "ann");
    text.title = line("PostgreSQL for orders");
    text.impact = Some(adr_sign::record::text::Impact::High);
    text.tags = vec!["database".parse().unwrap(), "orders".parse().unwrap()];
    text.amends = vec![adr_sign::record::id::Number(1)];
    text.context =
        Some(Prose::new("Orders are lost.\n\n- twice in May\n- once in June\n").unwrap());
    text.options = vec![Alternative {
        name: line("PostgreSQL"),
        summary: Some(Prose::new("One database for everything.").unwrap()),
        pros: vec![line("We know it well")],
        cons: vec![line("The migration takes a quarter")],
    }];
    text.references = vec![Reference {
        title: line("Benchmark"),
        url: Some(line("https://example.com/bench")),
    }];
    team.branch("adr/0002-postgresql");
    team.propose_text("ann", 2, &text);
    let objection = team.object("dana", 2);
    team.say(
        "carol",
        2,
        Statement::Act(Act::Answer {
            targets: vec![objection],
        }),
    );
    team.approve("bob", 2);
    team.approve("carol", 2);
    insta::assert_snapshot!(adr(&team.repo, &["show", "2"]).fine(), @r"
    Decision 2: PostgreSQL for orders
    proposed, revision 1 by ann of 2026-11-18, owner ann, impact high
    tags: database, orders

    Context
    Orders are lost.

    - twice in May
    - once in June

    Options
    * PostgreSQL
      One database for everything.
      + We know it well
      - The migration takes a quarter

    Decision
    Keep them in one place.

    References
    - Benchmark https://example.com/bench

    Agreement
    WHO    SAYS     OF  DATE        PROOF
    bob    approve  r1  2026-11-18  key
    carol  approve  r1  2026-11-18  key
    dana   object   r1  2026-11-18  key
    carol  answer   r1  2026-11-18  key

    Objections
    - dana objects (revision 1, 2026-11-18): I have read it.
      > carol answers (2026-11-18): I have read it.

    Links
    - amends 1 Decision 1 (accepted)
    ");
    let one = adr(&team.repo, &["show", "1"]).fine();
    assert!(
        one.contains("- amended by 2 PostgreSQL for orders (proposed)"),
        "{one}"
    );
    team.switch("main");
    let elsewhere = adr(&team.repo, &["show", "2"]).fine();
    assert!(
        elsewhere.contains("read from adr/0002-postgresql"),
        "{elsewhere}"
    );
}

#[test]
fn the_text_in_force_is_shown_and_a_newer_one_is_mentioned() {
    let team = Team::new();
    team.settle(1);
    team.switch("main");
    team.branch("adr/0001-again");
    team.revise("ann", 1, |text| text.title = line("A better title"));
    let here = adr(&team.repo, &["show", "1"]).fine();
    assert!(
        here.starts_with("Decision 1: Decision 1\naccepted (r2 proposed)"),
        "{here}"
    );
    assert!(
        here.contains("revision 2 is newer: adr show 1 --revision 2"),
        "{here}"
    );
    let newer = adr(&team.repo, &["show", "1", "--revision", "2"]).fine();
    assert!(newer.starts_with("Decision 1: A better title\n"), "{newer}");
    team.switch("main");
    let main = adr(&team.repo, &["show", "1"]).fine();
    assert!(
        main.contains("revision 2 is on adr/0001-again: adr show 1 --at adr/0001-again"),
        "{main}"
    );
}

#[test]
fn raw_is_the_stored_file_byte_for_byte() {
    let team = Team::new();
    team.propose(1);
    let told = adr(&team.repo, &["show", "1", "--raw"]);
    assert_eq!(told.code, 0);
    assert_eq!(told.answer.as_bytes(), team.newest(1).bytes());
}

#[test]
fn a_revision_that_is_not_there_is_said_not_to_be() {
    let team = Team::new();
    team.propose(1);
    let told = adr(&team.repo, &["show", "1", "--revision", "4"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said
            .contains("decision 1 has no revision 4; its newest is 1"),
        "{}",
        told.said
    );
}

#[test]
fn the_charter_is_shown_as_the_charter() {
    let team = Team::new();
    let told = adr(&team.repo, &["show", "0"]).fine();
    assert!(told.starts_with("Charter 0: "), "{told}");
    assert!(told.contains("adr charter show"), "{told}");
}

#[test]
fn programs_get_the_whole_page() {
    let team = Team::new();
    team.settle(1);
    let page = adr(&team.repo, &["show", "1", "--json"]).json(0);
    assert_eq!(page["version"], 1);
    assert_eq!(page["status"]["word"], "accepted");
    assert_eq!(page["text"]["title"], "Decision 1");
    assert_eq!(page["signoffs"][0]["proof"], "key");
    assert_eq!(page["signoffs"][0]["counted"], true);
    assert_eq!(page["resolutions"][0]["outcome"], "accepted");
}
