//! Rules and people.

use adr_sign::check::Verdict::{Blocked, Rejected};
use adr_sign::record::charter::{CharterKey, Count, KeyState, Need};
use adr_sign::record::name::Party;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::text::Text;

use super::found;
use crate::support::team::{Team, entry, line, public_key};

#[test]
fn row_01_a_rule_lowered_in_the_branch_that_needs_it_lower() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise_charter("ann", |charter| {
        if let Some(Need::From { count, .. }) = charter.rules[0].need.first_mut() {
            *count = Count::Number(1);
        }
    });
    team.accept(1);
    team.accept(0);
    let report = team.check();
    found(&report, Blocked, "approval-missing")
        .at("decisions/0001-decision-1/revisions/1.yaml")
        .saying("rule `every decision` needs 2 approvals of leads and has bob")
        .fixed_by("carol or dana: adr-sign approve 1");
    found(&report, Blocked, "accepted-without-agreement")
        .at("decisions/0000-decision-0/resolutions/2.yaml");
}

#[test]
fn row_02_a_stakeholders_key_replaced_and_used_in_one_change() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise_charter("ann", |charter| {
        let mallory = CharterKey {
            key: public_key("mallory").try_into().unwrap(),
            state: KeyState::Active,
        };
        charter
            .people
            .get_mut(&"carol".parse().unwrap())
            .unwrap()
            .keys = vec![mallory];
    });
    team.sign_off("mallory", 1, |signoff| {
        signoff.signer = "carol".parse().unwrap();
    });
    let report = team.check();
    let path = team.signoff_of("carol", 1);
    found(&report, Rejected, "signature-not-theirs")
        .at(&path)
        .saying("carol")
        .fixed_by("adr charter add-key carol KEY");
    found(&report, Rejected, "charter-not-well-formed")
        .at("decisions/0000-decision-0/revisions/2.yaml");
}

#[test]
fn row_03_somebody_adds_themselves_to_a_team_and_approves() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise_charter("eli", |charter| {
        let leads = charter.teams.get_mut(&"leads".parse().unwrap()).unwrap();
        leads.push(Party::Person("eli".parse().unwrap()));
    });
    team.approve("eli", 1);
    team.accept(1);
    let report = team.check();
    found(&report, Blocked, "approval-missing")
        .saying("has bob (eli: not in team)")
        .fixed_by("carol or dana: adr-sign approve 1");
    found(&report, Blocked, "charter-by-others").saying("eli");
}

#[test]
fn row_04_the_charter_is_deleted() {
    let team = Team::new();
    team.repo.git(&["rm", "-rq", "decisions/0000-decision-0"]);
    team.branch("away");
    team.commit("ann", "Away with it");
    found(&team.check(), Rejected, "record-removed")
        .at("decisions/0000-decision-0/revisions/1.yaml");
}

#[test]
fn row_04_another_log_with_another_charter() {
    let team = Team::new();
    team.branch("elsewhere");
    team.repo.write(".adr-dir", "other\n");
    team.commit("ann", "Decide elsewhere");
    found(&team.check(), Rejected, "log-moved").at(".adr-dir");

    team.repo.write(".adr-dir", "decisions\nother\n");
    team.commit("ann", "Decide in two places");
    found(&team.check(), Rejected, "log-not-in-charter").saying("`other`");
}

#[test]
fn row_05_a_decision_that_supersedes_the_charter() {
    let team = Team::new();
    team.branch("coup");
    let text = Text {
        supersedes: vec![adr_sign::record::id::Number(0)],
        ..team.text(1, "ann")
    };
    team.propose_text("ann", 1, &text);
    found(&team.check(), Rejected, "ends-the-charter")
        .at("decisions/0001-decision-1/revisions/1.yaml");
}

#[test]
fn row_06_a_person_removed_from_the_charter() {
    let team = Team::new();
    team.branch("away");
    team.revise_charter("ann", |charter| {
        charter.people.remove(&"eli".parse().unwrap());
    });
    found(&team.check(), Rejected, "charter-not-well-formed").saying("eli");
}

#[test]
fn row_08_an_old_acceptance_of_the_charter_copied_forward() {
    let team = Team::new();
    team.branch("hold");
    team.revise_charter("ann", |charter| charter.hold_days = 3);
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    super::passes(&team.check());
    team.merge();

    team.branch("back");
    let old = team
        .repo
        .read("decisions/0000-decision-0/resolutions/1.yaml");
    let copy = old.replace("resolution: 1\n", "resolution: 3\n");
    team.repo
        .write("decisions/0000-decision-0/resolutions/3.yaml", copy);
    team.commit("ann", "Back to the old rules");
    found(&team.check(), Rejected, "not-permitted")
        .at("decisions/0000-decision-0/resolutions/3.yaml");
}

#[test]
fn row_09_an_older_charter_named_in_a_resolution() {
    let team = Team::new();
    let old = team.newest(0).digest;
    team.branch("adr/1");
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    super::passes(&team.check());

    // The base gets another charter meanwhile.
    team.switch("main");
    team.branch("hold");
    team.revise_charter("ann", |charter| charter.hold_days = 3);
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    team.switch("adr/1");
    found(&team.check(), Blocked, "charter-moved")
        .at("decisions/0001-decision-1/resolutions/1.yaml")
        .fixed_by("adr accept 1");

    // Whoever starts from the new base and still names the old one picks their rules.
    team.switch("main");
    team.branch("adr/2");
    team.propose_text("ann", 2, &team.text(2, "ann"));
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.resolve("ann", 2, Outcome::Accepted, |resolution| {
        resolution.charter = old;
    });
    team.commit("ann", "Accept decision 2");
    found(&team.check(), Rejected, "charter-not-in-force")
        .at("decisions/0002-decision-2/resolutions/1.yaml");
}

