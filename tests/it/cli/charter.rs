//! People, keys and teams come and go, and the charter explains itself.

use super::people::Log;

const CHARTER: &str = "decisions/0000-charter/decision.yaml";

#[test]
fn changes_collect_in_the_draft_on_a_branch_of_their_own() {
    let log = Log::new();
    let bob = log.key("bob").public.display().to_string();
    let said = log
        .adr(&[
            "charter",
            "add-person",
            "bob",
            "--name",
            "Bob Ito",
            "--key",
            &bob,
            "--team",
            "maintainers",
        ])
        .ok();
    assert_eq!(log.branch(), "adr/0000-charter-r2");
    assert!(
        said.err.contains("take `proposer: allow` out of the rules"),
        "{}",
        said.err
    );
    log.adr(&["charter", "add-team", "security", "bob"]).ok();
    log.adr(&["charter", "add-team", "security", "team:maintainers"])
        .ok();
    log.adr(&["charter", "add-key", "bob", &log.key("bob-2").line])
        .ok();
    log.adr(&["charter", "retire-key", "bob", &bob]).ok();
    assert_eq!(log.repo.git(&["rev-list", "--count", "main..HEAD"]), "5");
    let changed = log.repo.git(&["diff", "-U0", "main", "--", CHARTER]);
    let removed: Vec<&str> = changed
        .lines()
        .filter(|line| line.starts_with('-') && !line.starts_with("---"))
        .collect();
    assert!(removed.is_empty(), "nothing is rewritten: {changed}");
    log.assert_tidy();
}

#[test]
fn comments_and_order_of_the_charter_stay() {
    let log = Log::new();
    log.repo.git(&["switch", "-q", "-c", "people"]);
    let text = log.repo.read(CHARTER);
    let noted = text.replace(
        "  people:\n",
        "  # Everybody who signs.\n  people:   # by handle\n",
    );
    log.repo.write(CHARTER, &noted);
    log.repo.commit_all("A note");
    log.add("bob", "Bob Ito", &["--strict"]);
    let after = log.repo.read(CHARTER);
    assert!(
        after.contains("  # Everybody who signs.\n  people:   # by handle\n"),
        "{after}"
    );
    assert!(!after.contains("proposer: allow"), "{after}");
    assert_eq!(log.branch(), "people");
    log.assert_tidy();
}

