//! `adr list`

use super::{adr, command, told};
use crate::support::Repo;
use crate::support::team::{Team, line};

/// Decision 1 in force, 2 proposed and once approved on a branch of its own, 3 on another.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    team.switch("main");
    let mut text = team.text(2, "bob");
    text.title = line("订单数据库选型：从 MySQL 迁移到 PostgreSQL 的计划与风险评估以及回滚方案");
    text.tags = vec!["database".parse().unwrap()];
    team.branch("adr/0002-orders");
    team.propose_text("bob", 2, &text);
    team.approve("carol", 2);
    team.switch("main");
    team.propose(3);
    team.switch("main");
    team
}

#[test]
fn what_is_on_this_branch_is_listed() {
    let team = team();
    insta::assert_snapshot!(adr(&team.repo, &["list"]).fine(), @r"
    #  STATUS    TITLE                OWNER  DATE        AGREED
    0  accepted  Charter: Decision 0  ann    2026-11-18       2
    1  accepted  Decision 1           ann    2026-11-18       2
    ");
}

#[test]
fn what_is_under_way_elsewhere_is_listed_with_its_branch() {
    let team = team();
    insta::assert_snapshot!(adr(&team.repo, &["list", "--all-branches"]).fine(), @r"
    #  STATUS    TITLE                    OWNER  DATE        AGREED  BRANCH
    0  accepted  Charter: Decision 0      ann    2026-11-18       2
    1  accepted  Decision 1               ann    2026-11-18       2
    2  proposed  订单数据库选型：从 MyS…  bob    2026-11-18     1/2  adr/0002-orders
    3  proposed  Decision 3               ann    2026-11-18     0/2  adr/3
    ");
}

#[test]
fn a_wide_terminal_shows_everything_and_a_pipe_does_not_cut() {
    let team = team();
    let arguments = ["list", "--all-branches", "--status", "proposed"];
    let mut wide = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &arguments);
    wide.env("COLUMNS", "200");
    insta::assert_snapshot!(told(wide).fine(), @r"
    #  STATUS    TITLE                                                                    OWNER  DATE        AGREED  BRANCH
    2  proposed  订单数据库选型：从 MySQL 迁移到 PostgreSQL 的计划与风险评估以及回滚方案  bob    2026-11-18     1/2  adr/0002-orders
    3  proposed  Decision 3                                                               ann    2026-11-18     0/2  adr/3
    ");
    let mut piped = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &arguments);
    piped.env_remove("COLUMNS");
    assert!(told(piped).answer.contains("以及回滚方案"));
}

#[test]
fn a_decision_is_listed_once_where_it_has_gone_furthest() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["branch", "stale"]);
    team.revise("ann", 1, |text| text.title = line("A better title"));
    team.approve("bob", 1);
    team.switch("main");
    let listed = adr(&team.repo, &["list", "--all-branches", "--json"]).json(0);
    let ones: Vec<_> = listed["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["number"] == 1)
        .collect();
    assert_eq!(ones.len(), 1, "{listed}");
    assert_eq!(ones[0]["revision"], 2);
    assert_eq!(ones[0]["title"], "A better title");
    assert_eq!(ones[0]["agreement"]["filled"], 1);
    assert_ne!(ones[0]["branch"], "stale");
}

