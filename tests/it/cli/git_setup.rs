//! `adr git-setup`, and what the real `git` then does.

use super::adr;
use crate::support::team::Team;

const ATTRIBUTES: &str = ".git/info/attributes";

const DRAFT: &str = "# What we agree on.
id: 01jdxk3v8q5t9w2m7r4c6y1zab
title: Orders in Postgres # for now
owner: ann
tags: [orders, storage]
context: |
  Orders are lost.
options:
  - name: Postgres
    pros:
      - We know it
  - name: SQLite
decision: |
  Keep them in one place.
";

const PATH: &str = "decisions/0001-orders/decision.yaml";

/// A draft on `main`, in a clone that is set up.
fn drafted() -> Team {
    let team = Team::new();
    adr(&team.repo, &["git-setup"]).fine();
    team.repo.write(PATH, DRAFT);
    team.repo.commit_all("Draft");
    team
}

/// Two branches that each replace something in the draft; ours is checked out.
fn diverged(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Team {
    let team = drafted();
    for (branch, changes) in [("theirs", theirs), ("ours", ours)] {
        team.repo.git(&["switch", "-q", "-c", branch, "main"]);
        let mut text = DRAFT.to_owned();
        for (old, new) in changes {
            assert!(text.contains(old), "{old}");
            text = text.replace(old, new);
        }
        team.repo.write(PATH, text);
        team.repo.commit_all(branch);
    }
    team
}

#[track_caller]
fn merges_to(team: &Team, expected: &[(&str, &str)]) {
    let output = team.repo.try_git(&["merge", "-q", "--no-edit", "theirs"]);
    assert!(output.status.success(), "{output:?}");
    let mut text = DRAFT.to_owned();
    for (old, new) in expected {
        text = text.replace(old, new);
    }
    assert_eq!(team.repo.read(PATH), text);
    assert_eq!(team.repo.status(), "");
}

/// The file after a merge that people have to finish.
#[track_caller]
fn left_to_people(team: &Team) -> String {
    let output = team.repo.try_git(&["merge", "-q", "--no-edit", "theirs"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        team.repo.status().contains("u UU"),
        "{}",
        team.repo.status()
    );
    team.repo.read(PATH)
}

#[test]
fn it_is_set_up_once_and_taken_out_whole() {
    let team = Team::new();
    let own = "*.lock -diff\n/decisions/**/decision.yaml merge=mine\n";
    team.repo.write(ATTRIBUTES, own);
    let config = team.repo.read(".git/config");
    let told = adr(&team.repo, &["git-setup"]).fine();
    assert!(
        told.starts_with("git shows and merges records in this clone from now on\n"),
        "{told}"
    );
    let set_up = (team.repo.read(ATTRIBUTES), team.repo.read(".git/config"));
    // What the user has written stands below, and wins.
    assert!(set_up.0.ends_with(own), "{}", set_up.0);
    let merge = team.repo.git(&["check-attr", "merge", "diff", "--", PATH]);
    assert!(
        merge.contains("merge: mine") && merge.contains("diff: adr-text"),
        "{merge}"
    );
    let told = adr(&team.repo, &["git-setup"]).fine();
    assert!(told.contains("already"), "{told}");
    assert_eq!(
        (team.repo.read(ATTRIBUTES), team.repo.read(".git/config")),
        set_up
    );
    adr(&team.repo, &["git-setup", "--undo"]).fine();
    assert_eq!(
        (team.repo.read(ATTRIBUTES), team.repo.read(".git/config")),
        (own.to_owned(), config)
    );
    let told = adr(&team.repo, &["git-setup", "--undo"]).fine();
    assert!(told.starts_with("nothing was set up here\n"), "{told}");
    assert_eq!(team.repo.status(), "");
}

#[test]
fn a_driver_of_the_users_own_stays() {
    let team = Team::new();
    team.repo.git(&["config", "merge.adr.driver", "mine %A"]);
    let told = adr(&team.repo, &["git-setup"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said
            .contains("merge.adr.driver is set in this clone to something else: mine %A"),
        "{}",
        told.said
    );
    assert_eq!(team.repo.git(&["config", "merge.adr.driver"]), "mine %A");
}

#[test]
fn git_shows_records_in_words() {
    let team = Team::new();
    adr(&team.repo, &["git-setup"]).fine();
    team.propose(1);
    team.approve("bob", 1);
    let signed = team.repo.git(&["log", "-p", "-1", "--format=%s"]);
    assert!(
        signed.contains("+bob approved, on revision 1 ("),
        "{signed}"
    );
    assert!(signed.contains("+signed with SHA256:"), "{signed}");
    assert!(signed.contains("I have read it."), "{signed}");
    assert!(!signed.contains("BEGIN SSH SIGNATURE"), "{signed}");
    let proposed = team.repo.git(&["show", "--format=", "HEAD~1"]);
    assert!(
        proposed.contains("+Revision 1 (text), by ann"),
        "{proposed}"
    );
    assert!(proposed.contains("+## Decision"), "{proposed}");
    team.accept(1);
    let accepted = team.repo.git(&["diff", "HEAD~1", "HEAD"]);
    assert!(
        accepted.contains("is accepted, written down by ann"),
        "{accepted}"
    );
}

#[test]
fn a_damaged_record_is_shown_as_it_is_and_never_obeyed() {
    let team = Team::new();
    adr(&team.repo, &["git-setup"]).fine();
    let file = team.signoff_of("bob", 0);
    let damaged = team
        .repo
        .read(&file)
        .replace("signer: bob", "signer: bob\u{1b}[2J");
    team.repo.write(&file, damaged);
    let shown = team.repo.git(&["diff"]);
    assert!(shown.contains("+signer: bob\\u{1b}[2J"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
    // Bytes that are no text at all, and nothing.
    for bytes in [&b"\xff\xfe\x00"[..], b""] {
        team.repo.write(&file, bytes);
        let output = team.repo.try_git(&["diff"]);
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn the_heading_of_a_hunk_says_which_field_it_is_in() {
    let team = drafted();
    let long = format!("context: |\n{}", "  Line.\n".repeat(20));
    team.repo.write(PATH, DRAFT.replace("context: |\n", &long));
    team.repo.commit_all("Long");
    team.repo.write(
        PATH,
        DRAFT
            .replace("context: |\n", &long)
            .replace("  Orders are lost.", "  Orders get lost."),
    );
    let shown = team.repo.git(&["diff"]);
    assert!(shown.contains("@@ context: |"), "{shown}");
}

#[test]
fn neighbouring_fields_do_not_get_in_each_others_way() {
    // Plain git calls each of these a conflict.
    let title = ("title: Orders in Postgres", "title: All orders in Postgres");
    let owner = ("owner: ann", "owner: bob");
    merges_to(&diverged(&[title], &[owner]), &[title, owner]);
    let tags = |more: &'static str| ("tags: [orders, storage]", more);
    merges_to(
        &diverged(
            &[tags("tags: [orders, storage, eu]")],
            &[tags("tags: [storage, us]")],
        ),
        &[tags("tags: [storage, eu, us]")],
    );
    merges_to(
        &diverged(
            &[(
                "      - We know it\n",
                "      - We know it\n      - It is fast\n",
            )],
            &[(
                "      - We know it\n",
                "      - We know it\n    cons:\n      - It is large\n",
            )],
        ),
        &[(
            "      - We know it\n",
            "      - We know it\n      - It is fast\n    cons:\n      - It is large\n",
        )],
    );
}

#[test]
fn comments_of_both_sides_stay() {
    let title = (
        "title: Orders in Postgres # for now",
        "title: Orders in Postgres # for good",
    );
    let context = ("  Orders are lost.", "  Orders are lost, and found.");
    merges_to(&diverged(&[title], &[context]), &[title, context]);
    // One side adds a comment right beside the other's change.
    let owner = ("owner: ann", "owner: ann # until spring");
    let tags = ("tags: [orders, storage]", "tags: [orders]");
    merges_to(&diverged(&[tags], &[owner]), &[owner, tags]);
}

#[test]
fn people_who_disagree_are_asked_about_that_alone() {
    let team = diverged(
        &[
            ("in one place", "in two places"),
            ("owner: ann", "owner: bob"),
        ],
        &[
            ("in one place", "in three places"),
            ("title: Orders in", "title: Our orders in"),
        ],
    );
    let text = left_to_people(&team);
    assert!(
        text.contains("title: Our orders in Postgres # for now\nowner: bob\n"),
        "{text}"
    );
    let conflict = text.split("decision: |\n").nth(1).unwrap();
    insta::assert_snapshot!(conflict, @r"
    <<<<<<< HEAD
      Keep them in two places.
    =======
      Keep them in three places.
    >>>>>>> theirs
    ");
}

#[test]
fn what_one_side_took_out_and_the_other_changed_is_asked_about() {
    let team = diverged(
        &[("  - name: SQLite\n", "")],
        &[(
            "  - name: SQLite\n",
            "  - name: SQLite\n    summary: |\n      Small.\n",
        )],
    );
    let text = left_to_people(&team);
    assert!(
        text.contains("<<<<<<< ") && text.contains("Small."),
        "{text}"
    );
}

#[test]
fn a_text_that_nobody_can_read_is_merged_by_lines() {
    let team = diverged(
        &[("title: Orders", "titel: Orders")],
        &[("one place", "two places")],
    );
    let output = team.repo.try_git(&["merge", "-q", "--no-edit", "theirs"]);
    assert!(output.status.success(), "{output:?}");
    let text = team.repo.read(PATH);
    assert!(
        text.contains("titel: Orders") && text.contains("two places"),
        "{text}"
    );
}

#[test]
fn rebase_and_cherry_pick_merge_the_same_way() {
    let title = ("title: Orders in Postgres", "title: All orders in Postgres");
    let owner = ("owner: ann", "owner: bob");
    for command in [&["rebase", "-q", "theirs"][..], &["cherry-pick", "theirs"]] {
        let team = diverged(&[title], &[owner]);
        let output = team.repo.try_git(command);
        assert!(output.status.success(), "{output:?}");
        let text = team.repo.read(PATH);
        assert!(text.contains(title.1) && text.contains(owner.1), "{text}");
    }
}

#[test]
fn without_the_program_git_works_as_ever() {
    let team = diverged(
        &[("in one place", "in two places")],
        &[("title: Orders in", "title: Our orders in")],
    );
    for key in ["merge.adr.driver", "diff.adr.textconv"] {
        let set = team.repo.git(&["config", key]);
        team.repo.git(&[
            "config",
            key,
            &set.replace(env!("CARGO_BIN_EXE_adr"), "/gone/adr"),
        ]);
    }
    merges_to(
        &team,
        &[
            ("in one place", "in two places"),
            ("title: Orders in", "title: Our orders in"),
        ],
    );
    let shown = team.repo.git(&["show", "--format=", "main~2"]);
    assert!(shown.contains("BEGIN SSH SIGNATURE"), "{shown}");
    let team = diverged(&[("one place", "two places")], &[("one place", "no place")]);
    let set = team.repo.git(&["config", "merge.adr.driver"]);
    team.repo.git(&[
        "config",
        "merge.adr.driver",
        &set.replace(env!("CARGO_BIN_EXE_adr"), "/gone/adr"),
    ]);
    assert!(left_to_people(&team).contains("======="));
}
