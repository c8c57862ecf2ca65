//! Sign-offs.

use std::fs;

use adr_sign::check::Verdict::{Blocked, Rejected};
use adr_sign::record::layout::{Part, SignoffName};
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::text::Text;
use adr_sign::record::time::Timestamp;

use super::{found, passes};
use crate::support::team::{Team, now};

#[test]
fn row_10_a_signoff_of_another_decision() {
    let team = Team::new();
    team.settle(1);
    team.propose(2);
    let there = team.signoff_of("bob", 1);
    let here = there.replace("0001-decision-1", "0002-decision-2");
    team.repo.write(&here, team.repo.read(&there));
    team.commit("ann", "Bob agrees");
    found(&team.check(), Rejected, "signoff-of-another-decision").at(&here);
}

#[test]
fn row_10_a_signoff_of_another_repository() {
    let team = Team::new();
    team.propose(1);
    let elsewhere = adr_sign::record::id::DecisionId::new(7, 7);
    team.sign_off("bob", 1, |signoff| signoff.log = elsewhere);
    let path = team.signoff_of("bob", 1);
    found(&team.check(), Rejected, "signoff-of-another-log").at(&path);
}

#[test]
fn row_10_a_signoff_in_another_persons_name() {
    let team = Team::new();
    team.propose(1);
    team.sign_off("eli", 1, |signoff| signoff.signer = "bob".parse().unwrap());
    let path = team.signoff_of("bob", 1);
    found(&team.check(), Rejected, "signature-not-theirs")
        .at(&path)
        .saying("is by bob, and signed with a key of eli")
        .fixed_by("let bob sign with their own key");
}

#[test]
fn row_11_approvals_of_a_text_that_was_changed_since() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new("Keep them in two places.").unwrap());
    });
    let report = team.check();
    found(&report, Blocked, "approval-missing")
        .at("decisions/0001-decision-1/revisions/2.yaml")
        .saying("bob: stale: signed revision 1")
        .fixed_by("bob, carol or dana: adr-sign approve 1");
    found(&report, Blocked, "stale")
        .at(&team.signoff_of("carol", 1))
        .fixed_by("carol: adr-sign approve 1 --again");
}

#[test]
fn row_12_revised_away_and_back_again() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    let text = team.newest(1).value.text;
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new("Keep none.").unwrap());
    });
    team.revise("ann", 1, |back| *back = text);
    found(&team.check(), Blocked, "approval-missing")
        .at("decisions/0001-decision-1/revisions/3.yaml");
}

#[test]
fn row_13_one_word_of_a_signed_file_changed() {
    let team = Team::new();
    team.propose(1);
    team.object("bob", 1);
    let path = team.signoff_of("bob", 1);
    let forged = team
        .repo
        .read(&path)
        .replace("stance: object", "stance: approve");
    team.repo.write(&path, &forged);
    team.commit("ann", "Bob agrees");
    found(&team.check(), Rejected, "misnamed").at(&path);

    // Under the name that goes with its bytes, the signature gives it away.
    fs::remove_file(team.repo.root().join(&path)).unwrap();
    let payload = adr_sign::signing::payload::payload(forged.as_bytes());
    let digest = adr_sign::record::digest::Digest::of(payload);
    let name = SignoffName::new("bob".parse().unwrap(), 1, digest);
    let renamed = team.path(1, Part::Signoff(name));
    team.repo.write(&renamed, &forged);
    team.commit("ann", "Bob agrees");
    found(&team.check(), Rejected, "signature-broken")
        .at(&renamed)
        .saying("claims to be signed by bob")
        .fixed_by("let bob sign again");
}

#[test]
fn row_13_keys_appended_after_the_armour() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    let path = team.signoff_of("bob", 1);
    team.repo
        .write(&path, format!("{}stance: object\n", team.repo.read(&path)));
    team.commit("ann", "A word more");
    found(&team.check(), Rejected, "unreadable").at(&path);
}

/// A team that merges open decisions too, with Bob's objection in the base.
fn with_an_objection() -> (Team, String) {
    let team = Team::with(&format!("merge: proposed\n{}", Team::charter()));
    team.propose(1);
    team.object("bob", 1);
    passes(&team.check());
    team.merge();
    let path = team.signoff_of("bob", 1);
    team.branch("quiet");
    (team, path)
}

#[test]
fn row_14_an_objection_removed() {
    let (team, path) = with_an_objection();
    team.repo.git(&["rm", "-q", &path]);
    team.commit("ann", "Tidy up");
    found(&team.check(), Rejected, "record-removed")
        .at(&path)
        .saying("removed or renamed")
        .fixed_by("only bob can take it back: adr-sign withdraw 1");
}

