//! `adr brief`

use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Condition, Stance, Statement};
use adr_sign::record::text::Alternative;
use adr_sign::record::time::Timestamp;
use chrono::DateTime;

use super::{adr, adr_as};
use crate::support::Repo;
use crate::support::team::{Team, line};

fn prose(text: &str) -> Prose {
    Prose::new(text).unwrap()
}

fn moment(text: &str) -> Timestamp {
    Timestamp::new(DateTime::parse_from_rfc3339(text).unwrap())
}

fn option(name: &str, against: &str) -> Alternative {
    Alternative {
        name: line(name),
        summary: None,
        pros: Vec::new(),
        cons: vec![line(against)],
    }
}

/// Decision 1 was objected to, revised and agreed, on a condition that is open; decision 2 is discussed.
fn team() -> Team {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("PostgreSQL for orders");
    text.tags = vec!["database".parse().unwrap()];
    text.governs = vec!["src/orders/**".parse().unwrap()];
    text.decision = Some(prose("Orders move to PostgreSQL."));
    text.options = vec![
        option("PostgreSQL", "The migration takes a quarter"),
        option("MySQL", "Nobody has run it here"),
    ];
    team.branch("adr/1");
    team.propose_text("ann", 1, &text);
    let objection = team.sign_off("dana", 1, |signoff| {
        signoff.reason = Some(prose("Profiles must stay in the EU"));
    });
    team.revise_as(
        "ann",
        1,
        |text| text.decision = Some(prose("Orders move to PostgreSQL, profiles stay.")),
        |revision| revision.summary = Some(line("Leave the profiles out, as Dana asks")),
    );
    team.sign_off("dana", 1, |signoff| {
        let condition = Condition {
            id: "load-test".parse().unwrap(),
            text: line("A load test at twice the peak"),
        };
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: vec![condition],
        });
        signoff.reason = None;
        signoff.replaces = vec![objection];
    });
    team.approve("bob", 1);
    team.approve("carol", 1);
    team.resolve("ann", 1, Outcome::Accepted, |resolution| {
        resolution.summary = Some(line("Orders move in spring"));
    });
    team.commit("ann", "Accept decision 1");
    team.merge();
    let mut text = team.text(2, "carol");
    text.title = line("Retention of orders");
    team.branch("adr/2");
    team.propose_text("carol", 2, &text);
    team.object("bob", 2);
    team.switch("main");
    team
}

