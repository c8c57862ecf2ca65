//! The stakeholder who arrives late, and the one who is invited.

use adr_sign::check::finding::Verdict;

use crate::cli::office::Desk;
use crate::support::team::Team;

/// Decision 1, in force on `main`, under a charter with these editorial fields.
fn decided() -> Team {
    let team = Team::new();
    team.settle(1);
    team
}

#[test]
fn late_nods_come_in_with_one_commit() {
    let team = decided();
    let ann = Desk::at(&team.repo, "ann");
    let (dana, eli) = (Desk::at(&team.repo, "dana"), Desk::at(&team.repo, "eli"));
    let told = eli.sign(&["acknowledge", "1"]);
    insta::assert_snapshot!(told.fine(), @"[adr-signoffs/eli xxxxxxxxxx] Acknowledge decision 1, revision 1");
    dana.sign(&["dissent", "1", "-m", "I would have taken another road"])
        .fine();
    dana.sign(&["endorse", "1"]).fine();
    assert_eq!(
        ann.git(&["log", "--format=%s", "-1", "main"]),
        "Merge branch 'adr/1'"
    );

    insta::assert_snapshot!(ann.adr(&["inbox"]).fine(), @r"
    one thing waits for you, ann

    1  Decision 1  on main
       receive    dana, eli signed elsewhere; it waits in outboxes
                  adr receive
    ");
    let received = ann.adr(&["receive"]);
    insta::assert_snapshot!(received.fine(), @"[adr/received xxxxxxxxxx] Receive what dana, eli signed");
    insta::assert_snapshot!(received.said, @"next: git push REMOTE adr/received");
    assert_eq!(ann.git(&["rev-list", "--count", "main..adr/received"]), "1");
    assert_eq!(ann.adr(&["inbox"]).fine(), "nothing waits for you, ann\n");
    team.switch("adr/received");
    assert_eq!(team.check().verdict, Verdict::Pass);
    team.merge();
    assert_eq!(ann.adr(&["inbox"]).fine(), "nothing waits for you, ann\n");
    ann.assert_tidy();
}

#[test]
fn the_owner_answers_a_challenge() {
    let team = decided();
    let (ann, eli) = (Desk::at(&team.repo, "ann"), Desk::at(&team.repo, "eli"));
    eli.sign(&[
        "challenge",
        "1",
        "-m",
        "It costs too much",
        "--evidence",
        "The invoice of October",
    ])
    .fine();
    assert_eq!(
        eli.sign(&["object", "1", "-m", "No"]).code,
        1,
        "what is settled stays settled"
    );
    let too_early = ann.sign(&["answer", "1", "-m", "It is still cheaper"]);
    insta::assert_snapshot!(too_early.said, @r"
    error: decision 1: the challenge of eli is only in their outbox, where it cannot be answered
    hint: bring it in, then answer it: adr receive
    ");
    ann.adr(&["receive"]).fine();
    let inbox = ann.adr(&["inbox"]).fine();
    assert!(!inbox.contains("adr receive"), "{inbox}");
    team.switch("adr/received");
    assert_eq!(team.check().verdict, Verdict::Pass);
    team.merge();
    insta::assert_snapshot!(ann.adr(&["inbox"]).fine(), @r"
    one thing waits for you, ann

    1  Decision 1  on main
       answer     eli challenges it: The invoice of October
                  adr-sign answer 1 --to eli -m REASON
    ");
    let not_hers = Desk::at(&team.repo, "bob").sign(&["answer", "1", "-m", "So what"]);
    assert_eq!(not_hers.code, 1);
    assert!(not_hers.said.contains("ann can"), "{}", not_hers.said);
    ann.sign(&[
        "answer",
        "1",
        "--to",
        "eli",
        "-m",
        "It is still cheaper than before",
    ])
    .fine();
    ann.adr(&["receive"]).fine();
    team.switch("adr/received-2");
    assert_eq!(team.check().verdict, Verdict::Pass);
    team.merge();
    assert_eq!(ann.adr(&["inbox"]).fine(), "nothing waits for you, ann\n");
    let again = ann.sign(&["answer", "1", "-m", "Once more"]);
    assert_eq!(again.code, 1, "{}", again.said);
}

#[test]
fn nobody_endorses_what_is_not_agreed() {
    let team = Team::new();
    team.propose(1);
    let dana = Desk::at(&team.repo, "dana");
    let told = dana.sign(&["endorse", "1"]);
    assert_eq!(told.code, 1);
    assert!(
        told.said.contains("only once its rules are met"),
        "{}",
        told.said
    );
    team.approve("bob", 1);
    team.approve("carol", 1);
    dana.sign(&["endorse", "1"]).fine();
}

#[test]
fn an_invitation_keeps_the_approvals_where_it_is_editorial() {
    let charter = Team::charter().replace("editorial: [references]", "editorial: [consulted]");
    let team = Team::with(&charter);
    team.propose(1);
    let ann = Desk::at(&team.repo, "ann");
    team.approve("bob", 1);
    team.approve("carol", 1);
    let told = ann.adr(&["invite", "1", "eli", "team:maintainers"]);
    insta::assert_snapshot!(told.fine(), @"[adr/1 xxxxxxxxxx] Revise decision 1, revision 2");
    insta::assert_snapshot!(told.said, @"next: adr accept 1");
    let eli = Desk::at(&team.repo, "eli");
    insta::assert_snapshot!(eli.adr(&["inbox"]).fine(), @r"
    one thing waits for you, eli

    1  Decision 1  on adr/1
       consulted  their view is asked for
                  adr-sign acknowledge 1
    ");
    eli.sign(&["acknowledge", "1", "--outbox"]).fine();
    assert_eq!(eli.adr(&["inbox"]).fine(), "nothing waits for you, eli\n");
    let draft = team.repo.read("decisions/0001-decision-1/decision.yaml");
    assert!(draft.starts_with("# What we agree on.\n"), "{draft}");
    assert!(
        draft.contains("consulted:\n  - eli\n  - team:maintainers\n"),
        "{draft}"
    );
    ann.adr(&["accept", "1"]).fine();
    assert_eq!(team.check().verdict, Verdict::Pass);
    let twice = ann.adr(&["invite", "1", "eli"]);
    assert_eq!(twice.code, 1, "{}", twice.said);
    ann.assert_tidy();
}

#[test]
fn where_it_is_not_nobody_is_asked_again_by_accident() {
    let team = Team::new();
    team.propose(1);
    let ann = Desk::at(&team.repo, "ann");
    team.approve("bob", 1);
    let told = ann.adr(&["invite", "1", "eli"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: `consulted` is not editorial in this charter: bob would have to approve decision 1 again
    hint: ask them again with --ask-again; whoever is not invited can speak all the same: adr-sign acknowledge
    ");
    let anyway = ann.adr(&["invite", "1", "eli", "--ask-again"]);
    anyway.fine();
    assert!(
        anyway.said.contains("must look again: bob"),
        "{}",
        anyway.said
    );
    let stranger = ann.adr(&["invite", "1", "zoe"]);
    assert_eq!(stranger.code, 2, "{}", stranger.said);
    let not_hers = Desk::at(&team.repo, "eli").adr(&["invite", "1", "dana", "--ask-again"]);
    assert_eq!(not_hers.code, 1, "{}", not_hers.said);
}