#[test]
fn row_14_an_objection_renamed() {
    let (team, path) = with_an_objection();
    let renamed = path.replace("bob.r1", "bob.r2");
    team.repo.git(&["mv", &path, &renamed]);
    team.commit("ann", "Tidy up");
    let report = team.check();
    found(&report, Rejected, "record-removed").at(&path);
    found(&report, Rejected, "misnamed").at(&renamed);
}

#[test]
fn row_14_an_objection_replaced() {
    let (team, path) = with_an_objection();
    team.repo
        .write(&path, team.repo.read(&path).replace("object", "abstain"));
    team.commit("ann", "Tidy up");
    found(&team.check(), Rejected, "record-changed")
        .at(&path)
        .fixed_by("git checkout main -- ");
}

#[test]
fn row_14_somebody_elses_objection_taken_back() {
    let (team, path) = with_an_objection();
    let objection = team.digest_of(&path);
    let targets = vec![objection];
    team.say("eli", 1, Statement::Act(Act::Withdraw { targets }));
    found(&team.check(), Rejected, "not-their-own")
        .at(&team.signoff_of("eli", 1))
        .saying("bob");
}

#[test]
fn row_15_an_objection_dropped_by_force_push_is_still_in_the_outbox() {
    let team = Team::new();
    team.propose(1);
    team.repo.git(&["branch", "before"]);
    team.object("bob", 1);
    team.repo.git(&["branch", "adr-signoffs/bob"]);
    team.repo.git(&["reset", "-q", "--hard", "before"]);
    team.approve("carol", 1);
    team.approve("dana", 1);
    team.accept(1);
    let report = team.check();
    found(&report, Blocked, "objection")
        .saying("bob objects to revision 1, in their outbox: I have read it.")
        .fixed_by("adr-sign answer 1 -m REASON");
    assert_eq!(report.outboxes[0].name, "refs/heads/adr-signoffs/bob");

    // It was the outbox alone that blocked.
    team.repo.git(&["branch", "-q", "-D", "adr-signoffs/bob"]);
    passes(&team.check());
}

#[test]
fn row_17_an_unsigned_signoff_under_a_famous_name() {
    let team = Team::new();
    team.propose(1);
    team.approve("carol", 1);
    let (_, bytes, digest) = team.signoff("bob", 1, |_| {});
    let payload = adr_sign::signing::payload::payload(&bytes).to_vec();
    let name = SignoffName::new("bob".parse().unwrap(), 1, digest);
    let path = team.path(1, Part::Signoff(name));
    let approving = String::from_utf8(payload).unwrap();
    team.repo.write(&path, approving);
    team.commit("bob", "I agree");
    let report = team.check();
    found(&report, Blocked, "unsigned").at(&path).saying("bob");
    found(&report, Blocked, "approval-missing").saying("bob: unsigned");
}

#[test]
fn row_18_the_owner_approves() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_text("bob", 1, &team.text(1, "bob"));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    found(&team.check(), Blocked, "approval-missing")
        .saying("has carol (bob: wrote the text)")
        .fixed_by("dana: adr-sign approve 1");
}

#[test]
fn row_18_an_earlier_reviser_approves() {
    let team = Team::new();
    team.branch("adr/1");
    let text = Text {
        editors: vec!["carol".parse().unwrap()],
        ..team.text(1, "ann")
    };
    team.propose_text("ann", 1, &text);
    team.revise("carol", 1, |text| {
        text.consequences = Some(Prose::new("Less to look after.").unwrap());
    });
    team.revise("ann", 1, |text| {
        text.consequences = Some(Prose::new("Less to see to.").unwrap());
    });
    team.approve("carol", 1);
    team.approve("bob", 1);
    found(&team.check(), Blocked, "approval-missing").saying("carol: wrote the text");
}

#[test]
fn row_18_a_co_author_approves() {
    let team = Team::new();
    team.branch("adr/1");
    team.begin(1, &team.text(1, "ann"));
    team.commit(
        "ann",
        "Draft decision 1\n\nCo-authored-by: Carol <carol@example.com>",
    );
    team.propose_text("ann", 1, &team.text(1, "ann"));
    team.approve("carol", 1);
    team.approve("bob", 1);
    team.accept(1);
    found(&team.check(), Blocked, "author-not-named")
        .at("decisions/0001-decision-1/revisions/1.yaml")
        .saying("carol wrote commit")
        .fixed_by("adr revise 1");
}

