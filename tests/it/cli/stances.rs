//! What people say with `adr-sign`.

use adr_sign::record::signoff::{Act, Signoff, Stance, Statement};
use adr_sign::record::yaml;

use super::office::Desk;
use crate::support::team::Team;

fn proposed() -> Team {
    let team = Team::new();
    team.propose(1);
    team
}

/// The newest sign-off of somebody, read back from the branch.
fn last(team: &Team) -> Signoff {
    let path = team
        .repo
        .git(&["show", "--name-only", "--format=", "adr/1"]);
    let bytes = team.repo.git(&["show", &format!("adr/1:{path}")]);
    yaml::read(format!("{bytes}\n").as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn each_stance_takes_the_place_of_the_one_before() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    let mut before: Vec<adr_sign::record::digest::Digest> = Vec::new();
    for (word, stance) in [
        ("object", Stance::Object),
        ("abstain", Stance::Abstain),
        ("recuse", Stance::Recuse),
        ("dissent", Stance::Dissent),
        (
            "approve",
            Stance::Approve {
                conditions: Vec::new(),
            },
        ),
    ] {
        let told = bob.sign(&[word, "1", "-m", "Because", "--json"]).json(0);
        let signoff = last(&team);
        assert_eq!(signoff.statement, Statement::Stance(stance), "{word}");
        assert_eq!(signoff.replaces, before, "{word}");
        assert_eq!(told["signed"][0]["statement"], word);
        before = vec![
            told["signed"][0]["digest"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
        ];
    }
    bob.assert_tidy();
    // Said twice the same way, it is still one more statement, which names the one before.
    bob.sign(&["withdraw", "1"]).fine();
    assert!(
        matches!(last(&team).statement, Statement::Act(Act::Withdraw { targets }) if targets == before)
    );
    let told = bob.sign(&["withdraw", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: you have said nothing on it to take back
    hint: see adr status 1
    ");
}

#[test]
fn an_approval_on_a_condition_counts_once_it_is_cleared() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    bob.sign(&[
        "approve",
        "1",
        "--condition",
        "load-test:A load test at twice the peak",
    ])
    .fine();
    let carol = Desk::at(&team.repo, "carol");
    insta::assert_snapshot!(carol.sign(&["approve", "1"]).said, @r"
    decision 1 still needs:
      every decision: 1 more of leads (bob, dana)
    ");
    let told = carol.sign(&["clear", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: you have no such condition open on it
    hint: see adr status 1
    ");
    assert_eq!(bob.sign(&["clear", "1", "--condition", "other"]).code, 1);
    insta::assert_snapshot!(bob.sign(&["clear", "1"]).said, @"next: decision 1 has everything it needs: adr accept 1");
    assert_eq!(bob.sign(&["clear", "1"]).code, 1);
}

#[test]
fn time_is_asked_for_once() {
    let team = proposed();
    let carol = Desk::at(&team.repo, "carol");
    let told = carol.sign(&["hold", "1", "--until", "2026-11-01"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: that day is over
    hint: name a day to come: --until YYYY-MM-DD
    ");
    insta::assert_snapshot!(carol.sign(&["hold", "1", "--until", "2026-11-20", "-m", "On leave"]).said, @r"
    decision 1 still needs:
      every decision: 2 more of leads (bob, carol, dana)
      carol asks for time until 2026-11-20
    ");
    let told = carol.sign(&["hold", "1", "--until", "2026-11-22"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: you have asked for time on this revision already
    hint: object if it cannot go ahead: adr-sign object 1 -m REASON
    ");
}

#[test]
fn objections_are_answered_by_those_who_may() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    let carol = Desk::at(&team.repo, "carol");
    let told = bob.sign(&["object", "1"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: this needs a reason: the others will read it
    hint: say why: -m REASON
    ");
    assert_eq!(carol.sign(&["answer", "1", "-m", "To nothing"]).code, 1);
    bob.sign(&["object", "1", "-m", "The backup plan misses a region"])
        .fine();
    let eli = Desk::at(&team.repo, "eli");
    let told = eli.sign(&["answer", "1", "-m", "It does not"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: eli cannot answer on decision 1; carol or dana can
    hint: ask carol
    ");
    assert_eq!(
        carol
            .sign(&["answer", "1", "--to", "dana", "-m", "No"])
            .code,
        1
    );
    insta::assert_snapshot!(carol.sign(&["answer", "1", "--to", "bob", "-m", "It is covered"]).said, @r"
    decision 1 still needs:
      every decision: 2 more of leads (bob, carol, dana)
    ");
}

#[test]
fn what_is_not_met_is_not_endorsed_and_what_is_open_is_not_challenged() {
    let team = proposed();
    let eli = Desk::at(&team.repo, "eli");
    let told = eli.sign(&["endorse", "1"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: it is endorsed only once its rules are met
    hint: see what is missing: adr status 1
    ");
    let told = eli.sign(&["challenge", "1", "--evidence", "The invoice"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: it is proposed; only a decision in force is challenged
    hint: object while it is open: adr-sign object 1 -m REASON
    ");
    eli.sign(&["acknowledge", "1"]).fine();
    for who in ["bob", "carol"] {
        Desk::at(&team.repo, who).sign(&["approve", "1"]).fine();
    }
    eli.sign(&["endorse", "1"]).fine();
}

#[test]
fn a_delegate_speaks_only_for_who_let_them() {
    let team = proposed();
    let told = Desk::at(&team.repo, "carol").sign(&["approve", "1", "--for", "bob"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: bob has not asked you to speak for them
    hint: they can: adr-sign delegate --to carol --until DATE
    ");
    let bob = Desk::at(&team.repo, "bob");
    let told = bob.sign(&["approve", "1", "--as", "directors"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: there is no team directors
    hint: see adr charter show
    ");
    bob.sign(&["approve", "1", "--as", "leads"]).fine();
    assert_eq!(
        last(&team).team.map(|team| team.to_string()).as_deref(),
        Some("leads")
    );
}

#[test]
fn again_shows_the_words_that_changed() {
    let team = proposed();
    let bob = Desk::at(&team.repo, "bob");
    bob.sign(&["approve", "1"]).fine();
    let told = bob.sign(&["approve", "--again"]);
    assert_eq!(told.fine(), "");
    insta::assert_snapshot!(told.said, @"nothing that you approved has changed since");
    team.revise("ann", 1, |text| {
        text.decision = adr_sign::record::prose::Prose::new("Keep them in two places.").ok();
    });
    let told = bob.sign(&["approve", "--again"]);
    insta::assert_snapshot!(told.fine(), @"[adr/1 xxxxxxxxxx] Approve decision 1, revision 2");
    insta::assert_snapshot!(told.said, @r"
    Since you last signed decision 1:
    decision:
      Keep them in [-one place-]{+two places+}.
    decision 1 still needs:
      every decision: 1 more of leads (carol, dana)
    ");
    let nothing = bob.sign(&["approve", "--again", "--json"]).json(0);
    assert_eq!(
        nothing["signed"].as_array().map(Vec::len),
        Some(0),
        "{nothing}"
    );
}

#[test]
fn a_range_is_signed_whole_or_not_at_all() {
    let team = Team::new();
    team.branch("several");
    for number in [1, 2, 3] {
        team.propose_text("ann", number, &team.text(number, "ann"));
    }
    let bob = Desk::at(&team.repo, "bob");
    let told = bob.sign(&["approve", "1-4"]);
    assert_eq!(told.code, 2);
    insta::assert_snapshot!(told.said, @r"
    error: there is no decision 4 on this branch or any other that this clone knows
    hint: see `adr list --all-branches`; perhaps it wants a `git fetch`
    ");
    assert!(team.files(1, "signoffs").is_empty());
    insta::assert_snapshot!(bob.sign(&["approve", "1-3", "-m", "Read all"]).fine(), @"[several xxxxxxxxxx] Approve decisions 1, 2, 3");
    for number in [1, 2, 3] {
        team.signoff_of("bob", number);
    }
    // A number that is named twice is signed once.
    let twice = Desk::at(&team.repo, "carol")
        .sign(&["approve", "1", "1-2", "--json"])
        .json(0);
    assert_eq!(twice["signed"].as_array().map(Vec::len), Some(2));
    bob.assert_tidy();
}

#[test]
fn many_that_only_want_accepting_are_one_command() {
    let team = Team::new();
    team.branch("several");
    for number in 1..=6 {
        team.propose_text("ann", number, &team.text(number, "ann"));
    }
    Desk::at(&team.repo, "bob").sign(&["approve", "1-6"]).fine();
    let carol = Desk::at(&team.repo, "carol");
    insta::assert_snapshot!(carol.sign(&["approve", "1-6"]).said, @"next: 6 decisions have everything they need: adr accept --ready");
    let told = carol.adr(&["accept", "--ready", "--json"]).json(0);
    assert_eq!(told["accepted"].as_array().map(Vec::len), Some(6), "{told}");
}

#[test]
fn decisions_on_several_branches_are_one_answer_to_a_program() {
    let team = Team::new();
    team.propose(1);
    team.switch("main");
    team.propose(2);
    team.switch("main");
    let told = Desk::at(&team.repo, "bob")
        .sign(&["approve", "1-2", "--json"])
        .json(0);
    assert_eq!(told["signed"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(told["commits"].as_array().map(Vec::len), Some(2), "{told}");
}

#[test]
fn what_is_settled_is_challenged_on_the_signers_own_branch() {
    let team = Team::new();
    team.settle(1);
    let dana = Desk::at(&team.repo, "dana");
    let told = dana.sign(&["object", "1", "-m", "Late"]);
    assert_eq!(told.code, 1);
    insta::assert_snapshot!(told.said, @r"
    error: decision 1: it is accepted, and what is settled stays settled
    hint: challenge it with new evidence: adr-sign challenge 1 -m REASON --evidence TEXT
    ");
    let main = team.repo.git(&["rev-parse", "main"]);
    insta::assert_snapshot!(dana.sign(&["challenge", "1", "--evidence", "The invoice of October", "-m", "Cost"]).fine(), @"[adr-signoffs/dana xxxxxxxxxx] Challenge decision 1, revision 1");
    dana.sign(&["acknowledge", "1"]).fine();
    assert_eq!(team.repo.git(&["rev-parse", "main"]), main);
    assert_eq!(
        team.repo
            .git(&["rev-list", "--count", "main..adr-signoffs/dana"]),
        "2"
    );
    dana.assert_tidy();
    // From another branch as well: what the base has settled is never signed on somebody's feature branch.
    team.branch("feature");
    let told = dana.sign(&["acknowledge", "1", "--json"]).json(0);
    assert_eq!(told["commits"][0]["branch"], "adr-signoffs/dana", "{told}");
}
