//! `adr diff`

use adr_sign::record::charter::{Assurance, Count, Need};
use adr_sign::record::prose::Prose;

use super::people::Log;
use super::{adr, command, told};
use crate::support::team::{Team, entry, line};

/// Ann's proposal, approved by Bob and Carol, which she has then revised in substance; Bob has signed again.
fn revised() -> Team {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.approve("dana", 1);
    team.revise_as(
        "ann",
        1,
        |text| {
            text.decision = Some(Prose::new("Keep them in two places.").unwrap());
            text.tags = vec!["orders".parse().unwrap()];
        },
        |revision| revision.summary = Some(line("One place was not enough")),
    );
    let old = team.digest_of(&team.signoff_of("bob", 1));
    team.sign_off("bob", 1, |signoff| {
        signoff.statement = approval();
        signoff.replaces = vec![old];
    });
    team
}

fn approval() -> adr_sign::record::signoff::Statement {
    adr_sign::record::signoff::Statement::Stance(adr_sign::record::signoff::Stance::Approve {
        conditions: Vec::new(),
    })
}

#[test]
fn what_a_revision_changed_is_told_with_what_it_ended() {
    let team = revised();
    insta::assert_snapshot!(adr(&team.repo, &["diff", "1"]).fine(), @r"
    1  Decision 1
      revision 1 → revision 2
      revision 2 by ann, 2026-11-18: One place was not enough
      bob approved again, on revision 2
      carol's and dana's approvals went stale: revision 2 changed `tags` and
      `decision`

    tags:
      + orders
    decision:
      Keep them in [-one place-]{+two places+}.
    ");
}

#[test]
fn what_is_editorial_ends_nothing() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    let reference = adr_sign::record::text::Reference {
        title: line("The manual"),
        url: None,
    };
    team.revise("ann", 1, |text| text.references.push(reference));
    insta::assert_snapshot!(adr(&team.repo, &["diff", "1", "1..2"]).fine(), @r"
    1  Decision 1
      revision 1 → revision 2
      revision 2 by ann, 2026-11-18
      bob's approval holds

    references:
      + title: The manual
    ");
}

#[test]
fn edits_that_nobody_has_put_up_are_the_newest_there_is() {
    let team = Team::new();
    team.propose(1);
    team.approve("bob", 1);
    let mut text = team.newest(1).value.text;
    text.title = line("Orders");
    team.write_draft(1, &text);
    insta::assert_snapshot!(adr(&team.repo, &["diff", "1"]).fine(), @r"
    1  Orders
      revision 1 → unpublished edits
      bob's approval would go stale: this changes `title`

    title:
      [-Decision 1-]{+Orders+}
    ");
    // The other way round nobody's approval is at stake.
    let back = adr(&team.repo, &["diff", "1", "draft..1"]).fine();
    assert!(!back.contains("stale"), "{back}");
    assert!(back.contains("unpublished edits → revision 1"), "{back}");
}

#[test]
fn everybody_sees_what_changed_since_they_last_signed() {
    let team = revised();
    let since = |who: &str| adr(&team.repo, &["diff", "1", "--since", who]);
    assert!(
        since("carol")
            .fine()
            .contains("[-one place-]{+two places+}")
    );
    let bobs = since("bob").fine();
    assert!(bobs.contains("the two texts say the same"), "{bobs}");
    assert_eq!(since("eli").code, 1);
    assert!(
        since("eli")
            .said
            .contains("eli has signed nothing of decision 1")
    );
}

#[test]
fn two_branches_are_compared_as_they_are() {
    let team = revised();
    let told = adr(&team.repo, &["diff", "1", "--at", "HEAD~2..HEAD"]).fine();
    assert!(
        told.contains("revision 1 at HEAD~2 → revision 2 at HEAD"),
        "{told}"
    );
    assert!(told.contains("[-one place-]{+two places+}"), "{told}");
    assert!(
        told.contains("carol's and dana's approvals went stale"),
        "{told}"
    );
    // Two branches that have each put up their own revision 2.
    team.repo.git(&["switch", "-q", "-c", "other", "HEAD~2"]);
    team.revise("ann", 1, |text| text.title = line("Another title"));
    let told = adr(&team.repo, &["diff", "1", "--at", "adr/1..other"]).fine();
    assert!(
        told.contains("other does not go on from the text\n  of adr/1"),
        "{told}"
    );
    assert!(told.contains("{+Another title+}"), "{told}");
    let missing = adr(&team.repo, &["diff", "1", "--at", "main..other"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.said.contains("there is no decision 1 at main"),
        "{}",
        missing.said
    );
}

#[test]
fn a_program_gets_all_of_it() {
    let team = revised();
    let told = adr(&team.repo, &["diff", "1", "--json"]).json(0);
    assert_eq!(told["from"]["revision"], 1);
    assert_eq!(told["to"]["revision"], 2);
    assert_eq!(told["revisions"][0]["summary"], "One place was not enough");
    assert_eq!(told["changes"][0]["field"], "tags");
    assert_eq!(told["changes"][0]["kind"], "list");
    assert_eq!(told["changes"][0]["items"][0]["change"], "added");
    assert_eq!(told["changes"][1]["before"], "Keep them in one place.\n");
    assert_eq!(told["changes"][1]["pieces"][1]["removed"], "one place");
    let fates: Vec<(&str, &str)> = told["signoffs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["person"].as_str().unwrap(),
                one["fate"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        fates,
        [("bob", "renewed"), ("carol", "stale"), ("dana", "stale")]
    );
}

#[test]
fn a_charter_changes_in_people_and_rules() {
    let team = Team::new();
    team.branch("adr/0000-charter-r2");
    team.revise_charter("ann", |charter| {
        charter
            .people
            .insert("fay".parse().unwrap(), entry("Fay Gray", "fay"));
        charter
            .people
            .get_mut(&"dana".parse().unwrap())
            .unwrap()
            .active = false;
        charter.assurance = Assurance::Hardware;
        let leads = charter.teams.get_mut(&"leads".parse().unwrap()).unwrap();
        leads.retain(|party| party.to_string() != "dana");
        leads.push("fay".parse().unwrap());
        charter.rules[0].need = vec![Need::From {
            from: adr_sign::record::charter::Source("leads".parse().unwrap()),
            count: Count::Number(1),
            assurance: None,
        }];
    });
    insta::assert_snapshot!(adr(&team.repo, &["diff", "0"]).fine(), @r#"
    0  Decision 0
      revision 1 → revision 2
      revision 2 by ann, 2026-11-18
      bob's and carol's approvals went stale: revision 2 changed `charter`

    charter:
      - dana leaves
      + fay (Fay Gray) joins, with key
        SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx fay
      ~ team leads: + fay, - dana
      ~ rule "every decision": needs 2 of leads → 1 of leads (loosened)
      ~ assurance: key → hardware (tightened)
    "#);
}

#[test]
fn on_a_wide_terminal_the_texts_stand_side_by_side() {
    let team = revised();
    let mut wide = command(&team.repo, env!("CARGO_BIN_EXE_adr"), &["diff", "1"]);
    wide.env("COLUMNS", "200");
    let shown = told(wide).fine();
    assert!(
        shown
            .lines()
            .any(|line| line.contains("Keep them in [-one place-].")
                && line.contains("│ Keep them in {+two places+}.")),
        "{shown}"
    );
}

#[test]
fn there_may_be_nothing_to_compare() {
    let log = Log::of_three();
    log.draft("Orders in Postgres");
    let said = log.adr(&["diff", "1"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("decision 1 is a draft"), "{}", said.err);
    log.adr(&["propose", "1"]).ok();
    let said = log.adr(&["diff", "1"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("is the first"), "{}", said.err);
    assert_eq!(log.adr(&["diff", "1", "1..9"]).code, 2);
    assert_eq!(log.adr(&["diff", "1", "0..1"]).code, 2);
    assert_eq!(log.adr(&["diff", "1", "1..", "--since", "ann"]).code, 2);
}

#[test]
fn a_proposal_is_found_on_its_branch() {
    let team = revised();
    team.switch("main");
    let told = adr(&team.repo, &["diff", "1"]).fine();
    assert!(told.starts_with("1  Decision 1  (on adr/1)\n"), "{told}");
}

#[test]
fn a_broken_draft_does_not_hide_what_was_put_up() {
    let team = revised();
    let path = team.path(1, adr_sign::record::layout::Part::Draft);
    team.repo.write(&path, "title: [");
    let told = adr(&team.repo, &["diff", "1"]).fine();
    assert!(told.contains("decision.yaml cannot be read"), "{told}");
    assert!(told.contains("revision 1 → revision 2"), "{told}");
}