#[test]
fn row_18_the_text_is_put_up_by_an_agent_or_an_intern() {
    let team = Team::new();
    team.branch("adr/1");
    let text = Text {
        editors: vec!["bot".parse().unwrap(), "eli".parse().unwrap()],
        ..team.text(1, "ann")
    };
    team.propose_text("ann", 1, &text);
    let carols = |text: &mut Text| text.consequences = Some(Prose::new("Carol's words.").unwrap());
    team.revise("bot", 1, carols);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    found(&team.check(), Blocked, "by-agent").at("decisions/0001-decision-1/revisions/2.yaml");

    // Eli signs what Carol wrote and committed.
    let mut text = team.newest(1).value.text;
    text.confirmation = Some(Prose::new("Carol looks after it.").unwrap());
    team.write_draft(1, &text);
    team.commit("carol", "Say who looks after it");
    team.revise("eli", 1, |text| {
        text.confirmation = Some(Prose::new("Carol looks after it.").unwrap());
    });
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.resolve("ann", 1, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept decision 1");
    let report = team.check();
    assert!(report.verdict > adr_sign::check::Verdict::Pass);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.code.name == "author-not-named"
                && finding.message.contains("carol wrote"))
    );
}

#[test]
fn row_16_one_person_with_two_keys_is_one_person() {
    let second = "carol-new";
    let charter = Team::charter().replace("keys: [KEY-carol]", "keys: [KEY-carol, KEY-second]");
    let charter = charter.replace(
        "KEY-second",
        &format!("\"{}\"", crate::support::team::public_key(second)),
    );
    let team = Team::with(&charter);
    team.propose(1);
    team.approve("carol", 1);
    team.sign_off(second, 1, |signoff| {
        signoff.signer = "carol".parse().unwrap();
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        });
    });
    found(&team.check(), Blocked, "approval-missing")
        .saying("needs 2 approvals of leads and has carol");
}

#[test]
fn row_21_delegates_who_may_not_speak() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    // Dana is away; a forged delegation lets Carol speak for her.
    team.delegate("dana", "carol", "eli", "2026-01-01", "2027-01-01");
    team.commit("ann", "Dana is away");
    found(&team.check(), Rejected, "signature-not-theirs")
        .saying("is by dana, and signed with a key of eli");

    // A true one that has ended counts for nothing.
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.delegate("dana", "carol", "dana", "2026-01-01", "2026-01-02");
    team.sign_off("carol", 1, |signoff| {
        signoff.on_behalf_of = Some("dana".parse().unwrap());
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        });
    });
    found(&team.check(), Blocked, "approval-missing").saying("carol: delegation not current");

    // Nobody delegates out of their team.
    let team = Team::new();
    team.propose(1);
    team.delegate("dana", "eli", "dana", "2026-01-01", "2027-01-01");
    team.commit("ann", "Dana is away");
    found(&team.check(), Rejected, "delegation-outside-team").saying("lets eli speak for dana");
}

#[test]
fn row_25_colleagues_recused_down_to_an_easy_majority() {
    let charter = Team::charter().replace("from: leads, count: 2", "from: leads, count: majority");
    let team = Team::with(&charter);
    team.propose(1);
    team.approve("bob", 1);
    for who in ["carol", "dana"] {
        team.say(who, 1, Statement::Stance(Stance::Recuse));
    }
    team.accept(1);
    found(&team.check(), Blocked, "approval-missing")
        .saying("needs 2 approvals of leads and has bob");
}

#[test]
fn a_hold_is_once_and_not_in_the_future() {
    let team = Team::new();
    team.propose(1);
    let until = now().day() + chrono::Days::new(3);
    team.say("eli", 1, Statement::Act(Act::Hold { until }));
    found(&team.check(), Blocked, "hold").saying("eli asks for time until");
    team.say(
        "eli",
        1,
        Statement::Act(Act::Hold {
            until: until + chrono::Days::new(1),
        }),
    );
    found(&team.check(), Rejected, "hold-again").saying("more than once");

    let team = Team::new();
    team.propose(1);
    team.sign_off("eli", 1, |signoff| {
        signoff.at = Timestamp::new(now().moment() + chrono::Duration::days(2));
        signoff.statement = Statement::Act(Act::Hold { until });
    });
    found(&team.check(), Rejected, "hold-in-future");
}

#[test]
fn what_is_settled_cannot_be_objected_to() {
    let team = Team::new();
    team.settle(1);
    team.branch("late");
    team.object("eli", 1);
    found(&team.check(), Rejected, "too-late").fixed_by("adr-sign challenge 1");
}

#[test]
fn an_endorsement_comes_after_the_agreement() {
    let team = Team::new();
    team.propose(1);
    team.say("eli", 1, Statement::Act(Act::Endorse));
    found(&team.check(), Blocked, "endorsed-early").at(&team.signoff_of("eli", 1));
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    passes(&team.check());
}
