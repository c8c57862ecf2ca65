//! What passes must hold afterwards: whoever gets something merged that the next check cannot bear has
//! stopped everybody.

use adr_sign::check::Verdict::{Blocked, CannotEvaluate, Rejected};
use adr_sign::record::digest::Digest;
use adr_sign::record::format::Format;
use adr_sign::record::id::Number;
use adr_sign::record::layout::LogDir;
use adr_sign::record::prose::Prose;
use adr_sign::record::redaction::{Redacted, Redaction};
use adr_sign::record::resolution::Outcome;
use adr_sign::record::revision::{Redacts, RevisionKind};
use adr_sign::record::signoff::{Act, Stance, Statement};
use adr_sign::record::text::Text;
use adr_sign::record::yaml;

use super::{found, passes};
use crate::cli::adr;
use crate::support::team::{Team, line};

const SECURITY: &str =
    "  - name: security\n    when: {tags: [security]}\n    need: [{from: maintainers, count: 2}]\n";

fn approve() -> Statement {
    Statement::Stance(Stance::Approve {
        conditions: Vec::new(),
    })
}

/// Merges what was checked, and insists that the next change, of something else, can be judged.
#[track_caller]
fn merged_and_judged_again(team: &Team, next: &str) {
    passes(&team.check());
    team.merge();
    team.branch(next);
    team.repo.write(&format!("src/{next}.rs"), "// Next.\n");
    team.commit("eli", "Go on");
    passes(&team.check());
    adr(&team.repo, &["verify"]).fine();
}

#[test]
fn an_objection_by_a_key_that_is_no_longer_valid() {
    for state in ["retired", "compromised"] {
        let keys = format!("keys: [{{key: KEY-bobold, state: {state}}}, KEY-bob]");
        let team = Team::with(&Team::charter().replace("keys: [KEY-bob]", &keys));
        team.branch("hold");
        team.revise_charter("ann", |charter| charter.hold_days = 3);
        team.sign_off("bobold", 0, |signoff| {
            signoff.signer = "bob".parse().unwrap();
        });
        team.approve("bob", 0);
        team.approve("carol", 0);
        team.accept(0);
        let report = team.check();
        found(&report, Blocked, "would-not-hold")
            .at("decisions/0000-decision-0/resolutions/2.yaml");

        // Bob says with the key that counts what he thinks now.
        let mut all = team.files(0, "signoffs").into_iter();
        let old =
            all.find(|path| path.contains("/bob.r2.") && !team.repo.read(path).contains("approve"));
        let old = team.digest_of(&old.unwrap());
        team.sign_off("bob", 0, |signoff| {
            signoff.statement = approve();
            signoff.replaces = vec![old];
        });
        std::fs::remove_file(
            team.repo
                .root()
                .join("decisions/0000-decision-0/resolutions/2.yaml"),
        )
        .unwrap();
        team.accept(0);
        merged_and_judged_again(&team, "next");
    }
}

#[test]
fn an_objection_is_taken_back_where_the_base_will_not_see_it() {
    let team = Team::new();
    team.propose(1);
    let objection = team.object("eli", 1);
    team.branch("adr-signoffs/eli");
    let targets = vec![objection];
    let back = team.say("eli", 1, Statement::Act(Act::Withdraw { targets }));
    team.switch("adr/1");
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    found(&team.check(), Blocked, "would-not-hold")
        .at("decisions/0001-decision-1/resolutions/1.yaml")
        .fixed_by("adr receive 1");
    // Gathered from the outbox, it is there for good.
    team.repo.git(&["cherry-pick", "adr-signoffs/eli"]);
    assert!(
        team.files(1, "signoffs")
            .iter()
            .any(|path| team.digest_of(path) == back)
    );
    merged_and_judged_again(&team, "next");
}

#[test]
fn a_key_that_was_given_up_unsays_an_objection_in_two_steps() {
    let keys = "keys: [{key: KEY-eliold, state: retired}, KEY-eli]";
    let charter = Team::charter().replace("keys: [KEY-eli]", keys);
    let team = Team::with(&format!("merge: proposed\n{charter}"));
    team.propose(1);
    let objection = team.object("eli", 1);
    team.merge();
    for withdraws in [true, false] {
        team.switch("main");
        team.branch(&format!("silence-{withdraws}"));
        team.sign_off("eliold", 1, |signoff| {
            signoff.signer = "eli".parse().unwrap();
            if withdraws {
                let targets = vec![objection];
                signoff.statement = Statement::Act(Act::Withdraw { targets });
            } else {
                signoff.statement = Statement::Stance(Stance::Abstain);
                signoff.replaces = vec![objection];
            }
        });
        found(&team.check(), Blocked, "key-given-up").saying("eli");
    }
}

