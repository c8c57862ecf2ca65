//! Decisions.

use std::collections::BTreeMap;
use std::fs;

use adr_sign::check::Verdict::{Blocked, Rejected};
use adr_sign::record::id::Number;
use adr_sign::record::name::Party;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::revision::RevisionKind;
use adr_sign::record::text::Text;

use super::{found, passes};
use crate::support::team::{Team, imported, line};

const REVISION: &str = "decisions/0001-decision-1/revisions/1.yaml";
const DRAFT: &str = "decisions/0001-decision-1/decision.yaml";
const RESOLUTION: &str = "decisions/0001-decision-1/resolutions/1.yaml";

#[test]
fn row_26_a_revision_that_the_base_holds_is_edited() {
    let team = Team::new();
    team.settle(1);
    team.branch("edit");
    team.repo.write(
        REVISION,
        team.repo.read(REVISION).replace("one place", "two places"),
    );
    team.commit("ann", "Correct a word");
    found(&team.check(), Rejected, "record-changed")
        .at(REVISION)
        .fixed_by("adr revise 1");
}

#[test]
fn row_26_a_revision_that_somebody_signed_is_edited() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    // Ann signs other words under the same number.
    let text = Text {
        decision: Some(Prose::new("Keep none.").unwrap()),
        ..team.text(1, "ann")
    };
    fs::remove_file(team.repo.root().join(REVISION)).unwrap();
    team.propose_text("ann", 1, &text);
    found(&team.check(), Rejected, "signoff-of-another-text").at(&team.signoff_of("bob", 1));
}

#[test]
fn row_27_accepted_without_the_signoffs() {
    let team = Team::new();
    team.propose(1);
    team.accept(1);
    let report = team.check();
    found(&report, Blocked, "accepted-without-agreement")
        .at(RESOLUTION)
        .fixed_by("adr accept 1");
    found(&report, Blocked, "approval-missing").fixed_by("bob, carol or dana: adr-sign approve 1");

    // Signed by now, and not listed: one command is all that is missing.
    team.approve("bob", 1);
    team.approve("carol", 1);
    let report = team.check();
    found(&report, Blocked, "accepted-without-agreement").fixed_by("adr accept 1");
    assert!(
        !report
            .findings
            .iter()
            .any(|finding| finding.code.name == "approval-missing")
    );
}

#[test]
fn row_28_somebody_elses_decision_is_ended() {
    for outcome in [
        Outcome::Withdrawn,
        Outcome::Rejected,
        Outcome::Deprecated,
        Outcome::Superseded,
    ] {
        let team = Team::new();
        team.settle(1);
        team.branch("end");
        team.resolve("eli", 1, outcome, |resolution| {
            resolution.by_decision =
                (outcome == Outcome::Superseded).then(|| team.text(2, "eli").id);
        });
        team.commit("eli", "Enough");
        let code = match outcome {
            Outcome::Superseded => "superseded-alone",
            _ => "not-permitted",
        };
        found(&team.check(), Rejected, code).at("decisions/0001-decision-1/resolutions/2.yaml");
    }
}

#[test]
fn row_29_an_older_revision_accepted_again() {
    let team = Team::new();
    team.settle(1);
    team.branch("second");
    team.revise("ann", 1, |text| {
        text.decision = Some(Prose::new("Keep them in two places.").unwrap());
    });
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    passes(&team.check());
    team.merge();

    team.branch("back");
    let old = team
        .repo
        .read(RESOLUTION)
        .replace("resolution: 1\n", "resolution: 3\n");
    let path = "decisions/0001-decision-1/resolutions/3.yaml";
    team.repo.write(path, old);
    team.commit("ann", "Roll back");
    found(&team.check(), Rejected, "not-permitted")
        .at(path)
        .saying("revision 1 is not the newest; revision 2 is");
}

#[test]
fn row_30_an_approver_dropped() {
    let team = Team::new();
    let eli = vec![Party::Person("eli".parse().unwrap())];
    team.branch("adr/1");
    team.propose_text(
        "ann",
        1,
        &Text {
            approvers: eli,
            ..team.text(1, "ann")
        },
    );
    for who in ["bob", "carol", "eli"] {
        team.approve(who, 1);
    }
    team.accept(1);
    team.merge();

    team.branch("without");
    team.revise("ann", 1, |text| text.approvers.clear());
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    found(&team.check(), Blocked, "approver-missing")
        .saying("names eli as approver")
        .fixed_by("eli: adr-sign approve 1");
}

