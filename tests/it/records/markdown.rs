//! Markdown is an equal view of a text: any text comes back the same, and any Markdown is read or refused in time
//! that its size bounds.

use std::time::{Duration, Instant};

use adr_sign::interchange::markdown::{read, write};
use adr_sign::record::text::Text;
use adr_sign::record::yaml::MAX_BYTES;
use proptest::prelude::*;

use super::arbitrary::{any_text, text};

fn back(markdown: &str) -> Text {
    let read = read(markdown).unwrap_or_else(|error| panic!("{error}\n{markdown}"));
    read.text()
        .unwrap_or_else(|error| panic!("{error}\n{markdown}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_field_of_any_text_comes_back(text in text()) {
        let markdown = write(&text);
        let again = back(&markdown);
        prop_assert_eq!(&again, &text, "{}", markdown);
        prop_assert_eq!(write(&again), markdown);
    }

    #[test]
    fn the_yaml_of_a_document_says_the_same(text in text()) {
        let yaml = read(&write(&text)).unwrap().yaml();
        let again: Text = adr_sign::record::yaml::read(yaml.as_bytes()).unwrap();
        prop_assert_eq!(again, text, "{}", yaml);
    }

    #[test]
    fn line_ends_do_not_matter(text in text()) {
        let windows = format!("\u{feff}{}", write(&text).replace('\n', "\r\n"));
        prop_assert_eq!(back(&windows), text);
    }

    #[test]
    fn any_document_is_read_or_refused_at_one_of_its_lines(front in any_text(), body in any_text()) {
        for markdown in [format!("---\n{front}\n---\n{body}"), format!("# T\n{body}\n## Options\n{front}")] {
            let outcome = read(&markdown).and_then(|read| read.text());
            if let Err(error) = outcome {
                prop_assert!(error.line >= 1 && error.line <= markdown.lines().count() + 1, "{}", error);
                prop_assert!(!error.message.is_empty());
            }
        }
    }
}

/// As many repetitions as a text may have bytes for.
fn full(head: &str, piece: &str) -> String {
    let room = MAX_BYTES - head.len();
    format!("{head}{}", piece.repeat(room / piece.len()))
}

#[test]
fn a_hostile_document_costs_no_more_than_its_size() {
    let id = "---\nid: 01jdxk3v8q5t9w2m7r4c6y1zab\n---\n# T\n";
    for (name, markdown) in [
        ("one heading again and again", full(id, "## Context\n")),
        ("headings of nobody", full(id, "## Nobody\n\nx\n")),
        ("drivers", full(&format!("{id}## Drivers\n"), "- x\n")),
        ("options", full(&format!("{id}## Options\n"), "### x\n")),
        (
            "pros",
            full(&format!("{id}## Options\n### x\nPros:\n"), "- x\n"),
        ),
        (
            "assumptions",
            full(
                &format!("{id}## Assumptions\n"),
                "- x\n  - Revisit when: y\n",
            ),
        ),
        ("no list", full(&format!("{id}## Drivers\nx\n"), "- x\n")),
        ("fences", full(id, "```\n~~~\n")),
        ("quotes", full(id, "> ")),
        ("number signs", full(id, "#")),
        ("deep front matter", full("---\nx: ", "[")),
        ("long front matter", full("---\n", "a: 1\n")),
        ("blank lines", full(id, "\n")),
        ("too large", "x".repeat(MAX_BYTES + 1)),
    ] {
        let started = Instant::now();
        let read = read(&markdown);
        if let Ok(read) = &read {
            let _ = read.text();
            let yaml = read.yaml();
            assert!(yaml.len() <= 16 * MAX_BYTES, "{name}");
        }
        let taken = started.elapsed();
        assert!(taken < Duration::from_secs(30), "{name}: {taken:?}");
    }
}

#[test]
fn what_is_too_large_or_too_deep_is_told_clearly() {
    let refused = |markdown: &str| {
        let error = read(markdown).expect_err("a refusal");
        format!("{error}; {}", error.hint)
    };
    let large = refused(&"x".repeat(MAX_BYTES + 1));
    assert_eq!(
        large,
        "line 1, column 1: the text has 1048577 bytes; 1048576 are allowed; move pictures and data into attachments"
    );
    let deep = format!("---\nx: {}{}\n---\n", "[".repeat(100), "]".repeat(100));
    assert!(
        refused(&deep).starts_with("line 2, column "),
        "{}",
        refused(&deep)
    );
}
