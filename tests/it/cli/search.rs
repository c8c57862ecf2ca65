//! `adr search QUERY`

use adr_sign::record::prose::Prose;
use adr_sign::record::text::Text;
use serde_json::Value;

use super::{adr, command, told};
use crate::support::team::{Team, line};

/// Decisions in several languages, proposed on one branch; HEAD is there.
fn team() -> Team {
    let team = Team::new();
    team.branch("adr/many");
    let texts = [
        (
            "PostgreSQL for orders",
            "Orders are lost twice a month.",
            "Orders move to PostgreSQL.",
        ),
        (
            "One shared file",
            "There is no database.",
            "We keep orders in a file until PostgreSQL.",
        ),
        (
            "Größere Berichte über Nacht",
            "Die Datenbankwahl bremst Auswertungen.",
            "Berichte laufen nachts, gemäß Straßenverkehr.",
        ),
        (
            "Décision révisée sur les données",
            "Les données personnelles sont dispersées.",
            "Garder les données en Europe.",
        ),
        (
            "数据库选型和迁移计划",
            "订单丢失。",
            "我们使用 PostgreSQL 作为订单数据库。",
        ),
        (
            "データベースの選定",
            "注文が失われる。",
            "注文はデータベースに移す。",
        ),
    ];
    for (number, (title, context, decision)) in (1..).zip(texts) {
        let text = Text {
            title: line(title),
            context: Some(Prose::new(context).unwrap()),
            decision: Some(Prose::new(decision).unwrap()),
            ..team.text(number, "ann")
        };
        team.propose_text("ann", number, &text);
    }
    team
}

fn search(team: &Team, arguments: &[&str]) -> Value {
    adr(&team.repo, &[&["search", "--json"], arguments].concat()).json(0)
}

fn numbers(found: &Value) -> Vec<u64> {
    let decisions = found["decisions"].as_array().unwrap().iter();
    decisions
        .map(|one| one["number"].as_u64().unwrap())
        .collect()
}

#[test]
fn the_best_comes_first_with_the_lines_that_say_it() {
    let team = team();
    insta::assert_snapshot!(adr(&team.repo, &["search", "postgresql", "orders"]).fine(), @r"
    1  PostgreSQL for orders  (proposed, ann)
        decision: Orders move to PostgreSQL.
        context: Orders are lost twice a month.
    2  One shared file  (proposed, ann)
        decision: We keep orders in a file until PostgreSQL.
    ");
}

#[test]
fn case_and_accents_do_not_matter_in_any_language() {
    let team = team();
    for (query, wanted) in [
        ("GROSSERE", 3),
        ("größere", 3),
        ("strassenverkehr", 3),
        ("wahl", 3),
        ("revisee donnees", 4),
        ("RÉVISÉE", 4),
        ("re\u{301}vise\u{301}e", 4),
        ("数据库", 5),
        ("迁移计划", 5),
        ("丢", 5),
        ("データベース", 6),
        ("ﾃﾞｰﾀﾍﾞｰｽ 注文", 6),
    ] {
        assert_eq!(numbers(&search(&team, &[query])), [wanted], "{query}");
    }
    assert_eq!(numbers(&search(&team, &["据数"])), [0; 0]);
}

#[test]
fn a_hit_is_where_it_says() {
    let team = team();
    let found = search(&team, &["BERICHTE"]);
    for line in found["decisions"][0]["lines"].as_array().unwrap() {
        let text = line["text"].as_str().unwrap();
        for hit in line["hits"].as_array().unwrap() {
            let at = |end: usize| usize::try_from(hit[end].as_u64().unwrap()).unwrap();
            assert_eq!(&text[at(0)..at(1)], "Berichte");
        }
    }
    let mut colourful = command(
        &team.repo,
        env!("CARGO_BIN_EXE_adr"),
        &["search", "berichte"],
    );
    colourful.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
    let answer = told(colourful).answer;
    assert!(
        answer.contains("\u{1b}[1m\u{1b}[33mBerichte\u{1b}[0m"),
        "{answer:?}"
    );
}

#[test]
fn a_field_of_its_own_can_be_asked() {
    let team = team();
    team.sign_off("bob", 1, |signoff| {
        signoff.reason = Some(Prose::new("Too expensive").unwrap());
    });
    assert_eq!(
        numbers(&search(&team, &["--field", "said", "expensive"])),
        [1]
    );
    assert_eq!(
        numbers(&search(&team, &["--field", "title", "expensive"])),
        [0; 0]
    );
    assert_eq!(
        numbers(&search(&team, &["--field", "title", "postgresql"])),
        [1]
    );
}

#[test]
fn where_no_decision_has_all_the_words_those_with_some_are_shown() {
    let team = team();
    let found = search(&team, &["postgresql", "tomatoes"]);
    assert_eq!(found["partial"], true);
    assert_eq!(numbers(&found), [1, 2, 5]);
    assert_eq!(found["total"], 3);
    let first = search(&team, &["--limit", "1", "postgresql", "tomatoes"]);
    assert_eq!(numbers(&first), [1]);
    assert_eq!(first["total"], 3);
    let none = adr(&team.repo, &["search", "tomatoes"]);
    assert_eq!(none.fine(), "no decision says that\n");
    assert_eq!(adr(&team.repo, &["search", "--", "--"]).code, 2);
}

#[test]
fn other_branches_are_searched_where_that_is_wished() {
    let team = team();
    team.switch("main");
    assert_eq!(numbers(&search(&team, &["postgresql"])), [0; 0]);
    let found = search(&team, &["--all-branches", "postgresql", "orders"]);
    assert_eq!(numbers(&found), [1, 2]);
    assert_eq!(found["decisions"][0]["branch"], "adr/many");
    assert_eq!(found["decisions"][0]["status"]["word"], "proposed");
    let at = search(&team, &["--at", "adr/many", "postgresql", "orders"]);
    assert_eq!(numbers(&at), [1, 2]);
}
