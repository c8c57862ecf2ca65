//! Honest days that look like attacks.

use adr_sign::check::Verdict::Blocked;
use adr_sign::record::charter::{CharterKey, KeyState};
use adr_sign::record::signoff::{Stance, Statement};

use super::{found, passes};
use crate::support::team::{Team, public_key};

/// Decision 1, agreed and accepted on its branch.
fn agreed() -> Team {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    team
}

/// Something else happens on `main`.
fn meanwhile(team: &Team, file: &str) {
    let branch = team.repo.git(&["branch", "--show-current"]);
    team.switch("main");
    team.repo.write(file, "Meanwhile.\n");
    team.commit("eli", "Meanwhile");
    team.switch(&branch);
}

#[test]
fn the_base_is_merged_into_the_branch() {
    let team = agreed();
    meanwhile(&team, "src/other.rs");
    team.repo.git(&["merge", "-q", "--no-edit", "main"]);
    passes(&team.check());
    meanwhile(&team, "src/more.rs");
    passes(&team.check());
}

#[test]
fn the_branch_is_rebased() {
    let team = agreed();
    meanwhile(&team, "src/other.rs");
    team.repo.git(&["rebase", "-q", "main"]);
    passes(&team.check());
}

#[test]
fn everything_is_squashed_by_somebody_else() {
    let team = agreed();
    team.switch("main");
    team.branch("squashed");
    team.repo.git(&["merge", "-q", "--squash", "adr/1"]);
    team.commit("carol", "Decision 1 (#12)");
    passes(&team.check());
    // As a forge shows it before it merges.
    meanwhile(&team, "src/other.rs");
    team.repo.git(&["switch", "-q", "--detach", "main"]);
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", "squashed"]);
    passes(&team.check());
}

#[test]
fn a_sign_off_is_cherry_picked_and_others_are_merged() {
    let team = Team::new();
    team.propose(1);
    for who in ["bob", "carol"] {
        team.switch("adr/1");
        team.branch(who);
        team.approve(who, 1);
    }
    team.switch("adr/1");
    team.repo
        .git(&["merge", "-q", "--no-ff", "--no-edit", "bob"]);
    team.repo.git(&["cherry-pick", "carol"]);
    team.accept(1);
    passes(&team.check());
    // The branch of the second arrives as well, with the same file.
    team.repo.git(&["merge", "-q", "--no-edit", "carol"]);
    passes(&team.check());
}

#[test]
fn code_is_moved_and_holds_links_modules_and_large_files() {
    let team = agreed();
    team.merge();
    team.branch("code");
    team.repo.git(&["mv", "src", "lib"]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../decisions", team.repo.root().join("lib/decisions")).unwrap();
    team.repo.write(
        "lib/large.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
    );
    team.repo.git(&["add", "-A"]);
    let head = team.repo.git(&["rev-parse", "HEAD"]);
    team.repo.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{head},vendor/module"),
    ]);
    team.repo.git(&["commit", "-q", "-m", "Move"]);
    passes(&team.check());
}

#[test]
fn a_reviewer_suggests_words_and_the_owner_takes_them() {
    let team = Team::new();
    team.propose(1);
    let mut text = team.newest(1).value.text;
    text.consequences = Some(adr_sign::record::prose::Prose::new("Less to see to.").unwrap());
    team.write_draft(1, &text);
    team.commit(
        "ann",
        "Apply a suggestion\n\nCo-authored-by: Dana Roy <Dana@Example.com>",
    );
    team.revise_as(
        "ann",
        1,
        |newer| *newer = text,
        |revision| revision.with = vec!["dana".parse().unwrap()],
    );
    for who in ["bob", "carol"] {
        team.approve(who, 1);
    }
    team.accept(1);
    passes(&team.check());
}

#[test]
fn a_key_is_rotated_and_somebody_leaves() {
    let team = agreed();
    team.merge();
    team.branch("rotate");
    team.revise_charter("ann", |charter| {
        let carol = charter.people.get_mut(&"carol".parse().unwrap()).unwrap();
        carol.keys[0].state = KeyState::Retired;
        carol.keys.push(CharterKey {
            key: public_key("carol-new").try_into().unwrap(),
            state: KeyState::Active,
        });
        let eli = charter.people.get_mut(&"eli".parse().unwrap()).unwrap();
        eli.active = false;
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    passes(&team.check());
    team.merge();

    // What Carol signed before is as true as it was, and what she signs now counts by the new key.
    team.propose(2);
    team.approve("bob", 2);
    team.sign_off("carol-new", 2, |signoff| {
        signoff.signer = "carol".parse().unwrap();
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        });
    });
    team.accept(2);
    passes(&team.check());
}

#[test]
fn a_decision_waits_while_its_approver_rotates_a_key() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    let early = team.digest_of(&team.signoff_of("carol", 1));
    team.switch("main");
    team.branch("rotate");
    team.revise_charter("ann", |charter| {
        let carol = charter.people.get_mut(&"carol".parse().unwrap()).unwrap();
        carol.keys[0].state = KeyState::Retired;
        carol.keys.push(CharterKey {
            key: public_key("carol-new").try_into().unwrap(),
            state: KeyState::Active,
        });
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    team.switch("adr/1");
    team.repo.git(&["merge", "-q", "--no-edit", "main"]);
    found(&team.check(), Blocked, "approval-missing").saying("carol: key retired");
    let again = team.sign_off("carol-new", 1, |signoff| {
        signoff.signer = "carol".parse().unwrap();
        signoff.replaces = vec![early];
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        });
    });
    team.resolve(
        "ann",
        1,
        adr_sign::record::resolution::Outcome::Accepted,
        |resolution| {
            resolution.signoffs.retain(|digest| *digest != early);
            assert!(resolution.signoffs.contains(&again));
        },
    );
    team.commit("ann", "Accept decision 1");
    passes(&team.check());
}

#[test]
fn a_branch_that_brings_nothing_new() {
    let team = agreed();
    team.merge();
    team.branch("empty");
    team.commit("eli", "Nothing");
    passes(&team.check());
    // A head that the base has long passed is nothing to merge.
    let behind = team.repo.git(&["rev-parse", "main~1"]);
    passes(&team.check_with(|request| request.head = behind));
}
