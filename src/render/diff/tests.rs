//! Differences as they look at 80 columns and at 160.

use super::*;
use crate::record::text::Text;
use crate::record::yaml;

fn shown(before: &str, after: &str, width: usize) -> String {
    let read = |text: &str| {
        let text = format!("id: 01jdxk3v8q5t9w2m7r4c6y1zab\ntitle: Orders\n{text}");
        yaml::read::<Text>(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
    };
    let found = crate::agreement::compare::changes(&read(before), &read(after));
    anstream::adapter::strip_str(&changes(&found, width)).to_string()
}

#[test]
fn only_what_lies_near_a_change_is_shown() {
    let before = format!(
        "decision: |\n  {}We move all services. {}\n",
        "A. ".repeat(60),
        "B. ".repeat(60)
    );
    let after = before.replace("all services", "the orders service");
    let shown = shown(&before, &after, 80);
    assert!(
        shown
            .replace("\n ", "")
            .contains("We move [-all services-]{+the orders service+}. B."),
        "{shown}"
    );
    assert!(shown.len() < 250, "{shown}");
}

const BEFORE: &str = "
impact: low
tags: [orders, storage, eu]
context: |
  Orders are lost in the queue.

  Nobody knows why.
options:
  - name: Postgres
    pros: [We know it]
  - name: SQLite
decision: |
  我们迁移所有服务。
";

const AFTER: &str = "
impact: high
tags: [eu, orders, profiles]
context: |
  Orders are lost in the broker.

  Nobody knows why.
options:
  - name: MySQL
    summary: |
      Two words
      on two lines.
  - name: Postgres
    pros: [We know it, It is fast]
decision: |
  我们迁移订单服务。
";

#[test]
fn one_column_is_for_narrow_terminals() {
    insta::assert_snapshot!(shown(BEFORE, AFTER, 80), @r"
    impact: [-low-]{+high+}
    tags:
      - storage
      > eu  (moved from 3 to 1)
      + profiles
    context:
      Orders are lost in the [-queue-]{+broker+}.

      Nobody knows why.
    options:
      - name: SQLite
      + name: MySQL
        summary: |
          Two words
          on two lines.
      ~ Postgres:
          pros:
            + It is fast
    decision:
      我们迁移[-所有-]{+订单+}服务。
    ");
}

#[test]
fn two_columns_are_for_wide_ones() {
    insta::assert_snapshot!(shown(BEFORE, AFTER, 140), @r"
    impact:
      low                                                                 │ high
    tags:
      - storage                                                           │
      > eu  (moved from 3 to 1)
                                                                          │ + profiles
    context:
      Orders are lost in the [-queue-].                                   │ Orders are lost in the {+broker+}.
                                                                          │
      Nobody knows why.                                                   │ Nobody knows why.
    options:
      - name: SQLite                                                      │ + name: MySQL
                                                                          │   summary: |
                                                                          │     Two words
                                                                          │     on two lines.
      ~ Postgres:
          pros:
                                                                             │ + It is fast
    decision:
      我们迁移[-所有-]服务。                                              │ 我们迁移{+订单+}服务。
    ");
}
