use proptest::prelude::*;

use super::*;
use crate::record::id::DecisionId;
use crate::record::prose::{Line, Prose};
use crate::record::text::{Alternative, Assumption, Text};

fn text() -> Text {
    Text::new(
        DecisionId::new(1_732_436_000_000, 42),
        Line::new("PostgreSQL for orders").unwrap(),
    )
}

fn back(markdown: &str) -> Text {
    read(markdown).and_then(|read| read.text()).unwrap()
}

#[test]
fn a_text_reads_like_a_document() {
    let mut text = text();
    text.context = Prose::new("Orders outgrow SQLite.").ok();
    text.drivers = vec![Line::new("Residency").unwrap()];
    text.options = vec![Alternative {
        name: Line::new("PostgreSQL").unwrap(),
        summary: Prose::new("What we know.").ok(),
        pros: vec![Line::new("Known").unwrap()],
        cons: vec![Line::new("Heavy").unwrap()],
    }];
    text.decision = Prose::new("We take PostgreSQL.\n\n### Steps\n\n1. Move").ok();
    text.assumptions = vec![Assumption {
        claim: Line::new("One writer").unwrap(),
        revisit_when: Line::new("A second region").ok(),
    }];
    let markdown = write(&text);
    assert_eq!(
        markdown,
        "---\nid: 01jdexe2k00000000000000001a\n---\n\n# PostgreSQL for orders\n\n## Context\n\nOrders outgrow SQLite.\n\n\
         ## Drivers\n\n- Residency\n\n## Options\n\n### PostgreSQL\n\nWhat we know.\n\nPros:\n\n- Known\n\nCons:\n\n\
         - Heavy\n\n## Decision\n\nWe take PostgreSQL.\n\n### Steps\n\n1. Move\n\n## Assumptions\n\n- One writer\n  \
         - Revisit when: A second region\n"
            .replace("01jdexe2k00000000000000001a", &text.id.to_string())
    );
    assert_eq!(back(&markdown), text);
}

#[test]
fn prose_with_a_heading_of_ours_stands_in_the_front_matter() {
    let mut text = text();
    text.context = Prose::new("Before\n\n## Decision\n\nAfter").ok();
    text.decision = Prose::new("```\nnever closed").ok();
    let markdown = write(&text);
    assert!(markdown.contains("context: |\n  Before\n"), "{markdown}");
    assert_eq!(back(&markdown), text);
}

#[test]
fn other_peoples_headings_are_understood_and_what_fits_nowhere_is_said() {
    let read = read(
        "# 7. Use it\n\nIntro.\n\n## Context and Problem Statement\n\nWhy.\n\n## More Information\n\nSee.\n\n\
         ## Considered Options\n\n* One\n* Two\n\n## Decision Outcome\n\nOne.\n",
    )
    .unwrap();
    assert_eq!(read.fields["title"], "7. Use it");
    assert_eq!(
        read.fields["context"],
        "Intro.\n\nWhy.\n\n## More Information\n\nSee.\n"
    );
    assert_eq!(read.fields["options"][1]["name"], "Two");
    assert_eq!(read.fields["decision"], "One.\n");
    let remarks: Vec<(usize, &str)> = read
        .remarks
        .iter()
        .map(|remark| (remark.line, remark.what.as_str()))
        .collect();
    assert_eq!(
        remarks,
        [
            (5, "`context` comes again; it was added to the first"),
            (
                9,
                "`## More Information` is no field; it stays in `context`"
            )
        ]
    );
}

#[test]
fn a_mistake_is_named_with_its_line() {
    for (markdown, line, column, message) in [
        (
            "---\nid: x\n",
            1,
            1,
            "the front matter that begins here is never closed",
        ),
        (
            "---\ncontext: a\n---\n\n## Context\n\nb\n",
            5,
            1,
            "`context` is in the front matter already",
        ),
        (
            "---\na: 1\na: 2\n---\n",
            3,
            1,
            "the key `a` is already on line 2",
        ),
        ("# T\n\nab\u{202e}c\n", 3, 3, "U+202E changes the direction"),
        ("# T\rX\n", 1, 4, "the line ends with a carriage return"),
        ("# T\n\nx\u{7}\n", 3, 2, "the control character U+0007"),
    ] {
        let error = read(markdown).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{error}");
        assert!(error.message.starts_with(message), "{error}");
    }
}

