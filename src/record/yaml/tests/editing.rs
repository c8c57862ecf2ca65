//! The tool changes a file that a person wrote, and the person finds everything else as it was.

use super::super::{Document, EditError, Step, read, reconcile};
use serde_yaml::Value;

const DRAFT: &str = "\
# yaml-language-server: $schema=adr.json
id: 01jdxk3v8q5t9w2m7r4c6y1zab

# Short, please.
title: 'Use PostgreSQL'   # was: MySQL
tags: [orders, data]  # two
approvers:
  - alice   # asked on Monday
  # Bob is on leave.
  - bob

  # The last word:
  - team:security
context: |  # why
  Orders are lost — daily.

  # not a comment
# Before the decision.
decision: >-
  We will use
  PostgreSQL.

# The end.
";

fn value(text: &str) -> Value {
    read(text.as_bytes()).unwrap()
}

fn path(text: &str) -> Vec<Step> {
    text.split('.')
        .map(|step| match step.parse::<usize>() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(step.to_owned()),
        })
        .collect()
}

/// The lines that an edit removed and added.
fn changes(before: &str, after: &str) -> String {
    similar::TextDiff::from_lines(before, after)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .flat_map(|change| [change.tag().to_string(), change.value().to_owned()])
        .collect()
}

fn edited(source: &str, edit: impl FnOnce(&mut Document) -> Result<(), EditError>) -> String {
    let mut document = Document::parse(source).unwrap();
    edit(&mut document).unwrap();
    changes(source, document.source())
}

fn set(at: &str, to: &str) -> String {
    let value = value(&format!("v: {to}\n"))["v"].clone();
    edited(DRAFT, |document| document.set(&path(at), &value, &[]))
}

#[test]
fn a_scalar_changes_in_its_place() {
    assert_eq!(
        set("title", "Use SQLite"),
        "-title: 'Use PostgreSQL'   # was: MySQL\n+title: Use SQLite   # was: MySQL\n"
    );
    assert_eq!(
        set("title", "\"No: # really\""),
        "-title: 'Use PostgreSQL'   # was: MySQL\n+title: \"No: # really\"   # was: MySQL\n"
    );
    assert_eq!(
        set("approvers.2", "carol"),
        "-  - team:security\n+  - carol\n"
    );
    assert_eq!(
        set("tags.1", "\"no\""),
        "-tags: [orders, data]  # two\n+tags: [orders, \"no\"]  # two\n"
    );
}

#[test]
fn prose_changes_as_a_block_and_keeps_the_comment_of_its_key() {
    assert_eq!(
        set("context", "|\n    New.\n\n      Indented.\n"),
        "-context: |  # why\n-  Orders are lost — daily.\n+context: | # why\n+  New.\n \n-  # not a comment\n+    Indented.\n".replace(" \n", "")
    );
    assert_eq!(
        set("decision", "|\n    One.\n    Two.\n"),
        "-decision: >-\n-  We will use\n-  PostgreSQL.\n+decision: |\n+  One.\n+  Two.\n"
    );
    assert_eq!(
        set("title", "|-\n    One.\n    Two."),
        "-title: 'Use PostgreSQL'   # was: MySQL\n+title: |- # was: MySQL\n+  One.\n+  Two.\n"
    );
    assert_eq!(
        set("context", "short"),
        "-context: |  # why\n-  Orders are lost — daily.\n-\n-  # not a comment\n+context: short # why\n"
    );
}

#[test]
fn a_new_key_goes_where_the_schema_has_it() {
    let order = [
        "id",
        "title",
        "owner",
        "tags",
        "approvers",
        "context",
        "decision",
        "review_by",
    ];
    let add = |key: &str| {
        let mut document = Document::parse(DRAFT).unwrap();
        document.set(&path(key), &"alice".into(), &order).unwrap();
        let at = document
            .source()
            .find(&format!("\n{key}: alice\n"))
            .unwrap();
        document.source()[..at].lines().last().unwrap().to_owned()
    };
    assert_eq!(add("owner"), "title: 'Use PostgreSQL'   # was: MySQL");
    assert_eq!(add("review_by"), "  PostgreSQL.");
    assert_eq!(add("unheard-of"), "  PostgreSQL.");
    let order = ["number", "id"];
    assert_eq!(
        edited(DRAFT, |document| document.set(
            &path("number"),
            &"alice".into(),
            &order
        )),
        "+number: alice\n"
    );
}

#[test]
fn missing_parents_are_made() {
    assert_eq!(
        edited("a: 1\n", |document| document.set(
            &path("charter.people.alice.name"),
            &"Alice".into(),
            &[]
        )),
        "+charter:\n+  people:\n+    alice:\n+      name: Alice\n"
    );
    assert_eq!(
        edited(
            "charter:\n    people:\n        bob: {name: Bob}  # b\n    hold_days: 7\n",
            |document| {
                document.set(&path("charter.people.alice"), &value("name: Alice\n"), &[])
            }
        ),
        "+        alice:\n+          name: Alice\n"
    );
    let mut document = Document::parse("a: 1\n").unwrap();
    let error = document.set(&path("a.b"), &1.into(), &[]).unwrap_err();
    assert_eq!(error.to_string(), "there is no place `a.b` in the file");
    assert_eq!(document.source(), "a: 1\n");
}