#[test]
fn row_32_a_number_that_comes_to_mean_another_decision() {
    let team = Team::new();
    team.settle(1);
    team.branch("adr/2");
    team.begin(
        2,
        &Text {
            supersedes: vec![Number(1)],
            ..team.text(2, "ann")
        },
    );
    team.propose_text("ann", 2, &team.text(2, "ann"));
    team.revise_as(
        "ann",
        2,
        |text| text.supersedes = vec![Number(1)],
        |revision| revision.refers = BTreeMap::from([(Number(1), revision.text.id)]),
    );
    found(&team.check(), Rejected, "refers-wrong")
        .at("decisions/0002-decision-2/revisions/2.yaml")
        .fixed_by("adr revise 2");
}

#[test]
fn row_34_a_comment_in_an_accepted_text_that_says_the_opposite() {
    let team = Team::new();
    team.settle(1);
    team.branch("comment");
    team.repo.write(
        DRAFT,
        format!("# No longer true!\n{}", team.repo.read(DRAFT)),
    );
    team.commit("ann", "A remark");
    found(&team.check(), Rejected, "draft-changed")
        .at(DRAFT)
        .fixed_by("adr revise 1");
}

#[test]
fn row_34_an_accepted_text_that_says_the_opposite() {
    let team = Team::new();
    team.settle(1);
    team.branch("edit");
    team.repo.write(
        DRAFT,
        team.repo.read(DRAFT).replace("one place", "two places"),
    );
    team.commit("ann", "A correction");
    found(&team.check(), Rejected, "unpublished-edits").at(DRAFT);
}

#[test]
fn row_35_a_stranger_to_the_text_revises_it() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.revise("eli", 1, |text| text.tags = vec!["later".parse().unwrap()]);
    found(&team.check(), Rejected, "not-an-editor")
        .at("decisions/0001-decision-1/revisions/2.yaml")
        .saying("is by eli, who may not revise decision 1; ann may")
        .fixed_by("let ann put it up");
}

#[test]
fn row_37_a_folder_renamed_to_drop_what_was_signed() {
    let team = Team::new();
    team.settle(1);
    team.branch("rename");
    team.repo.git(&[
        "mv",
        "decisions/0001-decision-1",
        "decisions/0001-better-name",
    ]);
    team.repo
        .git(&["rm", "-rqf", "decisions/0001-better-name/signoffs"]);
    team.commit("ann", "A better name");
    found(&team.check(), Rejected, "record-removed").at(REVISION);
}

#[test]
fn row_37_a_second_decision_with_the_number_of_another() {
    let team = Team::new();
    team.settle(1);
    team.branch("rival");
    let rival = "decisions/0001-another";
    let text = team.repo.read(DRAFT).replace(
        &team.text(1, "ann").id.to_string(),
        &team.text(9, "ann").id.to_string(),
    );
    team.repo.write(&format!("{rival}/decision.yaml"), text);
    team.commit("ann", "Another decision");
    found(&team.check(), Rejected, "number-taken")
        .saying("both carry number 1")
        .fixed_by("adr renumber 1");
}

#[test]
fn row_37_a_second_decision_with_the_id_of_another() {
    let team = Team::new();
    team.settle(1);
    team.branch("rival");
    let stolen = team.text(1, "ann").id;
    team.repo
        .write("decisions/.numbers/0002", format!("{stolen}\n"));
    team.write_draft(
        2,
        &Text {
            id: stolen,
            ..team.text(2, "ann")
        },
    );
    team.commit("ann", "Another decision");
    found(&team.check(), Rejected, "id-taken")
        .at("decisions/0002-decision-2")
        .saying("which is that of decision 1");
}

#[test]
fn row_37_a_number_taken_by_merging_first_with_withdrawn() {
    let team = Team::new();
    team.propose(1);
    team.resolve("ann", 1, Outcome::Withdrawn, |_| {});
    team.commit("ann", "Withdraw decision 1");
    found(&team.check(), Blocked, "ended-unheard").saying("arrives withdrawn");

    team.approve("bob", 1);
    passes(&team.check());
}

#[test]
fn row_38_a_decision_made_here_is_no_import() {
    let team = Team::new();
    team.propose(1);
    let import = RevisionKind::Import(vec![imported()]);
    team.revise_as("ann", 1, |_| {}, |revision| revision.kind = import);
    found(&team.check(), Rejected, "wrong-kind").saying("imports a decision that was made here");
}