#[test]
fn whoever_arrives_late_reads_what_was_agreed_and_why_and_what_is_asked_of_them() {
    let team = team();
    insta::assert_snapshot!(adr_as(&team.repo, "eli", &["brief", "--tag", "database"]).fine(), @r#"
    What we have agreed, for Eli Sand
    About database: one decision is in force; nothing is under discussion, and
    nothing waits for you.

    WHAT WE AGREED

    1 PostgreSQL for orders
      We agreed on 2026-11-18: Orders move in spring [resolutions/1]
      What we will do [revision 2]
        Orders move to PostgreSQL, profiles stay.
      Why [revision 2]
        Orders are lost.
      Options that the decision names [revision 2]
        - PostgreSQL. Against it: The migration takes a quarter.
      Other options that we weighed [revision 2]
        - MySQL. Against it: Nobody has run it here.
      ann put up revision 2: Leave the profiles out, as Dana asks [revision 2]
      Agreed by bob, carol and dana.
      [signoffs/bob.r2.xxxxxxxx; signoffs/carol.r2.xxxxxxxx; signoffs/dana.r2.xxxxxxxx]
      What they said
        - bob: I have read it. [signoffs/bob.r2.xxxxxxxx]
        - carol: I have read it. [signoffs/carol.r2.xxxxxxxx]
      Objections, and how each was answered
        - dana objected (revision 1): Profiles must stay in the EU
          [signoffs/dana.r1.xxxxxxxx]
        - ann then put up revision 2: Leave the profiles out, as Dana asks
          [revision 2]
        - dana approved revision 2. [signoffs/dana.r2.xxxxxxxx]
      Conditions still open [signoffs/dana.r2.xxxxxxxx]
        - dana asks for (load-test): A load test at twice the peak
      Read it in full: adr show 1

    WHAT IS UNDER DISCUSSION
    Nothing.

    WHAT IS ASKED OF YOU
    Nothing waits for you.
    What is settled stays settled: it waits for nobody's approval, and silence
    changes nothing. Whoever comes later can still be heard, on record and with a
    signature:
    Go along with it: adr-sign acknowledge 1
    Disagree for the record, and go along: adr-sign dissent 1 -m "WHY"
    Bring new evidence, which the owner must answer:
    adr-sign challenge 1 -m "WHY" --evidence "WHAT IS NEW"
    "#);
    let everything = adr_as(&team.repo, "eli", &["brief"]).fine();
    for told in [
        "2 decisions are in force; one is under discussion",
        "2 Retention of orders",
        "bob objected (revision 1): I have read it.",
        "The objection stands.",
        "None of this is agreed",
        "adr-sign acknowledge 0 1",
    ] {
        assert!(everything.contains(told), "{told} in\n{everything}");
    }
}

#[test]
fn it_begins_where_the_reader_last_signed() {
    let team = team();
    team.sign_off("eli", 1, |signoff| {
        signoff.statement = Statement::Act(Act::Acknowledge);
        signoff.at = moment("2026-11-18T13:00:00+00:00");
    });
    team.branch("adr/3");
    team.propose_text("ann", 3, &team.text(3, "ann"));
    team.approve("bob", 3);
    team.approve("carol", 3);
    team.resolve("ann", 3, Outcome::Accepted, |resolution| {
        resolution.at = moment("2026-11-19T09:00:00+00:00");
    });
    team.commit("ann", "Accept decision 3");
    team.merge();
    let told = adr_as(&team.repo, "eli", &["brief", "--json"]).json(0);
    assert_eq!(told["since"]["kind"], "signed");
    assert_eq!(told["since"]["word"], "acknowledge");
    assert_eq!(told["agreed"].as_array().unwrap().len(), 1);
    assert_eq!(told["agreed"][0]["number"], 3);
    assert_eq!(told["earlier"], 2);
    assert_eq!(told["unsaid"], serde_json::json!([3]));
    let all = adr_as(&team.repo, "eli", &["brief", "--all", "--json"]).json(0);
    assert_eq!(all["agreed"].as_array().unwrap().len(), 3);
    assert_eq!(all["unsaid"], serde_json::json!([0, 3]));
}

#[test]
fn since_a_day_or_a_commit_by_tag_team_and_path() {
    let team = team();
    let numbers = |arguments: &[&str]| {
        let all = [&["brief", "--json"], arguments].concat();
        let told = adr_as(&team.repo, "eli", &all).json(0);
        let numbers = told["agreed"].as_array().unwrap().iter();
        numbers
            .map(|one| one["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&["--since", "2026-11-18"]), [0, 1]);
    assert_eq!(numbers(&["--since", "2026-11-19"]), [0; 0]);
    assert_eq!(numbers(&["--since", "HEAD~1"]), [1]);
    assert_eq!(numbers(&["--since", "HEAD"]), [0; 0]);
    assert_eq!(numbers(&["--tag", "database"]), [1]);
    assert_eq!(numbers(&["--path", "src/orders/db.rs"]), [1]);
    assert_eq!(numbers(&["--path", "src"]), [1]);
    assert_eq!(numbers(&["--team", "leads"]), [0, 1]);
    let nowhere = adr(&team.repo, &["brief", "--since", "nowhere"]);
    assert_eq!(nowhere.code, 2);
    assert!(
        nowhere.said.contains("no commit or branch"),
        "{}",
        nowhere.said
    );
    let nobody = adr(&team.repo, &["brief", "--for", "zoe"]);
    assert_eq!(nobody.code, 2);
    assert!(
        nobody.said.contains("the charter knows no zoe"),
        "{}",
        nobody.said
    );
}

#[test]
fn a_stranger_may_read_and_learns_how_to_join() {
    let team = team();
    let told = adr_as(&team.repo, "stranger", &["brief"]).fine();
    assert!(told.starts_with("What we have agreed\n"), "{told}");
    assert!(told.contains("adr charter join"), "{told}");
}

#[test]
fn words_that_somebody_else_signed_are_nobodys() {
    let team = team();
    team.sign_off("eli", 1, |signoff| {
        signoff.signer = "dana".parse().unwrap();
        signoff.statement = Statement::Stance(Stance::Dissent);
        signoff.reason = Some(prose("I never said this"));
    });
    let told = adr_as(&team.repo, "eli", &["brief"]).fine();
    assert!(!told.contains("I never said this"), "{told}");
    assert!(told.contains("One statement is left out"), "{told}");
}

#[test]
fn a_challenge_and_its_answer_are_told() {
    let team = team();
    let challenge = team.sign_off("eli", 1, |signoff| {
        signoff.statement = Statement::Act(Act::Challenge {
            evidence: prose("The invoice of October"),
        });
        signoff.reason = Some(prose("The cost doubled"));
    });
    let told = adr_as(&team.repo, "bob", &["brief", "--all"]).fine();
    assert!(
        told.contains("eli challenged it (revision 2): The cost doubled"),
        "{told}"
    );
    assert!(told.contains("waits for the owner's answer"), "{told}");
    team.sign_off("ann", 1, |signoff| {
        signoff.statement = Statement::Act(Act::Answer {
            targets: vec![challenge],
        });
        signoff.reason = Some(prose("It was budgeted"));
        signoff.at = moment("2026-11-19T09:00:00+00:00");
    });
    let told = adr_as(&team.repo, "eli", &["brief"]).fine();
    assert!(told.contains("ann answered: It was budgeted"), "{told}");
    assert!(!told.contains("waits for the owner's answer"), "{told}");
}

#[test]
fn what_was_turned_down_is_told_with_the_reason() {
    let team = team();
    team.branch("adr/3");
    team.propose_text("ann", 3, &team.text(3, "ann"));
    team.object("bob", 3);
    team.resolve("ann", 3, Outcome::Rejected, |resolution| {
        resolution.summary = Some(line("Too early"));
    });
    team.commit("ann", "Reject decision 3");
    team.merge();
    let told = adr_as(&team.repo, "eli", &["brief"]).fine();
    assert!(told.contains("WHAT WE TURNED DOWN OR ENDED"), "{told}");
    assert!(
        told.contains("We turned it down on 2026-11-18: Too early"),
        "{told}"
    );
}

#[test]
fn in_markdown_every_reference_leads_to_its_record() {
    let team = team();
    let page = adr_as(&team.repo, "eli", &["brief", "--format", "markdown"]).answer;
    let mut links = 0;
    for rest in page.split("](").skip(1) {
        let path = rest.split(')').next().unwrap();
        assert!(team.repo.root().join(path).is_file(), "{path} in\n{page}");
        links += 1;
    }
    assert!(links > 10, "{page}");
    assert!(
        page.contains("> Orders move to PostgreSQL, profiles stay."),
        "{page}"
    );
}

#[test]
fn the_page_loads_nothing_runs_nothing_and_every_link_in_it_leads_somewhere() {
    let team = Team::new();
    let mut text = team.text(1, "ann");
    text.title = line("<script>alert(1)</script> \"quoted\" & more");
    text.context = Some(prose(
        "<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))",
    ));
    text.decision = Some(prose("</blockquote></article><iframe src=//x>"));
    text.options = vec![option("<b>bold</b>", "'><svg onload=alert(1)>")];
    team.settle_text(1, &text);
    let page = adr_as(&team.repo, "eli", &["brief", "--format", "html"]).answer;
    for tag in [
        "<script", "<img", "<iframe", "<svg", "<link", "<b>", "src=\"", "url(",
    ] {
        assert!(!page.contains(tag), "{tag} in\n{page}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; &amp; more"));
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("prefers-color-scheme: dark"));
    let mut links = 0;
    for rest in page.split("href=\"").skip(1) {
        let anchor = rest.split('"').next().unwrap().strip_prefix('#').unwrap();
        assert!(
            page.contains(&format!("id=\"{anchor}\"")),
            "{anchor} in\n{page}"
        );
        links += 1;
    }
    assert!(links > 10, "{page}");
    for tag in [
        "section",
        "article",
        "blockquote",
        "ul",
        "p",
        "details",
        "main",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        let closed = page.matches(&format!("</{tag}>")).count();
        assert_eq!(opened, closed, "{tag} in\n{page}");
    }
}

#[test]
fn only_the_brief_is_a_page() {
    let told = adr(&Repo::with_history(), &["list", "--format", "html"]);
    assert_eq!(told.code, 2);
    assert!(
        told.said
            .contains("this command does not answer in that format"),
        "{}",
        told.said
    );
}

#[test]
fn of_what_was_said_in_one_second_the_last_word_is_told() {
    let team = Team::new();
    team.propose(1);
    let objection = team.object("dana", 1);
    let abstention = team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Abstain);
        signoff.replaces = vec![objection];
    });
    team.sign_off("dana", 1, |signoff| {
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: Vec::new(),
        });
        signoff.replaces = vec![abstention];
    });
    let told = adr_as(&team.repo, "dana", &["brief", "--json"]).json(0);
    assert_eq!(told["since"]["word"], "approve");
    let argument = &told["discussed"][0]["arguments"][0];
    assert_eq!(argument["raised"]["word"], "object");
    assert_eq!(argument["unsaid"]["word"], "approve");
}

#[test]
fn it_is_told_as_it_was_at_a_commit() {
    let team = team();
    team.switch("main");
    let before = team.repo.git(&["rev-list", "--max-parents=0", "main"]);
    let told = |arguments: &[&str]| {
        let all = [&["brief", "--all", "--json"], arguments].concat();
        adr_as(&team.repo, "eli", &all).json(0)
    };
    assert!(!told(&[])["discussed"].as_array().unwrap().is_empty());
    let then = told(&["--at", "main"]);
    assert_eq!(then["agreed"], told(&[])["agreed"]);
    assert_eq!(
        then["discussed"],
        serde_json::json!([]),
        "nothing but main is looked at"
    );
    let at_the_start = adr_as(&team.repo, "eli", &["brief", "--at", &before]);
    assert_eq!(at_the_start.code, 4, "{}", at_the_start.said);
}
