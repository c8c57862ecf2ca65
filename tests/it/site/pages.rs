//! What is on the site.

use adr_sign::record::charter::Charter;
use adr_sign::record::id::Number;
use adr_sign::record::prose::Prose;
use adr_sign::record::resolution::Outcome;
use adr_sign::record::signoff::{Act, Condition, Stance, Statement};
use adr_sign::record::text::{Alternative, Impact};

use super::{assert_whole, attributes, built, page, pages_in_html, text};
use crate::support::team::{Team, imported, line};

/// 1 was superseded by 2, which was revised after an objection and challenged since; 3 is put up on its own branch and
/// asked to be withdrawn by nobody; the charter was revised once.
fn team() -> Team {
    let team = Team::new();
    team.settle(1);
    let mut two = team.text(2, "ann");
    two.title = line("Orders move to Postgres");
    two.supersedes = vec![Number(1)];
    two.tags = vec!["storage".parse().unwrap()];
    two.impact = Some(Impact::High);
    two.governs = vec!["src/orders/**".parse().unwrap()];
    two.context =
        Some(Prose::new("Orders were **lost**, see [the report](https://example.org/r).").unwrap());
    two.options = vec![Alternative {
        name: line("Postgres"),
        summary: None,
        pros: vec![line("It has `transactions`")],
        cons: vec![line("It is new to us")],
    }];
    team.branch("adr/2");
    team.propose_text("ann", 2, &two);
    let objection = team.object("dana", 2);
    team.revise("ann", 2, |text| {
        text.decision = Some(Prose::new("Keep them in one safe place.").unwrap());
    });
    team.sign_off("dana", 2, |signoff| {
        signoff.statement = Statement::Stance(Stance::Approve {
            conditions: vec![Condition {
                id: "load-test".parse().unwrap(),
                text: line("A load test before launch"),
            }],
        });
        signoff.replaces = vec![objection];
    });
    team.approve("bob", 2);
    team.approve("carol", 2);
    team.resolve("ann", 1, Outcome::Superseded, |resolution| {
        resolution.by_decision = Some(two.id);
        resolution.signoffs.clear();
    });
    team.accept(2);
    team.merge();
    team.sign_off("eli", 2, |signoff| {
        let evidence = Prose::new("The price has doubled.").unwrap();
        signoff.statement = Statement::Act(Act::Challenge { evidence });
        signoff.reason = None;
    });
    team.revise_charter("ann", |charter: &mut Charter| {
        charter.hold_days = 3;
    });
    team.approve("bob", 0);
    team.approve("carol", 0);
    team.accept(0);
    let mut three = team.text(3, "bob");
    three.depends_on = vec![Number(2)];
    team.branch("adr/3");
    team.propose_text("bob", 3, &three);
    team.approve("carol", 3);
    team.switch("main");
    team
}

#[test]
fn the_list_says_of_each_decision_where_it_stands_and_who_agreed() {
    let files = built(&team().repo, &[]);
    let list = page(&files, "index.html");
    let told = text(list);
    assert!(
        told.contains("2 decisions: 1 accepted , 1 superseded ."),
        "{told}"
    );
    assert!(
        told.contains("2 Orders move to Postgres storage accepted Agreed by Bob Ito , Carol Diaz and Dana Roy Owner Ann Owner"),
        "{told}"
    );
    assert!(told.contains("1 Decision 1 superseded"), "{told}");
    assert!(list.contains("data-status=\"superseded\""));
}

