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
    serde_yaml::from_value(serde_yaml::Value::Mapping(read(markdown).unwrap().fields)).unwrap()
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
    let remarks: Vec<usize> = read.remarks.iter().map(|remark| remark.line).collect();
    assert_eq!(remarks, [9, 5]);
}

#[test]
fn a_mistake_is_named_with_its_line() {
    assert_eq!(read("---\nid: x\n"), Err(MarkdownError::Unclosed));
    let twice = read("---\ncontext: a\n---\n\n## Context\n\nb\n");
    assert_eq!(
        twice,
        Err(MarkdownError::Twice {
            line: 5,
            key: "context"
        })
    );
    let Err(MarkdownError::FrontMatter(error)) = read("---\na: 1\na: 2\n---\n") else {
        panic!()
    };
    assert_eq!(error.line, 3);
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