#[test]
fn what_the_strict_reader_refuses_is_named_where_it_stands_in_the_markdown() {
    let id = text().id;
    for (rest, line, message) in [
        (
            "impct: low\n---\n\n# T\n",
            3,
            "there is no key `impct` here",
        ),
        (
            "impact: huge\n---\n\n# T\n",
            3,
            "`huge` is not allowed here",
        ),
        (
            "---\n\n# T\n\n## Options\n\n###\n\nx\n",
            7,
            "this text is empty",
        ),
    ] {
        let markdown = format!("---\nid: {id}\n{rest}");
        let error = read(&markdown).unwrap().text().unwrap_err();
        assert_eq!(error.line, line, "{error}\n{markdown}");
        assert!(error.message.contains(message), "{error}");
    }
}

/// Lines that Markdown, front matter or our own headings could take for something else.
fn nasty_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("## Context".to_owned()),
        Just("##Context".to_owned()),
        Just("# Title".to_owned()),
        Just("### PostgreSQL".to_owned()),
        Just("## 2. Decision outcome ##".to_owned()),
        Just("## Other".to_owned()),
        Just("---".to_owned()),
        Just("```sh".to_owned()),
        Just("~~~".to_owned()),
        Just("    # indented".to_owned()),
        Just("- item".to_owned()),
        Just("  - Revisit when: never".to_owned()),
        Just("Pros:".to_owned()),
        Just("**Cons**".to_owned()),
        Just(String::new()),
        Just("\u{a0}x".to_owned()),
        "[ -~äé数]{0,12}",
    ]
}

fn prose() -> impl Strategy<Value = Option<Prose>> {
    proptest::collection::vec(nasty_line(), 0..6)
        .prop_map(|lines| Prose::new(&lines.join("\n")).ok())
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    proptest::collection::vec(nasty_line(), 0..3).prop_map(|lines| {
        lines
            .iter()
            .filter_map(|line| Line::new(line).ok())
            .collect()
    })
}

fn option() -> impl Strategy<Value = Alternative> {
    (nasty_line(), prose(), lines(), lines()).prop_map(|(name, summary, pros, cons)| Alternative {
        name: Line::new(&name).unwrap_or(Line::new("x").unwrap()),
        summary,
        pros,
        cons,
    })
}

fn assumption() -> impl Strategy<Value = Assumption> {
    (nasty_line(), nasty_line()).prop_map(|(claim, revisit)| Assumption {
        claim: Line::new(&claim).unwrap_or(Line::new("x").unwrap()),
        revisit_when: Line::new(&revisit).ok(),
    })
}

fn any_text() -> impl Strategy<Value = Text> {
    let lists = (
        lines(),
        proptest::collection::vec(option(), 0..3),
        proptest::collection::vec(assumption(), 0..3),
    );
    (nasty_line(), prose(), prose(), prose(), prose(), lists).prop_map(
        |(
            title,
            context,
            decision,
            consequences,
            confirmation,
            (drivers, options, assumptions),
        )| {
            let title = Line::new(&title).unwrap_or(Line::new("x").unwrap());
            let mut text = Text { title, ..text() };
            text.context = context;
            text.decision = decision;
            text.consequences = consequences;
            text.confirmation = confirmation;
            text.drivers = drivers;
            text.options = options;
            text.assumptions = assumptions;
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn there_and_back_gives_the_same_text(text in any_text()) {
        let markdown = write(&text);
        prop_assert_eq!(back(&markdown), text, "{}", markdown);
    }

    #[test]
    fn any_text_is_read_or_refused(markdown in "(\\PC|\n|#|-){0,80}") {
        let _ = read(&markdown);
    }
}