#[test]
fn a_page_tells_text_options_agreement_arguments_and_links() {
    let files = built(&team().repo, &[]);
    let told = text(page(&files, "decisions/0002.html"));
    for part in [
        "Decision 2 accepted Orders move to Postgres",
        "Agreed on 2026-11-18 by Bob Ito , Carol Diaz and Dana Roy .",
        "Orders were lost , see the report .",
        "Postgres For: It has transactions Against: It is new to us",
        "Keep them in one safe place.",
        "Dana Roy objected (taken back or replaced) I have read it. revision 1",
        "On condition load-test (open): A load test before launch",
        "Bob Ito approved (counted) I have read it. revision 2",
        "Dana Roy objected to revision 1 settled",
        "Eli Sand challenged revision 2 stands",
        "The price has doubled.",
        "revision 2 accepted, written down by Ann Owner",
        "Keep them in one [added: safe ] place.",
        "Impact high",
        "Governs src/orders/**",
        "Supersedes 1. Decision 1 superseded",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    let html = page(&files, "decisions/0002.html");
    assert!(html.contains("<strong>lost</strong>") && html.contains("<code>transactions</code>"));
    assert!(html.contains("<a href=\"https://example.org/r\">"));
    let one = text(page(&files, "decisions/0001.html"));
    assert!(
        one.contains("Superseded on 2026-11-18 by 2. Orders move to Postgres"),
        "{one}"
    );
}

#[test]
fn people_and_teams_are_told_with_what_they_signed_and_what_waits() {
    let team = team();
    let files = built(&team.repo, &["--all-branches"]);
    let ann = text(page(&files, "people/ann.html"));
    assert!(
        ann.contains(
            "What waits 2. Orders move to Postgres answer eli challenges it: The price has doubled."
        ),
        "{ann}"
    );
    assert!(
        ann.contains("adr-sign answer 2 --to eli -m REASON"),
        "{ann}"
    );
    let dana = text(page(&files, "people/dana.html"));
    assert!(
        dana.contains("What waits 3. Decision 3 approve every decision asks leads"),
        "{dana}"
    );
    assert!(dana.contains("approved, on condition: A load test before launch : 2. Orders move to Postgres revision 2"), "{dana}");
    let leads = text(page(&files, "teams/leads.html"));
    assert!(
        leads.contains("What waits 3. Decision 3 proposed"),
        "{leads}"
    );
    assert!(
        leads.contains("every decision every decision needs 2 of leads"),
        "{leads}"
    );
    let people = text(page(&files, "people.html"));
    assert!(people.contains("Triage bot bot, an agent"), "{people}");
}

#[test]
fn what_other_branches_propose_is_told_only_when_asked_for_and_as_such() {
    let team = team();
    assert!(!built(&team.repo, &[]).contains_key("decisions/0003.html"));
    let files = built(&team.repo, &["--all-branches"]);
    let told = text(page(&files, "decisions/0003.html"));
    assert!(
        told.contains("Decision 3 proposed Decision 3")
            && told.contains("Read from branch adr/3 ."),
        "{told}"
    );
    assert!(
        told.contains("Still needed 1 of 2 every decision: 1 more of leads (dana)"),
        "{told}"
    );
    let list = text(page(&files, "index.html"));
    assert!(
        list.contains("Under discussion 3. Decision 3 proposed 1 of 2 Owner Bob Ito , put up on"),
        "{list}"
    );
    assert!(list.contains("on branch adr/3"), "{list}");
}

#[test]
fn two_proposals_with_one_number_have_a_page_each() {
    let team = team();
    team.branch("adr/rival");
    let mut rival = team.text(3, "ann");
    rival.id = "01jdxk3v8q5t9w2m7r4c6y1zab".parse().unwrap();
    rival.title = line("A rival");
    team.propose_text("ann", 3, &rival);
    team.switch("main");
    let files = built(&team.repo, &["--all-branches"]);
    let pages: Vec<&String> = files
        .keys()
        .filter(|path| path.starts_with("decisions/0003"))
        .collect();
    assert_eq!(pages.len(), 2, "{pages:?}");
    assert_whole(&files);
}

#[test]
fn the_charter_is_told_with_its_history() {
    let files = built(&team().repo, &[]);
    let told = text(page(&files, "charter.html"));
    assert!(
        told.contains("team leads : Bob Ito , Carol Diaz and Dana Roy"),
        "{told}"
    );
    assert!(
        told.contains("every decision every decision needs 2 of leads"),
        "{told}"
    );
    assert!(
        told.contains("Whoever needs time may ask for 3 days at most."),
        "{told}"
    );
    assert!(told.contains("History Revision 2 accepted"), "{told}");
    assert!(told.contains("hold_days: 7 → 3"), "{told}");
}

#[test]
fn timeline_map_brief_and_feed_tell_the_same_log() {
    let files = built(
        &team().repo,
        &["--all-branches", "--url", "https://example.org/adr"],
    );
    let timeline = text(page(&files, "timeline.html"));
    assert!(
        timeline.contains(
            "Eli Sand challenged it : 2. Orders move to Postgres revision 2 The price has doubled."
        ),
        "{timeline}"
    );
    assert_eq!(
        page(&files, "timeline.html")
            .matches("<li class=\"event")
            .count(),
        page(&files, "timeline/2026-11.html")
            .matches("<li class=\"event")
            .count()
    );
    let map = page(&files, "map.html");
    assert!(
        map.contains("<svg") && attributes(map, "href").contains(&"decisions/0002.html".to_owned())
    );
    assert!(
        text(map).contains("2. Orders move to Postgres supersedes 1. Decision 1"),
        "{}",
        text(map)
    );
    let brief = text(page(&files, "brief.html"));
    assert!(
        brief.contains("What we agreed") && brief.contains("2 Orders move to Postgres"),
        "{brief}"
    );
    assert!(
        attributes(page(&files, "brief.html"), "href").contains(&"decisions/0002.html".to_owned())
    );
    let feed = page(&files, "feed.xml");
    assert!(
        feed.contains("<link rel=\"self\" href=\"https://example.org/adr/feed.xml\"/>"),
        "{feed}"
    );
    assert!(
        feed.contains("<link href=\"https://example.org/adr/decisions/0002.html\"/>"),
        "{feed}"
    );
    let ids: Vec<&str> = feed.split("<id>").skip(1).map(|rest| &rest[..45]).collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(ids.len(), distinct.len(), "{feed}");
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:")), "{ids:?}");
}

#[test]
fn every_link_leads_somewhere_and_every_page_says_what_it_may_load() {
    let files = built(&team().repo, &["--all-branches"]);
    assert_whole(&files);
    for (path, html) in pages_in_html(&files) {
        let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src \
                      &#39;self&#39;; script-src &#39;self&#39;; img-src &#39;self&#39; data:; base-uri &#39;none&#39;; \
                      form-action &#39;none&#39;\">";
        assert!(html.contains(policy), "{path}");
        let before = html.split(policy).next().unwrap();
        assert!(
            !before.contains("href") && !before.contains("src="),
            "{path}"
        );
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert!(
            !html.contains(" style=\"") && !html.contains("<style"),
            "{path}"
        );
    }
}

#[test]
fn the_index_for_the_search_has_the_words_of_each_decision() {
    let files = built(&team().repo, &[]);
    let index = page(&files, "search/all.js");
    let row = page(&files, "index.html")
        .split("<tr role=\"row\" data-at=\"")
        .find(|row| row.contains("Orders move to Postgres"))
        .unwrap();
    let at = row.split('"').next().unwrap();
    let postgres = index
        .lines()
        .find(|line| line.starts_with("[\"postgres\","))
        .unwrap();
    assert!(postgres.contains(&format!(",{at},")), "{postgres} of {at}");
    assert!(
        index.contains("[\"doubled\","),
        "what people said is searched, too"
    );
}

#[test]
fn a_log_as_it_was_is_told_as_it_was() {
    let team = Team::new();
    team.settle(1);
    team.repo.git(&["tag", "then"]);
    team.settle(2);
    assert!(built(&team.repo, &[]).contains_key("decisions/0002.html"));
    let then = built(&team.repo, &["--at", "then"]);
    assert!(then.contains_key("decisions/0001.html") && !then.contains_key("decisions/0002.html"));
}

#[test]
fn what_was_imported_keeps_its_words_and_its_links_find_decisions() {
    let team = Team::new();
    team.branch("import");
    let mut text_of_one = team.text(1, "ann");
    text_of_one.context =
        Some(Prose::new("As [before](0002-next.md#why), [not here](../src/main.rs).").unwrap());
    let import = |number: u32, path: &str, text: &adr_sign::record::text::Text| {
        team.begin(number, text);
        team.revision(number, text, |revision| {
            let mut source = imported();
            source.path = line(path);
            source.status = Some(line("Accepted (lazy consensus)"));
            revision.kind = adr_sign::record::revision::RevisionKind::Import(vec![source]);
        });
    };
    import(1, "docs/adr/0001-first.md", &text_of_one);
    import(2, "docs/adr/0002-next.md", &team.text(2, "ann"));
    let files = built(&team.repo, &[]);
    let html = page(&files, "decisions/0001.html");
    assert!(
        html.contains("<a href=\"../decisions/0002.html\">before</a>, not here."),
        "{html}"
    );
    assert!(
        text(html).contains("Its status there: Accepted (lazy consensus)"),
        "{}",
        text(html)
    );
    assert_whole(&files);
}
