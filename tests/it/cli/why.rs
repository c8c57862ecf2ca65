//! `adr why PATH...`

use adr_sign::record::id::Number;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;

use super::{adr, adr_as};
use crate::support::team::{Team, line};

/// Decision 1 governs the orders, 2 their reports; 3 amends 1.
fn team() -> Team {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("PostgreSQL for orders");
    text.governs = vec!["src/orders/**".parse().unwrap()];
    team.settle_text(1, &text);
    let mut text = team.text(2, "bob");
    text.title = line("Reports at night");
    text.context = Some(Prose::new("## Problem\n\n- The day is too busy.").unwrap());
    text.governs = vec!["src/orders/report*.rs".parse().unwrap()];
    team.branch("adr/two");
    team.propose_text("bob", 2, &text);
    team.approve("dana", 2);
    team.approve("carol", 2);
    team.accept(2);
    team.merge();
    let mut text = team.text(3, "ann");
    text.title = line("Orders are kept for ten years");
    text.amends = vec![Number(1)];
    team.settle_text(3, &text);
    team
}

#[test]
fn what_binds_a_file_is_said_with_the_reason_and_what_nobody_governs_too() {
    let team = team();
    let asked = [
        "why",
        "src/orders/report.rs",
        "src/orders/db.rs",
        "README.md",
    ];
    insta::assert_snapshot!(adr(&team.repo, &asked).fine(), @r"
    1 PostgreSQL for orders
      Keep them in one place.
      because: Orders are lost.
      revision 1, in force since 2026-11-18, owner ann: adr show 1
      amended by 3 Orders are kept for ten years: adr show 3
      src/orders/report.rs  (src/orders/**)
      src/orders/db.rs  (src/orders/**)

    2 Reports at night
      Keep them in one place.
      because: The day is too busy.
      revision 1, in force since 2026-11-18, owner bob: adr show 2
      src/orders/report.rs  (src/orders/report*.rs)

    Governed by no decision in force
      README.md
    ");
}

#[test]
fn of_a_folder_everything_in_it_is_asked_about() {
    let team = team();
    let numbers = |path: &str| {
        let told = adr(&team.repo, &["why", path, "--json"]).json(0);
        let decisions = told["decisions"].as_array().unwrap().iter();
        decisions
            .map(|one| one["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("src/"), [1, 2]);
    assert_eq!(numbers("."), [1, 2]);
    assert_eq!(numbers("docs/"), [0; 0]);
    assert_eq!(numbers("src/orders/db.rs"), [1]);
}

#[test]
fn what_takes_the_place_of_a_decision_governs_its_files_unless_it_names_its_own() {
    let team = team();
    supersede(&team, 4, |_| {});
    let told = adr(&team.repo, &["why", "src/orders/db.rs", "--json"]).json(0);
    assert_eq!(told["decisions"][0]["number"], 4);
    assert_eq!(told["decisions"][0]["paths"][0]["inherited_from"], 1);
    assert_eq!(told["decisions"][0]["supersedes"][0]["number"], 1);
    assert_eq!(told["decisions"].as_array().unwrap().len(), 1);

    let team = self::team();
    supersede(&team, 4, |text| {
        text.governs = vec!["src/shop/**".parse().unwrap()];
    });
    let told = adr(&team.repo, &["why", "src/orders/db.rs", "--json"]).json(0);
    assert_eq!(told["decisions"], serde_json::json!([]));
    assert_eq!(told["ungoverned"], serde_json::json!(["src/orders/db.rs"]));
}

/// A decision that takes the place of decision 1, agreed and merged.
fn supersede(team: &Team, number: u32, change: impl FnOnce(&mut adr_sign::record::text::Text)) {
    let mut text = team.text(number, "ann");
    text.supersedes = vec![Number(1)];
    change(&mut text);
    team.branch("adr/successor");
    team.propose_text("ann", number, &text);
    team.approve("bob", number);
    team.approve("carol", number);
    team.resolve("ann", number, Outcome::Accepted, |_| {});
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(text.id);
        resolution.signoffs.clear();
    });
    team.commit("ann", "Accept the successor");
    team.merge();
}

#[test]
fn the_files_of_a_branch_are_those_that_it_has_changed_since_it_left() {
    let team = team();
    team.branch("work");
    team.repo.write("src/orders/db.rs", "new");
    team.repo.write("docs/guide.md", "new");
    team.commit("eli", "Work");
    team.switch("main");
    team.repo.write("src/orders/other.rs", "not of the branch");
    team.commit("bob", "Elsewhere");
    team.switch("work");
    let told = adr_as(&team.repo, "eli", &["why", "--changed", "main", "--json"]).json(0);
    assert_eq!(told["decisions"][0]["number"], 1);
    assert_eq!(told["decisions"][0]["paths"].as_array().unwrap().len(), 1);
    assert_eq!(told["ungoverned"], serde_json::json!(["docs/guide.md"]));
    let nothing = adr(&team.repo, &["why"]);
    assert_eq!(nothing.code, 2);
}

#[test]
fn what_is_only_proposed_binds_nothing() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.governs = vec!["src/**".parse().unwrap()];
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    let told = adr(&team.repo, &["why", "src/a.rs", "--json"]).json(0);
    assert_eq!(told["decisions"], serde_json::json!([]));
}