#[test]
fn filters_and_orders_combine() {
    let team = team();
    let numbers = |arguments: &[&str]| -> Vec<u64> {
        let mut all = vec!["list", "--all-branches", "--json"];
        all.extend(arguments);
        let listed = adr(&team.repo, &all).json(0);
        let rows = listed["decisions"].as_array().unwrap();
        rows.iter()
            .filter_map(|row| row["number"].as_u64())
            .collect()
    };
    assert_eq!(numbers(&[]), [0, 1, 2, 3]);
    assert_eq!(numbers(&["--status", "accepted"]), [0, 1]);
    assert_eq!(numbers(&["--tag", "database"]), [2]);
    assert_eq!(numbers(&["--owner", "bob"]), [2]);
    assert_eq!(numbers(&["--owner", "bob", "--owner", "ann"]), [0, 1, 2, 3]);
    assert_eq!(numbers(&["--signer", "carol", "--status", "proposed"]), [2]);
    assert_eq!(numbers(&["--since", "2999-01-01"]), [0; 0]);
    assert_eq!(numbers(&["--sort", "owner"]), [0, 1, 3, 2]);
    assert_eq!(numbers(&["--sort", "status"]), [2, 3, 0, 1]);
    assert_eq!(numbers(&["--sort", "title"]), [0, 1, 3, 2]);
    assert_eq!(adr(&team.repo, &["list", "--status", "done"]).code, 2);
}

#[test]
fn another_commit_is_read_without_checking_it_out() {
    let team = team();
    let there = adr(&team.repo, &["list", "--at", "adr/0002-orders", "--json"]).json(0);
    assert_eq!(there["decisions"].as_array().unwrap().len(), 3);
    let nowhere = adr(&team.repo, &["list", "--at", "no-such-branch"]);
    assert_eq!(nowhere.code, 2);
    assert!(
        nowhere
            .said
            .contains("`no-such-branch` is no commit or branch"),
        "{}",
        nowhere.said
    );
}

#[test]
fn a_record_that_cannot_be_read_hides_nothing_else() {
    let team = Team::new();
    team.settle(1);
    team.settle(2);
    let signoff = team.signoff_of("bob", 1);
    team.repo.write(&signoff, "stance: \u{1b}[31mapprove\n");
    team.commit("ann", "Break a record");
    let told = adr(&team.repo, &["list"]);
    insta::assert_snapshot!(told.fine(), @r"
    #  STATUS      TITLE                OWNER  DATE        AGREED
    0  accepted    Charter: Decision 0  ann    2026-11-18       2
    1  unreadable  Decision 1           ann    2026-11-18       –
    2  accepted    Decision 2           ann    2026-11-18       2

    Cannot be read:
      decision 1: decisions/0001-decision-1/signoffs/bob.r1.xxxxxxxx.yaml: line 1,
        column 9: the control character U+001B is not allowed
    ");
    insta::assert_snapshot!(super::blotted(&told.said), @r"
    warning: decisions/0001-decision-1/signoffs/bob.r1.xxxxxxxx.yaml cannot be read; see `adr verify`
    ");
    let json = adr(&team.repo, &["list", "--json"]).json(0);
    assert_eq!(json["unreadable"][0]["number"], 1);
    assert!(
        json["unreadable"][0]["path"]
            .as_str()
            .unwrap()
            .ends_with(&signoff)
    );
}

#[test]
fn no_path_reaches_the_terminal_as_a_command() {
    let team = Team::new();
    team.settle(1);
    team.repo
        .write("decisions/0001-decision/\u{1b}[2Jboo.yaml", "boo\n");
    team.commit("ann", "Break the terminal");
    let told = adr(&team.repo, &["list"]);
    assert!(told.fine().contains("boo.yaml"), "{}", told.answer);
    assert!(!told.answer.contains('\u{1b}'), "{}", told.answer);
    assert!(!told.said.contains('\u{1b}'), "{}", told.said);
}

#[test]
fn colour_says_nothing_that_words_do_not() {
    let team = team();
    let plain = adr(&team.repo, &["list", "--all-branches"]).answer;
    let mut forced = command(
        &team.repo,
        env!("CARGO_BIN_EXE_adr"),
        &["list", "--all-branches"],
    );
    forced.env("CLICOLOR_FORCE", "1");
    let coloured = told(forced).answer;
    assert!(coloured.contains('\u{1b}'), "{coloured}");
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn a_repository_without_a_log_says_how_to_start_one() {
    let repo = Repo::new();
    let told = adr(&repo, &["list"]);
    assert_eq!(told.code, 4);
    assert!(told.said.contains("adr init"), "{}", told.said);
}
