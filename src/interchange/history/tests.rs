use proptest::prelude::*;

use super::words::words;
use super::*;
use crate::interchange::{Naming, Role};
use crate::record::prose::{Line, Prose};
use crate::record::revision::Imported;

const TEXT: &str = "We keep every order in the database of the shop, and never in files.";

fn record(status: &str, text: &str) -> ImportedDecision {
    let source = Imported {
        format: Line::new("test").unwrap(),
        path: Line::new("1.md").unwrap(),
        number: Some(1),
        commit: None,
        status: Line::new(status).ok(),
        links: Vec::new(),
        people: Vec::new(),
    };
    let mut record = ImportedDecision::new(Line::new("Keep the orders").unwrap(), source);
    record.fields.decision = Prose::new(text).ok();
    record
}

fn named(mut decision: ImportedDecision, who: &str) -> ImportedDecision {
    decision.namings.push(Naming {
        role: Role::Approver,
        verbatim: who.to_owned(),
        party: None,
    });
    decision
}

fn history(decisions: Vec<ImportedDecision>) -> Vec<Version> {
    let ages = (0..decisions.len()).rev();
    ages.zip(decisions)
        .map(|(age, decision)| Version {
            age,
            decision,
            text: String::new(),
        })
        .collect()
}

/// Each step as a word, with `!` where it came after acceptance.
fn told(decisions: Vec<ImportedDecision>) -> String {
    let told = steps(&history(decisions)).into_iter().map(|step| {
        let mark = if step.after_acceptance { "!" } else { "" };
        format!("{}{mark}", step.kind)
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What a second version with this text is.
fn edited(to: &str) -> Kind {
    steps(&history(vec![
        record("accepted", TEXT),
        record("accepted", to),
    ]))[1]
        .kind
}

#[test]
fn white_space_markup_and_targets_of_links_say_nothing() {
    for (one, other) in [
        (
            "- a *plain* item\n- and another\n",
            "1. a plain item\n2. and another",
        ),
        (
            "| one | two |\n|-----|-----|\n| x | y |",
            "|one|two|\n|:-:|:-:|\n|x|y|\n",
        ),
        (
            "See [the page](https://old.example/a_(b)) now.",
            "See [the page][1] now.\n\n[1]: https://new.example",
        ),
        ("A line.\nAnother.", "A line. Another.\n<!-- no lint -->\n"),
        (
            "It’s “quoted”, see https://a.example.",
            "It's \"quoted\" - see <https://b.example>",
        ),
        ("one<br>two", "one two"),
        (r"it \(nearly\) is a\_b \#1", "it (nearly) is a_b #1"),
        ("## Heading ##\n\n***\n", "Heading\n=======\n"),
        ("a **bold**-faced word", "a bold-faced word"),
    ] {
        let folded =
            |text| -> Vec<String> { words(text).into_iter().map(|word| word.folded).collect() };
        let same: Vec<String> = folded(one);
        let other: Vec<String> = folded(other)
            .into_iter()
            .filter(|word| word != "=======")
            .collect();
        assert_eq!(same, other, "{one}");
    }
}

#[test]
fn what_counts_as_spelling() {
    let edited_from = |from: &str, to: &str| {
        steps(&history(vec![
            record("accepted", from),
            record("accepted", to),
        ]))[1]
            .kind
    };
    for (from, to) in [
        ("we recieve the order", "we receive the order"),
        ("the enviroment of the shop", "the environment of the shop"),
        ("we set up the the shop", "we set up the shop"),
        ("a service is restarted", "the service is restarted"),
        ("put it in database", "put it in the database"),
        ("we setup the shop", "we set up the shop"),
        ("a re-use of code", "a reuse of code"),
    ] {
        assert_eq!(edited_from(from, to), Kind::Editorial, "{from}");
        assert_eq!(edited_from(to, from), Kind::Editorial, "{to}");
    }
    for (from, to) in [
        ("we must do it", "we may do it"),
        ("they must do it", "they most do it"),
        ("it is now done", "it is not done"),
        ("we include files", "we exclude files"),
        ("after 30 days", "after 90 days"),
        ("we use HTTP for it", "we use HTTPS for it"),
        ("run `serve` there", "run `server` there"),
        ("keep nine copies", "keep five copies"),
        ("we do it", "we do it daily"),
        ("A is better than B", "B is better than A"),
        ("if x < 5 then stop", "if x > 5 then stop"),
        ("我们不使用它", "我们使用它"),
        ("it works without a server", "it works with a server"),
    ] {
        assert_eq!(edited_from(from, to), Kind::Substance, "{from}");
        assert_eq!(edited_from(to, from), Kind::Substance, "{to}");
    }
}

#[test]
fn many_small_corrections_do_not_add_up_to_another_text() {
    let texts = [
        "a fine cable",
        "a fine cables",
        "a fine fables",
        "a fine fabled",
    ];
    let kinds: Vec<Kind> = steps(&history(texts.map(|text| record("accepted", text)).into()))
        .into_iter()
        .map(|step| step.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Kind::Created,
            Kind::Editorial,
            Kind::Substance,
            Kind::Editorial
        ]
    );
    let drift = [
        "a storage",
        "a storages",
        "a storager",
        "a stoxager",
        "a stoxxger",
    ];
    let steps = steps(&history(drift.map(|text| record("accepted", text)).into()));
    assert!(steps.iter().any(|step| step.kind == Kind::Substance));
}

#[test]
fn a_change_of_substance_is_marked_if_it_comes_after_acceptance() {
    let text = |status| record(status, TEXT);
    let other = |status| record(status, "We keep them in files.");
    for (decisions, expected) in [
        (
            vec![text("Proposed"), other("Proposed"), text("Accepted")],
            "created, substance, substance",
        ),
        (
            vec![text("Proposed"), text("Accepted"), other("Accepted")],
            "created, status, substance!",
        ),
        (
            vec![text("Accepted"), other("Superseded by 2")],
            "created, substance!",
        ),
        (
            vec![
                text("Accepted"),
                text("Superseded by 2"),
                other("Superseded by 2"),
            ],
            "created, status, substance!",
        ),
        (
            vec![text("Accepted"), other("Proposed"), other("Accepted")],
            "created, substance, status",
        ),
        (
            vec![text("Accepted"), text(""), other("")],
            "created, status, substance!",
        ),
        (
            vec![text("Rejected"), other("Rejected")],
            "created, substance",
        ),
        (vec![text(""), other("")], "created, substance"),
        (
            vec![text("accepted"), text("**Accepted**")],
            "created, reformatted",
        ),
        (
            vec![text("accepted"), named(text("accepted"), "@bob")],
            "created, people!",
        ),
        (
            vec![
                named(text("accepted"), "@Bob"),
                named(text("accepted"), "bob"),
            ],
            "created, reformatted",
        ),
        (
            vec![text("proposed"), named(text("accepted"), "@bob")],
            "created, status",
        ),
    ] {
        assert_eq!(told(decisions), expected);
    }
}

#[test]
fn what_only_moves_between_fields_has_not_changed() {
    let mut versions = history(vec![
        record("accepted", "We keep them.\n\n## Files\n\nThey are lost."),
        record("accepted", "We keep them."),
    ]);
    versions[1].decision.fields.consequences = Prose::new("They are lost.").ok();
    assert_eq!(steps(&versions)[1].kind, Kind::Substance);
    versions[0].text =
        "---\nx: 1\n---\n# T\n\nWe keep them.\n\n## Files\n\nThey are lost.\n".to_owned();
    versions[1].text =
        "---\nx: 2\n---\n# T\n\nWe keep them.\n\n### Files\n\nThey are lost.\n".to_owned();
    assert_eq!(steps(&versions)[1].kind, Kind::Reformatted);
    versions[1].text = versions[1].text.replace("are", "are not");
    assert_eq!(steps(&versions)[1].kind, Kind::Substance);
}

#[test]
fn details_and_names_of_files_are_told_apart_from_the_text() {
    let mut tagged = record("accepted", TEXT);
    tagged.tags = vec!["orders".parse().unwrap()];
    let mut linked = tagged.clone();
    linked.source.links = vec![Line::new("0002-files.md").unwrap()];
    let mut moved = linked.clone();
    moved.source.path = Line::new("2.md").unwrap();
    moved.source.number = Some(2);
    let decisions = vec![
        record("accepted", TEXT),
        tagged,
        linked,
        moved.clone(),
        moved,
    ];
    assert_eq!(
        told(decisions),
        "created, details, details, renamed, reformatted"
    );
}

#[test]
fn a_status_stands_where_its_first_word_says() {
    for (status, standing) in [
        ("accepted", Some(Standing::Accepted)),
        (
            "Accepted, superseded in part by 12",
            Some(Standing::Accepted),
        ),
        (
            "Superseded by [0012](0012-accepted.md)",
            Some(Standing::Over),
        ),
        ("{proposed | accepted}", Some(Standing::Open)),
        ("In Review", Some(Standing::Open)),
        ("implementable", Some(Standing::Accepted)),
        (
            "2017-07-10 提议 2017-07-12 已接受",
            Some(Standing::Accepted),
        ),
        ("Abgelehnt", Some(Standing::Refused)),
        ("n/a", None),
        ("", None),
    ] {
        assert_eq!(
            Standing::of(Line::new(status).ok().as_ref()),
            standing,
            "{status}"
        );
    }
}

#[test]
fn a_commit_that_reformats_most_records_is_told_as_one() {
    use Kind::{Bulk, Reformatted, Substance};
    let wrapped = TEXT.replace(", and", ",\nand");
    let one = |changed: &str| -> Vec<Version> {
        history(vec![record("accepted", TEXT), record("accepted", changed)])
    };
    let records =
        |last: &str| [wrapped.as_str(), wrapped.as_str(), wrapped.as_str(), last].map(one);
    let kinds = |records: &[Vec<Version>]| -> Vec<Kind> {
        let mut steps: Vec<Vec<Step>> = records.iter().map(|record| super::steps(record)).collect();
        tell_bulk(records.iter().map(Vec::as_slice).zip(&mut steps));
        steps.iter().map(|steps| steps[1].kind).collect()
    };
    let bulk = records("We keep them in files.");
    assert_eq!(kinds(&bulk), [Bulk, Bulk, Bulk, Substance]);
    assert_eq!(kinds(&bulk[..3]), [Reformatted; 3], "three are not many");
    let untouched = [vec![one(TEXT).remove(0)], vec![one(TEXT).remove(0)]];
    let among: Vec<_> = bulk
        .iter()
        .chain(untouched.iter().cycle().take(5))
        .cloned()
        .collect();
    assert_eq!(
        kinds_of_first(&among),
        Reformatted,
        "four of nine are not most"
    );
}

fn kinds_of_first(records: &[Vec<Version>]) -> Kind {
    let mut steps: Vec<Vec<Step>> = records.iter().map(|record| super::steps(record)).collect();
    tell_bulk(records.iter().map(Vec::as_slice).zip(&mut steps));
    steps[0][1].kind
}

#[test]
fn folded_versions_give_their_revision_its_text() {
    let decisions = vec![
        record("Proposed", TEXT),
        record("Proposed", &TEXT.replace("database", "databse")),
        record("Accepted", TEXT),
        record("Accepted", "Another text."),
        record("Accepted", "Another *text*."),
    ];
    let steps = steps(&history(decisions));
    let ranges: Vec<_> = spans(&steps)
        .into_iter()
        .map(|span| span.versions)
        .collect();
    assert_eq!(ranges, [0..2, 2..3, 3..5]);
}

/// Any text, from pieces that mean something here.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,9}",
        Just("must".to_owned()),
        Just("**bold**".to_owned()),
        Just("[a](b".to_owned()),
        Just("](".to_owned()),
        Just("<x".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("\n```\n".to_owned()),
        Just("\n- ".to_owned()),
        Just("我们".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn other_white_space_is_never_a_change(text in "[a-zA-Z .,]{0,80}") {
        let respaced = text.replace(' ', "\n  ");
        let kind = steps(&history(vec![record("", &text), record("", &respaced)]))[1].kind;
        prop_assert_eq!(kind, Kind::Reformatted);
    }

    #[test]
    fn a_word_more_or_less_is_never_hidden(
        before in prop::collection::vec("[b-z]{2,9}", 0..20),
        at in any::<prop::sample::Index>(),
    ) {
        let mut after = before.clone();
        after.insert(at.index(before.len() + 1), "not".to_owned());
        let kind = steps(&history(vec![record("", &before.join(" ")), record("", &after.join(" "))]))[1].kind;
        prop_assert_eq!(kind, Kind::Substance);
    }

    #[test]
    fn whatever_is_read_every_version_is_in_one_revision_and_none_hides_substance(
        texts in prop::collection::vec((any_text(), "(Accepted|Proposed|)"), 1..8),
    ) {
        let decisions: Vec<_> = texts.iter().map(|(text, status)| record(status, text)).collect();
        let versions = history(decisions);
        let steps = steps(&versions);
        prop_assert_eq!(steps.len(), versions.len());
        prop_assert_eq!(steps[0].kind, Kind::Created);
        let spans = spans(&steps);
        let mut covered = Vec::new();
        for span in &spans {
            covered.extend(span.versions.clone());
            let first = &versions[span.versions.start];
            let last = &versions[span.versions.end - 1];
            let kind = compare::kind(first, first, last);
            prop_assert!(kind == Kind::Reformatted || kind == Kind::Editorial, "{:?}", kind);
        }
        prop_assert_eq!(covered, (0..versions.len()).collect::<Vec<_>>());
    }
}

#[test]
fn an_edit_of_a_sentence_is_substance() {
    assert_eq!(edited(&TEXT.replace("never", "seldom")), Kind::Substance);
    assert_eq!(
        edited(&TEXT.replace("database", "databases")),
        Kind::Editorial
    );
}