#[test]
fn an_old_charter_is_accepted_again_past_the_check() {
    let team = Team::new();
    let (old, signed) = (team.newest_digest(0), team.files(0, "signoffs"));
    team.branch("hold");
    team.revise_charter("ann", |charter| charter.hold_days = 3);
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    team.merge();
    // Somebody who can push rolls back, with what was once signed for the old text.
    team.resolve("ann", 0, Outcome::Accepted, |resolution| {
        resolution.revision = 1;
        resolution.digest = old;
        resolution.signoffs = signed.iter().map(|path| team.digest_of(path)).collect();
        resolution.signoffs.sort();
    });
    team.commit("ann", "Back to the old rules");
    team.branch("next");
    team.repo.write("src/next.rs", "// Next.\n");
    team.commit("eli", "Go on");
    found(&team.check(), CannotEvaluate, "untrusted-charter").saying("after revision 2");
    adr(&team.repo, &["verify"]).with_code(3);
}

#[test]
fn a_delegate_approves_a_charter() {
    let charter = Team::charter().replace(
        "maintainers: [ann, bob, carol]",
        "maintainers: [ann, bob, carol, dana]",
    );
    let team = Team::with(&charter);
    team.branch("hold");
    team.delegate("bob", "dana", "bob", "2026-01-01", "2027-01-01");
    team.commit("ann", "Bob is away");
    team.revise_charter("ann", |charter| charter.hold_days = 3);
    team.approve("carol", 0);
    team.sign_off("dana", 0, |signoff| {
        signoff.on_behalf_of = Some("bob".parse().unwrap());
        signoff.statement = approve();
    });
    team.accept(0);
    merged_and_judged_again(&team, "next");

    // Bob is back, and does not think so; it is settled all the same.
    team.branch("back");
    for stance in [Stance::Dissent, Stance::Recuse] {
        team.say("bob", 0, Statement::Stance(stance));
    }
    merged_and_judged_again(&team, "later");
}

#[test]
fn what_was_superseded_under_strict_rules_is_dropped_from_the_text() {
    for amends in [false, true] {
        let team = Team::with(&Team::charter().replace("rules:\n", &format!("rules:\n{SECURITY}")));
        let strict = Text {
            tags: vec!["security".parse().unwrap()],
            ..team.text(1, "ann")
        };
        team.settle_text(1, &strict);
        let mut text = team.text(2, "ann");
        if amends {
            text.amends = vec![Number(1)];
        } else {
            text.supersedes = vec![Number(1)];
        }
        team.branch("adr/2");
        team.propose_text("ann", 2, &text);
        team.approve("bob", 2);
        team.approve("carol", 2);
        team.resolve("ann", 2, Outcome::Accepted, |_| {});
        if !amends {
            team.resolve("ann", 1, Outcome::Superseded, |resolution| {
                resolution.by_decision = Some(text.id);
                resolution.signoffs.clear();
            });
        }
        team.commit("ann", "Accept decision 2");
        passes(&team.check());
        team.merge();

        team.branch("loose");
        team.revise("ann", 2, |text| {
            text.supersedes.clear();
            text.amends.clear();
            text.decision = Some(Prose::new("Keep them wherever.").unwrap());
        });
        team.approve("bob", 2);
        team.approve("dana", 2);
        team.accept(2);
        found(&team.check(), Blocked, "approval-missing")
            .saying("rule `security` needs 2 approvals of maintainers and has bob");
    }
}

#[test]
fn colleagues_named_as_writers_down_to_an_easy_majority() {
    for count in ["majority", "all"] {
        let rule =
            format!("    when: {{kind: [new]}}\n    need: [{{from: leads, count: {count}}}]");
        let charter = Team::charter().replace("    need: [{from: leads, count: 2}]", &rule);
        let team = Team::with(&charter);
        team.branch("adr/1");
        team.begin(1, &team.text(1, "ann"));
        team.propose_text("ann", 1, &team.text(1, "ann"));
        // Nobody asked Carol and Dana whether they wrote it.
        team.revise_as(
            "ann",
            1,
            |text| text.consequences = Some(Prose::new("None.").unwrap()),
            |revision| revision.with = vec!["carol".parse().unwrap(), "dana".parse().unwrap()],
        );
        team.approve("bob", 1);
        team.accept(1);
        found(&team.check(), Blocked, "approval-missing")
            .saying("of leads and has bob")
            .fixed_by("carol or dana: adr-sign approve 1");

        // Once they sign it themselves, they stand back, and Bob is all that is left.
        team.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
        team.approve("carol", 1);
        team.approve("dana", 1);
        team.accept(1);
        merged_and_judged_again(&team, "next");
    }
}