#[test]
fn one_change_at_a_time() {
    let log = Log::new();
    log.add("bob", "Bob Ito", &[]);
    log.repo.git(&["switch", "-q", "main"]);
    let said = log.adr(&["charter", "add-team", "leads", "ann"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.err,
        "error: decision 0 is being changed already, on adr/0000-charter-r2\n\
         hint: add to that change: git switch adr/0000-charter-r2, or `--branch adr/0000-charter-r2`\n"
    );
    // Without a checkout, where that is meant.
    let branch = ["--branch", "adr/0000-charter-r2"];
    let mut arguments = vec!["charter", "add-team", "leads", "bob"];
    arguments.extend(branch);
    log.adr(&arguments).ok();
    assert_eq!(log.branch(), "main");
    log.assert_tidy();
}

#[test]
fn a_charter_that_makes_no_sense_is_refused_and_nothing_changes() {
    let log = Log::of_three();
    let head = log.repo.git(&["rev-parse", "--all"]);
    let (ann, dana) = (log.key("ann"), log.key("dana"));
    let private = ann.private.display().to_string();
    let cases: [(&[&str], i32, &str); 12] = [
        (&["add-team", "leads", "nobody"], 1, "no such person"),
        (&["add-team", "bob", "ann"], 1, "is a person and a team"),
        (
            &["add-team", "maintainers", "bob"],
            1,
            "in team maintainers already",
        ),
        (
            &["add-person", "bob", "--name", "B", "--key", &dana.line],
            1,
            "bob is in the charter already",
        ),
        (
            &["add-person", "dana", "--name", "D", "--key", &ann.line],
            1,
            "listed more than once",
        ),
        (
            &["add-person", "dana", "--name", "D", "--key", &private],
            2,
            "is a private key",
        ),
        (
            &["add-person", "dana", "--name", "D", "--key", "no/such/file"],
            2,
            "no/such/file",
        ),
        (
            &["add-person", "Dana!", "--name", "D", "--key", &dana.line],
            2,
            "handle",
        ),
        (
            &[
                "add-person",
                "dana",
                "--name",
                "D",
                "--key",
                &dana.line,
                "--team",
                "x",
            ],
            2,
            "has no team x",
        ),
        (
            &["add-key", "zed", &dana.line],
            2,
            "the charter knows no zed",
        ),
        (&["add-key", "bob", &ann.line], 1, "is ann's already"),
        (
            &["retire-key", "bob", "SHA256:nothing"],
            2,
            "bob has no such key",
        ),
    ];
    for (arguments, code, what) in cases {
        let said = log.adr(&[&["charter"], arguments].concat());
        assert_eq!(said.code, code, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(what), "{arguments:?}: {}", said.err);
        assert!(
            said.err.contains("hint: ") || code == 2,
            "{arguments:?}: {}",
            said.err
        );
    }
    assert_eq!(log.repo.git(&["rev-parse", "--all"]), head);
    log.assert_tidy();
}

#[test]
fn the_editor_refuses_what_makes_no_sense_and_keeps_it() {
    let log = Log::of_three();
    let said = log.edit("sed -i /name:.Cy.Dee/d", &["charter", "edit"]);
    assert_eq!(said.code, 3, "{}", said.err);
    let said = log.edit(
        "sed -i s/count:.1/count:\\ 9/",
        &["charter", "edit", "--afresh"],
    );
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(
        said.err.contains("would not be well-formed"),
        "{}",
        said.err
    );
    log.edit("sed -i s/count:.9/count:\\ 2/", &["charter", "edit"])
        .ok();
    assert_eq!(log.branch(), "adr/0000-charter-r3");
    log.assert_tidy();
}

#[test]
fn the_page_shows_people_teams_rules_and_what_is_changing() {
    let log = Log::of_three();
    log.adr(&["charter", "add-team", "security", "bob", "team:maintainers"])
        .ok();
    let page = log.adr(&["charter", "show"]).ok().out;
    for line in [
        "Charter of decisions, revision 2, in force on main",
        "  bob: Bob Ito <bob@example.com>",
        "  maintainers: ann, bob, cy",
        "  every decision needs 1 of maintainers\n",
        "  charter: the charter needs 1 of maintainers\n",
        "  adr/0000-charter-r3: edits that no revision holds\n    team security is new: bob, team:maintainers\n",
    ] {
        assert!(page.contains(line), "{line} in {page}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&log.adr(&["charter", "show", "--json"]).ok().out).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(
        json["members"]["maintainers"],
        serde_json::json!(["ann", "bob", "cy"])
    );
    assert_eq!(json["changes"][0]["branch"], "adr/0000-charter-r3");
}

/// Three people, and a rule that asks two of them about security.
fn with_a_rule_for_security() -> Log {
    let log = Log::of_three();
    let rules = "  rules:\n    - name: security\n      when:\n        tags: [security]\n      need:\n        \
                 - {from: maintainers, count: 2}\n";
    let text = log.repo.read(CHARTER).replace("  rules:\n", rules);
    log.repo.git(&["switch", "-q", "-c", "rules"]);
    log.repo.write(CHARTER, text);
    log.repo.commit_all("A rule");
    log.adr(&["revise", "0", "-m", "Security asks two"]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "0"]).ok();
    log.adr(&["accept", "0"]).ok();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", "rules"]);
    log.becomes("ann", "Ann Owner");
    log
}

#[test]
fn a_decision_is_told_which_rules_apply_and_why() {
    let log = with_a_rule_for_security();
    log.draft("Postgres");
    let path = log.draft_path();
    log.repo
        .write(&path, format!("{}tags: [security]\n", log.repo.read(&path)));
    log.repo.commit_all("Tag it");
    log.adr(&["propose", "1"]).ok();
    log.repo.write(
        &path,
        log.repo.read(&path).replace("tags: [security]\n", ""),
    );
    log.repo.commit_all("Take the tag out");
    log.adr(&["revise", "1", "-m", "Without the tag"]).ok();
    // Dropping the tag dodges nothing, and the page says which text it was.
    insta::assert_snapshot!(log.adr(&["charter", "explain", "1"]).ok().out, @r"
    Decision 1: Postgres
      revision 2, on adr/0001-postgres, judged by revision 3 of the charter

    Rules that apply
      security
        because it is tagged `security` (revision 1)
        a decision tagged security needs 2 of maintainers
      every decision
        because it has no `when`: it is about every decision
        every decision needs 1 of maintainers

    Rules that do not
      charter: it is not of kind charter

    Who does not count, unless a rule says that the proposer counts
      ann: owns the text (revision 1, 2)
      ann: put up the text (revision 1, 2)

    What is still asked
      security: 2 more of maintainers (bob, cy)
      every decision: 1 more of maintainers (bob, cy)
    ");
    log.assert_tidy();
}

#[test]
fn a_draft_is_explained_as_if_it_were_put_up_now() {
    let log = Log::of_three();
    log.adr(&["new", "Postgres"]).ok();
    let page = log.adr(&["charter", "explain", "1"]).ok().out;
    assert!(
        page.contains("the draft, as if it were put up now as revision 1"),
        "{page}"
    );
    assert!(page.contains("1 more of maintainers (bob, cy)"), "{page}");
    assert_eq!(log.adr(&["charter", "explain", "9"]).code, 2);
}

#[test]
fn superseding_from_below_dodges_nothing_and_says_which_decision_it_was() {
    let log = with_a_rule_for_security();
    log.draft("Postgres");
    let path = log.draft_path();
    log.repo
        .write(&path, format!("{}tags: [security]\n", log.repo.read(&path)));
    log.repo.commit_all("Tag it");
    log.adr(&["propose", "1"]).ok();
    for (person, name) in [("bob", "Bob Ito"), ("cy", "Cy Dee")] {
        log.becomes(person, name);
        log.adr(&["sign", "approve", "1"]).ok();
    }
    log.adr(&["accept", "1"]).ok();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", "adr/0001-postgres"]);
    log.becomes("ann", "Ann Owner");
    log.adr(&["supersede", "1", "MySQL"]).ok();
    log.edit("sed -i -e /^tags:/d -e /security/d", &["edit", "2"])
        .ok();
    let page = log.adr(&["charter", "explain", "2"]).ok().out;
    let why = "  security\n    because it is tagged `security` (decision 1, which it supersedes or amends)\n";
    assert!(page.contains(why), "{page}");
}

#[test]
fn whose_changes_of_the_charter_can_never_be_agreed_is_said_when_that_begins() {
    let log = Log::of_three();
    assert!(!log.adr(&["charter", "show"]).ok().out.contains("Mind"));
    // Ann owns decision 0 and never counts; with Bob as its reviser only Cy is left.
    let said = log
        .edit("sed -i 's/count: 1$/count: 2/'", &["charter", "edit"])
        .ok();
    let warning = "`every decision` and `charter` cannot be met when bob or cy changes the charter, since its owner ann does not count \
                   either: ask for fewer, add people, say `proposer: allow`, or have ann put such changes up";
    assert!(
        said.err.contains(&format!("warning: {warning}\n")),
        "{}",
        said.err
    );
    log.adr(&["revise", "0", "-m", "Two of us"]).ok();
    log.becomes("bob", "Bob Ito");
    log.adr(&["sign", "approve", "0"]).ok();
    log.becomes("ann", "Ann Owner");
    log.adr(&["accept", "0"]).ok();
    let branch = log.branch();
    log.repo.git(&["switch", "-q", "main"]);
    log.repo.git(&["merge", "-q", "--ff-only", &branch]);
    let page = log.adr(&["charter", "show"]).ok().out;
    assert!(page.contains(&format!("Mind\n  {warning}")), "{page}");

    // A fourth maintainer leaves two, whoever changes it.
    let added = log.add_and_hear("dee", "Dee Day", &[]);
    assert!(!added.contains("warning"), "{added}");
}

#[test]
fn what_would_make_no_sense_is_corrected_in_what_was_given() {
    let log = Log::of_three();
    let key = log.key("cy").line;
    let said = log.adr(&[
        "charter",
        "add-person",
        "dee",
        "--name",
        "Dee",
        "--key",
        &key,
    ]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("hint: nothing was changed: give something else"),
        "{}",
        said.err
    );
}

#[test]
fn nothing_is_asked_of_a_charter_that_is_accepted() {
    let page = Log::of_three().adr(&["charter", "explain", "0"]).ok().out;
    assert!(page.contains("Rules that apply"), "{page}");
    assert!(!page.contains("still asked"), "{page}");
}
