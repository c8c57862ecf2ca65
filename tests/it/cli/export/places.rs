//! Where an export goes, and what it never writes over.

use super::team;
use crate::cli::adr;
use crate::support::team::{Team, line};

#[test]
fn only_what_changed_is_written_again() {
    let team = team();
    let export = || adr(&team.repo, &["export", "madr", "--out", "out"]).fine();
    assert_eq!(export(), "7 documents written to out\n");
    assert_eq!(
        export(),
        "0 documents written to out, 7 the same as before\n"
    );
    team.revise("ann", 4, |text| text.title = line("Another title"));
    assert_eq!(
        export(),
        "1 document written to out, 6 the same as before\n"
    );
    assert!(
        team.repo
            .read("out/0004-decision-4.md")
            .contains("# Another title")
    );
}

#[test]
fn what_no_export_wrote_is_never_written_over_and_nothing_else_is_either() {
    let team = team();
    team.repo.write("out/0004-decision-4.md", "My own words.\n");
    let refused = adr(&team.repo, &["export", "madr", "--out", "out"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.said.contains("0004-decision-4.md"),
        "{}",
        refused.said
    );
    assert!(refused.said.contains("--force"), "{}", refused.said);
    assert_eq!(team.repo.read("out/0004-decision-4.md"), "My own words.\n");
    assert!(!team.repo.root().join("out/0001-decision-1.md").exists());
    adr(&team.repo, &["export", "madr", "--out", "out", "--force"]).fine();
    assert!(
        team.repo
            .read("out/0004-decision-4.md")
            .contains("# Decision 4")
    );
}

#[test]
fn what_somebody_changed_since_is_theirs() {
    let team = team();
    adr(&team.repo, &["export", "madr", "--out", "out"]).fine();
    let path = "out/0002-decision-2.md";
    let edited = format!("{}\nA note.\n", team.repo.read(path));
    team.repo.write(path, &edited);
    assert_eq!(adr(&team.repo, &["export", "madr", "--out", "out"]).code, 1);
    assert_eq!(team.repo.read(path), edited);
}

#[test]
fn what_is_no_part_any_more_is_named_and_stays() {
    let team = team();
    adr(&team.repo, &["export", "madr", "--out", "out"]).fine();
    let some = adr(&team.repo, &["export", "madr", "1-3", "--out", "out"]);
    assert!(!some.said.contains("0004-decision-4.md"), "{}", some.said);
    let accepted = adr(
        &team.repo,
        &[
            "export", "madr", "--status", "accepted", "--out", "out", "--json",
        ],
    );
    assert_eq!(accepted.json(0)["left_over"], serde_json::Value::Null);
    team.repo.git(&["rm", "-rq", "decisions/0004-decision-4"]);
    team.commit("ann", "Gone");
    let all = adr(&team.repo, &["export", "madr", "--out", "out"]);
    assert!(all.said.contains("0004-decision-4.md"), "{}", all.said);
    assert!(team.repo.root().join("out/0004-decision-4.md").exists());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let team = team();
    let target = team.repo.around().join("precious");
    std::fs::write(&target, "precious\n").unwrap();
    std::fs::create_dir(team.repo.root().join("out")).unwrap();
    for name in ["0001-decision-1.md", "all.json"] {
        std::os::unix::fs::symlink(&target, team.repo.root().join("out").join(name)).unwrap();
    }
    for arguments in [
        ["export", "madr", "--out", "out", "--force"],
        ["export", "json", "--out", "out/all.json", "--force"],
    ] {
        let told = adr(&team.repo, &arguments);
        assert_eq!(told.code, 1, "{}", told.said);
        assert!(told.said.contains("is in the way"), "{}", told.said);
    }
    assert_eq!(std::fs::read_to_string(target).unwrap(), "precious\n");
}

#[test]
fn a_single_document_goes_to_a_file_that_is_not_there_yet_or_says_the_same() {
    let team = team();
    let export = |more: &[&str]| {
        let mut arguments = vec!["export", "csv", "--out", "all.csv"];
        arguments.extend(more);
        adr(&team.repo, &arguments)
    };
    assert_eq!(export(&[]).fine(), "8 decisions written to all.csv\n");
    assert_eq!(export(&[]).fine(), "8 decisions stand already in all.csv\n");
    let refused = export(&["4"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.said.contains("all.csv is there already"),
        "{}",
        refused.said
    );
    assert_eq!(
        export(&["4", "--force"]).fine(),
        "1 decision written to all.csv\n"
    );
    assert_eq!(team.repo.read("all.csv").lines().count(), 2);
}

#[test]
fn each_format_says_what_place_it_wants() {
    let team = team();
    team.repo.write("file", "x\n");
    for (arguments, said) in [
        (&["export", "madr"][..], "say where they go: --out DIR"),
        (&["export", "madr", "--out", "file"], "file is no folder"),
        (
            &["export", "json", "--out", "decisions"],
            "decisions is a folder",
        ),
        (&["export", "json", "--json"], "not both"),
        (&["export", "json", "--force"], "--out"),
        (&["export", "docx"], "madr"),
    ] {
        let told = adr(&team.repo, arguments);
        assert_eq!(told.code, 2, "{arguments:?}: {}", told.said);
        assert!(told.said.contains(said), "{arguments:?}: {}", told.said);
    }
    let one = adr(&team.repo, &["export", "nygard", "4", "--out", "-"]).fine();
    assert!(one.starts_with("# 4. Decision 4\n"), "{one}");
}

#[test]
fn decisions_are_chosen_by_name_range_and_filter() {
    let team = team();
    let numbers = |more: &[&str]| -> Vec<u64> {
        let mut arguments = vec!["export", "json-adr"];
        arguments.extend(more);
        let document = adr(&team.repo, &arguments).json(0);
        let adrs = document["adrs"].as_array().unwrap();
        adrs.iter()
            .map(|one| one["number"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(numbers(&[]), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(numbers(&["2-4", "decision-6"]), [2, 3, 4, 6]);
    assert_eq!(numbers(&["5-99"]), [5, 6, 7]);
    assert_eq!(numbers(&["--status", "accepted"]), [2, 3]);
    assert_eq!(
        numbers(&["1-4", "--status", "superseded", "--status", "proposed"]),
        [1, 2, 4]
    );
    assert_eq!(numbers(&["--tag", "security"]), [3]);
    assert_eq!(numbers(&["--owner", "bob"]), [4]);
    assert_eq!(numbers(&["--at", "main~3", "--signer", "bob"]), [1, 2, 3]);
    for (arguments, code, said) in [
        (
            &["export", "csv", "8"][..],
            2,
            "there is no decision 8 here",
        ),
        (&["export", "csv", "4-2"], 2, "`4-2` is not a range"),
        (&["export", "csv", "20-30"], 1, "there is nothing to export"),
    ] {
        let told = adr(&team.repo, arguments);
        assert_eq!(told.code, code, "{}", told.said);
        assert!(told.said.contains(said), "{}", told.said);
    }
}

#[test]
fn what_cannot_be_read_is_said_and_no_status_is_made_up_for_it() {
    let team = Team::new();
    team.settle(1);
    team.propose_text("ann", 2, &team.text(2, "ann"));
    let path = "decisions/0002-decision-2/revisions/1.yaml";
    team.repo
        .write(path, format!("{}# tampered\n", team.repo.read(path)));
    team.commit("ann", "Tamper");
    let told = adr(&team.repo, &["export", "json-adr"]);
    assert_eq!(told.json(0)["adrs"].as_array().unwrap().len(), 1);
    assert!(
        told.said.contains("revisions/1.yaml cannot be read"),
        "{}",
        told.said
    );
    let all = adr(&team.repo, &["export", "json"]).json(0);
    assert_eq!(
        all["decisions"][2]["unreadable"][0]["path"],
        "0002-decision-2/revisions/1.yaml"
    );
    assert_eq!(all["decisions"][2].get("status"), None);
}