/// A second log at `other`, known to the charter of the first.
fn with_two_logs() -> (Team, Team) {
    let team = Team::new();
    let second = Team::new();
    let from = second.repo.root().join("decisions");
    let to = team.repo.root().join("other");
    let copied = team
        .repo
        .command("cp")
        .arg("-r")
        .args([&from, &to])
        .status()
        .unwrap();
    assert!(copied.success());
    team.branch("two");
    team.repo.write(".adr-dir", "decisions\nother\n");
    let (dir, root) = (other(), second.root);
    team.revise_charter("ann", |charter| {
        charter.logs.insert(dir, root);
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    (team, second)
}

fn other() -> LogDir {
    "other".parse().unwrap()
}

#[test]
fn a_log_is_let_go_of_and_rewritten_in_one_change() {
    let (team, _) = with_two_logs();
    passes(&team.check());
    team.merge();
    team.branch("drop");
    team.repo.write(".adr-dir", "decisions\n");
    team.revise_charter("ann", |charter| charter.logs.clear());
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    // To let go of it is the first log's affair.
    passes(&team.check());
    let path = "other/0000-decision-0/revisions/1.yaml";
    team.repo
        .write(path, team.repo.read(path).replace("one place", "no place"));
    team.commit("ann", "And while we are at it");
    found(&team.check(), Rejected, "record-changed").at(path);
}

#[test]
fn a_log_gets_another_root_in_the_change_that_needs_it() {
    let (team, _) = with_two_logs();
    team.merge();
    team.branch("root");
    team.revise_charter("ann", |charter| {
        charter.logs.insert(other(), Digest::of(b"another"));
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    // The base's root judges this change, and the new one the next.
    passes(&team.check());
}

fn redact(team: &Team, path: &str, digest: Digest) {
    let reason = || line("A name");
    let redacts = Redacts {
        path: line(path.strip_prefix("decisions/").unwrap()),
        sha256: digest,
        reason: reason(),
    };
    team.revise_as(
        "ann",
        0,
        |_| {},
        |revision| {
            revision.kind = RevisionKind::Redaction(vec![redacts]);
        },
    );
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    let gap = Redaction {
        format: Format::One,
        redacted: Redacted {
            sha256: digest,
            reason: reason(),
            by: "ann".parse().unwrap(),
        },
    };
    team.repo.write(path, yaml::write(&gap));
    team.commit("ann", "Take something out");
}

fn merging_open_ones() -> Team {
    Team::with(&format!("merge: proposed\n{}", Team::charter()))
}

#[test]
fn an_objection_is_silenced_by_redaction() {
    let team = merging_open_ones();
    team.propose(1);
    let objection = team.object("eli", 1);
    team.merge();
    team.branch("silence");
    let path = team.signoff_of("eli", 1);
    redact(&team, &path, objection);
    found(&team.check(), Rejected, "redaction-not-agreed").at(&path);
}

#[test]
fn an_approval_comes_back_when_what_replaced_it_is_redacted() {
    for withdraws in [true, false] {
        let team = merging_open_ones();
        team.propose(1);
        let first = team.approve("bob", 1);
        let later = team.sign_off("bob", 1, |signoff| {
            if withdraws {
                let targets = vec![first];
                signoff.statement = Statement::Act(Act::Withdraw { targets });
            } else {
                signoff.statement = Statement::Stance(Stance::Abstain);
                signoff.replaces = vec![first];
            }
        });
        team.merge();
        team.branch("back");
        let mut all = team.files(1, "signoffs").into_iter();
        let path = all.find(|path| team.digest_of(path) == later).unwrap();
        redact(&team, &path, later);
        found(&team.check(), Rejected, "redaction-not-agreed").at(&path);
    }
}

#[test]
fn approvals_cross_a_text_that_was_taken_out() {
    let team = merging_open_ones();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    let text = team.newest(1).value.text;
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new("Keep none.").unwrap());
    });
    let (taken, path) = (
        team.newest_digest(1),
        "decisions/0001-decision-1/revisions/2.yaml",
    );
    team.revise("ann", 1, |back| *back = text);
    team.merge();
    team.branch("out");
    redact(&team, path, taken);
    passes(&team.check());
    team.merge();
    team.branch("accept");
    let all = team.files(1, "signoffs").into_iter();
    let mut listed: Vec<Digest> = all.map(|path| team.digest_of(&path)).collect();
    listed.sort();
    team.resolve("ann", 1, Outcome::Accepted, |resolution| {
        resolution.signoffs = listed;
    });
    team.commit("ann", "Accept decision 1");
    found(&team.check(), Blocked, "approval-missing").saying("bob: stale");
}

#[test]
fn a_rule_that_came_later_leaves_an_old_acceptance_alone() {
    // Decision 2 amends decision 1, which is tagged only afterwards.
    let team = Team::with(&Team::charter().replace("rules:\n", &format!("rules:\n{SECURITY}")));
    team.settle(1);
    let text = Text {
        amends: vec![Number(1)],
        ..team.text(2, "ann")
    };
    team.branch("adr/2");
    team.propose_text("ann", 2, &text);
    team.approve("bob", 2);
    team.approve("dana", 2);
    team.accept(2);
    merged_and_judged_again(&team, "next");
    team.branch("tag");
    team.revise("ann", 1, |text| {
        text.tags = vec!["security".parse().unwrap()];
    });
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    merged_and_judged_again(&team, "later");
}
