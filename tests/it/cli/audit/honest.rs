//! What honest people do is no incident, however it lands.

use super::{audit, is_clean};
use crate::support::team::{Team, line};

#[test]
fn an_auditor_reads_what_is_proved_and_what_nobody_can_know() {
    let team = Team::new();
    team.settle(1);
    team.branch("code");
    team.repo.write("src/main.rs", "fn main() { orders(); }\n");
    team.commit("eli", "Keep orders in one place");
    team.merge();
    insta::assert_snapshot!(audit(&team, &[]).fine(), @r"");
}

#[test]
fn merged_squashed_and_rebased_changes_are_all_in_order() {
    let team = Team::new();
    team.settle(1);
    for number in [2, 3] {
        team.branch(&format!("adr/{number}"));
        team.propose_text("ann", number, &team.text(number, "ann"));
        // The words change and are put up in commits of their own.
        let mut text = team.text(number, "ann");
        text.title = line("A better title");
        team.write_draft(number, &text);
        team.commit("ann", "Edit the title");
        team.revise("ann", number, |text| text.title = line("A better title"));
        team.object("eli", number);
        team.approve("bob", number);
        team.approve("carol", number);
        let objection = team.signoff_of("eli", number);
        let objection = team.digest_of(&objection);
        team.say(
            "dana",
            number,
            adr_sign::record::signoff::Statement::Act(adr_sign::record::signoff::Act::Answer {
                targets: vec![objection],
            }),
        );
        team.accept(number);
        team.switch("main");
        if number == 2 {
            team.repo.git(&["merge", "-q", "--squash", "adr/2"]);
            team.commit("dana", "Decide 2");
        } else {
            team.repo.git(&["rebase", "-q", "main", "adr/3"]);
            team.switch("main");
            team.repo.git(&["merge", "-q", "--ff-only", "adr/3"]);
        }
    }
    let report = is_clean(&team);
    // The charter came commit by commit as well.
    let in_parts = report["history"]["in_parts"].as_array().unwrap();
    assert_eq!(in_parts.len(), 2, "{report:#}");
    assert_eq!(in_parts[1]["commits"], 8, "{report:#}");
    assert!(
        in_parts[1]["meanwhile"]
            .as_array()
            .unwrap()
            .contains(&"unpublished-edits".into()),
        "{report:#}"
    );
}
