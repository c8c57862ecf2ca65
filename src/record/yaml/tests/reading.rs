//! A person or an attacker writes a file; this is what they are told.

use super::super::{ReadError, ReadErrorKind, read, read_canonical, write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Serialize, Deserialize, PartialEq, Default)]
#[serde(deny_unknown_fields)]
struct Draft {
    title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    impact: Option<Impact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quorum: Option<u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    refers: BTreeMap<u32, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom: Option<serde_yaml::Value>,
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Impact {
    Low,
    High,
    Any(Vec<String>),
}

fn refusal(source: &str) -> ReadError {
    read::<Draft>(source.as_bytes()).expect_err(source)
}

/// Kind, line and column of a refusal.
fn kind(source: &str) -> (ReadErrorKind, usize, usize) {
    let error = refusal(source);
    (error.kind, error.line, error.column)
}

#[test]
fn scalars_are_what_the_type_asks_for() {
    let draft: Draft = read(
        b"# a comment\ntitle: 12\ntags: [no, 0012, 1.10, '', \"on\"]\nimpact: high\nquorum: 3\nrefers: {7: 01jd}\n",
    )
    .unwrap();
    assert_eq!(draft.title, "12");
    assert_eq!(draft.tags, ["no", "0012", "1.10", "", "on"]);
    assert_eq!(draft.impact, Some(Impact::High));
    assert_eq!(draft.quorum, Some(3));
    assert_eq!(draft.refers[&7], "01jd");
}

#[test]
fn free_values_keep_every_character_that_is_not_plainly_a_number() {
    let draft: Draft =
        read(b"title: a\ncustom: {a: 1.10, b: 12, c: yes, d: true, e: 2026-11-24}\n").unwrap();
    let custom = serde_json::to_value(draft.custom).unwrap();
    assert_eq!(
        custom,
        serde_json::json!({"a": "1.10", "b": 12, "c": "yes", "d": true, "e": "2026-11-24"})
    );
}

#[test]
fn a_variant_with_data_is_read_from_a_map_with_one_key() {
    let draft: Draft = read(b"title: a\nimpact:\n  any: [x]\n").unwrap();
    assert_eq!(draft.impact, Some(Impact::Any(vec!["x".to_owned()])));
    assert_eq!(read_back(&draft), draft);
    assert_eq!(
        refusal("title: a\nimpact: any\n").message,
        "`any` needs a value"
    );
    assert_eq!(
        refusal("title: a\nimpact: {high: 1}\n").message,
        "`high` takes no value"
    );
}

fn read_back(draft: &Draft) -> Draft {
    read(write(draft).as_bytes()).unwrap()
}

#[test]
fn what_could_hide_something_is_refused_where_it_stands() {
    use ReadErrorKind::Forbidden;
    for (source, place) in [
        ("title: &a x\n", (1, 8)),
        ("title: a\ntags: [*b]\n", (2, 8)),
        ("title: !!str a\n", (1, 8)),
        ("title: ! a\n", (1, 8)),
        ("title: a\n---\ntitle: b\n", (2, 1)),
        ("%YAML 1.2\n---\ntitle: a\n", (1, 1)),
        ("title: a\n<<: {tags: [b]}\n", (2, 1)),
        ("title: a\ntags: [b]\n\"title\": c\n", (3, 1)),
        ("title: a\ncustom: {x: {y: 1, y: 2}}\n", (2, 20)),
        ("title: a\n? tags\n: [b]\n", (2, 3)),
        ("title: a\n? [tags]\n: [b]\n", (2, 3)),
        ("title:\n", (1, 6)),
        ("title: ~\n", (1, 8)),
        ("title: null\n", (1, 8)),
        ("title: a\ntags:\n  - b\n  -\n", (4, 4)),
        ("title: a\ncustom: {x}\n", (2, 11)),
    ] {
        let error = refusal(source);
        assert_eq!(
            (error.kind, error.line, error.column),
            (Forbidden, place.0, place.1),
            "{source} {error}"
        );
        assert!(!error.message.is_empty());
    }
}

#[test]
fn nesting_ends_at_32() {
    let nested = |depth: usize| {
        format!(
            "title: a\ncustom: {}1{}\n",
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    assert!(read::<Draft>(nested(31).as_bytes()).is_ok());
    assert_eq!(kind(&nested(32)).0, ReadErrorKind::Forbidden);
    assert_eq!(kind(&nested(400)).0, ReadErrorKind::Forbidden);
}

#[test]
fn bytes_that_are_no_clean_text_are_refused_where_they_stand() {
    use ReadErrorKind::{ForbiddenCharacter, Syntax};
    assert_eq!(kind("title: a\r\n"), (ForbiddenCharacter, 1, 9));
    assert_eq!(kind("\u{feff}title: a\n"), (ForbiddenCharacter, 1, 1));
    assert_eq!(kind("title: é\u{202e}b\n"), (ForbiddenCharacter, 1, 9));
    assert_eq!(kind("title: \"\\u202e\"\n"), (ForbiddenCharacter, 1, 8));
    assert_eq!(kind("title: \"\\e[31m\"\n"), (ForbiddenCharacter, 1, 8));
    assert_eq!(kind("title: \"e\\u0301\"\n"), (ForbiddenCharacter, 1, 8));
    assert_eq!(kind("title: a\n\ttags: b\n"), (Syntax, 2, 1));
    assert_eq!(kind("title: a: b\n").0, Syntax);
    assert_eq!(kind("").0, Syntax);
    assert_eq!(kind("# only a comment\n").0, Syntax);
    let error = read::<Draft>(b"title: \xc3\xa9\xff\n").unwrap_err();
    assert_eq!(
        (error.kind, error.line, error.column),
        (ReadErrorKind::NotUtf8, 1, 9)
    );
    let error = read::<Draft>(&vec![b' '; super::super::MAX_BYTES + 1]).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::TooLarge);
}

#[test]
fn what_does_not_fit_the_schema_is_told_in_plain_words() {
    for (source, said, hint) in [
        (
            "titel: a\n",
            "line 1, column 1: there is no key `titel` here",
            "did you mean `title`?",
        ),
        (
            "tags: [a]\n",
            "line 1, column 1: the key `title` is missing",
            "add `title:`",
        ),
        (
            "title: [a]\n",
            "line 1, column 8: expected a text, found a list",
            "",
        ),
        (
            "title: a\ntags: b\n",
            "line 2, column 7: expected a list, found the text `b`",
            "",
        ),
        (
            "title: a\ntags:\n  - a\n  - b: c\n",
            "line 4, column 5: expected a text, found keys with values",
            "",
        ),
        (
            "title: a\nquorum: many\n",
            "line 2, column 9: expected a whole number that is not negative, found the text `many`",
            "",
        ),
        (
            "title: a\nquorum: '3'\n",
            "line 2, column 9: expected a whole number that is not negative, found a text in quotes",
            "",
        ),
        (
            "title: a\nquorum: -3\n",
            "line 2, column 9: expected a whole number that is not negative, found the number -3",
            "",
        ),
        (
            "title: a\nimpact: hihg\n",
            "line 2, column 9: `hihg` is not allowed here",
            "did you mean `high`?",
        ),
        (
            "title: a\nimpact: enormous\n",
            "line 2, column 9: `enormous` is not allowed here",
            "use `low`, `high`, `any`",
        ),
        (
            "title: a\nrefers: {x: y}\n",
            "line 2, column 10: expected a whole number that is not negative, found the text `x`",
            "",
        ),
        (
            "[a]\n",
            "line 1, column 1: expected keys with values, found a list",
            "",
        ),
    ] {
        let error = refusal(source);
        assert_eq!(
            (error.to_string().as_str(), error.hint.as_str()),
            (said, hint)
        );
    }
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Record {
    format: u32,
    by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
}

const RECORD: &str =
    "format: 1\nby: alice\nreason: |\n  It fits.\n\n  It does.\nwith:\n  - \"no\"\n  - dana\n";

#[test]
fn a_record_is_read_as_it_was_written_or_not_at_all() {
    let record: Record = read_canonical(RECORD.as_bytes()).unwrap();
    assert_eq!(record.reason, "It fits.\n\nIt does.\n");
    for (from, to) in [
        ("by: alice", "by:  alice"),
        ("by: alice", "by: \"alice\""),
        ("by: alice", "by: 'alice'"),
        ("by: alice", "by: alice # really"),
        ("by: alice", "\"by\": alice"),
        ("by: alice", "by: >-\n  alice"),
        ("format: 1\n", "# note\nformat: 1\n"),
        ("format: 1\n", "---\nformat: 1\n"),
        ("format: 1\n", "\nformat: 1\n"),
        ("format: 1\n", "{format: 1, by: alice}\n"),
        ("- \"no\"", "- no"),
        ("  - dana\n", "  - dana"),
        ("  - dana\n", "  - dana\n\n"),
        ("  - dana\n", "  - dana\n...\n"),
        ("  - dana\n", "  - dana\n---\nformat: 1\n"),
        ("  - dana\n", "  - dana\n# late\n"),
        ("with:\n  - \"no\"\n  - dana\n", "with: [\"no\", dana]\n"),
        ("with:\n  - \"no\"\n  - dana\n", "with: []\n"),
        ("  It fits.\n", "    It fits.\n"),
        ("  It fits.\n\n", "  It fits.\n  \n"),
        ("|\n", "|2\n"),
        ("|\n", "| # block\n"),
        ("|\n", ">\n"),
        ("format: 1\nby: alice\n", "by: alice\nformat: 1\n"),
        ("by: alice\n", "by: alice\nby: alice\n"),
        ("by: alice\n", "by: &a alice\n"),
        ("by: alice\n", "by: !!str alice\n"),
        ("\n", "\r\n"),
    ] {
        let changed = RECORD.replacen(from, to, 1);
        assert_ne!(changed, RECORD, "{from:?}");
        read_canonical::<Record>(changed.as_bytes()).expect_err(&changed);
    }
}

#[test]
fn the_first_difference_is_shown_with_what_should_stand_there() {
    let error = read_canonical::<Record>(b"format: 1\nby: \"alice\"\n").unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::NotCanonical);
    assert_eq!(
        error.to_string(),
        "line 2, column 5: the record is not in canonical form: expected `alice`, found `\"alice\"`"
    );
    assert!(error.hint.contains("written by the tool only"));
    let error = read_canonical::<Record>(b"format: 1\nby: alice\n# x\n").unwrap_err();
    assert_eq!((error.line, error.column), (3, 1));
    assert!(
        error
            .message
            .contains("expected the end of the file, found `# x`"),
        "{error}"
    );
    let error = read_canonical::<Record>(b"format: 1\nby: alice").unwrap_err();
    assert!(
        error
            .message
            .contains("expected the end of the line, found the end of the file"),
        "{error}"
    );
}

#[test]
fn a_newer_format_asks_for_an_upgrade_before_anything_else() {
    let error = read_canonical::<Record>(b"format: 2\nvibes: good\n").unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::NewerFormat);
    assert!(error.hint.contains("upgrade"));
    let error = read_canonical::<Record>(b"by: alice\n").unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ReadErrorKind::Schema, "the key `format` is missing")
    );
}