#[test]
fn row_39_the_merge_that_brought_a_decision_is_reverted() {
    let team = Team::new();
    team.settle(1);
    team.branch("revert");
    team.repo.git(&["revert", "--no-edit", "-m", "1", "HEAD"]);
    found(&team.check(), Rejected, "record-removed")
        .at(REVISION)
        .fixed_by("adr retire 1");
}

#[test]
fn row_31_superseding_from_below() {
    let strict = "  - name: security\n    when: {tags: [security]}\n    need: [{from: maintainers, count: 2}]\n";
    let team = Team::with(&Team::charter().replace("rules:\n", &format!("rules:\n{strict}")));
    let guarded = Text {
        tags: vec!["security".parse().unwrap()],
        ..team.text(1, "ann")
    };
    team.settle_text(1, &guarded);
    team.branch("adr/2");
    let low = Text {
        supersedes: vec![Number(1)],
        ..team.text(2, "ann")
    };
    team.propose_text("ann", 2, &low);
    team.approve("bob", 2);
    team.approve("dana", 2);
    found(&team.check(), Blocked, "approval-missing")
        .saying("rule `security` needs 2 approvals of maintainers and has bob")
        .fixed_by("carol: adr-sign approve 2");
}

#[test]
fn row_33_the_context_changed_as_if_it_were_editorial() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.revise("ann", 1, |text| {
        text.references.push(adr_sign::record::text::Reference {
            title: line("A book"),
            url: None,
        });
    });
    found(&team.check(), Blocked, "not-accepted");
    team.revise("ann", 1, |text| {
        text.context = Some(Prose::new("Orders are stolen.").unwrap());
    });
    found(&team.check(), Blocked, "approval-missing").saying("bob: stale");
}

#[test]
fn row_36_an_attachment_swapped_after_it_was_signed() {
    let team = Team::new();
    team.branch("adr/1");
    let picture = "decisions/0001-decision-1/attachments/topology.svg";
    team.repo.write(picture, "<svg>one</svg>");
    let text = Text {
        attachments: vec![adr_sign::record::text::Attachment {
            path: "topology.svg".parse().unwrap(),
            sha256: adr_sign::record::digest::Digest::of(b"<svg>one</svg>"),
            title: None,
        }],
        ..team.text(1, "ann")
    };
    team.propose_text("ann", 1, &text);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.accept(1);
    passes(&team.check());
    team.repo.write(picture, "<svg>two</svg>");
    team.commit("ann", "A nicer picture");
    found(&team.check(), Rejected, "attachment-differs").at(picture);
}

#[test]
fn row_38_an_import_arrives_as_history() {
    let team = Team::new();
    team.branch("adr/1");
    team.propose_import("ann", 1);
    team.approve("bob", 1);
    team.resolve("ann", 1, Outcome::Accepted, |_| {});
    team.commit("ann", "Accept decision 1");
    found(&team.check(), Blocked, "accepted-without-agreement");
    team.repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    team.approve("carol", 1);
    team.resolve("ann", 1, Outcome::Historical, |_| {});
    team.commit("ann", "Take decision 1 over");
    let report = team.check();
    passes(&report);
    assert_eq!(report.decisions[0].status, "historical");
}

#[test]
fn a_gap_where_nothing_stood() {
    let team = Team::new();
    team.settle(1);
    let stood = team.newest_digest(1).to_string();
    team.branch("gap");
    let gap = "format: 1\nredacted:\n  sha256: SHA\n  reason: A secret\n  by: ann\n";
    let gap = gap.replace("SHA", &team.root.to_string());
    team.repo
        .write("decisions/0001-decision-1/revisions/2.yaml", &gap);
    team.commit("ann", "Take something out");
    found(&team.check(), Rejected, "redaction-not-agreed")
        .at("decisions/0001-decision-1/revisions/2.yaml")
        .saying("no record there");

    // Nor is what stands there taken out because somebody says so.
    let gap = gap.replace(&team.root.to_string(), &stood);
    team.repo.git(&["reset", "-q", "--hard", "main"]);
    team.repo.write(REVISION, gap);
    team.commit("ann", "Take something out");
    found(&team.check(), Rejected, "redaction-not-agreed").at(REVISION);
}