#[test]
fn list_items_come_and_go_and_comments_stay() {
    let push = |at: &str, index| {
        edited(DRAFT, |document| {
            document.insert(&path(at), index, &"dana".into())
        })
    };
    assert_eq!(push("approvers", 3), "+  - dana\n");
    assert_eq!(push("approvers", 0), "+  - dana\n");
    assert_eq!(
        push("tags", 2),
        "-tags: [orders, data]  # two\n+tags: [orders, data, dana]  # two\n"
    );
    assert_eq!(
        push("tags", 0),
        "-tags: [orders, data]  # two\n+tags: [dana, orders, data]  # two\n"
    );
    let remove = |at: &str| edited(DRAFT, |document| document.remove(&path(at)));
    assert_eq!(remove("approvers.1"), "-  - bob\n");
    assert_eq!(
        remove("approvers.0"),
        "-  - alice   # asked on Monday\n+  # asked on Monday\n"
    );
    assert_eq!(
        remove("tags.0"),
        "-tags: [orders, data]  # two\n+tags: [data]  # two\n"
    );
    assert_eq!(
        remove("tags.1"),
        "-tags: [orders, data]  # two\n+tags: [orders]  # two\n"
    );
    assert_eq!(
        remove("title"),
        "-title: 'Use PostgreSQL'   # was: MySQL\n+# was: MySQL\n"
    );
    assert_eq!(
        edited("a:\n  - x # c\n", |document| document.remove(&path("a.0"))),
        "-a:\n-  - x # c\n+a: [] # c\n"
    );
}

#[test]
fn a_charter_takes_a_new_person_with_a_key_and_a_seat() {
    let charter = "\
charter:
  people:
    # The first.
    alice:
      name: Alice Ng
      keys: [\"ssh-ed25519 AAAA alice\"] # laptop
  teams:
    maintainers: [alice] # so far
  rules:
  - name: every decision   # all of them
    need: [{from: maintainers, count: 1}]
";
    let old = value(charter);
    let mut new = old.clone();
    let bob = value("name: Bob Ito\nkeys:\n  - ssh-ed25519 BBBB bob\n");
    new["charter"]["people"]
        .as_mapping_mut()
        .unwrap()
        .insert("bob".into(), bob);
    new["charter"]["teams"]["maintainers"]
        .as_sequence_mut()
        .unwrap()
        .push("bob".into());
    new["charter"]["rules"][0]["need"][0]["count"] = 2.into();
    new["charter"]["rules"]
        .as_sequence_mut()
        .unwrap()
        .push(value("name: charter\n"));
    let changed = reconcile(charter, &old, &new).unwrap();
    assert_eq!(value(&changed), new);
    insta::assert_snapshot!(changed, @r#"
    charter:
      people:
        # The first.
        alice:
          name: Alice Ng
          keys: ["ssh-ed25519 AAAA alice"] # laptop
        bob:
          name: Bob Ito
          keys:
            - ssh-ed25519 BBBB bob
      teams:
        maintainers: [alice, bob] # so far
      rules:
      - name: every decision   # all of them
        need: [{from: maintainers, count: 2}]
      - name: charter
    "#);
}

#[test]
fn what_the_file_says_beyond_the_old_value_stays() {
    let old = value("title: a\n");
    let new = value("title: b\ntags: [x]\n");
    let changed = reconcile("tags: []\ntitle: a # t\n", &old, &new).unwrap();
    assert_eq!(changed, "tags:\n  - x\ntitle: b # t\n");

    // And what only a default gave the old value is added in its place, or is not there to be removed.
    let old = value("title: a\nimpact: low\nkind: text\nowner: alice\n");
    let new = value("title: a\nimpact: high\nowner: alice\n");
    let changed = reconcile("title: a # t\nowner: alice\n", &old, &new).unwrap();
    assert_eq!(changed, "title: a # t\nimpact: high\nowner: alice\n");
}

#[test]
fn a_file_that_cannot_be_read_is_not_edited() {
    assert!(matches!(
        Document::parse("a: &b c\n"),
        Err(EditError::Read(_))
    ));
}

#[test]
fn empty_lines_do_not_join_a_block_that_keeps_its_own() {
    let source = "a: |+\n  x\n\nb: 1\n\n\nc: 2\n";
    let mut document = Document::parse(source).unwrap();
    document.remove(&path("b")).unwrap();
    assert_eq!(document.source(), "a: |+\n  x\n\nc: 2\n");
    document.set(&path("c"), &"y\n\n".into(), &[]).unwrap();
    assert_eq!(document.source(), "a: |+\n  x\n\nc: |+\n  y\n\n");
}
