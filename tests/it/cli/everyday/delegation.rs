//! The reviewer on holiday: somebody speaks for them until they are back.

use adr_sign::check::finding::Verdict;

use crate::cli::office::Desk;
use crate::support::team::Team;

/// Decision 1 by Ann, which names Bob as approver, open on `adr/1`; Carol and Dana have approved.
fn waiting_for_bob() -> Team {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.approvers = vec!["bob".parse().unwrap()];
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    team.approve("carol", 1);
    team.approve("dana", 1);
    team.switch("main");
    team
}

fn codes(team: &Team) -> Vec<String> {
    team.check()
        .findings
        .iter()
        .map(|finding| finding.code.name.to_owned())
        .collect()
}

#[test]
fn the_delegate_signs_and_brings_the_delegation_along() {
    let team = waiting_for_bob();
    let (ann, bob) = (Desk::at(&team.repo, "ann"), Desk::at(&team.repo, "bob"));
    let dana = Desk::at(&team.repo, "dana");
    let early = dana.sign(&["approve", "1", "--for", "bob"]);
    assert_eq!(early.code, 1);
    assert!(
        early
            .said
            .contains("bob has not asked you to speak for them"),
        "{}",
        early.said
    );

    let told = bob.sign(&["delegate", "--to", "dana", "--until", "2099-12-20"]);
    insta::assert_snapshot!(told.fine(), @"[adr-signoffs/bob xxxxxxxxxx] Let dana speak for bob until 2099-12-20");
    insta::assert_snapshot!(told.said, @r"
    next: git push REMOTE adr-signoffs/bob
    dana signs for you until 2099-12-20: adr-sign approve N --for bob
    ");
    insta::assert_snapshot!(dana.adr(&["inbox"]).fine(), @r"
    one thing waits for you, dana

    1  Decision 1  on adr/1
       approve    in the seat of bob: the text names bob as approver
                  adr-sign approve 1 --for bob

       for        speaks for bob from 2026-11-18 until 2099-12-20
                  adr-sign approve N --for bob
    ");
    let status = ann.adr(&["status"]).fine();
    assert!(
        status.contains("dana speaks for bob from 2026-11-18 until 2099-12-20"),
        "{status}"
    );
    let inbox = bob.adr(&["inbox"]).fine();
    assert!(
        inbox.contains("adr-sign delegate --revoke --to dana"),
        "{inbox}"
    );

    dana.sign(&["approve", "1", "--for", "bob"]).fine();
    ann.adr(&["accept", "1"]).fine();
    team.switch("adr/1");
    assert!(
        team.repo
            .git(&["ls-files"])
            .contains("decisions/delegations/bob.")
    );
    assert_eq!(codes(&team), Vec::<String>::new());
    // Once merged it is judged for good.
    team.merge();
    ann.assert_tidy();
    assert_eq!(ann.adr(&["verify"]).code, 0);
}

#[test]
fn it_counts_from_the_base_on_a_branch_that_does_not_hold_it() {
    let team = waiting_for_bob();
    let dana = Desk::at(&team.repo, "dana");
    team.delegate("bob", "dana", "bob", "2026-11-10", "2099-12-20");
    team.commit("bob", "Dana speaks for bob");
    dana.sign(&["approve", "1", "--for", "bob"]).fine();
    let status = dana.adr(&["status", "1"]).fine();
    assert!(status.contains("next       adr accept 1"), "{status}");
    dana.adr(&["accept", "1"]).fine();
    team.switch("adr/1");
    assert_eq!(codes(&team), Vec::<String>::new());
}

#[test]
fn it_ends_by_itself() {
    let team = waiting_for_bob();
    let dana = Desk::at(&team.repo, "dana");
    team.switch("adr/1");
    team.delegate("bob", "dana", "bob", "2026-11-10", "2026-11-18");
    team.commit("bob", "Dana speaks for bob");
    dana.sign(&["approve", "1", "--for", "bob"]).fine();
    dana.git(&["switch", "-q", "adr/1"]);
    team.accept(1);
    let on = |day: &str| {
        team.check_with(|request| request.now = format!("{day}T12:00:00+00:00").parse().unwrap())
    };
    assert_eq!(
        on("2026-11-18").verdict,
        Verdict::Pass,
        "to the end of the last day"
    );
    assert_ne!(on("2026-11-19").verdict, Verdict::Pass);
}

#[test]
fn it_is_taken_back_wherever_it_is() {
    let team = waiting_for_bob();
    let (bob, dana) = (Desk::at(&team.repo, "bob"), Desk::at(&team.repo, "dana"));
    bob.sign(&["delegate", "--to", "dana", "--until", "2099-12-20"])
        .fine();
    dana.sign(&["approve", "1", "--for", "bob"]).fine();
    bob.sign(&["delegate", "--revoke"]).fine();
    let status = bob.adr(&["status"]).fine();
    assert!(!status.contains("speaks for"), "{status}");
    let refused = dana.sign(&["approve", "1", "--for", "bob"]);
    assert_eq!(refused.code, 1, "{}", refused.said);
    // On the proposal's branch it holds until the taking back is there too.
    bob.adr(&["receive"]).fine();
    let status = bob.adr(&["status", "1"]).fine();
    assert!(status.contains("dana: delegation not current"), "{status}");
    team.switch("adr/1");
    let found = codes(&team);
    assert!(
        !found.iter().any(|code| code == "no-delegation-to-revoke"),
        "{found:?}"
    );
    assert_ne!(team.check().verdict, Verdict::Pass);
    let twice = bob.sign(&["delegate", "--revoke"]);
    assert_eq!(twice.code, 2, "{}", twice.said);
}

#[test]
fn whoever_wrote_the_text_fills_nobodys_seat() {
    let team = waiting_for_bob();
    let (bob, ann) = (Desk::at(&team.repo, "bob"), Desk::at(&team.repo, "ann"));
    bob.sign(&["delegate", "--to", "ann", "--until", "2099-12-20"])
        .fine();
    ann.sign(&["approve", "1", "--for", "bob"]).fine();
    let status = ann.adr(&["status", "1"]).fine();
    assert!(status.contains("ann: wrote the text"), "{status}");
    assert!(!ann.adr(&["inbox"]).fine().contains("approve 1 --for"));
    team.switch("adr/1");
    assert_ne!(team.check().verdict, Verdict::Pass);
}

#[test]
fn nobody_delegates_to_somebody_of_another_team() {
    let team = waiting_for_bob();
    let bob = Desk::at(&team.repo, "bob");
    for (to, why) in [
        ("eli", "are in no team together"),
        ("bob", "to themselves"),
        ("bot", "is an agent"),
    ] {
        let told = bob.sign(&["delegate", "--to", to, "--until", "2099-12-20"]);
        assert_eq!(told.code, 2, "{}", told.said);
        assert!(told.said.contains(why), "{}", told.said);
    }
    let past = bob.sign(&["delegate", "--to", "dana", "--until", "2020-01-01"]);
    assert_eq!(past.code, 2, "{}", past.said);
}