#[test]
fn row_19_an_agent_and_a_stranger_approve() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("bot", 1);
    found(&team.check(), Blocked, "approval-missing").saying("bot: agent");

    team.approve("mallory", 1);
    let path = team.signoff_of("mallory", 1);
    found(&team.check(), Rejected, "person-unknown")
        .at(&path)
        .saying("mallory");
}

#[test]
fn row_03_a_newcomer_brings_their_own_entry_and_nothing_else() {
    let team = Team::new();
    team.branch("join");
    team.revise_charter("fay", |charter| {
        charter
            .people
            .insert("fay".parse().unwrap(), entry("Fay", "fay"));
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    super::passes(&team.check());
}

#[test]
fn row_04b_an_own_entry_that_changes_more_than_that() {
    let team = Team::new();
    team.branch("more");
    team.revise_charter("eli", |charter| {
        let own = charter.people.get_mut(&"eli".parse().unwrap()).unwrap();
        own.name = line("Eli Sands");
        charter.hold_days = 1;
    });
    found(&team.check(), Blocked, "charter-by-others");

    // A newcomer may bring their entry, and no seat with it.
    let team = Team::new();
    team.branch("join");
    team.revise_charter("fay", |charter| {
        charter
            .people
            .insert("fay".parse().unwrap(), entry("Fay", "fay"));
        let leads = charter.teams.get_mut(&"leads".parse().unwrap()).unwrap();
        leads.push(Party::Person("fay".parse().unwrap()));
    });
    found(&team.check(), Blocked, "charter-by-others").saying("fay");
}

#[test]
fn row_07_one_key_for_two_people_and_a_rule_that_nobody_can_meet() {
    let team = Team::new();
    team.branch("keys");
    team.revise_charter("ann", |charter| {
        let eli = &charter.people[&"eli".parse().unwrap()];
        let keys = eli.keys.clone();
        charter
            .people
            .get_mut(&"bob".parse().unwrap())
            .unwrap()
            .keys
            .extend(keys);
    });
    found(&team.check(), Rejected, "charter-not-well-formed")
        .at("decisions/0000-decision-0/revisions/2.yaml");

    let team = Team::new();
    team.branch("count");
    team.revise_charter("ann", |charter| {
        if let Some(Need::From { count, .. }) = charter.rules[0].need.first_mut() {
            *count = Count::Number(9);
        }
    });
    found(&team.check(), Rejected, "charter-not-well-formed").saying("every decision");
}

#[test]
fn row_20_somebody_approves_before_they_join_the_team() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("eli", 1);
    team.switch("main");
    team.branch("promote");
    team.revise_charter("ann", |charter| {
        let leads = charter.teams.get_mut(&"leads".parse().unwrap()).unwrap();
        leads.push(Party::Person("eli".parse().unwrap()));
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    team.switch("adr/1");
    found(&team.check(), Blocked, "approval-missing").saying("eli: not in team when signed");
}

#[test]
fn row_22_a_key_that_the_base_knows_as_lost() {
    for (state, why) in [
        (KeyState::Compromised, "key compromised"),
        (KeyState::Retired, "key retired"),
    ] {
        let team = Team::new();
        team.branch("lost");
        team.revise_charter("ann", |charter| {
            let carol = charter.people.get_mut(&"carol".parse().unwrap()).unwrap();
            carol.keys[0].state = state;
            carol.keys.push(CharterKey {
                key: public_key("carol-new").try_into().unwrap(),
                state: KeyState::Active,
            });
        });
        team.approve("bob", 0);
        team.approve("carol", 0);
        team.accept(0);
        super::passes(&team.check());
        team.merge();
        team.propose(1);
        team.approve("bob", 1);
        team.approve("carol", 1);
        found(&team.check(), Blocked, "approval-missing").saying(&format!("carol: {why}"));
    }
}

#[test]
fn row_24_a_future_colleagues_handle_is_occupied() {
    let team = Team::new();
    team.propose(1);
    team.sign_off("mallory", 1, |signoff| {
        signoff.signer = "fay".parse().unwrap();
    });
    found(&team.check(), Rejected, "person-unknown").saying("fay");
}

#[test]
fn row_40_a_guarded_path_unlocked_by_an_unrelated_decision() {
    let guards = "guards:\n  - {paths: [\"infra/**\"], why: Production access}\n";
    let team = Team::with(&format!("{}{guards}", Team::charter()));
    team.settle(1);
    let governing = Text {
        governs: vec!["infra/**".parse().unwrap()],
        ..team.text(2, "ann")
    };
    team.settle_text(2, &governing);
    team.branch("infra");
    team.repo.write("infra/main.tf", "region = 1\n");
    team.commit("eli", "Move");
    found(&team.check(), Blocked, "path-guarded")
        .at("infra/main.tf")
        .saying("Production access")
        .fixed_by("Decision: NUMBER");
    team.commit("eli", "Say why\n\nDecision: 1");
    found(&team.check(), Blocked, "path-guarded");
    team.commit("eli", "Say why\n\nDecision: 9");
    found(&team.check(), Blocked, "trailer-wrong")
        .saying("names decision 9, which is not in force");
    team.switch("main");
    team.branch("again");
    team.repo.write("infra/main.tf", "region = 1\n");
    team.commit("eli", "Move\n\nDecision: 2");
    super::passes(&team.check());
}
